"""A learner's hour, as a team would write it with the generated client: `python hour.py BASE_URL`.

TOKEN is the learner's, GRADER_TOKEN that of who grades their design.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, TypeVar
from uuid import uuid4

from co_client import AuthenticatedClient
from co_client.api.problems import get_problem, get_problem_solution
from co_client.api.progress import get_progress
from co_client.api.recommendations import list_recommendations
from co_client.api.reviews import list_reviews
from co_client.api.rubrics import get_rubric_scores, grade_submission, list_rubrics
from co_client.api.sessions import create_session, update_session
from co_client.api.submissions import create_submission, get_submission
from co_client.api.tracks import list_tracks
from co_client.api.tutor import create_tutor_message
from co_client.models import (
    CodingPayload,
    CodingSubject,
    DimensionScoreWrite,
    Language,
    MathPayload,
    MathSubject,
    Problem,
    ProblemDetails,
    Progress,
    RecommendationList,
    ReviewList,
    RubricList,
    RubricScores,
    RubricScoresWrite,
    Session,
    SessionAction,
    SessionCreate,
    SessionMode,
    SessionUpdate,
    Solution,
    Subject,
    SubmissionCodingCreate,
    SubmissionMathCreate,
    SubmissionPending,
    SubmissionResult,
    SubmissionSystemsCreate,
    SystemsPayload,
    SystemsSubject,
    TrackList,
    TutorMessageCreate,
    TutorTurn,
)

RIGHT_PYTHON = """def longest_warm_run(temperatures, threshold):
    best = run = 0
    for each in temperatures:
        run = run + 1 if each >= threshold else 0
        best = max(best, run)
    return best
