"""The standard streams of a program: what it printed, up to a limit, and what it reads."""

import io
import os
import sys
from typing import Any

from evaluator.code.python.guest import own

globals()["__builtins__"] = own.BUILTINS

FUNCTION_LIMIT = 65_536
PROGRAM_LIMIT = 1_000_000

really_open, TextIOWrapper, BytesIO = open, io.TextIOWrapper, io.BytesIO


class OutputLimit(BaseException):
    """More was printed than is kept."""


class Sink(io.BufferedIOBase):
    """The bytes under sys.stdout, up to a limit in characters; then every further write raises."""

    # Asked for at every print, and slow to answer where a class does not say it.
    closed = False

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size, self.limit, self.over = 0, FUNCTION_LIMIT, False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        kept = bytes(data)
        self.size += len(kept.decode("utf-8", "ignore"))
        self.parts.append(kept)
        if self.size > self.limit:
            self.over = True
            raise OutputLimit(f"printed more than {self.limit} characters")
        return len(kept)

    def close(self) -> None:
        """Stay open: the next test prints here too."""

    def take(self) -> str:
        """All that was printed since the last time."""
        text = b"".join(self.parts).decode("utf-8", "replace")[: self.limit]
        self.parts, self.size = [], 0
        return text


class Nowhere(io.BufferedIOBase):
    """The bytes under a program's sys.stderr, which are not part of its answer."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)


def text_over(stream: Any, errors: str = "strict") -> io.TextIOWrapper:
    return TextIOWrapper(stream, "utf-8", errors)


def input_of(text: str) -> io.TextIOWrapper:
    return TextIOWrapper(BytesIO(text.encode("utf-8", "replace")), "utf-8")


nothing = input_of("")
sink = Sink()
out = text_over(sink)


def attach(stdin: str = "", errors_too: bool = True) -> None:
    """Give the program its streams; what goes to sys.stderr is kept with the rest, or nowhere."""
    global out
    try:
        out.flush()
    except ValueError:  # its owner detached it
        out = text_over(sink)
    sys.stdin = input_of(stdin) if stdin else nothing
    sys.stdout = out
    sys.stderr = out if errors_too else text_over(Nowhere(), "backslashreplace")


def too_much() -> bool:
    """Whether more was printed than is kept."""
    try:
        out.flush()
    except ValueError:  # its owner detached it
        return sink.over
    except OutputLimit:
        return True
    return sink.over


def printed() -> str:
    """What was printed since the last time; `sink.over` says whether it was too much."""
    too_much()
    return sink.take()


def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
    """`open`, to which 0 and /dev/stdin, 1 and /dev/stdout are what the program reads and prints."""
    if file in (0, "/dev/stdin"):
        return sys.stdin.buffer if "b" in mode else sys.stdin
    if file in (1, "/dev/stdout"):
        return sys.stdout.buffer if "b" in mode else sys.stdout
    return really_open(file, mode, *args, **kwargs)


def read(fd: int, length: int) -> bytes:
    if fd == 0:
        return sys.stdin.buffer.read(length)
    raise OSError("there are no files here")


def write(fd: int, data: Any) -> int:
    if fd in (1, 2):
        return sys.stdout.buffer.write(data)
    raise OSError("there are no files here")


vars(sys.modules["builtins"])["open"] = io.open = opened
os.read, os.write = read, write
