"""Setup: compiles every guest ahead of time into a private cache, which is trusted like the code itself."""

import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from evaluator.code.engine import WASMTIME, engine
from evaluator.code.guest import Language
from evaluator.code.languages import LANGUAGES, key


class NotBuilt(Exception):
    """The evaluator cannot start from this cache; the message says what to do."""


def artefact(cache: Path, language: Language) -> Path:
    return cache / f"{language.NAME}-{WASMTIME}-{key(language)}.cwasm"


def evaluator_version() -> str:
    """What judges, so that a verdict can be traced to it: the engine, and a hash of the judging code and its guests."""
    digest = hashlib.sha256()
    for language in LANGUAGES.values():
        digest.update(key(language).encode())
    for package in ("sympy", "lark"):
        digest.update(version(package).encode())
    here = Path(__file__).parent
    for source in sorted([*here.rglob("*.py"), *here.rglob("*.js"), *here.rglob("*.lark")]):
        digest.update(source.read_bytes())
    return f"1+wasmtime-{WASMTIME}+{digest.hexdigest()[:8]}"


def trusted(cache: Path) -> dict[str, Path]:
    """Language → compiled guest, all of them present and this user's own; NotBuilt otherwise."""
    found = {language.NAME: artefact(cache, language) for language in LANGUAGES.values()}
    for path in (cache, *found.values()):
        try:
            status = path.lstat()
        except FileNotFoundError:
            raise NotBuilt(f"the evaluator is not built ({path} is missing): run `make setup`") from None
        # A compiled guest is machine code that runs as this user: nobody else may have had a hand on it.
        if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o022 or stat.S_ISLNK(status.st_mode):
            raise NotBuilt(f"{path} belongs to, or can be changed by, another user: remove it and run `make setup`")
    return found


def build(cache: Path, say: Callable[[str], None] = print) -> None:
    """Bring `cache` up to date; safe to run twice at once, and a fraction of a second when nothing is to be done."""
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(cache / "lock"):
        if cache.stat().st_uid != os.geteuid():
            raise NotBuilt(f"{cache} belongs to another user: set EVAL_CACHE to a folder of your own")
        cache.chmod(0o700)
        wanted = {artefact(cache, language): language for language in LANGUAGES.values()}
        missing = {path: language for path, language in wanted.items() if not path.exists()}
        for path, language in missing.items():
            make(path, language, say)
        if missing:
            for stale in set(cache.glob("*.cwasm")) - set(wanted):
                stale.unlink()
        say(f"evaluator: ready in {cache}")


def make(path: Path, language: Language, say: Callable[[str], None]) -> None:
    """Compile one guest to `path`, which is whole as soon as it is there."""
    started = time.monotonic()

    def timed(message: str) -> None:
        say(f"evaluator: {message} ({time.monotonic() - started:.0f} s)")

    with tempfile.TemporaryDirectory(dir=path.parent, prefix="build-") as work:
        data = language.compiled(engine(), Path(work), timed)
        whole = Path(work) / path.name
        with whole.open("wb") as file:
            whole.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        whole.rename(path)
    timed(f"{language.NAME} is compiled, {len(data) >> 20} MB")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
