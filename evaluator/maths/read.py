"""Text to statement: the grammar applied, ambiguities settled, faults told with their place and a way out."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer, LexerState

from evaluator.maths import Fault
from evaluator.maths.lexer import tokens
from evaluator.maths.shape import Shape
from evaluator.maths.statement import Statement, statement
from evaluator.maths.vocabulary import Vocabulary


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
    stream = tokens(text, words)
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


def _fault(error: UnexpectedToken, last: Token | None, stream: list[Token], text: str) -> Fault:
    token = error.token
    if token.type == "$END":
        depth = sum((t.type in ("LPAR", "LBRACE", "LBAR")) - (t.type in ("RPAR", "RBRACE", "RBAR")) for t in stream)
        if depth > 0:
            return Fault("A bracket is never closed.", len(text), "Close every bracket that you open.")
        return Fault("Something is missing at the end.", len(text), f"What comes after “{last}”?")
    at = token.start_pos or 0
    shown = text[at] if at < len(text) else token.value
    if token.type == "NUMBER" and last is not None and last.type == "NUMBER":
        return Fault(
            "Two numbers stand side by side.", at, "Write an operation between them, for example 2+1/2 or 2*3."
        )
    if token.type == "NUMBER" and last is not None:
        return Fault(
            "A number cannot follow here.", at, "Put the number first (2x), or write ^ for a power or * between."
        )
    if token.type in ("RPAR", "RBRACE", "RBAR"):
        return Fault(f"“{shown}” closes something that is not open or not complete.", at, "Check the brackets.")
    if last is not None and last.type == "FUNC":
        return Fault("A function needs something to act on.", at, "Put its argument in brackets, for example sin(-x).")
    return Fault(f"“{shown}” is not expected here.", at, "Check what stands just before it.")
