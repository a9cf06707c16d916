# SPDX-License-Identifier: Apache-2.0
"""The closures in PySpark's own docstrings and examples, read from an installed package, never copied."""

from __future__ import annotations

import ast
import copy
import doctest
import re

import pytest
from pyspark_source import folder
from test_roundtrip import answer
from unparse import rebuild

from martlet.closures import ClosureError, translate

_ROWS = [0, 3, -2, 2.5, "a b", (1, 2), ("k", 3), ("k", (1, 2)), [1, 2], "1,2", "http://a http://b", ("a", ["x", "y"])]
_OPERATIONS = {
    "map", "filter", "flatMap", "mapValues", "flatMapValues", "reduce", "reduceByKey", "fold", "foldByKey", "aggregate",
    "aggregateByKey", "combineByKey", "mapPartitions", "mapPartitionsWithIndex", "sortBy", "sortByKey", "keyBy",
    "foreach", "foreachPartition", "groupBy", "treeReduce", "treeAggregate", "takeOrdered", "top", "max", "min",
    "partitionBy", "reduceByKeyLocally", "repartitionAndSortWithinPartitions", "mapPartitionsWithSplit",
}  # fmt: skip
#: What the survey of closures calls outside: numpy and the objects of MLlib.
_OUTSIDE = ("numpy", "mllib", "/ml/", "als.py", "kmeans.py", "logistic_regression.py")


PACKAGE = folder()
pytestmark = pytest.mark.skipif(PACKAGE is None, reason="PySpark is not installed; MARTLET_PYSPARK names its folder")


def _texts():
    """Pieces of source with closures in them: the examples of docstrings, joined, and whole example files."""
    for name in ("core/rdd.py", "core/context.py", "core/broadcast.py", "accumulators.py"):
        for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                text = ast.get_docstring(node)
                if text and ">>>" in text:
                    examples = doctest.DocTestParser().get_examples(text)
                    yield f"{name}:{node.name}", "".join(example.source for example in examples)
    examples = [PACKAGE / "examples/src/main/python", PACKAGE.parent / "deps/examples"]
    for path in sorted(path for place in examples for path in place.glob("*.py")):
        if not any(word in str(path) for word in _OUTSIDE):
            yield f"examples/{path.name}", path.read_text(encoding="utf-8")


def _closures(text):
    """Per closure the lines that define it: imports, functions and plain values of the text, and `closure = ...`."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    before = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef))]
    before = [node for node in before if not _mentions_pyspark(node)]
    before += [node for node in tree.body if isinstance(node, ast.Assign) and _is_plain(node.value)]
    lines = [ast.unparse(node) for node in before]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _OPERATIONS:
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(argument, (ast.Lambda, ast.Name, ast.Attribute)):
                    yield [*lines, f"closure = {ast.unparse(argument)}"]


def _mentions_pyspark(node):
    return isinstance(node, (ast.Import, ast.ImportFrom)) and "pyspark" in ast.unparse(node)


def _is_plain(node):
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def test_closures_of_pyspark(tmp_path, capsys):
    tried, failed, undefined = 0, [], 0
    for place, text in _texts():
        for lines in _closures(text):
            lines = [re.sub(r"\bsleep\(", "abs(", line) for line in lines]
            path = tmp_path / f"closure{tried}.py"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            namespace = {"__name__": "closure"}
            try:
                exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
            except Exception:
                undefined += 1
                continue
            function = namespace["closure"]
            if not callable(function):
                continue
            tried += 1
            arity = _arity(function)
            try:
                rebuilt = rebuild(translate(function, arity))
            except ClosureError as error:
                # Accumulators are made by the context, which is not there; files are not on executors.
                if "is not defined" in error.construct or "changes the global variable" in error.construct:
                    undefined += 1
                elif "open(" not in error.text:
                    failed.append(f"{place}: {error}")
                continue
            for row in _ROWS:
                arguments = (row, copy.deepcopy(row))[:arity]
                assert answer(rebuilt, *arguments) == answer(function, *arguments), (place, lines[-1], row)
    with capsys.disabled():
        print(f"\n{tried} closures of PySpark, {len(failed)} refused, {undefined} without what they refer to")
        print("\n".join(failed))
    assert tried > 70
    assert not failed


def _arity(function):
    code = getattr(function, "__code__", None)
    if code is None:
        return 2 if getattr(function, "__module__", "") in ("_operator", "operator") else 1
    return code.co_argcount - len(function.__defaults__ or ())
