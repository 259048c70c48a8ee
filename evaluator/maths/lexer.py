"""Text to tokens: numbers, words, unicode and LaTeX, each token with its place in the learner's own text."""

# ruff: noqa: RUF001 (maths has characters that look alike)

import re
from collections.abc import Iterator

from lark import Token

from evaluator.maths import Fault
from evaluator.maths.brackets import settled
from evaluator.maths.characters import BLANKS, FRACTIONS, SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS, VALUES, normal
from evaluator.maths.latex import command, plain
from evaluator.maths.recurring import recurring
from evaluator.maths.vocabulary import LONGEST_WORD, Vocabulary

MAX_CHARS, MAX_TOKENS, MAX_DIGITS = 2000, 500, 30

WORD = re.compile(f"(?:(?![{''.join(FRACTIONS)}⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉℃℉ℝº])[^\\W\\d_])+")
SUBSCRIPT = re.compile(r"_(?:\{([A-Za-z0-9]{1,6})\}|([0-9]{1,6}|[A-Za-z]))|([₀₁₂₃₄₅₆₇₈₉]{1,6})")
SUPER = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")
SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True)))
LOOSE_SIGN = re.compile(r"\s+[-+−–—﹣＋±∓]")
POINT = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
COMMA = re.compile(r"[0-9]+(?:,[0-9]+)?")
GROUPED = re.compile("[0-9]{1,3}(?:(?:[\u00a0\u2009\u202f ]|\\\\,|\\{,\\})[0-9]{3})+(?![0-9])")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])(?:\.[0-9]+)?")
POWER_OF_TEN = re.compile(r"(?:E[-+−]?|e)([0-9]{1,4})(?![0-9.,])")
DERIVATIVE = re.compile(
    r"(?:\\d?frac\s*\{\s*d\s*(?:\^\s*\{?2\}?|²)?\s*([A-Za-z]?)\s*\}\s*\{\s*d\s*([A-Za-z])\s*(?:\^\s*\{?2\}?|²)?\s*\}"
    r"|d(?:\^2|²)?([A-Za-z]?)\s*/\s*d([A-Za-z])(?:\^2|²)?)(?![A-Za-z])"
)
CHOOSE = re.compile(r"\s?C\s?([0-9]{1,4})(?![0-9.])")
TIMES_TEN = re.compile(r"\s*[xX]\s*(?=10\s*(?:\^|\*\*|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]))")
MAXIMA = re.compile(r"%(?:pi|e|i)(?![A-Za-z0-9])")
NUMBERED = re.compile(r"([0-9])\s*=")
LOG_BASE = re.compile(r"([0-9]{1,4})\s*(?:\\left\s*)?[(|]")
METRES_PER = re.compile(r"\s*(?:\^\s*[{(]?\s*[-−]|⁻)")
DEGREES = re.compile(r"(?:°|º|\^\s*\\circ|\^\s*\{\s*\\circ\s*\}|\\degree)\s*([CF])\b")


def tokens(text: str, words: Vocabulary) -> list[Token]:
    """The tokens of `text`; Fault at the first character that has no place in it."""
    if len(text) > MAX_CHARS:
        raise Fault(f"This is longer than {MAX_CHARS} characters.", MAX_CHARS, "Send a shorter answer.")
    found: list[Token] = []
    for token in scan(plain(normal(text)), words):
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise Fault("This is too long to be read.", token.start_pos or 0, "Send a shorter answer.")
    return settled(found, words.mixed)


