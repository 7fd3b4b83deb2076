"""Taking ``%%track`` away never changes what a cell gives."""

from __future__ import annotations

import pytest

from tests.magics.kernels import Kernel

CELLS = {
    "value": "x = 20\nx + 1",
    "no value": "y = 3",
    "semicolon": "[1, 2, 3];",
    "semicolon and comment": "7;  # quiet",
    "print": "print('a')\nimport sys\nprint('b', file=sys.stderr)\n5",
    "display": "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))\n'end'",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\nawait asyncio.sleep(0, 'awaited')",
    "async for": "async def g():\n    yield 1\n    yield 2\n[i async for i in g()]",
    "await fails": "import asyncio\nawait asyncio.sleep(0.01)\n{}['absent']",
    "last line of a block": "for i in range(3):\n    i\nif True:\n    8",
    "cell magic": "%%capture out\nprint('kept')\n6",
    "cell magic with a value": "%%timeit -n1 -r1 -q\npass",
    "line magics": "%precision 3\na = %sx echo hello\nprint(a)\n1/3",
    "shell": "!echo from the shell",
    "help": "len?",
    "future": "from __future__ import annotations\ndef f(a: Unknown): return a\nf.__annotations__",
    "docstring": "'''only a text'''",
    "indented": "    z = 4\n    z * 2",
    "blank lines first": "\n\n1/0",
    "exception": "def f(a):\n    # deep\n    return a / 0\n\nprint('before')\nf(1)\nprint('after')",
    "exception first": "1 / 0",
    "exception with a cause": "try:\n    {}[1]\nexcept KeyError as e:\n    raise ValueError('so') from e",
    "syntax error": "x = 1\ny = = 2",
    "indentation error": "if True:\nx = 1",
    "naked return": "x = 1\nreturn 5",
    "exit": "import sys, warnings\nwarnings.simplefilter('always', UserWarning)\nsys.exit(3)",
    "usage": "%no_such_magic",
    "assertion": "assert 1 == 2, 'no'",
    "unknown cell magic": "%%no_such_magic\n1",
    "comments only": "# nothing",
    "underscores": "11\n_ is not None, __name__",
    "stack depth": "import inspect\nlen(inspect.stack()) > 3, inspect.currentframe().f_code.co_name",
    "locals": "sorted(k for k in globals() if k.startswith('mlops') or 'track' in k)",
    "traceback of a helper": "import json\njson.loads('{')",
    "custom repr that fails": "class Bad:\n    def __repr__(self): raise RuntimeError('bad')\nBad()",
    "walrus and lambda": "(n := 10)\n(lambda: n)()",
    "trailing space": "5   \n\n",
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_gives_the_same_with_and_without_the_line(kernel: Kernel, name: str) -> None:
    plain = kernel.run(CELLS[name])
    tracked = kernel.run(f"%%track same -t story='{name}'\n{CELLS[name]}")
    assert tracked.seen() == plain.seen()


def test_the_history_of_outputs_goes_on(kernel: Kernel) -> None:
    kernel.run("%%track\n{'answer': 42}")
    assert kernel.value("_") == {"answer": 42}
    assert kernel.value("Out[max(Out)]") == {"answer": 42}
    assert kernel.value("In[-3] if 'answer' in In[-3] else In[-4]").strip() == "{'answer': 42}"


def test_every_line_is_interactive_where_the_user_wants_it(kernel: Kernel) -> None:
    kernel.run("get_ipython().ast_node_interactivity = 'all'")
    plain, tracked = kernel.run("1\n2"), kernel.run("%%track\n1\n2")
    kernel.run("get_ipython().ast_node_interactivity = 'last_expr_or_assign'")
    assigned = kernel.run("%%track\nq = 9")
    kernel.run("get_ipython().ast_node_interactivity = 'last_expr'")
    assert tracked.seen() == plain.seen()
    assert assigned.text == "9"
