# SPDX-License-Identifier: Apache-2.0
"""Forms in which queries are written. Expectations are PySpark's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from martlet import Row
from martlet.sql import SparkSession
from martlet.sql.errors import AnalysisException, ParseException

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


def test_stars_without_fields(spark: SparkSession) -> None:
    query = "SELECT * EXCEPT (s.a, k) FROM (SELECT 1 AS k, named_struct('a', 1, 'b', 2) AS s)"
    assert spark.sql(query).schema.simpleString() == "struct<s:struct<b:int>>"
    assert spark.sql(query).collect() == [Row(s=Row(b=2))]


def test_several_columns_turned_to_rows(spark: SparkSession) -> None:
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW wide AS SELECT 1 AS id, 2 AS a1, 'x' AS b1, NULL AS a2, 'y' AS b2")
    query = "SELECT * FROM wide UNPIVOT ((a, b) FOR n IN ((a1, b1) AS one, (a2, b2)))"
    assert rows(spark, query) == [(1, "a2_b2", None, "y"), (1, "one", 2, "x")]
    query = "SELECT n, b FROM wide UNPIVOT EXCLUDE NULLS ((a, b) FOR n IN ((a2, a2), (a1, b1)))"
    assert rows(spark, query) == [("a1_b1", "x")]
    with pytest.raises(AnalysisException, match="UNPIVOT_VALUE_SIZE_MISMATCH"):
        spark.sql("SELECT * FROM wide UNPIVOT ((a, b) FOR n IN ((a1, b1), (a2)))")


def test_values_without_parentheses(spark: SparkSession) -> None:
    assert rows(spark, "VALUES 1, -2") == [(-2,), (1,)]
    assert rows(spark, "SELECT * FROM VALUES 'a', NULL AS t(x)") == [("a",), (None,)]
    assert rows(spark, "SELECT count(*) FROM VALUES 1, (2), 3") == [(3,)]


def test_windows_over_nothing(spark: SparkSession) -> None:
    assert rows(spark, "SELECT count(*) OVER () FROM range(3)") == [(3,)] * 3
    assert rows(spark, "SELECT DISTINCT count(*) OVER () FROM range(3) WHERE id > 0") == [(2,)]


def test_arguments_by_name(spark: SparkSession) -> None:
    assert rows(spark, "SELECT mask(lowerChar => 'q', str => 'Ab1', digitChar => 'd')") == [("Xqd",)]
    assert rows(spark, "SELECT mask('Ab1-', otherChar => 'o', upperChar => NULL)") == [("Axno",)]
    assert rows(spark, "SELECT * FROM explode(collection => array(1, 2))") == [(1,), (2,)]
    for call, expected in {
        "mask(str => 'a', 'b')": "UNEXPECTED_POSITIONAL_ARGUMENT",
        "mask('a', str => 'b')": "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED",
        "mask('a', lowerChar => 'b', LOWERCHAR => 'c')": "DOUBLE_NAMED_ARGUMENT_REFERENCE",
        "mask(lowerChar => 'b')": "REQUIRED_PARAMETER_NOT_FOUND",
        "mask('a', none => 1)": "UNRECOGNIZED_PARAMETER_NAME",
    }.items():
        with pytest.raises(AnalysisException, match=expected):
            spark.sql(f"SELECT {call}")


def test_null_where_an_array_belongs(spark: SparkSession) -> None:
    query = "SELECT array_size(NULL), array_distinct(NULL), arrays_zip(array(1), NULL), slice(NULL, 1, 2)"
    assert rows(spark, query) == [(None, None, None, None)]
    assert spark.sql("SELECT array_max(NULL) AS m").collect() == [Row(m=None)]
    with pytest.raises(AnalysisException, match="UNEXPECTED_INPUT_TYPE"):
        spark.sql("SELECT array_size(1)")


def test_units_of_differences(spark: SparkSession) -> None:
    query = "SELECT timediff(HOUR, TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-02 01:59:00')"
    assert rows(spark, query) == [(25,)]
    assert spark.sql(query).columns[0].startswith("timestampdiff(HOUR, ")
    with pytest.raises(ParseException, match="DATETIME_UNIT"):
        spark.sql("SELECT timestampadd('HOUR', 1, now())")


def test_numbers_that_are_written_out_count_by_their_digits(spark: SparkSession) -> None:
    query = """SELECT 1BD / 1 AS a, 1BD / CAST(1 AS INT) AS b, CAST(1 AS BIGINT) + 1.5BD AS c,
        pmod(CAST(1 AS INT), 2BD) AS d"""
    kinds = [field.dataType.simpleString() for field in spark.sql(query).schema]
    assert kinds == ["decimal(7,6)", "decimal(12,11)", "decimal(22,1)", "decimal(1,0)"]


def test_columns_come_before_functions_without_parentheses(spark: SparkSession) -> None:
    assert rows(spark, "SELECT current_date FROM VALUES (7) AS t(current_date)") == [(7,)]
    frame = spark.sql("SELECT current_date, current_date = current_date() AS same, typeof(current_timestamp)")
    assert frame.columns == ["current_date()", "same", "typeof(current_timestamp())"]
    assert frame.collect()[0][1:] == (True, "timestamp")
    assert rows(spark, "SELECT current_date AS d FROM range(2) GROUP BY current_date HAVING d IS NOT NULL") != []


def test_counts_of_different_rows(spark: SparkSession) -> None:
    frame = spark.sql("SELECT count(DISTINCT *) FROM VALUES (1, 2), (1, 2), (1, 3), (1, NULL) AS t(a, b)")
    assert frame.columns == ["count(DISTINCT a, b)"] and frame.collect()[0][0] == 2


def test_bytes_and_arrays_behind_one_another(spark: SparkSession) -> None:
    assert rows(spark, "SELECT X'01' || X'02', array(1) || array(2L)") == [(bytearray(b"\x01\x02"), [1, 2])]


def test_characters_by_their_codes(spark: SparkSession) -> None:
    assert rows(spark, r"SELECT '\110\151', '\U0001F600', '\0'") == [("Hi", "\U0001f600", "\0")]


def test_times_without_a_zone_where_a_setting_says_so(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    query = """SELECT TIMESTAMP '2020-01-01 12:00:00' AS a, TIMESTAMP '2020-01-01 12:00:00Z' AS b,
        to_timestamp('2020-01-01 12:00:00') AS c, make_timestamp(2020, 1, 1, 12, 0, 0, 'CET') AS d,
        CAST('2020-01-01' AS TIMESTAMP) AS e"""
    frame = spark.sql(query)
    kinds = [field.dataType.simpleString() for field in frame.schema]
    assert kinds == ["timestamp_ntz", "timestamp", "timestamp_ntz", "timestamp_ntz", "timestamp_ntz"]
    assert len(set(frame.collect()[0][index] for index in (0, 2, 3))) == 1


def test_names_in_double_quotes_where_a_setting_says_so(spark: SparkSession) -> None:
    assert rows(spark, 'SELECT "id" FROM range(1)') == [("id",)]
    spark.conf.set("spark.sql.ansi.doubleQuotedIdentifiers", "true")
    assert rows(spark, 'SELECT "id", \'id\' FROM range(1) AS "a b" WHERE "a b"."id" = 0') == [(0, "id")]
    spark.conf.set("spark.sql.ansi.enabled", "false")
    assert rows(spark, 'SELECT "id" FROM range(1)') == [("id",)]


def test_comments_of_tables(spark: SparkSession) -> None:
    spark.sql("CREATE OR REPLACE VIEW noted COMMENT 'a' AS SELECT 1 AS x")

    def comment() -> object:
        found = {row[0]: row[1] for row in spark.sql("DESCRIBE EXTENDED noted").collect()}
        return found.get("Comment"), found.get("Table Properties")

    try:
        spark.sql("COMMENT ON TABLE noted IS 'b'")
        assert comment() == ("b", None)
        spark.sql("ALTER VIEW noted SET TBLPROPERTIES ('comment' = 'c', 'k' = 'v')")
        assert comment() == ("c", "[k=v]")
        spark.sql("ALTER VIEW noted UNSET TBLPROPERTIES ('comment')")
        assert comment() == (None, "[k=v]")
        spark.sql("COMMENT ON TABLE noted IS 'd'")
        spark.sql("COMMENT ON TABLE noted IS NULL")
        assert comment() == (None, "[k=v]")
    finally:
        spark.sql("DROP VIEW noted")


def test_days_are_whole_numbers(spark: SparkSession) -> None:
    assert rows(spark, "SELECT datediff(date_add(DATE '2020-01-01', '1'), DATE '2020-01-01' - 1S)") == [(2,)]
    assert rows(spark, "SELECT datediff(date_add('2020-01-01', string(id)), '2020-01-01') FROM range(3, 4)") == [(3,)]
    for days in ("1L", "1.0", "1E1"):
        for query in (f"SELECT date_add(DATE '2020-01-01', {days})", f"SELECT date_sub('2020-01-01', {days})"):
            with pytest.raises(AnalysisException, match="UNEXPECTED_INPUT_TYPE"):
                spark.sql(f"{query} FROM range(1)")
    with pytest.raises(
        AnalysisException, match=r'"date_add\(DATE \'2020-01-01\', 1.5\)".*UNEXPECTED|UNEXPECTED.*date_add'
    ):
        spark.sql("SELECT DATE '2020-01-01' + 1.5")
    with pytest.raises(AnalysisException, match="UNEXPECTED_INPUT_TYPE"):
        spark.sql("SELECT sort_array(array(1), 'x')")
    spark.conf.set("spark.sql.ansi.enabled", "false")
    with pytest.raises(AnalysisException, match="SECOND_FUNCTION_ARGUMENT_NOT_INTEGER"):
        spark.sql("SELECT date_add('2020-01-01', '1.2')")
    with pytest.raises(AnalysisException, match="UNEXPECTED_INPUT_TYPE"):
        spark.sql("SELECT date_add('2020-01-01', string(id)) FROM range(1)")


def test_whole_numbers_as_bytes(spark: SparkSession) -> None:
    with pytest.raises(AnalysisException, match="CAST_WITH_CONF_SUGGESTION"):
        spark.sql("SELECT CAST(1 AS BINARY)")
    spark.conf.set("spark.sql.ansi.enabled", "false")
    query = (
        "SELECT hex(CAST(-2Y AS BINARY)), hex(CAST(258S AS BINARY)), hex(CAST(id AS BINARY)), '1' = CAST('1' AS BINARY)"
    )
    assert rows(spark, f"{query} FROM range(1, 2)") == [("FE", "0102", "0000000000000001", True)]
    assert rows(spark, "SELECT CAST(CAST(NULL AS INT) AS BINARY)") == [(None,)]


def test_written_values_that_are_none(spark: SparkSession) -> None:
    assert rows(spark, "SELECT year(DATE '-0001-1-28'), year(DATE '0015'), DATE '2020-02-03 x' IS NULL") == [
        (-1, 15, False)
    ]
    for text in (
        "DATE '1999 Jan 08'",
        "DATE '1999 08 01'",
        "TIMESTAMP '4294967297'",
        "TIMESTAMP '2019-13-01 00:00:00'",
    ):
        with pytest.raises(ParseException, match="INVALID_TYPED_LITERAL"):
            spark.sql(f"SELECT {text}")
    for text in ("1E309", "-3.4028235E39F", "-1E309D"):
        with pytest.raises(ParseException, match="INVALID_NUMERIC_LITERAL_RANGE"):
            spark.sql(f"SELECT {text}")
    with pytest.raises(AnalysisException, match="UNRESOLVED_ROUTINE"):
        spark.sql("SELECT `no such function`(1)")
    assert rows(spark, "SELECT `abs`(-1)") == [(1,)]
