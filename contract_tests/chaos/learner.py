"""A learner's script: sessions, right and wrong work, the same again, hints; and what the ledger must hold of it."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from contract_tests.busy import BANK, problems
from contract_tests.chaos.client import Answer, Client, Unanswered

MATH, CODING = problems("math", 1000), problems("coding", 1000)
ENDLESS = {"language": "javascript", "code": "for (;;);"}


@dataclass
class Attempt:
    """A submission that was answered."""

    session: str
    problem: str
    payload: dict[str, Any]
    answer: dict[str, Any]


@dataclass
class Record:
    """What one learner was told: the ledger holds the database to it."""

    user: str
    attempts: list[Attempt] = field(default_factory=list)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    given_up: list[tuple[str, str]] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)


class Learner:
    """Lives sessions until told to stop; `pause_s` is the mean time between two requests."""

    def __init__(self, client: Client, user: str, chance: random.Random, pause_s: float) -> None:
        self.client, self.chance, self.pause_s = client, chance, pause_s
        self.record = Record(user)

    async def live(self, stop: asyncio.Event, walks: bool) -> None:
        """One session after the other, or one walk; what is begun is brought to its end."""
        while not stop.is_set():
            try:
                await (self.walk() if walks else self.session(stop))
            except Unanswered as fault:
                self.client.tally.breach(str(fault))

    async def walk(self) -> None:
        """Everything that the script can do, in a fixed order: so that each point is passed again and again."""
        for problem_id, more in ((MATH[0], {}), (CODING[0], {}), (CODING[0], {"mode": "mock"})):
            session = await self.begin(BANK.problems[problem_id]["subject"], problem_id=problem_id, **more)
            wrong, *_, right = self.payloads(session)
            await self.submit(session, wrong)
            await self.submit(session, wrong)
            if not more:
                for level in (1, 2, 3):
                    await self.ask(session, level)
                session = await self.act(session, "retry")
            await self.submit(session, right)
            session = await self.act(session, "advance")
            await self.act(session, "giveup")
        await self.submit(await self.begin("math", problem_id=MATH[0]), {"expression": "x = (3"})
        session = await self.begin("math", mode="mock")
        while session["status"] == "active":
            session = await self.act(session, "advance")

    async def session(self, stop: asyncio.Event) -> None:
        """A session over a problem or two; every fifth is of code, every seventh a mock."""
        subject = "math" if self.chance.random() > 0.2 else "coding"
        more = {"mode": "mock"} if self.chance.random() < 0.15 else {}
        session = await self.begin(
            subject, problem_id=self.chance.choice(MATH if subject == "math" else CODING), **more
        )
        for _ in range(self.chance.randint(1, 3)):
            await self.work(session)
            session = await self.act(session, self.chance.choice(["advance", "advance", "retry"]))
            if stop.is_set() or session["status"] != "active":
                return
        await self.act(session, "giveup")

    async def begin(self, subject: str, **more: Any) -> dict[str, Any]:
        session: dict[str, Any] = (await self.post("/sessions", {"subject": subject, **more})).body
        self.record.sessions[session["id"]] = session
        return session

    async def work(self, session: dict[str, Any]) -> None:
        """Attempts at the session's problem, the last one twice now and then, and hints in between."""
        if "rubric" in BANK.problems[session["problem_id"]]:
            return
        for _ in range(self.chance.randint(1, 3)):
            payload = self.payload(session)
            for _ in range(self.chance.choice([1, 1, 2])):
                await self.submit(session, payload)
        if session["mode"] != "mock" and self.chance.random() < 0.7:
            for level in range(1, self.chance.randint(1, 3) + 1):
                await self.ask(session, level)
        if self.chance.random() < 0.2:
            await self.refused(session)

    def payload(self, session: dict[str, Any]) -> dict[str, Any]:
        """Wrong, right as often, or now and then a loop without an end."""
        if session["subject"] == "coding" and self.chance.random() < 0.02:
            return ENDLESS
        *wrong, right = self.payloads(session)
        made = {"expression": str(self.chance.randrange(1000))}
        return self.chance.choice([*wrong, *[made] * (session["subject"] == "math"), *[right] * len(wrong)])

    def payloads(self, session: dict[str, Any]) -> list[dict[str, Any]]:
        """The author's wrong answers to a problem, the last one right."""
        problem = BANK.problems[session["problem_id"]]
        names = ("language", "code", "expression", "steps")
        wrong = [{name: item[name] for name in names if name in item} for item in problem["planted"]]
        if session["subject"] == "math":
            right = {name: problem["solution"][name] for name in ("expression", "steps") if name in problem["solution"]}
            return [*wrong, dict([right.popitem()])]
        language = problem["languages"][0]
        return [*wrong, {"language": language, "code": problem["solution"]["code"][language]}]

    async def submit(self, session: dict[str, Any], payload: dict[str, Any]) -> None:
        body = {
            "session_id": session["id"],
            "problem_id": session["problem_id"],
            "subject": session["subject"],
            "payload": payload,
        }
        answer = (await self.post("/submissions", body)).body
        self.record.attempts.append(Attempt(session["id"], session["problem_id"], payload, answer))

    async def ask(self, session: dict[str, Any], level: int) -> None:
        body = {"session_id": session["id"], "problem_id": session["problem_id"], "hint_level": level}
        turn = (await self.post("/tutor/messages", body)).body
        self.record.turns.append(turn["turn_id"])
        known = self.record.sessions[session["id"]]
        known["last_hint_level"] = max(known["last_hint_level"], level)

    async def act(self, session: dict[str, Any], action: str) -> dict[str, Any]:
        """An action of a session that nobody else works on: a retry by If-Match is refused when it had been done."""
        await self.pause()
        path = f"/sessions/{session['id']}"
        seen = await self.client.call("GET", path)
        self.compare(seen.body)
        done = await self.client.call("PATCH", path, {"action": action}, (200, 412), if_match=seen.etag)
        after: dict[str, Any] = done.body if done.status == 200 else (await self.client.call("GET", path)).body
        if action == "giveup" and after["problem_id"] is not None:
            self.record.given_up.append((session["id"], after["problem_id"]))
        self.record.sessions[session["id"]] = after
        self.check_step(seen.body, action, after)
        return after

    def compare(self, seen: dict[str, Any]) -> None:
        """What is read is what was last told."""
        told = self.record.sessions[seen["id"]]
        for name in ("status", "problem_id", "last_hint_level"):
            if seen[name] != told[name]:
                self.client.tally.breach(f"session {seen['id']}: {name} is {seen[name]}, was told {told[name]}")

    def check_step(self, before: dict[str, Any], action: str, after: dict[str, Any]) -> None:
        """No session is half-changed: each action has its own end."""
        stays = after["problem_id"] == before["problem_id"]
        hints = after["last_hint_level"]
        whole = {
            "giveup": after["status"] == "abandoned" and stays,
            "retry": after["status"] == "active" and stays and hints == 0,
            "advance": (after["status"] == "completed" and stays)
            or (after["status"] == "active" and not stays and hints == 0),
        }
        if not whole[action]:
            self.client.tally.breach(f"session {after['id']} is half-changed: {action} of {before} made {after}")

    async def refused(self, session: dict[str, Any]) -> None:
        """Requests that a rule refuses."""
        body = {"session_id": session["id"], "problem_id": "no-such-problem", "hint_level": 1}
        await self.client.call("POST", "/tutor/messages", body, (409,))
        await self.client.call("POST", "/sessions", {"subject": "alchemy"}, (400,))
        await self.client.call("GET", f"/sessions/{self.client.key()}", None, (404,))

    async def post(self, path: str, body: dict[str, Any]) -> Answer:
        """A POST under a key of its own; one in five is sent again and must be answered in the same bytes."""
        await self.pause()
        key = self.client.key()
        first = await self.client.call("POST", path, body, key=key)
        if first.status < 300 and self.chance.random() < 0.2:
            again = await self.client.call("POST", path, body, key=key)
            if (first.status, first.raw) != (again.status, again.raw):
                self.client.tally.breach(
                    f"POST {path} with its key again: {again.raw[:300]!r}, was {first.raw[:300]!r}"
                )
            self.client.tally.same_again += 1
        return first

    async def pause(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 2 * self.pause_s))
