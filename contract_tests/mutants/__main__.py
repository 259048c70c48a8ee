"""`make mutants`: each bug in a copy of the tree, the suite against it, and the table of kills (ONLY=name for one)."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from app import content
from app.checking.own import own_evaluator
from app.embedded import throwaway
from contract_tests.conftest import settings_for
from contract_tests.mutants import planting, served, suite, table
from contract_tests.mutants.planting import Mutant
from contract_tests.mutants.served import DoesNotStart
from contract_tests.mutants.table import Verdict
from tests.servers import throwaway_valkey


@contextmanager
def database(url: str, name: str) -> Iterator[str]:
    """The URL of a copy of the database at `url`: what a mutant wrote wrongly is gone with it."""
    server, template = url.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


class Ground:
    """A copy of the served tree and servers that every run shares; content/ is loaded."""

    def __init__(self, folder: Path, servers: tuple[str, str, str]) -> None:
        self.folder, self.tree, self.servers = folder, folder / "tree", servers
        planting.copy(self.tree)

    def judge(self, mutant: Mutant | None, tests: list[str]) -> Verdict:
        """What these tests find in the mutant, or in the tree as it is; DoesNotStart."""
        started = time.monotonic()
        change = planting.planted(mutant, self.tree) if mutant else nullcontext()
        with change, database(self.servers[0], "mutant") as url:
            settings = settings_for(url, *self.servers[1:])
            with served.served(self.tree, settings, self.folder / "api.log") as base:
                environ = {
                    "TEST_BASE": base,
                    "TEST_DB_URL": settings.CO_DB_URL,
                    "TEST_REDIS_URL": settings.CO_REDIS_URL,
                    "TEST_EVAL_BASE": settings.EVAL_BASE,
                    "TEST_TREE": str(self.tree),
                }
                test, words = suite.run(tests, environ, self.folder / "suite.log")
        return Verdict(test, words, time.monotonic() - started)

    def kill(self, mutant: Mutant) -> Verdict:
        """What of the suite finds the mutant, its tag's tests first; one that cannot even start is no mutant."""
        seconds = 0.0
        for tests in suite.files(mutant.tag):
            try:
                verdict = self.judge(mutant, tests)
            except DoesNotStart as fault:
                return Verdict(None, str(fault), seconds)
            seconds += verdict.seconds
            if verdict.test is not None:
                break
        return Verdict(verdict.test, verdict.words, seconds)


async def main(only: list[str]) -> int:
    """Judge the unmutated tree, then each mutant; 0 when all were killed."""
    mutants = [mutant for mutant in planting.load() if not only or mutant.name in only]
    if not mutants or (only and len(mutants) < len(set(only))):
        print(f"no such mutant among: {' '.join(only)}", file=sys.stderr)
        return 2
    suite.warm_up()
    served.warm_up()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        path = Path(folder)
        async with throwaway.running(path) as db, throwaway_valkey(path) as valkey, own_evaluator(path) as base:
            await content.load_all(settings_for(db, valkey, base))
            return judge_all(Ground(path, (db, valkey, base)), mutants, whole=not only)


def judge_all(ground: Ground, mutants: list[Mutant], whole: bool) -> int:
    """The table of kills, written where all mutants were judged; each line is printed as it comes."""
    own, others = suite.files("everywhere")
    sound = ground.judge(None, own + others)
    print(table.line("unmutated", "", sound), flush=True)
    if sound.test is not None:
        print(f"The suite must pass on the unmutated tree first:\n{sound.words}", file=sys.stderr)
        return 1
    kills: list[tuple[Mutant, Verdict]] = []
    for mutant in mutants:
        kills.append((mutant, ground.kill(mutant)))
        print(table.line(mutant.name, mutant.kind, kills[-1][1]), flush=True)
        if not whole:
            print(kills[-1][1].words)
    if whole:
        table.write(kills, sound)
    survivors = [mutant.name for mutant, verdict in kills if verdict.test is None]
    print(
        f"{len(kills) - len(survivors)} of {len(kills)} killed" + "".join(f"\nsurvived: {name}" for name in survivors)
    )
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(os.environ.get("ONLY", "").split())))
