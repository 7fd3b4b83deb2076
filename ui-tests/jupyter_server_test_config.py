"""A Jupyter server for tests in a browser: its own port, token, folder and store, all fresh."""

import os
import tempfile
from pathlib import Path

from jupyterlab.galata import configure_jupyter_server

c = get_config()  # noqa: F821
configure_jupyter_server(c)

fresh = Path(os.environ.get("MLOPS_LAB_UI_FOLDER") or tempfile.mkdtemp(prefix="mlops-lab-ui-"))
os.environ["MLOPS_LAB_DATA_DIR"] = str(fresh / "store")
os.environ["MLOPS_LAB_JOURNAL_DIR"] = str(fresh / "journal")

c.ServerApp.port = int(os.environ.get("MLOPS_LAB_UI_PORT", "18899"))
c.ServerApp.ip = "127.0.0.1"
c.IdentityProvider.token = os.environ.get("MLOPS_LAB_UI_TOKEN", "browser-tests")
c.YDocExtension.document_cleanup_delay = 1
c.SQLiteYStore.db_path = str(fresh / "ystore.db")
c.BaseFileIdManager.db_path = str(fresh / "file_ids.db")
c.FileContentsManager.delete_to_trash = False
