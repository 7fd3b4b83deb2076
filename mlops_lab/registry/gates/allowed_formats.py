"""Which files a version may hold, by content: an allow-list, not a search for what is bad.

A file is allowed when all of it is of a known kind that runs nothing when it is read. What is
not recognised is refused, whatever it is called: pickles under any name, compressed or within
an archive, are simply among what is not recognised.
"""

from __future__ import annotations

import json
import pickletools
import re
import struct
import zipfile
from pathlib import Path
from typing import IO, Any

import msgspec

SKOPS, ONNX, SAFETENSORS, NPY, PARQUET, TEXT, REFUSED = (
    "skops", "onnx", "safetensors", "npy", "parquet", "text", "refused",
)  # fmt: skip
MODEL_FORMATS = (SKOPS, ONNX, SAFETENSORS)
TEXT_LIMIT = 32 << 20
MEMBERS_LIMIT = 20_000
UNPACKED_LIMIT = 16 << 30
_NPY = b"\x93NUMPY"
_ZIP = b"PK\x03\x04"
_ONNX_FIELDS = {1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2}
"""ONNX's ModelProto: which fields there are, and the wire type of each."""
_REQUIREMENT = re.compile(
    r"(?:[A-Za-z0-9][\w.\-]*(?:\[[\w.,\- ]*\])?\s*(?:(?:===?|~=|!=|[<>]=?)[^#]*)?(?:;.*)?)?(?:#.*)?"
)
_PACKED = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"]\0\0", "lzma"),
           (b"\x04\x22\x4d\x18", "lz4"), (b"\x28\xb5\x2f\xfd", "zstandard"))  # fmt: skip


class Examined(msgspec.Struct, frozen=True):
    """What a file is; `why` says what is wrong with one that is refused."""

    kind: str
    why: str = ""


class _RefusedError(Exception):
    pass


def examine(path: Path, name: str) -> Examined:
    """Tell what a file is by reading all of it."""
    try:
        with path.open("rb") as file:
            return Examined(_kind(file, name, path.stat().st_size))
    except _RefusedError as error:
        return Examined(REFUSED, str(error))
    except (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile,
            struct.error, RecursionError) as error:  # fmt: skip
        return Examined(REFUSED, f"it cannot be read as what it begins like ({type(error).__name__})")


def _kind(file: IO[bytes], name: str, size: int) -> str:
    head = file.read(16)
    file.seek(0)
    if head.startswith(_ZIP):
        _check_skops(file, size)
        return SKOPS
    if head.startswith(_NPY):
        _check_npy(file, size)
        return NPY
    if head.startswith(b"PAR1"):
        _check_parquet(file)
        return PARQUET
    if head[:1] == b"\x08":
        _check_onnx(file, size)
        return ONNX
    if name.endswith(".safetensors"):
        _check_safetensors(file, size)
        return SAFETENSORS
    for magic, packing in _PACKED:
        if head.startswith(magic):
            raise _RefusedError(f"it is compressed ({packing}), which hides what it is")
    if head[:1] == b"\x78" and len(head) > 1 and (head[0] * 256 + head[1]) % 31 == 0:
        raise _RefusedError("it is compressed (zlib), which hides what it is")
    if head[:1] == b"\x80":
        raise _RefusedError("it is a pickle")
    _check_text(file, name, size)
    return TEXT


