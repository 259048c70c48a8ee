"""Mastery and the evidence behind it, through HTTP."""

from contract_tests.busy import BANK, fill
from contract_tests.learner import Learner


async def test_every_key_shows_the_evidence_of_its_own_problems(learner: Learner) -> None:
    work = await fill(learner)

    progress = await learner.get("/progress")

    met = {work["sessions"][0]["problem_id"], *(submission["problem_id"] for submission in work["submissions"])}
    kinds = {"topic": "topics", "outcome": "outcomes"}
    named = {(kind, key) for kind, field in kinds.items() for problem in met for key in BANK.problems[problem][field]}
    assert len(met) == progress["attempts"]
    assert named == {(item["key_type"], item["key_id"]) for item in progress["items"]}
    for item in progress["items"]:
        assert 1 <= len(item["evidence"]) <= item["attempts"]
        for attempt in item["evidence"]:
            assert item["key_id"] in BANK.problems[attempt["problem_id"]][kinds[item["key_type"]]]


async def test_progress_can_be_narrowed_to_a_subject(learner: Learner) -> None:
    await fill(learner)
    topics = {topic: problem["subject"] for problem in BANK.problems.values() for topic in problem["topics"]}
    every = (await learner.get("/progress"))["items"]

    for subject in ("coding", "math", "systems"):
        found = (await learner.get(f"/progress?subject={subject}"))["items"]
        expected = [item for item in every if item["key_type"] == "topic" and topics[item["key_id"]] == subject]
        assert expected == [item for item in found if item["key_type"] == "topic"]
        assert (subject == "systems") == (found == [])
