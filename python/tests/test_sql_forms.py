# SPDX-License-Identifier: Apache-2.0
"""Forms in which queries are written. Expectations are PySpark's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from martlet import Row
from martlet.sql import SparkSession
from martlet.sql.errors import AnalysisException

T = "(VALUES ('a', 1), ('b', 2)) AS t(k, x)"
U = "(VALUES ('a', 10), ('c', 30)) AS u(k, y)"


@pytest.fixture(autouse=True)
def as_before(spark: SparkSession) -> Iterator[None]:
    yield
    spark.conf.reset()


def rows(spark: SparkSession, query: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in spark.sql(query).collect()), key=repr)


def test_columns_of_a_join_by_name_have_both_sides(spark: SparkSession) -> None:
    join = f"{T} FULL JOIN {U} USING (k)"
    assert spark.sql(f"SELECT * FROM {join}").columns == ["k", "x", "y"]
    assert spark.sql(f"SELECT t.*, u.* FROM {join}").columns == ["k", "x", "k", "y"]
    found = [("a", "a", "a"), ("b", "b", None), ("c", None, "c")]
    assert rows(spark, f"SELECT k, t.k, u.k FROM {join}") == found
    assert rows(spark, f"SELECT k FROM {join} WHERE u.k IS NULL ORDER BY t.k") == [("b",)]
    assert rows(spark, f"SELECT u.k, count(*) FROM {join} GROUP BY u.k HAVING u.k = 'c'") == [("c", 1)]
    assert rows(spark, f"SELECT u.k FROM {T} NATURAL JOIN {U}") == [("a",)]
    # Not behind a query of its own.
    with pytest.raises(AnalysisException, match="UNRESOLVED_COLUMN"):
        spark.sql(f"SELECT u.k FROM (SELECT * FROM {join})")


def test_columns_called_by_their_databases(spark: SparkSession) -> None:
    spark.sql("CREATE DATABASE IF NOT EXISTS one")
    spark.sql("CREATE DATABASE IF NOT EXISTS two")
    try:
        spark.sql("CREATE OR REPLACE VIEW one.v AS SELECT 1 AS i, 2 AS j")
        spark.sql("CREATE OR REPLACE VIEW two.v AS SELECT 3 AS i")
        query = "SELECT one.v.i, two.v.i, spark_catalog.two.v.i, one.v.* FROM one.v, two.v"
        assert spark.sql(query).collect() == [Row(1, 3, 3, 1, 2)]
        with pytest.raises(AnalysisException, match="AMBIGUOUS_REFERENCE"):
            spark.sql("SELECT v.i FROM one.v, two.v")
        with pytest.raises(AnalysisException, match="UNRESOLVED_COLUMN"):
            spark.sql("SELECT two.v.i FROM one.v")
    finally:
        spark.sql("DROP DATABASE one CASCADE")
        spark.sql("DROP DATABASE two CASCADE")
