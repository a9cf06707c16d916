# SPDX-License-Identifier: Apache-2.0
"""`df.plot`, drawn by a backend of pandas that tells what it was given."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

from martlet.sql import SparkSession
from martlet.sql.errors import PySparkTypeError, PySparkValueError

pandas = pytest.importorskip("pandas")
pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@pytest.fixture(autouse=True)
def backend() -> Iterator[None]:
    module = types.ModuleType("telling_backend")
    module.plot = lambda data, kind, **options: (data, kind, options)  # type: ignore[attr-defined]
    sys.modules["telling_backend"] = module
    with pandas.option_context("plotting.backend", "telling_backend"):
        yield
    del sys.modules["telling_backend"]


def _frame(spark: SparkSession, rows: int = 5) -> Any:
    return spark.range(rows).selectExpr("id", "id * 2 AS twice", "CAST(id AS STRING) AS name")


def test_only_what_is_drawn_is_handed_over(spark: SparkSession) -> None:
    data, kind, options = _frame(spark).plot.line(x="id", y="twice")
    assert (kind, list(data.columns), data.twice.tolist()) == ("line", ["id", "twice"], [0, 2, 4, 6, 8])
    assert options["x"] == "id" and options["y"] == "twice"
    data, kind, _ = _frame(spark).plot(kind="bar", x="name")
    assert kind == "bar" and list(data.columns) == ["name", "id", "twice"]
    data, kind, options = _frame(spark).plot.hist(column="twice", bins=3)
    assert (kind, list(data.columns), options["bins"]) == ("hist", ["twice"], 3)
    data, kind, _ = _frame(spark).plot.box()
    assert (kind, list(data.columns)) == ("box", ["id", "twice"])


def test_no_more_rows_than_the_setting_says(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.pyspark.plotting.max_rows", 100)
    try:
        data, _, _ = _frame(spark, 5000).plot.bar(x="name", y="id")
        assert data.id.tolist() == list(range(100))
        data, _, _ = _frame(spark, 5000).plot.scatter(x="id", y="twice")
        assert 40 < len(data) < 200 and (data.twice == 2 * data.id).all() and data.id.max() > 2000
    finally:
        spark.conf.unset("spark.sql.pyspark.plotting.max_rows")


def test_what_cannot_be_drawn_is_said(spark: SparkSession) -> None:
    with pytest.raises(PySparkValueError, match="UNSUPPORTED_PLOT_KIND"):
        _frame(spark).plot(kind="spiral")
    with pytest.raises(PySparkValueError, match="no column 'nope'"):
        _frame(spark).plot.line(x="id", y="nope")
    with pytest.raises(PySparkTypeError, match="no numeric data"):
        _frame(spark).select("name").plot.line()
