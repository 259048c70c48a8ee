"""The bugs, as edits of the sources, and copies of the served tree to plant them in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PLANTED = Path(__file__).parent / "planted"
SERVED = ("app", "domain", "handlers", "migrations", "openapi", "sql", "upstreams")
"""What the API process is made of; the tests, the evaluator and the content stay as they are."""


class DoesNotApply(Exception):
    """The text that a bug replaces is not there, or is there more than once: the bug must follow the sources."""


@dataclass(frozen=True)
class Edit:
    """`old`, which `file` has exactly once, becomes `new`."""

    file: str
    old: str
    new: str

    def applied(self, root: Path) -> str:
        """The file's text with the edit; DoesNotApply."""
        text = (root / self.file).read_text("utf-8") if (root / self.file).is_file() else ""
        if text.count(self.old) != 1:
            raise DoesNotApply(f"{self.file} has {text.count(self.old)} times, not once:\n{self.old}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Mutant:
    """One bug: its name, the class of bugs it stands for, the tag it is in, and the edits that make it."""

    name: str
    kind: str
    tag: str
    edits: tuple[Edit, ...]


def load() -> list[Mutant]:
    """All mutants, in the order of planted/<tag>.yaml."""
    return [
        Mutant(entry["name"], entry["class"], file.stem, tuple(Edit(**edit) for edit in entry["edits"]))
        for file in sorted(PLANTED.glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text("utf-8"))
    ]


def copy(tree: Path) -> None:
    """The served part of the sources, without what was made from them or installed beside them."""
    for folder in SERVED:
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))


@contextmanager
def planted(mutant: Mutant, tree: Path) -> Iterator[None]:
    """The mutant's edits in a copy, which is as it was afterwards; DoesNotApply leaves it untouched."""
    texts = {edit.file: edit.applied(tree) for edit in mutant.edits}
    if len(texts) < len(mutant.edits):
        raise DoesNotApply(f"{mutant.name} edits a file twice")
    try:
        for file, text in texts.items():
            (tree / file).write_text(text, "utf-8")
        yield
    finally:
        for file in texts:
            # With its old time of change, which is what tells Python that its compiled form is good again.
            shutil.copy2(ROOT / file, tree / file)
