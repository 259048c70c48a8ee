"""The model as a grader: told apart are a model that is away and one that said nothing of use."""

from collections.abc import Sequence
from typing import Any

from domain.errors import Unusable
from upstreams.chat import Fault
from upstreams.tutor import Message, Patience, Tutor

OF_NO_USE = ("malformed", "refused")
PATIENCE = Patience(first=90, whole=120)
"""Nobody waits at the other end, and an answer that is no stream begins when the model has ended."""


class Grader:
    """Asks a model; Unusable when it answers with no JSON object, Unavailable when it does not answer."""

    def __init__(self, tutor: Tutor) -> None:
        self.tutor = tutor
        self.model = tutor.model

    async def complete(self, messages: Sequence[Message], schema: dict[str, Any]) -> dict[str, Any]:
        """Its answer as an object."""
        try:
            return await self.tutor.complete(messages, schema)
        except Fault as fault:
            if fault.why in OF_NO_USE:
                raise Unusable from fault
            raise
