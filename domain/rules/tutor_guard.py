"""What no hint may say, looked for in a model's words before they leave.

Below the last level that is the solution: its lines, any eight of its tokens in a row, the shape of sixteen whatever
the names are, any 24 of its letters and digits, forwards or backwards, or some 24 of what the usual codes make of it;
and no long unbroken run, which is no hint and may be anything. On every level it is the data of hidden tests. What the
learner has in front of them is no secret. A code that is not usual is not seen, nor a program told in plain words.
"""

import base64
import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import orjson

TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s]")
NAME = re.compile(r"\w+|[^\w\s]")
PIECE = re.compile(r"\s*\S+")
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
RUN = re.compile(r"[\w+/=-]{40,}")
UNSEEN = frozenset(("Cf", "Mn", "Me"))
"""Categories: characters without a width, marks on others."""
NOISE = frozenset("_^*{}$\\`\"'")
"""Written or not, they leave the same mathematics, code or text."""
HEX = re.compile(r"\b0?x(?=[0-9a-f]{2}\b)")
ALIKE = str.maketrans(
    "асеорхуіјѕԁһԛԝвкмнтгαονρτικβηυγχωμᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ\u2212\u2013×·⋅",  # noqa: RUF001
    "aceopxyijsdhqwbkmhtraovptikbnuyxwuabcdefghijklmnoprstuvwyz--***",
) | {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)}
"""Letters that look like others; tags, which are not seen and can be copied."""
FOR_LETTERS = str.maketrans("431057l", "aeiosti")
"""Digits that stand for letters; `l` looks like one that does."""
WORDS = frozenset(
    """and break const def elif else false for function if in is lambda len let map max min new none not null or range
    return set sum true while yield""".split()  # noqa: SIM905
)
"""What renaming leaves as it is."""
BEFORE_A_RESULT = frozenset(("=", ":", "is", "equals", "equal", "get", "gives", "be", "becomes", "answer", "result"))

BETWEEN = frozenset(("and", "or", "then"))

GRAM, SHAPE, MARKS, LETTERS = 8, 16, 5, 24
"""Tokens in a row; tokens of a shape, and how many of them are no names; letters and digits in a row."""
CODED, EVERY = 16, 8
"""Letters and digits of a code in a row, of which every eighth is kept: 23 of them hold one."""
LONGEST_VALUE = 400
"""Tokens of a test's value that are looked at: nobody recites more of one."""
LONGEST_HELD = 2000
"""Characters that hold fewer tokens than can be judged are no text."""

Tokens = tuple[str, ...]


class Leak(Exception):
    """The words hold a secret."""


def plain(text: str) -> str:
    """The text without what only looks different."""
    text = unicodedata.normalize("NFKD", FRACTION.sub(r"\1/\2", text)).casefold().translate(ALIKE)
    return "".join(char for char in text if unicodedata.category(char) not in UNSEEN)


def tokens(text: str) -> Tokens:
    return tuple(token for token in TOKEN.findall(plain(text)) if token not in NOISE)


def _alnum(of: Tokens) -> Tokens:
    """Words and numbers, without what only strings them together."""
    return tuple(token for token in of if token[0].isalnum() and token not in BETWEEN)


def _letters(text: str) -> str:
    """Its words and numbers as one word."""
    return "".join(_alnum(tokens(HEX.sub("", plain(text))))).translate(FOR_LETTERS)


def _coded(code: str) -> Iterator[str]:
    """What the usual codes make of it; where one takes several bytes at once, begun at each of them."""
    raw = " ".join(code.split()).encode()
    yield raw.hex()
    yield " ".join(map(str, raw))
    yield codecs.encode(raw.decode(), "rot13")
    yield from (base64.b64encode(raw[start:]).decode() for start in range(3))
    yield from (base64.b32encode(raw[start:]).decode() for start in range(5))


