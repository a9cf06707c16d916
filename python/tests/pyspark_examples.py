# SPDX-License-Identifier: Apache-2.0
"""Runs the examples in PySpark's docstrings with Martlet in its place; writes one JSON line an example group.

A group is the docstring of one class, method or function.
Usage: pyspark_examples.py FOLDER-OF-PYSPARK [--sql] [NAME ...]
"""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import pathlib
import signal
import sys
import tempfile
import types
from collections.abc import Iterator
from typing import Any

SECONDS = 60
# Files of PySpark, and the classes in them whose docstrings are looked at.
WANTED = {
    "core/rdd.py": ["RDD", "PipelinedRDD", "BoundedFloat", "RDDBarrier"],
    "core/context.py": ["SparkContext"],
    "core/broadcast.py": ["Broadcast"],
    "accumulators.py": ["Accumulator", "AccumulatorParam"],
    "statcounter.py": ["StatCounter"],
    "core/status.py": ["StatusTracker"],
    "conf.py": ["SparkConf"],
}
# The same of its SQL; functions of these files are looked at too.
WANTED_SQL = {
    "sql/types.py": None,
    "sql/column.py": None,
    "sql/window.py": None,
    "sql/conf.py": None,
    "sql/session.py": ["SparkSession"],
    "sql/catalog.py": ["Catalog"],
    "sql/readwriter.py": ["DataFrameReader", "DataFrameWriter"],
    "sql/group.py": None,
    "sql/dataframe.py": None,
    "sql/functions/builtin.py": None,
}


def groups(folder: pathlib.Path, wanted: dict[str, list[str] | None]) -> Iterator[doctest.DocTest]:
    """The docstrings with examples: classes and their members, functions."""
    parser = doctest.DocTestParser()
    for name, classes in wanted.items():
        for node in ast.parse((folder / name).read_text()).body:
            is_function = isinstance(node, ast.FunctionDef) and classes is None
            if not is_function and not (isinstance(node, ast.ClassDef) and (classes is None or node.name in classes)):
                continue
            members = [item for item in node.body if isinstance(item, ast.FunctionDef) and not is_function]
            for part in [node, *members]:
                label = node.name if part is node else f"{node.name}.{part.name}"
                text = ast.get_docstring(part)
                if not text or part.name.startswith("_") and not part.name.startswith("__"):
                    continue
                test = parser.get_doctest(text, {}, label, name, 0)
                for example in test.examples:
                    example.want = example.want.replace("<pyspark.", "<martlet.")
                if any(not e.options.get(doctest.SKIP) for e in test.examples):
                    yield test


def _is_same_error(want: str, got: str) -> bool:
    """Whether two tracebacks end with the same class of error, wherever it is defined, and the same message."""
    if not (want.startswith("Traceback") and got.startswith("Traceback")):
        return False
    lines = [line for line in want.splitlines()[1:] if line.strip() not in ("", "...")]
    wanted = [line for line in lines if not line[0].isspace()]
    name, _, message = (wanted[0] if wanted else "").partition(":")
    short = name.rpartition(".")[2].strip()
    for line in got.splitlines()[1:]:
        if line.partition(":")[0].rpartition(".")[2] == short and not line[0].isspace():
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            text = message.strip()
            if not text.endswith("..."):
                text += "..."
            return doctest.OutputChecker().check_output(text, line.partition(":")[2].strip(), flags)
    return False


class Runner(doctest.DocTestRunner):
    """Remembers the first thing that went wrong."""

    def start(self) -> None:
        self.problem: dict[str, str] | None = None

    def _note(self, **problem: str) -> None:
        if self.problem is None:
            self.problem = problem

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        if _is_same_error(example.want, got):
            return
        # Where PySpark shows an error of Java, any Python error will do.
        if "Py4JJavaError" in example.want and got.startswith("Traceback"):
            return
        self._note(kind="answer", source=example.source, want=example.want, got=got)

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        kind = "missing" if issubclass(exc_info[0], (NotImplementedError, ImportError)) else "exception"
        # A function that the engine does not have.
        if "UNRESOLVED_ROUTINE" in str(exc_info[1]):
            kind = "missing"
        if exc_info[0].__name__ == "ClosureError":
            kind = "closure"
        self._note(kind=kind, source=example.source, got=f"{exc_info[0].__name__}: {exc_info[1]}")


def _clear(spark: Any) -> None:
    """Nothing is there that the examples before have left: PySpark runs its files in sessions of their own."""
    for table in spark.catalog.listTables():
        if table.isTemporary:
            spark.catalog.dropTempView(table.name)
        else:
            spark.sql(f"DROP TABLE IF EXISTS `{table.name}`")


def _late(signum: int, frame: Any) -> None:
    raise TimeoutError(f"no end after {SECONDS} s")


def main() -> None:
    import martlet

    martlet.install_as_pyspark()
    folder, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    is_sql = "--sql" in names
    names = [name for name in names if name != "--sql"]
    signal.signal(signal.SIGALRM, _late)
    checkpoints = tempfile.TemporaryDirectory()
    context = martlet.SparkContext("local[4]", "PySpark's examples")
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    spark: Any = types.SimpleNamespace(sparkContext=context)
    if is_sql:
        from martlet.sql import SparkSession

        spark = SparkSession.builder.getOrCreate()
    for test in groups(folder, WANTED_SQL if is_sql else WANTED):
        if names and test.name not in names:
            continue
        test.globs.update(vars(importlib.import_module("pyspark." + test.filename[:-3].replace("/", "."))))
        # Their test harness makes `sc` and `spark` for all files but this one, which makes its own context.
        if test.filename == "conf.py" or test.name == "SparkContext":
            context.stop()
        else:
            if is_sql:
                # Names that PySpark's modules of SQL have imported.
                test.globs.update(vars(importlib.import_module("pyspark.sql.types")), StorageLevel=martlet.StorageLevel)
                _clear(spark)
            test.globs.update(sc=context, spark=spark)
            if test.name.startswith("RDD.") and context.getCheckpointDir() is None:
                # As their harness does for this file.
                context.setCheckpointDir(checkpoints.name)
        test.globs["__name__"] = "__main__"
        runner = Runner(verbose=False, optionflags=flags)
        runner.start()
        signal.alarm(SECONDS)
        try:
            runner.run(test, out=lambda text: None, clear_globs=False)
        finally:
            signal.alarm(0)
        if test.name == "SparkContext":
            active = martlet.SparkContext._active_spark_context
            if active is not None:
                active.stop()
            context = martlet.SparkContext("local[4]", "PySpark's examples")
            spark = types.SimpleNamespace(sparkContext=context)
        print(json.dumps({"name": test.name, "problem": runner.problem}), flush=True)


if __name__ == "__main__":
    main()
