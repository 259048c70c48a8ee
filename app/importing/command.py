"""`python -m app content import exercism`: write what can be had as problems, and name what cannot."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from app.importing import making
from app.importing.exercise import outcomes

TOPICS = {
    "topics": [{"id": making.TOPIC, "subject": "coding", "title": "Imported exercises", "prerequisites": []}],
    "drills": {},
}
LEFT = (
    f"Hints and explanations are placeholders that begin with {making.TO_WRITE}; difficulty, minutes, topics and "
    "outcomes are the same for all, and there are no solutions or planted answers: these are for you to write."
)


class Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, which are read as they are written."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


Dumper.add_representer(str, text)


def run(source: Path, target: Path, force: bool) -> int:
    """The exit code: 0 when the folder could be read, whatever of it was imported."""
    exercises = source / "exercises"
    if not exercises.is_dir():
        print(f"{exercises} is no folder: that is where problem-specifications has its exercises", file=sys.stderr)
        return 1
    licence = source / "LICENSE"
    notice = licence.read_text("utf-8", errors="replace").strip() + "\n" if licence.is_file() else None
    if notice and "MIT License" not in notice:
        print(f"{licence} is not the MIT licence under which problem-specifications is known", file=sys.stderr)
        return 1
    folders = sorted(folder for folder in exercises.iterdir() if folder.is_dir())
    place = target / "problems" / "exercism"
    place.mkdir(parents=True, exist_ok=True)
    taken = {file.stem: file for file in (target / "problems").rglob("*.yaml")}
    imported = skipped = cases = 0
    with TemporaryDirectory(dir=target, prefix=".import-") as fresh:
        for folder in folders:
            for name, problem, why_not, left_out in outcomes(folder, notice):
                if problem is not None:
                    why_not = save(problem, Path(fresh), place, taken, force)
                for line in left_out:
                    print(f"{name}: left out {line}")
                cases += len(left_out)
                imported, skipped = (imported, skipped + 1) if why_not else (imported + 1, skipped)
                print(f"{name}: skipped: {why_not}" if why_not else f"{name}: imported")
        if imported:
            write(TOPICS, Path(fresh), target / "topics" / "exercism.yaml")
            print(f"\n{LEFT}\nSee what is there with: python -m app content check {target}")
    print(f"{imported} imported, {skipped} skipped, {cases} cases left out")
    return 0


def save(problem: dict[str, Any], fresh: Path, place: Path, taken: dict[str, Path], force: bool) -> str:
    """Write the problem's file, whole or not at all; why not, or nothing."""
    file = place / f"{problem['id']}.yaml"
    other = taken.get(problem["id"])
    if other is not None and other != file:
        return f"{other} has this id"
    if other is not None and not force:
        return f"{file} is there; --force writes over it"
    write(problem, fresh, file)
    taken[problem["id"]] = file
    return ""


def write(item: dict[str, Any], fresh: Path, file: Path) -> None:
    """Into a temporary file of the same file system first, so that nothing is ever half there."""
    half = fresh / file.name
    half.write_text(yaml.dump(item, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=110), "utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    half.replace(file)
