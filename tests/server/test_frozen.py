"""Freezing data over HTTP and from code."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys

import pandas as pd

from tests.parts.jupyter import LabServer
from tests.parts.web import Web


def parquet(frame: pd.DataFrame) -> bytes:
    data = io.BytesIO()
    frame.to_parquet(data, index=False)
    return data.getvalue()


def test_data_is_frozen_under_its_digest(lab_server: LabServer) -> None:
    web = Web(lab_server)
    data = parquet(pd.DataFrame({"größe": [1.0, 2.0], "y": [0, 1]}))
    digest = hashlib.sha256(data).hexdigest()
    address = "/api/frozen-datasets/h%C3%B6ldout?project=freezing&target=y"

    made = web.ask("PUT", address, data)
    again = web.ask("PUT", address, data)

    assert made.status == again.status == 200, made.data
    assert made.json == again.json
    assert (made.json["name"], made.json["digest"], made.json["rows"]) == ("höldout", digest, 2)
    stored = lab_server.data_dir / "artifacts" / made.json["path"]
    assert stored.read_bytes() == data
    other = web.ask("PUT", address, parquet(pd.DataFrame({"y": [1]})))
    assert other.json["digest"] != digest
    listed = web.ok("GET", "/api/frozen-datasets?project=freezing")["datasets"]
    assert [one["digest"] for one in listed] == [other.json["digest"], digest]
    assert web.ok("GET", "/api/frozen-datasets/h%C3%B6ldout?project=freezing")["digest"] == other.json["digest"]
    older = web.ok("GET", f"/api/frozen-datasets/h%C3%B6ldout?project=freezing&digest={digest[:12]}")
    assert older["digest"] == digest


def test_what_cannot_be_frozen_leaves_nothing_behind(lab_server: LabServer) -> None:
    web = Web(lab_server)
    data = parquet(pd.DataFrame({"y": [1, 2]}))

    assert web.ask("PUT", "/api/frozen-datasets/x?project=none", b"no parquet").status == 400
    assert web.ask("PUT", "/api/frozen-datasets/x?project=none&target=z", data).json["field"] == "target"
    assert web.ask("PUT", "/api/frozen-datasets/x?project=none", parquet(pd.DataFrame({"y": []}))).status == 400
    assert web.ask("GET", "/api/frozen-datasets/x?project=none").status == 404
    assert Web(lab_server, "wrong").ask("PUT", "/api/frozen-datasets/x", data).status in (401, 403)
    assert not list((lab_server.data_dir / "artifacts" / "frozen" / "incoming").glob("*"))


def test_a_dataframe_is_frozen_from_code(lab_server: LabServer) -> None:
    code = (
        "import pandas as pd, mlops_lab as lab\n"
        "made = lab.freeze_dataset(pd.DataFrame({'a': [1, 2], 'y': [0, 1]}), 'von hand', target='y', project='code')\n"
        "print(made.digest, made.rows, made.target)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=lab_server.client_env, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    [found] = Web(lab_server).ok("GET", "/api/frozen-datasets?project=code")["datasets"]
    assert done.stdout.split() == [found["digest"], "2", "y"]
    assert len(found["schema"]["table_digest"]) == 16
