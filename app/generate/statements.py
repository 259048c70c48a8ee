"""What Postgres says about each statement of sql/, PREPAREd against the migrated schema.

A parameter may be None where the statement asks whether it IS NULL, within what only counts when it is not, and where
it is written to a column that takes NULL. A column may be None where it is, with or without a cast, a column of a table
that takes NULL or that is joined by LEFT JOIN, or a CASE without ELSE; a scalar also where there may be no row.
A column of a table that a CHECK keeps to a few words is a Literal of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

CATALOG = """
    SELECT a.attrelid AS table, c.relname AS name, a.attnum AS number, a.attname AS column, a.attnotnull AS filled,
           (SELECT pg_get_constraintdef(k.oid)
              FROM pg_constraint k
             WHERE k.contype = 'c' AND k.conrelid = a.attrelid AND k.conkey = ARRAY[a.attnum]
               AND pg_get_constraintdef(k.oid) LIKE '%ANY%'
             LIMIT 1) AS check
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    """
PYTHON = {
    "bool": "bool", "int2": "int", "int4": "int", "int8": "int", "float4": "float", "float8": "float",
    "numeric": "Decimal", "text": "str", "varchar": "str", "name": "str", "json": "str", "jsonb": "str",
    "uuid": "UUID", "bytea": "bytes", "date": "date", "timestamptz": "datetime", "timestamp": "datetime",
    "interval": "timedelta",
}  # fmt: skip
"""What asyncpg makes of a type, and takes for it: JSON as text, for there is no codec."""

COMMENT = re.compile(r"(?m)^\s*--.*\n")
CAST = re.compile(r"(?<![$\w.'])([a-z_]\w*(?:\.\w+)?)::\w+")
GUARD = re.compile(r"\$(\d+)(?:::[\w\[\]]+)? IS NULL OR ")
INSERT = re.compile(r"\bINSERT INTO (\w+)\s*\(([^)]*)\)\s*VALUES\s*\(")
UPDATE = re.compile(r"\bUPDATE (\w+)\s+SET\b")
ASKED = re.compile(r"(?:coalesce\(|IS (?:NOT )?DISTINCT FROM )\$(\d+)|(?<=\$)(\d+)(?:::[\w\[\]]+)? IS (?:NOT )?NULL")
OUTER = re.compile(r"\bLEFT JOIN\s+(?:LATERAL\s+)?(\w+|\()")


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    table: str
    name: str
    filled: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class Described:
    """A statement's types: its parameters by name, its columns by name."""

    parameters: dict[str, str]
    columns: dict[str, str]


