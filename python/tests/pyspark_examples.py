# SPDX-License-Identifier: Apache-2.0
"""Runs the examples in PySpark's docstrings with Martlet in its place; writes one JSON line an example group.

A group is the docstring of one class or method. Usage: pyspark_examples.py FOLDER-OF-PYSPARK [NAME ...]
"""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import pathlib
import signal
import sys
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


def groups(folder: pathlib.Path) -> Iterator[doctest.DocTest]:
    """The docstrings with examples, classes and their members."""
    parser = doctest.DocTestParser()
    for name, classes in WANTED.items():
        for node in ast.parse((folder / name).read_text()).body:
            if not isinstance(node, ast.ClassDef) or node.name not in classes:
                continue
            members = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            for part in [node, *members]:
                label = node.name if part is node else f"{node.name}.{part.name}"
                text = ast.get_docstring(part)
                if not text:
                    continue
                test = parser.get_doctest(text, {}, label, name, 0)
                for example in test.examples:
                    example.want = example.want.replace("<pyspark.", "<martlet.")
                if any(not e.options.get(doctest.SKIP) for e in test.examples):
                    yield test


class Runner(doctest.DocTestRunner):
    """Remembers the first thing that went wrong."""

    def start(self) -> None:
        self.problem: dict[str, str] | None = None

    def _note(self, **problem: str) -> None:
        if self.problem is None:
            self.problem = problem

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        # Where PySpark shows an error of Java, any Python error will do.
        if "Py4JJavaError" in example.want and got.startswith("Traceback"):
            return
        self._note(kind="answer", source=example.source, want=example.want, got=got)

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        kind = "missing" if issubclass(exc_info[0], (NotImplementedError, ImportError)) else "exception"
        if exc_info[0].__name__ == "ClosureError":
            kind = "closure"
        self._note(kind=kind, source=example.source, got=f"{exc_info[0].__name__}: {exc_info[1]}")


def _late(signum: int, frame: Any) -> None:
    raise TimeoutError(f"no end after {SECONDS} s")


def main() -> None:
    import martlet

    martlet.install_as_pyspark()
    folder, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    signal.signal(signal.SIGALRM, _late)
    context = martlet.SparkContext("local[4]", "PySpark's examples")
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for test in groups(folder):
        if names and test.name not in names:
            continue
        test.globs.update(vars(importlib.import_module("pyspark." + test.filename[:-3].replace("/", "."))))
        # Their test harness makes `sc` and `spark` for all files but this one, which makes its own context.
        if test.filename == "conf.py" or test.name == "SparkContext":
            context.stop()
        else:
            test.globs.update(sc=context, spark=types.SimpleNamespace(sparkContext=context))
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
        print(json.dumps({"name": test.name, "problem": runner.problem}), flush=True)


if __name__ == "__main__":
    main()
