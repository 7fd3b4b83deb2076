"""Run every program here, one after the other, each in a process of its own: ``python -m benchmarks [NAME…]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the named programs, or all; return how many of them failed to run."""
    asked = sys.argv[1:]
    programs = sorted(path.stem for path in HERE.glob("bench_*.py"))
    chosen = [name for name in programs if not asked or any(word in name for word in asked)]
    failures = 0
    for name in chosen:
        print(f"== {name}", flush=True)
        failures += (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, check=False).returncode != 0
        )
    return failures


if __name__ == "__main__":
    sys.exit(main())
