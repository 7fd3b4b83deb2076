"""Artifacts: streamed, shown safely, and never outside of their place."""

from __future__ import annotations

import hashlib
import http.client
import os
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import pytest

from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.wire.errors import LabError
from tests.parts.jupyter import LabServer
from tests.parts.web import Web


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


@pytest.fixture(scope="module")
def run_id(web: Web) -> str:
    return web.new_run()


def url(run_id: str, path: str) -> str:
    return f"/api/runs/{run_id}/artifacts/{path}"


@pytest.mark.parametrize("path", ["a.txt", "deep/er/and deeper/ü 🚀.json", "x" * 200])
def test_what_is_put_comes_back(web: Web, run_id: str, path: str) -> None:
    assert web.ask("PUT", url(run_id, quote(path)), b"hello").status == 200
    got = web.ask("GET", url(run_id, quote(path)))
    assert (got.status, got.data) == (200, b"hello")
    folder, _, name = path.rpartition("/")
    listed = web.ok("GET", f"/api/runs/{run_id}/artifacts?path={quote(folder)}")["artifacts"]
    assert {"path": path, "is_dir": False, "size": 5} in [
        {key: one[key] for key in ("path", "is_dir", "size")} for one in listed
    ], name


def test_replacing_listing_and_deleting(web: Web) -> None:
    run_id = web.new_run()
    for data in (b"one", b"three"):
        web.ask("PUT", url(run_id, "d/a.txt"), data)
    assert web.ask("GET", url(run_id, "d/a.txt")).data == b"three"
    (folder,) = web.ok("GET", f"/api/runs/{run_id}/artifacts")["artifacts"]
    assert (folder["path"], folder["is_dir"]) == ("d", True)
    assert web.ask("GET", url(run_id, "d")).status == 400
    assert web.ask("DELETE", url(run_id, "d")).status == 200
    assert web.ok("GET", f"/api/runs/{run_id}/artifacts")["artifacts"] == []
    assert web.ask("GET", url(run_id, "d/a.txt")).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "../x", "a/../../x", "%2e%2e/x", "%252e%252e/x", "/etc/passwd", "//etc/passwd", "%2Fetc%2Fpasswd", "a//b",
        "..%5cx", "C:/x", "a%00b", "a%0ab", "./x", "a/./b", "x" * 1001, "y" * 300,
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_path_that_leads_elsewhere_is_refused(web: Web, run_id: str, method: str, path: str) -> None:
    reply = web.ask(method, url(run_id, path), b"x" if method == "PUT" else None)
    assert reply.status == 400, reply.data
    assert reply.json["field"] == "path"
    if method == "GET":
        listed = web.ask("GET", f"/api/runs/{run_id}/artifacts?path={path}")
        assert listed.status == 400, listed.data


def test_a_link_does_not_lead_out(web: Web, tmp_path: Path) -> None:
    run_id = web.new_run()
    web.ask("PUT", url(run_id, "a.txt"), b"x")
    (tmp_path / "secret").write_text("secret")
    folder = next(path.parent for path in (web.server.data_dir / "artifacts").rglob("a.txt") if run_id in str(path))
    (folder / "out").symlink_to(tmp_path)
    (folder / "file").symlink_to(tmp_path / "secret")

    for path in ("out/secret", "file", "out"):
        assert web.ask("GET", url(run_id, path)).status == 400
    assert web.ask("PUT", url(run_id, "out/new"), b"x").status == 400
    listed = web.ok("GET", f"/api/runs/{run_id}/artifacts")["artifacts"]
    assert [one["path"] for one in listed] == ["a.txt"]
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "kind"), [("a.svg", "image/svg+xml"), ("a.html", "text/html"), ("a.xml", None), ("a.xhtml", None)]
)
def test_a_page_with_a_script_cannot_run_it(web: Web, run_id: str, name: str, kind: str | None) -> None:
    web.ask("PUT", url(run_id, name), b"<script>alert(1)</script>")
    got = web.ask("GET", url(run_id, name))
    policy = got.headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert got.headers["x-content-type-options"] == "nosniff"
    assert kind is None or got.headers["content-type"].startswith(kind)
    saved = web.ask("GET", url(run_id, name) + "?download=1")
    assert saved.headers["content-disposition"].startswith("attachment")


