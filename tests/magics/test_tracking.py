"""What ``%%track`` and ``%log`` record, and what they show."""

from __future__ import annotations

from tests.magics.kernels import CARD, Kernel, Result


def run_id(result: Result) -> str:
    return str(result.cards[0]["run_id"])


def info(kernel: Kernel, run: str, what: str) -> object:
    return kernel.value(f"(lambda i: ({what}))(__import__('mlops_lab').get_run({run!r}).info())")


def test_a_tracked_cell_is_a_run_with_a_card_that_goes_on(kernel: Kernel) -> None:
    kernel.run("%lab use churn --experiment trees")
    kernel.run("config = {'depth': 3, '_hidden': 1}\nlr = 0.5\ndata = 2013")
    result = kernel.run(
        "%%track first steps -p lr -p data={data} -t owner=me -t final --params config --as tracked\n"
        "for epoch in range(5):\n    loss = 1 / (epoch + 1)\n"
        "    %log loss=loss val/acc=max([0, 1 - loss], key=lambda x: x) --step epoch * 10\n"
        "tracked.is_open"
    )
    assert result.error is None
    assert result.text == "True"
    assert [sorted(card) for card in result.cards] == [["name", "project", "run_id", "url"]]
    assert result.cards[0]["name"] == "first steps"
    assert result.cards[0]["project"] == "churn"
    assert len(result.displays) == 1
    [ended] = result.updates
    assert set(ended) == {CARD, "text/html", "text/plain"}
    assert "finished" in ended["text/html"]
    assert "val/acc" in ended["text/html"]
    assert "<script" not in ended["text/html"]
    assert ended["text/plain"].startswith("Run first steps: finished, loss=0.2")

    run = run_id(result)
    assert info(kernel, run, "i.status.value, i.params, i.tags['owner'], i.tags['final'], i.experiment_name") == (
        "finished", {"lr": "0.5", "data": "2013", "depth": "3"}, "me", "true", "trees",
    )  # fmt: skip
    assert info(kernel, run, "i.metrics['loss'].last, i.metrics['loss'].max_step, i.metrics['loss'].count") == (
        0.2,
        40,
        5,
    )
    assert kernel.value("tracked.id, tracked.is_open, __import__('mlops_lab').active_run()") == (run, False, None)
    source = kernel.value(f"__import__('mlops_lab').get_run({run!r}).code().cell_source")
    assert str(source).startswith("%%track first steps")


def test_a_failing_cell_fails_its_run_and_an_interrupted_one_kills_it(kernel: Kernel) -> None:
    failed = kernel.run("%%track fails\nx = 1\nx / 0")
    assert failed.error is not None
    assert info(kernel, run_id(failed), "i.status.value, i.error") == ("failed", "ZeroDivisionError: division by zero")
    assert "ZeroDivisionError" in failed.last_html

    loop = "print('now')\nimport time\nfor _ in range(600): time.sleep(0.05)"
    killed = kernel.run(f"%%track stopped\n{loop}", interrupt_at="now")
    assert killed.error is not None
    assert killed.error[0] == "KeyboardInterrupt"
    assert info(kernel, run_id(killed), "i.status.value") == "killed"

    waits = "import asyncio\nprint('now')\nfor _ in range(600): await asyncio.sleep(0.05)"
    awaited = kernel.run(f"%%track stopped while it waits\n{waits}", interrupt_at="now")
    assert info(kernel, run_id(awaited), "i.status.value") == "killed"
    assert kernel.run("%%track\n1").cards[0]["run_id"] != run_id(awaited)


def test_runs_nest_where_cells_do(kernel: Kernel) -> None:
    kernel.run("def inner(n):\n    get_ipython().run_cell(f'%%track inner {n} -p n={n}\\n%log value={n}\\n{n} * 2')")
    outer = kernel.run("%%track outer\ninner(1)\ninner(2)\n'done'")
    assert [card["name"] for card in outer.cards] == ["outer", "inner 1", "inner 2"]
    for card in outer.cards[1:]:
        assert info(kernel, card["run_id"], "i.parent_run_id, i.status.value, len(i.metrics) > 0") == (
            run_id(outer), "finished", True,
        )  # fmt: skip
    below = kernel.run("%%time\n%%track below another magic --quiet --as below\nvalue = 5\nvalue + 1")
    assert (below.error, below.text) == (None, "6")
    assert kernel.value("below.status.value, below.parent_id") == ("finished", None)
    direct = kernel.run("get_ipython().run_cell_magic('track', 'direct --as direct', '1/0')")
    assert direct.error is not None
    assert direct.error[0] == "ZeroDivisionError"
    assert "run_body" not in direct.error[2]
    assert kernel.value("direct.status.value") == "failed"


