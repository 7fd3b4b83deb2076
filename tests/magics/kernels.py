"""A real kernel beside a real server, driven as a front end drives it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.parts.jupyter import LabServer

CARD = "application/vnd.mlops-lab.run+json"
_NUMBERED = re.compile(r"In\s?\[\d+\]|\b\d+\.py\b")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Result:
    """What a cell put out."""

    status: str = ""
    stdout: str = ""
    stderr: str = ""
    value: dict[str, Any] | None = None
    displays: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    error: tuple[str, str, str] | None = None
    payload: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        return None if self.value is None else self.value["text/plain"]

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [data[CARD] for data in self.displays if CARD in data]

    @property
    def last_html(self) -> str:
        return str((self.updates or self.displays)[-1]["text/html"])

    def seen(self) -> tuple[object, ...]:
        """Return what a person sees, apart from cards and the cell's number."""
        others = [data for data in self.displays if CARD not in data]
        error = None if self.error is None else tuple(_NUMBERED.sub("", text) for text in self.error)
        return self.status, self.stdout, self.stderr, self.value, others, error


class Kernel:
    """A running kernel with the magics."""

    def __init__(self, server: LabServer, folder: Any) -> None:
        self._manager = KernelManager(kernel_name="python3")
        env = server.client_env | {"MLOPS_LAB_NOTEBOOK": "lab/notebook.ipynb", "PYTHONUNBUFFERED": "1"}
        self._manager.start_kernel(env=env, cwd=str(folder))
        self.client: BlockingKernelClient = self._manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(60)
        assert self.run("%load_ext mlops_lab").status == "ok"

    def run(self, code: str, *, interrupt_at: str | None = None, timeout: float = 60) -> Result:
        """Run a cell; interrupt it once it prints a word."""
        sent = self.client.execute(code, allow_stdin=False, stop_on_error=False)
        result, deadline = Result(), time.monotonic() + timeout
        while time.monotonic() < deadline:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                setattr(result, content["name"], getattr(result, content["name"]) + content["text"])
                if interrupt_at is not None and interrupt_at in result.stdout:
                    interrupt_at = None
                    self._manager.interrupt_kernel()
            elif kind == "execute_result":
                result.value = content["data"]
            elif kind == "display_data":
                result.displays.append(content["data"])
            elif kind == "update_display_data":
                result.updates.append(content["data"])
            elif kind == "error":
                trace = _COLOURS.sub("", "\n".join(content["traceback"]))
                result.error = content["ename"], content["evalue"], trace
            elif kind == "status" and content["execution_state"] == "idle":
                break
        reply = self._reply(sent, deadline)
        result.status, result.payload = reply["status"], reply.get("payload", [])
        return result

    def value(self, expression: str) -> Any:
        """Return what an expression of plain values is worth in the kernel."""
        import ast

        result = self.run(f"print(repr(({expression})))")
        assert result.status == "ok", result.error
        return ast.literal_eval(result.stdout)

    def complete(self, code: str, at: int | None = None) -> list[str]:
        """Return the line as it would stand with each completion."""
        end = len(code) if at is None else at
        sent = self.client.complete(code, end)
        content = self._reply(sent, time.monotonic() + 30)
        return [code[: content["cursor_start"]] + match for match in content["matches"]]

    def _reply(self, sent: str, deadline: float) -> dict[str, Any]:
        while time.monotonic() < deadline:
            try:
                reply = self.client.get_shell_msg(timeout=1)
            except Empty:
                continue
            if reply["parent_header"].get("msg_id") == sent:
                content: dict[str, Any] = reply["content"]
                return content
        raise TimeoutError("The kernel does not answer")

    def close(self) -> None:
        self.client.stop_channels()
        self._manager.shutdown_kernel(now=True)
