"""What kernels are given: where the server is, which notebook they belong to, the magics, and who ran the cell."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from mlops_lab.server.identity import is_made_up
from mlops_lab.wire.defaults import DEFAULT_PROJECT

PROJECT_FILE = ".mlops-lab.toml"
OURS = "MLOPS_LAB_URL"
MAGICS = "mlops_lab.kernel.loading"
"""Not ``mlops_lab``, so that a `%load_ext mlops_lab` at a notebook's top is not told off for coming second."""


def give_address(url: str, token: str) -> None:
    """Tell every local kernel where the server is, and the stock MLflow client too.

    An address that the user set for another MLflow server stays; one that a
    Jupyter server around this one left behind does not.
    """
    inherited = os.environ.get(OURS)
    mlflow = os.environ.get("MLFLOW_TRACKING_URI")
    os.environ[OURS] = url
    os.environ["MLOPS_LAB_TOKEN"] = token
    if not mlflow or mlflow == inherited:
        os.environ["MLFLOW_TRACKING_URI"] = url
        os.environ["MLFLOW_TRACKING_TOKEN"] = token


def give_notebook(session_manager: Any, root: str, url: str) -> None:
    """Tell each kernel its notebook's path, and its folder's project."""
    inner = session_manager.get_kernel_env

    def get_kernel_env(path: str | None, name: Any = None) -> dict[str, str]:
        env: dict[str, str] = dict(inner(path, name))
        if path:
            env["MLOPS_LAB_NOTEBOOK"] = str(path).lstrip("/")
            project = project_of(Path(root), str(path))
            if project is not None:
                env["MLOPS_LAB_PROJECT"] = project
                if env.get("MLFLOW_TRACKING_URI") == url:
                    env["MLFLOW_TRACKING_URI"] = f"{url}/p/{project}"
        return env

    session_manager.get_kernel_env = get_kernel_env


class Notebooks:
    """Which notebook each kernel belongs to now.

    JupyterLab starts a session under a made-up path and names the notebook a
    moment later, and notebooks are renamed: what a kernel was told when it
    started does not last.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kernels: dict[str, str] = {}
        self._paths: dict[str, str] = {}

    def of(self, kernel_id: str) -> str | None:
        """Return the path of a kernel's notebook below the server's root."""
        return self._paths.get(kernel_id)

    def project_of(self, notebook: str) -> str:
        """Return the project that runs of a notebook go to, unless its code says otherwise."""
        return project_of(self._root, notebook) or os.environ.get("MLOPS_LAB_PROJECT") or DEFAULT_PROJECT

    def follow(self, session_manager: Any) -> None:
        """Hear of every session that begins and of every one that gets another path or kernel."""
        save, update = session_manager.save_session, session_manager.update_session

        async def save_session(session_id: str, **given: Any) -> Any:
            self._note(session_id, given)
            return await save(session_id, **given)

        async def update_session(session_id: str, **given: Any) -> Any:
            self._note(session_id, given)
            return await update(session_id, **given)

        session_manager.save_session = save_session
        session_manager.update_session = update_session

    def _note(self, session_id: str, given: dict[str, Any]) -> None:
        kernel_id = given.get("kernel_id") or self._kernels.get(session_id)
        before = self._kernels.get(session_id)
        if kernel_id is None:
            return
        self._kernels[session_id] = kernel_id
        path = given.get("path") or (self._paths.get(before) if before else None)
        if path and str(path).endswith(".ipynb"):
            self._paths[kernel_id] = str(path).lstrip("/")


def project_of(root: Path, notebook: str) -> str | None:
    """Return the project that the notebook's folder, or one above it, names in ``.mlops-lab.toml``."""
    folder = (root / notebook.lstrip("/")).parent
    for place in (folder, *folder.parents):
        file = place / PROJECT_FILE
        if file.is_file():
            try:
                project = tomllib.loads(file.read_text("utf-8")).get("project")
            except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
                return None
            return project if isinstance(project, str) and project else None
        if place == root:
            break
    return None


def load_magics(kernel_manager: Any) -> None:
    """Have Python kernels of this environment load the magics when they start."""
    inner = kernel_manager.start_kernel

    async def start_kernel(*args: Any, **kwargs: Any) -> Any:
        name = kwargs.get("kernel_name") or kernel_manager.default_kernel_name
        if _is_ours(kernel_manager, name):
            extra = list(kwargs.get("extra_arguments") or [])
            kwargs["extra_arguments"] = [*extra, f"--IPKernelApp.extra_extensions={MAGICS}"]
        return await inner(*args, **kwargs)

    kernel_manager.start_kernel = start_kernel


def _is_ours(kernel_manager: Any, name: str) -> bool:
    """Tell whether a kernel is IPython's, run by the Python that has this package."""
    try:
        spec = kernel_manager.kernel_spec_manager.get_kernel_spec(name)
    except KeyError:  # NoSuchKernel, which starting it will say
        return False
    argv = list(spec.argv)
    if not any("ipykernel" in part for part in argv):
        return False
    python = argv[0]
    return python in ("python", "python3") or Path(python).parent == Path(sys.executable).parent


def stamping(
    connection_class: type[ZMQChannelsWebsocketConnection], notebooks: Notebooks
) -> type[ZMQChannelsWebsocketConnection]:
    """Return a connection class that tells the kernel who runs each cell, and of which notebook.

    It is attribution, not proof: code in a kernel can say what it likes.
    """

    class AttributedConnection(connection_class):
        """Stamps each message to the kernel with the person whose browser sent it, and cells with their notebook."""

        def handle_incoming_message(self, incoming_msg: str) -> None:
            user = self.websocket_handler.current_user
            username = user.username if user is not None and not is_made_up(user) else None
            notebook = notebooks.of(self.kernel_id)
            if username or notebook:
                told = {"notebook": notebook, "project": notebooks.project_of(notebook)} if notebook else None
                incoming_msg = self._stamped(incoming_msg, username, told)
            super().handle_incoming_message(incoming_msg)

        def _stamped(self, message: Any, username: str | None, told: dict[str, str] | None) -> Any:
            if self.subprotocol == "v1.kernel.websocket.jupyter.org":
                channel, parts = deserialize_msg_from_ws_v1(message)
                header, metadata = json.loads(parts[0]), json.loads(parts[2])
                _stamp(header, metadata, username, told)
                parts[0], parts[2] = json.dumps(header).encode(), json.dumps(metadata).encode()
                return serialize_msg_to_ws_v1(parts, channel)
            if isinstance(message, bytes):
                return message  # the old binary form carries widget buffers only
            decoded = json.loads(message)
            _stamp(decoded.setdefault("header", {}), decoded.setdefault("metadata", {}), username, told)
            return json.dumps(decoded)

    return AttributedConnection


def _stamp(header: dict[str, Any], metadata: dict[str, Any], username: str | None, told: dict[str, str] | None) -> None:
    if username:
        header["username"] = username
    if told and header.get("msg_type") == "execute_request":
        metadata["mlops_lab"] = told
