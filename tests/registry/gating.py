"""Parts of the tests of gates: a sealed version of a real model in a real store, and a policy."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from mlops_lab.governance.policy import FormatRule, GateRule, Policy, PolicyVersion, TargetRule
from mlops_lab.registry import frozen, models, seals, versions
from mlops_lab.registry.gates.planning import PlannedGate, planned
from mlops_lab.registry.gates.running import GateOutcome, RunnableTask, execute, task_of
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.control_schema import model_targets
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.wire.control import Seal, SealedFile

NAME, TARGET = "churn", "production"


def skops_bytes(model: Any) -> bytes:
    import skops.io

    return bytes(skops.io.dumps(model))


def wine() -> pd.DataFrame:
    """Real data: 178 wines of three kinds."""
    from sklearn.datasets import load_wine

    return load_wine(as_frame=True).frame


@dataclass
class Bench:
    """A store with its artifacts, and what to do with them."""

    database: Database
    artifacts: ArtifactStore
    folder: Path
    formats: FormatRule = field(default_factory=FormatRule)
    packages: list[str] = field(default_factory=list)

    def version(self, files: dict[str, bytes] | None, **sealed: Any) -> int:
        """Register a version with these files and seal it."""

        def write(tx: Tx) -> int:
            if not tx.conn.execute(sa.text("SELECT 1 FROM registered_models")).first():
                models.create_model(tx, "default", NAME)
            number = len(versions_of(tx)) + 1
            root = f"models/{number}"
            listed = None if files is None else []
            for path, data in (files or {}).items():
                self.put(f"{root}/{path}", data)
                assert listed is not None
                listed.append(SealedFile(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest()))
            source = f"mlflow-artifacts:/{root}" if files is not None else "s3://elsewhere/model"
            key, version = versions.add_version(tx, "default", NAME, source=source)
            record = {"source": source, "files": listed, "author": "ada", "sealed_at": tx.now} | sealed
            seals.keep(tx, key, Seal(name=NAME, version=version.version, project="default", **record))
            return version.version

        return self.database.write(write)

    def put(self, path: str, data: bytes) -> None:
        upload = self.artifacts.create(path)
        upload.write(data)
        upload.commit()

    def make_live(self, version: int) -> None:
        def write(tx: Tx) -> None:
            row = {
                "registered_model_id": models.key_of(tx.conn, "default", NAME),
                "target": TARGET,
                "live_version": version,
                "updated_at": tx.now,
            }
            upsert(tx.conn, model_targets, [row], keys=["registered_model_id", "target"], update=["live_version"])

        self.database.write(write)

    def freeze(self, frame: pd.DataFrame, name: str, target: str | None = "target", **more: Any) -> Any:
        data = io.BytesIO()
        frame.to_parquet(data, index=False)
        self.put("frozen/incoming/x.parquet", data.getvalue())
        described = frozen.keep_bytes(self.artifacts, "frozen/incoming/x.parquet")
        return self.database.write(lambda tx: frozen.freeze(tx, "default", name, described, target=target, **more))

    def policy(self, *gates: GateRule) -> PolicyVersion:
        policy = Policy(
            targets={TARGET: TargetRule(gates=list(gates))}, formats=self.formats, gate_packages=self.packages
        )
        return PolicyVersion(project="default", version=1, text="", digest="d", policy=policy)

    def plan(self, version: int, gate: str, params: dict[str, Any] | None = None, **more: Any) -> PlannedGate:
        policy = self.policy(GateRule(gate=gate, params=params or {}, **more))
        return self.database.read(lambda conn: planned(conn, "default", NAME, version, TARGET, policy))[0]

    def task(self, version: int, gate: str, params: dict[str, Any] | None = None, **more: Any) -> RunnableTask:
        one = self.plan(version, gate, params, **more)
        policy = self.policy()
        return self.database.read(
            lambda conn: task_of(conn, self.artifacts, one, "default", NAME, version, TARGET, policy, "t1")
        )

    def run(self, version: int, gate: str, params: dict[str, Any] | None = None, **more: Any) -> GateOutcome:
        return execute(self.task(version, gate, params, **more))

    def run_all(self, gate: str, asked: Iterable[tuple[int, dict[str, Any]]], **more: Any) -> list[GateOutcome]:
        """Run a gate for several versions and params, two at a time: a process takes seconds to load its libraries."""
        tasks = [self.task(version, gate, params, **more) for version, params in asked]
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(execute, tasks))

    def own_gate(self, source: str) -> str:
        """Write a gate of the project's own; return what a policy calls it."""
        package = self.folder / "packages" / "project_gates"
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text("")
        (package / "checks.py").write_text(f"import mlops_lab as lab\n\n@lab.gate\ndef check(context):\n{source}\n")
        self.packages = [str(package.parent)]
        return "project_gates.checks:check"


def versions_of(tx: Tx) -> list[int]:
    return list(tx.conn.scalars(sa.text("SELECT version FROM model_versions")))
