"""What it takes to load a model, as the server says it: which files, their digests, what the policy allows."""

from __future__ import annotations

import msgspec

from mlops_lab.wire.control import SealedFile


class Loading(msgspec.Struct, kw_only=True):
    """A model found by its address.

    Attributes
    ----------
    root : str
        Where in the artifact store its files lie.
    files : list, optional
        Their digests: of the seal, else as they were logged. None where nobody counted them.
    pickle, trusted_types : bool, list of str
        What the project's policy allows.
    """

    uri: str
    root: str
    files: list[SealedFile] | None
    name: str | None = None
    version: int | None = None
    seal_digest: str | None = None
    run_id: str | None = None
    model_id: str | None = None
    pickle: bool = False
    trusted_types: list[str] = []


class Registered(msgspec.Struct, kw_only=True):
    """A version, as whoever registered it is told."""

    name: str
    version: int
    status: str = "READY"
    run_id: str | None = None
    source: str = ""
    aliases: list[str] = []

    def __repr__(self) -> str:
        state = "" if self.status == "READY" else f" ({self.status.lower().replace('_', ' ')})"
        return f"{self.name}@v{self.version}{state}"
