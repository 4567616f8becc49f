"""Takes the text of a filter apart into words, numbers, quoted texts and signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn, TypeAlias, TypeVar

from geodata.sentences import sentence

Part = TypeVar("Part")
Node: TypeAlias = dict[str, Any] | list[Any] | str | float | bool | None
"""A part of a filter in the form of CQL2 JSON."""

DEEPEST = 32
"""Brackets within each other, and steps of a filter into itself."""

_GAP = re.compile(r"\s*+")
_TOKEN = re.compile(
    r"""
      (?P<number>(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][-+]?+[0-9]++)?+)
    | (?P<name>[^\W\d][\w.:\u0300-\u036f]*+)
    | (?P<text>'(?:[^']|'')*+')
    | (?P<quoted>"(?:[^"]|"")++")
    | (?P<sign><>|<=|>=|!=|[-+*/%^=<>(),])
    """,
    re.VERBOSE,
)
"""No part is ever tried in two ways: that keeps the time in step with the length of the text."""


class Token(NamedTuple):
    """One token."""

    kind: str
    text: str
    word: str
    """A name in small letters, or a sign; empty for all else."""
    at: int
    """The character of the text that it begins at, from 1."""


class Tokens:
    """The tokens of a text, read from the first to the last without going back.

    Raises
    ------
    ValueError
        When the text has something that is no token; says where.
    """

    def __init__(self, text: str) -> None:
        self._tokens = _split(text)
        self._next = self._depth = 0

    @property
    def token(self) -> Token:
        """The next token; the last one is of the kind `end`."""
        return self._tokens[self._next]

    @property
    def word(self) -> str:
        """The next token as a word or sign; empty where it is neither."""
        return self._tokens[self._next].word

    def pass_on(self) -> Token:
        """Take the next token, whatever it is but the end."""
        token = self.token
        if token.kind == "end":
            self.refuse()
        self._next += 1
        return token

    def take(self, *words: str) -> str:
        """Take the next token if it is one of some words; else return nothing."""
        word = self.word
        if not word or word not in words:
            return ""
        self._next += 1
        return word

    def need(self, word: str) -> None:
        """Take a word that has to be there."""
        if not self.take(word):
            self.refuse()

    def list_between(self, read: Callable[[], Part]) -> list[Part]:
        """Read what stands between brackets, one part or more with commas between them."""
        self.need("(")
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError(sentence("has too many operators or brackets"))
        parts = [read()]
        while self.take(","):
            parts.append(read())
        self.need(")")
        self._depth -= 1
        return parts

    def refuse(self) -> NoReturn:
        """Refuse the text where the next token begins."""
        raise _refuse_at(self.token.at)


def _split(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while True:
        at = _skip(text, at)
        if at == len(text):
            return [*tokens, Token("end", "", "", at + 1)]
        found = _TOKEN.match(text, at)
        if found is None:
            raise _refuse_at(at + 1)
        kind = found.lastgroup or ""
        word = found[0].lower() if kind in {"name", "sign"} else ""
        tokens.append(Token(kind, found[0], word, at + 1))
        at = found.end()


def _refuse_at(at: int) -> ValueError:
    fault = sentence(
        "is not valid %(language)s: character %(n)s cannot stand there", language="cql2-text", n=at
    )
    return ValueError(fault)


def _skip(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at
