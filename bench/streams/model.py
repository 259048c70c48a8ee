"""`python -m bench.streams.model`: a model that speaks at a given pace, by the contract openapi/upstream/tutor.v1.yaml.

A line of JSON on stdin begins it: `words`, how many there are in an answer; `rate`, how many of them it says a second.
It says its base URL and speaks until stdin ends, then by how many seconds each word of its answers was late. An answer
begins with the nanoseconds at which that was due; the words behind it follow one by one, and are always the same.
"""

import asyncio
import json
import sys
import time
from itertools import cycle, islice

import uvloop
from aiohttp import web

from tests import scripted_model
from tests.scripted_model import Body, Script, ScriptedModel, begin, chunk

HINT = (
    "Think of what a day tells the next one. Which of the two numbers survives a cold day, and which starts over?\n"
    "Take a short week, write both of them under each day, and look at where they part. Then read what was asked. "
)


def pieces(begun: int, words: int) -> list[str]:
    """What an answer consists of that began at these nanoseconds."""
    return [f"{begun} ", *islice(cycle(scripted_model.words(HINT)), words - 1)]


def paced(words: int, rate: float, late: list[float]) -> Script:
    """So many words, so many a second."""

    async def script(model: ScriptedModel, request: web.Request, body: Body) -> web.StreamResponse:
        stream, begun = await begin(model, request), time.time_ns()
        said = pieces(begun, words)
        for number, piece in enumerate(said):
            due = begun / 1e9 + number / rate
            await asyncio.sleep(max(0, due - time.time()))
            late.append(time.time() - due)
            await stream.write(chunk(piece))
        await stream.write(chunk(finish="stop"))
        used = {"choices": [], "usage": scripted_model.usage_of(body, "".join(said))}
        await stream.write(b"data: %b\n\ndata: [DONE]\n\n" % json.dumps(used).encode())
        return stream

    return script


async def main() -> None:
    plan = json.loads(await asyncio.to_thread(sys.stdin.readline))
    late: list[float] = []
    async with scripted_model.scripted_model() as model:
        model.then(paced(plan["words"], plan["rate"], late))
        print(model.base, flush=True)
        await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(late))


if __name__ == "__main__":
    uvloop.run(main())