def test_parts_and_what_is_known_already(web: Web, run_id: str) -> None:
    web.ask("PUT", url(run_id, "n.bin"), bytes(range(100)))
    whole = web.ask("GET", url(run_id, "n.bin"))
    part = web.ask("GET", url(run_id, "n.bin"), headers={"Range": "bytes=10-19"})
    assert (part.status, part.data, part.headers["content-range"]) == (206, bytes(range(10, 20)), "bytes 10-19/100")
    assert web.ask("GET", url(run_id, "n.bin"), headers={"Range": "bytes=-5"}).data == bytes(range(95, 100))
    assert web.ask("GET", url(run_id, "n.bin"), headers={"Range": "bytes=200-"}).status == 416
    known = web.ask("GET", url(run_id, "n.bin"), headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status, known.data) == (304, b"")


def test_a_gigabyte_goes_through_with_flat_memory(web: Web) -> None:
    run_id = web.new_run()
    assert web.server.process is not None
    process = psutil.Process(web.server.process.pid)
    piece = os.urandom(2**20)
    digest = hashlib.sha256()
    before, most = process.memory_info().rss, 0
    split = urlsplit(web.server.url)
    connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=120)
    connection.putrequest("PUT", split.path + url(run_id, "big.bin"))
    connection.putheader("Authorization", f"token {web.token}")
    connection.putheader("Content-Length", str(2**30))
    connection.endheaders()
    for _ in range(1024):
        connection.send(piece)
        digest.update(piece)
        most = max(most, process.memory_info().rss)
    answer = connection.getresponse()
    assert answer.status == 200
    answer.read()
    connection.request("GET", split.path + url(run_id, "big.bin"), headers={"Authorization": f"token {web.token}"})
    answer = connection.getresponse()
    back, size = hashlib.sha256(), 0
    while data := answer.read(2**20):
        back.update(data)
        size += len(data)
        most = max(most, process.memory_info().rss)
    connection.close()
    web.ask("DELETE", url(run_id, "big.bin"))

    assert size == 2**30
    assert back.digest() == digest.digest()
    assert most - before < 100_000_000


def test_an_upload_that_breaks_off_leaves_nothing(web: Web) -> None:
    run_id = web.new_run()
    split = urlsplit(web.server.url)
    connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=10)
    connection.putrequest("PUT", split.path + url(run_id, "half.bin"))
    connection.putheader("Authorization", f"token {web.token}")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders()
    connection.send(b"x" * 500_000)
    connection.close()

    assert web.ask("GET", url(run_id, "half.bin")).status == 404
    assert web.ok("GET", f"/api/runs/{run_id}/artifacts")["artifacts"] == []


def test_a_deleted_run_takes_no_artifacts(web: Web) -> None:
    run_id = web.new_run()
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    assert web.ask("PUT", url(run_id, "a.txt"), b"x").status == 400
    assert web.ask("PUT", url("0" * 32, "a.txt"), b"x").status == 404


@pytest.fixture(scope="module")
def bucket() -> str:
    """An S3-like store: moto's server, in a thread of this process."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    import boto3

    boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="k", aws_secret_access_key="s", region_name="us-east-1"
    ).create_bucket(Bucket="lab")
    yield endpoint  # type: ignore[misc]
    server.stop()


def test_an_object_store_works_as_a_folder_does(bucket: str) -> None:
    store = ArtifactStore("s3://lab/pre", {"key": "k", "secret": "s", "client_kwargs": {"endpoint_url": bucket}})
    upload = store.create("run/a/b.bin")
    for _ in range(12):
        upload.write(b"x" * 2**20)
    upload.commit()
    gone = store.create("run/gone.bin")
    gone.write(b"y")
    gone.abort()

    assert [(one.path, one.is_dir) for one in store.entries("run")] == [("run/a", True)]
    assert store.info("run/a/b.bin").size == 12 * 2**20
    with store.open("run/a/b.bin") as file:
        assert file.read(3) == b"xxx"
    with pytest.raises(LabError):
        store.info("run/gone.bin")
    with pytest.raises(LabError):
        store.create("../out")
    store.delete("run")
    assert store.entries("run") == []
