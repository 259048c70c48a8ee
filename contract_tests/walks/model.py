"""What sessions should be like, in plain Python: no server, no clock, no chance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

ACTIONS = ("advance", "retry", "giveup")


@dataclass
class Learner:
    """What follows from a learner's sessions."""

    attempts: int = 0
    solved: set[str] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    """Problems that must stand in the review queue; others may."""

    given_up: set[str] = field(default_factory=set)
    sessions: list["Session"] = field(default_factory=list)


@dataclass(eq=False)
class Session:
    """One session as its learner must see it; `etag` is None where it changed without being told."""

    name: int
    learner: Learner
    id: str
    subject: str
    mode: str
    plan: list[str]
    problem: str
    etag: str | None
    status: str = "active"
    hint: int = 0
    old: set[str] = field(default_factory=set)
    judged: dict[str, bool] = field(default_factory=dict)
    """Each problem's first attempt with a verdict, in their order."""

    sent: dict[tuple[str, str], str] = field(default_factory=dict)
    """(problem, payload) → the submission that first brought it."""

    passed: set[str] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"#{self.name}"

    @property
    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "subject": self.subject,
            "mode": self.mode,
            "status": self.status,
            "problem_id": self.problem,
            "problem_ids": self.plan,
            "last_hint_level": self.hint,
        }

    def changed(self, etag: str | None = None) -> None:
        """It is another version now, of this tag if that was told."""
        if self.etag is not None:
            self.old.add(self.etag)
        self.etag = etag

    def following(self) -> str | None:
        """The next of the plan; in a track, solved ones are passed over."""
        solved = self.learner.solved if self.mode == "track" else ()
        return first_unsolved(self.plan[self.plan.index(self.problem) + 1 :], solved)

    def act(self, action: str, following: str | None) -> None:
        """Take an action; `following` is where advancing leads, None past the last."""
        if action == "giveup":
            self.end("abandoned")
        elif action == "retry":
            self.hint = 0
        elif following is None:
            self.end("completed")
        else:
            self.problem, self.hint = following, 0

    def end(self, status: str) -> None:
        """Completed or abandoned: a mock's work counts now, and what is missing from it is a gap."""
        self.status = status
        if self.mode == "mock":
            for problem, correct in self.judged.items():
                self.count(problem, correct)
            self.learner.solved |= self.passed
        if status == "abandoned":
            self.learner.given_up.add(self.problem)
            if self.problem not in self.passed and self.problem not in self.judged:
                self.judged[self.problem] = False
                self.count(self.problem, correct=False)
        if self.mode == "mock":
            self.learner.queued |= set(self.plan) - set(self.judged)

    def count(self, problem: str, correct: bool) -> None:
        self.learner.attempts += 1
        if not correct:
            self.learner.queued.add(problem)

    def submitted(self, payload: str, submission: str, status: str) -> None:
        """Work got its first verdict."""
        self.sent[self.problem, payload] = submission
        if status == "passed":
            self.passed.add(self.problem)
            if self.mode != "mock":
                self.learner.solved.add(self.problem)
        if status != "error" and self.problem not in self.judged:
            self.judged[self.problem] = status == "passed"
            if self.mode != "mock":
                self.count(self.problem, status == "passed")

    def refusal(self, if_match: str | None = None) -> int | None:
        """What a PATCH is refused with: changed goes before ended."""
        if if_match is not None and if_match not in (self.etag, "*"):
            return 412
        return None if self.status == "active" else 409


def first_unsolved(plan: Sequence[str], solved: Any) -> str | None:
    return next((problem for problem in plan if problem not in solved), None)


def may_open(learner: Learner, problem: str) -> bool:
    """Whether the solution is open: given up, or solved and in no running mock."""
    solved = any(problem in session.passed for session in learner.sessions)
    asked = any(s.mode == "mock" and s.status == "active" and problem in s.plan for s in learner.sessions)
    return problem in learner.given_up or (solved and not asked)


def of_two(first: Session, actions: tuple[str, str], if_match: bool) -> set[tuple[int, int]]:
    """What two PATCHes at once may be answered, in either order; with If-Match only the first of them is taken."""
    late = 412 if if_match else 409
    ending = {"giveup"} | ({"advance"} if first.mode != "practice" and first.following() is None else set())
    allowed = set()
    for order in ((0, 1), (1, 0)):
        answers = [200, 200]
        if if_match or actions[order[0]] in ending:
            answers[order[1]] = late
        allowed.add((answers[0], answers[1]))
    return allowed
