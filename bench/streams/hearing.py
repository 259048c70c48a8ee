"""Readers who keep what they hear, to be compared with what was said."""

import json
import re
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from bench.streams.listening import Listener
from bench.streams.model import pieces
from domain.rules.tutor_guard import Guard, Secrets

END = b"0\r\n\r\n"
# None is ever cut by the chunks of HTTP: what is read together is sent in one.
EVENT = re.compile(rb"\nevent: (\w+)\ndata: (.*)\n\n")
NOTHING: dict[str, Any] = {"title": "", "statement": "", "hints": []}


class Event(NamedTuple):
    came: float
    name: str
    data: dict[str, Any]


class Hearer(Listener):
    """A stream that is read to its end, all of it kept with when it came; Unix seconds."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.heard: list[tuple[float, bytes]] = []

    def data_received(self, data: bytes) -> None:
        self.heard.append((time.time(), data))
        super().data_received(data)
        if self.first.done() and data.endswith(END):
            self.transport.abort()

    def events(self) -> list[Event]:
        ends = list(accumulate(len(data) for _, data in self.heard))
        return [
            Event(self.heard[bisect_right(ends, event.end() - 1)][0], event[1].decode(), json.loads(event[2]))
            for event in EVENT.finditer(b"".join(data for _, data in self.heard))
        ]


@dataclass
class Turn:
    """Seconds that its first event took from when it was asked for, its first delta from the 202 on, and each delta.

    What the model took until it had said the words that let a delta go is no part of these.
    """

    hint: float
    first: float
    deltas: list[float]
    came: list[float]


def freed(words: int) -> list[int]:
    """How many characters of an answer the guard has let go after each of its words."""
    guard = Guard(Secrets(NOTHING, 1))
    *all_but_last, last = pieces(time.time_ns(), words)
    free = [*map(guard.pass_on, all_but_last), guard.pass_on(last) + guard.rest()]
    return list(accumulate(map(len, free)))


def turn_of(hearer: Hearer, accepted: float, words: int, rate: float, free: list[int]) -> Turn | None:
    """What a turn took that was accepted then; None unless the model spoke to the end, and each byte came in order."""
    hint, *deltas, done = hearer.events()
    if (hint.name, {delta.name for delta in deltas}, done.name) != ("hint", {"delta"}, "done"):
        return None
    text = "".join(delta.data["text"] for delta in deltas)
    begun, used = int(text.partition(" ")[0]), done.data["usage"]
    counted = {"deltas": len(deltas), "characters": len(text), "output_tokens": len(text.split())}
    if text != "".join(pieces(begun, words)) or counted.items() - used.items():
        raise ValueError(f"it was said otherwise: {text!r}, {used}")
    let_go = [bisect_left(free, end) / rate for end in accumulate(len(delta.data["text"]) for delta in deltas)]
    return Turn(
        hint=hint.came - hearer.asked,
        first=deltas[0].came - accepted - let_go[0],
        deltas=[delta.came - begun / 1e9 - after for delta, after in zip(deltas, let_go, strict=True)],
        came=[delta.came for delta in deltas],
    )
