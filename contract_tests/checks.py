"""What schemathesis alone misses: `SCHEMATHESIS_HOOKS=contract_tests.checks schemathesis run ...` loads it.

Each module has a few checks, written once for every operation they fit and led by the contract. Checks that need a
second learner take that learner's token from PEER_TOKEN, and rest without it. What they know of the run is learnt from
its answers, last of all checks.
"""

from typing import Any

import schemathesis
from schemathesis.core.transport import Response

from contract_tests.fuzz import data, hidden, lists, owners, streams, wire, writes
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.memory import MEMORY
from contract_tests.fuzz.probe import as_json, user

MODULES = (wire, owners, lists, writes, hidden, streams)
"""Where the checks are; importing them registers them with schemathesis, and `data` its hooks."""


@schemathesis.check
class Remember:
    """Keeps what an answer tells (classes run behind all other checks), and fails for what went wrong in the hooks."""

    def after_response(self, ctx: Any, response: Response, case: Case) -> None:
        body = as_json(response.content)
        MEMORY.learn(response.request, case.path, response.status_code, body, user(response.request))

    def after_run(self, ctx: Any) -> None:
        assert not MEMORY.faults, MEMORY.faults[:5]


__all__ = ["MODULES", "Remember", "data"]
