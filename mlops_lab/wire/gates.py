"""Gates written by users: the decorator, and what a gate is given.

A gate is a function of one argument in a package of the project::

    import mlops_lab as lab

    @lab.gate
    def recall_of_churners(context):
        data = context.dataset("holdout")
        found = context.load_model().predict(data.features)
        return {"recall": recall_score(data.labels, found)}

A policy names it as ``package.module:recall_of_churners``. It runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from mlops_lab.wire.control import Seal, Verdict

if TYPE_CHECKING:
    import pandas as pd

MARK = "__mlops_lab_gate__"
ENTRY_POINTS = "mlops_lab.gates"
"""The group of entry points under which installed packages offer gates."""
Answer = Verdict | bool | tuple[bool, str] | Mapping[str, float]
"""What a gate may return. Numbers pass or fail by its parameters ``at_least`` and ``at_most``."""
G = TypeVar("G", bound="Callable[[Any], Any]")


class FrozenTable(Protocol):
    """Evaluation data whose bytes never change."""

    @property
    def name(self) -> str:
        """What it was frozen as."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of its Parquet file."""
        ...

    @property
    def target(self) -> str | None:
        """The column to predict."""
        ...

    @property
    def frame(self) -> pd.DataFrame:
        """All columns."""
        ...

    @property
    def features(self) -> pd.DataFrame:
        """All columns but the target."""
        ...

    @property
    def labels(self) -> pd.Series[Any]:
        """The target."""
        ...


class GateContext(Protocol):
    """What a gate is given.

    Attributes
    ----------
    seal : Seal
        The version as it was registered.
    champion_seal : Seal, optional
        The same of what is live for the target.
    metrics : mapping
        The version's metrics as they were sealed.
    params : mapping
        The gate's parameters in the policy.
    seed : int
        For whatever is drawn at random: the same at every run of the gate.
    target : str
        What the version is to become live for.
    """

    seal: Seal
    champion_seal: Seal | None
    metrics: Mapping[str, float]
    params: Mapping[str, Any]
    seed: int
    target: str

    def load_model(self) -> Any:
        """Load the version's model, from files whose digests equal the seal's."""
        ...

    def champion(self) -> Any:
        """Load the live version's model; None where nothing is live."""
        ...

    def dataset(self, name: str) -> FrozenTable:
        """Read a frozen dataset that the gate's ``dataset`` or ``datasets`` in the policy names."""
        ...


def gate(function: G) -> G:
    """Mark a function as a gate, so that a policy may name it.

    Parameters
    ----------
    function : callable
        Takes a `GateContext`; returns a `Verdict`, a bool, a bool and a sentence, or a dict of numbers.

    Returns
    -------
    callable
        The same function.
    """
    if not callable(function):
        raise TypeError("lab.gate marks a function; it takes no arguments of its own.")
    setattr(function, MARK, True)
    return function
