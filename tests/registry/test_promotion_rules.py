"""Whatever people do, in whatever order: what always holds of targets, aliases, states and the audit log."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mlops_lab.governance import audit
from mlops_lab.registry import approvals, promotion, rollback, versions
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.storage.control_schema import transitions as rows
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.wire.control import State
from mlops_lab.wire.errors import LabError
from tests.registry.desk import ADA, ADMIN, BEN, CLEO, Desk
from tests.registry.gating import NAME

PEOPLE = st.sampled_from([ADA, BEN, CLEO, ADMIN])
TARGETS = st.sampled_from(["staging", "production"])
NUMBERS = st.integers(1, 4)
COUNTS = st.integers(0, 2)
ROLLBACKS = st.sampled_from(["never", "after", "before"])


class Office(RuleBasedStateMachine):
    """People who ask, approve, reject, roll back, take out of service, delete and change the policy."""

    @initialize(count=COUNTS)
    def open(self, count: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="mlops-lab-office-")
        self.database = Database(sqlite_url(Path(self.folder.name) / "store.db"), synchronous="NORMAL")
        self.desk = Desk(self.database, Path(self.folder.name))
        for number in range(4):
            self.desk.version(params={"C": str(number)})
        self.needed = {}
        self._policy(count, "after")

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    def _policy(self, count: int, rollback: str) -> None:
        self.desk.policy(
            f"targets:\n  staging: {{rollback: {rollback}}}\n"
            f"  production:\n    rollback: {rollback}\n    approvals: {{count: {count}}}\n"
        )

    def _try(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except LabError:
            return  # refused: then nothing may have changed, which the invariants look at

    @rule(version=NUMBERS, goal=TARGETS, by=PEOPLE)
    def ask(self, version: int, goal: str, by: object) -> None:
        self._try(lambda: self.desk.promote(version, by, goal))

    @rule(version=NUMBERS, goal=TARGETS, by=PEOPLE)
    def ask_and_walk_away(self, version: int, goal: str, by: object) -> None:
        self._try(lambda: self.desk.ask(version, by, goal))

    @rule(data=st.data(), by=PEOPLE)
    def approve(self, data: st.DataObject, by: object) -> None:
        one = self._one(data)
        if one:
            self._try(lambda: self.desk.approve(self.desk.see(one), by))

    @rule(data=st.data(), by=PEOPLE)
    def reject(self, data: st.DataObject, by: object) -> None:
        one = self._one(data)
        if one:
            self._try(lambda: self.database.write(lambda tx: approvals.reject(tx, one, comment="no"), by))

    @rule(data=st.data(), by=PEOPLE)
    def take_back(self, data: st.DataObject, by: object) -> None:
        one = self._one(data)
        if one:
            self._try(lambda: self.database.write(lambda tx: promotion.cancel(tx, one), by))

    @rule(data=st.data())
    def carry_on(self, data: st.DataObject) -> None:
        one = self._one(data)
        if one:
            self.desk.carry_on(one)

    @rule(goal=TARGETS, by=PEOPLE, to=st.one_of(st.none(), NUMBERS))
    def roll_back(self, goal: str, by: object, to: int | None) -> None:
        self._try(lambda: self.desk.roll_back(by, goal, to_version=to))

    @rule(version=NUMBERS, state=st.sampled_from([State.QUARANTINED, State.REVOKED]), by=PEOPLE)
    def withdraw(self, version: int, state: State, by: object) -> None:
        self._try(lambda: self.desk.withdraw(version, state, by))

    @rule(version=NUMBERS, by=PEOPLE)
    def release(self, version: int, by: object) -> None:
        self._try(
            lambda: self.database.write(lambda tx: rollback.release(tx, "default", NAME, version, reason="fine"), by)
        )

    @rule(version=NUMBERS)
    def delete(self, version: int) -> None:
        self._try(lambda: self.database.write(lambda tx: versions.delete_version(tx, "default", NAME, version), ADMIN))

    @rule(count=COUNTS, rollback=ROLLBACKS)
    def change_the_policy(self, count: int, rollback: str) -> None:
        self._policy(count, rollback)

    def _one(self, data: st.DataObject) -> str | None:
        known = self._all(sa.select(rows.c.transition_id).where(rows.c.ended_at.is_(None)))
        return data.draw(st.sampled_from([one.transition_id for one in known])) if known else None

    def _all(self, query: sa.Select[tuple[object, ...]]) -> list[sa.Row[tuple[object, ...]]]:
        return self.database.read(lambda conn: list(conn.execute(query)))

    @invariant()
    def what_is_live_is_one_and_the_alias_says_the_same(self) -> None:
        for target in ("staging", "production"):
            standing, states = self.desk.target(target), self.desk.states(target)
            live = [version for version, state in states.items() if state == "live"]
            assert live == ([] if standing.live_version is None else [standing.live_version]), (standing, states)
            try:
                assert self.desk.alias(target) == standing.live_version
            except LabError:
                assert standing.live_version is None
            if standing.previous_version is not None:
                assert standing.previous_version != standing.live_version
                assert states[standing.previous_version] not in ("quarantined", "revoked"), (standing, states)

    @invariant()
    def the_generation_counts_what_was_applied(self) -> None:
        for target in ("staging", "production"):
            applied = self._all(
                sa.select(rows).where(
                    rows.c.target == target, rows.c.state.in_(["live", "retired"]), rows.c.ended_at.is_not(None)
                )
            )
            assert self.desk.target(target).generation == len(applied)

    @invariant()
    def nobody_approved_their_own(self) -> None:
        for row in self._all(sa.select(rows).where(rows.c.state == "live")):
            seen = self.desk.see(row.transition_id)
            given = {one.username for one in seen.approvals if one.decision in ("approve", "reviewed")}
            assert row.requested_by not in given
            assert "ada" not in given, "who made every version"

    @invariant()
    def the_audit_log_is_one_chain(self) -> None:
        previous, place = "", 0
        for row in self._all(sa.select(audit_log).order_by(audit_log.c.seq)):
            entry = audit.Entry(**row._mapping)
            if place:
                assert entry.previous == previous
            assert entry.seq == place + 1
            assert audit.hash_of(entry) == entry.hash
            previous, place = entry.hash, entry.seq

    @invariant()
    def an_open_request_is_of_the_generation_that_is(self) -> None:
        for row in self._all(sa.select(rows).where(rows.c.ended_at.is_(None))):
            assert row.generation == self.desk.target(row.target).generation


Office.TestCase.settings = settings(
    phases=(Phase.generate, Phase.target),  # shrinking takes minutes
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOffice = pytest.mark.filterwarnings("ignore")(Office.TestCase)
