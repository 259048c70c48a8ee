"""Steps that make sessions, or cannot, and change the track that they come from."""

from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

from contract_tests.walks import model
from contract_tests.walks.api import problems
from contract_tests.walks.ground import COURSE, Ground, sessions
from contract_tests.walks.model import Session

SUBJECTS = st.sampled_from(["math", "math", "math", "coding"])
WHO = st.integers(0, 1)


class Beginnings(Ground):
    """Sessions of every mode begin."""

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
