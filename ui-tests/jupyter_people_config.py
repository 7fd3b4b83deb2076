"""A Jupyter server for several people: who they are comes from the tests' own identity provider."""

import os
import tempfile
from pathlib import Path

c = get_config()  # noqa: F821

fresh = Path(tempfile.mkdtemp(prefix="mlops-lab-people-"))
(fresh / "root").mkdir()
os.environ["MLOPS_LAB_DATA_DIR"] = str(fresh / "store")
os.environ["MLOPS_LAB_JOURNAL_DIR"] = str(fresh / "journal")

c.ServerApp.port = int(os.environ["MLOPS_LAB_PEOPLE_PORT"])
c.ServerApp.port_retries = 0
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.open_browser = False
c.ServerApp.root_dir = str(fresh / "root")
c.ServerApp.identity_provider_class = "tests.parts.identity.People"
c.MLOpsLab.admins = ["root"]
c.LabApp.expose_app_in_browser = True
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.user_settings_dir = str(fresh / "settings")
c.LabApp.workspaces_dir = str(fresh / "workspaces")
c.SQLiteYStore.db_path = str(fresh / "ystore.db")
c.BaseFileIdManager.db_path = str(fresh / "file_ids.db")
c.FileContentsManager.delete_to_trash = False
