"""Checks of lists: filters filter, limits limit, and pages neither repeat nor skip."""

import json
from typing import Any
from urllib.parse import urlencode

from schemathesis.core.transport import Response

from contract_tests.fuzz import contract, probe
from contract_tests.fuzz.contract import Case
from contract_tests.fuzz.registry import check

PAGING = ("limit", "cursor")
MOST_PAGES = 60
ORDERS = {
    "the latest first": ("created_at", True),
    "the earliest due first": ("next_due_at", False),
    "Undetermined submissions, the oldest first": ("created_at", False),
    "Ungraded submissions, the oldest first": ("created_at", False),
    "Reviews done, the oldest first": ("reviewed_at", False),
    "by slug": ("slug", False),
    "by id": ("id", False),
}
"""What the contract says of a list → (the field it is ordered by, whether from the highest down)."""


def listed(response: Response, case: Case) -> list[dict[str, Any]] | None:
    """The items of an answer that is a list."""
    if response.status_code != 200 or case.method != "GET" or not contract.item_schema(case):
        return None
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def filters(case: Case, response: Response) -> dict[str, tuple[str, str]]:
    """The filters of a request that say something about a field of an item: field → (parameter, value sent)."""
    fields = contract.item_schema(case).get("properties", {})
    sent = contract.query(response.request)
    named = {name: next((field for field in (name, f"{name}s") if field in fields), None) for name in sent}
    return {field: (name, sent[name]) for name, field in named.items() if field and name not in PAGING}


def keeps(item: dict[str, Any], field: str, value: str) -> bool:
    held = item[field]
    if isinstance(held, list):
        return value in held
    return value == (held if isinstance(held, str) else json.dumps(held))


@check
def filters_filter(ctx: Any, response: Response, case: Case) -> None:
    """Every item keeps every filter that was sent."""
    for item in listed(response, case) or []:
        for field, (name, value) in filters(case, response).items():
            assert keeps(item, field, value), f"{name}={value} lists an item with {field} {item[field]!r}"


@check
def filters_hide_nothing_else(ctx: Any, response: Response, case: Case) -> None:
    """What keeps the filters is listed: as much as in the list without them."""
    if listed(response, case) is None or not contract.pages(case):
        return
    kept = filters(case, response)
    asked = {name: value for name, value in contract.query(response.request).items() if name not in PAGING}
    if not kept or len(kept) < len(asked) or not probe.due("filters", case, response.request, 8):
        return
    every = whole(response, case, {})
    expected = [item for item in every if all(keeps(item, field, value) for field, (_, value) in kept.items())]
    found = whole(response, case, asked)
    assert expected == found, f"{asked} lists {len(found)} items, of {len(expected)} that keep it"


@check
def lists_keep_their_order(ctx: Any, response: Response, case: Case) -> None:
    """The order is the one that the contract's description of the answer tells."""
    items = listed(response, case)
    description = contract.definition(case)["responses"].get("200", {}).get("description", "")
    for words, (field, backwards) in ORDERS.items():
        if items and words in description:
            found = [item[field] for item in items]
            assert sorted(found, reverse=backwards) == found, f"{description!r}: {field} {found}"


@check
def limits_limit(ctx: Any, response: Response, case: Case) -> None:
    """Never more items than asked for, or than the default where nothing is."""
    items = listed(response, case)
    limit = contract.parameters(case, "query").get("limit")
    if items is None or limit is None:
        return
    schema = contract.resolved(case, limit["schema"])
    asked = int(contract.query(response.request).get("limit", schema["default"]))
    assert len(items) <= asked, f"{len(items)} items with limit {asked}"
    if contract.pages(case) and response.json()["next_cursor"] is not None:
        assert len(items) == asked, f"there is more, and only {len(items)} of {asked} items are here"


@check
def pages_repeat_and_skip_nothing(ctx: Any, response: Response, case: Case) -> None:
    """The same list in small pages, in large ones and in odd ones."""
    if listed(response, case) is None or not contract.pages(case):
        return
    asked = {name: value for name, value in contract.query(response.request).items() if name not in PAGING}
    if not probe.due("pages", case, response.request, 3, 40):
        return
    every = whole(response, case, asked)
    for size in (1, 3) if len(every) <= MOST_PAGES else (len(every) // MOST_PAGES + 2,):
        paged = whole(response, case, asked, size)
        if every != paged:
            # The worker may have ended a mock meanwhile, which logs its reviews; what is wrong stays wrong.
            every, paged = whole(response, case, asked), whole(response, case, asked, size)
        assert every == paged, f"{len(every)} items in one, {len(paged)} in pages of {size}: {ids(every)} {ids(paged)}"


def whole(response: Response, case: Case, asked: dict[str, str], limit: int = 100) -> list[dict[str, Any]]:
    """All pages of a list, as whoever sent the request."""
    items: list[dict[str, Any]] = []
    seen: set[str] = set()
    query = {**asked, "limit": str(limit)}
    while True:
        url = f"{contract.without_query(response.request)}?{urlencode(query)}"
        got = probe.read(response.request, url)
        assert got.status_code == 200, f"a page of {url}: {probe.told(got)}"
        page = got.json()
        assert len(page["items"]) <= limit, f"{len(page['items'])} items with limit {limit}"
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
        assert cursor not in seen and page["items"], f"the pages of {url} do not end"
        seen.add(cursor)
        query["cursor"] = cursor


def ids(items: list[dict[str, Any]]) -> list[Any]:
    return [item.get("id", item.get("problem_id")) for item in items][:20]
