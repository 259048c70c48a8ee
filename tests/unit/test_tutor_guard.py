"""What a model may not say, whatever it writes it with; and that what it may say is not changed."""

import base64
import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from domain.rules.tutor_guard import Guard, Leak, Secrets
from domain.rules.tutor_words import Rows, alnum_of, letters_of, rows, shape_of, tokens
from domain.tutor_prompts import prompt
from tests.unit.laws import law

CONTENT = Path(__file__).parents[2] / "content" / "problems"
PROBLEMS: list[dict[str, Any]] = [
    yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) for file in sorted(CONTENT.glob("*/*.yaml"))
]
WARM = next(problem for problem in PROBLEMS if problem["id"] == "warm-streak")
CODE = WARM["solution"]["code"]["python"]
SECRETS = {level: Secrets(WARM, level) for level in (1, 2, 3)}


def said(secrets: Secrets, text: str, size: int = 3) -> str:
    """What leaves of the text, spoken in pieces; Leak."""
    guard = Guard(secrets)
    free = "".join(guard.pass_on(text[start : start + size]) for start in range(0, len(text), size))
    return free + guard.rest()


def left_before(secrets: Secrets, text: str) -> str:
    """What leaves of a text that leaks."""
    guard, free = Guard(secrets), ""
    with pytest.raises(Leak):
        for char in text:
            free += guard.pass_on(char)
        guard.rest()
    return free


def answers(problem: dict[str, Any]) -> Iterator[str]:
    """The solution in each form that a learner could hand in."""
    solution, answer = problem.get("solution", {}), problem.get("answer", {})
    yield from solution.get("code", {}).values()
    yield from (f"The answer is {each}." for each in (answer.get("expected"), solution.get("expression")) if each)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem["id"])
