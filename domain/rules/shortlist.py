"""What next out of a large bank, without looking into all of it.

New problems of the same topics and level are rated alike, so a cell can be rated before it is known which of its
problems the learner never met. Cells are looked into only where what is served could come from; it ends with what
`rank` says of all candidates.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.rules.cells import Chances
from domain.rules.ratings import Rated, Ratings, ordered
from domain.rules.recommendations import WEIGHTS, Choice, choose, told
from openapi import types

A_CELL = 2
"""New problems of a cell that are candidates: rated alike, and a list should have variety."""


class Shortlist:
    """The candidates found so far, and the cells that were not looked into yet."""

    def __init__(
        self,
        met: Sequence[Any],
        cells: Sequence[Any],
        model: Chances,
        prerequisites: Mapping[str, Sequence[str]],
        recent: Sequence[Any],
        due: Sequence[str],
        count: int,
        weights: types.RecommendationTerms = WEIGHTS,
    ) -> None:
        """`met` are candidates as `rank` has them, cells have subject, topics and `levels`; the rest is as there.

        What was solved and is not due may be missing among `met`.
        """
        last = recent[0]["difficulty"] if recent else 1
        waiting, self._highest = {*due}, last + 1
        of_use = (each for each in met if not each["solved"] or each["id"] in waiting)
        self._ratings = Ratings(model, prerequisites, recent, weights)
        self._found = self._ratings.order(of_use)
        self._closed = self._ratings.order_cells(cells)
        self._recent, self._due, self._count = recent, due, count
        self._choice, self._asked = self._choose(), 0

    def wanted(self) -> list[Rated]:
        """What to look into next; nothing when what is served is settled, whatever is in the cells that are left."""
        turns, left = self._choice
        decisive = [turn.item for turn in turns] + ([left] if left else [])
        orders = {item.order for item in decisive if not item.problem_id}
        if not orders:
            return self._closed if self.little() else []
        # Some of those cells may hold nothing new: the more were looked into, the more are at once.
        best = [item for item in self._closed if item.difficulty <= self._highest][
            : max(self._count + 1, 2 * self._asked)
        ]
        asked = {id(item) for item in best}
        return [item for item in self._closed if item.order in orders or id(item) in asked]

    def look_into(self, cells: Sequence[Rated], candidates: Sequence[Any]) -> None:
        """Add what is `wanted`: of each cell and level the first A_CELL that the learner never met, or fewer."""
        asked, known = {id(item) for item in cells}, {item.problem_id for item in self._found}
        self._asked += len(cells)
        self._closed = [item for item in self._closed if id(item) not in asked]
        self._found += self._ratings.order(each for each in candidates if each["id"] not in known)
        self._choice = self._choose()

    def little(self) -> bool:
        """Whether what was found is no more than was asked for, or all too hard: then `rank` all candidates."""
        unsolved = sum(not item.solved for item in self._found)
        return unsolved <= self._count or all(item.difficulty > self._highest for item in self._found)

    def served(self) -> list[types.Recommendation]:
        """What `rank` says, once nothing is `wanted`."""
        return [told(turn, self._ratings.weights) for turn in self._choice.turns]

    def _choose(self) -> Choice:
        return choose(ordered([*self._closed, *self._found]), self._recent, self._due, self._count)
