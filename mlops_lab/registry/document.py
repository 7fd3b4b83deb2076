"""A document of headings, paragraphs, tables and code, and its forms as Markdown and HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title has level 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text as people wrote it (Markdown); `generated` says that a machine did."""

    text: str
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Code."""

    text: str


Block = Heading | Prose | Grid | Listing


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return a document as Markdown."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    if isinstance(block, Prose):
        return block.text
    if isinstance(block, Listing):
        longest = max((len(run) for run in block.text.split("\n") if set(run.strip()) == {"`"}), default=2)
        fence = "`" * max(3, longest + 1)
        return f"{fence}python\n{block.text}\n{fence}"
    lines = [_row(block.header), _row(["---"] * len(block.header)), *(_row(row) for row in block.rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    shown = [cell.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "<br>") for cell in cells]
    return f"| {' | '.join(shown)} |"


_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { border: 1px solid #ccc; padding: .25rem .5rem; text-align: left; vertical-align: top; word-break: break-word; }
pre { background: #f5f5f5; padding: .75rem; overflow-x: auto; }
.written { white-space: pre-wrap; }
.generated { color: #555; }
"""


def to_html(blocks: Sequence[Block], title: str) -> str:
    """Return a document as a page of its own; whatever people wrote is text there, never markup."""
    body = "\n".join(_html(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{html.escape(block.text)}</h{block.level}>"
    if isinstance(block, Prose):
        kind = "generated" if block.generated else "written"
        return f'<p class="{kind}">{html.escape(block.text)}</p>'
    if isinstance(block, Listing):
        return f"<pre><code>{html.escape(block.text)}</code></pre>"
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in block.header)
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
