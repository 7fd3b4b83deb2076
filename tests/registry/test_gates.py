"""Running gates: what they may return, and what becomes of those that crash, hang, flood, fork or lie."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import psutil
import pytest

from mlops_lab.registry.gates import discovery
from mlops_lab.registry.gates.process import LOG_HEAD, LOG_TAIL
from mlops_lab.registry.gates.running import execute
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.database import Database
from mlops_lab.wire.control import GateState
from tests.registry.gating import Bench, skops_bytes, wine


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, ArtifactStore(str(tmp_path / "artifacts")), tmp_path)


@pytest.fixture
def quick(sqlite_database: Database, tmp_path: Path) -> Bench:
    """The same on one database, for what happens out of the store."""
    return Bench(sqlite_database, ArtifactStore(str(tmp_path / "artifacts")), tmp_path)


@pytest.fixture(scope="module")
def model() -> bytes:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    frame = wine()
    return skops_bytes(make_pipeline(StandardScaler(), LogisticRegression()).fit(
        frame.drop(columns=["target"]), frame["target"]))  # fmt: skip


def test_a_gate_of_the_project_loads_the_model_and_the_frozen_data(bench: Bench, model: bytes) -> None:
    version = bench.version({"model.skops": model}, metrics={"accuracy": 0.9})
    bench.freeze(wine(), "holdout")
    gate = bench.own_gate(
        "    data = context.dataset('holdout')\n"
        "    right = (context.load_model().predict(data.features) == data.labels).mean()\n"
        "    print('looked at', len(data.frame))\n"
        "    assert context.champion() is None and context.metrics['accuracy'] == 0.9\n"
        "    return {'right': right, 'rows': len(data.frame)}"
    )

    outcome = bench.run(version, gate, {"dataset": "holdout", "at_least": {"right": 0.9}})

    assert outcome.state == GateState.PASSED, outcome
    assert outcome.verdict is not None
    assert outcome.verdict.numbers["rows"] == 178
    assert "looked at 178" in outcome.log
    assert bench.run(version, gate, {"dataset": "holdout", "at_least": {"right": 1.01}}).state == GateState.FAILED


@pytest.mark.parametrize(
    ("returned", "state", "said"),
    [
        ("True", GateState.PASSED, ""),
        ("(False, 'too slow')", GateState.FAILED, "too slow"),
        ("lab.Verdict(passed=True, summary='fine', numbers={'n': 1.0})", GateState.PASSED, "fine"),
        ("lab.Verdict(passed=True, numbers={'n': float('nan')})", GateState.ERROR, "n is nan"),
        ("{'recall': float('nan')}", GateState.ERROR, "recall is nan"),
        ("{'recall': float('inf')}", GateState.ERROR, "recall is inf"),
        ("{'recall': 0.5}", GateState.ERROR, "at_least"),
        ("None", GateState.ERROR, "NoneType"),
        ("1", GateState.ERROR, "int"),
        ("('yes', 'fine')", GateState.ERROR, "str is neither"),
        ("lab.Verdict(passed=True, plot='https://elsewhere/x.svg')", GateState.ERROR, "data URI"),
        ("lab.Verdict(passed=True, table=[{'x': 'y' * 1500}] * 1000)", GateState.ERROR, "larger than"),
        ("1 / 0", GateState.ERROR, "ZeroDivisionError"),
        ("exec('import os; os._exit(0)')", GateState.ERROR, "there is none"),
        ("exec('import os; os._exit(3)')", GateState.ERROR, "code 3"),
        ("exec('import os, signal; os.kill(os.getpid(), signal.SIGSEGV)')", GateState.ERROR, "signal 11"),
    ],
)
def test_what_a_gate_returns_decides_or_blocks(quick: Bench, returned: str, state: GateState, said: str) -> None:
    version = quick.version({"model.skops": b"x"})

    outcome = quick.run(version, quick.own_gate(f"    return {returned}"))

    assert outcome.state == state, outcome
    assert said in outcome.summary


def test_a_gate_that_hangs_is_ended_with_all_it_started(quick: Bench) -> None:
    version = quick.version({"model.skops": b"x"})
    pids = quick.folder / "pids"
    gate = quick.own_gate(
        "    import os, subprocess, sys, time\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
        f"    open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "    time.sleep(60)"
    )

    began = time.monotonic()
    outcome = quick.run(version, gate, time_limit=3)

    assert outcome.state == GateState.ERROR
    assert "within 3 s" in outcome.summary
    assert time.monotonic() - began < 20
    assert not [pid for pid in pids.read_text().split() if _lives(int(pid))]


def test_a_gate_that_passes_leaves_no_process_behind(quick: Bench) -> None:
    version = quick.version({"model.skops": b"x"})
    pids = quick.folder / "pids"
    gate = quick.own_gate(
        "    import os, time\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        f"        open({str(pids)!r}, 'w').write(str(os.getpid()))\n"
        "        time.sleep(60)\n"
        "    time.sleep(0.5)\n"
        "    return True"
    )

    outcome = quick.run(version, gate)

    assert outcome.state == GateState.PASSED, outcome
    assert not _lives(int(pids.read_text()))


def test_a_gate_that_forks_without_end_is_ended(quick: Bench) -> None:
    version = quick.version({"model.skops": b"x"})
    gate = quick.own_gate("    import os, time\n    for _ in range(120):\n        if os.fork() == 0:\n"
                          "            time.sleep(60)\n            os._exit(0)\n    time.sleep(60)")  # fmt: skip

    outcome = quick.run(version, gate, time_limit=30)

    assert outcome.state == GateState.ERROR
    assert "processes" in outcome.summary


def test_a_gate_that_takes_too_much_memory_is_ended(quick: Bench) -> None:
    version = quick.version({"model.skops": b"x"})
    gate = quick.own_gate("    import time\n    held = bytearray(400 << 20)\n    time.sleep(20)\n    return True")

    outcome = quick.run(version, gate, memory_limit_mb=300)

    assert outcome.state == GateState.ERROR
    assert "MB of memory" in outcome.summary


def test_a_flood_of_output_is_kept_to_its_ends(quick: Bench) -> None:
    version = quick.version({"model.skops": b"x"})
    gate = quick.own_gate("    import sys\n    print('begin')\n    for _ in range(300):\n"
                          "        sys.stdout.write('x' * 100_000)\n    print('end')\n    return True")  # fmt: skip

    outcome = quick.run(version, gate)

    assert outcome.state == GateState.PASSED, outcome
    assert outcome.log.startswith("begin")
    assert outcome.log.rstrip().endswith("end")
    assert "bytes left out" in outcome.log
    assert len(outcome.log) < LOG_HEAD + LOG_TAIL + 100


def test_a_gate_sees_no_secret_of_the_server(quick: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MLOPS_LAB_TOKEN", "AWS_SECRET_ACCESS_KEY", "JUPYTERHUB_API_TOKEN", "PGPASSWORD", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "a-secret")
    version = quick.version({"model.skops": b"x"})
    gate = quick.own_gate("    import os\n    return 'a-secret' not in os.environ.values(), ' '.join(os.environ)")

    outcome = quick.run(version, gate)

    assert outcome.state == GateState.PASSED, outcome


def test_a_gate_is_cancelled(quick: Bench) -> None:
    version = quick.version({"model.skops": b"x"})
    task = quick.task(version, quick.own_gate("    import time\n    time.sleep(60)"))
    asked = threading.Event()
    threading.Timer(1, asked.set).start()

    outcome = execute(task, cancelled=asked.is_set)

    assert outcome.state == GateState.ERROR
    assert "cancelled" in outcome.summary


def test_a_tampered_file_is_not_loaded(bench: Bench, model: bytes) -> None:
    version = bench.version({"model.skops": model})
    gate = bench.own_gate("    context.load_model()\n    return True")
    assert bench.run(version, gate).state == GateState.PASSED

    bench.put(f"models/{version}/model.skops", model[:-1] + bytes([model[-1] ^ 1]))
    outcome = bench.run(version, gate)

    assert outcome.state == GateState.ERROR
    assert "is not what it was" in outcome.summary
    bench.artifacts.delete(f"models/{version}/model.skops")
    assert bench.run(version, gate).state == GateState.ERROR


def test_a_tampered_frozen_dataset_is_not_used(bench: Bench, model: bytes) -> None:
    version = bench.version({"model.skops": model})
    held = bench.freeze(wine(), "holdout")
    bench.put(held.path, b"PAR1 something else PAR1")

    outcome = bench.run(version, "champion", {"dataset": "holdout", "metric": "accuracy"})

    assert outcome.state == GateState.ERROR
    assert "is not what it was" in outcome.summary


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ("no_such_gate", "There is no gate"),
        ("no_such_package.checks:check", "There is no package"),
        ("os:getcwd", "is not a gate"),
    ],
)
def test_a_gate_that_is_not_there_is_an_error(quick: Bench, gate: str, said: str) -> None:
    outcome = quick.run(quick.version({"model.skops": b"x"}), gate)

    assert outcome.state == GateState.ERROR
    assert said in outcome.summary


def test_a_gate_of_an_installed_package_is_found_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared_gates.py").write_text(
        "import mlops_lab as lab\n\n@lab.gate\ndef check(context):\n    return True\n"
    )
    info = tmp_path / "shared_gates-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shared-gates\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mlops_lab.gates]\nshared check = shared_gates:check\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    before = discovery.code_digest("shared check", [])
    assert discovery.load("shared check", [])(None) is True
    (tmp_path / "shared_gates.py").write_text("# another\n")
    assert discovery.code_digest("shared check", []) != before


def test_whatever_a_gate_depends_on_makes_its_result_stale(bench: Bench, model: bytes) -> None:
    first, second = bench.version({"model.skops": model}), bench.version({"model.skops": model, "README.md": b"x"})
    bench.freeze(wine(), "holdout")
    gate, params = bench.own_gate("    return True"), {"dataset": "holdout"}
    seen = [bench.plan(first, gate, params).inputs_digest]

    assert bench.plan(first, gate, params).inputs_digest == seen[0]
    seen.append(bench.plan(second, gate, params).inputs_digest)
    seen.append(bench.plan(first, gate, params | {"x": 1}).inputs_digest)
    bench.make_live(second)
    seen.append(bench.plan(first, gate, params).inputs_digest)
    bench.freeze(wine().head(100), "holdout")
    seen.append(bench.plan(first, gate, params).inputs_digest)
    bench.own_gate("    return False")
    seen.append(bench.plan(first, gate, params).inputs_digest)

    assert len(set(seen)) == len(seen)


def test_a_missing_dataset_is_planned_and_blocks(bench: Bench) -> None:
    version = bench.version({"model.skops": b"x"})

    outcome = bench.run(version, "champion", {"dataset": "nothing", "metric": "accuracy"})

    assert outcome.state == GateState.ERROR
    assert "no frozen dataset 'nothing'" in outcome.summary


def _lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and pid != os.getpid()
