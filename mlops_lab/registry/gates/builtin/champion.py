"""The version against the live one, on the same frozen dataset, by a paired bootstrap.

Parameters: ``dataset``, ``metric`` (a scorer of scikit-learn, such as ``roc_auc`` or
``neg_mean_absolute_error``), ``margin`` (how much worse is still allowed, 0), ``confidence``
(0.95), ``draws`` (1000).
"""

from __future__ import annotations

from mlops_lab.registry.gates.bootstrap import paired
from mlops_lab.registry.gates.context import Context
from mlops_lab.registry.gates.plots import histogram
from mlops_lab.registry.gates.scoring import Predictions
from mlops_lab.registry.gates.verdicts import GateError, finite
from mlops_lab.wire.control import Verdict

DRAWS_LIMIT = 100_000


def run(context: Context) -> Verdict:
    """Pass when the interval of the difference lies above minus the margin."""
    metric = str(context.param("metric"))
    table = context.evaluation()
    margin, confidence = context.number("margin", 0.0), context.number("confidence", 0.95)
    draws = int(context.number("draws", 1000))
    if margin < 0 or not 0 < draws <= DRAWS_LIMIT:
        raise GateError(f"The margin is not negative, and there are 1 to {DRAWS_LIMIT:,} draws.")
    challenger = Predictions(context.load_model(), table.features, table.labels).scorer(metric)
    live = context.champion()
    if live is None or context.champion_seal is None:
        import numpy as np

        score = finite(challenger(np.arange(len(table.frame))), metric)
        return Verdict(
            passed=True,
            summary=f"Nothing is live for {context.target} yet, so no champion to beat; {metric} is {score:.6g}",
            numbers={"challenger": score},
        )
    champion = Predictions(live, table.features, table.labels).scorer(metric)
    found = paired(challenger, champion, len(table.frame), draws=draws, confidence=confidence, seed=context.seed)
    passed = found.lower > -margin or (found.lower == found.upper == -margin)
    sign = "above" if passed else "not above"
    least = f"{-margin:+.4g}" if margin else "0"
    summary = (
        f"{metric} differs from version {context.champion_seal.version}'s by {found.difference:+.4g}, "
        f"{confidence:.0%} interval {found.lower:+.4g} to {found.upper:+.4g}: {sign} {least}"
    )
    return Verdict(
        passed=passed,
        summary=summary if passed else f"{metric} below champion: {summary}",
        numbers={
            "difference": found.difference,
            "lower": found.lower,
            "upper": found.upper,
            "margin": margin,
            "confidence": confidence,
            "draws": found.draws,
            "rows": len(table.frame),
        },
        plot=histogram(found.differences, [("lower", found.lower), ("-margin", -margin)]),
    )
