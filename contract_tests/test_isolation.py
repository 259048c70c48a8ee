"""What one learner does, another neither sees nor changes; test_authorization.py tries it at every operation."""

from typing import Any

from contract_tests.busy import fill, steady
from contract_tests.contract import PATHS, queries
from contract_tests.learner import Learner

READ = [
    f"{path}?limit=20" if "limit" in queries(path) else path
    for path, item in PATHS.items()
    if item.get("get", {}).get("x-required-scopes") == ["learn"] and "{" not in path and "/me" not in path
]


async def state(learner: Learner, work: dict[str, Any]) -> dict[str, Any]:
    """All that a learner can read of their own."""
    sessions = [f"/sessions/{session['id']}" for session in work["sessions"]]
    own = [*READ, *sessions, *(f"{path}/submissions" for path in sessions)]
    return {path: steady(await learner.get(path)) for path in own}


async def test_a_newcomer_sees_nothing_of_what_others_did(learner: Learner, stranger: Learner) -> None:
    before = {path: steady(await stranger.get(path)) for path in READ}

    await fill(learner)

    assert before == {path: steady(await stranger.get(path)) for path in READ}
