"""``%sweep``: the last tracked cell once for each combination, as child runs of one parent."""

from __future__ import annotations

import ast
import json
import math
import random
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

if TYPE_CHECKING:
    from mlops_lab.kernel.magics.cells import TrackedCells, TrackedSource
    from mlops_lab.kernel.run import Run

MAX = 50
"""Combinations unless ``--max`` says otherwise."""
SEED = 0
"""Of the sample, so that the same sweep runs the same combinations again."""

USAGE = f"""usage: %sweep GRID [--max N] [--name NAME]

Run the last tracked cell once for each combination of GRID, with those variables
set, as child runs of one parent. A variable that the cell itself sets to a plain
value takes the combination's instead. A combination that fails is shown and does
not stop the others; interrupting does.

  GRID         a dict of lists, such as {{"lr": [0.01, 0.1], "depth": [3, 6]}},
               a list of such dicts, or a variable that holds one

options:
  --max N      how many at most, {MAX} otherwise; more are sampled, with a fixed seed
  --name NAME  what to call the parent
  -h, --help   print this
"""

_OPTION = re.compile(r"\s--(?P<name>max|name)[\s=]+(?P<value>\"[^\"]*\"|'[^']*'|\S+)")
Combination = dict[str, Any]


def run(ip: Any, cells: TrackedCells, line: str) -> None:
    """Run the sweep."""
    from mlops_lab.kernel.magics.body import awaits

    if re.search(r"(^|\s)(--help|-h)(\s|$)", line):
        sys.stdout.write(USAGE)
        return
    text, given = _options(line)
    source = cells.last
    if source is None:
        raise UsageError(
            "%sweep runs the last tracked cell again, and there is none yet: run a cell with %%track first."
        )
    if awaits(ip, source.body):
        raise UsageError("%sweep cannot run a cell again that awaits at its top level.")
    whole = _grids(ip, text)
    chosen = sample(whole, int(given.get("max", MAX)))
    Sweep(ip, source, cells.last_id, chosen, of=_size(whole), name=given.get("name")).run()


def sample(grids: list[dict[str, list[Any]]], most: int) -> list[Combination]:
    """Return all combinations, or `most` of them drawn with a fixed seed, in the grid's order."""
    total = _size(grids)
    places: Iterable[int] = range(total)
    if total > most:
        places = sorted(random.Random(SEED).sample(range(total), most))
    return [_at(grids, place) for place in places]


class Sweep:
    """One sweep: its parent run, and what came of each combination."""

    def __init__(
        self, ip: Any, source: TrackedSource, cell_id: str | None, chosen: list[Combination], *, of: int,
        name: str | None,
    ) -> None:  # fmt: skip
        self._ip = ip
        self._source = source
        self._cell_id = cell_id
        self._chosen = chosen
        self._of = of
        self._name = name

    def run(self) -> None:
        """Run all combinations; the swept variables are as before afterwards."""
        from mlops_lab.kernel import api
        from mlops_lab.kernel.display.progress import SweepTable

        names = list(dict.fromkeys(key for one in self._chosen for key in one))
        before = {name: self._ip.user_ns[name] for name in names if name in self._ip.user_ns}
        given_name = self._given_name()
        with api.start_run(self._name or f"{given_name or 'cell'} sweep", tags={"sweep": "parent"}) as parent:
            table = SweepTable(parent, names, self._chosen, self._of)
            try:
                for number, combination in enumerate(self._chosen):
                    self._one(number, combination, table)
            finally:
                for name in names:
                    self._ip.user_ns.pop(name, None)
                self._ip.user_ns.update(before)
                table.finish()

    def _one(self, number: int, combination: Combination, table: Any) -> None:
        from mlops_lab.kernel.magics.body import run_body
        from mlops_lab.kernel.magics.tracked import TrackedRun

        self._ip.user_ns.update(combination)
        line = f"{self._ip.var_expand(self._source.options)} --quiet"
        name = ", ".join(f"{key}={_short(value)}" for key, value in combination.items())
        tracked = TrackedRun.begin(self._ip, line, name=name, params=combination)
        if tracked is None:
            return
        self._say_where_from(tracked.run)
        table.began(number, tracked.run)
        try:
            run_body(self._ip, self._source.body, prepare=lambda tree: _set(tree, combination))
        except (KeyboardInterrupt, UsageError) as error:
            tracked.end(error)
            table.ended(number, error)
            raise
        except BaseException as error:  # shown, and the others go on: SystemExit too ends one combination only
            tracked.end(error)
            table.ended(number, error)
        else:
            tracked.end(None)
            table.ended(number, None)

    def _given_name(self) -> str:
        from mlops_lab.kernel.magics.tracked import options

        given = options().read(self._ip.var_expand(self._source.options))
        return " ".join(given.name) if given is not None else ""

    def _say_where_from(self, run: Run) -> None:
        """Record the tracked cell as the origin, in place of the one with ``%sweep``."""
        from mlops_lab.kernel.session import session
        from mlops_lab.tracking.records import SetCode
        from mlops_lab.tracking.types import Code

        code = Code(cell_id=self._cell_id, cell_source=self._source.whole)
        session().journal.record(SetCode(run_id=run.id, code=code))


