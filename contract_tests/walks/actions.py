"""Steps that change a session, one at a time and two at once: actions, hints, work, and the end of a mock's time."""

import json
from functools import partial
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

from contract_tests.walks import model
from contract_tests.walks.api import Answer, payload
from contract_tests.walks.ground import Ground, sessions
from contract_tests.walks.model import ACTIONS, Session


class Actions(Ground):
    """What a learner does in their sessions."""

    @rule(session=sessions, action=st.sampled_from(ACTIONS), match=st.sampled_from(["", "", "fresh", "stale", "*"]))
    def act(self, session: Session, action: str, match: str) -> None:
        who = self.owner(session)
        if_match = self.if_match(session, match)
        refused = session.refusal(if_match)
        answer = self.call(who, "PATCH", f"/sessions/{session.id}", {"action": action}, If_Match=if_match)
        if refused is not None:
            assert refused == answer.status, answer.text
            return
        assert 200 == answer.status, answer.text
        self.take(session, action, answer)
        self.hold(session, answer)

    def take(self, session: Session, action: str, answer: Answer) -> None:
        """The model's step; in practice the server chooses where it leads."""
        following = session.following() if session.mode != "practice" else answer.body["problem_id"]
        if session.mode == "practice" and action == "advance":
            assert (session.problem != following, "active") == (True, answer.body["status"])
        session.act(action, following)
        session.changed(None)

    @rule(
        session=sessions,
        actions=st.tuples(st.sampled_from(ACTIONS), st.sampled_from(ACTIONS)),
        matching=st.booleans(),
    )
    def act_twice_at_once(self, session: Session, actions: tuple[str, str], matching: bool) -> None:
        if session.status != "active":
            return
        who, path = self.owner(session), f"/sessions/{session.id}"
        if_match = self.if_match(session, "fresh") if matching else None
        allowed = model.of_two(session, actions, matching)
        answers = self.server.at_once(
            *(
                lambda via, action=action: self.call(who, "PATCH", path, {"action": action}, via, If_Match=if_match)
                for action in actions
            )
        )
        assert (answers[0].status, answers[1].status) in allowed, [answer.text for answer in answers]
        after = self.call(who, "GET", path)
        taken = [(action, answer) for action, answer in zip(actions, answers, strict=True) if answer.status == 200]
        # What ends the session was last, and of two that advance in practice the one that leads where it now is.
        taken.sort(key=lambda one: (one[1].body["status"] != "active", one[1].etag == after.etag))
        for action, answer in taken:
            session.act(action, session.following() if session.mode != "practice" else answer.body["problem_id"])
            session.changed(None)
        self.hold(session, after)

    @rule(session=sessions, level=st.integers(1, 3))
    def ask(self, session: Session, level: int) -> None:
        body = {"session_id": session.id, "problem_id": session.problem, "hint_level": level}
        answer = self.call(self.owner(session), "POST", "/tutor/messages", body)
        if session.mode == "mock" or session.status != "active" or level > session.hint + 1:
            assert 409 == answer.status, answer.text
            return
        assert 202 == answer.status, answer.text
        session.hint = max(session.hint, level)
        session.changed()

    @rule(session=sessions, kind=st.sampled_from(["right", "wrong", "wrong", "broken"]), twice=st.booleans())
    def submit(self, session: Session, kind: str, twice: bool) -> None:
        work = payload(session.problem, kind)
        if work is None:
            return
        sent, status = work
        send = partial(self.call, self.owner(session), "POST", "/submissions", self.work(session, sent))
        if session.status != "active":
            assert 409 == send().status
            return
        text = json.dumps(sent)
        first = session.sent.get((session.problem, text))
        answer = send(Idempotency_Key=str(uuid4()))
        assert (200, first) == (answer.status, answer.body["duplicate_of"]), answer.text
        told = answer.body["status"]
        # While a mock is running, code that fails hidden tests alone has passed for all that is told.
        assert told == status or (session.mode == "mock" and status == "failed" and told == "passed"), answer.text
        assert ("hidden" in answer.body) == (session.mode != "mock")
        if first is None:
            session.submitted(text, answer.body["id"], status)
        if twice:
            assert answer.body["id"] == send().body["duplicate_of"]

    def work(self, session: Session, sent: Any) -> dict[str, Any]:
        about = {"session_id": session.id, "problem_id": session.problem, "subject": session.subject}
        return {**about, "payload": sent}

    # No precondition: what could be drawn must not hang on which of two at once went first.
    @rule(nth=st.integers(0, 9), touch=st.sampled_from(["read", "list", "advance", "retry", "work"]))
    def let_time_pass(self, nth: int, touch: str) -> None:
        """A mock's time is over, and it is completed by whatever touches it next."""
        mocks = self.running_mocks()
        if not mocks:
            return
        session = mocks[nth % len(mocks)]
        who, path = self.owner(session), f"/sessions/{session.id}"
        if session.etag is None:
            self.read(session)
        known = session.etag
        self.server.let_time_pass(session.id)
        if touch == "list":
            listed = self.call(who, "GET", "/sessions?status=active&limit=100").body["items"]
            assert session.id not in {item["id"] for item in listed}
        elif touch == "work":
            assert 200 == self.call(who, "GET", f"{path}/submissions").status
        elif touch == "retry":
            # 412: to whoever knew it as running, its end is a change.
            assert 412 == self.call(who, "PATCH", path, {"action": touch}, If_Match=known).status
        elif touch == "advance":
            # 409: the worker may have closed it before.
            assert self.call(who, "PATCH", path, {"action": touch}).status in (200, 409)
        session.end("completed")
        session.changed()
        self.read(session)

    def running_mocks(self) -> list[Session]:
        every = [session for learner in self.learners for session in learner.sessions]
        return [session for session in every if session.mode == "mock" and session.status == "active"]
