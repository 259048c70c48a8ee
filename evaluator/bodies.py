"""Bodies are read strictly: what no JSON text may hold is refused here, and reaches no handler as something else."""

import json
from typing import Any

import jsonschema_rs
import orjson
from connexion.exceptions import BadRequestProblem

DEPTH = 100


class Body:
    """What an operation takes: JSON, read strictly, that keeps its schema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        # Masked: a message that quotes the request could carry a hidden test into a log.
        self.schema = jsonschema_rs.Draft4Validator(schema, mask="the value")

    def read(self, raw: bytes) -> Any:
        """The body; BadRequestProblem when it is not one."""
        body = strict(raw)
        if not self.schema.is_valid(body):
            error = next(self.schema.iter_errors(body))
            where = "/" + "/".join(map(str, error.instance_path))
            raise BadRequestProblem(detail=f"{where}: {error.message[:200]}")
        return body


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
