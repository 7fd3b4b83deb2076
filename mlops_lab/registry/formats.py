"""What the files of a model are, by their content: a pickle stays one under any name, compressed or zipped."""

from __future__ import annotations

import bz2
import lzma
import pickletools
import zipfile
import zlib
from typing import IO

PICKLE = "pickle"
SKOPS = "skops"
ONNX = "onnx"
HEAD = 1 << 16
"""Bytes of a file, and of what is compressed in it, that are looked at."""
_BY_ENDING = {
    ".skops": SKOPS,
    ".onnx": ONNX,
    ".safetensors": "safetensors",
    ".ubj": "xgboost",
    ".xgb": "xgboost",
    ".cbm": "catboost",
    ".h5": "hdf5",
    ".keras": "keras",
    ".pb": "tensorflow",
    ".tflite": "tflite",
    ".pkl": PICKLE,
    ".pickle": PICKLE,
    ".joblib": PICKLE,
    ".cloudpickle": PICKLE,
    ".dill": PICKLE,
}
_TEXTS = (".json", ".yaml", ".yml", ".txt", ".md", ".csv", ".toml", ".py", ".html", ".svg", ".ipynb")
_DEEPEST = 3


def format_of(name: str, file: IO[bytes]) -> str | None:
    """Return a file's format where it is one that a model is loaded from; None for what is beside it.

    Parameters
    ----------
    name : str
        The file's name or path.
    file : file
        Open at its beginning, seekable; where it stands afterwards is not said.
    """
    head = file.read(HEAD)
    ending = _ending(name)
    if _holds_pickle(head, ending):
        return PICKLE
    if head.startswith(b"PK\x03\x04") and (ending != ".skops" or not _looks_like_skops(file)):
        return _of_zip(file, ending)
    return _BY_ENDING.get(ending)


def _ending(name: str) -> str:
    base = name.rsplit("/", 1)[-1].lower()
    for packed in (".gz", ".bz2", ".xz", ".lzma", ".z"):
        base = base.removesuffix(packed)
    return f".{base.rpartition('.')[2]}" if "." in base else ""


def _looks_like_skops(file: IO[bytes]) -> bool:
    names = _names(file)
    return "schema.json" in names and not any(_BY_ENDING.get(_ending(name)) == PICKLE for name in names)


def _names(file: IO[bytes]) -> list[str]:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return []


def _of_zip(file: IO[bytes], ending: str) -> str | None:
    """Look at what is in an archive: PyTorch's, for one, hold a pickle."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist()[:1000]:
                inner = _ending(member.filename)
                if _BY_ENDING.get(inner) == PICKLE:
                    return PICKLE
                with archive.open(member) as opened:
                    if _holds_pickle(opened.read(HEAD), inner):
                        return PICKLE
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return _BY_ENDING.get(ending, "unreadable archive")
    return _BY_ENDING.get(ending)


def _holds_pickle(head: bytes, ending: str, depth: int = 0) -> bool:
    if _is_pickle(head, ending):
        return True
    if head.startswith(b"\x93NUMPY") and b"|O" in head[:256]:
        return True  # an array of objects is a pickle behind a header
    if depth < _DEEPEST:
        inner = _unpacked(head)
        return bool(inner) and _holds_pickle(inner, ending, depth + 1)
    return False


def _is_pickle(head: bytes, ending: str) -> bool:
    if len(head) > 1 and head[0] == 0x80 and 2 <= head[1] <= 5:
        return True
    if ending in _TEXTS or not head:
        return False
    if head[:1] not in b"(c]}liFISV0GN":  # how the old protocols begin
        return False
    seen = 0
    try:
        for opcode, _, _ in pickletools.genops(head):
            seen += 1
            if opcode.name == "STOP":
                return seen > 1
    except (ValueError, IndexError, UnicodeDecodeError, KeyError):
        return seen > 8 and len(head) >= HEAD
    return False


def _unpacked(head: bytes) -> bytes:
    """Return the beginning of what is compressed; nothing where it is not."""
    try:
        if head.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(31).decompress(head, HEAD)
        if head[:1] == b"\x78" and len(head) > 1 and (head[0] * 256 + head[1]) % 31 == 0:
            return zlib.decompressobj().decompress(head, HEAD)
        if head.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(head, HEAD)
        if head.startswith(b"\xfd7zXZ\x00") or head.startswith(b"\x5d\x00\x00"):
            return lzma.LZMADecompressor().decompress(head, HEAD)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
        return b""
    return b""
