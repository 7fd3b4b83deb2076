"""The sealed environment can be installed: its exact versions exist and agree with each other.

pip is asked for the whole lock without installing anything. Where no registry can be reached
the lock is compared with what is installed here instead; the summary says which was done.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from mlops_lab.registry.gates.context import Context
from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.wire.control import Verdict

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*")
_VERSIONS = re.compile(r" \(from versions:[^)]*\)")
_AWAY = re.compile(
    r"Failed to establish|NewConnectionError|Name or service not known|Temporary failure in name|timed out|"
    r"ProxyError|Connection refused|Network is unreachable|ConnectTimeout|SSLError|Max retries exceeded",
    re.IGNORECASE,
)


def run(context: Context) -> Verdict:
    """Resolve the lock."""
    packages = {str(name): str(version) for name, version in (context.seal.environment.get("packages") or {}).items()}
    if not packages:
        raise GateError("The version was sealed without its packages.")
    for name, version in packages.items():
        if not _NAME.fullmatch(name) or not _VERSION.fullmatch(version):
            raise GateError(f"The lock holds {name[:60]!r} at {version[:60]!r}, which is no exact version.")
    python = str(context.seal.environment.get("python") or "")
    resolved = _ask_pip(packages, python, context.task.time_limit)
    return resolved if resolved is not None else _compare(packages, python)


def _ask_pip(packages: dict[str, str], python: str, time_limit: int) -> Verdict | None:
    """Let pip resolve the lock; None where it cannot reach a registry, or is not here."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text("".join(f"{name}=={version}\n" for name, version in sorted(packages.items())))
        command = [
            sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-input", "--retries", "1",
            "--only-binary", ":all:", "--disable-pip-version-check", "--target", folder, "-r", str(lock),
        ]  # fmt: skip
        minor = ".".join(python.split(".")[:2])
        if minor and minor != f"{sys.version_info.major}.{sys.version_info.minor}":
            command += ["--python-version", minor]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=max(time_limit - 10, 10))
        except subprocess.TimeoutExpired:
            sys.stdout.write("pip did not finish in time\n")
            return None
    sys.stdout.write(done.stdout[-8000:] + done.stderr[-8000:])
    numbers = {"packages": float(len(packages))}
    if done.returncode == 0:
        return Verdict(
            passed=True, summary=f"pip resolves all {len(packages)} exact versions together", numbers=numbers
        )
    if "No module named pip" in done.stderr or _AWAY.search(done.stderr + done.stdout):
        return None
    told = [
        _VERSIONS.sub("", line.removeprefix("ERROR: "))
        for line in done.stderr.splitlines()
        if line.startswith("ERROR:") and "Ignored the following" not in line
    ]
    summary = f"pip cannot resolve the lock: {' '.join(told)[:600] or done.stderr[-300:]}"
    return Verdict(passed=False, summary=summary, numbers=numbers)


def _compare(packages: dict[str, str], python: str) -> Verdict:
    rows = []
    for name, version in sorted(packages.items()):
        try:
            here: str | None = distribution(name).version
        except PackageNotFoundError:
            here = None
        rows.append({"package": name, "sealed": version, "installed": here, "same": here == version})
    minor, ours = ".".join(python.split(".")[:2]), f"{sys.version_info.major}.{sys.version_info.minor}"
    wrong = [f"{row['package']} {row['sealed']} (here {row['installed']})" for row in rows if not row["same"]]
    if minor and minor != ours:
        wrong.append(f"Python {python} (here {ours})")
    how = "No package registry could be reached, so the lock was compared with what is installed here"
    return Verdict(
        passed=not wrong,
        summary=f"{how}: it differs in {', '.join(wrong[:10])}" if wrong else f"{how}: it is the same",
        numbers={"packages": len(packages), "different": len(wrong)},
        table=rows,
    )
