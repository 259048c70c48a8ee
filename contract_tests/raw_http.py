"""HTTP byte by byte: what is a request, or nearly one, and the answer as it comes over the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson

Answer = tuple[int, dict[str, str], bytes]


@asynccontextmanager
async def connection(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer_of(reader: asyncio.StreamReader) -> Answer:
    """One answer, as it came over the wire; status 0 where the connection was closed without a word."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return 0, {}, b""
    status, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
    return int(status.split()[1]), headers, await reader.readexactly(int(headers.get("content-length", 0)))


async def sent(url: str, data: bytes) -> Answer:
    """The answer to bytes that are a request, or nearly one; what comes after it is the end."""
    async with connection(url) as (reader, writer):
        writer.write(data)
        return await answer_of(reader)


def is_problem(answer: Answer, status: int) -> bool:
    _, headers, body = answer
    problem = orjson.loads(body)
    assert "x-request-id" in headers
    return (status, "application/problem+json") == (problem["status"], headers["content-type"])


def get(path: str = "/v1/tracks", headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: co\r\n{headers}\r\n".encode()
