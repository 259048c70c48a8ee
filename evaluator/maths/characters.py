"""The characters of maths: which symbol each stands for, and look-alikes brought back to one letter.

Every mapping keeps a text's length, so that a place in the text read is the place in the text sent.
"""

# ruff: noqa: RUF001 (characters that look alike are what this module is about)

from functools import lru_cache
from unicodedata import normalize

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
SYMBOLS = {
    **dict.fromkeys(("+", "＋"), "PLUS"), **dict.fromkeys(("-", "−", "–", "—", "﹣", "‐", "‑"), "MINUS"),
    **dict.fromkeys(("*", "×", "·", "⋅", "∙", "•", "∗"), "MUL"), **dict.fromkeys(("/", "÷", "∕", "⁄", ":"), "DIV"),
    "^": "POW", "**": "POW", "(": "LPAR", ")": "RPAR", "[": "LBRACK", "]": "RBRACK", "{": "LBRACE", "}": "RBRACE",
    "=": "REL", "==": "REL", "<": "REL", ">": "REL", "<=": "REL", ">=": "REL", "=<": "REL", "=>": "REL", "≤": "REL",
    "≥": "REL", "⩽": "REL", "⩾": "REL", "≠": "REL", "!=": "REL", "<>": "REL", "±": "PM", "+-": "PM", "+/-": "PM",
    "∓": "PM", "!": "FACT", "%": "PERCENT", "°": "DEGREE", "º": "DEGREE", "√": "FUNC", "∛": "FUNC", ";": "SEP",
    ",": "SEP", "∞": "CONST", "∈": "IN", "∨": "OR", "∧": "AND", "∪": "UNION", "∩": "INTER", "∖": "WITHOUT",
    "ℝ": "REALS", "∫": "INT", "⟨": "LANGLE", "⟩": "RANGLE", "'": "PRIME", "′": "PRIME", "’": "PRIME", "∣": "BAR",
    "|": "BAR", "&": "ROW", "_": "LOWER",
}  # fmt: skip
VALUES = {
    "==": "=", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "<>": "!=",
    "√": "sqrt", "∛": "cbrt", "∞": "oo", "+-": "±", "+/-": "±", "′": "'", "’": "'",
}  # fmt: skip
BLANKS = frozenset("$£€\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufe0f\ufeff")
LOOK_ALIKE = dict(zip("асеорхуАВСЕНКМОРТХіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceopxyABCEHKMOPTXijABEZHIKMNOPTYX", strict=True))
VARIANTS = {"ϕ": "φ", "ϑ": "θ", "ϵ": "ε", "ϱ": "ρ", "ϖ": "π", "µ": "μ", "Ω": "Ω", "∆": "Δ"}
KEPT = frozenset([*"⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ₀₁₂₃₄₅₆₇₈₉ℝ℃℉", *FRACTIONS, *SYMBOLS])


def normal(text: str) -> str:
    """The text with wide, italic and look-alike letters as plain ones, of the same length."""
    return text if text.isascii() else "".join(map(_normal, text))


@lru_cache(4096)
def _plain(char: str) -> str:
    made = normalize("NFKC", char)
    return made if len(made) == 1 else char


def _normal(char: str) -> str:
    if char < "\x80" or char in KEPT:
        return char
    known = LOOK_ALIKE.get(char) or VARIANTS.get(char)
    if known is not None:
        return known
    made = _plain(char) if char < "\U00020000" else char
    return VARIANTS.get(made, made)
