"""How a check is registered: one that breaks is a finding too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import requests
import schemathesis
from schemathesis.core.transport import Response

from contract_tests.fuzz.contract import Case

Check = Callable[[Any, Response, Case], None]


def check(function: Check) -> Check:
    """Register a check; what it could not make sense of fails it, since schemathesis drops other errors in its stateful
    phase without a word."""

    @wraps(function)
    def guarded(ctx: Any, response: Response, case: Case) -> None:
        try:
            function(ctx, response, case)
        except (AssertionError, requests.RequestException):
            raise
        except Exception as error:
            raise AssertionError(f"{function.__name__} made no sense of it: {error!r}") from error

    schemathesis.check(guarded)
    return guarded