def test_of_every_problem_the_solution_is_held_back_and_the_authored_hints_are_not(problem: dict[str, Any]) -> None:
    for level in (1, 2):
        secrets = Secrets(problem, level)
        for answer in answers(problem):
            with pytest.raises(Leak):
                said(secrets, f"Sure, here it is: {answer} That is all.")
        for hint in problem["hints"]:
            if hint["level"] <= level:
                assert hint["text"] == said(secrets, hint["text"])


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it stands": lambda code: code,
    "in capitals": str.upper,
    "in a fence": lambda code: f"```python\n{code}```",
    "on one line": lambda code: " ".join(code.split()),
    "without blanks": lambda code: "".join(code.split()),
    "letter by letter": " ".join,
    "with dots between": ".".join,
    "with zero-width spaces": "\u200b".join,
    "in full-width letters": lambda code: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in code),
    "in letters that look alike": lambda code: code.translate(str.maketrans("aeopcx", "аеорсх")),  # noqa: RUF001
    "backwards": lambda code: code[::-1],
    "in base64": lambda code: base64.b64encode(code.encode()).decode(),
    "in base64, four by four": lambda code: " ".join(wrap(base64.b64encode(code.encode()).decode(), 4)),
    "in base64, line by line": lambda code: "\n".join(base64.b64encode(x.encode()).decode() for x in code.splitlines()),
    "in base32": lambda code: " ".join(wrap(base64.b32encode(code.encode()).decode(), 8)),
    "in hexadecimal": lambda code: code.encode().hex(),
    "in hexadecimal, byte by byte": lambda code: code.encode().hex(" ").upper(),
    "as escapes": lambda code: "".join(f"\\x{byte:02x}" for byte in code.encode()),
    "as numbers": lambda code: ", ".join(map(str, code.encode())),
    "as entities": lambda code: "".join(f"&#{byte};" for byte in code.encode()),
    "as an address": lambda code: "".join(f"%{byte:02X}" for byte in code.encode()),
    "thirteen letters on": lambda code: codecs.encode(code, "rot13"),
    "with digits for letters": lambda code: code.translate(str.maketrans("aeiost", "431057")),
    "with accents": lambda code: code.translate(str.maketrans("aesrton", "áêşřţöñ")),
    "crossed out": lambda code: "".join(f"{char}\u0336" for char in code),
    "in small capitals": lambda code: code.translate(str.maketrans("abcdeghilmnoprtu", "ᴀʙᴄᴅᴇɢʜɪʟᴍɴᴏᴘʀᴛᴜ")),
    "in tags that are not seen": lambda code: "".join(chr(0xE0000 + ord(char)) for char in code),
    "indented otherwise": lambda code: code.replace("    ", "\t"),
    "with numbered lines": lambda code: "\n".join(
        f"{i}. {line.strip()}" for i, line in enumerate(code.splitlines(), 1)
    ),
    "with other names": lambda code: code.replace("best", "top").replace("run", "streak").replace("temperature", "t"),
    "with numbered names": lambda code: code.replace("best", "x1").replace("run", "x2").replace("temperature", "x3"),
    "a line of it": lambda code: code.splitlines()[3],
    "with words between its lines": lambda code: " and then ".join(code.splitlines()),
    "in bold": lambda code: code.replace(" ", "** **"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_solution_is_known_in_every_disguise(disguise: str) -> None:
    with pytest.raises(Leak):
        said(SECRETS[1], f"Well: {DISGUISES[disguise](CODE)}")


@pytest.mark.parametrize(
    "text",
    [
        "Take [25, 26, 27, 2, 25, 1] and 20.",
        "Take 25, 26, 27, then 2, 25 and 1.",
        "In one test the list is -5 -3 -8 -2.",
        "It is checked with 7, 7, 7, 7, 7, 7, 7, 7.",
        "There is 21;22;1;23;24;0 too.",
    ],
)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_hidden_tests_data_is_held_back_on_every_level(text: str, level: int) -> None:
    with pytest.raises(Leak):
        said(SECRETS[level], text)


def test_on_the_last_level_the_solution_may_be_told() -> None:
    assert CODE == said(SECRETS[3], CODE)


def test_nothing_of_a_secret_has_left_when_it_is_known() -> None:
    start = "Look at every day in turn, and think of what yesterday tells you. "

    free = left_before(SECRETS[1], f"{start}run = run + 1 if temperature >= threshold else 0")

    assert start.startswith(free)


def test_words_that_are_held_too_long_are_no_text() -> None:
    with pytest.raises(Leak):
        said(SECRETS[1], "🦊 " * 1500, size=50)


def test_a_result_of_one_digit_is_held_back_where_it_is_called_one() -> None:
    problem = {"title": "", "statement": "", "hints": [], "answer": {"expected": "5"}}
    secrets = Secrets(problem, 1)

    for text in ("x = 5", "So the answer is 5.", "you get $5$"):
        with pytest.raises(Leak):
            said(secrets, text)
    for text in ("Divide by 5 first.", "you get 50", "is 5.5 more than that?"):
        assert text == said(secrets, text)


@law
@given(st.text(alphabet="abc \n\t.,é漢🦊") | st.text(max_size=39), st.integers(1, 30))
def test_what_may_be_said_leaves_as_it_was_said(text: str, size: int) -> None:
    assert text == said(SECRETS[1], text, size)


WORDS = [
    "Look",
    "at",
    "and",
    "then",
    "25,",
    "26,",
    "27, 2,",
    "25, 1",
    *CODE.split(),
    *CODE.splitlines(),
    "b.e.s.t",
    "\u200b",
]


@law
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.integers(1, 30))
def test_what_leaks_as_a_whole_leaks_in_pieces_too(words: list[str], size: int) -> None:
    text = " ".join(words)
    try:
        SECRETS[1].check(text, ended=True)
    except Leak:
        left_before(SECRETS[1], text)
        with pytest.raises(Leak):
            said(SECRETS[1], text, size)
    else:
        assert text == said(SECRETS[1], text, size)


PARTS = [
    *("and", "0x", "xab", "ab", "3", ".1", "=", "frac", "\\FRAC{1}", "\\frac", "\\dfrac{1}", "{2 3}", "{", "}"),
    *("＼ｆｒａｃ{4}", "ﬁne", "é", "e\u0301", "\u0301", "\u200b", "¨", "“", "İ", " ", "\u00a0", "\n\n", "\x1c"),  # noqa: RUF001
]


@law
@given(st.lists(st.sampled_from(PARTS) | st.characters(exclude_categories=["Cs"]), max_size=20).map("".join))
@example("half of \\frac{2 3} {4}")
@example("half of ＼ＦＲＡＣ{2 3} {4}")  # noqa: RUF001
def test_a_text_is_compared_by_its_words_as_it_would_be_whole(text: str) -> None:
    whole = tokens(text)

    assert Rows(whole, alnum_of(whole), shape_of(text), letters_of(text)) == rows(text)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem["id"])
def test_no_prompt_below_the_last_level_holds_a_secret_itself(problem: dict[str, Any]) -> None:
    for level in (1, 2):
        system, data = prompt(problem, level, ["boundary"]).messages
        said(Secrets(problem, level), data["content"], size=200)
        assert ("system", "user", False) == (system["role"], data["role"], "<<<SOLUTION" in data["content"])
