"""What happens around active runs by itself: signs of life and samples of the machine."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from mlops_lab.kernel.sysmetrics import Sampler
from mlops_lab.tracking.records import Beat
from mlops_lab.wire.clock import now_ms

if TYPE_CHECKING:
    from mlops_lab.kernel.session import Session

BEAT_EVERY = 10.0
SAMPLE_EVERY = 10.0
"""Seconds."""

_log = logging.getLogger("mlops_lab")


class Tending:
    """Beats and samples, taken by the shipper's thread between two looks at the journal."""

    def __init__(self) -> None:
        self._sampler: Sampler | None = None
        self._beat_at = 0.0
        self._sampled_at = 0.0

    def tend(self, session: Session) -> None:
        """Do what is due."""
        now = time.monotonic()
        if now - self._beat_at >= BEAT_EVERY:
            self._beat_at = now
            for run in session.open_runs():
                if run.is_ours:
                    session.journal.record(Beat(run_id=run.id, time=now_ms()))
        if session.system_metrics and now - self._sampled_at >= SAMPLE_EVERY:
            self._sampled_at = now
            self._sample(session)

    def _sample(self, session: Session) -> None:
        if self._sampler is None:
            try:
                self._sampler = Sampler()
            except ImportError:
                _log.info("System metrics are not sampled: psutil is not installed")
                session.system_metrics = False
            self._sampled_at += 1 - SAMPLE_EVERY
            return  # the first sample has nothing to compare with
        values = self._sampler.sample()
        for run in session.open_runs():
            # a child shares the machine with its parent, whose curves show it already
            if run.is_ours and run.parent_id is None:
                run.log_system(values)
