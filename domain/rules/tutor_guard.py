"""What no hint may say, looked for in a model's words before they leave.

Below the last level that is the solution: its lines, any eight of its tokens in a row, the shape of sixteen whatever
the names are, any 24 of its letters and digits, forwards or backwards, or some 24 of what the usual codes make of it;
and no long unbroken run, which is no hint and may be anything. On every level it is the data of hidden tests. What the
learner has in front of them is no secret. A code that is not usual is not seen, nor a program told in plain words.
"""

import base64
import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import orjson

from domain.rules.tutor_words import NOTHING, Rows, Tokens, alnum_of, letters_of, rows, rows_of_word, shape_of, tokens

RUN = re.compile(r"[\w+/=-]{40,}")
BEFORE_A_RESULT = frozenset(("=", ":", "is", "equals", "equal", "get", "gives", "be", "becomes", "answer", "result"))

GRAM, SHAPE, MARKS, LETTERS = 8, 16, 5, 24
"""Tokens in a row; tokens of a shape, and how many of them are no names; letters and digits in a row."""
CODED, EVERY = 16, 8
"""Letters and digits of a code in a row, of which every eighth is kept: 23 of them hold one."""
LONGEST_VALUE = 400
"""Tokens of a test's value that are looked at: nobody recites more of one."""
LONGEST_HELD = 2000
"""Characters that hold fewer tokens than can be judged are no text."""


class Leak(Exception):
    """The words hold a secret."""


def _coded(code: str) -> Iterator[str]:
    """What the usual codes make of it; where one takes several bytes at once, begun at each of them."""
    raw = " ".join(code.split()).encode()
    yield raw.hex()
    yield " ".join(map(str, raw))
    yield codecs.encode(raw.decode(), "rot13")
    yield from (base64.b64encode(raw[start:]).decode() for start in range(3))
    yield from (base64.b32encode(raw[start:]).decode() for start in range(5))


def grams(of: Sequence[str], size: int, known: int = 0) -> Iterator[Any]:
    """Each `size` in a row that does not end among the first `known`; the whole of what is shorter."""
    return (of[i : i + size] for i in range(max(0, known - size + 1), max(1, len(of) - size + 1)))


def _carried(row: Sequence[str], earlier: Sequence[str]) -> int:
    """How many of the row come first that were the last of an earlier one."""
    lengths = range(min(len(row), len(earlier)), 0, -1)
    return next((length for length in lengths if row[:length] == earlier[len(earlier) - length :]), 0)


def _is_shape(gram: Tokens) -> bool:
    return len(gram) == SHAPE and sum(not token[0].isalnum() for token in gram) >= MARKS


