# SPDX-License-Identifier: Apache-2.0
"""Where a function's source comes from, and what is said when it cannot be had."""

from __future__ import annotations

import importlib.util
import linecache
import marshal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from unparse import rebuild

from martlet.closures import ClosureError, translate

PYTHON_PATH = str(Path(__file__).resolve().parents[2])


def load(path, text, name="loaded"):
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def body_place(function):
    record = translate(function)["functions"][0]
    return record["body"][0][1:4]


def cell(text, name="<cell 1>", variables=None):
    """Runs text as a notebook does: compiled under a name that linecache knows."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    namespace = {} if variables is None else variables
    exec(compile(text, name, "exec"), namespace)
    return namespace


def test_columns_tell_equal_lambdas_apart():
    text = "é = 'ö'; fs = [lambda x: x + 1, lambda x: x + 1, (lambda s: 'ß' + s), lambda s: 'ß' + s]\n"
    fs = cell(text)["fs"]
    line = text.rstrip()
    found = [body_place(f) for f in fs]
    shown = [line[start - 1 : end - 1] for _, start, end in found]
    assert shown == ["x + 1", "x + 1", "'ß' + s", "'ß' + s"]
    assert len(set(found)) == 4


def test_chained_calls_over_lines():
    text = "got = []\nclass R:\n    def map(self, f): got.append(f); return self\n"
    text += (
        "(R().map(lambda x: x)\n    .map(lambda x:\n        x * 2)\n    .map(lambda x: (\n        x,\n        1)))\n"
    )
    got = cell(text)["got"]
    assert [body_place(f) for f in got] == [(4, 20, 21), (6, 9, 14), (7, 20, 21)]
    assert [rebuild(translate(f))(3) for f in got] == [3, 6, (3, 1)]


def test_record_shows_the_lines():
    f = cell("k = 1\n\ndef f(x):\n    # why\n    return x\n")["f"]
    record = translate(f)["functions"][0]
    assert record["lines"] == {3: "def f(x):", 4: "    # why", 5: "    return x"}
    assert (record["name"], record["file"], record["line"]) == ("f", "<cell 1>", 3)


def test_lambda_as_default_and_in_decorator():
    text = (
        "def deco(g):\n    return lambda f: g\n@deco(lambda x: x * 5)\ndef f(x, g=lambda y: y + 2):\n    return g(x)\n"
    )
    text += "def h(x, g=lambda y: y + 2): return g(x)\n"
    names = cell(text)
    assert rebuild(translate(names["f"]))(2) == 10
    assert rebuild(translate(names["h"]))(2) == 4


def test_a_changed_file_is_noticed(tmp_path):
    path = tmp_path / "changing.py"
    module = load(path, "f = lambda x: x + 1\n")
    path.write_text("f = lambda x: x + 2\n", encoding="utf-8")
    linecache.checkcache()
    with pytest.raises(ClosureError, match="has changed since it was defined"):
        translate(module.f)


def test_the_cached_old_text_still_serves(tmp_path):
    path = tmp_path / "cached.py"
    module = load(path, "f = lambda x: x + 1\ng = lambda x: x * 3\n")
    translate(module.f)
    path.write_text("# a new line\nf = lambda x: x + 2\n", encoding="utf-8")
    assert rebuild(translate(module.g))(2) == 6


def test_a_redefined_cell_uses_the_new_text():
    old = cell("f = lambda x: x + 1\n", "<cell 9>")["f"]
    assert rebuild(translate(old))(1) == 2
    new = cell("f = lambda x: x + 5\n", "<cell 9>")["f"]
    assert rebuild(translate(new))(1) == 6


def test_no_source():
    f = eval("lambda x: x + 1")
    with pytest.raises(ClosureError, match="define it in a file|Define it in a file or in a notebook cell"):
        translate(f)


def test_module_method_calls_compile_differently_where_imported():
    text = "import math\nfrom os import path as p\ndef f(x): return math.sqrt(x) + math.floor(x)\n"
    assert rebuild(translate(cell(text)["f"]))(4) == 6.0


def test_future_annotations_and_private_names():
    text = "from __future__ import annotations\nclass A:\n    def __init__(self): self.__k = 4\n"
    text += "    def run(self, x: int) -> int:\n        def inner(y: Undefined): return y\n        return inner(x)\n"
    assert rebuild(translate(cell(text)["A"]().run))(2) == 2


def test_translation_is_fast():
    k = 3
    f = lambda x: (x, x * k)  # noqa: E731
    translate(f)
    best = min(_timed(f) for _ in range(5))
    assert best < 0.001


def _timed(f):
    start = time.perf_counter()
    for _ in range(20):
        translate(f)
    return (time.perf_counter() - start) / 20


def test_notebook_magics():
    pytest.importorskip("IPython")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_cell('from martlet.closures import translate', store_history=True)\n"
        "shell.run_cell('%%time\\nk = 2\\nf = lambda x: x * k', store_history=True)\n"
        "shell.run_cell('%time g = lambda x: x * k + 1', store_history=True)\n"
        "shell.run_cell('h = lambda x: x', store_history=True)\n"
        "for name in 'fgh':\n"
        "    record = shell.ev(f'translate({name})')['functions'][0]\n"
        "    print(name, record['line'], record['lines'][record['line']], '--', record['file'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, PYTHON_PATH], capture_output=True, text=True, timeout=60, check=False
    )
    assert "f 3 f = lambda x: x * k -- Cell In[2]\n" in done.stdout, done.stdout + done.stderr
    assert "lambda x: x * k + 1 -- Cell In[3]" in done.stdout
    assert "h 1 h = lambda x: x -- Cell In[4]\n" in done.stdout


@pytest.mark.skipif(sys.version_info < (3, 13), reason="the prompt keeps its source from 3.13 on")
def test_prompt():
    program = "import sys; sys.path.insert(0, %r)\nfrom martlet.closures import translate\nf = lambda x: x + 1\n"
    program = program % PYTHON_PATH + "print('found', translate(f)['functions'][0]['name'])\n"
    done = subprocess.run(
        [sys.executable, "-i", "-q"], input=program, capture_output=True, text=True, timeout=60, check=False
    )
    assert "found <lambda>" in done.stdout or "is not available here" in done.stderr, done.stderr


def test_marshal_writes_every_module():
    module = translate(lambda x: (x, {"a": 1}, b"x", 1.5, None, True))
    assert marshal.loads(marshal.dumps(module, 2)) == module
