"""A learner with a token and nothing but HTTP."""

from typing import Any

import aiohttp


class Learner:
    """Calls the API as one user; every call says which status it expects."""

    def __init__(self, base: str, http: aiohttp.ClientSession, user: str, token: str) -> None:
        self.base, self.http, self.user, self.token = base, http, user, token

    async def call(
        self, method: str, path: str, body: Any = None, expect: int = 200, headers: dict[str, str] | None = None
    ) -> tuple[Any, Any]:
        """The answer's JSON (None where there is none) and its headers."""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        async with self.http.request(method, self.base + "/v1" + path, json=body, headers=sent) as answer:
            text = await answer.text()
            assert (expect, path) == (answer.status, path), text
            return (await answer.json(content_type=None) if text else None), answer.headers

    async def get(self, path: str, expect: int = 200) -> Any:
        return (await self.call("GET", path, expect=expect))[0]

    async def post(self, path: str, body: Any, expect: int = 201) -> Any:
        return (await self.call("POST", path, body, expect))[0]

    async def patch(self, path: str, body: Any, expect: int = 200) -> Any:
        return (await self.call("PATCH", path, body, expect))[0]

    async def start(self, subject: str = "coding", **more: Any) -> Any:
        """A new session."""
        return await self.post("/sessions", {"subject": subject, **more})

    async def act(self, session: Any, action: str, expect: int = 200) -> Any:
        return await self.patch(f"/sessions/{session['id']}", {"action": action}, expect)

    async def submit(self, session: Any, payload: Any, expect: int = 200) -> Any:
        """An attempt at the session's problem."""
        body = {
            "session_id": session["id"],
            "problem_id": session["problem_id"],
            "subject": session["subject"],
            "payload": payload,
        }
        return await self.post("/submissions", body, expect)

    async def ask(self, session: Any, level: int, expect: int = 202) -> Any:
        """A hint."""
        body = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": level}
        return await self.post("/tutor/messages", body, expect)