def _check_skops(file: IO[bytes], size: int) -> None:
    """An archive of a schema and plain arrays, without a byte that is neither."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        if archive.comment or len(names) != len(set(names)) or len(names) > MEMBERS_LIMIT:
            raise _RefusedError("it is an archive with a comment, or with two members of one name, or too many")
        if "schema.json" not in names:
            raise _RefusedError("it is an archive, and not one that skops made")
        if sum(member.file_size for member in members) > UNPACKED_LIMIT:
            raise _RefusedError("it is an archive that unpacks to too much")
        for member in members:
            if member.flag_bits & 1:
                raise _RefusedError("it is an archive with an encrypted member")
            with archive.open(member) as opened:
                _check_member(opened, member)
        end = max(member.header_offset + member.compress_size for member in members)
        if end > archive.start_dir or members[0].header_offset != 0:
            raise _RefusedError("it is an archive with something before it")


def _check_member(opened: IO[bytes], member: zipfile.ZipInfo) -> None:
    name = member.filename
    if name == "schema.json":
        _check_skops_schema(json.loads(opened.read(TEXT_LIMIT)))
    elif name.endswith(".npy"):
        _check_npy(opened, member.file_size)
    elif name.endswith(".npz"):
        _check_npz(opened)
    else:
        raise _RefusedError(f"it is an archive that holds {name[:80]!r}, which is neither a schema nor an array")


def _check_skops_schema(schema: Any) -> None:
    if not isinstance(schema, dict) or "__loader__" not in schema:
        raise _RefusedError("it is an archive whose schema skops did not write")


def _check_npz(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if not member.filename.endswith(".npy"):
                raise _RefusedError(f"it holds {member.filename[:80]!r} within its arrays")
            with archive.open(member) as opened:
                _check_npy(opened, member.file_size)


def _check_npy(file: IO[bytes], size: int) -> None:
    """An array whose header says how large it is, and which holds no objects: those are pickles."""
    from numpy.lib import format as npy

    version = npy.read_magic(file)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
    if read is None:
        raise _RefusedError("it is an array of an unknown version")
    shape, _, dtype = read(file)
    if dtype.hasobject:
        raise _RefusedError("it is an array of objects, which is a pickle")
    count = 1
    for length in shape:
        count *= length
    header = file.tell()
    if header + count * dtype.itemsize != size:
        raise _RefusedError("it is an array followed by something else")


def _check_parquet(file: IO[bytes]) -> None:
    import pyarrow
    import pyarrow.parquet

    try:
        pyarrow.parquet.ParquetFile(file)
    except pyarrow.ArrowException as error:
        raise _RefusedError("it begins like Parquet and is none") from error


def _check_onnx(file: IO[bytes], size: int) -> None:
    """ONNX is a protocol buffer: its outermost fields fill it to the last byte, and one is the graph."""
    seen: set[int] = set()
    while file.tell() < size:
        tag = _varint(file)
        field, wire = tag >> 3, tag & 7
        if _ONNX_FIELDS.get(field) != wire:
            raise _RefusedError("its kind is not known")
        seen.add(field)
        length = _varint(file)
        if wire == 2:
            if file.tell() + length > size:
                raise _RefusedError("its kind is not known")
            file.seek(length, 1)
    if not {1, 7, 8} <= seen:
        raise _RefusedError("its kind is not known")


def _varint(file: IO[bytes]) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise _RefusedError("its kind is not known")
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
    raise _RefusedError("its kind is not known")


def _check_safetensors(file: IO[bytes], size: int) -> None:
    (length,) = struct.unpack("<Q", file.read(8))
    if length > min(size - 8, TEXT_LIMIT):
        raise _RefusedError("it is no safetensors file")
    header = json.loads(file.read(length))
    ends = [entry["data_offsets"][1] for key, entry in header.items() if key != "__metadata__"]
    if 8 + length + max(ends, default=0) != size:
        raise _RefusedError("it is a safetensors file followed by something else")


def _check_text(file: IO[bytes], name: str, size: int) -> None:
    """Text of a kind that describes a model. A pickle can be text, so what it says is read as well."""
    if size > TEXT_LIMIT:
        raise _RefusedError("its kind is not known")
    data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _RefusedError("its kind is not known") from None
    if re.search(r"[\0-\x08\x0e-\x1f\x7f]", text):
        raise _RefusedError("its kind is not known")
    base = name.rsplit("/", 1)[-1]
    if base.endswith((".json", ".ipynb")):
        json.loads(text)
    elif base == "MLmodel" or base.endswith((".yaml", ".yml")):
        _check_yaml(text, is_mlmodel=base == "MLmodel")
    elif base == "requirements.txt" or base.endswith("requirements.txt"):
        _check_requirements(text)
    elif base.endswith((".md", ".txt", ".csv")):
        if _is_pickle(data):
            raise _RefusedError("it is a pickle written as text")
    else:
        raise _RefusedError("its kind is not known")


def _check_yaml(text: str, *, is_mlmodel: bool) -> None:
    import yaml

    try:
        found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise _RefusedError("it is no YAML") from error
    if not isinstance(found, dict):
        raise _RefusedError("it is no YAML of names and values")
    if is_mlmodel:
        _check_flavors(found.get("flavors"))


def _check_flavors(flavors: Any) -> None:
    """Refuse a description that makes MLflow load code or pickles: its clients follow it."""
    if not isinstance(flavors, dict):
        raise _RefusedError("it names no flavors")
    for name, flavor in flavors.items():
        given = flavor if isinstance(flavor, dict) else {}
        if str(given.get("serialization_format", "")) in ("pickle", "cloudpickle", "joblib"):
            raise _RefusedError(f"its flavor {name} says that the model is a {given['serialization_format']}")
        if given.get("code") or given.get("python_model") or given.get("model_code_path"):
            raise _RefusedError(f"its flavor {name} brings code along")
        loader = str(given.get("loader_module", "mlflow."))
        if not loader.startswith(("mlflow.", "mlops_lab.")) or loader == "mlflow.pyfunc.model":
            raise _RefusedError(f"its flavor {name} is loaded by {loader[:80]}")


def _check_requirements(text: str) -> None:
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped.startswith("--") and not _REQUIREMENT.fullmatch(stripped):
            raise _RefusedError("it is no list of requirements")


def _is_pickle(data: bytes) -> bool:
    seen = 0
    try:
        for opcode, _, _ in pickletools.genops(data):
            seen += 1
            if opcode.name == "STOP":
                return seen > 1
    except (ValueError, IndexError, UnicodeDecodeError, KeyError):
        return False
    return False