"""
RIGHT_JAVASCRIPT = """const longest_warm_run = (temperatures, threshold) => {
  let best = 0, run = 0
  for (const each of temperatures) best = Math.max(best, run = each >= threshold ? run + 1 : 0)
  return best
}
"""
WRONG_PYTHON = "def longest_warm_run(temperatures, threshold):\n    return len(temperatures)\n"
WRONG_JAVASCRIPT = "const longest_warm_run = () => 0\n"

T = TypeVar("T")


def given(kind: type[T], answer: object) -> T:
    """The answer as the `kind` that was asked for; RuntimeError with what the server says instead."""
    if isinstance(answer, ProblemDetails):
        raise RuntimeError(f"{answer.status} {answer.title}: {answer.detail}")
    if not isinstance(answer, kind):
        raise RuntimeError(f"{kind.__name__} was asked for, and {type(answer).__name__} came")
    return answer


class Learner:
    """One learner's calls, in the words of the hour."""

    def __init__(self, base: str, token: str) -> None:
        self.client = AuthenticatedClient(base_url=base, token=token, raise_on_unexpected_status=True)

    def start(self, wish: SessionCreate) -> Session:
        return given(Session, create_session.sync(client=self.client, body=wish))

    def act(self, session: Session, action: SessionAction) -> Session:
        return given(Session, update_session.sync(session.id, client=self.client, body=SessionUpdate(action)))

    def code(self, session: Session, language: Language, code: str) -> SubmissionResult:
        return self.submit(
            SubmissionCodingCreate(session.id, problem(session), CodingSubject.CODING, CodingPayload(language, code))
        )

    def maths(self, session: Session, payload: MathPayload) -> SubmissionResult:
        return self.submit(SubmissionMathCreate(session.id, problem(session), MathSubject.MATH, payload))

    def submit(self, body: SubmissionCodingCreate | SubmissionMathCreate) -> SubmissionResult:
        return given(SubmissionResult, create_submission.sync(client=self.client, body=body))

    def ask(self, session: Session, level: int) -> TutorTurn:
        body = TutorMessageCreate(session.id, problem(session), level)
        return given(TutorTurn, create_tutor_message.sync(client=self.client, body=body))

    def hint(self, turn: TutorTurn) -> Iterator[tuple[str, dict[str, Any]]]:
        return self.events("/tutor/stream", {"token": turn.token})

    def events(self, path: str, query: dict[str, str] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Events as they come in; what is generated for a stream would wait for its end."""
        name = ""
        with self.client.get_httpx_client().stream("GET", path, params=query) as answer:
            answer.raise_for_status()
            for line in answer.iter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield name, json.loads(value)


def problem(session: Session) -> str:
    if session.problem_id is None:
        raise RuntimeError("the session has no problem")
    return session.problem_id


def design(me: Learner, grader: Learner) -> dict[str, object]:
    """A systems answer, sent twice as a bad connection makes one do, and its grade."""
    session = me.start(SessionCreate(Subject.SYSTEMS, problem_id="design-a-rate-limiter"))
    body = SubmissionSystemsCreate(
        session.id, problem(session), SystemsSubject.SYSTEMS, SystemsPayload("A bucket each.")
    )
    key = str(uuid4())
    sent = [
        given(SubmissionPending, create_submission.sync(client=me.client, body=body, idempotency_key=key)) for _ in "12"
    ]
    waiting = given(SubmissionPending, get_submission.sync(sent[0].id, client=me.client))
    early = get_rubric_scores.sync(waiting.id, client=me.client)

    rubrics = given(RubricList, list_rubrics.sync(client=grader.client, limit=100)).items
    rubric = next(each for each in rubrics if "limiter" in each.title.lower())
    scores = [DimensionScoreWrite(dimension.id, 3, "Well argued.") for dimension in rubric.dimensions]
    events = me.events(f"/submissions/{waiting.id}/events")
    first, _ = next(events)
    grade = grade_submission.sync(waiting.id, client=grader.client, body=RubricScoresWrite(scores))
    last, told = next(events)
    graded = given(SubmissionResult, get_submission.sync(waiting.id, client=me.client))
    return {
        "once": len({each.id for each in sent}),
        "early": early.status if isinstance(early, ProblemDetails) else None,
        "same": given(RubricScores, grade) == given(RubricScores, get_rubric_scores.sync(waiting.id, client=me.client)),
        "status": graded.status,
        "told": [first, last, told["status"]],
    }


def hour(base: str, token: str, grader: str) -> dict[str, object]:
    me = Learner(base, token)
    co = me.client

    track = given(TrackList, list_tracks.sync(client=co, subject=Subject.MATH, limit=5)).items[0]
    first = given(RecommendationList, list_recommendations.sync(client=co, subject=Subject.CODING, limit=2))

    practice = me.start(SessionCreate(Subject.CODING, problem_id="warm-streak"))
    course = me.start(SessionCreate(Subject.MATH, SessionMode.TRACK, track.slug))
    mock = me.start(SessionCreate(Subject.CODING, SessionMode.MOCK))
    shown = given(Problem, get_problem.sync("warm-streak", client=co))

    verdicts = [me.code(practice, Language.PYTHON, WRONG_PYTHON)]
    turn = me.ask(practice, 1)
    events = list(me.hint(turn))
    hint = "".join(str(data["text"]) for name, data in events if name == "delta")
    verdicts.append(me.code(practice, Language.PYTHON, RIGHT_PYTHON))
    verdicts.append(me.code(practice, Language.JAVASCRIPT, WRONG_JAVASCRIPT))
    verdicts.append(me.code(practice, Language.JAVASCRIPT, RIGHT_JAVASCRIPT))

    expand = me.start(SessionCreate(Subject.MATH, problem_id="expand-a-squared-binomial"))
    for expression in ("4x^2 + 9", "4x^2 - 12x + 9"):
        verdicts.append(me.maths(expand, MathPayload(expression=expression)))
    solve = me.start(SessionCreate(Subject.MATH, problem_id="solve-a-two-sided-linear-equation"))
    for steps in (["3x - 7 = 8", "3x = 1", "x = 1/3"], ["3x - 7 = 8", "3x = 15", "x = 5"]):
        verdicts.append(me.maths(solve, MathPayload(steps=steps)))

    advanced = me.act(practice, SessionAction.ADVANCE)
    retried = me.act(mock, SessionAction.RETRY)
    me.act(course, SessionAction.GIVEUP)
    solution = given(Solution, get_problem_solution.sync(problem(course), client=co))

    refused = get_problem.sync("nobody-wrote-this", client=co)
    progress = given(Progress, get_progress.sync(client=co))
    reviews = given(ReviewList, list_reviews.sync(client=co))
    upcoming = given(RecommendationList, list_recommendations.sync(client=co, limit=3))

    return {
        "track": track.slug,
        "recommended": len(first.items),
        "modes": [practice.mode, course.mode, mock.mode],
        "languages": shown.languages,
        "verdicts": [(verdict.subject, verdict.status) for verdict in verdicts],
        "hint": {"first": events[0][0], "last": events[-1][0], "level": turn.hint_level, "spoken": len(hint) > 20},
        "design": design(me, Learner(base, grader)),
        "advanced": advanced.problem_id not in (None, practice.problem_id),
        "retried": retried.status,
        "solution": solution.problem_id == course.problem_id and bool(solution.explanation),
        "refused": refused.type_ if isinstance(refused, ProblemDetails) else None,
        "mastered": any(item.attempts for item in progress.items),
        "reviews": bool(reviews.items),
        "reasons": all(item.reason for item in upcoming.items) and len(upcoming.items),
    }


if __name__ == "__main__":
    print(json.dumps(hour(sys.argv[1], os.environ["TOKEN"], os.environ["GRADER_TOKEN"])))
