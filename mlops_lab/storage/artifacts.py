"""Artifacts: files below one root, a folder by default, anything fsspec knows otherwise.

Paths are relative, with forward slashes. What climbs, begins at a root, or hides
either behind percent-encoding or a symbolic link is refused before anything is touched.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote

import msgspec

from mlops_lab.wire.errors import Code, LabError, invalid, not_found
from mlops_lab.wire.ids import new_id

PATH_LIMIT = 1000
_PART_SUFFIX = ".part"


class Entry(msgspec.Struct, frozen=True):
    """A file or folder; `path` is relative to the store's root, `size` in bytes, `modified` in seconds since 1970."""

    path: str
    is_dir: bool
    size: int | None = None
    modified: float | None = None


class Upload(Protocol):
    """A file being written. It is there for others once `commit` has returned, and not before."""

    def write(self, data: bytes) -> object:
        """Add bytes."""
        ...

    def commit(self) -> None:
        """Put the file in its place."""
        ...

    def abort(self) -> None:
        """Leave nothing behind."""
        ...


def check_path(path: str, *, field: str = "path") -> str:
    """Return `path` without a trailing slash.

    Raises
    ------
    LabError
        When the path is absolute, climbs, holds a backslash, NUL or control
        character, or does any of it once percent-decoded.
    """
    seen = path
    for _ in range(6):
        _refuse_unsafe(seen, field)
        decoded = unquote(seen)
        if decoded == seen:
            break
        seen = decoded
    else:
        raise invalid("Invalid path: it is encoded over and over.", field)
    return path.rstrip("/")


def _refuse_unsafe(path: str, field: str) -> None:
    if len(path) > PATH_LIMIT:
        raise invalid(f"Invalid path: at most {PATH_LIMIT} characters, this one has {len(path)}.", field)
    if path.startswith("/") or "\\" in path or "//" in path:
        raise invalid("Invalid path: it must be relative, with single forward slashes.", field)
    if any(ord(char) < 32 or ord(char) == 127 for char in path):
        raise invalid("Invalid path: it holds a control character.", field)
    parts = path.split("/")
    if ".." in parts or "." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise invalid("Invalid path: it must not climb or name a drive.", field)
    if any(len(part.encode("utf-8", "surrogatepass")) > 255 for part in parts):
        raise invalid("Invalid path: a file's name has at most 255 bytes.", field)


