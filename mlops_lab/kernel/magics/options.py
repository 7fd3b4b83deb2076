"""What stands behind a magic's name: options read without ever ending the process."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NoReturn, TypeVar

from IPython.core.error import UsageError

from mlops_lab.wire.errors import LabError

R = TypeVar("R")


class Options(argparse.ArgumentParser):
    """The options of one magic.

    Parameters
    ----------
    magic : str
        Its name with the percent signs, such as ``%runs``.
    description : str
        One or two sentences for ``--help``.
    """

    def __init__(self, magic: str, description: str) -> None:
        # argparse puts prog and description through %-formatting
        super().__init__(prog=magic, description=description, add_help=False, allow_abbrev=False)
        self.add_argument("-h", "--help", action="store_true", help="print this")

    def read(self, line: str, *, with_sign: Sequence[str] = ()) -> argparse.Namespace | None:
        """Return the options on a line, or None when help was asked for and given.

        Options in `with_sign` take values that may begin with a minus: ``--sort -auc``.

        Raises
        ------
        UsageError
            When the line is not understood.
        """
        tokens = _joined(words(self.prog, line), with_sign)
        if "--help" in tokens or "-h" in tokens:
            sys.stdout.write(self.format_help())
            return None
        return self.parse_intermixed_args(tokens)

    def format_usage(self) -> str:
        """Return the usage, the magic's name as it is typed."""
        return super().format_usage().replace("%%", "%") if not self.prog.startswith("%%") else super().format_usage()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line."""
        raise UsageError(f"{self.prog}: {message}. `{self.prog} --help` shows the options.")

    @property
    def flags(self) -> list[str]:
        """The long options, for completion."""
        return [text for action in self._actions for text in action.option_strings if text.startswith("--")]


def words(magic: str, line: str) -> list[str]:
    """Split a line as a shell does.

    Raises
    ------
    UsageError
        When a quotation is left open.
    """
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{magic}: {error}.") from None


def in_one_line(function: Callable[..., R]) -> Callable[..., R]:
    """Turn mistakes that the user can mend into one line without a traceback."""

    @wraps(function)
    def told(*args: Any, **options: Any) -> R:
        try:
            return function(*args, **options)
        except LabError as error:
            raise UsageError(str(error)) from None

    return told


def _joined(tokens: list[str], with_sign: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1] in with_sign and token.startswith("-"):
            joined[-1] += "=" + token
        else:
            joined.append(token)
    return joined
