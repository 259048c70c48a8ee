"""Problems and their solutions, through HTTP."""

from contract_tests.busy import BANK, fill
from contract_tests.learner import Learner

PUBLIC = {
    "id", "subject", "kind", "graded_by", "title", "statement", "topics", "outcomes", "difficulty", "languages",
    "starter", "entry", "expected_minutes", "version",
}  # fmt: skip


async def test_a_problem_shows_its_public_fields_and_no_others(learner: Learner) -> None:
    for subject in ("coding", "math", "systems"):
        for item in (await learner.get(f"/problems?subject={subject}&limit=100"))["items"]:
            problem = await learner.get(f"/problems/{item['id']}")
            assert PUBLIC == set(problem)
            assert item == {name: problem[name] for name in item}
            assert {"kind", "graded_by"} < set(item)
            assert problem["graded_by"] == ("rubric" if "rubric" in BANK.problems[item["id"]] else "tests")


async def test_problems_are_narrowed_by_topic_and_difficulty(learner: Learner) -> None:
    every = (await learner.get("/problems?limit=100"))["items"]
    topic, level = every[0]["topics"][0], every[0]["difficulty"]

    found = (await learner.get(f"/problems?topic={topic}&difficulty={level}&limit=100"))["items"]

    assert [item for item in every if topic in item["topics"] and item["difficulty"] == level] == found


async def test_a_solution_stays_closed_until_the_problem_is_given_up(learner: Learner, stranger: Learner) -> None:
    session = await learner.start("coding")
    path = f"/problems/{session['problem_id']}/solution"

    closed = await learner.get(path, expect=403)
    await learner.act(session, "giveup")
    solution = await learner.get(path)

    assert "/problems/forbidden" == closed["type"]
    assert (session["problem_id"], "coding") == (solution["problem_id"], solution["subject"])
    assert {"python", "javascript"} == set(solution["code"])
    await stranger.get(path, expect=403)


async def test_an_unknown_problem_is_not_found(learner: Learner) -> None:
    for path in ("/problems/no-such-problem", "/problems/no-such-problem/solution"):
        assert "/problems/not-found" == (await learner.get(path, expect=404))["type"]


async def test_a_solved_problems_solution_is_its_learners_alone(learner: Learner, stranger: Learner) -> None:
    work = await fill(learner)
    path = f"/problems/{work['solved']['problem_id']}/solution"

    solution = await learner.get(path)

    assert BANK.problems[solution["problem_id"]]["solution"]["expression"] == solution["expression"]
    await stranger.get(path, expect=403)


async def test_a_solution_is_closed_again_while_a_mock_asks_for_it(learner: Learner) -> None:
    problem = (await fill(learner))["solved"]["problem_id"]

    mock = await learner.start("math", mode="mock", problem_id=problem)
    during = await learner.get(f"/problems/{problem}/solution", expect=403)
    for _ in mock["problem_ids"]:
        await learner.act(mock, "advance")

    assert "/problems/forbidden" == during["type"]
    assert problem == (await learner.get(f"/problems/{problem}/solution"))["problem_id"]


async def test_what_was_given_up_before_is_closed_while_a_mock_asks_for_it(learner: Learner) -> None:
    given_up = await learner.start("math")
    await learner.act(given_up, "giveup")
    path = f"/problems/{given_up['problem_id']}/solution"

    mock = await learner.start("math", mode="mock", problem_id=given_up["problem_id"])
    during = await learner.get(path, expect=403)
    await learner.act(mock, "giveup")

    assert "/problems/forbidden" == during["type"]
    await learner.get(path)
