"""The contract's schemas, compiled, and their errors in our own words."""

from typing import Any

import jsonschema_rs
import pytest

from app.schemas import Schema, to_draft4

UNION = {
    "oneOf": [
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["subject", "code"],
            "properties": {"subject": {"type": "string", "enum": ["coding"]}, "code": {"type": "string"}},
        },
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["subject", "steps"],
            "properties": {
                "subject": {"type": "string", "enum": ["math", "proof"]},
                "steps": {"type": "array", "items": {"type": "string"}},
            },
        },
    ],
    "discriminator": {"propertyName": "subject", "mapping": {"coding": "#/x", "math": "#/y"}},
}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer"}, "5", "must be integer"),
        ({"type": "integer"}, True, "must be integer"),
        ({"type": "integer"}, 1.0, "must be integer"),
        ({"type": "integer"}, None, "must be integer"),
        ({"type": "integer", "nullable": True}, "5", "must be null or integer"),
        ({"type": "string", "enum": ["advance", "retry"]}, "stop", "must be one of advance, retry"),
        ({"type": "string", "minLength": 2}, "a", "must have at least 2 characters"),
        ({"type": "string", "maxLength": 2}, "abc", "must have at most 2 characters"),
        ({"type": "array", "minItems": 1}, [], "must have at least 1 items"),
        ({"type": "array", "maxItems": 1}, [1, 2], "must have at most 1 items"),
        ({"type": "object", "minProperties": 1}, {}, "must have at least 1 fields"),
        ({"type": "object", "maxProperties": 1}, {"a": 1, "b": 2}, "must have at most 1 fields"),
        ({"type": "integer", "minimum": 1}, 0, "must be at least 1"),
        ({"type": "integer", "maximum": 3}, 4, "must be at most 3"),
        ({"type": "integer", "maximum": 3}, 2**80, "must be at most 3"),
        ({"type": "string", "pattern": "^[a-z]+$"}, "A", "must match ^[a-z]+$"),
        ({"type": "string", "format": "uuid"}, "5", "must be a uuid"),
        ({"type": "array", "uniqueItems": True}, [1, 1], "does not keep the contract"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(schema: Any, value: Any, expected: str) -> None:
    assert (False, [("", expected)]) == (Schema(schema).is_valid(value), Schema(schema).errors(value))


@pytest.mark.parametrize(
    "value",
    [
        "5f0c1a9e6a3f4c419d580e2d6f3f6b11",
        "{5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11}",
        "urn:uuid:5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11",
        "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11\n",
        "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b1g",
        "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b1\N{ARABIC-INDIC DIGIT ONE}",
        "",
    ],
)
def test_a_uuid_has_one_way_to_be_written(value: str) -> None:
    assert Schema({"type": "string", "format": "uuid"}).is_valid(value) is False


@pytest.mark.parametrize("value", ["5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11", "5F0C1A9E-6A3F-4C41-9D58-0E2D6F3F6B11"])
def test_a_uuid_may_be_in_either_case(value: str) -> None:
    assert Schema({"type": "string", "format": "uuid"}).is_valid(value) is True


def test_a_pattern_ends_at_the_end_and_not_before_a_last_newline() -> None:
    assert Schema({"type": "string", "pattern": "^[a-z]+$"}).is_valid("abc\n") is False


def test_lengths_are_counted_in_characters() -> None:
    assert Schema({"type": "string", "maxLength": 2}).is_valid("😀😀") is True


@pytest.mark.parametrize("value", [None, "a"])
def test_nullable_takes_null_beside_the_type(value: Any) -> None:
    assert Schema({"type": "string", "nullable": True}).errors(value) == []


@pytest.mark.parametrize("value", [None, "a"])
def test_nullable_takes_null_beside_the_enum(value: Any) -> None:
    assert Schema({"type": "string", "enum": ["a"], "nullable": True}).errors(value) == []


def test_null_in_an_enum_is_called_null() -> None:
    schema = Schema({"type": "string", "enum": ["a"], "nullable": True})
    assert schema.errors("b") == [("", "must be one of a, null")]


def test_without_nullable_null_is_refused() -> None:
    assert Schema({"type": "string"}).is_valid(None) is False


def test_a_place_is_a_json_pointer() -> None:
    schema = Schema({"type": "object", "properties": {"a/b": {"type": "array", "items": {"type": "integer"}}}})
    assert schema.errors({"a/b": [1, "x"]}) == [("/a~1b/1", "must be integer")]


def test_each_missing_and_each_unknown_field_is_named() -> None:
    fields = {"a": {"type": "string"}, "b~c": {"type": "string"}}
    schema = Schema({"type": "object", "additionalProperties": False, "required": ["a", "b~c"], "properties": fields})
    assert sorted(schema.errors({"x/y": 1, "z": 2})) == [
        ("/a", "is required"),
        ("/b~0c", "is required"),
        ("/x~1y", "is not a field of this object"),
        ("/z", "is not a field of this object"),
    ]


@pytest.mark.parametrize(
    "value", [{"subject": "coding", "code": "x"}, {"subject": "math", "steps": []}, {"subject": "proof", "steps": []}]
)
def test_each_branch_of_a_union_is_taken(value: Any) -> None:
    assert Schema(UNION).errors(value) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"subject": "coding"}, [("/code", "is required")]),
        ({"subject": "math", "steps": [1]}, [("/steps/0", "must be string")]),
        ({"subject": "art"}, [("/subject", "must be one of coding, math, proof")]),
        ({}, [("/subject", "must be one of coding, math, proof")]),
        ({"subject": ["coding"]}, [("/subject", "must be one of coding, math, proof")]),
        ({"subject": None}, [("/subject", "must be one of coding, math, proof")]),
    ],
)
def test_of_a_union_only_the_branch_that_was_meant_speaks(value: Any, expected: list[Any]) -> None:
    assert (False, expected) == (Schema(UNION).is_valid(value), Schema(UNION).errors(value))


@pytest.mark.parametrize("value", [None, [], "coding", 1])
def test_what_is_no_object_is_no_member_of_a_union(value: Any) -> None:
    assert [pointer for pointer, _ in Schema(UNION).errors(value)] == [""]


def test_openapis_own_words_go_and_fields_of_the_same_names_stay() -> None:
    schema = {
        "type": "object",
        "description": "A thing.",
        "example": {"a": 1},
        "properties": {"description": {"type": "string", "example": "x"}, "nullable": {"type": "boolean"}},
    }
    expected = {"type": "object", "properties": {"description": {"type": "string"}, "nullable": {"type": "boolean"}}}
    assert expected == to_draft4(schema)


def test_a_schema_is_left_as_it_was() -> None:
    schema = {"type": "string", "nullable": True, "enum": ["a"]}
    to_draft4(schema)
    assert schema == {"type": "string", "nullable": True, "enum": ["a"]}


def test_a_schema_that_is_none_is_found_at_start_up() -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        Schema({"type": "text"})


def test_deep_values_are_checked_like_any() -> None:
    assert Schema({"type": "array"}).is_valid(nested(1000)) is True
