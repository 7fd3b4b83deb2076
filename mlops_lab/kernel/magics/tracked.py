"""``%%track``: its options, and the run it begins and ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from mlops_lab.kernel.magics.options import Options, in_one_line
from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    from argparse import Namespace

    from mlops_lab.kernel.display.card import Card
    from mlops_lab.kernel.run import Run

BASELINE_TAG = "mlops_lab.baseline"
"""Tag with the id of the run that a run is held against."""

_log = logging.getLogger("mlops_lab")


def options() -> Options:
    """Return the options of ``%%track``."""
    track = Options("%%track", "Run the cell as a tracked run. The cell gives the same result without this line.")
    track.add_argument("name", nargs="*", metavar="NAME", help="what to call the run; two words and a number otherwise")
    track.add_argument(
        "-p", "--param", action="append", default=[], metavar="NAME=VALUE", help="a param; NAME alone takes a variable"
    )
    track.add_argument("-t", "--tag", action="append", default=[], metavar="NAME[=VALUE]", help="a tag")
    track.add_argument("--params", metavar="VAR", help="a dict whose entries become params")
    auto = track.add_mutually_exclusive_group()
    auto.add_argument("--auto", action="store_true", default=None, help="follow scikit-learn's fits in this cell")
    auto.add_argument("--no-auto", dest="auto", action="store_false", help="do not, although `lab.autolog()` is on")
    track.add_argument("--baseline", metavar="RUN", help="the run that the card holds the metrics against")
    begin = track.add_mutually_exclusive_group()
    begin.add_argument("--resume", metavar="RUN", help="go on with a run")
    begin.add_argument("--fork", metavar="RUN[@STEP]", help="begin with another run's params and metrics up to a step")
    track.add_argument("--quiet", action="store_true", help="show no card")
    track.add_argument("--as", dest="variable", metavar="VAR", help="the variable that gets the run")
    return track


class TrackedRun:
    """The run of one cell, with its card."""

    def __init__(self, run: Run, card: Card | None, put_back: Callable[[], None]) -> None:
        self.run = run
        self._card = card
        self._put_back = put_back

    @classmethod
    @in_one_line
    def begin(
        cls, ip: Any, line: str, *, name: str | None = None, params: Mapping[str, Any] | None = None
    ) -> TrackedRun | None:
        """Begin what a line of options asks for; `name` and `params` go before what it says. None after ``--help``.

        Raises
        ------
        UsageError
            When the line is wrong, or names a run that is not there.
        """
        given = options().read(line)
        return None if given is None else cls._begin(ip, given, name, params or {})

    @classmethod
    def _begin(cls, ip: Any, given: Namespace, name: str | None, params: Mapping[str, Any]) -> TrackedRun:
        from mlops_lab.kernel import api
        from mlops_lab.kernel.display.card import Card
        from mlops_lab.kernel.session import session

        baseline = api.resolve(session(), given.baseline) if given.baseline else None
        tags = dict(_tag(text) for text in given.tag)
        if baseline is not None:
            tags[BASELINE_TAG] = baseline
        everything = {**_params(ip, given), **params}
        if given.variable is not None and not given.variable.isidentifier():
            raise UsageError(f"%%track: {given.variable!r} cannot be the name of a variable.")
        put_back = _autolog(given.auto)
        try:
            run = api.start_run(
                name or " ".join(given.name) or None, params=everything, tags=tags,
                resume=given.resume if name is None else None, fork=given.fork,
            )  # fmt: skip
        except BaseException:
            put_back()
            raise
        if given.variable is not None:
            ip.user_ns[given.variable] = run
        card = None if given.quiet else Card(run, baseline)
        if card is not None:
            card.show()
        return cls(run, card, put_back)

    def end(self, error: BaseException | None) -> None:
        """End the run with its cell, and bring the card up to date. Raises nothing."""
        self._put_back()
        try:
            self.run.__exit__(type(error) if error is not None else None, error, None)
        except LabError as refused:
            _log.warning("The run %s could not be ended: %s", self.run.name, refused)
        if self._card is not None:
            try:
                self._card.update()
            except Exception:  # what a cell raises or returns never depends on its card
                _log.exception("The card of %s could not be brought up to date", self.run.name)


def _params(ip: Any, given: Namespace) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if given.params is not None:
        found = _variable(ip, given.params, "--params")
        if not isinstance(found, Mapping) and hasattr(found, "__dict__"):
            found = vars(found)  # dataclasses, namespaces, option objects
        if not isinstance(found, Mapping):
            raise UsageError(f"%%track: --params takes a dict; {given.params!r} is of type {type(found).__name__}.")
        params |= {str(key): value for key, value in found.items() if not str(key).startswith("_")}
    for text in given.param:
        key, equals, value = text.partition("=")
        params[key] = value if equals else _variable(ip, text, "-p")
    return params


def _variable(ip: Any, name: str, option: str) -> Any:
    if name not in ip.user_ns:
        raise UsageError(f"%%track: {option} names the variable {name!r}, which does not exist.")
    return ip.user_ns[name]


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    return key, value if equals else "true"


def _autolog(wanted: bool | None) -> Callable[[], None]:
    """Turn autologging on or off for a cell; return what puts it back as it was."""
    from mlops_lab.kernel import autolog

    before = autolog.is_on()
    if wanted is None or wanted == before:
        return lambda: None
    try:
        autolog.autolog(wanted)
    except ImportError:
        raise UsageError("%%track: --auto follows scikit-learn, which is not installed here.") from None
    return lambda: autolog.autolog(before)
