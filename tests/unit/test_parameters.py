"""A request's parameters: what their texts stand for, and what is refused."""

from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parameters import Parameter, Parameters
from app.problems import ContractProblem
from tests.unit.laws import law

DEFINITIONS: list[dict[str, Any]] = [
    {"in": "path", "name": "id", "required": True, "schema": {"type": "string", "maxLength": 64}},
    {"in": "query", "name": "subject", "schema": {"type": "string", "enum": ["coding", "math"]}},
    {"in": "query", "name": "label", "schema": {"type": "string", "minLength": 1, "maxLength": 20}},
    {"in": "query", "name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
    {"in": "query", "name": "due", "schema": {"type": "boolean"}},
    {"in": "query", "name": "share", "schema": {"type": "number", "minimum": 0, "maximum": 1}},
    {"in": "header", "name": "If-None-Match", "schema": {"type": "string", "maxLength": 10}},
]
WANTED = {"id", "subject", "label", "limit", "due", "share", "if_none_match"}


def bind(query: bytes = b"", path: str = "x", headers: Any = (), wanted: set[str] = WANTED) -> dict[str, Any]:
    scope = {"path_params": {"id": path}, "query_string": query, "headers": list(headers)}
    return Parameters(DEFINITIONS, wanted).bind(scope)


def refused(query: bytes = b"", path: str = "x", headers: Any = ()) -> ContractProblem:
    with pytest.raises(ContractProblem) as caught:
        bind(query, path, headers)
    return caught.value


def test_parameters_become_what_the_contract_says_they_are() -> None:
    bound = bind(b"subject=math&label=a+b%26c&limit=5&due=true&share=0.5", "loops", [(b"if-none-match", b'"v1"')])
    assert bound == {
        "id": "loops",
        "subject": "math",
        "label": "a b&c",
        "limit": 5,
        "due": True,
        "share": 0.5,
        "if_none_match": '"v1"',
    }


def test_what_is_not_given_has_its_default_or_is_left_to_the_handler() -> None:
    assert bind() == {"id": "x", "limit": 20}


def test_a_handler_gets_what_it_names_and_no_more() -> None:
    assert bind(b"subject=math&limit=5", wanted={"limit"}) == {"limit": 5}


def test_what_a_handler_does_not_name_is_checked_all_the_same() -> None:
    with pytest.raises(ContractProblem):
        bind(b"limit=0", wanted={"id"})


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("1", 1), ("100", 100), ("007", 7)])
def test_an_integer_is_written_in_digits(text: str, value: int) -> None:
    assert value == bind(f"limit={text}".encode())["limit"]


@pytest.mark.parametrize(
    "text",
    [
        "+5",
        "1e2",
        "٣",
        " 5",
        "5 ",
        "5.0",
        "0x5",
        "1_0",
        "",
        "-",
        "--5",
        "five",
        "true",
        "null",
        "²",
        "\N{FULLWIDTH DIGIT FIVE}",
        "5\n",
        "9" * 19,
        "9" * 5000,
        "-" + "9" * 5000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_only_looks_like_an_integer_is_refused(text: str) -> None:
    found = refused(b"limit=" + quote_plus(text).encode())
    assert (str(found), found.errors) == (
        "The query parameter limit does not keep the contract.",
        (("query/limit", "must be integer"),),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0", "must be at least 1"),
        ("-1", "must be at least 1"),
        ("101", "must be at most 100"),
        ("9" * 18, "must be at most 100"),
        ("-" + "9" * 18, "must be at least 1"),
    ],
)
def test_an_integer_out_of_bounds_is_refused(text: str, message: str) -> None:
    assert (("query/limit", message),) == refused(b"limit=" + text.encode()).errors


@law
@given(st.text(max_size=8))
def test_an_integer_is_nothing_but_ascii_digits(text: str) -> None:
    parameter = Parameter({"in": "query", "name": "n", "schema": {"type": "integer"}})
    try:
        value = parameter.value(text)
    except ContractProblem:
        return
    assert (int, True) == (type(value), set(text) <= set("-0123456789"))


@law
@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_integer_is_read_as_itself(number: int) -> None:
    parameter = Parameter({"in": "query", "name": "n", "schema": {"type": "integer"}})
    assert number == parameter.value(str(number))


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "-inf", "Infinity", "1_0", " 1", "\N{ARABIC-INDIC DIGIT ZERO}", "", "0x1", "half", "1e999", "+1"],
)
def test_what_only_looks_like_a_number_is_refused(text: str) -> None:
    assert refused(b"share=" + quote_plus(text).encode()).errors == (("query/share", "must be number"),)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("1", 1), ("0.25", 0.25), ("1e-1", 0.1), ("5E-1", 0.5)])