def scan(text: str, words: Vocabulary, at: int = 0) -> Iterator[Token]:
    """The tokens from `at` on, brackets and bars not yet told apart."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char.isspace() or char in BLANKS:
            at += 1
            continue
        made = _next(text, at, words, depth)
        depth += sum(
            (t.type in ("LPAR", "LBRACK", "LBRACE")) - (t.type in ("RPAR", "RBRACK", "RBRACE")) for t in made[0]
        )
        yield from made[0]
        at = made[1]


def _next(text: str, at: int, words: Vocabulary, depth: int) -> tuple[list[Token], int]:
    """The tokens that begin at `at`, and the index after them."""
    char = text[at]
    if (char.isdigit() or char in ".,") and (number := _number(text, at, words, depth)) is not None:
        return number
    if text.startswith("³√", at):
        return [Token("FUNC", "cbrt", at)], at + 2
    if match := SUPER.match(text, at):
        return [Token("SUP", match[0].translate(SUPERSCRIPTS), at)], match.end()
    if words.units and (match := DEGREES.match(text, at)):
        return [Token("UNIT", f"°{match[1]}", at)], match.end()
    if words.units and char in "℃℉":
        return [Token("UNIT", "°C" if char == "℃" else "°F", at)], at + 1
    if char in "\\d" and (match := DERIVATIVE.match(text, at)) and "d" not in words.letters:
        return [_derivative(match, at)], match.end()
    if char == "%" and MAXIMA.match(text, at):
        return [], at + 1
    if char == "\\":
        return command(text, at, words, _word, scan)
    if match := WORD.match(text, at):
        return _word(match[0], at, text, words)
    if match := SYMBOL.match(text, at):
        return _symbol(match[0], at, text, words)
    if char == "∅":
        return [Token("LBRACE", char, at), Token("RBRACE", char, at)], at + 1
    if char in FRACTIONS:
        return _vulgar(char, at, text, words), at + 1
    raise Fault(f"The character {char!r} is not part of an answer.", at, "Leave it out.")


def _number(text: str, at: int, words: Vocabulary, depth: int) -> tuple[list[Token], int] | None:
    if (again := recurring(text, at, words.decimal_comma)) is not None:
        return [Token("NUMBER", again[0], at)], again[1]
    grouped = GROUPED.match(text, at) or (
        THOUSANDS.match(text, at) if not words.decimal_comma and depth == 0 and text[at - 1 : at] != "," else None
    )
    match = grouped or (COMMA if words.decimal_comma else POINT).match(text, at)
    if match is None:
        return None
    value, end = re.sub(r"[^0-9.]", "", match[0]) if grouped else match[0].replace(",", "."), match.end()
    if len(match[0]) > MAX_DIGITS:
        raise Fault(f"A number has at most {MAX_DIGITS} digits.", at, "Write a shorter number, or a power of ten.")
    if words.decimal_comma and text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        raise Fault("Decimals are written with a comma here.", end, "Write a comma in place of the point.")
    if not (words.decimal_comma or grouped or depth) and re.match(r"[1-9][0-9]{0,2},[0-9]{3}(?![0-9])", text[at:]):
        raise Fault(
            "It is not clear whether this comma groups thousands or separates two answers.",
            end,
            "Leave the comma out of a number; put a space after it between two answers.",
        )
    number = Token("NUMBER", value.removesuffix("."), at)
    if (power := POWER_OF_TEN.match(text, end)) and not {"E", "e"} & words.letters:
        exponent = text[end + 1 : power.end()].replace("−", "-").lstrip("+")
        sign = [Token("MINUS", "-", end)] if exponent.startswith("-") else []
        ten = [Token("MUL", "*", end), Token("NUMBER", "10", end), Token("POW", "^", end), *sign]
        made = [
            Token("LPAR", "(", at),
            number,
            *ten,
            Token("NUMBER", exponent.lstrip("-"), end),
            Token("RPAR", ")", end),
        ]
        return made, power.end()
    if value.isdigit() and (of := CHOOSE.match(text, end)):
        made = [Token("FUNC", "binom", at), Token("LPAR", "(", at), number, Token("SEP", ",", end)]
        return [*made, Token("NUMBER", of[1], of.start(1)), Token("RPAR", ")", of.start(1))], of.end()
    if times := TIMES_TEN.match(text, end):
        return [number, Token("MUL", "*", end)], times.end()
    return [number], end


def _derivative(match: re.Match[str], at: int) -> Token:
    """dy/dx as one name, d/dx as a function; with squares for the second derivative."""
    of, by = match[1] or match[3] or "", match[2] or match[4]
    square = "²" if "2" in match[0] or "²" in match[0] else ""
    if not of and square:
        raise Fault("A second derivative needs something to act on.", at, "Write d²y/dx².")
    return Token("NAME" if of else "FUNC", f"d{square}{of}/d{by}{square}", at)


def _vulgar(char: str, at: int, text: str, words: Vocabulary) -> list[Token]:
    mixed = text[:at].rstrip()[-1:].isdigit()
    if mixed and not words.mixed:
        raise Fault("It is not clear whether this is a mixed number.", at, "Write 5/2 or 2+1/2 for two and a half.")
    top, _, bottom = FRACTIONS[char].partition("/")
    made = [Token("NUMBER", top, at), Token("DIV", "/", at), Token("NUMBER", bottom, at)]
    return made if mixed else [Token("LPAR", "(", at), *made, Token("RPAR", ")", at)]


def _symbol(symbol: str, at: int, text: str, words: Vocabulary) -> tuple[list[Token], int]:
    end = at + len(symbol)
    if symbol == "," and words.decimal_comma:
        raise Fault("A comma stands inside a decimal number here.", at, "Separate answers with a semicolon.")
    if SYMBOLS[symbol] == "POW" and (circle := re.match(r"\s*(?:\\circ|\{\s*\\circ\s*\})", text[end:])):
        return [Token("DEGREE", "°", at)], end + circle.end()
    if SYMBOLS[symbol] == "POW" and (loose := LOOSE_SIGN.match(text, end)):
        raise Fault(
            "It is not clear whether this sign belongs to the exponent.",
            loose.end() - 1,
            "Put the exponent straight after ^: x^2 - 3, or x^(-3) for a negative one.",
        )
    return [Token(SYMBOLS[symbol], VALUES.get(symbol, symbol), at)], end


def _word(word: str, at: int, text: str, words: Vocabulary, start: int | None = None) -> tuple[list[Token], int]:
    """The tokens of a run of letters that begins at `at`, and the index after it and its subscript."""
    end = (at if start is None else start) + len(word)
    if len(word) > LONGEST_WORD:
        raise Fault("This word is not known here.", at, words.suggestion(word[:LONGEST_WORD]))
    whole = words.kind(word)
    parts = _differential(word, words) if "∫" in text or "\\int" in text else []
    parts = parts or ([(*whole, 0)] if whole else words.pieces(word))
    if words.units and word == "ms" and METRES_PER.match(text, end):
        parts = [("UNIT", "m", 0), ("UNIT", "s", 1)]
    if not parts:
        raise Fault(f"The word “{word}” is not known here.", at, words.suggestion(word))
    found = [Token(kind, value, end - len(word) + offset) for kind, value, offset in parts]
    subscript = SUBSCRIPT.match(text, end)
    if subscript is not None and found[-1].type in ("NAME", "CONST"):
        index = subscript[1] or subscript[2] or subscript[3].translate(SUBSCRIPTS)
        found[-1] = Token(
            "NAME", f"{word[-1] if found[-1].type == 'CONST' else found[-1]}_{index}", found[-1].start_pos
        )
        end = subscript.end()
    elif found[-1].type == "NAME" and len(word) == 1 and (place := NUMBERED.match(text, end)):
        found[-1], end = found[-1].update(value=f"{found[-1]}_{place[1]}"), place.end(1)
    elif subscript is not None and found[-1] == "log":
        index = subscript[1] or subscript[2] or subscript[3].translate(SUBSCRIPTS)
        found[-1] = found[-1].update(value=f"log_{index}")
        end = subscript.end()
    elif found[-1] == "log" and (base := LOG_BASE.match(text, end)):
        found[-1] = found[-1].update(value=f"log_{base[1]}")
        end = base.end(1)
    return found, end


def _differential(word: str, words: Vocabulary) -> list[tuple[str, str, int]]:
    """xdx as x and dx, for an integral; nothing for any other word."""
    if len(word) < 2 or word[-2] != "d":
        return []
    head = word[:-2]
    known = words.kind(head) if head else None
    before = [(*known, 0)] if known else words.pieces(head) if head else []
    return [] if head and not before else [*before, ("DIFF", word[-1], len(head))]
