"""A headless Chromium, driven over its DevTools protocol."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from shutil import which
from typing import Any

import aiohttp

from app.embedded.child import Child

# The shell first: the whole browser asks the desktop first, and now and then never opens its DevTools.
CHROMIUM = which("chromium-headless-shell") or which("chromium") or which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
]
UNTIL = """new Promise((done) => {
  const look = () => {
    let found = false;
    try { found = Boolean(%s); } catch {}
    if (found || performance.now() > end) done(found); else setTimeout(look, 20);
  };
  const end = performance.now() + %d;
  look();
})"""


class Tab:
    """One page: what it loads, what its console says, and what its scripts answer."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.ids = count(1)
        self.answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requests: list[str] = []
        self.complaints: list[str] = []

    async def listen(self) -> None:
        async for message in self.socket:
            told = json.loads(message.data)
            if "id" in told:
                self.answers.pop(told["id"]).set_result(told)
            else:
                self._note(told["method"], told["params"])

    def _note(self, event: str, about: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(about["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(about["args"]))
        elif event == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
            self.complaints.append(json.dumps(about["entry"]))

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result of a DevTools command."""
        number = next(self.ids)
        answer = self.answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        told = await answer
        assert "error" not in told, told
        return told["result"]

    async def run(self, script: str) -> Any:
        """What a script evaluates to, waited for if it is a promise."""
        told = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def until(self, condition: str, seconds: int = 300) -> None:
        """Wait until the expression is true, looked at again and again; an error in it is not yet."""
        found = await self.run(UNTIL % (condition, seconds * 1000))
        assert found, f"not in {seconds} s: {condition}; complaints: {self.complaints}"

    async def open(self, url: str) -> None:
        await self.call("Page.navigate", url=url)

    async def click(self, element: str) -> None:
        """Click, as a mouse does, on what the expression gives once it is there."""
        await self.until(element)
        x, y = await self.run(
            f"(() => {{ const it = {element}; it.scrollIntoView({{block: 'center', behavior: 'instant'}}); "
            "const at = it.getBoundingClientRect(); return [at.x + at.width / 2, at.y + at.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def type(self, text: str) -> None:
        await self.call("Input.insertText", text=text)


class Browser:
    """Where its DevTools are."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http

    @asynccontextmanager
    async def tab(self, scheme: str = "light") -> AsyncIterator[Tab]:
        """An empty page of someone who prefers this colour scheme."""
        async with self.http.put(f"{self.url}/json/new") as answer:
            target = await answer.json(content_type=None)
        async with self.http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            tab = Tab(socket)
            listening = asyncio.create_task(tab.listen())
            for domain in ("Page", "Network", "Runtime", "Log"):
                await tab.call(f"{domain}.enable")
            await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            yield tab
            await tab.call("Page.close")
            await listening


@asynccontextmanager
async def chromium(directory: Path) -> AsyncIterator[Browser]:
    """A browser whose profile is `directory`, which is empty."""
    # It takes a port itself, and writes down which when it listens there.
    told = directory / "DevToolsActivePort"
    command = [str(CHROMIUM), *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={directory}", "about:blank"]
    environment = {**os.environ, "HOME": str(directory)}
    process = await Child.start("chromium", command, directory / "chromium.log", env=environment)

    async def listens() -> bool:
        return told.exists() and "\n" in told.read_text()

    try:
        await process.ready(listens, seconds=180)
        async with aiohttp.ClientSession() as http:
            yield Browser(f"http://127.0.0.1:{told.read_text().splitlines()[0]}", http)
    finally:
        await process.stop()
