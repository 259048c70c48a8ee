"""An edit of the contract, of a statement or of a handler's operation, and the tools that name what has to follow."""

from typing import NamedTuple

import pytest

from tests.copies import ROOT, Project

MATHS = "    SubmissionMathCreate:\n      type: object\n      additionalProperties: false\n      required: ["
EDITS = {
    "another name": [
        ("problem_id, problem_ids, last_hint_level,", "problem_id, problem_ids, hints_seen,"),
        ("last_hint_level: {", "hints_seen: {"),
    ],
    "another type": [("exec_ms: { type: integer", "exec_ms: { type: string")],
    "a parameter of another type": [
        ("schema: { type: integer, minimum: 1, maximum: 5 }", "schema: { type: string, maxLength: 9 }")
    ],
    "a parameter elsewhere": [
        ("        - { $ref: '#/components/parameters/DueQuery' }\n", ""),
        (
            "        - { $ref: '#/components/parameters/RubricDomainQuery' }\n",
            "        - { $ref: '#/components/parameters/RubricDomainQuery' }\n"
            "        - { $ref: '#/components/parameters/DueQuery' }\n",
        ),
    ],
    "a field that requests need": [(MATHS, f"{MATHS}locale, ")],
    "and what it is": [
        (
            "required: [locale, session_id, problem_id, subject, payload]\n      properties:\n",
            "required: [locale, session_id, problem_id, subject, payload]\n      properties:\n"
            "        locale: { type: string, maxLength: 9 }\n",
        )
    ],
    "a word more and a word less": [("enum: [practice, mock, track]", "enum: [practice, track, exam]")],
}


class Said(NamedTuple):
    """What the tools said of the edits: before `make generate`, and after it, and the tests of the schema."""

    code: int
    check: str
    mypy: str
    schema: str


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy that its checks have been over, and are content with."""
    project = Project.of(ROOT, tmp_path_factory.mktemp("generated") / "project")
    assert (0, "") == project.run("app", "generate", "--check")
    assert "Success" in project.run("mypy", ".")[1]
    return project


@pytest.fixture(scope="module")
def said(project: Project) -> Said:
    """The edits, all at once, and an operation and a column taken away."""
    for edit in EDITS.values():
        project.edit(*edit)
    text = project.contract.read_text("utf-8")
    project.contract.write_text(text[: text.index("  /reviews/log:\n")] + text[text.index("  /rubrics:\n") :], "utf-8")
    statements = project.folder / "sql" / "problems.sql"
    statements.write_text(
        statements.read_text("utf-8").replace("graded_by, title, topics, outcomes,", "graded_by, topics,", 1)
    )
    code, check = project.run("app", "generate", "--check")
    project.run("app", "generate")
    mypy = project.run("mypy", ".")[1]
    return Said(
        code, check, mypy, project.run("pytest", "tests/integration/test_schema.py", "-vvk", "contracts_enums")[1]
    )


@pytest.mark.parametrize("file", ["openapi/types.py", "openapi/operations.py", "app/bindings.py", "sql/problems.pyi"])
def test_a_generated_file_that_did_not_follow_is_named(said: Said, file: str) -> None:
    assert 1 == said.code
    assert f"{file} is not up to date: make generate\n" in said.check


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("domain/sessions.py", 'Extra key "last_hint_level" for TypedDict "Session"'),
        ("domain/submissions.py", 'TypedDict item "exec_ms" has type "str"'),
        ("app/bindings.py", 'Argument "difficulty" to "list_problems" has incompatible type "str | None"'),
        ("tests/integration/test_races.py", 'Missing key "locale" for TypedDict "SubmissionMathCreate"'),
        ("domain/sessions.py", "Literal['practice', 'mock', 'track']"),
        ("domain/problems.py", 'Missing keys ("title", "outcomes") for TypedDict "ProblemSummary"'),
    ],
    ids=["a name", "a type", "a parameter", "what requests need", "a word less", "a column"],
)
def test_the_types_name_the_place_that_has_to_follow(said: Said, place: str, fault: str) -> None:
    assert [] != [line for line in said.mypy.splitlines() if line.startswith(place) and fault in line]


@pytest.mark.parametrize(
    ("module", "fault"),
    [
        ("rubrics", "list_rubrics leaves out due, which listRubrics has in its query"),
        ("reviews", "list_reviews takes due, which neither listReviews nor the door has"),
        ("reviews", "list_review_log is no operation of tag reviews"),
    ],
    ids=["a parameter more", "a parameter less", "an operation less"],
)
def test_the_handler_that_has_to_follow_is_named(said: Said, module: str, fault: str) -> None:
    assert [] != [
        line for line in said.check.splitlines() if line.startswith(f"handlers/{module}.py:") and fault in line
    ]


def test_a_word_that_the_database_does_not_know_is_named_with_its_column(said: Said) -> None:
    assert "('sessions', 'mode')" in said.schema
    assert "exam" in said.schema
