"""Runs that make themselves: `lab.autolog()` follows scikit-learn's fits, searches and cross-validations.

What is called returns and raises exactly what it would without; a step of ours that
fails is logged as a warning and forgotten.
"""

from __future__ import annotations

from mlops_lab.kernel.autolog.patching import Patches

_patches: Patches | None = None


def autolog(enable: bool = True) -> None:
    """Track scikit-learn by itself from here on, or stop doing so.

    The outermost `fit` of a predictor, pipeline or search, and each `cross_validate`
    and `cross_val_score`, makes a run: parameters, scores, the table of a search's
    results, and a child run for each of its candidates. Within an active run the
    first goes to that run, the others become its children.

    Parameters
    ----------
    enable : bool
        False restores scikit-learn as it was.
    """
    global _patches
    if not enable:
        if _patches is not None:
            _patches.restore()
            _patches = None
        return
    if _patches is None:
        from mlops_lab.kernel.autolog.sklearn import patch

        _patches = patch()


def is_on() -> bool:
    """Tell whether scikit-learn is tracked by itself at the moment."""
    return _patches is not None
