"""A notebook that Jupyter Server starts knows the magics, its path and its cells, with nothing to set up."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid
from typing import Any

import websocket

from tests.magics.kernels import CARD
from tests.parts.jupyter import LabServer

KERNEL_WAIT = 60.0


def call(server: LabServer, address: str, data: object = None) -> Any:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(address, data=body, headers={"Authorization": f"token {server.token}"})
    with urllib.request.urlopen(request, timeout=KERNEL_WAIT) as answer:
        return json.load(answer)


def execute(channel: websocket.WebSocket, code: str) -> list[dict[str, Any]]:
    """Run a cell as JupyterLab does; return the messages about it."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "username": "",
        "session": "s",
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {"cellId": "cell-1"}, "content": content}
    channel.send(json.dumps(message | {"channel": "shell", "buffers": []}))
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + KERNEL_WAIT
    while time.monotonic() < deadline:
        received = json.loads(channel.recv())
        if received["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        found.append(received)
        if received["msg_type"] == "status" and received["content"]["execution_state"] == "idle":
            return found
    raise TimeoutError(code)


def test_a_notebook_of_the_server_tracks_with_nothing_to_set_up(lab_server: LabServer) -> None:
    (lab_server.root_dir / "sub").mkdir(exist_ok=True)
    asked = {"path": "sub/nb.ipynb", "name": "nb", "type": "notebook", "kernel": {"name": "python3"}}
    session = call(lab_server, f"{lab_server.base}/api/sessions", asked)
    kernel = session["kernel"]["id"]
    channel = websocket.create_connection(
        f"ws://127.0.0.1:{lab_server.port}/api/kernels/{kernel}/channels?session_id=s",
        header=[f"Authorization: token {lab_server.token}"],
        timeout=KERNEL_WAIT,
    )
    try:
        loaded = execute(channel, "%load_ext mlops_lab")
        assert [message for message in loaded if message["msg_type"] in ("stream", "error")] == []
        tracked = execute(channel, "%%track hi\n%log a=1\n5")
    finally:
        channel.close()
        request = urllib.request.Request(
            f"{lab_server.base}/api/kernels/{kernel}",
            method="DELETE",
            headers={"Authorization": f"token {lab_server.token}"},
        )
        urllib.request.urlopen(request, timeout=KERNEL_WAIT).close()
    shown = [
        message["content"]["data"] for message in tracked if message["msg_type"] in ("display_data", "execute_result")
    ]
    assert [CARD in data or data["text/plain"] for data in shown] == [True, "5"]
    [cell] = call(lab_server, f"{lab_server.url}/api/notebook-runs?path=sub/nb.ipynb")["cells"]
    assert (cell["cell_id"], cell["run_count"], cell["run"]["name"]) == ("cell-1", 1, "hi")
    assert cell["run"]["run_id"] == shown[0][CARD]["run_id"]
    assert cell["run"]["origin"]["notebook"] == "sub/nb.ipynb"
