"""Units: what each measures and how large it is, and a tree with units as a magnitude in SI and a dimension."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from evaluator.maths import Fault
from evaluator.maths.tree import Node

Dimension = tuple[Fraction, ...]
BASES = ("m", "kg", "s", "A", "K", "mol", "cd")
PREFIXES = {
    "p": -12, "n": -9, "u": -6, "μ": -6, "m": -3, "c": -2, "d": -1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12,
}  # fmt: skip
# Symbol: size in SI, powers of the bases, and the prefixes that it takes.
ALL, NONE = "pnuμmcdhkMGT", ""
TABLE: dict[str, tuple[str, tuple[int, ...], str]] = {
    "m": ("1", (1,), "pnuμmcdk"), "g": ("1/1000", (0, 1), "nuμmk"), "s": ("1", (0, 0, 1), "pnuμm"),
    "A": ("1", (0, 0, 0, 1), "nuμmk"), "K": ("1", (0, 0, 0, 0, 1), "mk"), "mol": ("1", (0, 0, 0, 0, 0, 1), "nuμmk"),
    "cd": ("1", (0, 0, 0, 0, 0, 0, 1), "m"), "Hz": ("1", (0, 0, -1), ALL), "N": ("1", (1, 1, -2), ALL),
    "Pa": ("1", (-1, 1, -2), ALL), "J": ("1", (2, 1, -2), ALL), "W": ("1", (2, 1, -3), ALL),
    "C": ("1", (0, 0, 1, 1), "pnuμm"), "V": ("1", (2, 1, -3, -1), ALL), "F": ("1", (-2, -1, 4, 2), "pnuμm"),
    "Ω": ("1", (2, 1, -3, -2), ALL), "ohm": ("1", (2, 1, -3, -2), ALL), "T": ("1", (0, 1, -2, -1), "nuμm"),
    "Wb": ("1", (2, 1, -2, -1), "m"), "H": ("1", (2, 1, -2, -2), "nuμm"), "L": ("1/1000", (3,), "uμmcdh"),
    "l": ("1/1000", (3,), "uμmcdh"), "t": ("1000", (0, 1), "kM"), "min": ("60", (0, 0, 1), NONE),
    "h": ("3600", (0, 0, 1), NONE), "hr": ("3600", (0, 0, 1), NONE), "day": ("86400", (0, 0, 1), NONE),
    "week": ("604800", (0, 0, 1), NONE), "ha": ("10000", (2,), NONE), "bar": ("100000", (-1, 1, -2), "mk"),
    "atm": ("101325", (-1, 1, -2), NONE), "eV": ("1.602176634e-19", (2, 1, -2), "mkMGT"),
    "Wh": ("3600", (2, 1, -2), "kMGT"), "cal": ("4.184", (2, 1, -2), "k"), "inch": ("0.0254", (1,), NONE),
    "ft": ("0.3048", (1,), NONE), "yd": ("0.9144", (1,), NONE), "mi": ("1609.344", (1,), NONE),
    "mph": ("0.44704", (1, 0, -1), NONE), "lb": ("0.45359237", (0, 1), NONE), "oz": ("0.028349523125", (0, 1), NONE),
    "rad": ("1", (), "m"), "sr": ("1", (), NONE), "°C": ("1", (0, 0, 0, 0, 1), NONE),
    "°F": ("5/9", (0, 0, 0, 0, 1), NONE), "Bq": ("1", (0, 0, -1), ALL), "Gy": ("1", (2, 0, -2), "muμ"),
    "kph": ("5/18", (1, 0, -1), NONE),
}  # fmt: skip
WORDS = {
    "metre": "m", "meter": "m", "gram": "g", "second": "s", "sec": "s", "hour": "h", "minute": "min", "days": "day",
    "weeks": "week", "litre": "L", "liter": "L", "tonne": "t", "newton": "N", "joule": "J", "watt": "W", "volt": "V",
    "ohms": "ohm", "pascal": "Pa", "hertz": "Hz", "amp": "A", "ampere": "A", "kelvin": "K", "mole": "mol",
    "kilometre": "km", "kilometer": "km", "centimetre": "cm", "centimeter": "cm", "millimetre": "mm",
    "millimeter": "mm", "kilogram": "kg", "milligram": "mg", "millilitre": "mL", "milliliter": "mL", "mile": "mi",
    "foot": "ft", "feet": "ft", "inches": "inch", "yard": "yd", "pound": "lb", "ounce": "oz", "radian": "rad",
    "degC": "°C", "degF": "°F", "kmh": "kph", "coulomb": "C",
}  # fmt: skip
# Scales whose zero is not that of their kelvins: what is added after scaling.
OFFSETS = {"°C": Fraction("273.15"), "°F": Fraction("273.15") - Fraction(160, 9)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude in SI units as a tree without units, and the powers of `BASES`."""

    magnitude: Node
    dimension: Dimension


