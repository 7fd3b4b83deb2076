"""RFC 3161: have a time-stamping authority say that something existed, and check what it said."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from mlops_lab.wire.errors import Code, LabError, invalid

SECONDS = 30
SIZE_LIMIT = 1 << 20
"""Bytes of an answer."""


def stamp(data: bytes, url: str) -> bytes:
    """Have an authority time-stamp `data`; return its whole answer, which `openssl ts` reads.

    Only the SHA-256 of the data leaves this machine.

    Raises
    ------
    LabError
        When the authority cannot be reached, refuses, or answers for something else.
    """
    if not url.startswith(("http://", "https://")):
        raise invalid("A time-stamping authority has an address that begins with http:// or https://.", "place")
    tsp = _tsp()
    nonce = secrets.randbits(63)
    digest = hashlib.sha256(data).digest()
    question = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
            "nonce": nonce,
            "cert_req": True,
        }
    )
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=question.dump(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            receipt: bytes = answer.read(SIZE_LIMIT + 1)
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise LabError(f"The time-stamping authority at {url} cannot be asked: {reason}", Code.UNAVAILABLE) from error
    if len(receipt) > SIZE_LIMIT:
        raise LabError(f"{url} did not answer with a time-stamp.", Code.UNAVAILABLE)
    said = _said(receipt, url)
    if said["message_imprint"]["hashed_message"].native != digest or said["nonce"].native != nonce:
        raise LabError(f"{url} answered with a time-stamp of something else.", Code.UNAVAILABLE)
    return receipt


def covers(receipt: bytes, data: bytes) -> bool:
    """Tell whether a receipt is a time-stamp of `data`, whoever signed it."""
    _tsp()  # its absence is no answer
    try:
        said = _said(receipt, "The receipt")
    except LabError:
        return False
    return bool(said["message_imprint"]["hashed_message"].native == hashlib.sha256(data).digest())


def signed_by(receipt: bytes, data: bytes, authority: Path) -> bool:
    """Tell whether a receipt of `data` is signed by an authority that a PEM file of certificates trusts."""
    program = shutil.which("openssl")
    if program is None:
        raise LabError("Checking who signed a time-stamp takes the program openssl.", Code.UNSUPPORTED)
    with tempfile.TemporaryDirectory(prefix="mlops-lab-stamp-") as name:
        folder = Path(name)
        (folder / "data").write_bytes(data)
        (folder / "receipt").write_bytes(receipt)
        done = subprocess.run(
            [
                program, "ts", "-verify", "-data", str(folder / "data"), "-in", str(folder / "receipt"),
                "-CAfile", str(authority.absolute()),
            ],
            capture_output=True,
            check=False,
        )  # fmt: skip
    return done.returncode == 0


def _said(receipt: bytes, who: str) -> Any:
    """Return what an answer's token says."""
    tsp = _tsp()
    try:
        answer = tsp.TimeStampResp.load(receipt, strict=True)
        status = answer["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            why = " ".join(answer["status"]["status_string"].native or []) or status
            raise LabError(f"{who} refused to give a time-stamp: {why}", Code.UNAVAILABLE)
        return answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    except (ValueError, TypeError, KeyError) as error:
        raise LabError(f"{who} did not answer with a time-stamp.", Code.UNAVAILABLE) from error


def _tsp() -> Any:
    try:
        from asn1crypto import tsp
    except ImportError:
        raise LabError("Time-stamps take `pip install mlops-lab[timestamp]`.", Code.UNSUPPORTED) from None
    return tsp
