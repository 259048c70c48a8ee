"""Recurring decimals: 0.333..., 0.1\\overline{6} and 0.3̇ are exact numbers, shown back as 0.333….

Before three dots, the digits that come again are those with which the number ends twice or more; where several fit,
those that account for the most digits, and of these the fewest.
"""

import re
from fractions import Fraction

from evaluator.maths import Fault

MORE = "…"
MAX_DIGITS = 15
"""Behind the point, those that come again counted once."""

BARRED = re.compile(
    r"([0-9]{0,15})([.,])([0-9]{0,15})(?:\\(?:overline|bar)\s*\{([0-9]{1,15})\}"
    r"|\\dot\s*\{?([0-9])\}?(?:([0-9]{0,13})\\dot\s*\{?([0-9])\}?)?)"
)
COMBINED = re.compile(
    "([0-9]{0,15})([.,])([0-9]{0,15}?)((?:[0-9]\u0305){1,15}|[0-9]\u0307(?:[0-9]{0,13}[0-9]\u0307)?)(?![0-9\u0305\u0307])"
)
DOTTED = re.compile(r"([0-9]{0,15})([.,])([0-9]{1,60})(?:\.\.\.|…|\\l?dots(?![A-Za-z]))")


def recurring(text: str, at: int, comma: bool) -> tuple[str, int] | None:
    """The recurring decimal at `at` as it is shown, and the index after it; None where there is none. Fault."""
    match = BARRED.match(text, at) or COMBINED.match(text, at) or DOTTED.match(text, at)
    if match is None or (match[2] == ",") != comma:
        return None
    if match.re is DOTTED:
        once, block = _split(match[3])
        if not block:
            suggestion = "Write the digits that come again twice, such as 0.1212..., or a fraction."
            raise Fault("It is not clear which digits come again.", match.end(3), suggestion)
    else:
        once, block = match[3], re.sub("[^0-9]", "", "".join(group or "" for group in match.groups()[3:]))
    once, block = _shortest(once, block)
    if len(once) + len(block) > MAX_DIGITS:
        raise Fault(f"A recurring decimal has at most {MAX_DIGITS} digits here.", at, "Write it as a fraction.")
    return f"{match[1] or 0}.{_unrolled(once, block)}", match.end()


def exact(shown: str) -> Fraction:
    """The value of a number as it is shown, recurring or not."""
    if not shown.endswith(MORE):
        return Fraction(shown)
    whole, _, digits = shown.removesuffix(MORE).partition(".")
    once, block = _split(digits)
    return Fraction(int(whole + once + block) - int(whole + once), 10 ** len(once) * (10 ** len(block) - 1))


def _split(digits: str) -> tuple[str, str]:
    """What stands once, and what comes again; the latter is empty when nothing does."""
    found, most = "", 1
    for size in range(1, len(digits) // 2 + 1):
        block, times = digits[-size:], 1
        while digits[: len(digits) - times * size].endswith(block):
            times += 1
        if times > 1 and times * size > most:
            found, most = block, times * size
    return digits[: len(digits) - most] if found else digits, found


def _shortest(once: str, block: str) -> tuple[str, str]:
    """The same number with as few digits as can be: 0.13\\overline{13} is 0.\\overline{13}."""
    size = next(n for n in range(1, len(block) + 1) if block == block[:n] * (len(block) // n))
    block = block[:size]
    while once and once[-1] == block[-1]:
        once, block = once[:-1], block[-1] + block[:-1]
    return once, block


def _unrolled(once: str, block: str) -> str:
    """The digits with enough of what comes again for `_split` to find it, however much stands before it."""
    if block == "0":
        return once or "0"
    times = max(2 - (-len(once) // len(block)), 3 if len(block) == 1 else 2)
    return once + block * times + MORE
