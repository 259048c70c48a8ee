"""An error as a learner reads it: their own frames and lines, then what went wrong."""

import types
from collections.abc import Iterator
from traceback import TracebackException
from typing import Any

from evaluator.code.python.guest import own, values

globals()["__builtins__"] = own.BUILTINS

FILE = "solution.py"
MESSAGE_LIMIT = 2_000
LINE_LIMIT = 200
# Of a long chain of calls the first and the last are shown; of a chain or a group of errors the nearest.
FIRST_CALLS, LAST_CALLS, ERRORS = 4, 6, 5
EOF = "EOF when reading a line"
source: list[str] = []
nothing_to_read = ""
# Said before an error's story, by the error's id.
heads: dict[int, str] = {}


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def frames(tb: types.TracebackType | None) -> list[str]:
    """A line for each of the learner's own frames, the outermost first."""
    own_frames: list[tuple[types.CodeType, int]] = []
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == FILE:
            own_frames.append((tb.tb_frame.f_code, tb.tb_lineno))
        tb = tb.tb_next
    if len(own_frames) <= FIRST_CALLS + LAST_CALLS + 2:
        return [shown(*frame) for frame in own_frames]
    first = [shown(*frame) for frame in own_frames[:FIRST_CALLS]]
    last = [shown(*frame) for frame in own_frames[-LAST_CALLS:]]
    return [*first, f"  ... {len(own_frames) - FIRST_CALLS - LAST_CALLS} more calls ...", *last]


def shown(code: types.CodeType, number: int) -> str:
    text = source[number - 1].strip() if 0 < number <= len(source) else ""
    return f"  line {number}, in {code.co_qualname.replace('.<locals>', '')}: {cut(text, LINE_LIMIT)}"


def syntax(error: SyntaxError) -> list[str]:
    """Where the text is wrong, with a caret under it."""
    said = f"line {error.lineno}: {type(error).__name__}: {error.msg}"
    text = (error.text or "").rstrip("\n").replace("\t", " ")
    if not text.strip():
        return [said]
    start = len(text) - len(text.lstrip())
    lines = [said, "    " + cut(text[start:], LINE_LIMIT)]
    if error.offset and start < error.offset <= min(len(text) + 1, LINE_LIMIT):
        last = error.end_offset if error.end_lineno == error.lineno and error.end_offset else 0
        width = max(1, min(last, len(text) + 1) - error.offset)
        lines.append(" " * (4 + error.offset - 1 - start) + "^" * width)
    return lines


def told(error: BaseException, where: str) -> None:
    """Say before the whole story where it happened."""
    heads[id(error)] = where


def described(error: BaseException) -> list[str]:
    """The last lines: the error's name, what it says, what Python suggests, and its notes."""
    if isinstance(error, values.Refused):
        return [str(error)]
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return syntax(error)
    name, said = type(error).__name__, cut(spoken(error), MESSAGE_LIMIT)
    notes = getattr(error, "__notes__", None)
    kept = [cut(note, LINE_LIMIT) for note in notes if isinstance(note, str)] if isinstance(notes, list) else []
    return [f"{name}: {said}" if said else name, *kept[:ERRORS]]


def spoken(error: BaseException) -> str:
    """What the error says, with what Python suggests."""
    if isinstance(error, SystemExit) and error.code is None:
        return ""
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    try:
        # Without the errors before it and all the calls, which it would look at one by one.
        said = str(TracebackException(type(error), error, tb, compact=True))
    except BaseException:  # what it uses was patched, or the error's own text fails
        said = str(error)
    return f"{said} ({nothing_to_read})" if isinstance(error, EOFError) and said == EOF else said


def whole(error: BaseException) -> list[str]:
    """One error without those before it; the errors of a group are listed under it."""
    lines = [*frames(error.__traceback__), *described(error)]
    if isinstance(error, BaseExceptionGroup):
        for number, each in enumerate(error.exceptions[:ERRORS], 1):
            lines += [f"  error {number} of {len(error.exceptions)}:", *(f"  {line}" for line in whole(each))]
    return lines


def before(error: BaseException) -> Iterator[BaseException]:
    """The errors that led to this one, the nearest first, each once."""
    seen: set[int] = set()
    earlier: Any = error
    while len(seen) < ERRORS:
        seen.add(id(earlier))
        hidden = earlier.__suppress_context__
        earlier = earlier.__cause__ or (None if hidden else earlier.__context__)
        if earlier is None or id(earlier) in seen:
            return
        yield earlier


def traced(error: BaseException) -> str:
    """The whole story, the first error first."""
    lines = [heads[id(error)]] if id(error) in heads else []
    for earlier in reversed(list(before(error))):
        lines += [*whole(earlier), "and while that was handled:"]
    return "\n".join([*lines, *whole(error)])
