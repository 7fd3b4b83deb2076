"""A version on its way to being live: asking, gates, approvals, rollback; and what stands in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlops_lab.registry import aliases, approvals, promotion, rollback, versions
from mlops_lab.storage.database import Database
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.control import GateState, State
from mlops_lab.wire.errors import Code, LabError
from tests.registry.desk import ADA, ADMIN, ASKING, BEN, CLEO, PLAIN, Desk, person
from tests.registry.gating import NAME

METRIC = """\
targets:
  production:
    gates:
      - gate: metric
        params: {metric: auc, at_least: 0.8}
    approvals: {count: %d}
"""


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def test_one_request_makes_a_version_live_and_its_alias_points_there(desk: Desk) -> None:
    first, second = desk.version(), desk.version()
    desk.policy(PLAIN)

    done = desk.promote(first, note="the first")

    assert (done.state, done.replaced_version, done.note) == (State.LIVE, None, "the first")
    assert desk.alias() == first
    assert desk.plan(first).label == "Live for production"
    again = desk.promote(first)
    assert again.transition_id == done.transition_id, "asked twice, it is one request"
    desk.promote(second)
    assert desk.alias() == second
    assert desk.states() == {first: "superseded", second: "live"}
    assert desk.target().previous_version == first
    third = desk.version()
    desk.promote(third)
    assert desk.states() == {first: "retired", second: "superseded", third: "live"}
    assert desk.target().generation == 3
    applied = [one for one in desk.audited() if one.startswith("transition.applied")]
    assert len(applied) == 3


def test_a_gate_that_fails_blocks_and_the_button_says_why(desk: Desk) -> None:
    weak, strong = desk.version(metrics={"auc": 0.7}), desk.version(metrics={"auc": 0.9})
    desk.policy(METRIC % 0)
    assert desk.plan(weak).label == "Promote (1 gate to run)"

    failed = desk.promote(weak)

    assert failed.state is State.FAILED
    assert failed.gates[0].state is GateState.FAILED
    assert "0.7" in failed.reason
    assert desk.plan(weak).label.startswith("Blocked: metric: auc is 0.7")
    assert desk.promote(weak).transition_id == failed.transition_id, "nothing has changed, so nothing is run again"
    assert desk.promote(weak, again=True).transition_id != failed.transition_id
    assert desk.target().live_version is None
    assert desk.promote(strong).state is State.LIVE
    desk.policy((METRIC % 0).replace("0.8", "0.6"))
    assert desk.plan(weak).label == "Promote (1 gate to run)", "another threshold is another question"
    assert desk.promote(weak).state is State.LIVE


def test_a_second_person_approves_and_the_rest_goes_on_by_itself(desk: Desk) -> None:
    version = desk.version(metrics={"auc": 0.9})
    desk.policy(METRIC % 1)
    assert desk.plan(version).label == "Request approval (1 gate to run)"

    waiting = desk.promote(version)

    assert waiting.state is State.AWAITING_APPROVAL
    assert desk.plan(version).label == "Waiting for approval (0 of 1)"
    assert [(one.why, one.transition.version) for one in desk.inbox(BEN)] == [("approve", version)]
    assert [one.why for one in desk.inbox(ADA)] == ["own"]
    assert desk.see(waiting.transition_id, BEN).may_approve
    done = desk.approve(waiting, BEN, "looks right")
    assert done.state is State.LIVE
    assert [(one.username, one.decision, one.stale) for one in done.approvals] == [("ben", "approve", False)]
    assert desk.alias() == version
    assert desk.inbox(BEN) == []


def test_author_requester_viewer_and_kernel_do_not_approve(desk: Desk) -> None:
    version = desk.version(author="ada", attributed_to="dora")
    desk.policy(ASKING)
    waiting = desk.promote(version, CLEO)

    refused = [
        (person("ada"), "You made the version"),
        (person("dora"), "You made the version"),
        (CLEO, "You asked for it"),
        (person("vic", "viewer"), "It takes the role approver"),
        (person("con", "contributor"), "It takes the role approver"),
        (Actor("", via=Via.TOKEN, configured={"default": "admin"}), "does not know who you are"),
        (person("ben", via=Via.KERNEL), "a notebook's code may only ask"),
    ]
    for actor, said in refused:
        with pytest.raises(LabError, match=said) as error:
            desk.decide(waiting, actor)
        assert error.value.code is Code.FORBIDDEN
        with pytest.raises(LabError):
            desk.reject(waiting, actor, "no")
    assert desk.see(waiting.transition_id).approvals == []
    assert desk.approve(waiting, BEN).state is State.LIVE


def test_two_approvals_take_two_people(desk: Desk) -> None:
    version = desk.version()
    desk.policy(ASKING.replace("1", "2"))
    waiting = desk.promote(version)

    once = desk.approve(waiting, BEN)
    twice = desk.approve(waiting, BEN)

    assert once.state is twice.state is State.AWAITING_APPROVAL
    assert len(twice.approvals) == 1
    assert desk.approve(waiting, CLEO).state is State.LIVE


def test_a_changed_policy_voids_the_approvals_given_under_the_old_one(desk: Desk) -> None:
    version = desk.version()
    desk.policy(ASKING.replace("1", "2"))
    waiting = desk.promote(version)
    desk.approve(waiting, BEN)

    desk.policy(ASKING.replace("count: 1", "count: 2, valid_hours: 24"))
    after = desk.carry_on(waiting.transition_id)

    assert after.state is State.AWAITING_APPROVAL
    assert [(one.stale, one.void_reason) for one in after.approvals] == [(True, "The policy changed (version 2).")]
    assert after.subject_digest != waiting.subject_digest
    with pytest.raises(LabError, match="changed since you looked") as error:
        desk.decide(waiting, CLEO)
    assert error.value.code is Code.CONFLICT
    desk.approve(after, CLEO)
    assert desk.approve(desk.see(after.transition_id), BEN).state is State.LIVE


def test_other_data_under_the_same_name_voids_the_approval_and_the_gate_runs_again(desk: Desk) -> None:
    import pandas as pd

    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "target": [0, 1, 0]})
    desk.bench.freeze(frame, "holdout")
    version = desk.version()
    text = "targets:\n  production:\n    approvals: {count: 2}\n    gates:\n"
    desk.policy(text + "    - {gate: data_quality, params: {dataset: holdout, max_missing: 0.5}}\n")
    waiting = desk.promote(version)
    assert waiting.state is State.AWAITING_APPROVAL, waiting.reason
    desk.approve(waiting, BEN)

    desk.bench.freeze(frame.assign(x=[4.0, 5.0, 6.0]), "holdout")
    desk.go_on(waiting.transition_id)

    running = desk.see(waiting.transition_id)
    assert running.state is State.VALIDATING
    assert sorted(one.state for one in running.gates) == [GateState.QUEUED, GateState.STALE]
    assert running.approvals[0].stale
    with pytest.raises(LabError, match="gates are running"):
        desk.decide(waiting, CLEO)
    after = desk.carry_on(waiting.transition_id)
    assert after.state is State.AWAITING_APPROVAL
    assert after.evidence_digest != waiting.evidence_digest


def test_an_approval_expires(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    version = desk.version()
    desk.policy(ASKING.replace("count: 1", "count: 2, valid_hours: 1"))
    waiting = desk.promote(version)
    desk.approve(waiting, BEN)
    monkeypatch.setattr("mlops_lab.storage.transaction.now_ms", lambda: (waiting.expires_at or 0) + 1)
    later = Desk(desk.database, desk.folder)

    with desk.database._engine.begin() as conn:
        conn.exec_driver_sql("UPDATE transitions SET expires_at = 1")
    after = later.carry_on(waiting.transition_id)

    assert [(one.stale, one.void_reason) for one in after.approvals] == [(True, "It had expired.")]
    assert after.state is State.AWAITING_APPROVAL


def test_rejecting_takes_a_reason_and_ends_it(desk: Desk) -> None:
    version = desk.version()
    desk.policy(ASKING)
    waiting = desk.promote(version)

    with pytest.raises(LabError) as error:
        desk.reject(waiting, BEN, "  ")
    assert error.value.field == "comment"
    ended = desk.reject(waiting, BEN, "trained on last year's prices")

    assert (ended.state, ended.ended_by) == (State.REJECTED, "ben")
    with pytest.raises(LabError, match="ben rejected it: trained on last year") as late:
        desk.decide(waiting, CLEO)
    assert late.value.code is Code.CONFLICT
    assert desk.states() == {version: "rejected"}
    assert desk.promote(version).transition_id != waiting.transition_id, "it may be asked for anew"


def test_whoever_comes_second_loses_and_is_told_who_won(desk: Desk) -> None:
    first, second = desk.version(), desk.version(params={"C": "2"})
    desk.policy(ASKING)
    one, other = desk.promote(first, ADA), desk.promote(second, CLEO)

    assert desk.approve(one, BEN).state is State.LIVE
    lost = desk.see(other.transition_id)

    assert lost.ended_at is not None
    assert "Version 1 became live for production (asked by Ada)" in lost.reason
    with pytest.raises(LabError, match="Version 1 became live") as late:
        desk.decide(other, BEN)
    assert late.value.code is Code.CONFLICT
    assert desk.alias() == first
    with pytest.raises(LabError, match="Version 1 became live") as stale:
        desk.ask(second, CLEO, generation=0)
    assert stale.value.code is Code.CONFLICT


def test_an_approval_given_before_a_crash_is_applied_after_it(desk: Desk) -> None:
    version = desk.version()
    desk.policy(ASKING)
    waiting = desk.promote(version)
    desk.decide(waiting, BEN)  # and the server is killed here: nothing carries it on
    assert desk.see(waiting.transition_id).state is State.APPROVED
    assert desk.target().live_version is None

    assert desk.carry_on(waiting.transition_id).state is State.LIVE
    assert desk.alias() == version


def test_a_file_that_is_no_longer_what_was_sealed_stops_it(desk: Desk) -> None:
    version = desk.version()
    desk.policy(ASKING)
    waiting = desk.promote(version)
    desk.bench.put(f"models/{version}/model.txt", b"something else")

    after = desk.approve(waiting, BEN)

    assert after.state is State.FAILED
    assert "'model.txt' is not what it was" in after.reason
    assert desk.target().live_version is None


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE version_seals SET record = replace(record, 'ada', 'eve')", "sealed record was altered"),
        ("UPDATE gate_results SET evidence = replace(evidence, '0.9', '0.99')", "altered after the gate had run"),
    ],
)
def test_evidence_altered_behind_the_servers_back_stops_it(desk: Desk, statement: str, said: str) -> None:
    version = desk.version(metrics={"auc": 0.9})
    desk.policy(METRIC % 1)
    waiting = desk.promote(version)
    with desk.database._engine.begin() as conn:
        conn.exec_driver_sql(statement)

    with pytest.raises(LabError):
        desk.decide(waiting, BEN)
    after = desk.carry_on(waiting.transition_id)

    assert after.state is State.FAILED
    assert said in after.reason


def test_nothing_moves_within_a_freeze_but_a_rollback(desk: Desk) -> None:
    first, second, third = (desk.version(params={"C": str(number)}) for number in range(3))
    desk.policy(PLAIN)
    desk.promote(first)
    desk.promote(second)
    freeze = "    freeze: [{begin: 2020-01-01, end: 2999-12-31, reason: holidays}]\n"
    desk.policy(f"targets:\n  production:\n    rollback: never\n{freeze}")
    assert desk.plan(third).label == "Promote, frozen until 2999-12-31: holidays"

    held = desk.promote(third)

    assert (held.state, held.reason) == (State.APPROVED, "Frozen until 2999-12-31: holidays.")
    assert desk.alias() == second
    assert desk.roll_back().state is State.LIVE
    assert desk.alias() == first


def test_a_target_behind_another_takes_only_what_was_live_there(desk: Desk) -> None:
    version = desk.version()
    desk.policy("targets:\n  staging: {}\n  production: {after: staging}\n")
    assert desk.plan(version).label == "Blocked: it has to be live for staging first"

    with pytest.raises(LabError, match="has to be live for staging first"):
        desk.ask(version)
    desk.promote(version, target="staging")

    assert desk.promote(version).state is State.LIVE
    assert (desk.alias("staging"), desk.alias()) == (version, version)


def test_a_rollback_returns_to_what_was_live_and_is_reviewed_afterwards(desk: Desk) -> None:
    first, second = desk.version(), desk.version()
    never = desk.version()
    desk.policy(PLAIN)
    desk.promote(first)
    desk.promote(second)

    with pytest.raises(LabError, match="was never live for production"):
        desk.roll_back(to_version=never)
    with pytest.raises(LabError) as unsaid:
        desk.roll_back(reason=" ")
    back = desk.roll_back(CLEO)

    assert unsaid.value.field == "reason"
    assert (back.state, back.version, back.replaced_version) == (State.LIVE, first, second)
    assert desk.alias() == first
    assert desk.states() == {first: "live", second: "superseded"}
    assert [one.why for one in desk.inbox(BEN)] == ["review"]
    assert desk.inbox(CLEO) == [], "nobody reviews what they did themselves"
    desk.database.write(lambda tx: approvals.review(tx, back.transition_id, comment="right so"), BEN)
    assert desk.inbox(BEN) == []
    with pytest.raises(LabError, match="waits for no review"):
        desk.database.write(lambda tx: approvals.review(tx, back.transition_id), ADMIN)


def test_a_rollback_may_take_a_second_person_first(desk: Desk) -> None:
    first, second = desk.version(), desk.version()
    desk.policy(PLAIN)
    desk.promote(first)
    desk.promote(second)
    desk.policy("targets:\n  production: {rollback: before}\n")

    asked = desk.roll_back(CLEO)

    assert asked.state is State.AWAITING_APPROVAL
    assert desk.alias() == second
    assert desk.approve(asked, BEN).state is State.LIVE
    assert desk.alias() == first


def test_a_version_taken_out_of_service_is_live_nowhere_and_never_again(desk: Desk) -> None:
    first, second = desk.version(), desk.version()
    desk.policy(PLAIN)
    desk.promote(first)
    desk.promote(second)
    desk.promote(second, target="staging")

    with pytest.raises(LabError, match="takes the role approver"):
        desk.withdraw(second, by=person("con", "contributor"))
    moved = desk.withdraw(second)

    assert moved == ["production", "staging"]
    assert desk.alias() == first
    with pytest.raises(LabError, match="alias staging not found"):
        desk.alias("staging")
    assert desk.states() == {first: "live", second: "quarantined"}
    with pytest.raises(LabError, match="is quarantined"):
        desk.ask(second)
    with pytest.raises(LabError, match="is quarantined"):
        desk.roll_back(to_version=second)
    desk.database.write(lambda tx: rollback.release(tx, "default", NAME, second, reason="a false alarm"), BEN)
    assert desk.promote(second).state is State.LIVE
    desk.withdraw(second, State.REVOKED)
    with pytest.raises(LabError, match="not quarantined"):
        desk.database.write(lambda tx: rollback.release(tx, "default", NAME, second, reason="please"), BEN)
    assert desk.plan(second).label == "Blocked: it was revoked"


def test_a_protected_alias_moves_by_a_promotion_alone(desk: Desk) -> None:
    version = desk.version()
    desk.policy(PLAIN + "protected_aliases: [golden]\n")

    for alias in ("production", "golden"):
        with pytest.raises(LabError, match="is protected by the policy") as refused:
            desk.database.write(lambda tx, name=alias: aliases.set_alias(tx, "default", NAME, name, version), ADMIN)
        assert refused.value.code is Code.FORBIDDEN
    desk.database.write(lambda tx: aliases.set_alias(tx, "default", NAME, "favourite", version), ADMIN)
    desk.promote(version)
    with pytest.raises(LabError, match="is protected"):
        desk.database.write(lambda tx: aliases.delete_alias(tx, "default", NAME, "production"), ADMIN)

    assert (desk.alias("favourite"), desk.alias()) == (version, version)


def test_what_is_live_or_would_come_back_cannot_be_deleted(desk: Desk) -> None:
    first, second = desk.version(), desk.version()
    desk.policy(PLAIN)
    desk.promote(first)
    desk.promote(second)

    for version, how in ((second, "is live"), (first, "is what a rollback returns to")):
        with pytest.raises(LabError, match=how):
            desk.database.write(lambda tx, one=version: versions.delete_version(tx, "default", NAME, one), ADMIN)


def test_a_request_can_be_taken_back_by_whoever_made_it(desk: Desk) -> None:
    version = desk.version()
    desk.policy(ASKING)
    waiting = desk.promote(version, CLEO)

    with pytest.raises(LabError, match="Whoever asked for it takes it back"):
        desk.database.write(lambda tx: promotion.cancel(tx, waiting.transition_id), BEN)
    desk.database.write(lambda tx: promotion.cancel(tx, waiting.transition_id), CLEO)

    assert desk.states() == {version: "candidate"}
    with pytest.raises(LabError, match="Taken back"):
        desk.decide(waiting, BEN)


def test_a_viewer_does_not_ask_and_is_told_on_the_button(desk: Desk) -> None:
    version = desk.version()
    desk.policy(PLAIN)
    viewer = person("vic", "viewer")

    with pytest.raises(LabError) as refused:
        desk.ask(version, viewer)

    assert refused.value.code is Code.FORBIDDEN
    assert desk.plan(version, viewer).label == "Blocked: asking takes the role contributor; you have the role viewer"
