"""What another user may try at each operation, and what has to come of it: a new operation needs its line here."""

from dataclasses import dataclass, field
from typing import Any

from contract_tests.contract import SPEC


@dataclass(frozen=True)
class Try:
    """A request of somebody else, `{names}` in it being the owner's, and its answer's status.

    Whatever the status is, the answer shows nothing of the owner's, and nothing of the owner's changes.
    """

    path: str
    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def shared(path: str, status: int = 200, body: Any = None) -> list[Try]:
    """Nobody's: the content that everybody reads."""
    return [Try(path, status, body)]


def own(path: str, status: int = 200, body: Any = None) -> list[Try]:
    """About the caller alone: the request cannot name another user."""
    return [Try(path, status, body)]


def anothers(path: str, *bodies: Any, status: int = 404) -> list[Try]:
    """Names what is another user's: not told apart from what is not there."""
    return [Try(path, status, body) for body in bodies or (None,)]


def staff(path: str, body: Any = None) -> list[Try]:
    """Anybody's work, for whoever has the scope: another learner has not."""
    return [Try(path, 403, body)]


SESSION = "/sessions/{session}"
SUBMISSION = "/submissions/{submission}"
ABOUT = {"session_id": "{session}", "problem_id": "{problem}"}
SCORES = {"scores": [{"dimension_id": "requirements-and-numbers", "score": 2, "comment": "Well."}]}
TRACK = {"subject": "coding", "title": "Mine", "labels": [], "modules": []}

OTHERS: dict[str, list[Try]] = {
    "listTracks": shared("/tracks"),
    "getTrack": shared("/tracks/coding-first-steps"),
    "publishTrack": staff("/tracks/coding-first-steps", TRACK),
    "getTrackProgress": own("/tracks/algebra-foundations/progress"),
    "listProblems": shared("/problems?limit=100"),
    "getProblem": shared("/problems/{problem}"),
    "getProblemSolution": anothers("/problems/{solved_problem}/solution", status=403),
    "listSessions": own("/sessions"),
    "createSession": own("/sessions", 201, {"subject": "math", "problem_id": "{problem}"}),
    "getSession": anothers(SESSION),
    "updateSession": anothers(SESSION, {"action": "advance"}, {"action": "retry"}, {"action": "giveup"}),
    "listSessionSubmissions": anothers(f"{SESSION}/submissions"),
    "createSubmission": anothers("/submissions", {**ABOUT, "subject": "math", "payload": {"expression": "5"}}),
    "getSubmission": anothers(SUBMISSION) + anothers("/submissions/{solved}") + anothers("/submissions/{waiting}"),
    "streamSubmission": anothers(f"{SUBMISSION}/events") + anothers("/submissions/{waiting}/events"),
    "getRubricScores": anothers(f"{SUBMISSION}/rubric-scores") + anothers("/submissions/{waiting}/rubric-scores"),
    "gradeSubmission": staff("/submissions/{waiting}/rubric-scores", SCORES),
    "updateSubmissionVerdict": staff("/submissions/{waiting}/verdict", {"passed": True}),
    "listUndeterminedSubmissions": staff("/undetermined-submissions"),
    "listPendingSubmissions": own("/pending-submissions"),
    "listUngradedSubmissions": staff("/ungraded-submissions"),
    "createTutorMessage": anothers("/tutor/messages", {**ABOUT, "hint_level": 1}),
    # Whoever holds a stream's token reads it, which is what the token is for; an id does not lead there.
    "streamTutorTurn": anothers("/tutor/stream?token={turn}", status=401),
    "getProgress": own("/progress"),
    "listRecommendations": own("/recommendations"),
    "listReviews": own("/reviews"),
    "listReviewLog": own("/reviews/log"),
    "listRubrics": shared("/rubrics"),
    "getRubric": shared("/rubrics/{rubric}"),
    "deleteLearner": own("/learners/me", 202),
    "getLearnerDeletion": own("/learners/me/deletion", 404),
    "exportLearner": own("/learners/me/export"),
}


def operations(spec: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """operationId → method, path and definition."""
    return {
        each["operationId"]: (method, path, each) for path, i in spec["paths"].items() for method, each in i.items()
    }


def uncovered(spec: dict[str, Any]) -> list[str]:
    """The operations of a contract that have no line here, and the lines that have no operation."""
    return sorted(operations(spec).keys() ^ OTHERS.keys())


def scopes(spec: dict[str, Any] = SPEC) -> set[str]:
    """Every scope that there is."""
    return {scope for _, _, each in operations(spec).values() for scope in each.get("x-required-scopes", ())}


def filled(value: Any, names: dict[str, str]) -> Any:
    """The value with the owner's own in the place of `{names}`."""
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    return value.format_map(names) if isinstance(value, str) else value
