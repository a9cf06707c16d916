# SPDX-License-Identifier: Apache-2.0
"""`df.writeTo(table)`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import is_real

from martlet.errors import UnsupportedError
from martlet.sql import Row, SparkSession
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@pytest.fixture
def table(spark: SparkSession) -> Iterator[str]:
    yield "written_to"
    spark.sql("DROP TABLE IF EXISTS written_to")


def test_tables_are_made_added_to_and_replaced(spark: SparkSession, table: str) -> None:
    rows = spark.createDataFrame([(1, "a"), (2, "b")], ["n", "s"])
    for act in ("append", "replace", "overwritePartitions"):
        with pytest.raises(AnalysisException, match="TABLE_OR_VIEW_NOT_FOUND"):
            getattr(rows.writeTo(table), act)()
    rows.writeTo(table).using("csv").create()
    with pytest.raises(AnalysisException, match="ALREADY_EXISTS"):
        rows.writeTo(table).create()
    # Columns are found by their names.
    rows.select("s", "n").writeTo(table).append()
    assert sorted(spark.table(table).collect()) == [Row(n=1, s="a")] * 2 + [Row(n=2, s="b")] * 2
    rows.limit(1).writeTo(table).overwrite(F.lit(True))
    assert spark.table(table).collect() == [Row(n=1, s="a")]
    rows.select("n").writeTo(table).replace()
    assert spark.table(table).columns == ["n"]
    rows.writeTo(table).createOrReplace()
    assert spark.table(table).count() == 2


def test_partitions_are_put_in_the_place_of_those_that_are_there(spark: SparkSession, table: str) -> None:
    rows = spark.createDataFrame([(1, "a"), (2, "b")], ["n", "s"])
    rows.writeTo(table).partitionedBy(F.col("s")).create()
    spark.createDataFrame([(7, "a")], ["n", "s"]).writeTo(table).overwritePartitions()
    assert sorted(spark.table(table).collect()) == [Row(n=2, s="b"), Row(n=7, s="a")]
    assert spark.conf.get("spark.sql.sources.partitionOverwriteMode") == "STATIC"
    with pytest.raises(UnsupportedError, match="overwrite of some rows"):
        rows.writeTo(table).overwrite(F.col("n") > 1)
    with pytest.raises(UnsupportedError, match="partitionedBy of an expression"):
        rows.writeTo(table).partitionedBy(F.col("n") + 1)
