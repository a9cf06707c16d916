# SPDX-License-Identifier: Apache-2.0
"""The examples in the package's own docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
from engines import is_real

import martlet
from martlet import SparkContext

NAMES = ["martlet"] + [m.name for m in pkgutil.walk_packages(martlet.__path__, "martlet.") if "closures" not in m.name]
# Examples of what the fake engine does not do.
_ONLY_REAL = {"Accumulator", "accumulator", "foreachPartition", "install_as_pyspark"}
_PASSED_OVER = {"martlet.compat"}


def _examples(name: str) -> list[doctest.DocTest]:
    module = importlib.import_module(name)
    return [test for test in doctest.DocTestFinder(exclude_empty=True).find(module, name) if test.examples]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str, sc: SparkContext) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in _examples(name):
        if test.name.rsplit(".", 1)[-1] in _ONLY_REAL and not is_real:
            continue
        if name in _PASSED_OVER:
            continue
        test.globs.update(sc=sc, SparkContext=SparkContext)
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def test_most_methods_have_examples() -> None:
    named = {test.name.rsplit(".", 1)[-1] for name in NAMES for test in _examples(name)}
    assert {"map", "join", "histogram", "takeSample", "textFile", "aggregateByKey"} <= named
    assert len(named) > 70
