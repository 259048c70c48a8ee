"""Brackets, bars and commas told apart by what stands around them, once a whole line has been cut into tokens."""

from itertools import pairwise

from lark import Token

from evaluator.maths import Fault

MAX_DEPTH = 25
OPERAND_END = frozenset(
    (
        "NUMBER", "NAME", "CONST", "UNIT", "BASIS", "RPAR", "RBRACE", "RBRACK", "RBAR", "RANGLE", "ROPEN", "SUP",
        "FACT", "PERCENT", "DEGREE", "DIFF", "REALS",
    )
)  # fmt: skip
OPENING = {"LPAR": "RPAR", "LBRACE": "RBRACE", "LBRACK": "RBRACK", "LBAR": "RBAR", "LANGLE": "RANGLE", "LOPEN": "ROPEN"}
CLOSING = frozenset([*OPENING.values()])
AFTER_INTERVAL = frozenset({"UNION", "INTER", "WITHOUT", "OR", "AND", "SEP"})


def settled(found: list[Token], mixed: bool) -> list[Token]:
    """The tokens with bars, vectors, open intervals, matrices, sets by a condition and mixed numbers made plain."""
    found = _factorials(_mixed(_primes(found)) if mixed else _primes(found))
    return _matrices(_closed(_alternatives(_opened(_angles(_condition(_reals(found)))))))


def _typed(token: Token, kind: str, value: str | None = None) -> Token:
    return Token(kind, str(token) if value is None else value, token.start_pos)


def _primes(found: list[Token]) -> list[Token]:
    """f' as one name."""
    if not any(t.type == "PRIME" for t in found):
        return found
    made: list[Token] = []
    for token in found:
        if token.type == "PRIME" and made and made[-1].type == "NAME":
            made[-1] = _typed(made[-1], "NAME", f"{made[-1]}'")
        else:
            made.append(token)
    return made


def _factorials(found: list[Token]) -> list[Token]:
    """7!3! as a product: behind a factorial, a number can be nothing else."""
    made: list[Token] = []
    for token in found:
        if token.type == "NUMBER" and made and made[-1].type == "FACT":
            made.append(_typed(token, "MUL", "*"))
        made.append(token)
    return made


def _mixed(found: list[Token]) -> list[Token]:
    """2 1/2 as (2 + 1/2), where a problem wants mixed numbers."""
    made: list[Token] = []
    rest = list(found)
    while rest:
        kinds = [t.type for t in rest[:4]]
        if kinds == ["NUMBER", "NUMBER", "DIV", "NUMBER"] and all("." not in rest[i] for i in (0, 1, 3)):
            whole, top, over, bottom = rest[:4]
            made += [_typed(whole, "LPAR", "("), whole, _typed(top, "PLUS", "+"), top, over, bottom]
            made.append(_typed(bottom, "RPAR", ")"))
            rest = rest[4:]
        elif kinds[:2] == ["NUMBER", "FRAC"] and len(rest) > 7 and [t.type for t in rest[2:8]] == _BRACED:
            made += [_typed(rest[0], "LPAR", "("), rest[0], _typed(rest[1], "PLUS", "+"), *rest[1:8]]
            made.append(_typed(rest[7], "RPAR", ")"))
            rest = rest[8:]
        else:
            made.append(rest.pop(0))
    return made


_BRACED = ["LBRACE", "NUMBER", "RBRACE"] * 2


def _condition(found: list[Token]) -> list[Token]:
    """{x | x > 2} as x > 2: what stands around the condition says nothing more."""
    kinds = [t.type for t in found]
    if len(found) < 6 or kinds[:2] != ["LBRACE", "NAME"] or kinds[-1] != "RBRACE":
        return found
    bar = 4 if kinds[2:4] == ["IN", "REALS"] else 2
    inside = kinds[bar + 1 : -1]
    return found[bar + 1 : -1] if found[bar] in ("|", ":") and {"REL", "IN"} & {*inside} else found


def _angles(found: list[Token]) -> list[Token]:
    """<1, 2> as a vector: < where an operand is due, with a comma before the next >."""
    made = list(found)
    for index, token in enumerate(made):
        due = index == 0 or made[index - 1].type not in OPERAND_END
        if token.type != "REL" or token.value != "<" or not due:
            continue
        close = next((i for i in range(index + 1, len(made)) if made[i].type == "REL"), None)
        if close is not None and made[close] == ">" and any(t.type == "SEP" for t in made[index:close]):
            made[index], made[close] = _typed(token, "LANGLE"), _typed(made[close], "RANGLE")
    return made


