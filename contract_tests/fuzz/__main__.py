"""`make fuzz`: schemathesis with all its checks, ours, and all phases, against a throwaway server or a running one.

FUZZ_SECONDS (30), FUZZ_SEED; BASE_URL, TOKEN, PEER_TOKEN and perhaps STAFF_TOKEN for a running server; further
arguments go to schemathesis. Reports go to .cache/fuzz.
"""

import asyncio
import os
import secrets
import sys
import tempfile
from pathlib import Path

from contract_tests.fuzz import run, server

OUT = run.ROOT / ".cache" / "fuzz"
TOKENS = ("TOKEN", "PEER_TOKEN", "STAFF_TOKEN")


async def main(arguments: list[str]) -> int:
    seed = os.environ.get("FUZZ_SEED") or str(secrets.randbelow(2**32))
    arguments = ["--max-time", os.environ.get("FUZZ_SECONDS") or "30", "--seed", seed, *arguments]
    if os.environ.get("BASE_URL"):
        held = {name: os.environ[name] for name in TOKENS if os.environ.get(name)}
        if not held.keys() >= {"TOKEN", "PEER_TOKEN"}:
            print("A running server needs TOKEN and PEER_TOKEN, of two learners.", file=sys.stderr)
            return 2
        code = await run.run(os.environ["BASE_URL"].rstrip("/"), held, OUT, arguments)
    else:
        with tempfile.TemporaryDirectory(prefix="co-fuzz-") as folder:
            async with server.running(Path(folder)) as (base, settings):
                code = await run.run(base, run.signed(settings), OUT, arguments)
    print(run.table(OUT))
    print(f"FUZZ_SEED={seed}; reports: {OUT.relative_to(run.ROOT)}/junit.xml, fuzz.har")
    return code


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
