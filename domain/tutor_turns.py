"""A turn's words: written once into its Valkey stream, by a model or as the authored hint has them."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from redis.exceptions import RedisError

import sql
from domain import streams
from domain.errors import Unavailable
from domain.ports import Database, Json, Speaker
from domain.rules import tutor as rules
from domain.rules.tutor_guard import Guard, Leak, secrets_of
from domain.tutor_prompts import CHARACTERS_A_TOKEN, Prompt

log = structlog.get_logger()

OPEN_WITHIN_S = 60
RESUME_WITHIN_S = 300
LAST = (b"done", b"problem")
"""Events that end a turn."""
MAX_TOKENS = 400

WATCH_S = 2
PRODUCER_S = 10
"""A turn that nobody has said to go on with for so long is broken off."""
LEFT_S = 8
"""A reader who is gone may come back for so long (an EventSource does after 3 to 5 s); then the model is stopped."""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and what is said if no model does."""

    id: str
    user_id: str
    level: int
    text: str


@dataclass
class Said:
    """How far the model has come: what readers heard of it, how long all it said is, and what that took if it told."""

    heard: list[str] = field(default_factory=list)
    characters: int = 0
    usage: dict[str, int] = field(default_factory=dict)

    def tokens(self, prompt: Prompt) -> int:
        """As the model counted, or else about as many; none of one that said nothing."""
        about = prompt.tokens + self.characters // CHARACTERS_A_TOKEN if self.characters else 0
        return sum(self.usage.values()) or about


class Silent(Exception):
    """The model had nothing to say."""


class Deserted(Exception):
    """Nobody reads on, or there is nothing left to write to."""


def stream_of(turn_id: str) -> str:
    return f"tutor:turn:{turn_id}"


def producer_of(turn_id: str) -> str:
    """There while somebody says the turn."""
    return f"tutor:producer:{turn_id}"


def reader_of(turn_id: str) -> str:
    """There while somebody may come to read the turn."""
    return f"tutor:reader:{turn_id}"


KEYS = (stream_of, producer_of, reader_of)


def hint(level: int, source: str) -> tuple[str, Json]:
    return "hint", {"level": level, "type": rules.TYPE_OF_LEVEL[level], "source": source}


def authored(turn_id: str, level: int, text: str, source: str = "authored") -> Iterator[tuple[str, Json]]:
    """The events of a text that is whole."""
    pieces = list(rules.deltas(text))
    yield hint(level, source)
    yield from (("delta", {"text": piece}) for piece in pieces)
    usage = {"deltas": len(pieces), "characters": len(text)}
    yield "done", {"turn_id": turn_id, "usage": usage, "source": source}


async def write(valkey: Any, turn_id: str, events: Iterator[tuple[str, Json]], produced: bool) -> None:
    """Begin the turn's stream anew; `produced` if more is to come from this process."""
    async with valkey.pipeline(transaction=True) as pipe:
        pipe.delete(stream_of(turn_id))
        streams.add(pipe, stream_of(turn_id), events, begun=False)
        pipe.expire(stream_of(turn_id), RESUME_WITHIN_S)
        if produced:
            pipe.set(producer_of(turn_id), b"1", ex=PRODUCER_S)
            pipe.set(reader_of(turn_id), b"1", ex=OPEN_WITHIN_S)
        await pipe.execute()


async def is_under_way(valkey: Any, turn_id: str) -> bool:
    """Whether the stream is whole, or somebody is making it so."""
    newest = await valkey.xrevrange(stream_of(turn_id), count=1)
    return bool(newest) and (newest[0][1][b"event"] in LAST or await valkey.exists(producer_of(turn_id)))


async def produce(db: Database, valkey: Any, speaker: Speaker, turn: Turn, prompt: Prompt, problem: bytes) -> None:
    """Say a turn about a problem (JSON) by the model; what fails, leaks or is left alone ends as the authored hint."""
    said = Said()
    speaking = asyncio.create_task(_by_model(valkey, speaker, turn, prompt, problem, said))
    try:
        while not (await asyncio.wait({speaking}, timeout=WATCH_S))[0]:
            if not await _goes_on(valkey, turn.id):
                raise Deserted
        events, source, text = iter([await speaking]), "model", "".join(said.heard)
    except (Unavailable, Leak, Silent, Deserted, asyncio.CancelledError) as reason:
        log.info("authored", reason=type(reason).__name__)
        speaking.cancel()
        await asyncio.wait({speaking})
        events, source, text = authored(turn.id, turn.level, turn.text), "authored", turn.text
    finally:
        # An outage of Valkey ends up here with the model still speaking.
        speaking.cancel()
    tokens = said.tokens(prompt)
    saving = asyncio.ensure_future(
        sql.tutor.save_spoken(db, id=turn.id, user_id=turn.user_id, source=source, text=text, tokens=tokens)
    )
    try:
        # Its readers wait for the end of it, and for no longer than somebody is about to say it.
        while not (await asyncio.wait({saving}, timeout=WATCH_S))[0]:
            with suppress(RedisError, OSError):
                await _goes_on(valkey, turn.id)
        await saving
    finally:
        saving.cancel()
        await _add(valkey, turn.id, *events)


async def _by_model(
    valkey: Any, speaker: Speaker, turn: Turn, prompt: Prompt, problem: bytes, said: Said
) -> tuple[str, Json]:
    """Pass on what the model says, kept in `said`; the event that ends it."""
    guard = Guard(await asyncio.to_thread(secrets_of, problem, turn.level))
    deltas = 0
    async with aclosing(speaker.stream(prompt.messages, MAX_TOKENS)) as pieces:
        async for piece in pieces:
            if not isinstance(piece, str):
                said.usage.update(piece)
                continue
            said.characters += len(piece)
            if free := guard.pass_on(piece):
                said.heard.append(free)
                deltas += 1
                await _add(valkey, turn.id, ("delta", {"text": free}))
    if rest := guard.rest():
        said.heard.append(rest)
        deltas += 1
        await _add(valkey, turn.id, ("delta", {"text": rest}))
    if not "".join(said.heard).strip():
        raise Silent
    used = {f"{direction}_tokens": tokens for direction, tokens in said.usage.items()}
    counted = {"deltas": deltas, "characters": sum(map(len, said.heard)), **used}
    return "done", {"turn_id": turn.id, "usage": counted, "source": "model"}


async def _goes_on(valkey: Any, turn_id: str) -> bool:
    """Say that the turn is being said; whether anybody reads it, here or elsewhere, or may come to."""

    def ask(pipe: Any) -> None:
        pipe.set(producer_of(turn_id), b"1", ex=PRODUCER_S)
        pipe.exists(reader_of(turn_id))
        pipe.pubsub_numsub(stream_of(turn_id))

    _, awaited, ((_, readers),) = await valkey.together(ask)
    return bool(awaited or readers)


async def _add(valkey: Any, turn_id: str, *events: tuple[str, Json]) -> None:
    """Write on; Deserted when the stream is no longer there."""
    written = await valkey.together(lambda pipe: streams.add(pipe, stream_of(turn_id), events))
    if None in written:
        raise Deserted


async def leave(valkey: Any, turn_id: str) -> None:
    """Say that the reader is gone, who may come back soon."""
    await valkey.expire(reader_of(turn_id), LEFT_S)


def tokens_of_a_turn(prompt: Prompt) -> int:
    """At most, about."""
    return prompt.tokens + MAX_TOKENS


def day_of(now: datetime) -> datetime:
    """When the day began, in UTC."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
