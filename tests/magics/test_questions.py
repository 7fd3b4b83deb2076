"""Runs listed, compared, shown, restored and swept from a cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.magics.kernels import CARD, Kernel
from tests.magics.test_tracking import run_id


@pytest.fixture(scope="module")
def runs(kernel: Kernel) -> dict[str, str]:
    """Three runs that differ."""
    kernel.run("%lab use questions --experiment models")
    made = {}
    for name, depth, auc in (("small", 2, 0.7), ("middle", 4, 0.9), ("large <b>", 8, float("nan"))):
        cell = f"%%track '{name}' -p depth={depth} -p seed=1 -t 'kind=<i>{name}'\nauc = float('{auc}')\n%log auc=auc"
        made[name] = run_id(kernel.run(cell))
    kernel.run("import mlops_lab as lab; lab.flush()")
    return made


def test_runs_are_listed_sorted_and_filtered(kernel: Kernel, runs: dict[str, str]) -> None:
    result = kernel.run("%runs")
    assert result.value is not None
    listed = result.value["text/html"]
    assert listed.index("large &lt;b&gt;") < listed.index("middle") < listed.index("small")
    assert "<b>" not in listed
    assert ">depth</th>" in listed
    assert ">seed</th>" not in listed  # the same in all
    assert f"mlops-lab=run:{runs['small']}" in listed
    best = kernel.run("%runs \"metrics.auc > .1 and params.seed = '1'\" --sort -auc --top 1")
    assert best.text is not None
    assert best.text.splitlines() == [f"{runs['middle']}  finished  middle                       auc=0.9"]
    assert "No run matches" in str(kernel.run("%runs metrics.auc > 5").text)
    frame = kernel.run("%runs --sort auc --as found")
    assert frame.value is not None
    assert "dataframe" in frame.value["text/html"]
    assert kernel.value("list(found['params.depth']), list(found.name)")[0][:2] == ["2", "4"]
    wrong = kernel.run('%runs "metrics.auc >"')
    assert wrong.stderr.startswith("UsageError")
    assert "column" in wrong.stderr
    assert kernel.run("[run.name for run in get_ipython().run_line_magic('runs', 'params.depth = \"4\"')]").text


def test_runs_are_compared_in_tabs_and_in_plain_html(kernel: Kernel, runs: dict[str, str]) -> None:
    compared = kernel.run("%compare small middle --code")
    widget, plain = compared.displays
    assert "application/vnd.jupyter.widget-view+json" in widget
    assert "auc  0.7  0.9" in plain["text/plain"]
    page = plain["text/html"]
    assert page.index("<b>Params") < page.index("<b>Metrics") < page.index("<b>Code")
    assert "(+0.2)" in page
    assert "seed" in page
    assert f"mlops-lab=compare:{runs['small']},{runs['middle']}" in page
    assert "+%%track" in page  # the lines of the cell that differ
    _, fewer = kernel.run(f"%compare small {runs['large <b>'][:-1]} --baseline middle --only-diff").displays
    assert "seed" not in fewer["text/html"]
    assert fewer["text/html"].index("middle") < fewer["text/html"].index("small")
    assert "&lt;i&gt;large &lt;b&gt;" in fewer["text/html"]
    assert "<i>" not in fewer["text/html"]
    assert "write more of it" in kernel.run(f"%show {runs['small'][:4]}").stderr
    assert "at least two" in kernel.run("%compare small small").stderr


def test_tabs_follow_their_box(kernel: Kernel, runs: dict[str, str]) -> None:
    kernel.run("%compare small middle")
    found = kernel.value(
        "(lambda box, tab: (tab.titles[0], 'seed' in tab.children[0].value, setattr(box, 'value', True), "
        "'seed' in tab.children[0].value))(*[w for w in __import__('ipywidgets').Widget.widgets.values() "
        "if type(w).__name__ == 'VBox'][-1].children[:2])"
    )
    assert found == ("Params (1 differ)", True, None, False)


def test_a_run_is_shown_in_full(kernel: Kernel, runs: dict[str, str]) -> None:
    kernel.run("r = lab.start_run('full'); r.set_note('# what <u>I</u> saw'); r.log_text('x', 'a/b.txt'); r.end()")
    [shown] = kernel.run("%show full").displays
    assert shown[CARD]["name"] == "full"
    assert "# what &lt;u&gt;I&lt;/u&gt; saw" in shown["text/html"]
    assert "lab/notebook.ipynb" in shown["text/html"]
    assert "a/" in shown["text/html"]
    by_prefix = kernel.run(f"%show {runs['small'][:-2]}")
    assert by_prefix.displays[0][CARD]["run_id"] == runs["small"]


def test_code_comes_back_in_a_cell_or_a_notebook(kernel: Kernel, runs: dict[str, str], folder: Path) -> None:
    [payload] = kernel.run("%restore middle").payload
    assert payload["source"] == "set_next_input"
    assert payload["replace"] is False
    assert payload["text"].startswith("%%track 'middle' -p depth=4")
    first, second = kernel.run("%restore middle --notebook"), kernel.run("%restore middle --notebook")
    assert "notebook-middle.ipynb" in first.stdout
    assert "notebook-middle-2.ipynb" in second.stdout
    notebook = json.loads((folder / "notebook-middle.ipynb").read_text("utf-8"))
    assert "".join(notebook["cells"][-1]["source"]) == payload["text"]
    import nbformat

    nbformat.validate(notebook)
    (folder / "notebook-small.ipynb").write_text("mine")
    assert "notebook-small-2.ipynb" in kernel.run("%restore small --notebook").stdout
    assert (folder / "notebook-small.ipynb").read_text() == "mine"


def test_a_sweep_runs_the_last_tracked_cell_for_each_combination(kernel: Kernel) -> None:
    kernel.run(
        "lr, scale = 5, 7\n"
        "def score(lr, depth):\n    if depth == 6 and lr == 1.0: raise ValueError('too deep')\n    return lr * depth"
    )
    cell = "%%track tried -p model=gbm -t team=a\ndepth = 2\nresult = score(lr, depth)\n%log score=result\nresult"
    assert kernel.run(cell).text == "10"
    swept = kernel.run('%sweep {"lr": [0.1, 1.0], "depth": [3, 6]}')
    assert swept.error is None, swept.error
    table = swept.updates[-1]["text/plain"]
    assert "4 of 4 combinations, 1 failed" in table
    assert "ValueError: too deep" in table
    children = kernel.value(
        "sorted((r.name, r.status.value, r.params['model'], r.params['lr'], r.tags['team'], len(r.metrics)) for r in "
        "get_ipython().run_line_magic('runs', '\"params.model = \\'gbm\\'\"') if r.parent_run_id)"
    )
    assert children == [
        ("lr=0.1, depth=3", "finished", "gbm", "0.1", "a", 1),
        ("lr=0.1, depth=6", "finished", "gbm", "0.1", "a", 1),
        ("lr=1, depth=3", "finished", "gbm", "1.0", "a", 1),
        ("lr=1, depth=6", "failed", "gbm", "1.0", "a", 0),
    ]
    assert kernel.value("lr, scale, depth") == (5, 7, 2)
    origin = kernel.value("lab.get_run('lr=0.1, depth=3').code().cell_source")
    assert str(origin).startswith("%%track tried")
    few = kernel.run("%sweep {'lr': range(100), 'depth': [1, 2]} --max 3 --name 'a few'")
    again = kernel.run("%sweep {'lr': range(100), 'depth': [1, 2]} --max 3 --name 'a few'")
    assert "a few: 3 of 3 combinations, sampled from 200" in few.updates[-1]["text/plain"]
    names = [[line.split("  ")[0] for line in one.updates[-1]["text/plain"].splitlines()[1:]] for one in (few, again)]
    assert names[0] == names[1]
    kernel.run("grid = [{'lr': [1, 2]}, {'depth': [5]}]")
    assert "3 of 3" in kernel.run("%sweep grid").updates[-1]["text/plain"]
    for line, word in {
        "%sweep": "give a grid",
        "%sweep 5": "a grid is a dict",
        "%sweep {'a b': [1]}": "cannot be the name",
        "%sweep {'lr': []}": "lr has no values",
        "%sweep {'lr': [1]} --max 0": "--max is a whole number",
        "%sweep nothing_here": "nothing_here",
        "%sweep {'lr': [1": "this is no grid",
    }.items():
        assert word in kernel.run(line).stderr, line


def test_a_cell_may_sweep_the_one_before_it(kernel: Kernel) -> None:
    kernel.run("%%time\n%%track one --quiet\nk = 1\n%log double=k * 2")
    outer = kernel.run("%%track around\n%sweep {'k': [3, 4]} --name inner")
    assert outer.error is None
    assert kernel.value("lab.get_run('inner').parent_id == lab.get_run('around').id")
    again = kernel.run("%sweep {'k': [5]}")  # not the cell that sweeps
    assert "one sweep: 1 of 1" in again.updates[-1]["text/plain"]
    assert kernel.value("lab.get_run('k=5').metrics") == {"double": 10.0}


def test_an_interrupted_sweep_stops(kernel: Kernel) -> None:
    kernel.run(
        "%%track slow\nn = 0\nif n: print('now', flush=True)\nimport time\nfor _ in range(200 * n): time.sleep(0.05)"
    )
    stopped = kernel.run("%sweep {'n': [1, 1, 1]} --name stopped", interrupt_at="now")
    assert stopped.error is not None
    assert stopped.error[0] == "KeyboardInterrupt"
    assert kernel.value("lab.get_run('stopped').status.value") == "killed"
    assert kernel.value("n") == 0
    awaiting = kernel.run("%%track awaiting\nimport asyncio\nawait asyncio.sleep(0, 1)")
    assert awaiting.text == "1"
    assert "awaits at its top level" in kernel.run("%sweep {'n': [1]}").stderr


def test_tab_completes_what_there_is(kernel: Kernel, runs: dict[str, str]) -> None:
    assert "%runs --sort" in kernel.complete("%runs --so")
    assert "%%track --baseline" in kernel.complete("%%track --ba\nx = 1", len("%%track --ba"))
    assert "%%track --baseline middle" in kernel.complete("%%track --baseline mid")
    assert "%compare small middle" in kernel.complete("%compare small mi")
    assert "%show small" in kernel.complete("%show sm")
    assert f"%show {runs['small']}" in kernel.complete(f"%show {runs['small'][:6]}")
    assert "%lab use questions" in kernel.complete("%lab use quest")
    assert "%lab use questions --experiment models" in kernel.complete("%lab use questions --experiment mo")
    assert "%runs --sort auc" in kernel.complete("%runs --sort au")
    assert "%runs --sort -auc" in kernel.complete("%runs --sort -au")
    kernel.run("my_params = {}")
    assert "%%track --params my_params" in kernel.complete("%%track --params my_")
    assert "%sweep my_params" in kernel.complete("%sweep my_p")
