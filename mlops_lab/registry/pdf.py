"""Documents as PDF, the same bytes for the same document.

Letters beyond Latin-1 need a TrueType font, which is looked for on the machine; a letter that no font
has is written as its number, ``[U+4E2D]``, so that nothing goes without being seen to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mlops_lab.registry.document import Block, Grid, Heading, Listing, Prose

_PLACES = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/arial.ttf",
)
_SIZES = {1: 20, 2: 15, 3: 12}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def find_font() -> Path | None:
    """Return a TrueType font with many scripts; None where this machine has none that we know of."""
    spec = find_spec("matplotlib")
    if spec is not None and spec.origin:
        bundled = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
        if bundled.is_file():
            return bundled
    return next((Path(place) for place in _PLACES if Path(place).is_file()), None)


def to_pdf(blocks: Sequence[Block], title: str, *, font: Path | None = None, when: datetime = _EPOCH) -> bytes:
    """Return a document as PDF.

    Parameters
    ----------
    blocks : sequence
        The document.
    title : str
        What the file calls itself.
    font : Path, optional
        A TrueType font; without one the built-in fonts are used, which have Latin-1 alone.
    when : datetime
        The date that the file says it was made.
    """
    import logging

    from fpdf import FPDF

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    page = FPDF(format="A4")
    page.set_creation_date(when)
    page.set_title(title)
    page.set_auto_page_break(True, margin=18)
    family = "helvetica"
    spell: Callable[[str], str] = in_latin
    if font is not None:
        family = "lab"
        for style in ("", "B"):
            page.add_font(family, style, str(font))
        known: Any = page.fonts["lab"].cmap
        spell = lambda text: "".join(one if one in "\n\t" or ord(one) in known else _number(one) for one in text)  # noqa: E731
    page.add_page()
    for block in blocks:
        _draw(page, family, spell, block)
    return bytes(page.output())


def in_latin(text: str) -> str:
    """Return a text in Latin-1: a letter beyond it without its marks, or as its number."""
    return "".join(_plain(one) for one in text)


def _plain(one: str) -> str:
    if one in "\n\t" or (32 <= ord(one) < 127) or 160 <= ord(one) < 256:
        return one
    bare = unicodedata.normalize("NFKD", one).encode("ascii", "ignore").decode()
    return bare or _number(one)


def _number(one: str) -> str:
    return f"[U+{ord(one):04X}]"


def _draw(page: Any, family: str, spell: Callable[[str], str], block: Block) -> None:
    def write(text: str, size: int, style: str = "", height: float = 5.0) -> None:
        page.set_font(family, style, size)
        page.multi_cell(0, height, spell(text), new_x="LMARGIN", new_y="NEXT", align="L", wrapmode="CHAR")

    if isinstance(block, Heading):
        page.ln(3)
        size = _SIZES.get(block.level, 11)
        write(block.text, size, "B", size * 0.5)
        page.ln(1)
    elif isinstance(block, Prose):
        page.set_font(family, "", 10)
        page.multi_cell(0, 5, spell(block.text), new_x="LMARGIN", new_y="NEXT", align="L")
        page.ln(1)
    elif isinstance(block, Listing):
        write(block.text, 8, height=4)
        page.ln(1)
    elif isinstance(block, Grid):
        page.set_font(family, "", 8)
        with page.table(text_align="LEFT", line_height=4.2, wrapmode="CHAR", padding=1) as table:
            for row in (block.header, *block.rows):
                line = table.row()
                for cell in row:
                    line.cell(spell(cell))
        page.ln(2)
