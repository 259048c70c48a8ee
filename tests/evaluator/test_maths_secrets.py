"""No remark on a wrong line says what the right answer is."""

import pytest

from evaluator.maths.judge import judge

# The problem, its answer, a line that would draw the answer out, and what must not be said.
DRAWN = [
    ("2x = 146", "x = 73", "no solution", "73"),
    ("2x = 146", "x = 73", "1 = 2", "73"),
    ("x^2 - 75x + 146 = 0", "x = 2 or x = 73", "x = 2", "73"),
    ("x^2 - 75x + 146 = 0", "x = 2 or x = 73", "no solution", "73"),
    ("2x > 146", "x > 73", "x > 0", "73"),
    ("2x > 146", "x > 73", "x > 72", "145/2"),
    ("2x > 146", "x > 73", "x > 74", "147/2"),
    ("x^2 - 146x + 5329 > 0", "x != 73", "x = x", "73"),
    ("70 + 3", "73", "1", "73"),
    ("70 + 3", "73", "x", "73"),
]


@pytest.mark.parametrize(("given", "expected", "line", "secret"), DRAWN)
def test_a_line_that_would_draw_the_answer_out_is_refused_without_it(
    given: str, expected: str, line: str, secret: str
) -> None:
    judgement = judge({"steps": [line], "answer": {"given": given, "expected": expected}})

    assert "incorrect" == judgement["verdict"]
    assert [] == [check["message"] for check in judgement["checks"] if secret in (check["message"] or "")]


def test_what_cannot_be_decided_is_not_written_anywhere_with_its_answer(capfd: pytest.CaptureFixture[str]) -> None:
    judgement = judge({"expression": "|x-1| + |x-1.001|", "answer": {"expected": "|2x - 2.001|"}})

    assert ("undetermined", ("", "")) == (judgement["verdict"], tuple(capfd.readouterr()))
