"""What a gate is given, within its process. Everything here has been held to its digest before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mlops_lab.registry.gates.loading import load_from
from mlops_lab.registry.gates.task import GateTask, TaskDataset, TaskModel
from mlops_lab.registry.gates.verdicts import GateError, finite
from mlops_lab.wire.control import Seal


class Table:
    """A frozen dataset."""

    def __init__(self, dataset: TaskDataset, path: Path) -> None:
        self.name, self.digest, self.target = dataset.name, dataset.digest, dataset.target
        self.table_digest = dataset.table_digest
        self._path = path

    @cached_property
    def frame(self) -> Any:
        """All columns, as a DataFrame."""
        import pandas as pd

        return pd.read_parquet(self._path)

    @property
    def features(self) -> Any:
        """All columns but the target."""
        return self.frame if self.target is None else self.frame.drop(columns=[self.target])

    @property
    def labels(self) -> Any:
        """The target.

        Raises
        ------
        GateError
            When the dataset was frozen without naming one.
        """
        if self.target is None:
            raise GateError(f"The dataset {self.name!r} was frozen without a target, so nothing can be scored on it.")
        return self.frame[self.target]


class Context:
    """What a gate is given; see `mlops_lab.wire.gates.GateContext`."""

    def __init__(self, task: GateTask, folder: Path) -> None:
        self.task = task
        self.folder = folder
        self.seal: Seal = task.challenger.seal
        self.champion_seal: Seal | None = None if task.champion is None else task.champion.seal
        self.params: Mapping[str, Any] = task.params
        self.metrics: Mapping[str, float] = {key: float(value) for key, value in self.seal.metrics.items()}
        self.seed = task.seed
        self.target = task.target
        self.facts: Mapping[str, Any] = task.facts
        self._tables: dict[str, Table] = {}

    def load_model(self) -> Any:
        """Load the version's model."""
        return self._load(self.task.challenger, "challenger")

    def champion(self) -> Any:
        """Load the live version's model; None where nothing is live."""
        return None if self.task.champion is None else self._load(self.task.champion, "champion")

    def dataset(self, name: str) -> Table:
        """Return a frozen dataset that the gate's parameters name."""
        if name not in self._tables:
            found = next((one for one in self.task.datasets if one.name == name), None)
            if found is None:
                raise GateError(f"The gate's parameters name no frozen dataset {name!r} (dataset, datasets).")
            self._tables[name] = Table(found, self.folder / "datasets" / found.file.path)
        return self._tables[name]

    def param(self, name: str, default: Any = None) -> Any:
        """Return a parameter; without a default it has to be given."""
        if self.params.get(name) is not None:
            return self.params[name]
        if default is None:
            raise GateError(f"The gate needs the parameter {name!r}.")
        return default

    def number(self, name: str, default: float | None = None) -> float:
        """Return a parameter that is a number."""
        return finite(self.param(name, default), name)

    def evaluation(self) -> Table:
        """Return the dataset that the parameter ``dataset`` names."""
        return self.dataset(str(self.param("dataset")))

    def _load(self, model: TaskModel, role: str) -> Any:
        if model.files is None:
            raise GateError(
                f"Version {model.seal.version} keeps its files at {model.seal.source!r}, out of the server's reach; "
                "they have no digests, so they are not loaded."
            )
        formats = self.task.formats
        return load_from(
            self.folder / role, trusted=formats.get("trusted_types", []), pickle_allowed=bool(formats.get("pickle"))
        )
