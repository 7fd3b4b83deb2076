"""HTML written so that nothing a user typed is ever taken for markup."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

STATE_COLOURS = {
    "running": "#1976d2",
    "finished": "#2e7d32",
    "failed": "#c62828",
    "killed": "#ef6c00",
    "stale": "#f9a825",
    "scheduled": "#757575",
}

FAINT = "opacity:.65"
MINUS = "\N{MINUS SIGN}"
ABSENT = "\N{EN DASH}"
_CELL = "padding:.15em .8em .15em 0;text-align:left;vertical-align:top;border:0;background:none"
_NUMBER = _CELL.replace("left", "right") + ";font-variant-numeric:tabular-nums;white-space:nowrap"


class Html(str):
    """Text that is markup already."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def markup(value: object) -> Html:
    """Return markup as it is, anything else escaped."""
    return value if isinstance(value, Html) else Html(escape(str(value)))


def element(name: str, *content: object, style: str = "", **attributes: str) -> Html:
    """Return an element around its content, which is escaped unless it is `Html`."""
    if style:
        attributes["style"] = style
    given = "".join(f' {key.replace("_", "-")}="{escape(value, quote=True)}"' for key, value in attributes.items())
    return Html(f"<{name}{given}>{''.join(markup(part) for part in content)}</{name}>")


def join(parts: Iterable[object], between: str = "") -> Html:
    """Return parts after each other."""
    return Html(markup(between).join(markup(part) for part in parts))


def link(text: object, url: str | None) -> Html:
    """Return a link, or the text alone where there is no address of the web."""
    if url is None or not url.startswith(("http://", "https://", "/")):
        return markup(text)
    return element("a", text, href=url, target="_blank", rel="noopener", style="font-weight:600")


def state(status: str) -> Html:
    """Return a state with its colour, said in words as well."""
    dot = element("span", "●", style=f"color:{STATE_COLOURS.get(status, '#757575')}", aria_hidden="true")
    return element("span", dot, f" {status}", style="white-space:nowrap")


def table(heads: Sequence[object], rows: Iterable[Sequence[object]], *, numbers: Iterable[int] = ()) -> Html:
    """Return a table; the columns in `numbers` stand to the right."""
    right = set(numbers)
    style = [_NUMBER if place in right else _CELL for place in range(len(heads))]
    head = element(
        "tr", *(element("th", text, scope="col", style=f"{style[at]};{FAINT}") for at, text in enumerate(heads))
    )
    body = [element("tr", *(element("td", text, style=style[at]) for at, text in enumerate(row))) for row in rows]
    parts = [element("thead", head)] if any(str(text) for text in heads) else []
    return element("table", *parts, element("tbody", *body), style="border-collapse:collapse;margin:.3em 0")


def number(value: Any) -> str:
    """Return a number with the digits that matter: six, no zeros behind them."""
    try:
        real = float(value)
    except (TypeError, ValueError):
        return str(value)
    if math.isnan(real):
        return "NaN"
    if math.isinf(real):
        return "∞" if real > 0 else f"{MINUS}∞"
    if real == int(real) and abs(real) < 1e15:
        return f"{int(real):,}".replace("-", MINUS)
    return f"{real:.6g}".replace("-", MINUS)


def change(value: float, before: float) -> str:
    """Return how far a value is from another, with its sign; empty where they are equal."""
    difference = value - before
    if math.isnan(difference) or difference == 0:
        return ""
    return ("+" if difference > 0 else "") + number(float(f"{difference:.3g}"))


def duration(start: int, end: int) -> str:
    """Return the time between two instants (UTC milliseconds) in two units at most."""
    seconds = max(end - start, 0) / 1000
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if hours < 1:
        return f"{minutes} min {whole % 60} s"
    if days < 1:
        return f"{hours} h {minutes % 60} min"
    return f"{days} d {hours % 24} h"


def instant(when: int) -> Html:
    """Return a moment (UTC milliseconds) in local time, to the minute; to the second when pointed at."""
    from datetime import UTC, datetime

    local = datetime.fromtimestamp(when / 1000, UTC).astimezone()
    exact = local.strftime("%Y-%m-%d %H:%M:%S %z")
    return element("span", local.strftime("%Y-%m-%d %H:%M"), title=exact, style="white-space:nowrap")


def shortened(text: str, limit: int = 80) -> Html:
    """Return a text in one line, the whole of it when pointed at."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return markup(line)
    return element("span", line[: limit - 1] + "…", title=text[:2000])
