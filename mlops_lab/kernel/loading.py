"""What `%load_ext mlops_lab` does in a kernel."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from mlops_lab.kernel import notebook

_MAGICS = "mlops_lab.kernel.magics"


def load(ip: Any) -> None:
    """Note the cells that run from now on, and add the magics."""
    notebook.follow(ip)
    if find_spec(_MAGICS) is not None:
        _magics().load(ip)


def unload(ip: Any) -> None:
    """Take the magics away; cells are still noted for runs to come."""
    if find_spec(_MAGICS) is not None:
        _magics().unload(ip)


load_ipython_extension, unload_ipython_extension = load, unload
"""What IPython calls when this module itself is the extension, as in kernels that the server starts."""


def _magics() -> Any:
    from importlib import import_module

    return import_module(_MAGICS)
