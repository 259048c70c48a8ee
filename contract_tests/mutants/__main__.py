"""`make mutants`: each bug in a copy of the tree, the suite against it, and the table of kills (ONLY=name for one)."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from conftest import throwaway_evaluator, throwaway_postgres, throwaway_valkey
from contract_tests.mutants import planting, suite, table
from contract_tests.mutants.planting import Mutant
from contract_tests.mutants.suite import Verdict


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
    """A copy of the served tree and servers that every run shares."""

    def __init__(self, folder: Path, servers: dict[str, str]) -> None:
        self.tree, self.log, self.servers = folder / "tree", folder / "suite.log", servers
        planting.copy(self.tree)

    def judge(self, mutant: Mutant | None, tests: list[str]) -> Verdict:
        """What these tests find in the mutant, or in the tree as it is."""
        change = planting.planted(mutant, self.tree) if mutant else nullcontext()
        with change, database(self.servers["TEST_DB_URL"], "mutant") as url:
            environ = {**self.servers, "TEST_DB_URL": url, "TEST_TREE": str(self.tree)}
            return suite.run(tests, environ, self.log)

    def kill(self, mutant: Mutant) -> Verdict:
        """What of the suite finds the mutant, its tag's tests first; one that cannot even start is no mutant."""
        seconds = 0.0
        for tests in filter(None, suite.files(mutant.tag)):
            verdict = self.judge(mutant, tests)
            seconds += verdict.seconds
            if "CannotStart" in verdict.words:
                return Verdict(None, verdict.words, seconds)
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
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        path = Path(folder)
        async with throwaway_postgres(path) as db, throwaway_valkey(path) as valkey, throwaway_evaluator(path) as base:
            servers = {"TEST_DB_URL": db, "TEST_REDIS_URL": valkey, "TEST_EVAL_BASE": base}
            return judge_all(Ground(path, servers), mutants, whole=not only)


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
