"""What Jupyter Server loads. It must be quick: nothing here imports a database or a capability."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir, jupyter_runtime_dir
from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Dict, Enum, List, Unicode

from mlops_lab.server import identity, kernels
from mlops_lab.server.artifacts import RunArtifactHandler
from mlops_lab.server.dispatch import ApiHandler
from mlops_lab.server.freezing import FrozenHandler
from mlops_lab.server.handler import MissingHandler
from mlops_lab.server.live import Live, LiveHandler
from mlops_lab.server.mlflow.routes import mlflow_handlers
from mlops_lab.server.runtime import RuntimeFile
from mlops_lab.server.services import Services, Settings
from mlops_lab.server.sweep import Sweep


class MLOpsLab(ExtensionApp):
    """Experiment tracking and models under control, inside JupyterLab."""

    name = "mlops_lab"
    extension_url = "/mlops-lab"
    load_other_extensions = True

    data_dir = Unicode(
        config=True,
        help="Where the store is kept: a SQLite file and a folder of artifacts. Default: mlops_lab/ in Jupyter's data "
        "directory, or $MLOPS_LAB_DATA_DIR.",
    )
    db_url = Unicode(
        config=True,
        help="The database: sqlite:///PATH or postgresql://USER@HOST/NAME. Default: store.db in data_dir, or "
        "$MLOPS_LAB_DB_URL.",
    )
    artifact_root = Unicode(
        config=True,
        help="Where artifacts are kept: a folder, or an address that fsspec knows, such as s3://bucket/prefix. "
        "Default: artifacts/ in data_dir.",
    )
    artifact_options = Dict(config=True, help="Options of fsspec's file system for artifact_root.")
    sqlite_synchronous = Enum(
        ["FULL", "NORMAL"],
        "FULL",
        config=True,
        help="FULL: what was acknowledged survives a power cut. NORMAL: it survives the death of any process.",
    )
    shared = Bool(
        None,
        allow_none=True,
        config=True,
        help="Whether several people use this server, so that the default policy asks a second one. Default: yes with "
        "an identity provider of users, such as JupyterHub's; no with Jupyter's own token or password.",
    )
    roles = Dict(
        config=True,
        help="On a shared server, roles by user:NAME, group:NAME or *: 'viewer', 'contributor', 'approver' or 'admin' "
        "in every project, or a dict of roles by project.",
    )
    default_role = Unicode(
        "contributor", config=True, help="The role of everybody who is logged in to a shared server; '' for none."
    )
    admins = List(Unicode(), config=True, help="On a shared server, people who are admins of every project.")
    load_magics = Bool(True, config=True, help="Load the magics in Python kernels that the server starts.")
    stamp_cells = Bool(True, config=True, help="Tell kernels who runs each cell, and of which notebook.")

    def _default(self, name: str, variable: str, fallback: str) -> str:
        return str(getattr(self, name)) or os.environ.get(variable, "") or fallback

    @property
    def folder(self) -> Path:
        """Where the store is kept unless it is said otherwise."""
        return Path(self._default("data_dir", "MLOPS_LAB_DATA_DIR", str(Path(jupyter_data_dir()) / "mlops_lab")))

    def settings_of_store(self) -> Settings:
        """Return where things are kept."""
        data = self.folder
        return Settings(
            db_url=self._default("db_url", "MLOPS_LAB_DB_URL", f"sqlite:///{data.absolute() / 'store.db'}"),
            artifact_root=self._default("artifact_root", "MLOPS_LAB_ARTIFACT_ROOT", str(data.absolute() / "artifacts")),
            artifact_options=dict(self.artifact_options),
            synchronous=self.sqlite_synchronous,
        )

    def initialize_settings(self) -> None:
        """Make what handlers share. The store is opened once the server answers."""
        provider = getattr(self.serverapp, "identity_provider", None)
        identities = identity.Identities(
            roles=self.roles,
            default_role=self.default_role,
            admins=tuple(self.admins),
            shared=identity.is_shared(provider, self.shared) if provider is not None else bool(self.shared),
            kernel_token=identity.kernel_token(self.folder),
        )
        self.services = Services(self.settings_of_store(), identities)
        self.settings["mlops_lab"] = self.services

    def initialize_handlers(self) -> None:
        """Add our routes."""
        shared = {"services": self.services}
        self.live = Live(asyncio.get_event_loop_policy().get_event_loop())
        self.services.on_open(self.live.listen)
        base = r"/mlops-lab"
        project = r"(?:/p/(?P<project>[^/]+))?"
        routes: list[Any] = [
            (rf"{base}/api/live", LiveHandler, shared | {"live": self.live}),
            (rf"{base}/api/runs/(?P<run_id>[^/]+)/artifacts(?:/(?P<path>.*))?", RunArtifactHandler, shared),
            (rf"{base}/api/frozen-datasets/(?P<name>[^/]+)", FrozenHandler, shared),
            *((rf"{base}{project}{path}", handler, shared) for path, handler in mlflow_handlers),
            (rf"{base}/(?P<path>api/.*)", ApiHandler, shared),
            (rf"{base}(?:/.*)?", MissingHandler, shared),
        ]
        self.handlers.extend(routes)

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Open the store in the background, now that the server answers."""
        self.runtime = RuntimeFile(jupyter_runtime_dir(), self.url_of(serverapp), self.services.settings)
        self.sweep = Sweep(self.services, serverapp.kernel_manager, self.url_of(serverapp), self.kernel_token)
        self.sweep.start()

    def initialize(self) -> None:
        """Prepare what kernels are given."""
        super().initialize()
        serverapp = self.serverapp
        if serverapp is None:
            return
        url = self.url_of(serverapp)
        kernels.give_address(url, self.kernel_token)
        kernels.give_notebook(serverapp.session_manager, serverapp.root_dir, url)
        if self.load_magics:
            kernels.load_magics(serverapp.kernel_manager)
        settings = serverapp.web_app.settings
        connection = settings.get("kernel_websocket_connection_class")
        if self.stamp_cells and isinstance(connection, type) and hasattr(connection, "handle_incoming_message"):
            notebooks = kernels.Notebooks(Path(serverapp.root_dir))
            notebooks.follow(serverapp.session_manager)
            settings["kernel_websocket_connection_class"] = kernels.stamping(connection, notebooks)

    @staticmethod
    def url_of(serverapp: Any) -> str:
        """Return the address that processes on this machine reach us at."""
        scheme = "https" if serverapp.certfile else "http"
        host = serverapp.ip if serverapp.ip not in ("", "*", "0.0.0.0", "::") else "127.0.0.1"
        host = f"[{host}]" if ":" in host else host
        return f"{scheme}://{host}:{serverapp.port}{re.sub('/+$', '', serverapp.base_url)}/mlops-lab"

    @property
    def kernel_token(self) -> str:
        """What the server's own kernels use."""
        return self.services.identities.kernel_token

    async def stop_extension(self) -> None:
        """Finish queued writes and let go of everything."""
        if hasattr(self, "sweep"):
            await self.sweep.stop()
            self.runtime.remove()
        await asyncio.get_running_loop().run_in_executor(None, self.services.close)


main = launch_new_instance = MLOpsLab.launch_instance
