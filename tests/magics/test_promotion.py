"""From a tracked cell to a live alias without leaving the notebook; the same from a shell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.magics.kernels import Kernel
from tests.parts.jupyter import LabServer
from tests.parts.web import Web
from tests.registry.models import store_of
from tests.server.test_promotions import write_policy

TRAIN = """\
%%track 'forest {seed}'
import numpy as np
from sklearn.linear_model import LogisticRegression
import mlops_lab as lab
x = np.arange(40.0).reshape(20, 2) + {seed}
y = np.arange(20) % 2
logged = lab.log_model(LogisticRegression().fit(x, y), input_example=x)
accuracy = 0.9
%log accuracy=accuracy
"""


@pytest.fixture(scope="module")
def trained(kernel: Kernel) -> Kernel:
    for seed in (1, 2):
        ran = kernel.run(TRAIN.format(seed=seed), timeout=120)
        assert ran.status == "ok", ran.error
    return kernel


def test_a_cells_model_goes_live_by_two_lines(trained: Kernel) -> None:
    assert str(trained.run("logged").text).startswith("model at runs:/")
    registered = trained.run("%register 'forest 1' 'late trains' --note 'the first'")
    assert registered.text == "late trains@v1"
    assert registered.stdout == ("late trains@v1 is registered. Next: %promote 'late trains@v1' staging\n"), (
        registered.stderr
    )
    trained.run("%register 'forest 1' trains")

    plan = trained.run("%promote trains@v1 staging --plan")
    done = trained.run("%promote trains@v1 staging --note 'for the timetable'", timeout=120)

    assert plan.text == "trains@v1 to staging: Promote (1 gate to run)"
    assert done.text == "trains@v1 is live for staging", done.stderr
    assert done.value is not None
    page = done.value["text/html"]
    assert "mlops-lab=version:trains/1" in page
    assert page.index("safe_format") < page.index("passed") < page.index("for the timetable")
    assert trained.run("lab.load_model('models:/trains@staging').predict(x).shape").text == "(20,)"


def test_a_wrong_line_is_told_in_one_line(trained: Kernel) -> None:
    trained.run("%register 'forest 1' lines")
    for line, said in (
        ("%promote lines staging", "names no version: write churn@v3"),
        ("%promote lines@v9 staging", "not found"),
        ("%promote lines@v1 moon", "The policy has no target 'moon'; it has staging, production"),
        ("%register nobody lines", "nobody"),
    ):
        told = trained.run(line)
        assert told.stderr.startswith("UsageError"), told
        assert said in told.stderr
        assert len(told.stderr.splitlines()) == 1


def test_the_sdk_sees_back_and_goes_back(trained: Kernel) -> None:
    for seed in (1, 2):
        trained.run(f"%register 'forest {seed}' returns")
        ran = trained.run(f"lab.promote('returns/{seed}', 'staging')", timeout=120)
        assert ran.text is not None, ran.error
    assert ran.text == "returns@v2 is live for staging, in place of v1"

    back = trained.run("lab.roll_back('returns', 'staging', reason='late in the rain')")
    listed = trained.run("[(one.version, one.kind, one.state.value) for one in lab.promotions('returns')]")
    refused = trained.run("lab.roll_back('returns', 'production', reason='why not')")

    assert back.text == "returns@v1 is live again for staging, in place of v2"
    assert listed.text == "[(1, 'rollback', 'live'), (2, 'promote', 'live'), (1, 'promote', 'live')]"
    assert refused.error is not None
    assert "Nothing is live for production" in refused.error[1]


def test_versions_are_listed_and_free_aliases_moved_from_code(trained: Kernel) -> None:
    for seed in (1, 2):
        trained.run(f"%register 'forest {seed}' listed")
    trained.run("lab.promote('listed/1', 'staging')", timeout=120)

    trained.run("lab.set_alias('listed@v2', 'favourite')")
    kept = trained.run("lab.set_alias('listed@v2', 'staging')")
    trained.run("found = {one.version: one for one in lab.versions('listed')}")

    assert trained.value("{target: state.value for target, state in found[1].states.items()}") == {"staging": "live"}
    assert trained.value("found[2].aliases") == ["favourite"]
    assert kept.error is not None
    assert "is protected by the policy" in kept.error[1]
    trained.run("lab.delete_alias('listed', 'favourite')")
    assert trained.value("[alias for one in lab.versions('listed') for alias in one.aliases]") == ["staging"]


def test_tab_completes_versions_and_targets(trained: Kernel) -> None:
    trained.run("%register 'forest 1' tabbed")

    assert "%promote tabbed@v1" in trained.complete("%promote tab")
    assert "%promote tabbed@v1 production" in trained.complete("%promote tabbed@v1 pro")
    assert "%register forest tabbed" in trained.complete("%register forest tab")
    assert "%promote --plan" in trained.complete("%promote --pl")


def test_a_shell_asks_is_refused_and_reads_its_inbox(trained: Kernel, lab_server: LabServer) -> None:
    def shell(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "mlops_lab.cli", *arguments]
        ran = subprocess.run(command, env=lab_server.client_env, capture_output=True, text=True, timeout=120)
        return ran.returncode, ran.stdout + ran.stderr

    web = Web(lab_server)
    trained.run("%register 'forest 1' shelled")
    with store_of(web) as store:
        write_policy(store, "targets:\n  production:\n    approvals: {count: 1}\n")

    planned = shell("promote", "shelled@v1", "production", "--plan")
    asked = shell("promote", "shelled@v1", "production", "--note", "from a shell")
    inbox = shell("inbox")
    approved = shell("approve", inbox[1].split()[0])
    rejected = shell("rollback", "shelled", "production", "--reason", "nothing there")

    assert planned == (0, "shelled@v1 to production: Request approval\n")
    assert asked == (0, "shelled@v1 to production waits for approval (0 of 1)\n")
    assert "own" in inbox[1]
    assert (approved[0], "You asked for it; somebody else approves." in approved[1]) == (1, True), approved
    assert rejected == (1, "mlops-lab: Nothing is live for production.\n")
