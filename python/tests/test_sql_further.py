# SPDX-License-Identifier: Apache-2.0
"""Functions, SQL text and frames beyond the everyday ones: values and names as PySpark 4.3 gives them in ANSI mode."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import numpy as np
import pytest

from martlet.errors import UnsupportedError
from martlet.sql import Observation, Row, SparkSession, Window
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException, ParseException, PySparkException, SparkRuntimeException

DELTA, TIME = datetime.timedelta, datetime.datetime

VALUES: list[tuple[str, Any]] = [
    ("to_char(454, '999')", "454"),
    ("to_char(1, '$999')", "$  1"),
    ("to_char(1, '$000')", "$001"),
    ("to_char(1234, '999,999')", "  1,234"),
    ("to_char(1234567, '999,999')", "### ###"),
    ("to_char(12.5, 'S99.9')", "+12.5"),
    ("to_char(-12.5, '99.9MI')", "12.5-"),
    ("to_char(12.5, '99.9MI')", "12.5 "),
    ("to_char(-1, '999PR')", "  <1>"),
    ("to_char(1, '999PR')", "  1  "),
    ("to_char(0.5, '9.99')", "0.50"),
    ("to_char(0, '999.9')", "  0.0"),
    ("to_char(1.239, '9.99')", "#.##"),
    ("to_char(123456.789, '$999,999.99')", "$### ###.##"),
    ("to_char(-12454.8, '99G999D9S')", "12,454.8-"),
    ("to_char(date'2016-04-08', 'y')", "2016"),
    ("to_varchar(x'537061726b2053514c', 'base64')", "U3BhcmsgU1FM"),
    ("to_number('454', '999')", decimal.Decimal(454)),
    ("to_number('12,454.8-', '99,999.9S')", decimal.Decimal("-12454.8")),
    ("to_number('$78.12', '$99.99')", decimal.Decimal("78.12")),
    ("to_number('234', '9,999')", decimal.Decimal(234)),
    ("to_number('<1>', '9PR')", decimal.Decimal(-1)),
    ("try_to_number('a', '9')", None),
    ("typeof(to_number('12.3', '99.99'))", "decimal(4,2)"),
    ("format_number(12332.123456, '##################.###')", "12332.123"),
    ("format_number(12332.5, '#,###.00')", "12,332.50"),
    ("make_dt_interval(1, 2, 3, 4.5)", DELTA(days=1, hours=2, minutes=3, seconds=4.5)),
    ("cast(make_ym_interval(1, 2) AS STRING)", "INTERVAL '1-2' YEAR TO MONTH"),
    ("cast(make_interval(1, 2, 3, 4, 5, 6, 7.5) AS STRING)", "1 years 2 months 25 days 5 hours 6 minutes 7.5 seconds"),
    ("timestamp'2020-01-31' + make_interval(0, 1, 0, 1, 1)", TIME(2020, 3, 1, 1)),
    ("date'2020-03-01' - date'2020-02-01'", DELTA(days=29)),
    ("typeof(date'2020-03-01' - date'2020-02-01')", "interval day"),
    ("cast(date'2020-03-01' - date'2020-02-01' AS STRING)", "INTERVAL '29' DAY"),
    ("timestamp'2020-03-01' - timestamp'2020-02-01 01:00:00'", DELTA(days=28, hours=23)),
    ("cast(interval '90:30' minute to second AS STRING)", "INTERVAL '90:30' MINUTE TO SECOND"),
    ("cast(interval 1.5 second AS STRING)", "INTERVAL '01.5' SECOND"),
    ("typeof(interval 1 year)", "interval year"),
    ("interval 1 day * 2", DELTA(days=2)),
    ("interval 1 day / 2", DELTA(hours=12)),
    ("abs(interval -3 day)", DELTA(days=3)),
    ("interval 2 day > interval 1 hour", True),
    ("extract(day FROM interval 5 days 3 hours)", 5),
    ("extract(month FROM interval '2-3' year to month)", 3),
    ("cast(interval 3 day AS INT)", 3),
    ("time_bucket(INTERVAL '15' MINUTE, TIMESTAMP '2024-01-01 11:27:00')", TIME(2024, 1, 1, 11, 15)),
    (
        "time_bucket(INTERVAL '1' MONTH, TIMESTAMP '2024-07-20 14:30:00', TIMESTAMP '2024-06-15 09:00:00')",
        TIME(2024, 7, 15, 9),
    ),
    ("luhn_check('79927398713')", True),
    ("luhn_check('a')", False),
    ("space(3)", "   "),
    ("instr('abcabc', 'b', -1, 1)", 5),
    ("instr('abcabc', 'b', 1, 2)", 5),
    ("instr('abcabc', 'b', 0)", 0),
    ("instr('abcabc', 'b', -2, 2)", 2),
    ("instr('abcabc', '', 1, 1)", 1),
    ("sentences('Hi there! Good morning.')", [["Hi", "there"], ["Good", "morning"]]),
    ("to_base32('foobar')", "MZXW6YTBOI======"),
    ("cast(from_base32('MZXW6YTBOI======') AS STRING)", "foobar"),
    ("hex(hmac('key', 'message', 'MD5'))", "4E4748E62B463521F6775FBF921234B5"),
    ("hex(hmac('key', 'message'))", "6E9EF29B75FFFC5B7ABAE527D58FDADB2FE42E7219011976917343065F58ED4A"),
    ("is_valid_utf8(x'80')", False),
    ("is_valid_utf8('Spark')", True),
    ("try_validate_utf8(x'80')", None),
    ("xpath('<a><b>b1</b><b>b2</b></a>', 'a/b/text()')", ["b1", "b2"]),
    ("xpath('<a><b>b1</b></a>', 'a/b')", [None]),
    ("xpath_double('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", 3.0),
    ("xpath_string('<a><b>b</b><c>cc</c></a>', 'a/c')", "cc"),
    ("xpath_int('<a><b>x</b></a>', 'a/b')", 0),
    ("xpath_string('<a x=\"7\"/>', 'a/@x')", "7"),
    ("xpath_int('<a><b i=\"2\">5</b><b>6</b></a>', 'a/b[@i=\"2\"]')", 5),
    ("xpath_string('<a><b>5</b><b>6</b></a>', 'a/b[2]')", "6"),
    ("xpath_int('<a><b>5</b><b>6</b></a>', 'count(//b)')", 2),
    ("xpath_boolean('<a><b>1</b></a>', 'a/c')", False),
    ("vector_norm(array(3.0F, 4.0F))", 5.0),
    ("vector_inner_product(array(1.0F, 2.0F), array(3.0F, 4.0F))", 11.0),
    ("bitmap_bit_position(123)", 122),
    ("bitmap_bucket_number(123)", 1),
    ("bitmap_count(X'FFFF')", 16),
    ("cbrt(27.0)", 3.0),
    ("unix_micros(timestamp_ntz'2008-12-25 15:30:00')", 1230219000000000),
    ("zeroifnull(NULL)", 0),
    ("collation('a')", "SYSTEM.BUILTIN.UTF8_BINARY"),
    ("typeof(uniform(1, 2))", "int"),
    ("typeof(uniform(1.0, 2))", "decimal(2,1)"),
    ("uniform(10, 20, 0) BETWEEN 10 AND 20", True),
    ("length(uuid())", 36),
    ("length(randstr(5, 0))", 5),
    ("array_sort(shuffle(array(3, 1, 2)))", [1, 2, 3]),
    ("randn(3) IS NOT NULL", True),
    ("user() = current_user()", True),
    ("current_user = session_user", True),
    ("2 << 1", 4),
    ("-4 >>> 1", 2147483646),
    ("trim(BOTH 'x' FROM 'xax')", "a"),
    ("trim(LEADING FROM '  a ')", "a "),
    ("overlay('Spark SQL' PLACING 'CORE' FROM 7)", "Spark CORE"),
    ("position('bar' IN 'foobarbar')", 4),
    ("'ab' LIKE ANY ('x%', 'a%')", True),
    ("'ab' NOT LIKE ALL ('a%', 'x%')", False),
    ("max_by(x, y, 2) FROM VALUES ('a', 10), ('b', 50), ('c', 20) AS t(x, y)", ["b", "c"]),
    ("listagg(a, ',') WITHIN GROUP (ORDER BY a DESC) FROM VALUES ('a'), ('b') AS t(a)", "b,a"),
    ("percentile_cont(0.25) WITHIN GROUP (ORDER BY a) FROM VALUES (0), (10) AS t(a)", 2.5),
    ("percentile_cont(0.25) WITHIN GROUP (ORDER BY a DESC) FROM VALUES (0), (10) AS t(a)", 7.5),
    ("percentile_disc(0.5) WITHIN GROUP (ORDER BY a DESC) FROM VALUES (1), (2), (3), (4) AS t(a)", 3.0),
    ("mode() WITHIN GROUP (ORDER BY a) FROM VALUES (0), (10), (10), (20), (20) AS t(a)", 10),
    ("array_sort(collect_union(a)) FROM VALUES (array(1, 2)), (array(2, 3)) AS t(a)", [1, 2, 3]),
    ("hll_sketch_estimate(hll_sketch_agg(a)) FROM VALUES (1), (2), (2) AS t(a)", 2),
    ("theta_sketch_estimate(theta_sketch_agg(a)) FROM VALUES (1), (2), (2) AS t(a)", 2),
    ("kll_sketch_get_quantile_bigint(kll_sketch_agg_bigint(a), 0.5) FROM VALUES (1), (2), (3) AS t(a)", 2),
    ("tuple_sketch_summary_double(tuple_sketch_agg_double(a, b)) FROM VALUES (1, 2D), (1, 3D) AS t(a, b)", 5.0),
    ("sum(c) FROM VALUES (interval 1 day), (interval 2 day) AS t(c)", DELTA(days=3)),
    ("avg(c) FROM VALUES (interval 1 day), (interval 2 day) AS t(c)", DELTA(days=1, hours=12)),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_value(spark: SparkSession, text: str, expected: Any) -> None:
    assert spark.sql(f"SELECT {text}").collect()[0][0] == expected


def test_names(spark: SparkSession) -> None:
    for text, name in [
        ("make_dt_interval(1)", "make_dt_interval(1, 0, 0, 0.000000)"),
        ("timestamp'2020-01-02'", "TIMESTAMP '2020-01-02 00:00:00'"),
        ("date_part('month', date'2020-02-01')", "date_part(month, DATE '2020-02-01')"),
        ("instr('abc', 'b', 1)", "instr(abc, b, 1, 1)"),
        ("sentences('a')", "sentences(a, , )"),
        ("2 << 1", "(2 << 1)"),
        ("uuid()", "uuid()"),
    ]:
        assert spark.sql(f"SELECT {text}").columns == [name]


def test_refused(spark: SparkSession) -> None:
    for text, kind, condition in [
        ("to_number('12', '9')", PySparkException, "INVALID_FORMAT.MISMATCH_INPUT"),
        ("to_number('5', '00')", PySparkException, "INVALID_FORMAT.MISMATCH_INPUT"),
        ("to_number('1', 'x')", AnalysisException, "INVALID_FORMAT.WRONG_NUM_DIGIT"),
        ("to_char(1, '')", AnalysisException, "INVALID_FORMAT.EMPTY"),
        ("xpath_int('<a><b>', 'a/b')", PySparkException, "INVALID_XPATH"),
        ("kll_sketch_get_n_bigint(x'00')", PySparkException, "INVALID_SKETCH"),
    ]:
        with pytest.raises(kind) as raised:
            spark.sql(f"SELECT {text}").collect()
        assert condition in str(raised.value)


def test_queries(spark: SparkSession) -> None:
    def rows(text: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in spark.sql(text).collect()]

    two = "VALUES (1, 'a'), (2, 'b') AS t(x, y)"
    assert rows(two) == [(1, "a"), (2, "b")]
    assert rows(f"FROM {two} SELECT y WHERE x > 1") == [("b",)]
    assert rows("SELECT * EXCEPT (y) FROM VALUES (1, 'a', 2) t(x, y, z)") == [(1, 2)]
    assert rows(f"SELECT y, x FROM {two} ORDER BY ALL DESC") == [("b", 2), ("a", 1)]
    assert rows(f"FROM {two} |> WHERE x > 1 |> EXTEND x + 1 AS z |> SET z = z * 2 |> DROP y |> SELECT z, x") == [(6, 2)]
    assert rows(f"FROM {two} |> AGGREGATE sum(x) AS s, count(*) GROUP BY y |> ORDER BY y DESC |> LIMIT 1") == [
        ("b", 2, 1)
    ]
    assert rows(f"FROM {two} |> AS u |> JOIN (SELECT 1 AS x) v USING (x) |> UNION ALL VALUES (3, 'c')") == [
        (1, "a"),
        (3, "c"),
    ]
    assert rows("SELECT 'a' AS s, s || 'b' AS t, length(t)") == [("a", "ab", 2)]
    assert len(rows(f"SELECT * FROM ({two}) TABLESAMPLE (1 ROWS)")) == 1
    assert len(rows(f"SELECT * FROM ({two}) TABLESAMPLE (100 PERCENT)")) == 2


def test_recursion(spark: SparkSession) -> None:
    text = "WITH RECURSIVE t(n, s) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, s || 'a' FROM t WHERE n < 4) "
    found = spark.sql(text + "SELECT * FROM t ORDER BY n").collect()
    assert [tuple(row) for row in found] == [(1, "a"), (2, "aa"), (3, "aaa"), (4, "aaaa")]
    assert spark.sql(text + "SELECT sum(n) FROM t").collect()[0][0] == 10
    endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"
    with pytest.raises(SparkRuntimeException, match="RECURSION_LEVEL_LIMIT_EXCEEDED"):
        spark.sql(endless).collect()


def test_lateral(spark: SparkSession) -> None:
    def rows(text: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in spark.sql(text + " ORDER BY ALL").collect()]

    values = "VALUES (0, 5), (0, 6), (1, 7) v(k, x)"
    assert rows(
        f"SELECT t.id, l.* FROM range(3) t, LATERAL (SELECT max(x) m, count(*) c FROM {values} WHERE k = t.id) l"
    ) == [
        (0, 6, 2),
        (1, 7, 1),
        (2, None, 0),
    ]
    top = f"LATERAL (SELECT x FROM {values} WHERE k = t.id ORDER BY x DESC LIMIT 1) l"
    assert rows(f"SELECT t.id, l.x FROM range(2) t JOIN {top}") == [(0, 6), (1, 7)]
    assert rows("SELECT r.id, x.* FROM range(2) r, LATERAL explode(array(1, 2)) AS x(v)") == [
        (0, 1),
        (0, 2),
        (1, 1),
        (1, 2),
    ]
    assert rows("SELECT t.id, l.y FROM range(2) t, LATERAL (SELECT t.id + 1 AS y) l") == [(0, 1), (1, 2)]


def test_subqueries_that_add_up_what_is_found_by_more_than_equal_values(spark: SparkSession) -> None:
    values = "VALUES (0, 5), (0, 6), (1, 7), (NULL, 9) v(k, x)"
    outer = "VALUES (0), (1), (1), (-1), (NULL) t(id)"
    aggregate = f"(SELECT sum(x) AS s, count(*) AS c FROM {values} WHERE k <= t.id)"
    wanted = [(None, None, 0), (-1, None, 0), (0, 11, 2), (1, 18, 3), (1, 18, 3)]
    found = spark.sql(f"SELECT t.id, l.s, l.c FROM {outer}, LATERAL {aggregate} l ORDER BY ALL").collect()
    assert [tuple(row) for row in found] == wanted
    one, other = (aggregate.replace(f", {call}", "") for call in ("count(*) AS c", "nothing"))
    other = other.replace("sum(x) AS s, ", "")
    found = spark.sql(f"SELECT t.id, {one}, {other} FROM {outer} ORDER BY ALL").collect()
    assert [tuple(row) for row in found] == wanted
    grouped = f"(SELECT k, max(x) AS m FROM {values} WHERE k < t.id OR x > 8 GROUP BY k)"
    found = spark.sql(f"SELECT t.id, l.* FROM VALUES (0), (1) t(id), LATERAL {grouped} l ORDER BY ALL").collect()
    assert [tuple(row) for row in found] == [(0, None, 9), (1, None, 9), (1, 0, 6)]
    top = f"(SELECT x FROM {values} WHERE k <= t.id ORDER BY x DESC LIMIT 1)"
    found = spark.sql(f"SELECT t.id, l.x FROM VALUES (0), (1) t(id), LATERAL {top} l ORDER BY ALL").collect()
    assert [tuple(row) for row in found] == [(0, 6), (1, 7)]


def test_identifiers_and_functions(spark: SparkSession) -> None:
    spark.range(3).createOrReplaceTempView("numbers_by_name")
    found = spark.sql("SELECT max(IDENTIFIER(:c)) FROM IDENTIFIER(:t)", {"c": "id", "t": "numbers_by_name"})
    assert found.collect()[0][0] == 2
    spark.sql("CREATE OR REPLACE TEMPORARY FUNCTION area(x DOUBLE, y DOUBLE DEFAULT 2) RETURNS DOUBLE RETURN x * y")
    assert [tuple(row) for row in spark.sql("SELECT area(3, 4), area(3)").collect()] == [(12.0, 6.0)]
    spark.sql("DROP TEMPORARY FUNCTION area")
    with pytest.raises(AnalysisException, match="UNRESOLVED_ROUTINE"):
        spark.sql("SELECT area(1, 2)")
    assert spark.sql("SHOW FUNCTIONS LIKE 'upp*'").collect() == [Row(function="upper")]
    assert spark.sql("DESCRIBE FUNCTION upper").collect()[0][0] == "Function: upper"
    with pytest.raises(UnsupportedError, match="MERGE"):
        spark.sql("MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE")
    with pytest.raises(ParseException):
        spark.sql("SELECT 1 |> ")


def test_alterations(spark: SparkSession, tmp_path: Any) -> None:
    before = spark.conf.get("spark.sql.warehouse.dir")
    spark._engine.call({"op": "sqlSettings", "settings": {"spark.sql.warehouse.dir": str(tmp_path)}})
    try:
        spark.range(2).write.saveAsTable("first_name")
        spark.sql("ALTER TABLE first_name RENAME TO second_name")
        spark.sql("ALTER TABLE second_name ADD COLUMNS (bonus DOUBLE)")
        assert [tuple(row) for row in spark.table("second_name").sort("id").collect()] == [(0, None), (1, None)]
        spark.sql("ALTER TABLE second_name SET TBLPROPERTIES ('k' = 'v')")
        assert spark.sql("SHOW TBLPROPERTIES second_name ('k')").collect() == [Row(key="k", value="v")]
        spark.sql("ALTER TABLE second_name UNSET TBLPROPERTIES ('k')")
        with pytest.raises(AnalysisException, match="TABLE_OR_VIEW_NOT_FOUND"):
            spark.table("first_name")
        with pytest.raises(AnalysisException, match="COLUMN_ALREADY_EXISTS"):
            spark.sql("ALTER TABLE second_name ADD COLUMN ID INT")
        spark.sql("CREATE TABLE parts (id INT, v STRING) USING parquet PARTITIONED BY (v)")
        spark.sql("INSERT INTO parts VALUES (1, 'a'), (2, 'b')")
        spark.sql("ALTER TABLE parts DROP PARTITION (v = 'a')")
        assert spark.table("parts").collect() == [Row(id=2, v="b")]
        spark.sql("ANALYZE TABLE parts COMPUTE STATISTICS")
    finally:
        for name in ("first_name", "second_name", "parts"):
            spark.sql(f"DROP TABLE IF EXISTS {name}")
        spark._engine.call({"op": "sqlSettings", "settings": {"spark.sql.warehouse.dir": before}})


def test_windows_of_time(spark: SparkSession) -> None:
    rows = [("A1", "2021-01-01 00:00:00", 1), ("A1", "2021-01-01 00:04:30", 2), ("A1", "2021-01-01 00:10:00", 3)]
    frame = spark.createDataFrame([*rows, ("A2", None, 9)], "a string, b string, c int").withColumn(
        "b", F.to_timestamp("b")
    )
    tumbling = frame.groupBy(F.window("b", "5 minutes")).agg(F.sum("c").alias("s")).sort("window")
    starts = [(row.window.start.minute, row.window.end.minute, row.s) for row in tumbling.collect()]
    assert starts == [(0, 5, 3), (10, 15, 3)]
    sliding = frame.groupBy(F.window("b", "10 minutes", "5 minutes")).agg(F.sum(frame.c).alias("s")).sort("window")
    assert [(row.window.start.minute, row.s) for row in sliding.collect()] == [(55, 3), (0, 3), (5, 3), (10, 3)]
    sessions = frame.groupBy("a", F.session_window("b", "5 minutes")).count().sort("session_window")
    found = [
        (row.session_window.start.minute, row.session_window.end.minute, row["count"]) for row in sessions.collect()
    ]
    assert found == [(0, 9, 2), (10, 15, 1)]
    last = tumbling.select(F.window_time("window").alias("t")).first()
    assert last == Row(t=TIME(2021, 1, 1, 0, 4, 59, 999999))
    times = "VALUES (timestamp'2021-01-01 00:01:00') t(b)"
    text = f"SELECT window.start AS s, count(*) AS n FROM {times} GROUP BY window(b, '1 minute')"
    assert spark.sql(text).collect() == [Row(s=TIME(2021, 1, 1, 0, 1), n=1)]


def test_keys_of_maps(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.mapKeyDedupPolicy", "LAST_WIN")
    try:
        found = spark.sql("SELECT map_from_arrays(array(1, 2, 1), array(2, 5, 3)), map_concat(map(1, 2), map(1, 3))")
        assert tuple(found.collect()[0]) == ({1: 3, 2: 5}, {1: 3})
    finally:
        spark.conf.unset("spark.sql.mapKeyDedupPolicy")
    with pytest.raises(SparkRuntimeException, match="DUPLICATED_MAP_KEY"):
        spark.sql("SELECT map_from_arrays(array(1, 1), array(2, 3))").collect()


def test_input_file_name(spark: SparkSession, tmp_path: Any) -> None:
    spark.createDataFrame([(1, "a"), (2, "b")], ["x", "y"]).coalesce(1).write.csv(str(tmp_path / "csv"))
    frame = spark.read.csv(str(tmp_path / "csv")).withColumn("file", F.input_file_name())
    names = {row.file for row in frame.collect()}
    assert len(names) == 1 and names.pop().startswith(f"file://{tmp_path}/csv/part-")
    assert frame.filter(F.col("file").endswith(".csv")).count() == 2
    assert spark.read.csv(str(tmp_path / "csv")).inputFiles() == sorted({row.file for row in frame.collect()})
    assert spark.range(1).select(F.input_file_name().alias("f")).first() == Row(f="")


def test_frames(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("a", 1), ("a", 2), ("b", 3)], ["k", "n"])
    sets = frame.groupingSets([("k",), ()], "k").agg(F.sum("n").alias("s")).sort("s")
    assert [tuple(row) for row in sets.collect()] == [("a", 3), ("b", 3), (None, 6)] or len(sets.collect()) == 3
    seen = Observation()
    assert frame.observe(seen, F.count(F.lit(1)).alias("rows"), F.max("n").alias("most")).count() == 3
    assert seen.get == {"rows": 3, "most": 3}
    assert [tuple(row) for row in frame.zipWithIndex().collect()] == [("a", 1, 0), ("a", 2, 1), ("b", 3, 2)]
    turned = spark.createDataFrame([("x", 1, 2), ("y", 3, 4)], ["k", "p", "q"]).transpose()
    assert turned.collect() == [Row(key="p", x=1, y=3), Row(key="q", x=2, y=4)]
    items = frame.freqItems(["k"], 0.5).first()
    assert items is not None and sorted(items[0]) == ["a", "b"]
    assert frame.select(frame.colRegex("`[kn]`")).columns == ["k", "n"]
    other = spark.createDataFrame([("a", 9)], ["k", "m"])
    joined = frame.join(other, frame.k == other.k, "left")
    assert joined.select(frame["*"], other.m).columns == ["k", "n", "m"]


def test_subqueries_of_frames(spark: SparkSession) -> None:
    people = spark.createDataFrame([(1, "a", 10), (2, "a", 20), (3, "b", 30)], ["id", "dept", "pay"])
    above = people.where(F.col("pay") > people.select(F.avg("pay")).scalar())
    assert [row.id for row in above.collect()] == [3]
    assert [row.id for row in people.where(people.id.isin(spark.range(3))).sort("id").collect()] == [1, 2]
    own = people.alias("e2").where(F.col("e2.dept") == F.col("e1.dept").outer()).select(F.avg("pay")).scalar()
    assert [row.id for row in people.alias("e1").where(F.col("pay") > own).collect()] == [2]
    orders = spark.createDataFrame([(1, 5)], ["who", "total"])
    has = orders.alias("o").where(F.col("o.who") == F.col("c.id").outer()).exists()
    assert [row.id for row in people.alias("c").where(has).collect()] == [1]
    lists = spark.createDataFrame([(1, [1, 2])], ["id", "items"])
    rows = lists.lateralJoin(spark.tvf.explode(F.col("items").outer())).select("id", "col").collect()
    assert rows == [Row(id=1, col=1), Row(id=1, col=2)]


def test_functions_of_series(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, 4.0), (2, None), (3, 0.0)], ["i", "x"])
    twice = F.pandas_udf(lambda s: s * 2 + 1, "double")
    assert [row[0] for row in frame.select(twice("x")).collect()] == [9.0, None, 1.0]
    root = F.pandas_udf(lambda a, b: np.sqrt(a) + b, "double")
    assert [row[0] for row in frame.select(root("x", "i")).collect()] == [3.0, None, 3.0]
    by_zero = F.pandas_udf(lambda a: 1 / a, "double")
    assert [row[0] for row in frame.select(by_zero("x")).collect()] == [0.25, None, float("inf")]
    shout = F.pandas_udf(lambda s: s.str.upper(), "string")
    assert spark.createDataFrame([("ab",)], ["t"]).select(shout("t")).first() == Row(**{"<lambda>(t)": "AB"})
    mean = F.pandas_udf(lambda v: v.mean(), "double")
    assert frame.groupBy().agg(mean("x").alias("m")).first() == Row(m=2.0)
    with pytest.raises(UnsupportedError, match="Series.rolling"):
        frame.select(F.pandas_udf(lambda s: s.rolling(2), "double")("x"))
    with pytest.raises(UnsupportedError, match="decisions"):
        frame.select(F.pandas_udf(lambda s: s if s > 1 else s, "double")("x"))


def test_plain_window_beside(spark: SparkSession) -> None:
    numbered = spark.range(3).withColumn("n", F.row_number().over(Window.orderBy(F.desc("id"))))
    assert sorted((row.id, row.n) for row in numbered.collect()) == [(0, 3), (1, 2), (2, 1)]


def test_interval_literals(spark: SparkSession) -> None:
    for text, kind, shown in [
        ("interval 1 year", "interval year", "INTERVAL '1' YEAR"),
        ("interval 1 quarter", "interval month", "INTERVAL '3' MONTH"),
        ("interval 2 weeks", "interval day", "INTERVAL '14' DAY"),
        ("interval 1 day 2 hours", "interval day to hour", "INTERVAL '1 02' DAY TO HOUR"),
        ("interval '90:30' minute to second", "interval minute to second", "INTERVAL '90:30' MINUTE TO SECOND"),
        ("interval 1 year 3 months", "interval year to month", "INTERVAL '1-3' YEAR TO MONTH"),
    ]:
        assert spark.sql(f"SELECT typeof({text}), cast({text} AS string)").collect()[0] == (kind, shown)
        assert spark.sql(f"SELECT {text}").columns == [shown]
    assert spark.sql("SELECT cast(interval 3 day AS int), date'2020-01-30' + interval 1 day").collect()[0] == (
        3,
        datetime.date(2020, 1, 31),
    )


def test_a_frame_within_its_own_subquery(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, 10, 5.0), (2, 10, 7.0), (3, 20, 4.0)], ["id", "part", "pay"])
    mean = frame.alias("b").where(F.col("b.part") == F.col("a.part").outer()).select(F.avg("pay")).scalar()
    assert [row.id for row in frame.alias("a").where(F.col("pay") > mean).collect()] == [2]


def test_equal_keys(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.mapKeyDedupPolicy", "LAST_WIN")
    try:
        row = spark.sql(
            "SELECT map_concat(map(1, 'a'), map(1, 'b')), map_from_arrays(array(1, 1), array('a', 'b')), "
            "map(1, 2, 1, 3)"
        ).collect()[0]
        assert tuple(row) == ({1: "b"}, {1: "b"}, {1: 3})
    finally:
        spark.conf.unset("spark.sql.mapKeyDedupPolicy")
    assert spark.conf.get("spark.sql.mapKeyDedupPolicy") == "EXCEPTION"


def test_a_function_called_by_name(spark: SparkSession) -> None:
    less = F.udf(lambda a, b: a - b, "long")
    assert spark.range(1, 2).select(less(b=F.col("id"), a=F.col("id") * 10)).collect() == [(9,)]
