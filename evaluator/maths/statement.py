"""What a line says: a value, several values, or relations, joined by `or`, `and` and commas.

A comma between solved equations of one variable (`x = 2, -3`) offers alternatives, as learners mean it; between
equations of different variables, and between inequalities, both hold. With `and` both always hold, so that
`x = 2 and x = -3` has no solutions. ± stands for two lines.
"""

# ruff: noqa: RUF001 (maths has characters that look alike)

from dataclasses import dataclass
from functools import reduce
from typing import Any

from evaluator.maths import Fault, regions
from evaluator.maths.tree import REGIONS, Node, show, signed

Case = tuple["Relation", ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """left op right, with op one of = != < <= > >=."""

    left: Node
    op: str
    right: Node

    def solved(self) -> tuple[str, Node] | None:
        """(variable, value) when this says outright what one variable is, else None."""
        for name, value in ((self.left, self.right), (self.right, self.left)):
            if self.op == "=" and name.op == "name" and name.value not in value.names():
                return str(name.value), value
        return None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says.

    `kind` is expression (`values` has one), list (several values, order free), tuple (order counts), relations
    (`cases`: at least one case holds, and in it every relation) or region (a set of reals that is not just a list).
    `region` is the tree of whatever can be read as a set of reals, so also of {1, 2}, of the point (1, 2) and of
    [1, 2]; `within` turns it into relations. `continued` marks a line that began with `=`.
    """

    kind: str
    values: tuple[Node, ...] = ()
    cases: tuple[tuple[Relation, ...], ...] = ()
    read_as: str = ""
    continued: bool = False
    region: Node | None = None

    def within(self, unknown: str) -> "Statement":
        """The set of a line with a region as relations of `unknown`; any other line as it is."""
        if self.region is None:
            return self
        return Statement("relations", (), _cases(self.region, Node("name", (), unknown, self.region.at)), self.read_as)

    def nodes(self) -> list[Node]:
        """Every expression of the line, in the order written."""
        ends = list(self.region.args) if self.kind == "region" and self.region is not None else []
        return [*self.values, *ends, *(side for case in self.cases for r in case for side in (r.left, r.right))]

    def names(self) -> frozenset[str]:
        """The variables that occur."""
        return frozenset().union(*(node.names() for node in self.nodes()))


def statement(tree: list[list[list[Any]]], comma: bool) -> Statement:
    """The statement of one parsed line: alternatives (`or`) of parts (`,`) of chains (`and`)."""
    tree = [[[_named(chain) for chain in joined] for joined in part] for part in tree]
    chains = [chain for part in tree for joined in part for chain in joined]
    kind, content = chains[0]
    continued = kind == "continued"
    sides = [c[0] for k, c in chains if k == "chain" and len(c) == 1]
    if 1 < len(sides) == len(chains) == len(tree) and all(
        regions.region(side) and side.op != "tuple" for side in sides
    ):
        return _values(reduce(lambda a, b: Node("union", (a, b), "", a.at), sides), comma, False)
    if len(chains) == 1 and len(content) == 1 and kind != "each":
        return _values(content[0], comma, continued)
    if all(k == "chain" and len(c) == 1 and c[0].op not in REGIONS for k, c in chains):
        values = _both_signs([c[0] for _, c in chains])
        return Statement("list", values, (), _join(values, comma))
    if continued:
        if len(chains) > 1:
            raise Fault("A line that begins with = holds one chain.", 0, "Write one thing on a line.")
        return Statement("relations", (), (tuple(_relations(content)),), _chain(content, comma), True)
    cases: list[Case] = []
    for part in tree:
        cases += _part(part, cases[-1][-1] if cases and len(cases[-1]) == 1 else None)
    cases = [tuple(_sign(r, s) for r in case) for case in cases for s in ((1, -1) if _has_pm(case) else (1,))]
    return Statement("relations", (), tuple(cases), " or ".join(_case(case, comma) for case in cases))


def _named(chain: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """A chain without what only names its value: v = (1, 2), ∫ 2x dx = x^2 + C, P(1, 2); x = {1, 2} as x ∈ {1, 2}."""
    kind, content = chain
    first, last = content[0], content[-1]
    if kind == "chain" and len(content) == 1 and first.op == "mul" and len(first.args) == 2:
        name, point = first.args
        return (kind, [point]) if name.op == "name" and str(name.value).isupper() and point.op == "tuple" else chain
    if kind != "chain" or len(content) != 3 or content[1] != "=":
        return chain
    if first.op == "name" and last.op in REGIONS:
        return "in", [first, last]
    if (first.op == "name" and last.op in ("tuple", "matrix")) or first.op == "integral":
        return kind, [last]
    if first.op == last.op == "tuple" and len(first.args) == len(last.args):
        return "each", [Relation(a, "=", b) for a, b in zip(first.args, last.args, strict=True)]
    return chain


def _cases(node: Node, unknown: Node) -> tuple[Case, ...]:
    anything = Relation(unknown, "=", unknown)
    return tuple(tuple(Relation(*triple) for triple in case) or (anything,) for case in regions.cases(node, unknown))


def _values(side: Node, comma: bool, continued: bool) -> Statement:
    """A line of one side only."""
    region = side if regions.region(side) else None
    if side.op in REGIONS and side.op != "set":
        if region is None:
            raise Fault("The ends of an interval are numbers.", side.at, "Write for example (1, 3].")
        return Statement("region", (), (), show(side, comma), continued, region)
    kind = {"set": "list", "tuple": "tuple"}.get(side.op, "expression")
    values = _both_signs([side] if kind == "expression" else list(side.args))
    if kind == "expression" and len(values) > 1:
        kind = "list"
    shown = _join(values, comma, kind) if kind != "tuple" else show(side, comma)
    return Statement(kind, values, (), shown, continued, region)


def _part(part: list[list[Any]], previous: Relation | None) -> list[Case]:
    """The cases of what stands between two `or`s; a value alone is one of the unknown of the `previous` relation."""
    joined: list[list[Case]] = []
    for chains in part:
        for kind, content in chains:
            if kind == "in":
                cases = _membership(content)
            elif kind == "each":
                cases = [tuple(content)]
            elif len(content) == 1:
                if previous is None or previous.op != "=" or content[0].op in REGIONS:
                    raise Fault("Values and equations are mixed.", content[0].at, "Write x = before every value.")
                cases = [(Relation(previous.left, "=", content[0]),)]
            else:
                cases = [tuple(_relations(content))]
            previous = cases[-1][-1] if cases and len(cases[-1]) == 1 else None
            joined.append(cases)
    flat = [case for cases in joined for case in cases]
    solved = [case[0].solved() if case[0].op == "=" else None for case in flat]
    names = {s[0] for s in solved if s}
    one_variable = all(solved) and len(names) == 1
    unlike = all(solved) and len(names) == len(flat)
    and_joined = any(len(chains) > 1 for chains in part)
    inequalities = all(r.op != "=" or r.left is r.right for case in flat for r in case)
    if len(joined) > 1 and (and_joined or (not one_variable and (unlike or inequalities))):
        if any(len(cases) != 1 for cases in joined):
            raise Fault("Sets and other conditions are mixed.", 0, "Write one equation for every value.")
        every = tuple(r for cases in joined for r in cases[0])
        # Next to x ≠ 2, an x that may be anything adds nothing.
        return [tuple(r for r in every if r.left is not r.right) or every[:1]]
    return flat


def _membership(content: list[Any]) -> list[Case]:
    side, members = content[0], content[-1]
    if side.op != "name" or not regions.region(members):
        raise Fault("Only a variable can be in a set.", side.at, "Write x ∈ {1, 2}, or x ∈ (1, 3].")
    return list(_cases(members, side))


def _relations(content: list[Any]) -> list[Relation]:
    for side in content[::2]:
        if side.op in REGIONS:
            raise Fault("A set cannot stand in an equation here.", side.at, "Write x ∈ {1, 2}, or x = 1 or x = 2.")
    found = [Relation(content[i], str(content[i + 1]), content[i + 2]) for i in range(0, len(content) - 2, 2)]
    # -∞ < x says nothing.
    bounded = [r for r in found if not (regions.infinite(r.left) or regions.infinite(r.right)) or r.op[0] not in "<>"]
    if bounded:
        return bounded
    free = next((side for side in content[::2] if not regions.infinite(side)), None)
    if free is None:
        raise Fault("There is nothing to compare here.", content[0].at, "Write a variable or a value on one side.")
    return [Relation(free, "=", free)]


def _has_pm(case: Case) -> bool:
    return any(n.op == "pm" for r in case for side in (r.left, r.right) for n in side.walk())


def _sign(relation: Relation, sign: int) -> Relation:
    return Relation(signed(relation.left, sign), relation.op, signed(relation.right, sign))


def _both_signs(values: list[Node]) -> tuple[Node, ...]:
    found: list[Node] = []
    for value in values:
        plus = signed(value, 1)
        found += [plus] if plus is value else [plus, signed(value, -1)]
    return tuple(found)


def _join(values: tuple[Node, ...], comma: bool, kind: str = "list") -> str:
    shown = ("; " if comma else ", ").join(show(v, comma) for v in values)
    return f"{{{shown}}}" if kind == "list" else shown


def _chain(content: list[Any], comma: bool) -> str:
    return " ".join(show(c, comma) if isinstance(c, Node) else str(c) for c in content)


def _case(case: Case, comma: bool) -> str:
    """A case as text; relations that share a side are shown as one chain."""
    if len(case) == 1 and case[0].left is case[0].right:
        return f"{show(case[0].left, comma)} ∈ ℝ"
    shown, last = "", None
    for relation in case:
        if last is None or last.right != relation.left:
            shown += (" and " if shown else "") + show(relation.left, comma)
        shown += f" {relation.op} {show(relation.right, comma)}"
        last = relation
    return shown
