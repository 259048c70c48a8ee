"""What a model is told to grade, and what of its answer is taken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import model_grades as rules
from domain.rules import rubrics

DIMENSIONS = [{"id": name, "name": name.title(), "desc": f"What {name} is."} for name in ("numbers", "idea")]
PROMPT = "Between `$marker`.\n\n$task\n\n$rubric\n"
GOOD: dict[str, Any] = {
    "dimensions": {name: {"comment": " Well. ", "score": 2} for name in ("numbers", "idea")},
    "explanation": "Sound.",
}


def put(*path: Any) -> Any:
    """The good answer with the last of `path` in the place that the others lead to."""
    *way, name, value = path
    copy = {**GOOD, "dimensions": {key: dict(each) for key, each in GOOD["dimensions"].items()}}
    place = copy
    for step in way:
        place = place[step]
    place[name] = value
    return copy


def test_a_grade_has_a_score_and_a_comment_for_each_dimension() -> None:
    grade = rules.read(DIMENSIONS, GOOD)

    assert ({"numbers": 2, "idea": 2}, {"numbers": "Well.", "idea": "Well."}, "Sound.") == grade


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ([], "the answer is no object"),
        ({"explanation": "Sound."}, "the answer lacks dimensions"),
        (put("grade", 3), "the answer has what was not asked for"),
        (put("explanation", " "), "the explanation is no text of 1 to 2000 characters"),
        (put("explanation", "x" * 2001), "the explanation is no text of 1 to 2000 characters"),
        (put("dimensions", {"numbers": {"comment": "Well.", "score": 2}}), "dimensions lacks idea"),
        (put("dimensions", "other", {}), "dimensions has what was not asked for"),
        (put("dimensions", "idea", 3), "idea is no object"),
        (put("dimensions", "idea", "score", 4), "the score of idea is not 0, 1, 2 or 3"),
        (put("dimensions", "idea", "score", -1), "the score of idea is not 0, 1, 2 or 3"),
        (put("dimensions", "idea", "score", 2.0), "the score of idea is not 0, 1, 2 or 3"),
        (put("dimensions", "idea", "score", True), "the score of idea is not 0, 1, 2 or 3"),
        (put("dimensions", "idea", "score", "3"), "the score of idea is not 0, 1, 2 or 3"),
        (put("dimensions", "idea", "comment", None), "the comment on idea is no text of 1 to 2000 characters"),
        (put("dimensions", "idea", "comment", "a\0b"), "the comment on idea is no text of 1 to 2000 characters"),
    ],
)
def test_what_does_not_keep_the_form_is_said(said: Any, fault: str) -> None:
    with pytest.raises(rules.Unfit) as unfit:
        rules.read(DIMENSIONS, said)

    assert fault == str(unfit.value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_a_learner_writes_stands_between_the_marks_and_nowhere_else(answer: str) -> None:
    asked, other = (rules.ask(PROMPT, "The task.", DIMENSIONS, text) for text in (answer, ""))
    marks = [each.messages[0]["content"].split("`")[1] for each in (asked, other)]

    assert ["", f"\n{answer}\n", ""] == asked.messages[1]["content"].split(marks[0])
    assert asked.messages[0]["content"].replace(marks[0], marks[1]) == other.messages[0]["content"]
    assert asked.prompt_sha256 == other.prompt_sha256


def test_another_prompt_task_or_rubric_has_another_hash() -> None:
    hashes = {
        rules.ask(prompt, task, dimensions, "An answer.").prompt_sha256
        for prompt, task, dimensions in (
            (PROMPT, "The task.", DIMENSIONS),
            (f"{PROMPT}!", "The task.", DIMENSIONS),
            (PROMPT, "Another.", DIMENSIONS),
            (PROMPT, "The task.", DIMENSIONS[:1]),
        )
    }
    assert 4 == len(hashes)


def test_the_schema_asks_for_each_dimension_and_for_the_comment_before_the_score() -> None:
    found = rules.schema(DIMENSIONS)["properties"]["dimensions"]

    assert (["numbers", "idea"], False) == (found["required"], found["additionalProperties"])
    assert ["comment", "score"] == list(found["properties"]["idea"]["properties"])


@pytest.mark.parametrize(
    ("model", "exact", "adjacent"),
    [([2, 2, 2], 1, 1), ([1, 2, 3], 1 / 3, 1), ([0, 2, 3], 1 / 3, 2 / 3), ([0, 0, 0], 0, 0)],
)
def test_agreement_is_the_share_of_dimensions(model: list[int], exact: float, adjacent: float) -> None:
    names = ("a", "b", "c")
    human = [{"dimension_id": name, "score": 2} for name in names]
    by_model = [{"dimension_id": name, "score": score} for name, score in zip(names, model, strict=True)]

    assert {"exact": exact, "adjacent": adjacent} == rubrics.agreement(human, by_model)
