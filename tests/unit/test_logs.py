"""Faults in logs: of what type and where, and not a word of theirs."""

import logging

import asyncpg

from app import logs

SECRET = "what a learner wrote"


def raised() -> Exception:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise asyncpg.DataError(f"invalid input for query argument $1: '{SECRET}'") from cause
    except asyncpg.DataError as fault:
        return fault


def test_a_fault_is_told_by_its_types_and_places_alone() -> None:
    told = logs.told(raised())

    assert ("DataError" in told, "KeyError" in told, "test_logs.py" in told) == (True, True, True)
    assert SECRET not in told


def test_our_own_lines_and_those_of_libraries_keep_to_it() -> None:
    fault = raised()
    record = logging.LogRecord("any", logging.ERROR, "any.py", 1, "It failed.", (), (type(fault), fault, None))
    event = logs.without_words(None, "error", {"event": "fault", "exc_info": fault})

    lines = [logs.WithoutWords("%(message)s").format(record), str(event)]

    assert [False, False] == [SECRET in line for line in lines]
    assert ["DataError" in line for line in lines] == [True, True]


def test_a_fault_under_way_is_found() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        event = logs.without_words(None, "error", {"exc_info": True})

    assert event["exception"].endswith("ValueError")
