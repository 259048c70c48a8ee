"""The contract's operations; the pools do the work."""

from typing import Any

from connexion.exceptions import BadRequestProblem

from evaluator.code.kinds import fault
from evaluator.code.languages import LANGUAGES
from evaluator.code.pool import CodePool
from evaluator.maths.pool import MathsPool

Answer = dict[str, Any]


class Handlers:
    """One method per operationId, in snake case."""

    def __init__(self, code: CodePool, maths: MathsPool, version: str) -> None:
        self.code, self.maths, self.version = code, maths, version

    async def list_languages(self) -> Answer:
        languages = [language for _, language in sorted(LANGUAGES.items())]
        return {"items": [{"name": of.NAME, "version": of.VERSION, "modules": list(of.MODULES)} for of in languages]}

    async def judge_code(self, body: Answer) -> Answer:
        wrong = fault(body)
        if wrong:
            raise BadRequestProblem(detail=wrong)
        return {**await self.code.judge(body), "evaluator_version": self.version}

    async def judge_math(self, body: Answer) -> Answer:
        return {**await self.maths.judge(body), "evaluator_version": self.version}
