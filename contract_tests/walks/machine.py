"""A walk: every step is sent to the server, and its answer held against the model's."""

import sys

from hypothesis import strategies as st
from hypothesis.stateful import rule

from contract_tests.walks import model
from contract_tests.walks.actions import Actions
from contract_tests.walks.api import MISSING
from contract_tests.walks.beginnings import Beginnings
from contract_tests.walks.ground import sessions
from contract_tests.walks.model import ACTIONS, Learner, Session


class Walk(Beginnings, Actions):
    """The learners' own steps, those of who has no business there, and what must be true at the end."""

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
