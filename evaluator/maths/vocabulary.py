"""The words of school maths, and which letters a problem uses.

A run of letters is read by the first rule that fits:
1. a name of this module (`sin`, `pi`, `theta`, `or`);
2. pieces that are each a name of this module or a letter the problem knows (`xy`, `xe^x`, `sinx`);
3. anything else is refused with a suggestion, never read as a product of letters.
A problem knows its declared `variables`; the letters of its authored texts; and `e` and `i`, which are Euler's number
and the imaginary unit unless declared as variables. A letter that the problem does not know is read as the one of
the other case when it knows that. Authored texts without declared variables may also join up to three letters (`abc`).
"""

# ruff: noqa: RUF001 (Greek letters look like Latin ones)

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from evaluator.maths import units

TRIGONOMETRIC = ("sin", "cos", "tan", "sec", "csc", "cot")
HYPERBOLIC = ("sinh", "cosh", "tanh", "sech", "csch", "coth")
INVERSES = {name: f"arc{name}" for name in (*TRIGONOMETRIC, *HYPERBOLIC)}
FUNCTIONS = {
    **{name: name for name in (*TRIGONOMETRIC, *HYPERBOLIC, *INVERSES.values())},
    **{name: name for name in ("ln", "lg", "log", "exp", "sqrt", "cbrt", "abs", "root", "binom", "cis")},
    **{f"{prefix}{name}": f"arc{name}" for prefix in ("a", "ar") for name in (*TRIGONOMETRIC, *HYPERBOLIC)},
    "cosec": "csc", "arccosec": "arccsc", "ctg": "cot", "cotan": "cot", "tg": "tan", "arctg": "arctan", "nCr": "binom",
    "ncr": "binom", "choose": "binom", "binomial": "binom", "nthroot": "root",
}  # fmt: skip
CONSTANTS = {"pi": "pi", "π": "pi", "infinity": "oo", "oo": "oo", "infty": "oo", "inf": "oo"}
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "Delta", "Ω": "Omega", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
    "Φ": "Phi",
}  # fmt: skip
NAMES = frozenset(GREEK.values())
JOINERS = {"or": "OR", "and": "AND", "in": "IN", "union": "UNION", "intersect": "INTER"}
SAID = {
    "squared": ("SUP", "2"), "cubed": ("SUP", "3"), "times": ("MUL", "*"), "plus": ("PLUS", "+"),
    "minus": ("MINUS", "-"), "percent": ("PERCENT", "%"), "deg": ("DEGREE", "°"), "degree": ("DEGREE", "°"),
    "degrees": ("DEGREE", "°"),
}  # fmt: skip
SPOKEN = {
    "equals": "=", "over": "/", "divided": "/",
    "squareroot": "sqrt", "wurzel": "sqrt", "degrees": "°", "tangent": "tan", "cosine": "cos",
    "sine": "sin", "arcsine": "arcsin",
}  # fmt: skip
LONGEST_WORD = 24


@dataclass(frozen=True)
class Vocabulary:
    """What a word may mean here: the letters the problem knows, its decimal mark, and whether the author writes.

    `units` reads km, s and N as units, `vectors` i, j and k as unit vectors, `mixed` 2 1/2 as two and a half.
    """

    letters: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    decimal_comma: bool = False
    authored: bool = False
    units: bool = False
    vectors: bool = False
    mixed: bool = False

    def letter(self, char: str) -> str:
        """The variable that a single letter stands for."""
        other = char.swapcase()
        return other if char not in self.letters and other in self.letters and len(other) == 1 else char

    def kind(self, word: str) -> tuple[str, str] | None:
        """(token type, value) of a whole word that means something by itself, else None."""
        if word in self.declared:
            return "NAME", word
        if self.vectors and word in ("i", "j", "k", "î", "ĵ"):
            return "BASIS", {"î": "i", "ĵ": "j"}.get(word, word)
        if self.units and word == "per":
            return "DIV", "/"
        if self.units and (unit := units.symbol(word)) is not None:
            return "UNIT", unit
        for candidate in (word, word.lower()) if len(word) > 1 else (word,):
            if candidate in SAID:
                return SAID[candidate]
            if candidate in JOINERS:
                return JOINERS[candidate], candidate
            if candidate in FUNCTIONS:
                return "FUNC", FUNCTIONS[candidate]
            if candidate in CONSTANTS:
                return "CONST", CONSTANTS[candidate]
        if word in NAMES or word in GREEK:
            return "NAME", GREEK.get(word, word)
        if word in ("e", "i"):
            return "CONST", word
        return ("NAME", self.letter(word)) if len(word) == 1 else None

    def known(self, char: str) -> bool:
        """Whether the problem knows this letter, so that it may stand inside a run of letters."""
        return self.letter(char) in self.letters or char in ("e", "i") or (self.authored and not self.declared)

    def pieces(self, word: str) -> list[tuple[str, str, int]]:
        """A run of letters cut into (token type, value, offset), the longest name first; empty when it does not fit."""
        found: list[tuple[str, str, int]] = []
        at = 0
        while at < len(word):
            piece = next(self._names(word, at), word[at])
            kind = self.kind(piece)
            after_function = bool(found) and found[-1][0] == "FUNC" and kind is not None and kind[0] == "CONST"
            plain = len(piece) == 1 and piece not in CONSTANTS and piece not in GREEK and (kind or ("",))[0] != "UNIT"
            if kind is None or (plain and (after_function or not self.known(piece))):
                return []
            found.append((*kind, at))
            at += len(piece)
        only_letters = all(kind != "FUNC" for kind, _, _ in found)
        loose = self.authored and not self.declared and not all(self.letter(c) in self.letters for c in word)
        return [] if loose and only_letters and len(word) > 3 else found

    def _names(self, word: str, at: int) -> Iterator[str]:
        for end in range(min(len(word), at + 7), at + 1, -1):
            kind = self.kind(word[at:end])
            if kind is not None and kind[0] in ("FUNC", "CONST", "NAME", "UNIT"):
                yield word[at:end]

    def suggestion(self, word: str) -> str:
        """What somebody who typed an unknown word most likely wanted to type."""
        lower = word.lower()
        if lower in SPOKEN:
            return f"Did you mean {SPOKEN[lower]}?"
        near = get_close_matches(lower, [*FUNCTIONS, *CONSTANTS, *JOINERS, *NAMES], n=1, cutoff=0.7)
        if near:
            return f"Did you mean {near[0]}?"
        if len(word) <= 4 and word.isalpha():
            return f"For a product write {'*'.join(word)}."
        return "Use single letters for variables, and names such as sqrt, sin, ln, pi."
