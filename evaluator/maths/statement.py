"""What a line says: a value, several values, or relations, joined by `or`, `and` and commas.

A comma between solved equations of one variable (`x = 2, -3`) offers alternatives, as learners mean it; between
equations of different variables, and between inequalities, both hold. With `and` both always hold, so that
`x = 2 and x = -3` has no solutions. ± stands for two lines.
"""

from dataclasses import dataclass
from typing import Any

from evaluator.maths import Fault
from evaluator.maths.tree import Node, show, signed

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

    `kind` is expression (`values` has one), list (several values, order free), tuple (order counts) or relations
    (`cases`: at least one case holds, and in it every relation). `continued` marks a line that began with `=`.
    """

    kind: str
    values: tuple[Node, ...] = ()
    cases: tuple[tuple[Relation, ...], ...] = ()
    read_as: str = ""
    continued: bool = False

    def nodes(self) -> list[Node]:
        """Every expression of the line, in the order written."""
        return [*self.values, *(side for case in self.cases for r in case for side in (r.left, r.right))]

    def names(self) -> frozenset[str]:
        """The variables that occur."""
        return frozenset().union(*(node.names() for node in self.nodes()))


def statement(tree: list[list[list[Any]]], comma: bool) -> Statement:
    """The statement of one parsed line: alternatives (`or`) of parts (`,`) of chains (`and`)."""
    chains = [chain for part in tree for joined in part for chain in joined]
    kind, content = chains[0]
    continued = kind == "continued"
    if len(chains) == 1 and len(content) == 1:
        return _values(content[0], comma, continued)
    if all(k == "chain" and len(c) == 1 and isinstance(c[0], Node) for k, c in chains):
        if any(len(joined) > 1 for part in tree for joined in part):
            raise Fault("“and” joins equations, not values.", chains[1][1][0].at, "Separate values with a comma.")
        values = _both_signs([c[0] for _, c in chains])
        return Statement("list", values, (), _join(values, comma))
    if continued:
        if len(chains) > 1:
            raise Fault("A line that begins with = holds one chain.", 0, "Write one thing on a line.")
        return Statement("relations", (), (tuple(_relations(content)),), _chain(content, comma), True)
    cases = [case for part in tree for case in _part(part)]
    cases = [tuple(_sign(r, s) for r in case) for case in cases for s in ((1, -1) if _has_pm(case) else (1,))]
    return Statement("relations", (), tuple(cases), " or ".join(_case(case, comma) for case in cases))


def _values(side: Any, comma: bool, continued: bool) -> Statement:
    """A line of one side only."""
    if isinstance(side, Node):
        values = _both_signs([side])
        kind = "expression" if len(values) == 1 else "list"
    else:
        kind, values = ("list" if side[0] == "set" else "tuple"), _both_signs(side[1])
    return Statement(kind, values, (), _join(values, comma, kind), continued)


def _part(part: list[list[Any]]) -> list[Case]:
    """The cases of what stands between two `or`s."""
    joined: list[list[Case]] = []
    previous: Relation | None = None
    for chains in part:
        for kind, content in chains:
            if kind == "in":
                cases = _membership(content)
            elif len(content) == 1:
                if previous is None or previous.op != "=" or not isinstance(content[0], Node):
                    raise Fault("Values and equations are mixed.", _at(content[0]), "Write x = before every value.")
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
    inequalities = all(r.op != "=" for case in flat for r in case)
    if len(joined) > 1 and (and_joined or (not one_variable and (unlike or inequalities))):
        if any(len(cases) != 1 for cases in joined):
            raise Fault("Sets and other conditions are mixed.", 0, "Write one equation for every value.")
        return [tuple(r for cases in joined for r in cases[0])]
    return flat


def _membership(content: list[Any]) -> list[Case]:
    side, (_, members) = content
    if not isinstance(side, Node) or side.op != "name":
        raise Fault("Only a variable can be in a set.", _at(side), "Write x ∈ {1, 2}.")
    return [(Relation(side, "=", m),) for m in members]


def _relations(content: list[Any]) -> list[Relation]:
    for side in content[::2]:
        if not isinstance(side, Node):
            raise Fault(
                "A set or a point cannot stand in an equation here.", _at(side), "Write x ∈ {1, 2}, or x = 1 or x = 2."
            )
    return [Relation(content[i], str(content[i + 1]), content[i + 2]) for i in range(0, len(content) - 2, 2)]


def _at(side: Any) -> int:
    if isinstance(side, Node):
        return side.at
    return side[1][0].at if side[1] else 0


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
    return f"{{{shown}}}" if kind == "list" else f"({shown})" if kind == "tuple" else shown


def _chain(content: list[Any], comma: bool) -> str:
    return " ".join(show(c, comma) if isinstance(c, Node) else str(c) for c in content)


def _case(case: Case, comma: bool) -> str:
    """A case as text; relations that share a side are shown as one chain."""
    shown, last = "", None
    for relation in case:
        if last is None or last.right != relation.left:
            shown += (" and " if shown else "") + show(relation.left, comma)
        shown += f" {relation.op} {show(relation.right, comma)}"
        last = relation
    return shown
