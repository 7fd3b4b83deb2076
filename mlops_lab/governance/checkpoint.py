"""A checkpoint of the audit log: where it ended at some time, as one line of text to keep elsewhere."""

from __future__ import annotations

import msgspec

from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import invalid


class Checkpoint(msgspec.Struct, kw_only=True, frozen=True):
    """Where the log ended.

    Attributes
    ----------
    seq, hash : int, str
        Of the last entry then; its hash stands for everything up to it.
    origin : str
        What it was read from, in words; no part of the line.
    """

    seq: int
    hash: str
    time: Millis
    by: str = ""
    origin: str = ""


def line_of(checkpoint: Checkpoint) -> str:
    """Return the line that is kept elsewhere, and that a time-stamp is over."""
    line = _Line(checkpoint.seq, checkpoint.hash, checkpoint.time, checkpoint.by)
    return msgspec.json.encode(line).decode()


def read_line(line: str, origin: str) -> Checkpoint:
    """Read a checkpoint back.

    Raises
    ------
    LabError
        When it is none.
    """
    try:
        return msgspec.structs.replace(msgspec.json.decode(line, type=_Line).checkpoint(), origin=origin)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(f"{origin} is no checkpoint of an audit log.", "place") from error


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    seq: int
    hash: str
    time: int
    by: str = ""

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(seq=self.seq, hash=self.hash, time=self.time, by=self.by)
