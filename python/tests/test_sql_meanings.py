# SPDX-License-Identifier: Apache-2.0
"""What groups, casts, comparisons and times mean in SQL. Expectations are PySpark's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from martlet.sql import SparkSession
from martlet.sql.errors import AnalysisException

SALES = "(VALUES ('a', 1, 5), ('a', 2, 7), ('b', 1, 9)) AS t(k, y, v)"


@pytest.fixture(autouse=True)
def as_before(spark: SparkSession) -> Iterator[None]:
    yield
    spark.conf.reset()


def rows(spark: SparkSession, query: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in spark.sql(query).collect()), key=repr)


def test_repeated_sets_of_keys_repeat_groups(spark: SparkSession) -> None:
    query = f"SELECT k, sum(v) FROM {SALES} GROUP BY GROUPING SETS ((k), (k), GROUPING SETS ((k), ()))"
    assert rows(spark, query) == sorted([("a", 12), ("b", 9)] * 3 + [(None, 21)], key=repr)
    query = f"SELECT k, y, sum(v) FROM {SALES} GROUP BY k, ROLLUP(k, y)"
    assert rows(spark, query).count(("a", None, 12)) == 2


def test_keys_before_grouping_sets_say_the_order_of_bits(spark: SparkSession) -> None:
    query = f"SELECT grouping_id(k, y), grouping__id, k, y FROM {SALES} GROUP BY k, y GROUPING SETS ((y, k), k)"
    assert rows(spark, query) == sorted(
        [(0, 0, "a", 1), (0, 0, "a", 2), (0, 0, "b", 1), (1, 1, "a", None), (1, 1, "b", None)], key=repr
    )
    query = f"SELECT k, y, sum(v) FROM {SALES} GROUP BY k, y GROUPING SETS (k)"
    assert rows(spark, query) == [("a", None, 12), ("b", None, 9)]


def test_having_alone_is_about_one_group(spark: SparkSession) -> None:
    assert rows(spark, "SELECT 1 FROM range(10) HAVING true") == [(1,)]
    with pytest.raises(AnalysisException, match="MISSING_GROUP_BY"):
        spark.sql("SELECT id FROM range(10) HAVING id > 0")


def test_maps_are_grouped_whatever_their_order(spark: SparkSession) -> None:
    values = "(map(1, 2, 3, 4)), (map(3, 4, 1, 2)), (map(1, 2))"
    assert rows(spark, f"SELECT count(*) FROM VALUES {values} AS t(m) GROUP BY m") == [(1,), (2,)]
    query = "SELECT count(*) FROM VALUES (array(map(1, 2, 3, 4))), (array(map(3, 4, 1, 2))), (NULL) AS t(m) GROUP BY m"
    assert rows(spark, query) == [(1,), (2,)]


def test_sums_and_products_are_keys_in_either_order(spark: SparkSession) -> None:
    assert rows(spark, f"SELECT v + y, count(*) FROM {SALES} GROUP BY y + v") == [(10, 1), (6, 1), (9, 1)]


def test_numbers(spark: SparkSession) -> None:
    number = "CAST(999999999999999999999 AS DECIMAL(38, 0))"
    assert rows(spark, f"SELECT {number} div 1000000000000000000000, -7.5BD div 2BD") == [(0, -3)]
    found = rows(spark, "SELECT power(1D, double('NaN')), power(-1D, double('inf')), power(2D, double('-inf'))")[0]
    assert repr(found) == "(nan, nan, 0.0)"
    assert rows(spark, "SELECT right(NULL, -2), right('abc', -2)") == [(None, "")]


def test_tries_are_strict_before_ansi(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.ansi.enabled", False)
    assert rows(spark, "SELECT TRY_CAST('1.23' AS INT), CAST('1.23' AS INT)") == [(None, 1)]
    assert rows(spark, "SELECT try_sum(c) FROM VALUES (9223372036854775807L), (1L) AS t(c)") == [(None,)]
    assert rows(spark, "SELECT try_divide(INTERVAL 2147483647 MONTH, 0.5) IS NULL") == [(True,)]


def test_comparisons_before_ansi(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.ansi.enabled", False)
    assert rows(spark, "SELECT 1D IN ('1'), '1' IN (1), true = 1, 0.0 <=> false") == [(False, True, True, True)]
    with pytest.raises(AnalysisException, match="DATA_DIFF_TYPES"):
        spark.sql("SELECT '1' IN (true)")


def test_times(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.session.timeZone", "America/Los_Angeles")
    query = "SELECT CAST(date'2020-01-01' - timestamp'2019-10-06 10:11:12' AS STRING)"
    assert rows(spark, query) == [("INTERVAL '86 13:48:48' DAY TO SECOND",)]
    query = "SELECT timestampdiff(HOUR, timestamp_ntz'2022-02-14 01:02:03', timestamp_ltz'2022-02-14 02:03:04')"
    assert rows(spark, query) == [(1,)]
    query = "SELECT date'today' = current_date(), timestamp'now' = now(), datediff(date'tomorrow', date'yesterday')"
    assert rows(spark, query) == [(True, True, 2)]


def test_what_must_be_written_out_may_be_computed(spark: SparkSession) -> None:
    assert rows(spark, "SELECT CAST(to_binary('abc', concat('utf', '-8')) AS STRING)") == [("abc",)]


def test_intervals_of_several_signs(spark: SparkSession) -> None:
    assert rows(spark, "SELECT INTERVAL -1 day 1 hour -1 minute = INTERVAL '-23:01' HOUR TO MINUTE") == [(True,)]
    assert rows(spark, "SELECT INTERVAL -'-1-1' YEAR TO MONTH = INTERVAL '1-1' YEAR TO MONTH") == [(True,)]
    assert rows(spark, "SELECT INTERVAL 1.123456789 seconds = INTERVAL 1.123456 seconds") == [(True,)]


def test_ranges_of_decimals_are_of_their_scale(spark: SparkSession) -> None:
    query = """SELECT id, last(id) OVER (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1.1 FOLLOWING)
        FROM (SELECT id, CAST(n AS DECIMAL(10, 0)) n FROM VALUES (1, -3), (2, -1), (3, 0) AS t(id, n))"""
    assert [row[1] for row in rows(spark, query)] == [1, 3, 3]


def test_a_zone_right_behind_the_time_is_known_before_ansi(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.ansi.enabled", "false")
    query = "SELECT t FROM VALUES (timestamp '1996-04-01 00:33:33.5Australia/Darwin') AS v(t)"
    assert rows(spark, f"SELECT unix_millis(t) FROM ({query})") == [(828_284_613_500,)]


def test_two_columns_named_all_are_no_group(spark: SparkSession) -> None:
    assert rows(spark, "SELECT count(*) FROM (SELECT 1 AS all, 2 AS all)") == [(1,)]
