"""The evaluator, with an eye on what it cannot decide: counted for operators, logged for who keeps the problem."""

from typing import Any

import structlog

from app import metrics
from upstreams.evaluator import Evaluator

log = structlog.get_logger()


class WatchedEvaluator(Evaluator):
    """Judges as the evaluator does.

    The log line holds the request's id, and neither what the problem expects nor what a learner wrote: graders find
    both among the undetermined submissions.
    """

    async def judge_math(self, submission: dict[str, Any]) -> dict[str, Any]:
        """A MathJudgement for a MathSubmission."""
        judgement = await super().judge_math(submission)
        if judgement["verdict"] == "undetermined":
            metrics.SUBMISSIONS_UNDETERMINED.inc()
            log.warning("undetermined")
        return judgement
