"""How long a prediction takes and how much memory the model needs, in a process that did nothing before.

Parameters: ``dataset`` (rows to predict), ``rows`` (a request's rows, 1), ``requests`` (200),
``max_p50_ms``, ``max_p95_ms``, ``max_memory_mb`` (what loading and predicting add).
"""

from __future__ import annotations

import sys
import time

from mlops_lab.registry.gates.context import Context
from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.wire.control import Verdict

WARM_UP = 5
LIMITS = {"max_p50_ms": "p50_ms", "max_p95_ms": "p95_ms", "max_memory_mb": "memory_mb"}


def run(context: Context) -> Verdict:
    """Measure; the numbers are this machine's, under whatever else it does."""
    import numpy as np

    limits = {name: context.number(name) for name in LIMITS if context.params.get(name) is not None}
    if not limits:
        raise GateError(f"The gate needs one of the parameters {', '.join(LIMITS)}.")
    features = context.evaluation().features
    rows, requests = int(context.number("rows", 1)), int(context.number("requests", 200))
    if rows < 1 or requests < 1 or not len(features):
        raise GateError("Latency is measured on at least one request of at least one row.")
    before = _peak_mb()
    began = time.perf_counter()
    model = context.load_model()
    loading = (time.perf_counter() - began) * 1000
    spans = []
    for place in range(WARM_UP + requests):
        start = place * rows % max(len(features) - rows + 1, 1)
        part = features.iloc[start : start + rows]
        began = time.perf_counter()
        model.predict(part)
        spans.append((time.perf_counter() - began) * 1000)
    first, spans = spans[0], spans[WARM_UP:]
    numbers = {
        "p50_ms": float(np.percentile(spans, 50)),
        "p95_ms": float(np.percentile(spans, 95)),
        "first_ms": first,
        "load_ms": loading,
        "memory_mb": max(_peak_mb() - before, 0.0),
        "rows": rows,
        "requests": requests,
    }
    wrong = [f"{found} is {numbers[found]:.4g}, allowed {limits[name]:.4g}" for name, found in LIMITS.items()
             if name in limits and numbers[found] > limits[name]]  # fmt: skip
    fine = f"p50 {numbers['p50_ms']:.3g} ms, p95 {numbers['p95_ms']:.3g} ms, {numbers['memory_mb']:.0f} MB"
    return Verdict(passed=not wrong, summary="; ".join(wrong) or fine, numbers=numbers | limits)


def _peak_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024  # bytes there, kilobytes elsewhere
