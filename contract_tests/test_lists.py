"""What holds for every list of the contract: pages, limits, order, and filters, through HTTP."""

from typing import Any

import pytest

from contract_tests.busy import UNDECIDED, fill
from contract_tests.contract import LISTS, queries
from contract_tests.learner import Learner

FILTERS = {"subject", "difficulty", "domain", "status", "due"}
"""Query parameters that an item has as a field."""

OTHERS = {"subject": ["coding", "math", "systems"], "domain": ["systems", "math"], "due": ["true", "false"]}
"""Values that the items at hand may lack."""


async def whole(learner: Learner, path: str) -> list[Any]:
    """All items, page by page: graders' lists hold what every test before has left."""
    page = await learner.get(f"{path}?limit=100")
    items: list[Any] = page["items"]
    while page["next_cursor"] is not None:
        page = await learner.get(f"{path}?limit=100&cursor={page['next_cursor']}")
        items += page["items"]
    return items


@pytest.mark.parametrize("path", LISTS)
async def test_pages_of_any_size_show_every_item_once_and_in_order(grader: Learner, path: str) -> None:
    learner = grader  # who learns as well, and may see what graders see
    work = await fill(learner)
    session = await learner.start("math", problem_id=UNDECIDED["problem_id"])
    for behind in ("", " + 0"):
        await learner.submit(session, {"expression": UNDECIDED["expression"] + behind})
    await learner.submit(work["sessions"][-1], {"answer": "Count in each server."}, expect=202)
    path = path.replace("{id}", work["submissions"][0]["session_id"])
    every = await whole(learner, path)

    for limit in (1, 2, min(len(every), 100)):
        found: list[Any] = []
        cursor = ""
        # One page more than there can be, so that a cursor that stands still does not go on for ever.
        for _ in range(len(every) + 1):
            page = await learner.get(f"{path}?limit={limit}{cursor}")
            assert len(page["items"]) <= limit
            found += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert every == found

    assert len(every) >= 2


@pytest.mark.parametrize(("path", "name"), [(path, name) for path in LISTS for name in sorted(queries(path) & FILTERS)])
async def test_a_filter_shows_all_that_fits_and_nothing_else(learner: Learner, path: str, name: str) -> None:
    await fill(learner)
    every = await whole(learner, path)

    for value in {said(item, name) for item in every} | set(OTHERS.get(name, ())):
        found = (await learner.get(f"{path}?{name}={value}&limit=100"))["items"]
        assert [item for item in every if value == said(item, name)] == found


def said(item: Any, name: str) -> str:
    """A field's value as a query has it."""
    return str(item[name]).lower()
