"""Text to tokens: numbers, words, unicode and LaTeX, each token with its place in the learner's own text."""

# ruff: noqa: RUF001 (characters that look alike are what this module is about)

import re
from collections.abc import Iterator

from lark import Token

from evaluator.maths import Fault
from evaluator.maths.vocabulary import GREEK, LONGEST_WORD, Vocabulary

MAX_CHARS, MAX_TOKENS, MAX_DEPTH, MAX_DIGITS = 2000, 500, 25, 30

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
SYMBOLS = {
    **dict.fromkeys(("+", "＋"), "PLUS"), **dict.fromkeys(("-", "−", "–", "—", "﹣"), "MINUS"),
    **dict.fromkeys(("*", "×", "·", "⋅", "∙", "•"), "MUL"), **dict.fromkeys(("/", "÷", "∕", ":"), "DIV"),
    "^": "POW", "**": "POW", "(": "LPAR", ")": "RPAR", "[": "LPAR", "]": "RPAR", "{": "LBRACE", "}": "RBRACE",
    "=": "REL", "==": "REL", "<": "REL", ">": "REL", "<=": "REL", ">=": "REL", "=<": "REL", "=>": "REL", "≤": "REL",
    "≥": "REL", "≠": "REL", "!=": "REL", "±": "PM", "+-": "PM", "+/-": "PM", "∓": "PM", "!": "FACT", "%": "PERCENT",
    "°": "DEGREE", "√": "FUNC", "∛": "FUNC", ";": "SEP", ",": "SEP", "∞": "CONST", "∈": "IN", "∨": "OR", "∧": "AND",
}  # fmt: skip
VALUES = {
    "==": "=", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "≠": "!=", "√": "sqrt", "∛": "cbrt", "∞": "oo",
    "+-": "±", "+/-": "±",
}  # fmt: skip
LATEX = {
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "lt": "<", "gt": ">", "neq": "≠", "ne": "≠", "infty": "∞",
    "in": "∈", "lor": "∨", "vee": "∨", "land": "∧", "wedge": "∧",
    "{": "{", "}": "}", "%": "%", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
BLANK = {"left", "right", "quad", "qquad", ",", ";", ":", "!", " ", "displaystyle", "big", "Big", "(", ")", "[", "]"}
WRAPPERS = {"text", "mathrm", "operatorname", "mathit", "mbox"}
OPERAND_END = {"NUMBER", "NAME", "CONST", "RPAR", "RBRACE", "RBAR", "SUP", "FACT", "PERCENT", "DEGREE"}

WORD = re.compile("(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ½⅓⅔¼¾⅕⅛])[^\\W\\d_])+")
SUBSCRIPT = re.compile(r"_(?:\{([A-Za-z0-9]{1,6})\}|([0-9]{1,6}|[A-Za-z]))")
SUPER = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")
SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True)))
LOOSE_SIGN = re.compile(r"\s+[-+−–—﹣＋±∓]")
COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
POINT = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
COMMA = re.compile(r"[0-9]+(?:,[0-9]+)?")


def tokens(text: str, words: Vocabulary) -> list[Token]:
    """The tokens of `text`; Fault at the first character that has no place in it."""
    if len(text) > MAX_CHARS:
        raise Fault(f"This is longer than {MAX_CHARS} characters.", MAX_CHARS, "Send a shorter answer.")
    found: list[Token] = []
    for token in _bars(_scan(text, words)):
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise Fault("This is too long to be read.", token.start_pos or 0, "Send a shorter answer.")
    return found


def _scan(text: str, words: Vocabulary) -> Iterator[Token]:
    number, at, end = (COMMA if words.decimal_comma else POINT), 0, len(text)
    while at < end:
        char = text[at]
        if char.isspace() or char in "$\u200b\u2061\u2062":
            at += 1
        elif match := number.match(text, at):
            yield _number(match, text, words)
            at = match.end()
        elif match := SUPER.match(text, at):
            yield Token("SUP", match[0].translate(SUPERSCRIPTS), at)
            at = match.end()
        elif char == "\\":
            match = COMMAND.match(text, at)
            if match is None:
                raise Fault("A lone \\ has no meaning.", at, "Leave it out.")
            tokens_, at = _command(match, text, words)
            yield from tokens_
        elif match := WORD.match(text, at):
            tokens_, at = _word(match[0], at, text, words)
            yield from tokens_
        elif char == "|":
            yield Token("BAR", char, at)
            at += 1
        elif match := SYMBOL.match(text, at):
            yield _symbol(match[0], at, words)
            at = match.end()
            if (loose := LOOSE_SIGN.match(text, at)) and SYMBOLS[match[0]] == "POW":
                raise Fault(
                    "It is not clear whether this sign belongs to the exponent.",
                    loose.end() - 1,
                    "Put the exponent straight after ^: x^2 - 3, or x^(-3) for a negative one.",
                )
        elif char == "∅":
            yield from (Token("LBRACE", char, at), Token("RBRACE", char, at))
            at += 1
        elif char in FRACTIONS:
            if text[:at].rstrip()[-1:].isdigit():
                raise Fault(
                    "It is not clear whether this is a mixed number.", at, "Write 5/2 or 2+1/2 for two and a half."
                )
            top, _, bottom = FRACTIONS[char].partition("/")
            yield from (Token("LPAR", "(", at), Token("NUMBER", top, at), Token("DIV", "/", at))
            yield from (Token("NUMBER", bottom, at), Token("RPAR", ")", at))
            at += 1
        else:
            raise Fault(f"The character {char!r} is not part of an answer.", at, "Leave it out.")


