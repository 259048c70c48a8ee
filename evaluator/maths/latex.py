r"""LaTeX commands as MathLive and MathQuill send them, to tokens; `\input`, `\def` and their like are refused."""

# ruff: noqa: RUF001 (maths has characters that look alike)

import re
from collections.abc import Callable, Iterator

from lark import Token

from evaluator.maths import Fault
from evaluator.maths.characters import SYMBOLS, VALUES
from evaluator.maths.vocabulary import GREEK, Vocabulary

COMMANDS = {
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "leqslant": "≤", "geqslant": "≥", "lt": "<", "gt": ">", "neq": "≠", "ne": "≠", "infty": "∞", "ast": "*",
    "in": "∈", "lor": "∨", "vee": "∨", "land": "∧", "wedge": "∧", "{": "{", "}": "}", "%": "%", "lbrace": "{",
    "rbrace": "}", "lparen": "(", "rparen": ")", "lbrack": "[", "rbrack": "]", "cup": "∪", "cap": "∩",
    "setminus": "∖", "backslash": "∖", "langle": "⟨", "rangle": "⟩", "int": "∫", "degree": "°", "colon": ":",
    "prime": "'", "mid": "|", "slash": "/", "Reals": "ℝ", "R": "ℝ", "reals": "ℝ",
}  # fmt: skip
BLANK = {
    "left", "right", "quad", "qquad", ",", ";", ":", "!", " ", ">", "displaystyle", "textstyle", "big", "Big", "bigl",
    "bigr", "Bigl", "Bigr", "(", ")", "[", "]", "limits", "\n", "placeholder",
}  # fmt: skip
WRAPPERS = {
    "text", "mathrm", "operatorname", "mathit", "mbox", "textrm", "mathbf", "textbf", "vec", "hat", "boldsymbol",
    "mathbb", "rm", "mathsf", "overrightarrow", "boxed",
}  # fmt: skip
NAMES = {
    "exponentialE": ("CONST", "e"), "imaginaryI": ("CONST", "i"), "emptyset": ("NONE", ""), "varnothing": ("NONE", ""),
    "lvert": ("LBAR", "|"), "rvert": ("RBAR", "|"), "vert": ("BAR", "|"), "|": ("BAR", "|"),
}  # fmt: skip
VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varrho": "rho"}
FRACTIONS = {"frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "binom": "binom", "dbinom": "binom"}
MAX_NESTED = 8
MATRIX = re.compile(r"\\begin\s*\{([pbBv]?)matrix\*?\}(.*?)\\end\s*\{\1matrix\*?\}", re.DOTALL)
CASES = re.compile(r"\\begin\s*\{(cases|aligned|array)\}(.*?)\\end\s*\{\1\}", re.DOTALL)
COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)

Words = Callable[..., tuple[list[Token], int]]
Scan = Callable[..., Iterator[Token]]


def plain(text: str) -> str:
    r"""The text without the command of \mathrm{d}x and \differentialD, of the same length."""
    if "\\" not in text:
        return text
    for pattern in (
        r"\\mathrm\s*\{\s*([de])\s*\}",
        r"\\operatorname\s*\{\s*([de])\s*\}",
        r"\\differentialD(?=\s*([A-Za-z]))",
    ):
        text = re.sub(pattern, _kept, text)
    return text


def _kept(match: re.Match[str]) -> str:
    """Blanks, and last the letter that matters, so that it touches what comes next."""
    return ("d" if "differential" in match[0] else match[1]).rjust(len(match[0]))


def command(text: str, at: int, words: Vocabulary, word: Words, scan: Scan) -> tuple[list[Token], int]:
    """The tokens of the command at `at`, and the index after it."""
    match = COMMAND.match(text, at)
    if match is None:
        raise Fault("A lone \\ has no meaning.", at, "Leave it out.")
    name, end = match[1], match.end()
    if name in BLANK:
        return _blank(name, text, end)
    if name == "\\":
        return [Token("ROW", name, at)], end
    if name == "begin":
        return _environment(text, at, words, scan)
    if name in WRAPPERS:
        return _wrapped(name, text, at, end, words, word, scan)
    if name in FRACTIONS:
        return _fraction(FRACTIONS[name], text, at, end)
    if name in NAMES:
        kind, value = NAMES[name]
        return (
            [Token("LBRACE", "{", at), Token("RBRACE", "}", at)] if kind == "NONE" else [Token(kind, value, at)]
        ), end
    if name in COMMANDS:
        symbol = COMMANDS[name]
        return [Token(SYMBOLS[symbol], VALUES.get(symbol, symbol), at)], end
    name = VARIANTS.get(name, name)
    if words.kind(name) is not None or name in GREEK.values():
        found, end = word(name, at, text, words, start=end - len(name))
        return _short_root(found, text, end)
    raise Fault(f"The command \\{name} is not known here.", at, "Type it as plain text, for example sqrt(2) or 3/4.")


