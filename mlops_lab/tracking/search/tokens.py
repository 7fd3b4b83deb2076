"""A filter's text as tokens, each with the column it begins at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mlops_lab.wire.errors import LabError, invalid

TEXT_LIMIT = 2_000_000
"""Characters of a filter; one of 10,000 conditions has about 300,000."""


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    DOTTED = "dotted"
    STRING = "string"
    QUOTED = "quoted"
    TICKED = "ticked"
    NUMBER = "number"
    OPERATOR = "operator"
    MARK = "mark"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. `key` is what follows a dotted name's first dot, out of its quotes."""

    sort: Sort
    text: str
    column: int
    key: str = ""

    @property
    def word(self) -> str:
        """The text in upper case where it may be a keyword, else nothing."""
        return self.text.upper() if self.sort is Sort.WORD else ""


_DOUBLE = r'"(?:[^"]|"")*"'
_TICKS = r"`(?:[^`]|``)*`"
_QUOTED = f"{_DOUBLE}|{_TICKS}"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<dotted>(?:[^\W\d]\w*|{_QUOTED})\.(?:{_QUOTED}|[\w./:@-]+))
    | (?P<word>[+-]?[^\W\d]\w*)
    | (?P<string>'(?:[^']|'')*')
    | (?P<quoted>{_DOUBLE})
    | (?P<ticked>{_TICKS})
    | (?P<operator><=|>=|!=|<>|==|=|<|>)
    | (?P<mark>[(),])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_PREFIX = re.compile(rf"(?:[^\W\d]\w*|{_QUOTED})")


def at(message: str, column: int, field: str = "filter") -> LabError:
    """Make the error for a text that went wrong at a column."""
    return invalid(f"{message} at column {column}.", field)


def tokens(text: str, field: str = "filter") -> list[Token]:
    """Return the tokens of a text, an end at the last.

    Raises
    ------
    LabError
        When it is too long, holds a character no database stores, or something
        that begins no token.
    """
    if len(text) > TEXT_LIMIT:
        raise invalid(f"A filter has at most {TEXT_LIMIT:,} characters, this one {len(text):,}.", field)
    _refuse_unstorable(text, field)
    found = []
    position = 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _no_token(text, position, field)
        token = _token(match)
        found.append(token)
        if token.sort is Sort.END:
            return found
        position = match.end()


def _token(match: re.Match[str]) -> Token:
    sort = Sort(match.lastgroup or "")
    text = match[sort.value]
    column = match.start(sort.value) + 1
    if sort is Sort.DOTTED:
        prefix = _PREFIX.match(text)
        assert prefix is not None  # the token's pattern begins with this one
        return Token(sort, _bare(prefix[0]), column, _bare(text[prefix.end() + 1 :]))
    if sort in (Sort.STRING, Sort.QUOTED, Sort.TICKED):
        return Token(sort, _bare(text), column)
    return Token(sort, text, column)


def _bare(text: str) -> str:
    """Take quotes off; a doubled quote within is one."""
    quote = text[:1]
    return text[1:-1].replace(quote * 2, quote) if quote in ("'", '"', "`") and quote else text


def _no_token(text: str, position: int, field: str) -> LabError:
    while text[position].isspace():
        position += 1
    char = text[position]
    if char in "'\"`":
        return at(f"The quote {char} that opens is not closed", position + 1, field)
    return at(f"{char!r} makes no sense", position + 1, field)


def _refuse_unstorable(text: str, field: str) -> None:
    if "\x00" in text:
        raise at("There is a NUL character", text.index("\x00") + 1, field)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise at("There is half a character (a lone surrogate)", error.start + 1, field) from None
