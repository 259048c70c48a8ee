"""The first lock of every transaction that writes for a learner: their own row."""

from typing import TYPE_CHECKING

import sql
from domain.errors import Conflict
from domain.ports import Connection

if TYPE_CHECKING:
    from sql.mastery import LockLearner


async def hold(tx: Connection, user_id: str) -> "LockLearner":
    """The learner's row, held until commit; Conflict while all that is kept of them is being deleted."""
    learner = await sql.mastery.lock_learner(tx, user_id=user_id)
    if learner["leaving_since"] is not None:
        raise Conflict("All that is kept of this learner is being deleted.")
    return learner