def test_a_run_is_resumed_forked_and_held_against_a_baseline(kernel: Kernel) -> None:
    base = run_id(kernel.run("%%track base -p lr=1\nfor i in range(10):\n    %log auc=i / 10 --step i"))
    resumed = kernel.run("%%track --resume base\n%log auc=1.0")
    assert run_id(resumed) == base
    assert info(kernel, base, "i.metrics['auc'].last, i.metrics['auc'].max_step, i.name") == (1.0, 10, "base")
    forked = kernel.run("%%track from four --fork base@4 --baseline base\n%log auc=0.45 --step 5")
    assert info(kernel, run_id(forked), "i.forked_from.step, i.metrics['auc'].count, i.params") == (4, 6, {"lr": "1"})
    assert info(kernel, run_id(forked), "i.tags['mlops_lab.baseline']") == base
    assert "base" in forked.last_html
    assert "0.55" in forked.last_html


def test_mistakes_take_one_line_and_nothing_runs(kernel: Kernel) -> None:
    kernel.run("ran = 0")
    for line, word in {
        "--bogus": "unrecognized arguments: --bogus",
        "-p": "expected one argument",
        "'open": "No closing quotation",
        "--params absent": "'absent', which does not exist",
        "--params ran": "takes a dict",
        "-p nothing_such": "'nothing_such', which does not exist",
        "--resume no-such-run": "There is no run 'no-such-run'",
        "--fork a --resume b": "not allowed with",
        "--as 1x": "cannot be the name of a variable",
    }.items():
        result = kernel.run(f"%%track {line}\nran += 1")
        assert result.status == "error"
        assert result.cards == []
        assert word in result.stderr, line
        assert result.stderr.startswith("UsageError")
        assert result.stderr.strip().count("\n") == 0
    assert kernel.value("ran") == 0
    assert kernel.value("__import__('mlops_lab').active_run()") is None
    for line, word in {
        "%log loss": "NAME=EXPRESSION",
        "%log loss=1": "No run is active",
        "%log loss=(": "is no expression",
        "%runs --top x": "invalid int value",
        "%runs \"metrics.auc >\"": "",
        "%compare one": "There is no run 'one'",
        "%show absent": "There is no run 'absent'",
        "%restore a --cell --notebook": "not allowed with",
        "%lab unuse x": "invalid choice",
        "%lab use": "name a project",
        "%track x": "with two percent signs",
        "%%track": "cell body is empty",
    }.items():  # fmt: skip
        result = kernel.run(line)
        assert result.stderr.startswith("UsageError"), (line, result)
        assert word in result.stderr, (line, result.stderr)
        assert result.stderr.strip().count("\n") <= 1


def test_each_magic_tells_how_it_is_used(kernel: Kernel) -> None:
    for magic in ("%lab", "%log", "%runs", "%compare", "%show", "%restore", "%sweep", "%%track", "%track"):
        for line in (f"{magic} --help", f"{magic} -h"):
            result = kernel.run(line)
            assert (result.status, result.stderr) == ("ok", ""), line
            assert result.stdout.startswith("usage: %"), line
    helped = kernel.run("%%track x --help\nran_all_the_same = 1")
    assert "--baseline RUN" in helped.stdout
    assert kernel.value("'ran_all_the_same' in globals()") is False


def test_autolog_follows_one_cell(kernel: Kernel) -> None:
    kernel.run("from sklearn.linear_model import LogisticRegression\nX, y = [[0], [1], [2], [3]], [0, 0, 1, 1]")
    followed = kernel.run("%%track fit --auto\nmodel = LogisticRegression(C=2.0).fit(X, y)")
    assert followed.error is None
    assert info(kernel, run_id(followed), "i.params['C'], len(i.metrics) > 0") == (
        "2.0", True,
    )  # fmt: skip
    assert kernel.value("__import__('mlops_lab.kernel.autolog', fromlist=['x']).is_on()") is False
    kernel.run("import mlops_lab; mlops_lab.autolog()")
    quiet = kernel.run("%%track unfollowed --no-auto\nLogisticRegression(C=3.0).fit(X, y);")
    assert info(kernel, run_id(quiet), "i.params") == {}
    assert kernel.value("__import__('mlops_lab.kernel.autolog', fromlist=['x']).is_on()") is True
    kernel.run("mlops_lab.autolog(False)")


def test_loading_twice_and_unloading_leave_ipython_as_it_was(kernel: Kernel) -> None:
    kernel.run("%reload_ext mlops_lab")
    assert len(kernel.run("%%track once\n1").cards) == 1
    kernel.run("%unload_ext mlops_lab")
    assert "track" in kernel.run("%%track gone\n1").stderr
    assert kernel.value("len(get_ipython().ast_transformers)") == 0
    kernel.run("%load_ext mlops_lab")
    assert len(kernel.run("%%track back\n1").cards) == 1