class _Setting(ast.NodeTransformer):
    def __init__(self, combination: Mapping[str, Any]) -> None:
        self._combination = combination

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Give a swept variable the combination's value, where the cell sets it to a plain one."""
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Name) and target.id in self._combination:
            return self._kept(node, target.id)
        return node

    def _kept(self, node: ast.Assign, name: str) -> ast.AST:
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return node
        node.value = ast.copy_location(ast.Name(name, ast.Load()), node.value)
        return node


def _set(tree: ast.Module, combination: Mapping[str, Any]) -> None:
    """Change the plain assignments at the top level of a cell."""
    setting = _Setting(combination)
    tree.body = [setting.visit(node) if isinstance(node, ast.Assign) else node for node in tree.body]


def _options(line: str) -> tuple[str, dict[str, str]]:
    given = {found["name"]: found["value"].strip("\"'") for found in _OPTION.finditer(f" {line}")}
    if "max" in given and not (given["max"].isdigit() and int(given["max"]) > 0):
        raise UsageError(f"%sweep: --max is a whole number from 1 on, not {given['max']!r}.")
    text = _OPTION.sub("", f" {line}").strip()
    if not text:
        raise UsageError('%sweep: give a grid, such as {"lr": [0.01, 0.1]}. `%sweep --help` shows the options.')
    return text, given


def _grids(ip: Any, text: str) -> list[dict[str, list[Any]]]:
    try:
        grid = eval(text, ip.user_ns)
    except SyntaxError:
        try:
            grid = json.loads(text)  # with JSON's true, false and null
        except ValueError:
            raise UsageError(f"%sweep: this is no grid: {text}") from None
    except NameError as error:
        raise UsageError(f"%sweep: {error}.") from None
    grids = grid if isinstance(grid, list | tuple) else [grid]
    if not grids or not all(isinstance(one, Mapping) and one for one in grids):
        raise UsageError("%sweep: a grid is a dict of lists, or a list of such dicts.")
    return [{_name(key): _values(key, values) for key, values in one.items()} for one in grids]


def _name(key: object) -> str:
    if not isinstance(key, str) or not key.isidentifier():
        raise UsageError(f"%sweep: {key!r} cannot be the name of a variable.")
    return key


def _values(key: str, values: Any) -> list[Any]:
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        return [values]
    listed = values.tolist() if hasattr(values, "tolist") else list(values)
    if not listed:
        raise UsageError(f"%sweep: {key} has no values.")
    return listed if isinstance(listed, list) else [listed]


def _size(grids: list[dict[str, list[Any]]]) -> int:
    return sum(math.prod(len(values) for values in grid.values()) for grid in grids)


def _at(grids: list[dict[str, list[Any]]], place: int) -> Combination:
    """Return the combination at a place, the last variable changing first."""
    for grid in grids:
        size = math.prod(len(values) for values in grid.values())
        if place < size:
            found: Combination = {}
            for key, values in reversed(grid.items()):
                place, at = divmod(place, len(values))
                found[key] = values[at]
            return dict(reversed(found.items()))
        place -= size
    raise IndexError(place)


def _short(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
