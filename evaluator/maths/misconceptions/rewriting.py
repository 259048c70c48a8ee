"""A mistake as a rewriting: what it makes of one operation, carried out in one place of a line, or in all of them."""

from collections.abc import Callable, Iterable, Iterator

from evaluator.maths.statement import Relation, Statement
from evaluator.maths.tree import Node

Rule = Callable[[Node], Iterable[Node]]
LineRule = Callable[[Statement], Iterable[Statement]]


def in_lines(rule: Rule) -> LineRule:
    """The rule in any one place of a line's values or of its equations' sides, then in all of them at once."""

    def rewritten(line: Statement) -> Iterator[Statement]:
        for i, node in enumerate(line.nodes()):
            for made in somewhere(rule, node):
                yield with_nodes(line, [made if i == j else old for j, old in enumerate(line.nodes())])
        yield with_nodes(line, [throughout(rule, node) for node in line.nodes()])

    return rewritten


def somewhere(rule: Rule, node: Node) -> Iterator[Node]:
    """The tree with the rule carried out in one place, from the top down."""
    yield from rule(node)
    for i, arg in enumerate(node.args):
        for made in somewhere(rule, arg):
            yield _with_args(node, (*node.args[:i], made, *node.args[i + 1 :]))


def throughout(rule: Rule, node: Node) -> Node:
    """The tree with the rule carried out wherever it fits, from the bottom up, the first way each time."""
    made = _with_args(node, tuple(throughout(rule, arg) for arg in node.args))
    return next(iter(rule(made)), made)


def with_nodes(line: Statement, nodes: list[Node]) -> Statement:
    """The line with other expressions in the places of its own."""
    if line.kind != "relations":
        return Statement(line.kind, tuple(nodes), (), line.read_as)
    rest = iter(nodes)
    cases = tuple(tuple(Relation(next(rest), r.op, next(rest)) for r in case) for case in line.cases)
    return Statement("relations", (), cases, line.read_as)


def _with_args(node: Node, args: tuple[Node, ...]) -> Node:
    return node if args == node.args else Node(node.op, args, node.value, node.at, node.text)


def signed_terms(node: Node) -> list[tuple[int, Node]]:
    """(1 or -1, what is added or subtracted) of a sum; one pair for anything else."""
    if node.op == "add":
        return [term for arg in node.args for term in signed_terms(arg)]
    return [(-1, node.args[0])] if node.op == "neg" else [(1, node)]


def total(terms: Iterable[tuple[int, Node]]) -> Node:
    """The sum of signed terms, of which there is at least one."""
    made = tuple(term if sign > 0 else Node("neg", (term,)) for sign, term in terms)
    return made[0] if len(made) == 1 else Node("add", made)


def spread(node: Node, function: Callable[[Node], Node]) -> Iterator[Node]:
    """f(a - b) as f(a) - f(b) and as f(a) + f(-b); nothing where there is no sum."""
    if node.op != "add":
        return
    pairs = signed_terms(node)
    yield total((sign, function(term)) for sign, term in pairs)
    if any(sign < 0 for sign, _ in pairs):
        yield total((1, function(total([(sign, term)]))) for sign, term in pairs)
