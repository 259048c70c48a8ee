"""Mistakes in solving: each makes another line of a whole line."""

from collections.abc import Iterator

import sympy as sp

from evaluator.maths.build import build
from evaluator.maths.calculus import add, call, div, neg
from evaluator.maths.equivalence import equal
from evaluator.maths.misconceptions.functions import in_degrees
from evaluator.maths.misconceptions.rewriting import signed_terms, total, with_nodes
from evaluator.maths.misconceptions.sums import TWO
from evaluator.maths.statement import Case, Relation, Statement
from evaluator.maths.tree import Node, number

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def negated(line: Statement) -> Iterator[Statement]:
    """One value, or all of them, with the other sign."""
    nodes = list(line.values or _values(line))
    for i in range(len(nodes)):
        yield _with_values(line, [neg(node) if i == j else node for j, node in enumerate(nodes)])
    if len(nodes) > 1:
        yield _with_values(line, [neg(node) for node in nodes])


def in_other_angle_unit(line: Statement) -> Iterator[Statement]:
    """All values in degrees where they are in radians, or the other way round."""
    for change in range(2):
        nodes = [list(in_degrees(node))[change] for node in line.values or _values(line)]
        if nodes:
            yield _with_values(line, nodes)


def moves_without_sign(line: Statement) -> Iterator[Statement]:
    """A term goes to the other side as it is."""
    for i, j, relation in _relations(line):
        for here, there, left in ((relation.left, relation.right, True), (relation.right, relation.left, False)):
            pairs = signed_terms(here)
            for n, pair in enumerate(pairs):
                kept = total(pairs[:n] + pairs[n + 1 :] or [(1, number(0))])
                grown = total([*signed_terms(there), pair])
                sides = (kept, grown) if left else (grown, kept)
                yield _replaced(line, i, j, Relation(sides[0], relation.op, sides[1]))


def wrong_inverse_operation(line: Statement) -> Iterator[Statement]:
    """ax = b as x = b - a or x = a/b, x/a = b as x = b/a, x² = b as x = b/2: what undoes another operation."""
    for i, j, relation in _relations(line):
        left, right = relation.left, relation.right
        if left.op == "div" and not left.args[1].names():
            yield _replaced(line, i, j, Relation(left.args[0], relation.op, div(right, left.args[1])))
        if left.op == "pow" and left.args[1] == TWO:
            yield _replaced(line, i, j, Relation(left.args[0], relation.op, div(right, TWO)))
        linear = _linear(relation)
        if linear is not None:
            name, a, b = linear
            for value in (b - a, b * a, a / b if b != 0 else b, b + a):
                yield _replaced(line, i, j, Relation(name, relation.op, _number(value)))


def _linear(relation: Relation) -> tuple[Node, sp.Rational, sp.Rational] | None:
    """(x, a, b) of an equation that comes to ax = b with numbers that are fractions, a neither 0 nor 1."""
    names = relation.left.names() | relation.right.names()
    if len(names) != 1 or relation.op != "=":
        return None
    x = sp.Symbol(next(iter(names)), real=True)
    whole = sp.expand(build(relation.left) - build(relation.right))
    if not whole.is_polynomial(x) or sp.degree(whole, x) != 1:
        return None
    a, b = sp.Poly(whole, x).all_coeffs()
    # As learners collect them: the letter with a positive factor.
    a, b = (a, -b) if a.is_Rational and a > 0 else (-a, b)
    return (Node("name", (), str(x)), a, b) if a.is_Rational and b.is_Rational and a != 1 else None


def _number(value: sp.Rational) -> Node:
    top = number(abs(int(value.p)))
    made = top if value.q == 1 else Node("div", (top, number(int(value.q))))
    return neg(made) if value < 0 else made


def keeps_inequality_sign(line: Statement) -> Iterator[Statement]:
    """An inequality sign, or all of them, the other way round."""
    for i, j, relation in _relations(line):
        if relation.op in TURNED:
            yield _replaced(line, i, j, _turned(relation))
    if any(relation.op in TURNED for _, _, relation in _relations(line)):
        cases = tuple(tuple(_turned(r) for r in case) for case in line.cases)
        yield Statement("relations", (), cases, line.read_as)


def _turned(relation: Relation) -> Relation:
    return Relation(relation.left, TURNED.get(relation.op, relation.op), relation.right)


def forgets_plus_minus(line: Statement) -> Iterator[Statement]:
    """X² = b as X = √b or X = -√b alone; of two solutions m ± r, one alone."""
    for i, j, relation in _relations(line):
        left, right = relation.left, relation.right
        if relation.op == "=" and left.op == "pow" and left.args[1] == TWO:
            root = call("sqrt", right)
            for value in (root, neg(root)):
                yield _replaced(line, i, j, Relation(left.args[0], "=", value))
    values = line.values if line.kind == "list" else _values(line)
    if len(values) == 2 and _mirrored(*values):
        for value in values:
            yield _with_values(line, [value])


def _mirrored(a: Node, b: Node) -> bool:
    """Whether two values are likely to come from a root: opposite, or not both fractions."""
    built = [build(a), build(b)]
    return equal(add(a, b), number(0)).equal is True or not all(value.is_Rational for value in built)


def forgets_constant(line: Statement) -> Iterator[Statement]:
    """An antiderivative without its constant."""
    if line.kind != "expression":
        return
    pairs = signed_terms(line.values[0])
    every = [str(node.value) for node in line.values[0].walk() if node.op == "name"]
    for n, (_, term) in enumerate(pairs):
        if len(pairs) > 1 and term.op == "name" and every.count(str(term.value)) == 1 and len(set(every)) > 1:
            yield Statement("expression", (total(pairs[:n] + pairs[n + 1 :]),))


def _relations(line: Statement) -> Iterator[tuple[int, int, Relation]]:
    for i, case in enumerate(line.cases):
        for j, relation in enumerate(case):
            yield i, j, relation


def _replaced(line: Statement, i: int, j: int, relation: Relation) -> Statement:
    case: Case = (*line.cases[i][:j], relation, *line.cases[i][j + 1 :])
    return Statement("relations", (), (*line.cases[:i], case, *line.cases[i + 1 :]), line.read_as)


def _values(line: Statement) -> tuple[Node, ...]:
    """The values of a line that says outright what one variable is."""
    found = [case[0].solved() if len(case) == 1 else None for case in line.cases]
    names = {pair[0] for pair in found if pair}
    return tuple(pair[1] for pair in found if pair) if all(found) and len(names) == 1 else ()


def _with_values(line: Statement, nodes: list[Node]) -> Statement:
    """The line with other values; fewer values make fewer cases."""
    if line.kind != "relations":
        kind = "expression" if len(nodes) == 1 and line.kind == "list" else line.kind
        return with_nodes(Statement(kind), nodes)
    solved = line.cases[0][0].solved()
    name = Node("name", (), solved[0] if solved else "")
    return Statement("relations", (), tuple((Relation(name, "=", node),) for node in nodes), line.read_as)
