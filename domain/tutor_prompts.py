"""What the model is told: the rules of a prompt file, and the problem as data between markers.

Nothing in it comes from the learner, neither who they are nor what they wrote; hidden tests are not in it on any level,
the reference solution on the last one only.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.rules.tutor import TYPE_OF_LEVEL

VERSION = "tutor.v1"
"""A prompt that changes is a new file: what was said stays explained by what was asked."""
RULES, *LEVELS = (Path(__file__).parent / "prompts" / f"{VERSION}.md").read_text("utf-8").split("\n# ")
OF_TYPE = dict(part.split("\n\n", 1) for part in LEVELS)
CHARACTERS_A_TOKEN = 3
"""Fewer than most texts have, so that an estimate is not too low."""


@dataclass(frozen=True)
class Prompt:
    """Messages, the version of their rules, and the digest of all of it."""

    messages: list[dict[str, str]]
    version: str
    sha256: str

    @property
    def tokens(self) -> int:
        """About how many, when the model does not say."""
        return sum(len(message["content"]) for message in self.messages) // CHARACTERS_A_TOKEN


def prompt(definition: dict[str, Any], level: int, categories: Sequence[str]) -> Prompt:
    """For a hint of this level, where the last attempt failed in these categories."""
    hints = [hint for hint in definition["hints"] if hint["level"] <= level]
    parts = [
        ("PROBLEM", f"{definition['title']}\n\n{definition['statement']}"),
        ("VERDICT", ", ".join(categories) or "no attempt yet, or none that failed"),
        *(("HINT", f"level {hint['level']}, {hint.get('category', 'any category')}\n{hint['text']}") for hint in hints),
    ]
    if level == max(TYPE_OF_LEVEL):
        parts.append(("SOLUTION", _solution(definition.get("solution", {}))))
    data = "\n\n".join(f"<<<{name}\n{text.strip()}\n{name}>>>" for name, text in parts if text.strip())
    messages = [
        {"role": "system", "content": f"{RULES.strip()}\n\n{OF_TYPE[TYPE_OF_LEVEL[level]].strip()}"},
        {"role": "user", "content": data},
    ]
    digest = hashlib.sha256("\0".join(message["content"] for message in messages).encode()).hexdigest()
    return Prompt(messages, VERSION, digest)


def _solution(solution: dict[str, Any]) -> str:
    code = [f"{language}:\n{text}" for language, text in solution.get("code", {}).items()]
    steps = "\n".join(solution.get("steps", ()))
    return "\n\n".join(filter(None, [solution.get("explanation"), *code, solution.get("expression"), steps]))
