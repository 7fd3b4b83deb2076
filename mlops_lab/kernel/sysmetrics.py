"""What the machine does while a run trains: CPU, memory, this process and, where there is one, the GPU."""

from __future__ import annotations

import os
from typing import Any

PREFIX = "system/"


class Sampler:
    """Takes samples; each tells what went on since the one before."""

    def __init__(self) -> None:
        import psutil

        self._psutil = psutil
        self._pid = os.getpid()
        self._process = psutil.Process()
        self._process.cpu_percent()
        psutil.cpu_percent()
        self._gpus = _gpus()

    def sample(self) -> dict[str, float]:
        """Return the metrics, in percent and in MB."""
        memory = self._psutil.virtual_memory()
        with self._process.oneshot():
            values = {
                "cpu_percent": self._psutil.cpu_percent(),
                "memory_percent": memory.percent,
                "memory_used_mb": (memory.total - memory.available) / 1e6,
                "process_cpu_percent": self._process.cpu_percent(),
                "process_memory_mb": self._process.memory_info().rss / 1e6,
            }
        for number, handle in enumerate(self._gpus):
            values |= {f"gpu_{number}_{key}": value for key, value in _gpu_values(handle).items()}
        return {PREFIX + key: float(value) for key, value in values.items()}


def _gpus() -> list[Any]:
    try:
        import pynvml

        pynvml.nvmlInit()
        return [pynvml.nvmlDeviceGetHandleByIndex(number) for number in range(pynvml.nvmlDeviceGetCount())]
    except Exception:  # no library, no driver, no card: each has an exception of its own
        return []


def _gpu_values(handle: Any) -> dict[str, float]:
    import pynvml

    try:
        use = pynvml.nvmlDeviceGetUtilizationRates(handle)
        memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    except pynvml.NVMLError:  # a card may fall off its bus; the run goes on
        return {}
    return {"percent": use.gpu, "memory_percent": 100 * memory.used / memory.total, "memory_used_mb": memory.used / 1e6}
