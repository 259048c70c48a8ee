"""What use cases are handed: the database and the upstreams, by what they can do."""

from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol

Json = dict[str, Any]


class Connection(Protocol):
    """Runs statements; asyncpg's connection and pool both do."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, *args: Any) -> Any: ...

    async def fetchval(self, query: str, *args: Any) -> Any: ...

    async def execute(self, query: str, *args: Any) -> str: ...


class Database(Connection, Protocol):
    """A pool: each statement on a connection of its own, or several in one transaction."""

    def transaction(self) -> AbstractAsyncContextManager[Connection]: ...

    def snapshot(self) -> AbstractAsyncContextManager[Connection]:
        """A transaction that reads the database as of one moment; Unavailable while as many as may be are open."""


class Evaluator(Protocol):
    """Judges work by the contract openapi/upstream/evaluator.v1.yaml; Unavailable when it cannot."""

    async def judge_code(self, submission: dict[str, Any]) -> dict[str, Any]: ...

    async def judge_math(self, submission: dict[str, Any]) -> dict[str, Any]: ...


class Model(Protocol):
    """A language model, by its name."""

    model: str

    async def complete(self, messages: Sequence[dict[str, str]], schema: dict[str, Any]) -> dict[str, Any]:
        """Its answer, which may not keep the schema; Unusable when it is no object, Unavailable when it is away."""


class Speaker(Protocol):
    """A language model whose answer is heard as it comes; Unavailable when it cannot, or not to its end."""

    model: str

    def stream(self, messages: Sequence[dict[str, str]], max_tokens: int) -> AsyncGenerator[str | dict[str, int]]:
        """The answer's text, then the tokens it took (`input`, `output`, if known); closed, the model stops."""


class Background(Protocol):
    """Work that goes on behind the answer, in this process; it is told to end before the process does."""

    def start(self, work: Coroutine[Any, Any, None]) -> None: ...


class Entry(NamedTuple):
    """One entry of a Valkey stream."""

    id: str
    fields: dict[bytes, bytes]


class News(Protocol):
    """What is written into Valkey's streams, by whichever process; app/news.py says how it is heard."""

    def read(self, stream: str, after: str, while_there: str | None = None) -> AsyncGenerator[list[Entry]]:
        """The entries behind the id `after` as they come, some at a time, or none when none have for a while.

        It ends when no key `while_there` is left and all is read: nobody writes the stream any more. RedisError or
        OSError when Valkey goes away. Close it (`aclosing`), and nothing is kept of it.
        """


class Jobs(Protocol):
    """Work that outlives the request; app/jobs.py says which there is."""

    async def enqueue(self, tx: Connection, name: str, payload: Json, key: str | None = None) -> None:
        """Ask for a job in the caller's transaction; none is added while another of the same `key` waits or runs."""
