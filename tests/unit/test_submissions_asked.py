"""What of a submission the evaluator is asked, and what it is known by."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.rules import submissions
from tests.unit.code_problems import CLASS, DEFINITION, PROGRAM
from tests.unit.laws import law


def test_the_evaluator_is_asked_visible_tests_first_and_no_names_or_categories() -> None:
    assert submissions.code_request(DEFINITION, {"language": "python", "code": "pass"}, "a1") == {
        "language": "python",
        "code": "pass",
        "kind": "function",
        "user": "a1",
        "entry": "pairs",
        "checker": {"kind": "exact"},
        "tests": [
            {"args": [[1, 2], 3], "expected": [0, 1]},
            {"args": [[], 3], "expected": []},
            {"args": [[2, 2], 4], "expected": [0, 1]},
        ],
    }


def test_of_a_class_the_evaluator_gets_what_it_is_made_of_and_the_calls() -> None:
    asked = submissions.code_request(CLASS, {"language": "python", "code": "pass"})
    assert ("class", "Stack") == (asked["kind"], asked["entry"])
    assert asked["tests"] == [
        {"args": [2], "calls": [{"method": "push", "args": [1]}, {"method": "pop"}], "expected": [None, 1]},
        {"calls": [{"method": "pop"}], "expected": [None]},
    ]


def test_of_a_program_the_evaluator_gets_stdin_and_no_entry() -> None:
    asked = submissions.code_request(PROGRAM, {"language": "python", "code": "pass"})
    assert ("program", PROGRAM["checker"]) == (asked["kind"], asked["checker"])
    assert {"entry", "user"} & asked.keys() == set()
    assert asked["tests"] == [
        {"stdin": "Ada\n", "expected": "Hello, Ada\n"},
        {"stdin": "", "expected": "Hello\n"},
    ]


def test_a_fair_name_is_the_users_own_and_tells_nothing_of_them() -> None:
    name = submissions.fair_name("5eed1e55-0000-4000-8000-000000000001")
    assert (16, True) == (len(name), set(name) <= set("0123456789abcdef"))
    assert name == submissions.fair_name("5eed1e55-0000-4000-8000-000000000001")
    assert name != submissions.fair_name("5eed1e55-0000-4000-8000-000000000002")


payloads = st.dictionaries(
    st.text(max_size=8), st.text(max_size=8) | st.lists(st.text(max_size=4), max_size=3), max_size=5
)


@law
@given(payloads, st.randoms(use_true_random=False))
def test_a_payloads_hash_does_not_depend_on_the_order_of_its_keys(payload: dict[str, Any], random: Any) -> None:
    keys = list(payload)
    random.shuffle(keys)
    assert submissions.payload_hash(payload) == submissions.payload_hash({key: payload[key] for key in keys})


@law
@given(payloads, payloads)
def test_other_payloads_have_other_hashes(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (submissions.payload_hash(one) == submissions.payload_hash(other)) == (one == other)


def test_a_hash_is_a_sha256_in_hexadecimal() -> None:
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert empty == submissions.payload_hash({})
