"""What every step of a walk stands on: two learners at a server, a track, and sessions held against the model's."""

from typing import Any, ClassVar
from uuid import uuid4

from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from contract_tests.walks.api import Answer, Server
from contract_tests.walks.model import Learner, Session

COURSE = ["expand-a-squared-binomial", "factor-a-quadratic", "speed-of-a-train", "complete-the-square"]
sessions: Bundle[Session] = Bundle("sessions")


class Ground(RuleBasedStateMachine):
    """Two learners whom nobody has seen before, and a track of their own."""

    server: ClassVar[Server]
    walked: ClassVar[int] = 0

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

    @rule(session=sessions)
    def read(self, session: Session) -> None:
        who, path = self.owner(session), f"/sessions/{session.id}"
        answer = self.call(who, "GET", path)
        assert 200 == answer.status
        self.hold(session, answer)
        assert 304 == self.call(who, "GET", path, If_None_Match=answer.etag).status
        for old in list(session.old)[:1]:
            assert 200 == self.call(who, "GET", path, If_None_Match=old).status

    def hold(self, session: Session, answer: Answer) -> None:
        """An answer shows the session as it must be, of a tag that it had in no other state."""
        assert session.shown == {name: answer.body[name] for name in session.shown}
        assert answer.etag is not None
        if session.etag is None:
            assert answer.etag not in session.old, f"{answer.etag} was another state's"
            session.etag = answer.etag
        assert session.etag == answer.etag

    def if_match(self, session: Session, match: str) -> str | None:
        """The tag to send: the one the session has, one it had, any, or none."""
        if match == "fresh":
            if session.etag is None:
                self.read(session)
            return session.etag
        if match == "stale":
            return max(session.old, default='"another"')
        return match or None
