"""The steps of a walk: each is sent to the server, and its answer held against the model's."""

import json
import sys
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from contract_tests.walks import model
from contract_tests.walks.api import MISSING, Answer, Server, payload, problems
from contract_tests.walks.model import ACTIONS, Learner, Session

SUBJECTS = st.sampled_from(["math", "math", "math", "coding"])
WHO = st.integers(0, 1)
COURSE = ["expand-a-squared-binomial", "factor-a-quadratic", "speed-of-a-train", "complete-the-square"]


class Walk(RuleBasedStateMachine):
    """Two learners whom nobody has seen before, and a track of their own."""

    server: ClassVar[Server]
    walked: ClassVar[int] = 0
    sessions: Bundle[Session] = Bundle("sessions")

    @initialize()
    def begin(self) -> None:
        self.learners = [Learner(), Learner()]
        self.tokens = [self.server.token(str(uuid4())) for _ in self.learners]
        self.tooling = self.server.token(str(uuid4()), "learn tracks:write")
        self.slug, self.course = f"walk-{uuid4()}", list(COURSE)
        self.publish()
        self.made = 0

    def publish(self) -> None:
        modules = [
            {"id": f"part-{n}", "title": f"Part {n}", "outcomes": [], "problems": self.course[n : n + 2]}
            for n in (0, 2)
        ]
        body = {"subject": "math", "title": "A course for one walk", "modules": modules}
        assert 200 == self.server.call(self.tooling, "PUT", f"/tracks/{self.slug}", body).status

    def call(self, who: int, method: str, path: str, body: Any = None, via: int = 0, **headers: str | None) -> Answer:
        return self.server.call(self.tokens[who], method, path, body, via, **headers)

    def owner(self, session: Session) -> int:
        return self.learners.index(session.learner)

    # Making sessions

    @rule(
        target=sessions, who=WHO, subject=SUBJECTS, mode=st.sampled_from(["practice", "mock"]), nth=st.integers(0, 99)
    )
    def start(self, who: int, subject: str, mode: str, nth: int) -> Session:
        """Of a problem, or, for the higher numbers, of what the server chooses."""
        known = problems(subject)
        asked = {"problem_id": known[nth % len(known)]} if nth < 60 else {}
        session = self.create(who, {"subject": subject, "mode": mode, **asked})
        if asked:
            assert asked["problem_id"] == session.problem
        if mode == "mock":
            assert session.problem == session.plan[0]
            assert len(session.plan) == len(set(session.plan)) == 4
        else:
            assert [] == session.plan
        return session

    @rule(target=sessions, who=WHO, nth=st.integers(0, 7))
    def start_track(self, who: int, nth: int) -> Session:
        """In the track's order, solved problems passed over, or, for the lower numbers, where it is asked to."""
        asked = {"problem_id": self.course[nth]} if nth < 2 else {}
        body = {"subject": "math", "mode": "track", "track_id": self.slug, **asked}
        first = asked.get("problem_id") or model.first_unsolved(self.course, self.learners[who].solved)
        if first is None:
            assert 409 == self.call(who, "POST", "/sessions", body).status
            first = body["problem_id"] = self.course[0]
        session = self.create(who, body)
        assert (self.course, first) == (session.plan, session.problem)
        return session

    def create(self, who: int, body: dict[str, Any]) -> Session:
        """Sent twice with one key: the same answer, one session."""
        key = str(uuid4())
        answer, again = (self.call(who, "POST", "/sessions", body, Idempotency_Key=key) for _ in range(2))
        assert (201, answer) == (answer.status, again), answer.text
        made = answer.body
        assert (f"/v1/sessions/{made['id']}", "active", 0) == (
            answer.location,
            made["status"],
            made["last_hint_level"],
        )
        assert (body["subject"], body["mode"]) == (made["subject"], made["mode"])
        plan, etag = list(made["problem_ids"]), answer.etag
        learner = self.learners[who]
        session = Session(self.made, learner, made["id"], made["subject"], made["mode"], plan, made["problem_id"], etag)
        self.made += 1
        learner.sessions.append(session)
        return session

    @rule(who=WHO, nth=st.integers(0, 3))
    def start_what_cannot_be(self, who: int, nth: int) -> None:
        body, status = [
            ({"subject": "math", "mode": "track"}, 422),
            ({"subject": "coding", "mode": "track", "track_id": self.slug}, 422),
            ({"subject": "coding", "problem_id": COURSE[0]}, 422),
            ({"subject": "math", "mode": "track", "track_id": "no-such-track"}, 404),
        ][nth]
        assert status == self.call(who, "POST", "/sessions", body).status

    @rule()
    def publish_another_version(self) -> None:
        """Sessions that are under way keep the order they began with."""
        self.course.reverse()
        self.publish()

    # Acting on them

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

    def if_match(self, session: Session, match: str) -> str | None:
        """The tag to send: the one the session has, one it had, any, or none."""
        if match == "fresh":
            if session.etag is None:
                self.read(session)
            return session.etag
        if match == "stale":
            return max(session.old, default='"another"')
        return match or None

    def take(self, session: Session, action: str, answer: Answer) -> None:
        """The model's step; in practice the server chooses where it leads."""
        following = session.following() if session.mode != "practice" else answer.body["problem_id"]
        if session.mode == "practice" and action == "advance":
            assert (session.problem != following, "active") == (True, answer.body["status"])
        session.act(action, following)
        session.changed(None)

    def hold(self, session: Session, answer: Answer) -> None:
        """An answer shows the session as it must be, of a tag that it had in no other state."""
        assert session.shown == {name: answer.body[name] for name in session.shown}
        assert answer.etag is not None
        if session.etag is None:
            assert answer.etag not in session.old, f"{answer.etag} was another state's"
            session.etag = answer.etag
        assert session.etag == answer.etag

    @rule(session=sessions)
    def read(self, session: Session) -> None:
        who, path = self.owner(session), f"/sessions/{session.id}"
        answer = self.call(who, "GET", path)
        assert 200 == answer.status
        self.hold(session, answer)
        assert 304 == self.call(who, "GET", path, If_None_Match=answer.etag).status
        for old in list(session.old)[:1]:
            assert 200 == self.call(who, "GET", path, If_None_Match=old).status

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

    # Those who have no business here

    @rule(session=sessions, way=st.integers(0, 6), match=st.sampled_from([None, "*", '"1"']))
    def intrude(self, session: Session, way: int, match: str | None) -> None:
        """Another's session looks like one that is missing, to the byte, whatever is tried."""
        about = {"problem_id": session.problem}
        method, path, body = [
            ("GET", "/sessions/{}", None),
            ("GET", "/sessions/{}/submissions", None),
            ("POST", "/submissions", {**about, "subject": "math", "payload": {"expression": "1"}}),
            ("POST", "/tutor/messages", {**about, "hint_level": 1}),
            *(("PATCH", "/sessions/{}", {"action": action}) for action in ACTIONS),
        ][way]
        theirs, nobodys = (
            self.call(1 - self.owner(session), method, path.format(each), sent, If_Match=match)
            for each in (session.id, MISSING)
            for sent in [{**body, "session_id": each} if body and method == "POST" else body]
        )
        assert (404, theirs.status, theirs.text) == (nobodys.status, nobodys.status, nobodys.text), (method, path)

    @rule(session=sessions, nth=st.integers(0, 3))
    def open_solution(self, session: Session, nth: int) -> None:
        problem = ([session.problem, *session.plan])[nth % (1 + len(session.plan))]
        for who, learner in enumerate(self.learners):
            status = 200 if model.may_open(learner, problem) else 403
            assert status == self.call(who, "GET", f"/problems/{problem}/solution").status, (who, problem)

    # At the end of a walk

    def teardown(self) -> None:
        type(self).walked += 1
        if sys.exc_info()[0] is not None or not hasattr(self, "learners"):
            return
        for who, learner in enumerate(self.learners):
            for session in learner.sessions:
                self.read(session)
            self.agree(who, learner)

    def agree(self, who: int, learner: Learner) -> None:
        """All that is told of a learner follows from their own sessions."""
        for status in ("", "active", "completed", "abandoned"):
            named = f"&status={status}" if status else ""
            listed = self.call(who, "GET", f"/sessions?limit=100{named}").body["items"]
            own = [session for session in reversed(learner.sessions) if status in ("", session.status)]
            assert [session.shown for session in own] == [
                {name: item[name] for name in session.shown} for session, item in zip(own, listed, strict=True)
            ]
        progress = self.call(who, "GET", "/progress").body
        assert learner.attempts == progress["attempts"]
        queued = {item["problem_id"] for item in self.call(who, "GET", "/reviews?limit=100").body["items"]}
        assert learner.queued <= queued
        along = self.call(who, "GET", f"/tracks/{self.slug}/progress").body
        assert len(learner.solved & set(self.course)) == along["solved"]
        for session in learner.sessions:
            sent = self.call(who, "GET", f"/sessions/{session.id}/submissions?limit=100").body["items"]
            assert set(session.sent.values()) == {item["id"] for item in sent}
