"""A model that says what a test tells it to, faults included: a server that keeps openapi/upstream/tutor.v1.yaml."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import yaml
from aiohttp import web

from tests.servers import listening

CONTRACT = Path(__file__).parents[1] / "openapi" / "upstream" / "tutor.v1.yaml"
SSE = {"Content-Type": "text/event-stream"}

Body = dict[str, Any]
Script = Callable[["ScriptedModel", web.Request, Body], Awaitable[web.StreamResponse]]


class ScriptedModel:
    """What it is asked, in `asked`; how it answers, by `scripts`: one a request, the last of them from then on."""

    def __init__(self) -> None:
        spec = yaml.safe_load(CONTRACT.read_text())
        root = {"components": spec["components"], "$ref": "#/components/schemas/Request"}
        self._request = jsonschema_rs.Draft4Validator(root)
        self.base = ""
        self.asked: list[Body] = []
        self.keys: list[str | None] = []
        self.headers: list[dict[str, str]] = []
        self.scripts: list[Script] = [says("Think about the edges.")]
        self.begun, self.left, self.go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def then(self, *scripts: Script) -> None:
        """Answer by these from now on, and forget what was asked."""
        self.scripts = list(scripts)
        self.asked.clear()
        for event in (self.begun, self.left, self.go_on):
            event.clear()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = orjson.loads(await request.read())
        found = [error.message for error in self._request.iter_errors(body)]
        if found:
            return web.json_response({"error": {"message": found[0]}}, status=400)
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization"))
        self.headers.append(dict(request.headers))
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        try:
            return await script(self, request, body)
        except (asyncio.CancelledError, ConnectionError):
            self.left.set()
            raise


def chunk(text: str | None = None, finish: str | None = None) -> bytes:
    """One event of a stream."""
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: %b\n\n" % orjson.dumps({"id": "1", "object": "chat.completion.chunk", "choices": [choice]})


def usage_of(body: Body, text: str) -> Body:
    """A token a word."""
    read = sum(len(message["content"].split()) for message in body["messages"])
    return {"prompt_tokens": read, "completion_tokens": len(text.split())}


async def begin(model: ScriptedModel, request: web.Request) -> web.StreamResponse:
    stream = web.StreamResponse(headers=SSE)
    await stream.prepare(request)
    await stream.write(
        b": ready\n\n" + b'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n'
    )
    model.begun.set()
    return stream


def words(text: str) -> list[str]:
    return [piece for piece in text.replace(" ", " \0").split("\0") if piece]


def says(text: str, pause_after: int | None = None) -> Script:
    """The whole text, a word at a time; after `pause_after` of them only when the test says `go_on`."""

    async def script(model: ScriptedModel, request: web.Request, body: Body) -> web.StreamResponse:
        stream = await begin(model, request)
        for i, word in enumerate(words(text)):
            if i == pause_after:
                await model.go_on.wait()
            await stream.write(chunk(word))
        await stream.write(chunk(finish="stop"))
        if body.get("stream_options", {}).get("include_usage"):
            await stream.write(b"data: %b\n\n" % orjson.dumps({"choices": [], "usage": usage_of(body, text)}))
        await stream.write(b"data: [DONE]\n\n")
        return stream

    return script


def stops(text: str) -> Script:
    """Says this, and no more: the connection stays open."""

    async def script(model: ScriptedModel, request: web.Request, _: Body) -> web.StreamResponse:
        stream = await begin(model, request)
        for word in words(text):
            await stream.write(chunk(word))
        await asyncio.Event().wait()
        return stream

    return script


def half(text: str) -> Script:
    """Says this, and the connection is cut."""

    async def script(model: ScriptedModel, request: web.Request, _: Body) -> web.StreamResponse:
        stream = await begin(model, request)
        for word in words(text):
            await stream.write(chunk(word))
        assert request.transport is not None
        request.transport.close()
        return stream

    return script


def raw(*events: bytes) -> Script:
    """These bytes."""

    async def script(model: ScriptedModel, request: web.Request, _: Body) -> web.StreamResponse:
        stream = await begin(model, request)
        for event in events:
            await stream.write(event)
        return stream

    return script


def status(code: int, **headers: str) -> Script:
    """No answer but a status."""

    async def script(*_: Any) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response({"error": {"message": "not now"}}, status=code, headers=named)

    return script


async def endless(model: ScriptedModel, request: web.Request, _: Body) -> web.StreamResponse:
    """Goes on for ever."""
    stream = await begin(model, request)
    while True:
        await stream.write(chunk("and so on " * 20))


async def unhurried(model: ScriptedModel, request: web.Request, _: Body) -> web.StreamResponse:
    """A word a second, for ever."""
    stream = await begin(model, request)
    while True:
        await stream.write(chunk("hm "))
        await asyncio.sleep(1)


def answers(content: Any, **more: Any) -> Script:
    """No stream: this object, or this text, as the content of the answer."""

    async def script(_: ScriptedModel, __: web.Request, body: Body) -> web.StreamResponse:
        text = content if isinstance(content, str) else orjson.dumps(content).decode()
        choice = {"index": 0, "message": {"role": "assistant", "content": text, **more}, "finish_reason": "stop"}
        return web.json_response({"choices": [choice], "usage": usage_of(body, text)})

    return script


@asynccontextmanager
async def scripted_model() -> AsyncIterator[ScriptedModel]:
    """One that listens; `base` is its TUTOR_BASE."""
    model, app = ScriptedModel(), web.Application()
    app.router.add_post("/v1/chat/completions", model.answer)
    async with listening(app, handler_cancellation=True, shutdown_timeout=0.1) as base:
        model.base = f"{base}/v1"
        yield model
