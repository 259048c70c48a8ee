"""Text to statement: the grammar applied, ambiguities settled, faults told with their place and a way out."""

# ruff: noqa: RUF001 (maths has characters that look alike)

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer, LexerState

from evaluator.maths import Fault
from evaluator.maths.brackets import CLOSING, OPENING
from evaluator.maths.lexer import tokens
from evaluator.maths.shape import Shape
from evaluator.maths.statement import Statement, statement
from evaluator.maths.vocabulary import Vocabulary

PHRASES = (
    (re.compile(r"(?:no|none|has no|there (?:is|are) no)(?: real)? ?(?:solutions?|roots?)?|(?:the )?empty set"), "{}"),
    (re.compile(r"(?:x ?(?:in|∈|is) )?(?:all|any|every)(?: the)? reals?(?: numbers?)?|infinitely many solutions"), "ℝ"),
)
PREFIX = re.compile(r"\A\s*(?:(?:the )?(?:answer|solution|result|ans)(?: is)?\s*(?::|=|(?<=is))|=>|∴)", re.IGNORECASE)
OPENS = frozenset([*OPENING, "LMAT"])
OPERATORS = frozenset({"PLUS", "MINUS", "PM", "MUL", "DIV", "POW", "UNION", "INTER", "WITHOUT"})


@cache
def _grammar() -> Lark:
    text = (files("evaluator.maths") / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer=_NoLexer, transformer=Shape(), strict=True, maybe_placeholders=False)


class _NoLexer(Lexer):
    """Tokens are fed one by one; lark's own lexer is never asked."""

    def __init__(self, _conf: object) -> None:
        """Take lark's settings and ignore them."""

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:
        """Give nothing."""
        return iter(())


def read(text: str, words: Vocabulary) -> Statement:
    """What `text` says, or Fault."""
    text = _phrase(text)
    try:
        stream = tokens(text, words)
    except Fault as fault:
        raise _sentence(text, words) or fault from None
    if not stream:
        raise Fault("There is nothing here.", 0, "Type an answer.")
    parser = _grammar().parse_interactive()
    last: Token | None = None
    try:
        for token in stream:
            parser.feed_token(token)
            last = token
        tree = parser.feed_token(Token.new_borrow_pos("$END", "", stream[-1]))
    except UnexpectedToken as e:
        raise _fault(e, last, stream, text) from None
    return statement(tree, words.decimal_comma)


def _phrase(text: str) -> str:
    """What is said in words where there is a sign for it: no solution, all real numbers."""
    said = " ".join(text.lower().strip(" .").split())
    text = PREFIX.sub(lambda match: " " * len(match[0]), text)
    return next((sign for pattern, sign in PHRASES if pattern.fullmatch(said)), text)


def _sentence(text: str, words: Vocabulary) -> Fault | None:
    """The fault of a text with several words that are not maths; None for any other."""
    if "\\" in text:
        return None
    unknown = [m for m in re.finditer(r"(?<!\w)[A-Za-z]{2,24}(?!\w)", text) if not _known(m[0], words)]
    if len(unknown) < 2:
        return None
    return Fault("This is a text and not only maths.", unknown[0].start(), "Leave the words out, for example x = 5.")


def _known(word: str, words: Vocabulary) -> bool:
    return words.kind(word) is not None or bool(words.pieces(word))


def _fault(error: UnexpectedToken, last: Token | None, stream: list[Token], text: str) -> Fault:
    token = error.token
    if token.type == "$END":
        depth = sum((t.type in OPENS) - (t.type in CLOSING) for t in stream)
        if depth > 0:
            return Fault("A bracket is never closed.", len(text), "Close every bracket that you open.")
        return Fault("Something is missing at the end.", len(text), f"What comes after “{last}”?")
    at, before = token.start_pos or 0, "" if last is None else last.type
    shown = text[at] if at < len(text) else token.value
    if token.type == "NUMBER" and before == "NUMBER":
        return Fault(
            "Two numbers stand side by side.", at, "Write an operation between them, for example 2+1/2 or 2*3."
        )
    if token.type == "NUMBER" and last is not None:
        return Fault(
            "A number cannot follow here.", at, "Put the number first (2x), or write ^ for a power or * between."
        )
    if token.type in CLOSING and before in OPENS:
        return Fault("There is nothing between these brackets.", at, "Write something in them, or leave them out.")
    if token.type in CLOSING:
        return Fault(f"“{shown}” closes something that is not open or not complete.", at, "Check the brackets.")
    if before == "FUNC":
        return Fault("A function needs something to act on.", at, "Put its argument in brackets, for example sin(-x).")
    if token.type == before == "REL":
        return Fault("Two signs of a relation stand side by side.", at, "Leave one of them out.")
    if token.type in OPERATORS and before in OPERATORS:
        return Fault(f"Nothing stands between “{last}” and “{shown}”.", at, "Check whether something is missing.")
    if token.type in OPERATORS and last is None:
        return Fault(f"Nothing stands before “{shown}”.", at, "Check whether something is missing.")
    if token.type in ("REL", "SEP", "OR", "AND", "IN") and _depth(stream, token):
        return Fault("A bracket is still open here.", at, "Close every bracket that you open.")
    return Fault(f"“{shown}” is not expected here.", at, "Check what stands just before it.")


def _depth(stream: list[Token], until: Token) -> int:
    before = stream[: next(i for i, t in enumerate(stream) if t is until)]
    return sum((t.type in OPENS) - (t.type in CLOSING) for t in before)
