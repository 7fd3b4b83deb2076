"""Where a technical file answers each point of the EU AI Act's Annex IV, NIST's AI RMF and SR 11-7.

A row is the point, what it asks in few words, the files that answer it, and the parts of the
card that people write for it. A point without files is for whoever deploys the model to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mlops_lab.registry.card_fields import FIELDS
from mlops_lab.registry.document import Block, Grid, Heading, Prose


class Point(NamedTuple):
    """One point of a framework."""

    point: str
    asks: str
    files: str = ""
    parts: str = ""


CARD, SEAL, LINEAGE = "1-card/card.md", "2-seal/seal.json", "3-lineage/"
GATES, APPROVALS, POLICY, AUDIT = "4-evidence/", "5-approvals/approvals.json", "6-policy/", "7-audit/"

ANNEX_IV = [
    Point(
        "1 (a)",
        "Intended purpose, provider, version and its relation to earlier ones",
        f"{CARD}, {SEAL}, {LINEAGE}",
        "purpose owner intended_use",
    ),
    Point("1 (b)", "How the system interacts with other hardware or software", f"{SEAL} (signature)", "intended_use"),
    Point("1 (c)", "Versions of relevant software and firmware", f"{SEAL} (environment)"),
    Point("1 (d)", "Forms in which it is placed on the market", f"{SEAL} (files, formats)"),
    Point("1 (e)", "Hardware on which it is to run", f"{SEAL} (environment), {GATES} (latency and memory)"),
    Point("1 (f)", "Photographs or illustrations of products it is part of"),
    Point("1 (g)", "User interface provided to the deployer", "", "oversight"),
    Point("1 (h)", "Instructions for use", CARD, "intended_use limits"),
    Point(
        "2 (a)",
        "Methods and steps of development, third parties' tools",
        f"{CARD}, {SEAL} (code, environment), {LINEAGE}",
        "training",
    ),
    Point(
        "2 (b)",
        "Design specifications: logic, choices, assumptions, what is optimised for",
        f"{CARD}, {SEAL} (params)",
        "purpose training",
    ),
    Point("2 (c)", "System architecture and computational resources", f"{LINEAGE}, {SEAL}", "training"),
    Point(
        "2 (d)",
        "Data: provenance, scope, characteristics, selection, labelling, cleaning",
        f"{SEAL} (datasets, profile), {LINEAGE}",
        "data",
    ),
    Point("2 (e)", "Human oversight measures", APPROVALS, "oversight"),
    Point("2 (f)", "Pre-determined changes to the system", f"{POLICY}, {GATES}"),
    Point(
        "2 (g)",
        "Validation and testing: data, metrics, discriminatory effects, logs, signed reports",
        f"{GATES}, {APPROVALS}",
        "evaluation",
    ),
    Point("2 (h)", "Cybersecurity measures", f"{SEAL} (digests, formats), {GATES} (safe format), {AUDIT}"),
    Point(
        "3",
        "Monitoring, functioning and control: capabilities, limits, accuracy by group",
        f"{GATES}, {CARD}",
        "limits oversight evaluation",
    ),
    Point("4", "Appropriateness of the performance metrics", f"{CARD}, {POLICY}", "evaluation training"),
    Point("5", "Risk management system (Article 9)", f"{POLICY}, {GATES}", "risk_tier limits"),
    Point("6", "Relevant changes through the lifecycle", f"{AUDIT}, {LINEAGE}"),
    Point("7", "Harmonised standards and other specifications applied", "", "standards"),
    Point("8", "EU declaration of conformity"),
    Point("9", "Post-market monitoring (Article 72)", CARD, "monitoring"),
]

NIST_AI_RMF = [
    Point("GOVERN 1", "Policies, processes and practices are in place", f"{POLICY}, {AUDIT}"),
    Point("GOVERN 2", "Accountability: roles and responsibilities", f"{APPROVALS}, {AUDIT}", "owner"),
    Point("GOVERN 3", "Diversity, equity, inclusion in managing risk", "", "evaluation"),
    Point("GOVERN 4", "A culture that considers and communicates risk", f"{CARD}, {APPROVALS} (comments)", "limits"),
    Point("GOVERN 5", "Engagement with those concerned", "", "intended_use"),
    Point("GOVERN 6", "Third-party software, data and supply chain", f"{SEAL} (environment, datasets)"),
    Point("MAP 1", "Context is established and understood", CARD, "purpose intended_use"),
    Point("MAP 2", "The system is categorised", f"{CARD}, {SEAL}", "risk_tier"),
    Point("MAP 3", "Capabilities, usage, goals, benefits and costs", CARD, "purpose"),
    Point("MAP 4", "Risks and benefits of all components", f"{SEAL}, {LINEAGE}", "limits"),
    Point("MAP 5", "Impacts on people and society", CARD, "limits risk_tier"),
    Point("MEASURE 1", "Methods and metrics are identified and applied", f"{POLICY}, {GATES}"),
    Point("MEASURE 2", "The system is evaluated for trustworthy characteristics", GATES, "evaluation"),
    Point("MEASURE 3", "Risks are tracked over time", AUDIT, "monitoring"),
    Point("MEASURE 4", "Feedback about the measurement", f"{APPROVALS} (comments)"),
    Point("MANAGE 1", "Risks are prioritised, responded to and managed", f"{GATES}, {APPROVALS}", "risk_tier"),
    Point(
        "MANAGE 2",
        "Strategies to maximise benefit, and to supersede or deactivate",
        f"{POLICY} (rollback), {APPROVALS}",
        "oversight",
    ),
    Point("MANAGE 3", "Risks from third parties", f"{SEAL} (environment)"),
    Point("MANAGE 4", "Treatments, response and recovery are documented and monitored", AUDIT, "monitoring"),
]

SR_11_7 = [
    Point("Development", "Purpose, design, theory and logic are documented", CARD, "purpose training"),
    Point(
        "Development", "Data quality and relevance are assessed", f"{SEAL} (datasets), {GATES} (data quality)", "data"
    ),
    Point("Development", "Testing: accuracy, robustness, stability, limits", GATES, "evaluation limits"),
    Point("Implementation", "Controls on the way into use", f"{POLICY}, {APPROVALS}"),
    Point("Use", "Where it may be used, uncertainty, conservatism", CARD, "intended_use limits"),
    Point("Validation", "Independence of those who validate", f"{APPROVALS}, {POLICY}"),
    Point("Validation", "Conceptual soundness", f"{CARD}, {SEAL}", "training evaluation"),
    Point(
        "Validation",
        "Ongoing monitoring: process verification, benchmarking",
        f"{GATES} (champion and challenger, reproducibility)",
        "monitoring",
    ),
    Point("Validation", "Outcomes analysis, back-testing", GATES, "evaluation monitoring"),
    Point("Governance", "Policies and procedures", POLICY),
    Point("Governance", "Roles and responsibilities", f"{APPROVALS}, {AUDIT}", "owner"),
    Point("Governance", "Internal audit", AUDIT),
    Point("Governance", "External resources and vendors", f"{SEAL} (environment)"),
    Point("Governance", "Model inventory", "inventory.json"),
    Point("Governance", "Documentation", "README.md"),
]

FRAMEWORKS = {
    "eu-ai-act-annex-iv": ("EU AI Act (Regulation (EU) 2024/1689), Annex IV", ANNEX_IV),
    "nist-ai-rmf": ("NIST AI Risk Management Framework 1.0", NIST_AI_RMF),
    "sr-11-7": ("Federal Reserve SR 11-7, model risk management", SR_11_7),
}


def mapping(title: str, points: list[Point], parts: Mapping[str, str]) -> list[Block]:
    """Return the table of a framework: each point, where it is answered, and what is still to be written."""
    labels = {field.key: field.label for field in FIELDS}
    rows = []
    for point in points:
        keys = point.parts.split()
        missing = [labels[key] for key in keys if not parts.get(key)]
        written = ", ".join(labels[key] for key in keys)
        if missing:
            state = f"to be written: {', '.join(missing)}"
        elif point.files or keys:
            state = "answered"
        else:
            state = "outside of this file: for the provider or deployer"
        rows.append([point.point, point.asks, point.files or ("1-card/card.md" if keys else ""), written, state])
    return [
        Heading(1, title),
        Prose("Where this file answers each point: a help to whoever assesses, not an assessment.", generated=True),
        Grid(["Point", "Asks for", "Files", "Parts of the card", "State"], rows),
    ]
