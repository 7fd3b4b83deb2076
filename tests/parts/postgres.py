"""A real PostgreSQL of our own, in a temporary folder, run by a user it accepts (it refuses root)."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

from tests.parts.ports import free_port

FAST = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200"]
"""Settings for tests: what they show does not depend on surviving a power cut."""


class Postgres:
    """A cluster with one superuser, `lab`, trusted on the loopback interface only."""

    def __init__(self) -> None:
        self.bin = _programs()
        self.user = _unprivileged_user()
        self.folder = Path(tempfile.mkdtemp(prefix="mlops-lab-pg-"))
        self.port = free_port()
        self._template: str | None = None
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", self.data, "-U", "lab", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        self.start()

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        options = " ".join([*FAST, "-h 127.0.0.1", f"-p {self.port}", f"-k {self.folder}"])
        self._run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def restart(self, mode: str = "immediate") -> None:
        self.stop(mode)
        self.start()

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://lab@127.0.0.1:{self.port}/{name}"

    def new_database(self, template: str | None = None) -> str:
        """Make a database (a copy of `template`) and return its address."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self._sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.url(name)

    def migrated_database(self) -> str:
        """Return the address of a fresh database that already has the newest tables."""
        if self._template is None:
            from mlops_lab.storage.database import Database

            address = self.new_database()
            Database(address).close()
            self._template = address.rsplit("/", 1)[1]
        return self.new_database(self._template)

    def _sql(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(statement)  # type: ignore[arg-type]

    def _run(self, program: str, *args: str) -> None:
        command = [str(self.bin / program), *args]
        if self.user:
            command = [
                "setpriv",
                f"--reuid={self.user}",
                "--regid=" + str(pwd.getpwnam(self.user).pw_gid),
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode()}")


def _programs() -> Path:
    """Find the folder of PostgreSQL's programs."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError("PostgreSQL is not installed; `make test` installs it (Debian package postgresql).")


def _unprivileged_user() -> str | None:
    """Return whom to run as when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("PostgreSQL does not run as root and there is no other user to run it as.")
