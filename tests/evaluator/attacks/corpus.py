"""The attacks: one YAML file a class, with the code, what it tries, and the verdicts that refuse it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("python", "javascript")
# What a test gives the attack when the attack does not say; `{n}` is the number of the test.
GIVEN: dict[str, dict[str, Any]] = {
    "function": {"args": ["argument {n}"]},
    "class": {"args": [], "calls": [{"method": "get", "args": ["argument {n}"]}]},
    "program": {"stdin": "stdin {n}\n"},
}


@dataclass(frozen=True)
class Attack:
    """One program. `refused` are the verdicts that refuse it, `never` a text that no answer to it may hold.

    `finds` is a program that returns whether it sees what the attack left behind.
    """

    name: str
    language: str
    tries: str
    refused: list[str]
    code: str
    kind: str = "function"
    entry: str = "f"
    checker: dict[str, Any] = field(default_factory=lambda: {"kind": "exact"})
    test: dict[str, Any] | None = None
    tests: int = 1
    expected: Any = "{secret}"
    finds: str | None = None
    never: str | None = None

    def submission(self, secret: str) -> dict[str, Any]:
        """It, asked for `secret`, which only what stays outside of the guest holds."""
        given = self.test or GIVEN[self.kind]
        tests = [
            {**filled(given, n=str(n)), "expected": filled(self.expected, secret=secret)} for n in range(self.tests)
        ]
        named = {} if self.kind == "program" else {"entry": self.entry}
        checker = filled(self.checker, secret=secret)
        return {
            "language": self.language, "code": self.code, "kind": self.kind, **named, "checker": checker,
            "tests": tests, "stop_on_failure": self.tests == 1,
        }  # fmt: skip


def filled(value: Any, **texts: str) -> Any:
    """`value` with `{name}` replaced in all its strings."""
    if isinstance(value, str):
        for name, text in texts.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, list):
        return [filled(item, **texts) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, **texts) for key, item in value.items()}
    return value


@dataclass(frozen=True)
class Family:
    """A class of attacks, and what holds all of it."""

    name: str
    holds: str
    attacks: list[Attack]


def read(path: Path) -> Family:
    whole = yaml.safe_load(path.read_text())
    common = {key: whole[key] for key in ("kind", "entry", "checker") if key in whole}
    attacks = [
        Attack(f"{path.stem}/{name}", language, **{**common, **written})
        for language in LANGUAGES
        for name, written in whole.get(language, {}).items()
    ]
    return Family(path.stem, whole["holds"], attacks)


FAMILIES = [read(path) for path in sorted(HERE.glob("*.yaml"))]
ATTACKS = [attack for family in FAMILIES for attack in family.attacks]


def table() -> str:
    """The table of README.md."""
    rows = [
        f"| {family.name} | {counts[0]} | {counts[1]} | {family.holds} |"
        for family in FAMILIES
        if (counts := [sum(attack.language == language for attack in family.attacks) for language in LANGUAGES])
    ]
    totals = [sum(attack.language == language for attack in ATTACKS) for language in LANGUAGES]
    return "\n".join([
        "| class | Python | JavaScript | what holds it |",
        "|---|---|---|---|",
        *rows,
        f"| all | {totals[0]} | {totals[1]} | |",
    ])  # fmt: skip
