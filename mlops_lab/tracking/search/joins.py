"""A join whose order the database keeps to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class Then(sa.sql.selectable.Join):
    """``left``, and for each of its rows ``right``. SQLite calls it CROSS JOIN; PostgreSQL sees a plain join."""

    __visit_name__ = "then"
    inherit_cache = True


@compiles(Then)
def _plain(element: Then, compiler: SQLCompiler, **kw: Any) -> str:
    return _spelled(element, compiler, " JOIN ", kw)


@compiles(Then, "sqlite")
def _cross(element: Then, compiler: SQLCompiler, **kw: Any) -> str:
    return _spelled(element, compiler, " CROSS JOIN ", kw)


def _spelled(element: Then, compiler: SQLCompiler, word: str, kw: dict[str, Any]) -> str:
    kw["asfrom"] = True
    sides = compiler.process(element.left, **kw) + word + compiler.process(element.right, **kw)
    del kw["asfrom"]
    assert element.onclause is not None
    return f"{sides} ON {compiler.process(element.onclause, **kw)}"
