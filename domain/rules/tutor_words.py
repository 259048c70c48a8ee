"""A text as the guard compares it: without what only looks different, in tokens, shapes and letters."""

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s]")
NAME = re.compile(r"\w+|[^\w\s]")
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
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
BETWEEN = frozenset(("and", "or", "then"))
LONGEST_WORD = 100
"""Characters of a word that is remembered."""

Tokens = tuple[str, ...]


def plain(text: str) -> str:
    """The text without what only looks different."""
    text = FRACTION.sub(r"\1/\2", text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold().translate(ALIKE)
    return NOT_ASCII.sub(lambda char: "" if unicodedata.category(char[0]) in UNSEEN else char[0], text)


def tokens(text: str) -> Tokens:
    return tuple([token for token in TOKEN.findall(plain(text)) if token not in NOISE])


def alnum_of(of: Tokens) -> Tokens:
    """Words and numbers, without what only strings them together."""
    return tuple([token for token in of if token[0].isalnum() and token not in BETWEEN])


def letters_of(text: str) -> str:
    """Its words and numbers as one word."""
    return "".join(alnum_of(tokens(HEX.sub("", plain(text))))).translate(FOR_LETTERS)


def shape_of(text: str) -> Tokens:
    """The text's tokens with all names alike."""
    found = [token for token in NAME.findall(plain(text)) if token not in NOISE]
    return tuple(["name" if token[0].isalpha() and token not in WORDS else token for token in found])


class Rows(NamedTuple):
    """What is compared of a text: its tokens, of them the words and numbers, its shape, its letters and digits."""

    tokens: Tokens = ()
    alnum: Tokens = ()
    shape: Tokens = ()
    letters: str = ""


NOTHING = Rows()


def rows(text: str) -> Rows:
    """Nothing but a fraction goes on behind a blank: without one a text is what its words are."""
    found, alnum, shape, letters = zip(NOTHING, *map(rows_of_word, text.split()), strict=True)
    if "frac" in (whole := "".join(letters)):
        return _rows(text)
    return Rows(tuple(chain(*found)), tuple(chain(*alnum)), tuple(chain(*shape)), whole)


def rows_of_word(word: str) -> Rows:
    """They are kept, for they are asked for again with each word behind it."""
    return _kept(word) if len(word) <= LONGEST_WORD else _rows(word)


def _rows(text: str) -> Rows:
    found = tokens(text)
    return Rows(found, alnum_of(found), shape_of(text), letters_of(text))


_kept = lru_cache(maxsize=4096)(_rows)