class Secrets:
    """What may not be said about one problem on one level."""

    def __init__(self, definition: dict[str, Any], level: int) -> None:
        shown = list(_shown(definition, level))
        self._shown = [tokens(text) for text in shown]
        self._shown_shapes = [shape_of(text) for text in shown]
        self._shown_letters = [letters_of(text) for text in shown]
        self.spoken: dict[int, set[Tokens]] = {}
        self.values: dict[int, set[Tokens]] = {}
        self.shapes: set[Tokens] = set()
        self.letters: set[str] = set()
        self.coded: set[str] = set()
        self.results: set[str] = set()
        self.runs = level < 3
        if level < 3:
            self._add_solution(definition)
        for test in definition.get("tests", {}).get("hidden", ()):
            for value in _values(test):
                self._add_value(alnum_of(tokens(value))[:LONGEST_VALUE])

    def _add_solution(self, definition: dict[str, Any]) -> None:
        solution, answer = definition.get("solution", {}), definition.get("answer", {})
        for code in solution.get("code", {}).values():
            whole = tokens(code)
            lines = [line for line in map(tokens, code.splitlines()) if len(line) > 4 and len("".join(line)) > 9]
            self._add(self.spoken, [whole, *lines], GRAM)
            self.shapes.update(filter(_is_shape, grams(shape_of(code), SHAPE)))
            self.letters.update(grams(letters_of(code), LETTERS))
            for letters in map(letters_of, _coded(code)):
                for way in (letters, letters[::-1]):
                    self.coded.update(way[i : i + CODED] for i in range(0, len(way) - CODED + 1, EVERY))
        self._add(self.spoken, [tokens(solution.get("explanation", ""))], GRAM)
        for line in (answer.get("expected"), solution.get("expression"), *solution.get("steps", ())):
            of = tokens(str(line or ""))
            if len("".join(of)) > 2:
                self._add(self.spoken, [of], GRAM)
            elif len(of) == 1 and of[0].isdigit():
                self.results.add(of[0])
        for shape in self._shown_shapes:
            self.shapes.difference_update(grams(shape, SHAPE))
        for text in self._shown_letters:
            self.letters.difference_update(grams(text, LETTERS))
        self.letters |= {run[::-1] for run in self.letters}

    def _add_value(self, of: Tokens) -> None:
        weight = len("".join(of))
        if len(of) == 1:
            telling = weight >= (4 if of[0][0].isdigit() else 8)
        else:
            telling = weight >= 6 or (len(of) > 2 and weight > 3)
        if telling:
            self._add(self.values, [of], GRAM)

    def _add(self, where: dict[int, set[Tokens]], all_of: Iterable[Tokens], size: int) -> None:
        """The grams, but for those that the learner was shown."""
        for of in filter(None, all_of):
            length = min(size, len(of))
            shown = self._shown if where is self.spoken else map(alnum_of, self._shown)
            known = {gram for text in shown for gram in grams(text, length)}
            where.setdefault(length, set()).update(set(grams(of, length)) - known)

    def check(self, text: str, ended: bool, before: Rows = NOTHING) -> Rows:
        """What was compared of the text; Leak if it holds a secret, but for what was compared `before`.

        Its last token may still be growing unless it has `ended`.
        """
        now = rows(text)
        if not ended:
            growing = alnum_of(now.tokens[-1:])
            now = Rows(now.tokens[:-1], now.alnum[: len(now.alnum) - len(growing)], now.shape[:-1], now.letters)
        found, alnum, shape, letters = map(_carried, now, before)
        if (
            any(not secret.isdisjoint(grams(now.tokens, size, found)) for size, secret in self.spoken.items())
            or any(not secret.isdisjoint(grams(now.alnum, size, alnum)) for size, secret in self.values.items())
            or not self.shapes.isdisjoint(grams(now.shape, SHAPE, shape))
            or not self.letters.isdisjoint(grams(now.letters, LETTERS, letters))
            or not self.coded.isdisjoint(grams(now.letters, CODED, letters))
            or any(
                word in BEFORE_A_RESULT and result in self.results
                for word, result in pairwise(now.tokens[max(0, found - 1) :])
            )
            or (self.runs and RUN.search(text))
        ):
            raise Leak
        return now


@lru_cache(maxsize=32)
def secrets_of(definition: bytes, level: int) -> Secrets:
    """Those of a problem as JSON, which are found in milliseconds: kept, half a megabyte each, for who asks next."""
    return Secrets(orjson.loads(definition), level)


class Guard:
    """Lets a text pass piece by piece, and holds back what its next words could still make a secret of."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets
        self.held = ""
        self.compared = NOTHING

    def pass_on(self, text: str) -> str:
        """What may leave now; Leak."""
        self.held += text
        self.compared = self.secrets.check(self.held, False, self.compared)
        if len(self.held) > LONGEST_HELD:
            raise Leak
        cut = self._cut()
        free, self.held = self.held[:cut], self.held[cut:]
        return free

    def rest(self) -> str:
        """What is left at the end; Leak."""
        self.secrets.check(self.held, True, self.compared)
        return self.held

    def _cut(self) -> int:
        """Where what is held has to begin: any secret that begins before is whole by now."""
        shape, words, letters = 0, 0, 0
        for number, word in enumerate(reversed(self.held.split()), 1):
            _, alnum, shapes, run = rows_of_word(word)
            shape, words, letters = shape + len(shapes), words + len(alnum), letters + len(run)
            if shape > SHAPE and words > GRAM and letters > LETTERS + 1:
                before = self.held.rsplit(None, number)[:-number]
                return sum(map(len, before))
        return 0


def _shown(definition: dict[str, Any], level: int) -> Iterator[str]:
    """What the learner has in front of them, this level's hints included."""
    yield from (definition["title"], definition["statement"])
    yield from definition.get("starter", {}).values()
    yield from (hint["text"] for hint in definition["hints"] if hint["level"] <= level)
    yield str(definition.get("answer", {}).get("given", ""))
    for test in definition.get("tests", {}).get("visible", ()):
        yield from _values(test)
    if level == 3:
        solution = definition.get("solution", {})
        yield from (*solution.get("code", {}).values(), solution.get("explanation", ""), *solution.get("steps", ()))


def _values(test: dict[str, Any]) -> Iterator[str]:
    """Each of a test's values, as JSON."""
    yield from (orjson.dumps(value).decode() for value in test.get("args", ()))
    for call in test.get("calls", ()):
        yield orjson.dumps(call.get("args", ())).decode()
    for name in ("stdin", "expected"):
        if name in test:
            yield orjson.dumps(test[name]).decode()
