# SPDX-License-Identifier: Apache-2.0
"""DataFrames on the engine itself: values, names, texts and errors as PySpark has them."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
from typing import Any

import pandas
import pyarrow
import pytest

from martlet import Row
from martlet.sql import DataFrame, SparkSession
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException, ArithmeticException, NumberFormatException, ParseException
from martlet.sql.types import StructType

D, DATE, TIME = decimal.Decimal, datetime.date, datetime.datetime
ALL = StructType.fromJson(
    StructType()
    .add("b", "boolean")
    .add("t", "tinyint")
    .add("i", "int")
    .add("l", "bigint")
    .add("f", "float")
    .add("d", "double")
    .add("s", "string")
    .add("x", "binary")
    .add("day", "date")
    .add("at", "timestamp")
    .add("clock", "timestamp_ntz")
    .add("money", "decimal(12,2)")
    .jsonValue()
)
FULL = Row(
    True, 1, 2, 3, 0.5, 1.5, "é", b"\0", DATE(2024, 2, 29), TIME(2024, 7, 1, 12, 0, 0, 5), TIME(1969, 1, 1), D("-1.50")
)
EMPTY = Row(*[None] * 12)


@pytest.fixture
def people(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame([(1, "Ada", 36.5), (2, "Grace", None), (3, None, 41.0)], ["id", "name", "age"])


def test_values_of_all_types(spark: SparkSession) -> None:
    frame = spark.createDataFrame([FULL, EMPTY], ALL)
    assert frame.schema == ALL and frame.collect() == [FULL, EMPTY]
    assert frame.select("*").filter("i = 2").collect()[0].asDict() == dict(zip(ALL.names, FULL))
    assert frame.take(1) == [FULL] == [frame.first()] and frame.count() == 2


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("decimal(38,2)", D("123456789012345678901234567890.12")),
        ("decimal(38,0)", D(-(10**38) + 1)),
        ("decimal(19,0)", D(2**63)),
        ("decimal(38,18)", D("-1.5")),
        ("array<decimal(38,0)>", [D(10**37), None]),
        ("map<string,decimal(20,1)>", {"a": D("0.5")}),
        ("struct<d:decimal(38,10)>", Row(d=D(1))),
    ],
)
def test_decimals_of_more_than_18_digits(spark: SparkSession, kind: str, value: Any) -> None:
    rows = [Row(d=value), Row(d=None)]
    assert spark.createDataFrame(rows, f"d {kind}").collect() == rows
    made = spark.createDataFrame(spark.sparkContext.parallelize(rows), f"d {kind}")
    assert made.collect() == rows


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("map<string,int>", {"a": 1, "b": None}),
        ("map<int,date>", {1: DATE(2024, 2, 29)}),
        ("array<map<string,array<double>>>", [{"a": [0.5]}, {}]),
        ("struct<n:int,m:map<int,map<int,string>>>", Row(n=1, m={2: {3: "x"}})),
    ],
)
def test_maps_of_rdds(spark: SparkSession, kind: str, value: Any) -> None:
    rows = [Row(d=value), Row(d=None)]
    made = spark.createDataFrame(spark.sparkContext.parallelize(rows), f"d {kind}")
    assert made.collect() == rows


def test_maps_of_rdds_without_a_schema(spark: SparkSession) -> None:
    made = spark.sparkContext.parallelize([(1, {"a": 2}), (2, {})]).toDF(["id", "m"])
    assert made.dtypes == [("id", "bigint"), ("m", "map<string,bigint>")]
    assert made.selectExpr("id", "m['a'] AS a").collect() == [Row(id=1, a=2), Row(id=2, a=None)]


def test_decimals_without_a_schema(spark: SparkSession) -> None:
    made = spark.createDataFrame([(D("1.5"),), (D(-(2**64)),)], ["d"])
    assert made.dtypes == [("d", "decimal(38,18)")]
    assert made.selectExpr("d * 2 AS d").collect() == [Row(d=D(3)), Row(d=D(-(2**65)))]


def test_rdds_there_and_back(spark: SparkSession) -> None:
    sc = spark.sparkContext
    typed = sc.parallelize(range(1000)).map(lambda i: (i, i * 2)).toDF()
    assert typed.dtypes == [("_1", "bigint"), ("_2", "bigint")] and typed.count() == 1000
    assert typed.filter("_2 = 998").collect() == [Row(_1=499, _2=998)]
    assert typed.rdd.map(lambda row: row._1 + row["_2"]).sum() == 3 * 499500
    rows = [(1, "x", None), (2, None, 1.5)]
    mixed = sc.parallelize(rows).toDF(["a", "b", "c"])
    assert [tuple(row) for row in mixed.collect()] == rows
    dicts = sc.parallelize([{"b": 1, "a": "x"}, {"b": 2, "a": "y"}]).toDF()
    assert dicts.collect() == [Row(a="x", b=1), Row(a="y", b=2)]
    assert sc.parallelize([Row(n=1), Row(n=2)]).toDF().collect() == [Row(n=1), Row(n=2)]
    assert sc.parallelize([1, 2]).toDF("int").collect() == [Row(value=1), Row(value=2)]
    full = sc.parallelize([tuple(FULL), tuple(EMPTY)]).toDF(ALL)
    assert full.collect() == [FULL, EMPTY] and full.rdd.collect() == [FULL, EMPTY]
    assert full.rdd.collect()[0].money == D("-1.50")


@dataclasses.dataclass
class Bird:
    name: str
    eggs: int


def test_rows_of_classes(spark: SparkSession) -> None:
    birds = [Bird("swift", 3), Bird("owl", 5)]
    rows = [Row(name="swift", eggs=3), Row(name="owl", eggs=5)]
    assert spark.createDataFrame(birds).collect() == rows
    assert spark.sparkContext.parallelize(birds).toDF().collect() == rows


def test_expressions(people: DataFrame) -> None:
    made = people.select(
        (F.col("id") + 1).alias("next"),
        F.upper("name").alias("loud"),
        F.when(people.age > 40, "old").otherwise("young").alias("how"),
        people.name.isNull().alias("nameless"),
        people["id"].cast("string").alias("text"),
        F.lit(DATE(2024, 1, 1)).alias("day"),
    )
    assert made.collect() == [
        Row(2, "ADA", "young", False, "1", DATE(2024, 1, 1)),
        Row(3, "GRACE", "young", False, "2", DATE(2024, 1, 1)),
        Row(4, None, "old", True, "3", DATE(2024, 1, 1)),
    ]
    assert people.filter("age > 40 OR name LIKE 'A%'").select("id").collect() == [Row(1), Row(3)]
    assert people.where(people.id.isin(1, 3) & people.name.isNotNull()).count() == 1


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (F.col("a") + 1, "(a + 1)"),
        (2 * F.col("a"), "(a * 2)"),
        (F.col("a") != 1, "(NOT (a = 1))"),
        ((F.col("a") > 1) & (F.col("b") < 2), "((a > 1) AND (b < 2))"),
        (F.when(F.col("a") == 1, F.col("b")).otherwise(F.col("c")), "CASE WHEN (a = 1) THEN b ELSE c END"),
        (F.col("a").isin(1, 2), "(a IN (1, 2))"),
        (F.col("a").between(1, 2), "((a >= 1) AND (a <= 2))"),
        (F.sum("v"), "sum(v)"),
        (F.mean("v"), "avg(v)"),
        (F.count("*"), "count(1)"),
        (F.countDistinct("a", "b"), "count(DISTINCT a, b)"),
        (F.col("name").like("x%"), "name LIKE x%"),
        (-F.col("a"), "negative(a)"),
    ],
)
def test_columns_show_as_in_pyspark(spark: SparkSession, column: Any, text: str) -> None:
    assert repr(column) == f"Column<'{text}'>"


def test_show_and_schema(people: DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    people.show()
    assert capsys.readouterr().out == (
        "+---+-----+----+\n"
        "| id| name| age|\n"
        "+---+-----+----+\n"
        "|  1|  Ada|36.5|\n"
        "|  2|Grace|NULL|\n"
        "|  3| NULL|41.0|\n"
        "+---+-----+----+\n\n"
    )
    people.show(1, truncate=False)
    assert capsys.readouterr().out.endswith("+---+----+----+\nonly showing top 1 row\n")
    people.printSchema()
    assert capsys.readouterr().out == (
        "root\n |-- id: long (nullable = true)\n |-- name: string (nullable = true)\n"
        " |-- age: double (nullable = true)\n\n"
    )
    people.select("id").limit(1).show(vertical=True)
    assert capsys.readouterr().out == "-RECORD 0--\n id  | 1   \n\n"
    people.explain()
    assert capsys.readouterr().out.startswith("== Physical Plan ==")


def test_unknown_columns_are_errors_at_once(people: DataFrame) -> None:
    with pytest.raises(AnalysisException) as raised:
        people.select("nme")
    error = raised.value
    assert error.getCondition() == "UNRESOLVED_COLUMN.WITH_SUGGESTION" and error.getSqlState() == "42703"
    assert error.getMessageParameters()["objectName"] == "`nme`"
    assert "Did you mean one of the following? [`name`, `id`, `age`]." in str(error)
    with pytest.raises(AnalysisException, match="UNRESOLVED_COLUMN"):
        people.filter(F.col("agee") > 1)
    with pytest.raises(AnalysisException, match="UNRESOLVED_ROUTINE"):
        people.select(F.call_function("no_such_function", "id"))
    with pytest.raises(ParseException) as parsed:
        people.filter("id >")
    assert parsed.value.getCondition() == "PARSE_SYNTAX_ERROR"


def test_failures_while_running(spark: SparkSession) -> None:
    with pytest.raises(ArithmeticException) as raised:
        spark.range(3).select(F.lit(1) / F.col("id")).collect()
    assert raised.value.getCondition() == "DIVIDE_BY_ZERO"
    texts = spark.createDataFrame([("1",), ("x",)], ["s"])
    with pytest.raises(NumberFormatException) as cast:
        texts.select(F.col("s").cast("int")).collect()
    assert cast.value.getCondition() == "CAST_INVALID_INPUT" and isinstance(cast.value, ArithmeticException) is False
    assert texts.select(F.col("s").try_cast("int").alias("n")).collect() == [Row(n=1), Row(n=None)]


def test_names(people: DataFrame) -> None:
    assert people.select("NAME").columns == ["NAME"]
    assert people.withColumn("NAME", F.lit(1)).columns == ["id", "NAME", "age"]
    assert people.withColumnRenamed("none", "x").columns == people.columns
    assert people.drop("name", "none").columns == ["id", "age"]
    assert people.toDF("a", "b", "c").columns == ["a", "b", "c"]
    assert people.alias("p").select("p.id").columns == ["id"]
    assert people.selectExpr("id * 2", "id AS x").columns == ["(id * 2)", "x"]


def test_views_and_sql(spark: SparkSession, people: DataFrame) -> None:
    people.createOrReplaceTempView("people")
    assert spark.sql("SELECT name FROM people WHERE id = :id", {"id": 1}).collect() == [Row(name="Ada")]
    assert spark.table("people").count() == 3 and spark.catalog.tableExists("people")
    assert [column.name for column in spark.catalog.listColumns("people")] == people.columns
    with pytest.raises(AnalysisException, match="TEMP_TABLE_OR_VIEW_ALREADY_EXISTS"):
        people.createTempView("people")
    assert spark.catalog.dropTempView("people") and not spark.catalog.dropTempView("people")
    with pytest.raises(AnalysisException, match="TABLE_OR_VIEW_NOT_FOUND"):
        spark.table("people")


def test_texts_of_schemas(spark: SparkSession) -> None:
    schema = StructType.fromDDL("a INT NOT NULL, b ARRAY<STRUCT<x: DATE, `y z`: DECIMAL(5,2)>>, c MAP<STRING, BIGINT>")
    assert isinstance(schema, StructType) and schema.names == ["a", "b", "c"] and not schema["a"].nullable
    assert schema.simpleString() == "struct<a:int,b:array<struct<x:date,y z:decimal(5,2)>>,c:map<string,bigint>>"
    with pytest.raises(ParseException):
        spark.createDataFrame([], "a nothing")
    assert spark.createDataFrame([(1, "x")], "a: int, b: string").dtypes == [("a", "int"), ("b", "string")]


def test_frames_of_other_libraries(spark: SparkSession) -> None:
    frame = spark.createDataFrame(pandas.DataFrame({"n": [1, 2], "s": ["x", None], "f": [0.5, float("nan")]}))
    assert frame.dtypes == [("n", "bigint"), ("s", "string"), ("f", "double")]
    assert frame.collect() == [Row(n=1, s="x", f=0.5), Row(n=2, s=None, f=None)]
    typed = spark.createDataFrame(pyarrow.table({"n": [1, 2], "f": [0.5, 1.5]}))
    assert typed.collect() == [Row(n=1, f=0.5), Row(n=2, f=1.5)]


def test_settings_act(spark: SparkSession) -> None:
    half = F.lit(1) / F.col("id")
    spark.conf.set("spark.sql.ansi.enabled", False)
    try:
        assert spark.range(2).select(half.alias("x")).collect() == [Row(x=None), Row(x=1.0)]
    finally:
        spark.conf.unset("spark.sql.ansi.enabled")


def test_many_steps_and_columns(spark: SparkSession) -> None:
    frame = spark.range(3)
    for i in range(100):
        frame = frame.withColumn(f"c{i}", F.col("id") + i)
    assert frame.first()["c99"] == 99 and len(frame.columns) == 101
    wide = spark.range(1).select(*[(F.col("id") + i).alias(f"c{i}") for i in range(200)])
    assert list(wide.first()) == list(range(200))


def test_sums_of_decimals_beyond_38_digits(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(D("6" * 38),)] * 2, "d decimal(38,0)")
    assert rows.limit(1).selectExpr("sum(d) AS d").collect() == [Row(d=D("6" * 38))]
    assert rows.selectExpr("try_sum(d) AS d").collect() == [Row(d=None)]
    with pytest.raises(ArithmeticException):
        rows.selectExpr("sum(d)").collect()
    spark.conf.set("spark.sql.ansi.enabled", "false")
    try:
        assert rows.selectExpr("sum(d) AS d").collect() == [Row(d=None)]
    finally:
        spark.conf.unset("spark.sql.ansi.enabled")


def test_order_by_columns_that_have_the_name_of_a_selected_one(spark: SparkSession) -> None:
    spark.createDataFrame([(1, 30), (2, 20), (3, 10)], ["k", "v"]).createOrReplaceTempView("named")

    def rows(text: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in spark.sql(text).collect()]

    # The selected one by its own name, the table's by the table's.
    assert rows("SELECT k, -v AS v FROM named ORDER BY v") == [(1, -30), (2, -20), (3, -10)]
    assert rows("SELECT k, -v AS v FROM named ORDER BY named.v") == [(3, -10), (2, -20), (1, -30)]
    join = "SELECT a.v AS one, b.v FROM named a JOIN named b ON a.k + b.k = 4 ORDER BY "
    assert rows(join + "a.v") == [(10, 30), (20, 20), (30, 10)]
    assert rows(join + "b.v") == [(30, 10), (20, 20), (10, 30)]
    frame = spark.table("named").alias("t").select("k", (F.col("v") * -1).alias("v"))
    assert [row.k for row in frame.sort("t.v").collect()] == [3, 2, 1]
    assert [row.k for row in frame.filter("t.v > 15").sort("k").collect()] == [1, 2]


def test_conditions_reach_the_side_that_an_outer_join_may_leave_out(spark: SparkSession) -> None:
    spark.createDataFrame([(1, "a"), (2, "b"), (None, "c")], "k int, l string").createOrReplaceTempView("ones")
    twos = [(1, "x"), (1, "y"), (3, "z"), (None, "w")]
    spark.createDataFrame(twos, "k int, r string").createOrReplaceTempView("twos")

    def rows(text: str) -> list[tuple[Any, ...]]:
        return sorted((tuple(row) for row in spark.sql(text).collect()), key=repr)

    left = "SELECT l, r FROM ones LEFT JOIN twos ON ones.k = twos.k "
    assert rows(left + "WHERE ones.k < 3") == [("a", "x"), ("a", "y"), ("b", None)]
    assert rows(left + "WHERE ones.k IS NULL") == [("c", None)]
    right = "SELECT l, r FROM ones RIGHT JOIN twos ON ones.k = twos.k "
    assert rows(right + "WHERE twos.k >= 1 OR twos.k IS NULL") == [("a", "x"), ("a", "y"), (None, "w"), (None, "z")]
    assert rows("SELECT l FROM ones LEFT ANTI JOIN twos ON ones.k = twos.k WHERE ones.k <> 1") == [("b",)]
    assert rows("SELECT l FROM ones LEFT SEMI JOIN twos ON ones.k = twos.k WHERE ones.k <> 2") == [("a",)]


def test_statistics_of_columns_and_of_rows_alike(spark: SparkSession) -> None:
    spark.createDataFrame(
        [(k % 3, float(k * k % 7) if k % 5 else None, k / 2) for k in range(60)], "g int, x double, y double"
    ).createOrReplaceTempView("pairs")
    found = spark.sql("SELECT g, corr(x, y), skewness(x), count(x) FROM pairs GROUP BY g ORDER BY g").collect()
    for group, correlation, skewness, count in found:
        values = [(k * k % 7, k / 2) for k in range(60) if k % 5 and k % 3 == group]
        assert count == len(values)
        frame = pandas.DataFrame(values, columns=["x", "y"], dtype=float)
        assert correlation == pytest.approx(frame.x.corr(frame.y), rel=1e-12)
        second = ((frame.x - frame.x.mean()) ** 2).mean()
        third = ((frame.x - frame.x.mean()) ** 3).mean()
        assert skewness == pytest.approx(third / second**1.5, rel=1e-10)
