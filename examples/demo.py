"""The main job on real data: headless steps first, then JupyterLab with the tutorial open.

Run by ``make demo``; ``--check`` stops after the steps and prints what they did. Everything it makes is in ``.demo/``,
a store of its own, so it leaves yours alone and works as often as you like.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parent / ".demo"
NOTEBOOKS = HOME / "notebooks"


def main() -> int:
    """Run the steps; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="stop after the headless steps")
    check = parser.parse_args().check

    NOTEBOOKS.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "tutorial.ipynb", NOTEBOOKS / "tutorial.ipynb")
    port, token = free_port(), secrets.token_hex(24)
    server = start_server(port, token)
    try:
        wait_until_it_answers(server, port, token)
        env = kernel_environment(port, token)
        say("1. Train and track in plain Python, on the flights of 2013 out of New York")
        subprocess.run([sys.executable, str(HERE / "headless.py")], check=True, env=env, cwd=NOTEBOOKS)
        say("2. Run the tutorial notebook top to bottom")
        run_notebook(NOTEBOOKS / "tutorial.ipynb", env)
        say("3. Promote a model to production, see a weaker one refused, export the technical file")
        subprocess.run([sys.executable, str(HERE / "promotion.py")], check=True, env=env, cwd=NOTEBOOKS)
        say("4. What the store holds now")
        subprocess.run([sys.executable, "-c", SHOW], check=True, env=env, cwd=NOTEBOOKS)
        if check:
            say("Everything above ran on a real server; `make demo` without CHECK=1 goes on to JupyterLab.")
            return 0
        shutil.copy(HERE / "tutorial.ipynb", NOTEBOOKS / "tutorial.ipynb")
        say(f"5. JupyterLab: http://127.0.0.1:{port}/lab/tree/tutorial.ipynb?token={token}\n   Ctrl+C ends it.")
        open_browser(f"http://127.0.0.1:{port}/lab/tree/tutorial.ipynb?token={token}")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


SHOW = """
import mlops_lab as lab
runs = lab.search_runs(order_by=["start_time DESC"], max_results=1000)
print(f"{len(runs)} runs, newest first:")
columns = ["name", "status"] + [c for c in runs.columns if c.startswith("metrics.") and "system/" not in c][:4]
print(runs[columns].head(12).to_string(index=False))
"""


def start_server(port: int, token: str) -> subprocess.Popen[bytes]:
    """Start JupyterLab with the extension, its store below ``.demo/``."""
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={NOTEBOOKS}",
        "--ServerApp.allow_root=True", "--LabApp.default_url=/lab/tree/tutorial.ipynb",
    ]  # fmt: skip
    with (HOME / "server.log").open("wb") as log:
        return subprocess.Popen(command, env=base_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def base_environment() -> dict[str, str]:
    """Keep the demo's store, journals and runtime files to itself."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("MLOPS_LAB_", "MLFLOW_", "JPY_"))}
    env["MLOPS_LAB_DATA_DIR"] = str(HOME / "store")
    env["MLOPS_LAB_JOURNAL_DIR"] = str(HOME / "journal")
    env["JUPYTER_RUNTIME_DIR"] = str(HOME / "runtime")
    return env


def kernel_environment(port: int, token: str) -> dict[str, str]:
    """What the server would give a kernel of its own."""
    url = f"http://127.0.0.1:{port}/mlops-lab"
    return base_environment() | {
        "MLOPS_LAB_URL": url,
        "MLOPS_LAB_TOKEN": token,
        "MLFLOW_TRACKING_URI": url,
        "MLFLOW_TRACKING_TOKEN": token,
        "MLOPS_LAB_NOTEBOOK": "tutorial.ipynb",
    }


def wait_until_it_answers(server: subprocess.Popen[bytes], port: int, token: str) -> None:
    """Return once the extension answers; say why when it does not."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/mlops-lab/api/info", headers={"Authorization": f"token {token}"}
    )
    deadline = time.monotonic() + 90
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(request, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"JupyterLab did not start; its log is {HOME / 'server.log'}")


def run_notebook(path: Path, env: dict[str, str]) -> None:
    """Run a notebook top to bottom in a real kernel and keep its outputs."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    began = time.monotonic()
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    client.execute(env=env)
    nbformat.write(notebook, path)
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    say(f"   {cells} cells in {time.monotonic() - began:.0f} s")


def open_browser(url: str) -> None:
    """Open the tutorial where there is a screen."""
    import webbrowser

    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(text: str) -> None:
    """Print at once, between the steps' own output."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
