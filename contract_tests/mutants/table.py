"""The table of kills: README.md of this folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contract_tests.mutants.planting import Mutant

README = Path(__file__).parent / "README.md"
TEXT = """# The test of the tests

Each of these bugs was planted by itself in a copy of the sources, as edits in `planted/<tag>.yaml` say; an API was
started from the copy, and the contract suite, the tag's own tests first, ran against it up to the first failure. The
tree without a bug passed all of it in {sound:.0f} s. `make mutants` does it again and writes this page; with
`ONLY=name` it tries one and says what its killer said.

**{killed} of {all} killed**, in {seconds:.0f} s; half of them within {median:.1f} s, the start of the API included.

| mutant | class | tag | killed by | s |
|---|---|---|---|---|
{rows}
"""


@dataclass(frozen=True)
class Verdict:
    """What the suite found: the first failing test (None: all passed), what it said, and the seconds it took."""

    test: str | None
    words: str
    seconds: float


def line(name: str, kind: str, verdict: Verdict) -> str:
    """One verdict, for the terminal."""
    return f"{verdict.seconds:6.1f} s  {name:50}  {kind:30}  {verdict.test or ('passed' if not kind else 'SURVIVED')}"


def row(mutant: Mutant, verdict: Verdict) -> str:
    killer = f"`{verdict.test}`" if verdict.test else "**survived**"
    return f"| {mutant.name} | {mutant.kind} | {mutant.tag} | {killer} | {verdict.seconds:.1f} |"


def write(kills: Sequence[tuple[Mutant, Verdict]], sound: Verdict) -> None:
    """The page, from every mutant's verdict and that of the unmutated tree."""
    seconds = sorted(verdict.seconds for _, verdict in kills)
    README.write_text(
        TEXT.format(
            sound=sound.seconds,
            killed=sum(verdict.test is not None for _, verdict in kills),
            all=len(kills),
            seconds=sum(seconds),
            median=seconds[len(seconds) // 2],
            rows="\n".join(row(*kill) for kill in kills),
        ),
        "utf-8",
    )