def _shape(text: str) -> Tokens:
    """The text's tokens with all names alike."""
    found = (token for token in NAME.findall(plain(text)) if token not in NOISE)
    return tuple("name" if token[0].isalpha() and token not in WORDS else token for token in found)


def grams(of: Sequence[str], size: int) -> Iterator[Any]:
    """Each `size` in a row; the whole of what is shorter."""
    return (of[i : i + size] for i in range(max(1, len(of) - size + 1)))


def _is_shape(gram: Tokens) -> bool:
    return len(gram) == SHAPE and sum(not token[0].isalnum() for token in gram) >= MARKS


class Secrets:
    """What may not be said about one problem on one level."""

    def __init__(self, definition: dict[str, Any], level: int) -> None:
        shown = list(_shown(definition, level))
        self._shown = [tokens(text) for text in shown]
        self._shown_shapes = [_shape(text) for text in shown]
        self._shown_letters = [_letters(text) for text in shown]
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
                self._add_value(_alnum(tokens(value))[:LONGEST_VALUE])

    def _add_solution(self, definition: dict[str, Any]) -> None:
        solution, answer = definition.get("solution", {}), definition.get("answer", {})
        for code in solution.get("code", {}).values():
            whole = tokens(code)
            lines = [line for line in map(tokens, code.splitlines()) if len(line) > 4 and len("".join(line)) > 9]
            self._add(self.spoken, [whole, *lines], GRAM)
            self.shapes.update(filter(_is_shape, grams(_shape(code), SHAPE)))
            self.letters.update(grams(_letters(code), LETTERS))
            for letters in map(_letters, _coded(code)):
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
            shown = self._shown if where is self.spoken else map(_alnum, self._shown)
            known = {gram for text in shown for gram in grams(text, length)}
            where.setdefault(length, set()).update(set(grams(of, length)) - known)

    def check(self, text: str, ended: bool) -> None:
        """Leak if the text holds a secret; its last token may still be growing unless it has `ended`."""
        found, shape = tokens(text), _shape(text)
        letters = _letters(text)
        if not ended:
            found, shape = found[:-1], shape[:-1]
        alnum = _alnum(found)
        if (
            any(gram in secret for size, secret in self.spoken.items() for gram in grams(found, size))
            or any(gram in secret for size, secret in self.values.items() for gram in grams(alnum, size))
            or any(gram in self.shapes for gram in grams(shape, SHAPE))
            or any(run in self.letters for run in grams(letters, LETTERS))
            or any(run in self.coded for run in grams(letters, CODED))
            or any(before in BEFORE_A_RESULT and result in self.results for before, result in pairwise(found))
            or (self.runs and RUN.search(text))
        ):
            raise Leak


class Guard:
    """Lets a text pass piece by piece, and holds back what its next words could still make a secret of."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets
        self.held = ""

    def pass_on(self, text: str) -> str:
        """What may leave now; Leak."""
        self.held += text
        self.secrets.check(self.held, ended=False)
        if len(self.held) > LONGEST_HELD:
            raise Leak
        cut = self._cut()
        free, self.held = self.held[:cut], self.held[cut:]
        return free

    def rest(self) -> str:
        """What is left at the end; Leak."""
        self.secrets.check(self.held, ended=True)
        return self.held

    def _cut(self) -> int:
        """Where what is held has to begin: any secret that begins before is whole by now."""
        shape, words, letters = 0, 0, 0
        for piece in reversed(list(PIECE.finditer(self.held))):
            sizes = _sizes(piece[0])
            shape, words, letters = shape + sizes[0], words + sizes[1], letters + sizes[2]
            if shape > SHAPE and words > GRAM and letters > LETTERS + 1:
                return piece.start()
        return 0


@lru_cache(maxsize=4096)
def _sizes(piece: str) -> tuple[int, int, int]:
    """Tokens of its shape, words and numbers, letters and digits; kept, for it is asked at each word behind it."""
    return len(_shape(piece)), len(_alnum(tokens(piece))), len(_letters(piece))


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
