"""The parts of a model's card that people write."""

from __future__ import annotations

import msgspec

TIERS = ("minimal", "limited", "high")


class CardField(msgspec.Struct, kw_only=True, frozen=True):
    """A part that people write (Markdown); the hint says what belongs there."""

    key: str
    label: str
    hint: str
    required: bool = False


def _field(key: str, label: str, hint: str, *, required: bool = False) -> CardField:
    return CardField(key=key, label=label, hint=hint, required=required)


FIELDS = [
    _field("purpose", "Purpose", "What the model decides or predicts, and for whom.", required=True),
    _field("owner", "Owner", "Who answers for it: a person or a team, and how to reach them.", required=True),
    _field("risk_tier", "Risk tier", "minimal, limited or high, with the reason behind it.", required=True),
    _field("intended_use", "Intended use", "Where it may be used, by whom, and where it may not.", required=True),
    _field("data", "Data", "Where the data came from, how it was labelled and cleaned, what is missing from it."),
    _field("training", "Training", "Design choices: why this model, these features and this measure."),
    _field("evaluation", "Evaluation", "What the figures mean for those concerned; what was not tested."),
    _field("limits", "Limits", "Where it fails, and what could go wrong: risks, unfair effects.", required=True),
    _field("oversight", "Human oversight", "Who watches it, and how a person overrules or stops it."),
    _field("monitoring", "Monitoring", "What is watched in use, and who acts when it drifts.", required=True),
    _field("standards", "Standards", "Standards and laws that were applied."),
]
