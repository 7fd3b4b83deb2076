"""Lineage, cards, inventory and technical files, through a real server on each database."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mlops_lab.governance import audit, chain
from mlops_lab.registry import audit_extract, cards, lineage, models, versions
from mlops_lab.registry.card_fields import FIELDS
from mlops_lab.registry.document import Grid, Heading, Listing, Prose, to_html, to_markdown
from mlops_lab.registry.inventory import Inventory, InventoryItem, as_csv
from mlops_lab.registry.pdf import find_font, in_latin, to_pdf
from mlops_lab.storage.control_schema import approvals, gate_results, model_targets, transitions, version_states
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.errors import Code, LabError
from tests.parts.jupyter import LabServer
from tests.parts.web import Web
from tests.registry.models import register, run_with_model, store_of

PARTS = {field.key: f"{field.label}: größe, 中文, <script>alert(1)</script>" for field in FIELDS}


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    web = Web(lab_server)
    run_id = run_with_model(web)
    register(web, "churn", run_id)
    web.ok("PUT", "/api/models/churn/card", {"parts": PARTS | {"risk_tier": "**High**, it decides on people"}})
    with store_of(web) as store:
        store.write(promoted)
    return web


def promoted(tx: Tx) -> None:
    """Write what a promotion leaves behind."""
    owner = models.key_of(tx.conn, "default", "churn")
    here = {"registered_model_id": owner, "target": "production"}
    tx.conn.execute(sa.insert(model_targets).values(here | {"live_version": 1, "generation": 1, "updated_at": tx.now}))
    tx.conn.execute(
        sa.insert(version_states).values(here | {"version": 1, "state": "live", "was_live": 1, "updated_at": tx.now})
    )
    tx.conn.execute(
        sa.insert(transitions).values(
            here
            | {
                "transition_id": "t1", "version": 1, "kind": "promote", "state": "live", "requested_by": "ada",
                "requested_at": 1000, "policy_version": 1, "policy_digest": "p", "evidence_digest": "e",
                "subject_digest": "s", "generation": 0, "ended_at": 2000, "ended_by": "server",
            }
        )
    )  # fmt: skip
    evidence = json.dumps({"passed": True, "summary": "fine", "numbers": {"auc": 0.9}, "table": [{"group": "ä|b"}]})
    tx.conn.execute(
        sa.insert(gate_results).values(
            result_id="g1", transition_id="t1", gate="accuracy", kind="threshold", inputs_digest="i", state="passed",
            summary="0.9 >= 0.8", evidence=evidence, created_at=1001,
        )
    )  # fmt: skip
    tx.conn.execute(
        sa.insert(approvals).values(
            approval_id="a1", transition_id="t1", username="grace", decision="approve", comment="looks right",
            subject_digest="s", decided_at=1500,
        )
    )  # fmt: skip
    audit.record(tx, "transition.applied", kind="transition", object="t1", project="default", after="x")
    audit.record(tx, "model.elsewhere", kind="model", object="churning", project="default")


def kinds(graph: dict[str, Any]) -> list[str]:
    return sorted(node["kind"] for node in graph["nodes"])


def test_lineage_goes_from_the_run_to_the_target(web: Web) -> None:
    graph = web.ok("GET", "/api/models/churn/lineage?version=1")
    assert kinds(graph) == ["person", "run", "target", "transition", "version"]
    by_id = {node["id"]: node for node in graph["nodes"]}
    steps = {(by_id[edge["source"]]["kind"], by_id[edge["target"]]["kind"]) for edge in graph["edges"]}
    assert steps == {("person", "run"), ("run", "version"), ("version", "transition"), ("transition", "target")}
    links = {node["kind"]: node["link"] for node in graph["nodes"]}
    assert links["version"] == "version:churn/1"
    assert links["transition"] == "transition:t1"
    assert web.ask("GET", "/api/models/churn/lineage?version=9").status == 404


def test_openlineage_events_have_the_form_of_the_specification(web: Web) -> None:
    events = web.ok("GET", "/api/models/churn/versions/1/openlineage")["events"]
    assert [one["eventType"] for one in events] == ["COMPLETE", "COMPLETE"]
    for event in events:
        assert set(event) == {"eventType", "eventTime", "run", "job", "inputs", "outputs", "producer", "schemaURL"}
        uuid.UUID(event["run"]["runId"])
        assert event["eventTime"].endswith("Z")
        facets = [event["run"]["facets"], event["job"]["facets"], *(x["facets"] for x in event["inputs"])]
        for facet in (one for group in facets for one in group.values()):
            assert facet["_producer"].startswith("http")
            assert facet["_schemaURL"].startswith("http")
    assert events[0]["outputs"][0]["name"] == "models/churn/1"
    assert events[1]["run"]["facets"]["mlopsLab_transition"]["approvedBy"] == ["grace"]


def test_lineage_survives_a_purged_run(web: Web) -> None:
    run_id = run_with_model(web)
    register(web, "gone", run_id)
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    web.ok("POST", "/api/runs/purge", {"run_ids": [run_id]})
    run = next(node for node in web.ok("GET", "/api/models/gone/lineage")["nodes"] if node["kind"] == "run")
    assert (run["label"], run["detail"], run["link"]) == ("größter Lauf", "run, deleted since", "")


def test_a_card_in_all_its_forms(web: Web) -> None:
    base = "/api/models/churn/versions/1/card?format="
    markdown = web.ask("GET", base + "markdown")
    assert markdown.headers["content-type"].startswith("text/markdown")
    text = markdown.data.decode()
    for word in ("größe, 中文", "| accuracy | 0.9 |", "looks right", "ä\\|b", "grace", "promote".capitalize()):
        assert word in text, word
    page = web.ask("GET", base + "html").data.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    card = web.ok("GET", base + "json")
    assert (card["live_for"], card["transitions"][0]["gates"][0]["gate"]) == (["production"], "accuracy")
    pdf = web.ask("GET", base + "pdf")
    assert (pdf.data[:5], pdf.headers["content-type"]) == (b"%PDF-", "application/pdf")
    assert web.ask("GET", base + "pdf").data == pdf.data
    assert web.ask("GET", base + "docx").status == 400


def test_what_a_card_lacks_is_named(database: Database) -> None:
    database.write(lambda tx: models.create_model(tx, "default", "bare"))
    database.write(lambda tx: versions.create_version(tx, "default", "bare", source="s3://x"))
    before = database.read(lambda conn: cards.missing_parts(conn, "default", "bare", 1))
    assert "Purpose" in before
    assert "Metrics of the version's run" in before
    database.write(lambda tx: cards.write_card(tx, "default", "bare", PARTS))
    assert database.read(lambda conn: cards.missing_parts(conn, "default", "bare")) == []


def test_a_card_has_revisions_that_are_audited(database: Database) -> None:
    database.write(lambda tx: models.create_model(tx, "default", "m"))

    def write(parts: dict[str, str], **more: Any) -> cards.Card:
        return database.write(lambda tx: cards.write_card(tx, "default", "m", parts, **more))

    assert write({"purpose": "a"}, comment="first").revision == 1
    assert write({"purpose": " a "}).revision == 1, "nothing has changed"
    assert write({"purpose": "b"}, base_revision=1).revision == 2
    with pytest.raises(LabError, match="meanwhile") as refused:
        write({"purpose": "c"}, base_revision=1)
    assert refused.value.code is Code.CONFLICT
    with pytest.raises(LabError, match="no part"):
        write({"nonsense": "x"})
    found = database.read(lambda conn: cards.revisions(conn, "default", "m"))
    assert [(one.revision, one.parts, one.comment) for one in found] == [
        (2, {"purpose": "b"}, ""), (1, {"purpose": "a"}, "first"),
    ]  # fmt: skip
    entries = database.read(lambda conn: audit_extract.extract(conn, "default", "m", []))
    written = [one for one in entries if one.action == "card.written"]
    assert [one.before for one in written] == [None, written[0].after]


def test_a_technical_file_is_whole_and_always_the_same(web: Web) -> None:
    path = "/api/models/churn/versions/1/technical-file"
    first = web.ask("GET", path)
    assert (first.status, first.headers["content-type"]) == (200, "application/zip")
    assert web.ask("GET", path).data == first.data
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) >= {
        "README.md", "SHA256SUMS", "inventory.json", "0-mapping/eu-ai-act-annex-iv.md", "0-mapping/nist-ai-rmf.md",
        "0-mapping/sr-11-7.md", "1-card/card.md", "1-card/card.pdf", "2-seal/seal.json", "3-lineage/openlineage.json",
        "3-lineage/lineage.json", "4-evidence/transitions.json", "4-evidence/01-promote-01-accuracy.json",
        "5-approvals/approvals.json", "7-audit/extract.jsonl", "7-audit/verification.json",
    }  # fmt: skip
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(files[name]).hexdigest() == digest
    annex = files["0-mapping/eu-ai-act-annex-iv.md"].decode()
    for point in ("1 (a)", "1 (h)", "2 (a)", "2 (h)", "3", "4", "5", "6", "7", "8", "9"):
        assert f"| {point} |" in annex
    entries = [json.loads(line) for line in files["7-audit/extract.jsonl"].splitlines()]
    assert "transition.applied" in {one["action"] for one in entries}
    assert "churning" not in {one["object"] for one in entries}, "another model's entries do not belong here"
    assert json.loads(files["7-audit/verification.json"])["intact"] is True


def test_a_tampered_entry_shows_in_the_verification(sqlite_database: Database) -> None:
    store = sqlite_database
    for _ in range(3):
        store.write(lambda tx: audit.record(tx, "model.created", kind="model", object="m", project="default"))
    last = store.read(lambda conn: audit_extract.extract(conn, "default", "m", []))[-1].seq
    assert store.read(lambda conn: chain.verify(conn, through=last)).intact

    def tamper(tx: Tx) -> None:
        for trigger in tx.conn.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            tx.conn.execute(sa.text(f"DROP TRIGGER {trigger}"))
        tx.conn.execute(sa.text("UPDATE audit_log SET reason = 'never mind' WHERE seq = 2"))

    store.write(tamper)
    found = store.read(lambda conn: chain.verify(conn, through=last))
    assert (found.intact, [one.seq for one in found.problems]) == (False, [2])
    store.write(lambda tx: tx.conn.execute(sa.text("DELETE FROM audit_log WHERE seq = 2")))
    found = store.read(lambda conn: chain.verify(conn, through=last))
    assert (found.intact, [one.what for one in found.problems]) == (False, ["removed"])


def test_the_inventory_lists_what_is_used_and_what_is_gone(web: Web) -> None:
    web.ok("POST", "/api/models", {"name": "=cmd()"})
    register(web, "deleted", run_with_model(web))
    web.ok("DELETE", "/api/models/deleted", {"reason": "not needed"})
    items = {one["name"]: one for one in web.ok("GET", "/api/inventory")["items"]}
    assert (items["churn"]["status"], items["churn"]["risk_tier"]) == ("in use", "high")
    assert items["churn"]["live"] == {"production": 1}
    assert (items["deleted"]["status"], items["deleted"]["deleted_versions"]) == ("deleted", 1)
    table = web.ask("GET", "/api/inventory?format=csv").data.decode("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(table))}
    assert "'=cmd()" in rows
    assert rows["churn"]["live"] == "production: 1"


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "\uff1d1"])
def test_no_cell_of_the_inventory_is_a_formula(evil: str) -> None:
    item = InventoryItem(project="default", name="m", status="in use", owner=evil, purpose='a "quoted", one')
    (row,) = csv.DictReader(io.StringIO(as_csv(Inventory(items=[item]))))
    assert row["owner"] == f"'{evil}"
    assert row["purpose"] == 'a "quoted", one'


def test_a_review_tells_what_differs_from_the_live_version(web: Web) -> None:
    register(web, "churn", run_with_model(web, {"model.skops": b"other"}, accuracy=0.7))
    found = web.ok("GET", "/api/models/churn/versions/2/review?target=production")
    assert (found["live_version"], found["code"]["same"]) == (1, True)
    (metric,) = found["metrics"]
    assert (metric["this"], metric["live"], round(metric["delta"], 6)) == (0.7, 0.9, -0.2)
    files = {one["key"]: (one["this"] is None, one["differs"]) for one in found["files"]}
    assert files == {"MLmodel": (True, True), "model.skops": (False, True)}
    assert all(not one["differs"] for one in found["params"])
    detail = web.ok("GET", "/api/models/churn/versions/1")
    assert detail["states"] == {"production": "live"}
    assert [one["transition_id"] for one in detail["transitions"]] == ["t1"]
    live = {one["target"]: one["live_version"] for one in detail["targets"]}
    assert live == {"staging": None, "production": 1}


def test_a_letter_that_no_font_has_is_seen() -> None:
    assert in_latin("Größe ą 中") == "Größe a [U+4E2D]"
    blocks = [Heading(1, "Größe ą 中 🎉"), Prose("x" * 500), Grid(["a"], [["y" * 300], [""]]), Listing("print('ą')")]
    plain = to_pdf(blocks, "t")
    assert plain == to_pdf(blocks, "t")
    font = find_font()
    assert font is not None
    assert len(to_pdf(blocks, "t", font=font)) > len(plain)


def test_tables_and_code_stay_whole_in_markdown_and_html() -> None:
    text = to_markdown([Grid(["a|b"], [["c\nd"]]), Listing("```\nx")])
    assert text == "| a\\|b |\n| --- |\n| c<br>d |\n\n````python\n```\nx\n````\n"
    assert "<b>" not in to_html([Grid(["<b>"], [["<b>"]]), Listing("<b>"), Heading(2, "<b>")], "<b>")


def test_files_are_exported_from_the_shell(web: Web, tmp_path: Path) -> None:
    def export(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "mlops_lab.cli", "export", *arguments]
        return subprocess.run(command, env=web.server.client_env, cwd=tmp_path, capture_output=True, timeout=60)

    done = export("technical-file", "churn/1")
    assert done.returncode == 0, done.stderr
    assert zipfile.is_zipfile(tmp_path / "churn-1-technical-file.zip")
    assert export("card", "churn/v1", "--format", "pdf", "-o", "card.pdf").returncode == 0
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF-")
    assert b"churn" in export("inventory").stdout
    assert b"not found" in export("card", "churn/99").stderr
    assert lineage.MOST_VERSIONS
