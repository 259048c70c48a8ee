"""A solution's text: imports and exports made into what a script knows, the names it defines, an error's place."""

import re
from difflib import get_close_matches

NAME = r"[A-Za-z_$][\w$]*"
DECLARED = re.compile(rf"^(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+({NAME})", re.MULTILINE)
GIVEN = re.compile(rf"^(?:module\.)?exports\.({NAME})\s*=", re.MULTILINE)
FROM = r"from\s*(['\"][^'\"\n]{1,200}['\"])"
NAMES = r"\{([^{}]{0,2000})\}"
IMPORT_ALL = re.compile(rf"^import\s+\*\s*as\s+({NAME})\s+{FROM}", re.MULTILINE)
IMPORT_BOTH = re.compile(rf"^import\s+({NAME})\s*,\s*{NAMES}\s*{FROM}", re.MULTILINE)
IMPORT_NAMES = re.compile(rf"^import\s*{NAMES}\s*{FROM}", re.MULTILINE)
IMPORT_DEFAULT = re.compile(rf"^import\s+({NAME})\s+{FROM}", re.MULTILINE)
IMPORT_ONLY = re.compile(r"^import\s*(['\"][^'\"\n]{1,200}['\"])", re.MULTILINE)
EXPORT_NAMES = re.compile(rf"^export\s*{NAMES}\s*;?", re.MULTILINE)
EXPORT_NAMED = re.compile(r"^export\s+(?=(?:async\s+)?(?:function|class|const|let|var)\b)", re.MULTILINE)
DEFAULT_NAMED = re.compile(
    rf"^export\s+default\s+(?=(?:async\s+)?(?:function\s*\*?\s*|class\s+)(?!extends\b){NAME})", re.MULTILINE
)
DEFAULT = re.compile(r"^export\s+default\b", re.MULTILINE)
AS = re.compile(rf"({NAME})\s+as\s+({NAME})")
EXPORTED = r"\2: \1"
PLACE = re.compile(r"(SyntaxError: [^\n]*)\n    at solution\.js:(\d+):(\d+)")
TOKEN = re.compile(r"(?:unexpected token|expecting)[^']*'([^'\n]+)'", re.IGNORECASE)


def as_script(code: str) -> str:
    """`code` with its lines where they are, its imports as calls of `require` and its exports as what they export."""
    if "import" in code:
        code = IMPORT_ALL.sub(r"const \1 = require(\2)", code)
        code = IMPORT_BOTH.sub(lambda m: f"const {m[1]} = require({m[3]}), {{{renamed(m[2])}}} = {m[1]}", code)
        code = IMPORT_NAMES.sub(lambda m: f"const {{{renamed(m[1])}}} = require({m[2]})", code)
        code = IMPORT_DEFAULT.sub(r"const \1 = require(\2)", code)
        code = IMPORT_ONLY.sub(r"require(\1)", code)
    if "export" in code:
        code = EXPORT_NAMES.sub(lambda m: f"Object.assign(exports, {{{AS.sub(EXPORTED, m[1])}}});", code)
        code = DEFAULT_NAMED.sub("", code)
        code = DEFAULT.sub("exports.default =", code)
        code = EXPORT_NAMED.sub("", code)
    return code


def renamed(names: str) -> str:
    return AS.sub(r"\1: \2", names)


def missing(code: str, kind: str, entry: str) -> str:
    """What to say when `entry` is not there: the names that are, and the one that may have been meant."""
    there = list(dict.fromkeys([*DECLARED.findall(as_script(code)), *GIVEN.findall(code)]))
    if not there:
        return f"there is no {kind} named {entry}; nothing is defined here"
    close = get_close_matches(entry, there[:500], n=1) or [name for name in there if name.lower() == entry.lower()]
    meant = f"; did you mean {close[0]}?" if close else ""
    return f"there is no {kind} named {entry}; the names defined here are {', '.join(there)[:500]}{meant}"


def placed(error: str, code: str, shift: int = 0) -> str:
    """A syntax error with its line, column, text and a caret; `shift` columns were before the first line."""
    found = PLACE.fullmatch(error.strip())
    lines = code.split("\n")
    if not found or not 0 < int(found[2]) <= len(lines):
        return error
    number, column = int(found[2]), int(found[3])
    if number == 1:
        column = max(1, column - shift)
    line = lines[number - 1].rstrip("\r")
    token = TOKEN.search(found[1])
    # QuickJS points at what stands before an unexpected token.
    if token and (exact := line.find(token[1], column - 1)) >= 0:
        column = exact + 1
    start = max(0, column - 61)
    shown = line[start : start + 120].replace("\t", " ")
    return f"line {number}, column {column}: {found[1]}\n    {shown}\n    {' ' * (column - 1 - start)}^"
