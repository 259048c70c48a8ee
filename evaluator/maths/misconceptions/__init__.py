"""The library of misconceptions: each makes wrong lines of a right one, and says what helps whoever wrote them."""

from collections.abc import Iterator
from typing import NamedTuple

from evaluator.maths.misconceptions import equations, fractions, functions, slopes, sums
from evaluator.maths.misconceptions.rewriting import LineRule, Rule, in_lines
from evaluator.maths.statement import Statement


class Misconception(NamedTuple):
    """What it makes of a line, and the feedback; its name in `LIBRARY` is its category.

    `differentiating` says that it is done to a function whose derivative is taken.
    """

    makes: LineRule
    feedback: str
    differentiating: bool = False


def _each(*rules: LineRule) -> LineRule:
    def made(line: Statement) -> Iterator[Statement]:
        for rule in rules:
            yield from rule(line)

    return made


def _anywhere(*rules: Rule) -> LineRule:
    return _each(*(in_lines(rule) for rule in rules))


LIBRARY: dict[str, Misconception] = {
    "sign-slip": Misconception(
        _each(equations.negated, in_lines(sums.sign_slip)),
        "The sizes are right, but a sign is not. Follow each minus from line to line.",
    ),
    "distributes-power": Misconception(
        _anywhere(sums.distributes_power),
        "A power of a sum is not the sum of the powers. Write the power as a product of brackets, and multiply out.",
    ),
    "halves-middle-term": Misconception(
        _anywhere(sums.halves_middle_term),
        "When a bracket is multiplied by itself, how often do you get the product of its two terms?",
    ),
    "distributes-partially": Misconception(
        _anywhere(sums.distributes_partially),
        "What stands before a bracket, a number or a minus, belongs to every term in it.",
    ),
    "distributes-function": Misconception(
        _anywhere(functions.distributes_function),
        "A function is no factor: it does not go to each term, and no number comes out of it. Try it with numbers.",
    ),
    "splits-root": Misconception(
        _anywhere(functions.splits_root),
        "The root of a sum is not the sum of the roots. Compare √(9 + 16) with √9 + √16.",
    ),
    "splits-denominator": Misconception(
        _anywhere(fractions.splits_denominator),
        "A sum in the denominator cannot be split into two fractions. Compare 1/(1 + 1) with 1/1 + 1/1.",
    ),
    "cancels-terms": Misconception(
        _anywhere(fractions.cancels_terms),
        "Only a factor of the whole numerator and the whole denominator can be cancelled, never a term of a sum.",
    ),
    "adds-denominators": Misconception(
        _anywhere(fractions.adds_denominators),
        "Fractions are not added top to top and bottom to bottom. Compare 1/2 + 1/2 done your way with 1.",
    ),
    "forgets-to-scale": Misconception(
        _anywhere(fractions.forgets_to_scale),
        "With a new denominator each numerator changes too, by the same factor as its denominator.",
    ),
    "wrong-log-rule": Misconception(
        _anywhere(functions.wrong_log_rule),
        "A sum of logarithms belongs to a product, and a factor in front to a power. Check which rule you used.",
    ),
    "divides-logs": Misconception(
        _anywhere(functions.divides_logs),
        "The logarithm of a quotient is not a quotient of logarithms. Compare log(100/10) with log(100)/log(10).",
    ),
    "adds-exponents": Misconception(
        _anywhere(sums.adds_exponents),
        "When a power is raised to a power, think how many times the base is multiplied: try (2^3)^2 with numbers.",
    ),
    "multiplies-exponents": Misconception(
        _anywhere(sums.multiplies_exponents),
        "When powers of one base are multiplied, count how often the base turns up: try 2^2·2^3 with numbers.",
    ),
    "negates-power": Misconception(
        _anywhere(sums.negates_power),
        "A negative exponent does not make the value negative. Look at how 2^2, 2^1, 2^0 go on.",
    ),
    "ignores-precedence": Misconception(
        _anywhere(sums.ignores_precedence),
        "Check the order of your work: powers first, then products and quotients, then sums, from left to right.",
    ),
    "moves-without-sign": Misconception(
        equations.moves_without_sign,
        "A term has gone to the other side as it was. What did you do to both sides to make it disappear here?",
    ),
    "wrong-inverse-operation": Misconception(
        equations.wrong_inverse_operation,
        "Look at what joins the number to the letter, and at what undoes just that operation.",
    ),
    "keeps-inequality-sign": Misconception(
        equations.keeps_inequality_sign,
        "Look at the direction of the inequality. What happens to 2 < 3 when both sides are multiplied by -1?",
    ),
    "forgets-plus-minus": Misconception(
        equations.forgets_plus_minus,
        "This is a solution, but not the only one: how many numbers have the same square?",
    ),
    "degrees-for-radians": Misconception(
        _each(equations.in_other_angle_unit, in_lines(functions.degrees_for_radians)),
        "Check the unit of the angle: degrees and radians are mixed up.",
    ),
    "multiplies-derivatives": Misconception(
        slopes.of_functions(slopes.multiplies_derivatives),
        "The derivative of a product or quotient is not made of the two derivatives alone. Try your rule on x·x.",
        differentiating=True,
    ),
    "forgets-chain-rule": Misconception(
        slopes.of_functions(slopes.forgets_chain_rule),
        "What stands inside changes at a rate of its own. Where does that rate enter?",
        differentiating=True,
    ),
    "wrong-power-rule": Misconception(
        slopes.of_functions(slopes.wrong_power_rule),
        "Look again at what becomes of the exponent: where does it go, and what stays in its place?",
        differentiating=True,
    ),
    "forgets-constant": Misconception(
        equations.forgets_constant,
        "One thing is missing: many functions have this derivative. How do they differ?",
    ),
}