class Database:
    """Describes statements over one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.types = {row[0]: row[1] for row in connection.execute("SELECT oid, typname FROM pg_type")}
        self.columns = {
            (row[0], row[2]): Column(row[1], row[3], row[4], tuple(re.findall(r"'([^']*)'::text", row[5] or "")))
            for row in connection.execute(CATALOG)
        }
        self.by_name = {(column.table, column.name): column for column in self.columns.values()}

    def describe(self, text: str, names: tuple[str, ...], kind: str) -> Described:
        """The types of one statement."""
        text = COMMENT.sub("", text)
        found = self._prepared(text)
        # Without its cast a column of the output still tells which table it is from.
        origin = self._prepared(_without_casts(text))
        nullable = set(self._nullable(text))
        parameters = {
            name: _or_none(_taken(self.types[found.param_type(place)]), place + 1 in nullable)
            for place, name in enumerate(names)
        }
        outer, empty = _outer(text), kind == "scalar" and _may_have_no_row(text)
        columns = {}
        for place in range(found.nfields):
            column = self.columns.get((origin.ftable(place), origin.ftablecol(place)))
            absent = empty or (not column.filled or column.table in outer if column else _is_open_case(text))
            name = (found.fname(place) or b"").decode()
            columns[name] = _or_none(_read(self.types[found.ftype(place)], column), absent)
        return Described(parameters, columns)

    def _prepared(self, text: str) -> Any:
        raw = self.connection.pgconn
        for result in (raw.prepare(b"", text.encode()), raw.describe_prepared(b"")):
            if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
                raise ValueError(f"{result.error_message.decode().strip()}\n{text}")
        return result

    def _nullable(self, text: str) -> Iterator[int]:
        """The numbers of the parameters that may be None."""
        spans = [(match.start(), _group_end(text, match.end())) for match in GUARD.finditer(text)]
        places: dict[int, list[int]] = {}
        for match in re.finditer(r"\$(\d+)", text):
            places.setdefault(int(match[1]), []).append(match.start())
        for number, found in places.items():
            if all(any(start <= place < end for start, end in spans) for place in found):
                yield number
        yield from (int(first or second) for first, second in ASKED.findall(text))
        for match in INSERT.finditer(text):
            values = _split(text[match.end() : _group_end(text, match.end())])
            for name, value in zip(_split(match[2]), values, strict=True):
                yield from self._written(match[1], name, value)
        for match in UPDATE.finditer(text):
            for assignment in _split(re.split(r"\b(?:WHERE|FROM|RETURNING)\b", text[match.end() :])[0]):
                name, _, value = assignment.partition(" = ")
                yield from self._written(match[1], name, value)

    def _written(self, table: str, name: str, value: str) -> Iterator[int]:
        whole = re.fullmatch(r"\$(\d+)(::\w+)?", value)
        if whole and not self.by_name[table, name].filled:
            yield int(whole[1])


def _without_casts(text: str) -> str:
    """The statement with the columns of its output as their tables have them; casts elsewhere have a say."""
    if text.startswith("SELECT"):
        output, *rest = re.split(r"(?=\bFROM\b)", text, maxsplit=1)
        return CAST.sub(r"\1", output) + "".join(rest)
    before, sign, output = text.partition("RETURNING")
    return before + sign + CAST.sub(r"\1", output)


def _group_end(text: str, start: int) -> int:
    """Where the group that `start` is in ends: at its bracket, or at the clause behind it."""
    depth = 0
    for match in re.compile(r"[()]|\b(?:ORDER|LIMIT|GROUP|FOR|RETURNING)\b").finditer(text, start):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
            if depth < 0:
                return match.start()
        elif depth == 0:
            return match.start()
    return len(text)


def _split(listed: str) -> list[str]:
    """The parts between the commas that stand in no bracket."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", listed)]


def _outer(text: str) -> set[str]:
    """The tables on the side of a join that may be missing."""
    if re.search(r"\b(?:RIGHT|FULL)\b[\w\s]*JOIN", text):
        raise ValueError(f"say it with LEFT JOIN, so that what may be NULL can be told:\n{text}")
    found = set()
    for match in OUTER.finditer(text):
        inner = text[match.end() : _group_end(text, match.end())] if match[1] == "(" else f"FROM {match[1]}"
        found |= set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", inner))
    return found


def _may_have_no_row(text: str) -> bool:
    flat = text
    while "(" in flat:
        flat = re.sub(r"\([^()]*\)", "", flat)
    return (
        not re.match(r"SELECT\s+count\s+FROM\b", flat)
        and re.search(r"\bFROM\b|^UPDATE|^DELETE|DO NOTHING", flat) is not None
    )


def _is_open_case(text: str) -> bool:
    return re.match(r"SELECT CASE\b(?:(?!\bELSE\b).)*\bEND\b", text, re.DOTALL) is not None


def _read(given: str, column: Column | None) -> str:
    if column is not None and column.words and given == "text":
        return f"Literal[{', '.join(map(repr, column.words))}]"
    return f"list[{PYTHON[given[1:]]}]" if given.startswith("_") else PYTHON[given]


def _taken(wanted: str) -> str:
    if wanted.startswith("_"):
        return f"Sequence[{_taken(wanted[1:])}]"
    return "UUID | str" if wanted == "uuid" else PYTHON[wanted]


def _or_none(kind: str, absent: bool) -> str:
    return f"{kind} | None" if absent else kind