def _opened(found: list[Token]) -> list[Token]:
    """The turned brackets of ]1, 2[, and the letter U between two intervals."""
    made: list[Token] = []
    open_: list[str] = []
    for index, token in enumerate(found):
        before = made[-1].type if made else ""
        after = found[index + 1] if index + 1 < len(found) else None
        if token.type == "RBRACK" and before not in OPERAND_END:
            token = _typed(token, "LOPEN")
        elif token.type == "LBRACK" and before in OPERAND_END and open_ and _ends(after, open_):
            token = _typed(token, "ROPEN")
        elif token.type == "NAME" and token.value == "U" and before in ("RPAR", "RBRACK", "ROPEN", "RBRACE") and after:
            token = _typed(token, "UNION", "∪") if after.type in ("LPAR", "LBRACK", "RBRACK", "LBRACE") else token
        if token.type in ("LPAR", "LBRACK", "LOPEN", "LBRACE"):
            open_.append(token.type)
        elif token.type == "SEP" and open_:
            open_[-1] += "," if not open_[-1].endswith(",") else ""
        elif token.type in ("RPAR", "RBRACK", "ROPEN", "RBRACE") and open_:
            open_.pop()
        made.append(token)
    return made


def _alternatives(found: list[Token]) -> list[Token]:
    """The union of x < 1 ∪ x > 3 as "or"."""
    depth, plain = 0, []
    for token in found:
        depth += (token.type in OPENING) - (token.type in CLOSING)
        plain.append(not depth and token.type in ("REL", "UNION", "NAME"))
    kinds = {token.type for token, outside in zip(found, plain, strict=True) if outside}
    if "REL" not in kinds:
        return found
    made = []
    for index, (token, outside) in enumerate(zip(found, plain, strict=True)):
        letter = token.type == "NAME" and token.value == "U" and any(t.type == "REL" for t in found[index + 1 :])
        made.append(_typed(token, "OR", "or") if outside and (token.type == "UNION" or letter) else token)
    return made


def _ends(after: Token | None, open_: list[str]) -> bool:
    """Whether [ behind an operand closes an interval: one with a comma is open, and the line ends or a set follows."""
    inner = open_[-1] in ("LOPEN,", "LBRACK,", "LPAR,")
    return inner and (after is None or after.type in AFTER_INTERVAL or (after.type == "NAME" and after == "U"))


def _closed(found: list[Token]) -> list[Token]:
    """Tell an opening | from a closing one: it closes when one is open at this depth and an operand stands before."""
    open_: list[str] = []
    made: list[Token] = []
    for token in found:
        if token.type == "BAR":
            closes = open_ and open_[-1] == "LBAR" and made[-1].type in OPERAND_END
            token = _typed(token, "RBAR" if closes else "LBAR")
        if token.type in OPENING:
            open_.append(token.type)
            if len(open_) > MAX_DEPTH:
                raise Fault(
                    f"Brackets are nested more than {MAX_DEPTH} deep.", token.start_pos or 0, "Write it flatter."
                )
        elif token.type in CLOSING and open_:
            open_.pop()
        made.append(token)
    return made


def _matrices(found: list[Token]) -> list[Token]:
    """Mark the outer bracket of [[1, 2], [3, 4]]: two brackets open at once, and the inner one ends at a comma or ]."""
    made = list(found)
    for index, (first, second) in enumerate(pairwise(found)):
        if first.type == second.type == "LBRACK":
            inner = _partner(found, index + 1)
            outer = _partner(found, index)
            ends = inner is not None and outer is not None and found[inner + 1].type in ("SEP", "RBRACK")
            if ends and any(t.type == "SEP" for t in found[index:outer]):
                made[index] = _typed(first, "LMAT")
        if first == "sqrt" and second.type == "LBRACK":
            close = _partner(found, index + 1)
            if close is not None and close + 1 < len(found) and found[close + 1].type in ("LBRACE", "LPAR"):
                made[index] = _typed(first, "ROOT")
    return made


def _partner(found: list[Token], start: int) -> int | None:
    """Where the bracket at `start` is closed."""
    depth = 0
    for index in range(start, len(found)):
        depth += (found[index].type in (*OPENING, "LMAT")) - (found[index].type in CLOSING)
        if not depth:
            return index
    return None


def _reals(found: list[Token]) -> list[Token]:
    """The letter R after ∈ as the real numbers."""
    made: list[Token] = []
    for token in found:
        real = token.type == "NAME" and token.value in ("R", "r") and made and made[-1].type == "IN"
        made.append(_typed(token, "REALS") if real else token)
    return made
