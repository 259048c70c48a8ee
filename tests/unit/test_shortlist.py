"""What next out of a large bank is what it would be if all of the bank were looked at."""

import itertools
from operator import itemgetter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import sql
from domain.rules import recommendations
from domain.rules.shortlist import A_CELL, Shortlist
from tests.unit.laws import law
from tests.unit.test_recommendation_laws import situations
from tests.unit.test_recommendations import PREREQUISITES, TOPICS, attempt, candidate, chances


class Bank:
    """A bank that counts what is asked of it; what is neither seen nor due is new to the learner."""

    def __init__(self, problems: list[Any], due: list[str]) -> None:
        self.due = due
        self.met = [each for each in problems if each["seen"] or each["solved"] or each["id"] in due]
        self.new = [each for each in problems if each not in self.met]
        self.cells = [
            {"subject": "coding", "topics": [*topics], "levels": sorted({level for _, level in group})}
            for topics, group in itertools.groupby(sorted(map(cell_of, problems)), key=itemgetter(0))
        ]
        self.asked: list[list[Any]] = []

    def look_into(self, wanted: Any) -> list[Any]:
        cells = [((*item.candidate["topics"],), item.difficulty) for item in wanted]
        self.asked.append(cells)
        return self.of(cells)

    def of(self, cells: Any) -> list[Any]:
        return [each for cell in cells for each in [new for new in self.new if cell_of(new) == cell][:A_CELL]]

    def of_use(self) -> list[Any]:
        """What the statement reads of what was met."""
        return [each for each in self.met if not each["solved"] or each["id"] in self.due]

    def candidates(self) -> list[Any]:
        """All that could be served."""
        return [*self.met, *self.of({cell_of(each) for each in self.new})]


def cell_of(each: Any) -> tuple[tuple[str, ...], int]:
    return (*each["topics"],), each["difficulty"]


def search(bank: Bank, *facts: Any) -> Any:
    shortlist = Shortlist(bank.of_use(), bank.cells, *facts)
    while wanted := shortlist.wanted():
        shortlist.look_into(wanted, bank.look_into(wanted))
    return shortlist


@law
@given(situations(), st.integers(0, 3), st.booleans())
def test_a_shortlist_serves_what_all_candidates_would(situation: Any, times: int, fails: bool) -> None:
    # Each problem a few times over, so that cells have more than A_CELL, and no two of them are equal by their id.
    problems = [
        each | {"id": f"{n}-{each['id']}"} if n else each
        for n, each in itertools.product(range(1 + times), situation["bank"])
    ]
    due, count = situation["due"], situation["count"]
    recent = [attempt(3, False), attempt(3, False), *situation["recent"]] if fails else situation["recent"]
    bank = Bank(problems, due)
    facts = chances(situation["learner"], situation["abilities"]), PREREQUISITES, recent, due, count

    shortlist = search(bank, *facts)

    candidates = bank.candidates()
    highest = recent[0]["difficulty"] + 1 if recent else 2
    left = [each for each in candidates if not each["solved"]]
    too_hard = all(each["difficulty"] > highest for each in candidates if not each["solved"] or each["id"] in due)
    assert (len(left) <= count or too_hard) == shortlist.little()
    if not shortlist.little() or not any(each["solved"] for each in candidates):
        assert recommendations.rank(candidates, *facts) == shortlist.served()


def large_bank() -> Bank:
    levels = range(1, 6)
    return Bank(
        [candidate(f"{topic}-{level}-{n}", level, topic) for topic in TOPICS for level in levels for n in "abc"], []
    )


RECENT = [attempt(level, topic=topic) for topic in TOPICS for level in (2, 1)]


def test_a_few_cells_of_a_bank_are_looked_into() -> None:
    bank = large_bank()
    served = search(bank, chances(), PREREQUISITES, RECENT, [], 1).served()
    assert (1, [3], 15) == (
        len(served),
        [len(cells) for cells in bank.asked],
        sum(len(cell["levels"]) for cell in bank.cells),
    )


def test_the_more_cells_turn_out_to_be_empty_the_more_are_looked_into_at_once() -> None:
    bank = large_bank()
    bank.new = []
    assert [] == search(bank, chances(), PREREQUISITES, RECENT, [], 1).served()
    assert (15, True) == (sum(map(len, bank.asked)), len(bank.asked) < 6)


def test_the_statement_reads_as_many_attempts_as_the_rules_look_at() -> None:
    assert f"LIMIT {recommendations.READ}\n" in sql.FILES["recommendations"].read_learner.text