def _blank(name: str, text: str, end: int) -> tuple[list[Token], int]:
    side = re.match(r"\s*(\||\\lvert|\\rvert|\\vert|\.|<|>|\\lt|\\gt)", text[end:])
    if name not in ("left", "right") or side is None:
        return [], end
    after, sign = end + side.end(), side[1]
    if sign == ".":
        return [], after
    if sign in ("<", ">", "\\lt", "\\gt"):
        return [Token("LANGLE" if name == "left" else "RANGLE", sign, end)], after
    return [Token("LBAR" if name == "left" else "RBAR", "|", end)], after


def _braced(text: str, at: int, name: str) -> tuple[int, int]:
    """Where the content in braces after a command begins and ends."""
    opening = re.match(r"\s*\{", text[at:])
    depth, start = 1, at + (opening.end() if opening else 0)
    for index in range(start, len(text)) if opening else ():
        depth += (text[index] == "{") - (text[index] == "}")
        if not depth:
            return start, index
    raise Fault(f"What \\{name} holds is not understood.", at, "Write it without the command.")


def _wrapped(
    name: str, text: str, at: int, end: int, words: Vocabulary, word: Words, scan: Scan
) -> tuple[list[Token], int]:
    start, stop = _braced(text, end, name)
    inner = text[start:stop].strip()
    if inner.count("{") > MAX_NESTED:
        raise Fault("This is nested too deeply.", at, "Write it without the command.")
    if name == "mathbb":
        if inner != "R":
            raise Fault(f"The set {inner} is not known here.", at, "Write an interval, or a list of values.")
        return [Token("REALS", "ℝ", at)], stop + 1
    if inner.isalpha():
        begin = start + text[start:stop].index(inner)
        # A subscript may follow the closing brace: what is read is the word, then what stands behind the brace.
        found, after = word(inner, begin, text[:stop] + " " + text[stop + 1 :], words)
        return found, max(after, stop + 1)
    return list(scan(text[:stop], words, start)), stop + 1


def _fraction(name: str, text: str, at: int, end: int) -> tuple[list[Token], int]:
    r"""\frac, with the single characters of \frac12 in braces."""
    found, one = [Token("FRAC", name, at)], re.match(r"\s*([0-9])\s*([0-9])", text[end:])
    if one is None:
        return found, end
    for group in (1, 2):
        place = end + one.start(group)
        found += [Token("LBRACE", "{", place), Token("NUMBER", one[group], place), Token("RBRACE", "}", place)]
    return found, end + one.end()


def _short_root(found: list[Token], text: str, end: int) -> tuple[list[Token], int]:
    r"""\sqrt23 is √2·3: one digit only."""
    one = re.match(r"\s*([0-9])(?=[0-9])", text[end:]) if found[-1] == "sqrt" else None
    if one is None:
        return found, end
    raise Fault("It is not clear how far this root goes.", end, "Put what is under the root in braces or brackets.")


def _environment(text: str, at: int, words: Vocabulary, scan: Scan) -> tuple[list[Token], int]:
    match = MATRIX.match(text, at)
    if match is not None and match[1] != "v":
        return _matrix(list(scan(text[: match.end(2)], words, match.start(2))), at), match.end()
    match = CASES.match(text, at)
    if match is not None and match[1] != "array":
        inner = list(scan(text[: match.end(2)], words, match.start(2)))
        while inner and inner[-1].type == "ROW":
            inner.pop()
        return [Token("AND", "and", t.start_pos) if t == "\\" else t for t in inner if t != "&"], match.end()
    raise Fault("This environment is not known here.", at, "Write a matrix as [[1, 2], [3, 4]].")


def _matrix(inner: list[Token], at: int) -> list[Token]:
    """The tokens of [[a, b], [c, d]] from those between & and two backslashes."""
    while inner and inner[-1].type == "ROW":
        inner.pop()
    made, depth = [Token("LMAT", "[", at), Token("LBRACK", "[", at)], 0
    for token in inner:
        place = token.start_pos
        if token.value == "&" and not depth:
            made.append(Token("SEP", ",", place))
        elif token.value == "\\" and not depth:
            made += [Token("RBRACK", "]", place), Token("SEP", ",", place), Token("LBRACK", "[", place)]
        else:
            depth += (token.type in ("LPAR", "LBRACE", "LBRACK")) - (token.type in ("RPAR", "RBRACE", "RBRACK"))
            made.append(token)
    end = inner[-1].start_pos if inner else at
    return [*made, Token("RBRACK", "]", end), Token("RBRACK", "]", end)]
