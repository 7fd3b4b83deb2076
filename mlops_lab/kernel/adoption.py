"""Journals that dead processes left: taken over and shipped."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from mlops_lab.kernel.client import Client
from mlops_lab.kernel.delivery import Delivery
from mlops_lab.kernel.discovery import Server, journal_dir, running_servers
from mlops_lab.kernel.journal import SUFFIX, Head, host_name, spool
from mlops_lab.kernel.locking import try_lock
from mlops_lab.kernel.reading import NotAJournalError, Reader, read_head
from mlops_lab.tracking.records import Receipt
from mlops_lab.wire.errors import LabError

_log = logging.getLogger("mlops_lab")


@dataclass
class Adopted:
    """What came of taking over journals."""

    journals: int = 0
    sent: int = 0
    left: int = 0
    """Journals that stay: still being written to, or meant for another server."""


def adopt_leftovers(client: Client, folder: Path | None = None, *, whichever: bool = False) -> Adopted:
    """Ship the journals of dead processes of this machine, the oldest first.

    Parameters
    ----------
    client : Client
        The server to ship to.
    folder : Path, optional
        Where the journals are.
    whichever : bool
        Ship also what was meant for another server.

    Raises
    ------
    LabError
        When the server is away; what has not been shipped stays.
    """
    where = folder or journal_dir()
    done = Adopted()
    delivery = Delivery(client)
    for path in sorted(where.glob(f"*{SUFFIX}")) if where.is_dir() else []:  # names sort by time of birth
        if _is_own(path):
            continue
        sent = _adopt(delivery, path, whichever)
        if sent is None:
            done.left += 1
        else:
            done.journals += 1
            done.sent += sent
    if done.sent:
        _log.info("Sent %d records that %d earlier processes had left", done.sent, done.journals)
    return done


def _adopt(delivery: Delivery, path: Path, whichever: bool) -> int | None:
    """Ship one journal and delete it; None when it is not ours to ship."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:  # another one was faster
        return None
    try:
        head = read_head(fd)
        if head.host != host_name() or not (whichever or _is_for(head, delivery.client.server)) or not try_lock(fd):
            return None
        if not path.exists():  # shipped and deleted between our opening and locking it
            return None
        applied = delivery.client.get(f"api/journals/{head.journal}", Receipt).applied_seq
        sent = delivery.ship(Reader(fd, head.journal, applied, of_the_dead=True), path, patient=False)
        path.unlink()
        _forget_files(path)
        return sent
    except NotAJournalError:
        _log.warning("%s is not a journal and is left alone", path)
        return None
    finally:
        os.close(fd)


def _forget_files(path: Path) -> None:
    """Delete the folder of staged files, unless the server refused some."""
    folder = spool(path)
    refused = path.with_name(path.name + ".rejected")
    if folder.is_dir() and not refused.exists():
        shutil.rmtree(folder)


def _is_for(head: Head, server: Server) -> bool:
    """Tell whether what a process logged belongs to this server.

    Jupyter's address changes from start to start, so what was meant for a server of
    this machine that is gone belongs to the one that runs now.
    """
    if head.url is None or head.url == server.url:
        return True
    then = Server(head.url)
    # by port, since one server goes by several names: localhost, 127.0.0.1
    return then.is_local and server.is_local and all(one.port != then.port for one in running_servers())


def _is_own(path: Path) -> bool:
    from mlops_lab.kernel.session import own_journals

    return path.stem in own_journals()


def sync(client: Client, *, whichever: bool = False) -> Adopted:
    """Do what `mlops-lab sync` does."""
    try:
        return adopt_leftovers(client, whichever=whichever)
    except LabError as error:
        raise LabError(f"{error.message} What is left stays in {journal_dir()}.", error.code) from error
