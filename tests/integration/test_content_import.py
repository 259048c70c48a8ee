"""`python -m app content import exercism DIR`, on small exercises of our own in the same form."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from app.bank import Bank, folder
from app.checking.verify import check
from upstreams.evaluator import Evaluator

Exercise = Callable[..., None]
TELL = "Tell how many eggs a basket of so many boxes holds, when each of the boxes holds six."


def case(number: int, expected: Any = None, **more: Any) -> dict[str, Any]:
    """A case of the property `eggsIn`, each with an input of its own."""
    answer = number * 6 if expected is None else expected
    uuid = f"00000000-0000-4000-8000-{number:012}"
    asked = {"description": f"{number} boxes", "property": "eggsIn", "input": {"boxCount": number}}
    return {"uuid": uuid, **asked, "expected": answer, **more}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "specs" / "exercises").mkdir(parents=True)
    return tmp_path / "specs"


@pytest.fixture
def exercise(source: Path) -> Exercise:
    """Writes an exercise: its canonical data, or the text of that file, and its other files."""

    def write(slug: str, cases: Any, text: str = f"# Instructions\n\n{TELL}\n", **files: str) -> None:
        place = source / "exercises" / slug
        place.mkdir()
        data = cases if isinstance(cases, str) else json.dumps({"exercise": slug, "cases": cases})
        (place / "canonical-data.json").write_text(data)
        if text:
            (place / "instructions.md").write_text(text)
        for name, content in files.items():
            (place / name.replace("_", ".")).write_text(content)

    return write


def run(source: Path, *options: str) -> tuple[int, list[str]]:
    """The exit code, and the lines that were said."""
    command = [sys.executable, "-m", "app", "content", "import", "exercism", str(source), *options]
    done = subprocess.run([*command, "--to", str(source.parent / "ours")], capture_output=True, text=True, check=False)
    assert "" == done.stderr or done.returncode
    return done.returncode, (done.stdout + done.stderr).splitlines()


def imported(source: Path) -> dict[str, Any]:
    """The problems by id, from a bank that is in order."""
    return Bank(folder(source.parent / "ours")).problems


def test_an_exercise_becomes_a_problem(source: Path, exercise: Exercise) -> None:
    (source / "LICENSE").write_text("The MIT License (MIT)\n\nOurs, for this test.\n")
    nested = [{"description": "Large baskets", "cases": [case(5), case(6, comments=["Half a dozen."])]}]
    exercise("egg-basket", [case(n) for n in range(4)] + nested, metadata_toml='title = "The Egg Basket"\n')

    code, said = run(source)
    problem = imported(source)["egg-basket"]

    assert (0, "1 imported, 0 skipped, 0 cases left out") == (code, said[-1])
    assert ("The Egg Basket", "eggs_in", "function") == (problem["title"], problem["entry"], problem["kind"])
    assert f"{TELL}\n\nWrite `eggs_in(box_count)`.\n" == problem["statement"]
    assert {
        "python": "def eggs_in(box_count):\n    return None\n",
        "javascript": "function eggs_in(box_count) {\n  return null;\n}\n",
    } == problem["starter"]
    assert [{"name": f"{n} boxes", "args": [n], "expected": n * 6} for n in range(3)] == problem["tests"]["visible"]
    assert [
        {"category": "general", "args": [3], "expected": 18},
        {"category": "large-baskets", "args": [5], "expected": 30},
        {"category": "large-baskets", "args": [6], "expected": 36},
    ] == problem["tests"]["hidden"]
    assert {
        "name": "Exercism problem-specifications: egg-basket",
        "url": "https://github.com/exercism/problem-specifications/tree/main/exercises/egg-basket",
        "license": "MIT",
        "notice": "The MIT License (MIT)\n\nOurs, for this test.\n",
    } == problem["source"]
    assert all(hint["text"].startswith("[To be written]") for hint in problem["hints"])


async def test_a_solution_of_an_imported_problem_passes_and_its_starter_does_not(
    source: Path, exercise: Exercise, evaluator_url: str
) -> None:
    exercise("egg-basket", [case(n) for n in range(6)])
    run(source)
    problem = imported(source)["egg-basket"]
    problem["solution"]["code"] = {
        "python": "def eggs_in(n):\n    return 6 * n\n",
        "javascript": "const eggs_in = (n) => 6 * n",
    }

    async with aiohttp.ClientSession() as session:
        checked = await check(Evaluator(evaluator_url, session), problem)

    assert (4, []) == (checked.judged, checked.faults)


def test_each_property_becomes_a_problem_of_its_own(source: Path, exercise: Exercise) -> None:
    weights = [{**case(n), "property": "delete", "input": {"from": [n], "xValue": n}} for n in range(5)]
    exercise("egg-basket", [case(n) for n in range(10, 15)] + weights)

    _, said = run(source)
    problems = imported(source)

    assert ["egg-basket-delete", "egg-basket-eggs-in"] == sorted(problems)
    assert "egg_basket_delete" == problems["egg-basket-delete"]["entry"]
    assert "Write `egg_basket_delete(value_from, x_value)`." in problems["egg-basket-delete"]["statement"]
    assert "2 imported, 0 skipped, 0 cases left out" == said[-1]


def test_fractions_are_compared_with_a_tolerance(source: Path, exercise: Exercise) -> None:
    exercise("egg-basket", [case(n, n * 0.5) for n in range(5)])
    exercise("egg-boxes", [case(n, {"eggs": [n]}) for n in range(5)])

    run(source)

    checkers = {key: problem["checker"] for key, problem in imported(source).items()}
    assert {"egg-basket": {"kind": "float", "tolerance": 1e-6}, "egg-boxes": {"kind": "exact"}} == checkers


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"expected": {"error": "no such basket"}}, "an error is expected"),
        ({"input": [3]}, "its input is no object"),
        ({"input": {"boxCount": 2**64}}, "an integer of more than 64 bits"),
        ({"input": {"boxCount": "(x) -> x + 1"}}, "a function as text in its input"),
        ({"input": {"boxCount": [{"operation": "open"}]}}, "steps on one object"),
        ({"input": {"boxes": 9}}, "other inputs than most: boxes"),
        ({"input": {"boxCount": 1}}, "the input of another case, with another answer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_case_that_cannot_be_had_is_left_out_and_named(
    source: Path, exercise: Exercise, wrong: dict[str, Any], why: str
) -> None:
    exercise("egg-basket", [*(case(n) for n in range(5)), {**case(9), **wrong}])

    _, said = run(source)

    assert f"egg-basket: left out '9 boxes': {why}" in said
    assert "1 imported, 0 skipped, 1 cases left out" == said[-1]
    assert 5 == sum(len(tests) for tests in imported(source)["egg-basket"]["tests"].values())


def test_a_case_that_another_replaces_is_not_there(source: Path, exercise: Exercise) -> None:
    old = case(1, 7)
    exercise(
        "egg-basket",
        [old, *(case(n) for n in range(2, 6)), {**case(99, 6), "input": {"boxCount": 1}, "reimplements": old["uuid"]}],
    )

    _, said = run(source)

    tests = imported(source)["egg-basket"]["tests"]
    assert [6] == [test["expected"] for part in tests.values() for test in part if test["args"] == [1]]
    assert "1 imported, 0 skipped, 0 cases left out" == said[-1]


@pytest.mark.parametrize(
    ("cases", "files", "why"),
    [
        ([case(n) for n in range(4)], {}, "4 usable tests, 5 are needed"),
        ("{", {}, "canonical-data.json is not JSON: "),
        ('{"eggs": {"cases": []}}', {}, "no list of cases"),
        (
            [*(case(n) for n in range(5)), {"description": "lost"}],
            {},
            "a case without a property that is a name: 'lost'",
        ),
        ([case(n) for n in range(5)], {"text": ""}, "no instructions.md or description.md"),
        ([case(n) for n in range(5)], {"_deprecated": ""}, "deprecated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_exercise_that_cannot_be_had_is_skipped_and_named(
    source: Path, exercise: Exercise, cases: Any, files: dict[str, str], why: str
) -> None:
    exercise("egg-basket", cases, **files)

    code, said = run(source)

    assert 0 == code
    assert [True] == [line.startswith(f"egg-basket: skipped: {why}") for line in said if "skipped:" in line]
    assert "0 imported, 1 skipped, 0 cases left out" == said[-1]
    assert [] == [*(source.parent / "ours").rglob("*.yaml")]


def test_what_is_there_is_kept_unless_one_insists(source: Path, exercise: Exercise) -> None:
    exercise("egg-basket", [case(n) for n in range(5)])
    run(source)
    file = source.parent / "ours/problems/exercism/egg-basket.yaml"
    problem = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump(problem | {"title": "Edited by hand"}))

    _, kept = run(source)
    first = imported(source)["egg-basket"]["title"]
    _, forced = run(source, "--force")

    assert f"egg-basket: skipped: {file} is there; --force writes over it" in kept
    assert ("0 imported, 1 skipped, 0 cases left out", "Edited by hand") == (kept[-1], first)
    assert ("1 imported, 0 skipped, 0 cases left out", "Egg basket") == (
        forced[-1],
        imported(source)["egg-basket"]["title"],
    )


def test_nothing_but_whole_files_is_left_behind(source: Path, exercise: Exercise) -> None:
    exercise("egg-basket", [case(n) for n in range(5)])
    run(source)

    ours = source.parent / "ours"
    assert ["problems/exercism/egg-basket.yaml", "topics/exercism.yaml"] == sorted(
        str(file.relative_to(ours)) for file in ours.rglob("*") if file.is_file()
    )
    assert ["problems", "topics"] == sorted(file.name for file in ours.iterdir())


def test_a_folder_of_something_else_is_one_line(source: Path) -> None:
    (source / "LICENSE").write_text("All rights reserved.")

    assert (1, [f"{source / 'LICENSE'} is not the MIT licence under which problem-specifications is known"]) == run(
        source
    )
    code, said = run(source.parent)
    assert (1, 1) == (code, len(said))