def _number(match: re.Match[str], text: str, words: Vocabulary) -> Token:
    at, end = match.span()
    if len(match[0]) > MAX_DIGITS:
        raise Fault(f"A number has at most {MAX_DIGITS} digits.", at, "Write a shorter number, or a power of ten.")
    if words.decimal_comma and text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        raise Fault("Decimals are written with a comma here.", end, "Write a comma in place of the point.")
    if (
        not words.decimal_comma
        and re.match(r",[0-9]{3}(?![0-9])", text[end:])
        and match[0].isdigit()
        and len(match[0]) <= 3
    ):
        raise Fault(
            "It is not clear whether this comma groups thousands or separates two answers.",
            end,
            "Leave the comma out of a number; put a space after it between two answers.",
        )
    return Token("NUMBER", match[0].replace(",", "."), at)


def _symbol(symbol: str, at: int, words: Vocabulary) -> Token:
    if symbol == "," and words.decimal_comma:
        raise Fault("A comma stands inside a decimal number here.", at, "Separate answers with a semicolon.")
    return Token(SYMBOLS[symbol], VALUES.get(symbol, symbol), at)


def _word(word: str, at: int, text: str, words: Vocabulary, start: int | None = None) -> tuple[list[Token], int]:
    """The tokens of a run of letters that begins at `at`, and the index after it and its subscript."""
    end = (at if start is None else start) + len(word)
    if len(word) > LONGEST_WORD:
        raise Fault("This word is not known here.", at, words.suggestion(word[:LONGEST_WORD]))
    whole = words.kind(word)
    parts = [(*whole, 0)] if whole else words.pieces(word)
    if not parts:
        raise Fault(f"The word “{word}” is not known here.", at, words.suggestion(word))
    found = [Token(kind, value, end - len(word) + offset) for kind, value, offset in parts]
    subscript = SUBSCRIPT.match(text, end)
    if subscript is not None and found[-1].type == "NAME":
        found[-1] = found[-1].update(value=f"{found[-1]}_{subscript[1] or subscript[2]}")
        end = subscript.end()
    elif subscript is not None and found[-1] == "log":
        found[-1] = found[-1].update(value=f"log_{subscript[1] or subscript[2]}")
        end = subscript.end()
    return found, end


def _command(match: re.Match[str], text: str, words: Vocabulary) -> tuple[list[Token], int]:
    """A LaTeX command's tokens and the index after it."""
    name, at, end = match[1], match.start(), match.end()
    if name in BLANK:
        side = text[end : end + 1]
        if name in ("left", "right") and side == "|":
            return [Token("LBAR" if name == "left" else "RBAR", "|", end)], end + 1
        return [], end + 1 if side == "." and name in ("left", "right") else end
    if name in WRAPPERS:
        inner = re.match(r"\{\s*([^\W\d_]+)\s*\}", text[end:])
        if inner is None:
            raise Fault(f"What \\{name} holds is not understood.", at, "Write it without the command.")
        found, _ = _word(inner[1], end + inner.start(1), text[: end + inner.end(1)], words)
        return found, end + inner.end()
    if name in ("frac", "dfrac", "tfrac"):
        return [Token("FRAC", name, at)], end
    if name in LATEX:
        return [_symbol(LATEX[name], at, words)], end
    if words.kind(name) is not None or name in GREEK.values():
        return _word(name, at, text, words, start=end - len(name))
    raise Fault(f"The command \\{name} is not known here.", at, "Type it as plain text, for example sqrt(2) or 3/4.")


def _bars(stream: Iterator[Token]) -> Iterator[Token]:
    """Tell an opening | from a closing one: it closes when one is open at this depth and an operand stands before."""
    open_: list[str] = []
    last = ""
    for token in stream:
        kind = token.type
        if kind == "BAR":
            kind = "RBAR" if open_ and open_[-1] == "LBAR" and last in OPERAND_END else "LBAR"
            token = Token(kind, token.value, token.start_pos)
        if kind in ("LPAR", "LBRACE", "LBAR"):
            open_.append(kind)
            if len(open_) > MAX_DEPTH:
                raise Fault(
                    f"Brackets are nested more than {MAX_DEPTH} deep.", token.start_pos or 0, "Write it flatter."
                )
        elif kind in ("RPAR", "RBRACE", "RBAR") and open_:
            open_.pop()
        last = kind
        yield token
