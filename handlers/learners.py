"""/learners/me: what is kept of a learner, taken along or deleted."""

from typing import Literal

from starlette.responses import Response

from domain.errors import NotThere
from openapi import types


async def export_learner() -> Response:
    raise NotThere("exportLearner")


async def delete_learner() -> tuple[types.LearnerDeletion, Literal[202], dict[str, str]]:
    raise NotThere("deleteLearner")


async def get_learner_deletion() -> types.LearnerDeletion:
    raise NotThere("getLearnerDeletion")
