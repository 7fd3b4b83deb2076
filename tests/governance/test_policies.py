"""The policy of a project: what its text may say, and how it changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_lab.governance import policies
from mlops_lab.governance.policy_text import freeze_at, parsed, problems_of
from mlops_lab.storage.database import Database
from mlops_lab.tracking.projects import ensure_project
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import Code, LabError

ADMIN = Actor("ada", "Ada", via=Via.BROWSER, configured={"default": "admin"}, shared=True)
TEXT = """\
targets:
  production:
    gates:
      - gate: metric
        params: {metric: auc, at_least: 0.8}
    approvals: {count: 2}
"""


def test_nobody_is_asked_on_a_laptop_and_a_second_person_on_a_shared_server(database: Database) -> None:
    alone = database.read(lambda conn: policies.current(conn, "default", shared=False))
    shared = database.read(lambda conn: policies.current(conn, "default", shared=True))

    assert alone.version == shared.version == 0
    assert alone.policy.targets["production"].approvals.count == 0
    assert shared.policy.targets["production"].approvals.count == 1
    assert list(alone.policy.targets) == ["staging", "production"]
    assert alone.digest != shared.digest


def test_each_text_is_a_version_and_whoever_comes_second_is_told(database: Database) -> None:
    database.write(lambda tx: ensure_project(tx, "default"))

    first = database.write(lambda tx: policies.write(tx, "default", TEXT, comment="two", base_version=0), ADMIN)
    with pytest.raises(LabError, match="ada wrote version 1 of the policy meanwhile") as refused:
        database.write(lambda tx: policies.write(tx, "default", TEXT + "# mine\n", base_version=0), ADMIN)
    again = database.write(lambda tx: policies.write(tx, "default", TEXT, base_version=1), ADMIN)
    second = database.write(lambda tx: policies.write(tx, "default", TEXT + "# mine\n", base_version=1), ADMIN)

    assert refused.value.code is Code.CONFLICT
    assert (first.version, again.version, second.version) == (1, 1, 2)
    assert first.digest == second.digest, "a remark changes nothing of what the policy says"
    assert [one.version for one in database.read(lambda conn: policies.versions(conn, "default"))] == [2, 1]
    assert database.read(lambda conn: policies.get(conn, "default", 1, shared=True)).comment == "two"


def test_only_an_admin_in_person_changes_it(database: Database) -> None:
    database.write(lambda tx: ensure_project(tx, "default"))
    approver = Actor("bo", via=Via.BROWSER, configured={"default": "approver"})
    kernel = Actor("ada", via=Via.KERNEL, configured={"*": "admin"})
    for actor in (approver, kernel):
        with pytest.raises(LabError) as refused:
            database.write(lambda tx: policies.write(tx, "default", TEXT, base_version=0), actor)
        assert refused.value.code is Code.FORBIDDEN
    assert database.read(lambda conn: policies.current(conn, "default", shared=True)).version == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("targets: [", "Line 1: This is not YAML"),
        ("- production", "Line 1: A policy is a mapping with targets."),
        ("targets: {}", "Line 1: targets: A policy names at least one target"),
        ("targets:\n  production:\n    approvals:\n      count: some", "Line 4: targets.production.approvals.count"),
        ("targets:\n  p:\n    gates:\n    - gate: metric\n    - gat: x", "Line 5: targets.p.gates[1].gat"),
        ("targets:\n  p: {}\n  p: {}", "Line 3: targets.p: 'p' is there twice."),
        ("targets:\n  a: {after: b}\n  b: {after: a}", "wait for each other"),
        ("targets:\n  a: {after: c}", "There is no other target 'c'"),
        ("targets:\n  a: {alias: v3}", "cannot be an alias"),
        ("targets:\n  a: {alias: live}\n  b: {alias: live}", "move the same alias"),
        ("targets:\n  a:\n    freeze:\n    - {begin: 2026-12-24, end: 2026-12-23}", "It ends before it begins"),
        ("targets:\n  a:\n    freeze:\n    - {begin: soon, end: 2026-12-23}", "Not a date or time"),
        ("targets: {a: {}}\nformats: {allowed: [exe]}", "Line 2: formats.allowed[0]"),
        ("targets: {a: {}}\nretention: {deleted_runs_days: -1}", "Days are 0 or more"),
        ("a: &x {}\ntargets: *x", "no YAML aliases"),
        ("targets: !!python/object/apply:os.system [id]", "This is not YAML"),
        ("targets: {a: {gates: [{gate: metric, time_limit: 0}]}}", "1 to 86400 seconds"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, said: str) -> None:
    problems = problems_of(text)

    assert any(said in str(one) for one in problems), problems


@given(st.text(alphabet="targets:{}[]-&*!? \n\tgates'\"0123456789ab#|>%@", max_size=200))
def test_no_text_brings_the_reader_down(text: str) -> None:
    if not problems_of(text):
        assert parsed(text).targets


def test_a_freeze_holds_to_the_end_of_its_last_day() -> None:
    from datetime import UTC, datetime

    text = "targets:\n  a:\n    freeze:\n    - {begin: 2026-12-24, end: 2026-12-26, reason: holidays}"
    rule = parsed(text).targets["a"]

    assert freeze_at(rule, datetime(2026, 12, 23, 23, 59, tzinfo=UTC)) is None
    held = freeze_at(rule, datetime(2026, 12, 26, 23, 59, tzinfo=UTC))
    assert held is not None
    assert held.reason == "holidays"
    assert freeze_at(rule, datetime(2026, 12, 27, tzinfo=UTC)) is None
