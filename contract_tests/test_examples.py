"""The contract's examples: what they say of the bank is so, and requests that are sent as they stand are taken."""

from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from app import tokens
from app.settings import Settings
from contract_tests.busy import BANK
from contract_tests.contract import PATHS, SPEC
from contract_tests.learner import Learner

SAID = ("title", "subject", "difficulty", "topics", "outcomes", "languages", "expected_minutes")


def examples(node: Any) -> Iterator[Any]:
    """The value of every example below a node."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("example", "examples"):
                yield value
            else:
                yield from examples(value)
    elif isinstance(node, list):
        for value in node:
            yield from examples(value)


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(value)


def requests(path: str, method: str) -> list[Any]:
    """The bodies that an operation has as examples."""
    media = PATHS[path][method]["requestBody"]["content"]["application/json"]
    return [each["value"] for each in media["examples"].values()] if "examples" in media else [media["example"]]


def test_what_examples_say_of_problems_is_so() -> None:
    shown = list(objects(list(examples(SPEC))))
    about = [(each.get("problem_id") or each.get("id"), each) for each in shown]
    told = [(key, name, each[name]) for key, each in about if key in BANK.problems for name in set(SAID) & set(each)]
    named = [each["problem_id"] for each in shown if each.get("problem_id")]
    listed = [key for each in shown for name in ("problems", "problem_ids") for key in each.get(name, ())]

    assert set() == {*named, *listed} - set(BANK.problems)
    assert [(key, name, BANK.problems[key][name]) for key, name, _ in told] == told != []


@pytest.mark.parametrize("body", requests("/sessions", "post"), ids=str)
async def test_a_session_is_created_as_the_example_says(learner: Learner, body: Any) -> None:
    session, _ = await learner.call("POST", "/sessions", body, expect=201)

    assert body | {"track_id": session["track_id"]} == {name: session[name] for name in {*body, "track_id"}}


@pytest.mark.parametrize("body", requests("/submissions", "post"), ids=lambda body: body["subject"])
async def test_work_is_judged_or_taken_as_the_example_says(learner: Learner, grader: Learner, body: Any) -> None:
    session = await learner.start(body["subject"], problem_id=body["problem_id"])

    submission = await learner.submit(session, body["payload"], expect=202 if body["subject"] == "systems" else 200)

    if body["subject"] == "math":
        assert "passed" == submission["status"]
    if body["subject"] == "systems":
        (scores,) = requests("/submissions/{id}/rubric-scores", "put")
        graded, _ = await grader.call("PUT", f"/submissions/{submission['id']}/rubric-scores", scores)
        assert [each["score"] for each in scores["scores"]] == [each["score"] for each in graded["scores"]]


async def test_a_track_is_published_as_the_example_says(
    base: str, http: aiohttp.ClientSession, settings: Settings, learner: Learner
) -> None:
    (body,) = requests("/tracks/{id}", "put")
    slug = SPEC["components"]["parameters"]["TrackSlug"]["example"]
    publisher = Learner(base, http, learner.user, tokens.sign(settings, learner.user, "learn tracks:write"))

    published, _ = await publisher.call("PUT", f"/tracks/{slug}", body)

    assert body == {name: published[name] for name in body}
