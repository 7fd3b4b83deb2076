"""Locks on files that the operating system takes back when their process dies."""

from __future__ import annotations

import sys


def try_lock(fd: int) -> bool:
    """Lock an open file for this process; return False when another one holds it.

    The lock goes when the process closes *any* descriptor of the file, so a process
    opens a file it has locked only once.
    """
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
