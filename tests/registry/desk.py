"""Parts of the tests of promotion: people, a policy, and a desk where requests are carried on at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mlops_lab.governance import policies
from mlops_lab.registry import aliases, approvals, evidence, inbox, outlook, promotion, rollback, targets
from mlops_lab.registry.models import key_of
from mlops_lab.registry.progress import go_on, run_gates
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.database import Database
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.control import InboxItem, Plan, State, TargetState, Transition
from tests.registry.gating import NAME, Bench


def person(name: str, role: str = "approver", via: Via = Via.BROWSER) -> Actor:
    return Actor(name, name.title(), via=via, configured={"default": role}, shared=True)


ADA, BEN, CLEO, ADMIN = person("ada"), person("ben"), person("cleo"), person("admin", "admin")
SERVER = Actor(shared=True)
PLAIN = "targets:\n  staging: {}\n  production: {}\n"
ASKING = "targets:\n  production:\n    approvals: {count: 1}\n"


@dataclass
class Desk:
    """A store in which people ask, approve and roll back; work is done as soon as there is any."""

    database: Database
    folder: Path
    bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        self.bench = Bench(self.database, ArtifactStore(str(self.folder / "artifacts")), self.folder)

    def version(self, **sealed: Any) -> int:
        return self.bench.version({"model.txt": f"weights {sealed}".encode()}, **sealed)

    def policy(self, text: str, by: Actor = ADMIN) -> None:
        now = self.database.read(lambda conn: policies.current(conn, "default", shared=True))
        self.database.write(lambda tx: policies.write(tx, "default", text, base_version=now.version), by)

    def ask(self, version: int, by: Actor = ADA, target: str = "production", **more: Any) -> str:
        return self.database.write(lambda tx: promotion.promote(tx, "default", NAME, version, target, **more), by)

    def promote(self, version: int, by: Actor = ADA, target: str = "production", **more: Any) -> Transition:
        asked = self.ask(version, by, target, **more)
        return self.carry_on(asked)

    def carry_on(self, transition_id: str) -> Transition:
        self.go_on(transition_id)
        run_gates(self.database, self.bench.artifacts, transition_id, SERVER)
        self.go_on(transition_id)
        return self.see(transition_id)

    def go_on(self, transition_id: str) -> None:
        go_on(self.database, self.bench.artifacts, transition_id, SERVER)

    def approve(self, transition: Transition, by: Actor = BEN, comment: str = "") -> Transition:
        self.decide(transition, by, comment)
        return self.carry_on(transition.transition_id)

    def decide(self, transition: Transition, by: Actor = BEN, comment: str = "") -> None:
        subject = transition.subject_digest or ""
        self.database.write(
            lambda tx: approvals.approve(tx, transition.transition_id, subject_digest=subject, comment=comment), by
        )

    def reject(self, transition: Transition, by: Actor, comment: str) -> Transition:
        self.database.write(lambda tx: approvals.reject(tx, transition.transition_id, comment=comment), by)
        return self.see(transition.transition_id)

    def roll_back(self, by: Actor = ADA, target: str = "production", **more: Any) -> Transition:
        more.setdefault("reason", "it answers nonsense")
        asked = self.database.write(lambda tx: rollback.roll_back(tx, "default", NAME, target, **more), by)
        return self.carry_on(asked)

    def withdraw(self, version: int, state: State = State.QUARANTINED, by: Actor = BEN) -> list[str]:
        return self.database.write(
            lambda tx: rollback.withdraw(tx, "default", NAME, version, state, reason="poisoned data"), by
        )

    def see(self, transition_id: str, by: Actor = SERVER) -> Transition:
        return self.database.read(lambda conn: inbox.seen_by(conn, by, evidence.transition_of(conn, transition_id)))

    def plan(self, version: int, by: Actor = ADA, target: str = "production") -> Plan:
        return self.database.read(lambda conn: outlook.plan(conn, by, "default", NAME, version, target))

    def inbox(self, by: Actor) -> list[InboxItem]:
        return self.database.read(lambda conn: inbox.inbox(conn, by))

    def target(self, target: str = "production") -> TargetState:
        return self.database.read(lambda conn: targets.standing(conn, key_of(conn, "default", NAME), NAME, target))

    def states(self, target: str = "production") -> dict[int, str]:
        query = sa.text("SELECT version, state FROM version_states WHERE target = :target ORDER BY version")
        with self.database._engine.connect() as conn:
            return {row.version: row.state for row in conn.execute(query, {"target": target})}

    def alias(self, alias: str = "production") -> int:
        return self.database.read(lambda conn: aliases.version_of_alias(conn, "default", NAME, alias)).version

    def audited(self) -> list[str]:
        with self.database._engine.connect() as conn:
            return list(conn.scalars(sa.text("SELECT action FROM audit_log ORDER BY seq")))