def test_a_number_is_written_as_in_json(text: str, value: float) -> None:
    assert value == bind(f"share={text}".encode())["share"]


@pytest.mark.parametrize("text", ["True", "1", "yes", "", "TRUE", " true"])
def test_a_boolean_is_true_or_false(text: str) -> None:
    assert refused(b"due=" + quote_plus(text).encode()).errors == (("query/due", "must be boolean"),)


@pytest.mark.parametrize("query", [b"label=a%00b", b"label=%00"])
def test_a_nul_is_refused(query: bytes) -> None:
    assert refused(query).errors == (("query/label", "must not contain U+0000"),)


def test_a_nul_in_the_path_is_refused() -> None:
    assert refused(path="a\x00").errors == (("path/id", "must not contain U+0000"),)


@pytest.mark.parametrize(
    "query", [b"label=%ff", b"label=%ED%A0%80", b"label=%C0%80", b"%ff=1", b"label=\xff", b"label=\xc3\xa9"]
)
def test_what_is_not_utf8_is_refused(query: bytes) -> None:
    assert "The query string is not percent-encoded UTF-8." == str(refused(query))


@pytest.mark.parametrize(("query", "label"), [(b"label=%zz", "%zz"), (b"label=100%", "100%"), (b"label=%2", "%2")])
def test_a_percent_sign_that_begins_no_escape_is_text(query: bytes, label: str) -> None:
    assert label == bind(query)["label"]


def test_more_fields_than_anyone_means_are_refused() -> None:
    refused(b"&".join(b"label=a" for _ in range(101)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (b"limits=5", ["limits"]),
        (b"limit=5&b=1&a=2", ["a", "b"]),
        (b"Limit=5", ["Limit"]),
        (b"limit%5B%5D=5", ["limit[]"]),
        (b"id=5", ["id"]),
        (b"if_none_match=x", ["if_none_match"]),
        (b"user=someone", ["user"]),
        (b"=5", [""]),
        (b"limit", []),
    ],
)
def test_a_parameter_that_the_contract_does_not_know_is_refused_by_name(query: bytes, names: list[str]) -> None:
    expected = [(f"query/{name}", "is not a parameter of this operation") for name in names]
    assert list(refused(query).errors) == (expected or [("query/limit", "must be integer")])


@pytest.mark.parametrize("query", [b"limit=5&limit=5", b"limit=5&limit=6", b"subject=math&limit=5&subject=coding"])
def test_a_parameter_given_twice_is_refused(query: bytes) -> None:
    assert [message for _, message in refused(query).errors] == ["is given more than once"]


def test_a_query_of_nothing_is_no_query() -> None:
    assert bind(b"&&") == {"id": "x", "limit": 20}


def test_a_required_parameter_that_is_missing_is_named() -> None:
    parameters = Parameters(
        [{"in": "query", "name": "token", "required": True, "schema": {"type": "string"}}], {"token"}
    )
    with pytest.raises(ContractProblem) as caught:
        parameters.bind({"path_params": {}, "query_string": b"", "headers": []})
    assert caught.value.errors == (("query/token", "is required"),)


def test_a_header_of_any_bytes_is_text_or_refused() -> None:
    assert "ÿþ" == bind(headers=[(b"if-none-match", b"\xff\xfe")])["if_none_match"]
    assert refused(headers=[(b"if-none-match", b"x" * 11)]).errors == (
        ("header/If-None-Match", "must have at most 10 characters"),
    )


@law
@given(st.binary(max_size=40) | st.text(max_size=20).map(lambda text: b"label=" + quote(text, safe="").encode()))
def test_whatever_the_query_it_is_bound_or_refused(query: bytes) -> None:
    try:
        bound = bind(query)
    except ContractProblem:
        return
    assert bound.keys() <= WANTED


@pytest.mark.parametrize("schema", [{"type": "array", "items": {"type": "string"}}, {"type": "object"}, {}])
def test_a_parameter_that_is_no_scalar_does_not_start(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="parameter ids is not of a scalar type"):
        Parameter({"in": "query", "name": "ids", "schema": schema})
