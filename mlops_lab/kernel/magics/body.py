"""A piece of a cell run by other code: under another cell magic, in a function, in a sweep."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from IPython.core.error import UsageError


def run_body(ip: Any, source: str, *, prepare: Callable[[ast.Module], None] | None = None) -> Any:
    """Run code as IPython would run a cell, in the user's namespace.

    Parameters
    ----------
    ip : InteractiveShell
        The shell.
    source : str
        The code, magics included.
    prepare : callable, optional
        May change what was parsed.

    Returns
    -------
    object
        The value of the last line, None where it ends in ``;`` or is no expression.

    Raises
    ------
    UsageError
        When the code awaits at its top level, which only a whole cell can do.
    """
    __tracebackhide__ = True
    transformed = ip.transform_cell(source)
    name = ip.compile.cache(transformed, ip.execution_count, raw_code=source)
    tree = ip.transform_ast(ip.compile.ast_parse(transformed, filename=name))
    if prepare is not None:
        prepare(tree)
        ast.fix_missing_locations(tree)
    value: Any = None
    for code, is_value in [_compiled(ip, node, name, node is tree.body[-1]) for node in tree.body]:
        if is_value:
            value = eval(code, ip.user_global_ns, ip.user_ns)
        else:
            exec(code, ip.user_global_ns, ip.user_ns)
    return None if ip.displayhook.semicolon_at_end_of_expression(transformed) else value


def awaits(ip: Any, source: str) -> bool:
    """Tell whether code awaits at its top level."""
    return bool(ip.autoawait and ip.should_run_async(source, transformed_cell=ip.transform_cell(source)))


def _compiled(ip: Any, node: ast.stmt, name: str, last: bool) -> tuple[Any, bool]:
    is_value = last and isinstance(node, ast.Expr)
    tree = ast.Expression(node.value) if is_value and isinstance(node, ast.Expr) else ast.Module([node], [])
    with ip.compile.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
        code = ip.compile(tree, name, "eval" if is_value else "exec")
    if code.co_flags & inspect.CO_COROUTINE:
        raise UsageError(
            "Code that awaits at its top level can be tracked as a whole cell only: begin it with %%track."
        )
    return code, is_value
