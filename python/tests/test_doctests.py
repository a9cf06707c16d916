# SPDX-License-Identifier: Apache-2.0
"""The examples in the package's own docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from typing import Any

import pytest
from engines import frames_of, is_real

import martlet
from martlet import SparkContext, UnsupportedError

NAMES = ["martlet"] + [m.name for m in pkgutil.walk_packages(martlet.__path__, "martlet.") if "closures" not in m.name]
# Examples of what the fake engine does not do.
_ONLY_REAL = {"Accumulator", "accumulator", "explain", "foreachPartition", "install_as_pyspark"}
_ONLY_REAL |= {"binaryFiles", "binaryRecords", "checkpoint", "saveAsPickleFile"}
_PASSED_OVER = {"martlet.compat"}
# Examples of DataFrames need their engine.
_OF_FRAMES = ("spark.", "SQLContext", "SparkSession", ".toDF(")


def _examples(name: str) -> list[doctest.DocTest]:
    module = importlib.import_module(name)
    return [test for test in doctest.DocTestFinder(exclude_empty=True).find(module, name) if test.examples]


class _Runner(doctest.DocTestRunner):
    """Passes over examples of DataFrames for which the engine says that it does not do them yet."""

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        if ".sql." in test.name and issubclass(exc_info[0], UnsupportedError):
            self.refused = True
            return
        super().report_unexpected_exception(out, test, example, exc_info)

    refused = False


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str, sc: SparkContext) -> None:
    spark = frames_of(sc)
    failed = 0
    for test in _examples(name):
        if test.name.rsplit(".", 1)[-1] in _ONLY_REAL and not is_real:
            continue
        if name in _PASSED_OVER:
            continue
        if spark is None and any(word in example.source for example in test.examples for word in _OF_FRAMES):
            continue
        test.globs.update(sc=sc, SparkContext=SparkContext)
        if name.startswith(("martlet.sql", "martlet.operations", "martlet.testing")):
            test.globs.update(spark=spark, F=importlib.import_module("martlet.sql.functions"))
        runner = _Runner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(test)
        failed += 0 if runner.refused else runner.summarize(verbose=False).failed
    assert failed == 0


def test_most_methods_have_examples() -> None:
    named = {test.name.rsplit(".", 1)[-1] for name in NAMES for test in _examples(name)}
    assert {"map", "join", "histogram", "takeSample", "textFile", "aggregateByKey"} <= named
    assert len(named) > 70