class ArtifactStore:
    """Files below one root.

    Parameters
    ----------
    root : str
        A folder, or an address that fsspec knows, such as ``s3://bucket/prefix``.
    options : mapping, optional
        What fsspec's file system of that kind is made with.
    """

    def __init__(self, root: str, options: Mapping[str, Any] | None = None) -> None:
        self.root = root
        self._options = dict(options or {})
        self._folder = None if "://" in root else Path(root)

    @cached_property
    def _remote(self) -> tuple[Any, str]:
        import fsspec

        fs, base = fsspec.core.url_to_fs(self.root, **self._options)
        return fs, str(base).rstrip("/")

    def entries(self, path: str) -> list[Entry]:
        """Return what a folder holds, folders first, by name; nothing where there is no such folder."""
        path = check_path(path)
        entries = self._list_folder(path) if self._folder is not None else self._list_remote(path)
        return sorted(entries, key=lambda entry: (not entry.is_dir, entry.path))

    def info(self, path: str) -> Entry:
        """Describe a file or folder.

        Raises
        ------
        LabError
            When there is none.
        """
        path = check_path(path)
        if self._folder is not None:
            place = self._place(path)
            try:
                stat = place.stat()
            except (FileNotFoundError, NotADirectoryError):
                raise _missing(path) from None
            is_dir = place.is_dir()
            return Entry(path, is_dir, None if is_dir else stat.st_size, stat.st_mtime)
        fs, base = self._remote
        try:
            found = fs.info(f"{base}/{path}")
        except FileNotFoundError:
            raise _missing(path) from None
        return _remote_entry(found, base)

    def open(self, path: str) -> IO[bytes]:
        """Open a file for reading."""
        if self._folder is not None:
            path = check_path(path)
            try:
                return self._place(path).open("rb")
            except IsADirectoryError:
                raise invalid(f"{path!r} is a folder.", "path") from None
            except (FileNotFoundError, NotADirectoryError):
                raise _missing(path) from None
        entry = self.info(path)
        if entry.is_dir:
            raise invalid(f"{path!r} is a folder.", "path")
        fs, base = self._remote
        opened: IO[bytes] = fs.open(f"{base}/{entry.path}", "rb")
        return opened

    def create(self, path: str) -> Upload:
        """Begin to write a file, replacing one that stands there once it is committed."""
        path = check_path(path)
        if not path:
            raise invalid("A file needs a name.", "path")
        if self._folder is not None:
            return _FolderUpload(self._place(path), self._place(""))
        fs, base = self._remote
        return _RemoteUpload(fs, f"{base}/{path}")

    def delete(self, path: str) -> None:
        """Remove a file, or a folder with all it holds; nothing happens where there is none."""
        path = check_path(path)
        if not path:
            raise invalid("The whole store is not deleted by path.", "path")
        if self._folder is not None:
            place = self._place(path)
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
            return
        fs, base = self._remote
        if fs.exists(f"{base}/{path}"):
            fs.rm(f"{base}/{path}", recursive=True)

    def _place(self, path: str) -> Path:
        """Return where a path lies, refusing what a symbolic link leads outside."""
        assert self._folder is not None
        root = os.path.realpath(self._folder)
        place = os.path.realpath(os.path.join(root, path)) if path else root  # noqa: PTH118 (realpath follows links)
        if place != root and not place.startswith(root.rstrip(os.sep) + os.sep):
            raise invalid("Invalid path: a link leads it outside of the artifacts.", "path")
        return Path(place)

    def _list_folder(self, path: str) -> list[Entry]:
        place = self._place(path)
        if not place.is_dir():
            return []
        entries = []
        with os.scandir(place) as found:
            for item in found:
                if item.name.endswith(_PART_SUFFIX) and item.name.startswith("."):
                    continue
                name = f"{path}/{item.name}" if path else item.name
                try:
                    self._place(name)
                    stat = item.stat()
                    is_dir = item.is_dir()
                except (LabError, OSError):
                    continue  # a link that leads outside, or nowhere, is not one of our artifacts
                entries.append(Entry(name, is_dir, None if is_dir else stat.st_size, stat.st_mtime))
        return entries

    def _list_remote(self, path: str) -> list[Entry]:
        fs, base = self._remote
        fs.invalidate_cache()
        target = f"{base}/{path}" if path else base
        try:
            found = fs.ls(target, detail=True)
        except FileNotFoundError:
            return []
        entries = [_remote_entry(one, base) for one in found]
        return [entry for entry in entries if entry.path and entry.path != path]


class _FolderUpload:
    """Written beside its place under another name, then renamed."""

    def __init__(self, place: Path, root: Path) -> None:
        self._place = place
        if place.is_dir():
            raise invalid("There is a folder of that name.", "path")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise invalid("A part of the path is a file.", "path") from None
        self._part = place.parent / f".{new_id()}{_PART_SUFFIX}"
        self._file = self._part.open("xb")

    def write(self, data: bytes) -> object:
        try:
            return self._file.write(data)
        except OSError as error:
            raise _full(error) from error

    def commit(self) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._place)
        except OSError as error:
            self.abort()
            raise _full(error) from error

    def abort(self) -> None:
        try:
            self._file.close()
        finally:
            self._part.unlink(missing_ok=True)


class _RemoteUpload:
    """Written through fsspec, whose object stores show a file once it is closed."""

    def __init__(self, fs: Any, place: str) -> None:
        self._fs = fs
        self._place = place
        self._file = fs.open(place, "wb")

    def write(self, data: bytes) -> object:
        return self._file.write(data)

    def commit(self) -> None:
        self._file.close()
        self._fs.invalidate_cache()

    def abort(self) -> None:
        if hasattr(self._file, "discard"):
            self._file.discard()
        # what is closed would be shown
        self._file.closed = True


def _remote_entry(found: Mapping[str, Any], base: str) -> Entry:
    is_dir = found["type"] == "directory"
    path = str(found["name"]).rstrip("/")
    path = path[len(base) :].lstrip("/") if path.startswith(base) else path
    modified: Any = found.get("LastModified") or found.get("mtime") or found.get("created")
    seconds = modified.timestamp() if hasattr(modified, "timestamp") else modified
    return Entry(path, is_dir, None if is_dir else found.get("size"), seconds)


def _missing(path: str) -> LabError:
    return not_found(f"There is no artifact {path[:200]!r}.", "path")


def _full(error: OSError) -> LabError:
    return LabError(f"The artifact could not be written: {error.strerror}.", Code.UNAVAILABLE, "path")
