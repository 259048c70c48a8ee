"""Bodies are read strictly: what no JSON text may hold is refused here, and reaches no handler as something else."""

import json
from collections.abc import AsyncGenerator
from functools import cache
from typing import Any

import jsonschema_rs
import orjson
from connexion.exceptions import BadRequestProblem
from connexion.validators import JSONRequestBodyValidator

DEPTH = 100


class StrictBody(JSONRequestBodyValidator):  # type: ignore[misc]  # connexion has no types
    """Connexion's validator of JSON bodies, with a strict reader and a compiled schema."""

    async def _parse(self, stream: AsyncGenerator[bytes, None], scope: Any) -> Any:
        return strict(b"".join([part async for part in stream]))

    def _validate(self, body: Any) -> None:
        error = next(compiled(json.dumps(self._schema, sort_keys=True)).iter_errors(body), None)
        if error is not None:
            where = "/" + "/".join(map(str, error.instance_path))
            raise BadRequestProblem(detail=f"{where}: {error.message[:200]}")


@cache
def compiled(schema: str) -> Any:
    # Masked: a message that quotes the request could carry a hidden test into a log.
    return jsonschema_rs.Draft4Validator(json.loads(schema), mask="the value")


def strict(raw: bytes) -> Any:
    """The JSON value; BadRequestProblem for bad UTF-8, NaN, half surrogates, huge integers, and nesting over DEPTH."""
    try:
        orjson.loads(raw)  # strict, but makes floats of large integers
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequestProblem(detail=f"the body is not JSON that can be read: {str(error)[:200]}") from None
    if not shallow(value):
        raise BadRequestProblem(detail=f"the body is nested more than {DEPTH} deep")
    return value


def shallow(value: Any) -> bool:
    """Whether lists and objects are nested at most DEPTH deep."""
    level = [value]
    for _ in range(DEPTH + 1):
        inside = (item.values() if type(item) is dict else item for item in level if type(item) in (dict, list))
        level = [item for items in inside for item in items if type(item) in (dict, list)]
        if not level:
            return True
    return False
