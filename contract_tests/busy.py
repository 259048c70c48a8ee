"""A learner who has left something in every list there is."""

from itertools import islice
from typing import Any

from app.bank import Bank, folder
from contract_tests.learner import Learner

BANK = Bank(folder())


UNDECIDED = {
    "problem_id": "expand-a-squared-binomial",
    # The three at the end cancel out but between 1 and 1.001, where no one looks.
    "expression": "4x^2 - 12x + 9 + |x - 1| + |x - 1.001| - |2x - 2.001|",
}
"""An answer that is neither right nor shown to be wrong."""


async def fill(learner: Learner) -> dict[str, Any]:
    """Sessions of all subjects, a hint, wrong and right work, work that waits for its grade, and a problem given up."""
    coding = [await learner.start("coding", problem_id=problem) for problem in problems("coding", 2)]
    math = [await learner.start("math", problem_id=problem) for problem in problems("math", 2)]
    turn = await learner.ask(math[0], 1)
    judged = [await learner.submit(math[0], {"expression": text}) for text in ("1", "2", "3")]
    solved = await learner.submit(
        math[1], {"expression": BANK.problems[math[1]["problem_id"]]["solution"]["expression"]}
    )
    await learner.act(coding[0], "giveup")
    systems = await learner.start("systems")
    waiting = await learner.submit(systems, {"answer": "Count in a store that all share."}, expect=202)
    sessions, submissions = [*coding, *math, systems], [*judged, solved]
    return {"sessions": sessions, "submissions": submissions, "solved": solved, "waiting": waiting, "turn": turn}


MOVING = {"score", "levels", "made_of", "probability", "terms", "inputs", "ema"}
"""What the clock and everybody's work move too: the mastery model learns from all learners."""


def steady(found: Any) -> Any:
    """An answer without what others move: of recommendations, which problems the learner has met or is to see again."""
    if isinstance(found, dict) and any("times_seen" in item.get("inputs", {}) for item in found.get("items", [])):
        met = [item for item in found["items"] if item["inputs"]["times_seen"] or item["kind"] == "review"]
        return {(item["problem_id"], item["kind"], item["inputs"]["times_seen"]) for item in met}
    if isinstance(found, dict):
        return {name: steady(value) for name, value in found.items() if name not in MOVING}
    return [steady(value) for value in found] if isinstance(found, list) else found


def problems(subject: str, count: int) -> list[str]:
    """The first problems of a subject; of maths, such as an expression answers."""
    found = (key for key, problem in BANK.problems.items() if problem["subject"] == subject and answerable(problem))
    return list(islice(found, count))


def answerable(problem: dict[str, Any]) -> bool:
    return problem["subject"] == "coding" or "expression" in problem["solution"]