def symbol(word: str) -> str | None:
    """The unit that a word stands for, as its symbol; None for any other word."""
    for candidate in (word, word.removesuffix("s") if len(word) > 3 else word):
        for name in (candidate, candidate.lower()):
            if name in WORDS:
                return WORDS[name]
    return word if _size(word) is not None else None


@cache
def _size(name: str) -> tuple[Fraction, Dimension] | None:
    """(size in SI, dimension) of a unit symbol, with or without a prefix."""
    prefix, base = (name[0], name[1:]) if name not in TABLE else ("", name)
    if base not in TABLE or prefix not in ("", *TABLE[base][2]):
        return None
    size, powers, _ = TABLE[base]
    dimension = tuple(Fraction(powers[i] if i < len(powers) else 0) for i in range(len(BASES)))
    return Fraction(size) * Fraction(10) ** (PREFIXES[prefix] if prefix else 0), dimension


def measured(node: Node) -> bool:
    """Whether units occur."""
    return any(part.op == "unit" for part in node.walk())


def written(node: Node) -> tuple[str, ...]:
    """The unit symbols as the learner wrote them, in order."""
    return tuple(sorted(str(part.value) for part in node.walk() if part.op == "unit"))


def quantity(node: Node) -> Quantity:
    """The quantity of a tree; Fault where units do not go together, as in 3 m + 2 s."""
    scale = _scale(node)
    if scale is not None:
        return scale
    if node.op == "unit":
        found = _size(str(node.value))
        if found is None:
            raise Fault(f"The unit {node.value} is not known here.", node.at, "Write it with its symbol.")
        return Quantity(Node("num", (), found[0], node.at, str(node.value)), found[1])
    parts = [quantity(arg) for arg in node.args]
    made = Node(node.op, tuple(p.magnitude for p in parts), node.value, node.at, node.text)
    return Quantity(made, _dimension(node, [p.dimension for p in parts]))


def _dimension(node: Node, parts: list[Dimension]) -> Dimension:
    nothing = (Fraction(0),) * len(BASES)
    match node.op:
        case "add" | "pm" | "neg":
            if any(part != parts[0] for part in parts):
                raise Fault("These units cannot be added.", node.at, "Write every term in the same kind of unit.")
            return parts[0]
        case "mul":
            return tuple(sum(powers, Fraction(0)) for powers in zip(*parts, strict=True))
        case "div":
            return tuple(a - b for a, b in zip(*parts, strict=True))
        case "pow" if parts[0] != nothing:
            exponent = node.args[1].fraction()
            if exponent is None or abs(exponent) > 12:
                raise Fault("A unit needs a number for its power.", node.at, "Write for example m^2 or s^-1.")
            return tuple(power * exponent for power in parts[0])
        case "call" if node.value in ("sqrt", "abs"):
            return tuple(power / 2 if node.value == "sqrt" else power for power in parts[0])
        case _:
            if any(part != nothing for part in parts):
                raise Fault("A unit cannot stand here.", node.at, "Write the unit behind the number.")
            return nothing


def _scale(node: Node) -> Quantity | None:
    """A temperature on a scale with a zero of its own, as in 20 °C; None for anything else."""
    inner, minus = (node.args[0], True) if node.op == "neg" else (node, False)
    if inner.op != "mul" or len(inner.args) != 2 or inner.args[1].op != "unit":
        return None
    value, unit = inner.args
    if unit.value not in OFFSETS or measured(value):
        return None
    found, offset = _size(str(unit.value)), OFFSETS[str(unit.value)]
    if found is None:
        return None
    value = Node("neg", (value,)) if minus else value
    scaled = Node("mul", (value, Node("num", (), found[0], unit.at, "")), "", node.at)
    return Quantity(Node("add", (scaled, Node("num", (), offset, unit.at, "")), "", node.at), found[1])
