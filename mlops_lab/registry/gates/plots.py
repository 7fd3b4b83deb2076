"""Small plots of evidence, drawn as SVG without a plotting library."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 480, 150, 28


def histogram(values: Sequence[float], marks: Sequence[tuple[str, float]], *, bins: int = 40) -> str:
    """Return a histogram with named vertical lines, as a data URI."""
    low = min([*values, *(at for _, at in marks)])
    high = max([*values, *(at for _, at in marks)])
    span = (high - low) or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(int((value - low) / span * bins), bins - 1)] += 1
    most = max(counts) or 1
    step = (WIDTH - 2 * MARGIN) / bins
    body = [
        f'<rect x="{MARGIN + place * step:.1f}" y="{HEIGHT - MARGIN - count / most * (HEIGHT - 2 * MARGIN):.1f}" '
        f'width="{step:.1f}" height="{count / most * (HEIGHT - 2 * MARGIN):.1f}" fill="#7a9cc6"/>'
        for place, count in enumerate(counts)
    ]
    for row, (label, at) in enumerate(marks):
        x = MARGIN + (at - low) / span * (WIDTH - 2 * MARGIN)
        body.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="12" y2="{HEIGHT - MARGIN}" stroke="#555"/>')
        body.append(
            f'<text x="{x:.1f}" y="{HEIGHT - 16 + 12 * (row % 2)}" font-size="10" text-anchor="middle" fill="#555">'
            f"{label} {at:.4g}</text>"
        )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(body)}</svg>'
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
