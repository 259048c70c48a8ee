"""Whose turn it is: bounded, and fair between users."""

import asyncio

from evaluator.code.turns import Turns


async def queued(turns: Turns[str], users: str, served: list[str]) -> list[asyncio.Task[str]]:
    """One waiter for each letter, which is its user; `served` gets the letters in the order of their turns."""

    async def wait(user: str) -> str:
        thing = await turns.take(user)
        served.append(user)
        return thing

    tasks = [asyncio.create_task(wait(user)) for user in users]
    await asyncio.sleep(0)
    return tasks


async def served(turns: Turns[str], users: str) -> str:
    order: list[str] = []
    tasks = await queued(turns, users, order)
    for _ in users:
        turns.give("worker")
    await asyncio.gather(*tasks)
    return "".join(order)


async def test_users_are_served_in_turn() -> None:
    assert "abcabaa" == await served(Turns(100, 100), "aaaabbc")


async def test_one_who_comes_late_waits_for_no_more_than_one_of_another_user() -> None:
    turns: Turns[str] = Turns(200, 200)
    order: list[str] = []
    tasks = await queued(turns, "a" * 50, order)
    for _ in range(10):
        turns.give("worker")
    late = asyncio.create_task(turns.take("b"))
    await asyncio.sleep(0)
    for _ in range(2):
        turns.give("worker")

    assert "worker" == await late
    assert 39 == turns.waiting
    for _ in range(39):
        turns.give("worker")
    await asyncio.gather(*tasks)


async def test_a_second_attempt_comes_before_everyone() -> None:
    turns: Turns[str] = Turns(1, 1)
    order: list[str] = []
    tasks = await queued(turns, "a", order)
    again = asyncio.create_task(turns.take("b", again=True))
    await asyncio.sleep(0)

    turns.give("first")
    assert "first" == await again
    turns.give("second")
    assert ["second"] == await asyncio.gather(*tasks)


async def test_the_queue_is_bounded_for_all_and_for_each() -> None:
    turns: Turns[str] = Turns(limit=3, share=2)
    tasks = await queued(turns, "aa", [])

    assert "every worker is busy and this user's share of the queue is full" == turns.refusal("a")
    assert turns.refusal("b") is None

    tasks += [asyncio.create_task(turns.take("b"))]
    await asyncio.sleep(0)
    assert "every worker is busy and the queue is full" == turns.refusal("c")

    for _ in tasks:
        turns.give("worker")
    await asyncio.gather(*tasks)
    turns.give("worker")
    assert turns.refusal("a") is None


async def test_who_leaves_the_queue_takes_nothing_along() -> None:
    turns: Turns[str] = Turns(10, 10)
    order: list[str] = []
    left, handed, stays = await queued(turns, "aab", order)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)
    assert 2 == turns.waiting

    # Called off in the moment in which it was served: what it was given goes to the next.
    turns.give("worker")
    handed.cancel()

    assert "worker" == await stays
    assert (0, []) == (turns.waiting, list(turns.free))


async def test_who_is_called_off_and_has_not_left_yet_is_passed_over() -> None:
    turns: Turns[str] = Turns(10, 10)
    left, stays = await queued(turns, "ab", [])
    left.cancel()
    turns.give("worker")

    assert "worker" == await stays
    assert (True, 0, []) == (left.cancelled(), turns.waiting, list(turns.free))


async def test_what_is_withdrawn_is_given_to_nobody() -> None:
    turns: Turns[str] = Turns(1, 1)
    for worker in ("one", "other"):
        turns.give(worker)
    turns.withdraw("other")
    turns.withdraw("neither")

    assert "one" == await turns.take("a")
