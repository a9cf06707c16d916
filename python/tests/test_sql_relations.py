# SPDX-License-Identifier: Apache-2.0
"""The requests that frames make. Nothing here needs an engine."""

from __future__ import annotations

import datetime
import decimal
import gc
import importlib.util
import json
from collections.abc import Iterator
from typing import Any

import pandas
import pyarrow
import pytest
from recorder import Context, Engine, rows_of, unsited

from martlet import Row
from martlet.errors import UnsupportedError
from martlet.sql import SparkSession
from martlet.sql import functions as F
from martlet.sql.dataframe import DataFrame
from martlet.sql.errors import AnalysisException, PySparkAttributeError, PySparkTypeError, PySparkValueError
from martlet.sql.types import ArrayType, DateType, LongType, StructField, StructType

A, B = ("column", "a", None), ("column", "b", None)


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> Iterator[SparkSession]:
    context = Context()
    monkeypatch.setattr(SparkSession, "_instance", None)
    monkeypatch.setattr("martlet.sql.engine.open_engine", lambda: context._session)
    yield SparkSession(context)  # type: ignore[arg-type]


@pytest.fixture
def engine(spark: SparkSession) -> Engine:
    return spark._engine  # type: ignore[return-value]


@pytest.fixture
def df(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame([(1, "x", 0.5)], _abc())


def _abc() -> StructType:
    return StructType().add("a", "int").add("b", "string").add("c", "double")


def of(frame: DataFrame, name: str) -> tuple[Any, ...]:
    """A column as frames themselves name it."""
    return ("column", name, frame._number)


def test_shapes(df: DataFrame, engine: Engine) -> None:
    n = df._number
    for make, relation in {
        lambda: df.select("a", F.col("b")): {"rel": "project", "columns": [A, B]},
        lambda: df.select(["a"]): {"rel": "project", "columns": [A]},
        lambda: df.select("*"): {"rel": "project", "columns": [("star", None)]},
        lambda: df.selectExpr("a + 1", "b"): {"rel": "project", "columns": [("sql", "a + 1"), ("sql", "b")]},
        lambda: df.filter("a > 1"): {"rel": "filter", "condition": ("sql", "a > 1")},
        lambda: df.where(F.col("a")): {"rel": "filter", "condition": A},
        lambda: df[F.col("a")]: {"rel": "filter", "condition": A},
        lambda: df[["a", "b"]]: {"rel": "project", "columns": [A, B]},
        lambda: df.withColumn("n", F.col("a")): {"rel": "withColumns", "columns": [("n", A)]},
        lambda: df.withColumnRenamed("a", "n"): {"rel": "rename", "columns": [("a", "n")]},
        lambda: df.drop("a", F.col("b")): {"rel": "drop", "columns": ["a", B]},
        lambda: df.drop(df.a): {"rel": "drop", "columns": [of(df, "a")]},
        lambda: df.toDF("x", "y", "z"): {"rel": "toDF", "names": ["x", "y", "z"]},
        lambda: df.alias("t"): {"rel": "alias", "name": "t"},
        lambda: df.limit(3): {"rel": "limit", "n": 3},
        lambda: df.offset(3): {"rel": "offset", "n": 3},
        lambda: df.distinct(): {"rel": "distinct"},
        lambda: df.dropDuplicates(["a"]): {"rel": "distinct", "columns": ["a"]},
        lambda: df.sort("a", F.desc("b")): {
            "rel": "sort",
            "keys": [("sort", A, "asc", None), ("sort", B, "desc", None)],
        },
        lambda: df.orderBy(["a", "b"], ascending=[0, 1]): {
            "rel": "sort",
            "keys": [("sort", A, "desc", None), ("sort", B, "asc", None)],
        },
        lambda: df.orderBy(-2): {"rel": "sort", "keys": [("sort", of(df, "b"), "desc", None)]},
        lambda: df.sortWithinPartitions("a"): {"rel": "sort", "keys": [("sort", A, "asc", None)], "global": False},
        lambda: df.repartition(3, "a"): {"rel": "repartition", "partitions": 3, "columns": [A]},
        lambda: df.repartition("a"): {"rel": "repartition", "partitions": None, "columns": [A]},
        lambda: df.coalesce(1): {"rel": "coalesce", "partitions": 1},
        lambda: df.to(_abc()): {"rel": "to", "schema": _abc().json()},
    }.items():
        make()
        assert engine.relation == {"input": n, **relation}


def test_pairs(df: DataFrame, engine: Engine, spark: SparkSession) -> None:
    other = spark.range(3)
    sides = {"rel": "join", "left": df._number, "right": other._number}
    both = ("call", "=", [of(df, "a"), of(other, "id")])
    for make, relation in {
        lambda: df.join(other, "a"): {**sides, "kind": "inner", "using": ["a"]},
        lambda: df.join(other, ["a", "b"], "left_outer"): {**sides, "kind": "left", "using": ["a", "b"]},
        lambda: df.join(other, df.a == other.id, "leftsemi"): {**sides, "kind": "semi", "on": both},
        lambda: df.join(other, [df.a == other.id, F.col("b")], "outer"): {
            **sides,
            "kind": "full",
            "on": ("call", "and", [both, B]),
        },
        lambda: df.join(other): {**sides, "kind": "inner"},
        lambda: df.crossJoin(other): {**sides, "kind": "cross"},
        lambda: df.union(df): {"rel": "union", "inputs": [df._number, df._number]},
        lambda: df.unionByName(other, True): {
            "rel": "union",
            "inputs": [df._number, other._number],
            "byName": True,
            "allowMissing": True,
        },
        lambda: df.subtract(other): {
            "rel": "except",
            "left": df._number,
            "right": other._number,
            "all": False,
        },
    }.items():
        make()
        assert engine.relation == relation


def test_groups(df: DataFrame, engine: Engine) -> None:
    n = df._number
    for make, group, columns in [
        (lambda: df.groupBy("a").agg(F.max("c")), [A], [("call", "max", [("column", "c", None)])]),
        (
            lambda: df.groupBy(1).count(),
            [of(df, "a")],
            [("alias", ("call", "count", [("literal", 1, "int")]), ["count"])],
        ),
        (lambda: df.groupBy("a").sum(), [A], [("call", "sum", [of(df, "c")])]),
        (lambda: df.groupby("b").mean("a"), [B], [("call", "avg", [of(df, "a")])]),
        (
            lambda: df.agg({"c": "max", "*": "count"}),
            [],
            [("call", "max", [("column", "c", None)]), ("call", "count", [("literal", 1, "int")])],
        ),
    ]:
        make()
        assert engine.relation == {"rel": "aggregate", "input": n, "group": group, "columns": columns}
    df.rollup("a").count()
    assert engine.relation["rel"] == "rollup"
    with pytest.raises(PySparkTypeError):
        df.groupBy("a").agg("max")
    with pytest.raises(PySparkValueError):
        df.groupBy("a").agg()


def test_pivot_is_two_aggregates(df: DataFrame, engine: Engine) -> None:
    made = df.groupBy("a").pivot("b", ["x", "y"]).sum("c")
    first, second = (unsited(r["relation"]) for r in engine.requests[-2:])
    assert first["group"] == [A, ("alias", B, ["_pivot"])]
    assert first["columns"] == [("alias", ("call", "sum", [of(df, "c")]), ["_a0"])]
    assert second["group"] == [("column", "a", second["input"])] and made.columns[1:] == ["x", "y"]
    pivot = ("call", "<=>", [("column", "_pivot", second["input"]), ("literal", "x", "string")])
    case = ("case", [(pivot, ("column", "_a0", second["input"]))], None)
    assert second["columns"][0] == ("alias", ("call", "first", [case], {"ignoreNulls": True}), ["x"])
    df.groupBy("a").pivot("b", ["x"]).agg(F.sum("c").alias("s"), F.max("c"))
    assert [tree[2] for tree in engine.relation["columns"]] == [["x_s"], ["x_max(c)"]]


def test_nulls(df: DataFrame, engine: Engine) -> None:
    df.dropna()
    there = [("call", "isnotnull", [of(df, name)]) for name in "ab"]
    number = (
        "call",
        "and",
        [("call", "isnotnull", [of(df, "c")]), ("call", "not", [("call", "isnan", [of(df, "c")])])],
    )
    assert engine.relation["condition"] == ("call", "and", [("call", "and", there), number])
    df.dropna(thresh=2, subset=["a", "b"])
    assert engine.relation["condition"][1] == ">="
    df.fillna("?", subset=["a", "b"])
    assert engine.relation["columns"] == [
        ("b", ("call", "coalesce", [of(df, "b"), ("cast", ("literal", "?", "string"), "string", "cast")]))
    ]
    df.fillna({"a": 0})
    assert [name for name, _ in engine.relation["columns"]] == ["a"]
    df.fillna(7.9)
    assert [name for name, _ in engine.relation["columns"]] == ["a", "c"]
    df.replace(1, 2)
    assert [name for name, _ in engine.relation["columns"]] == ["a", "c"]
    before = len(engine.requests)
    assert df.fillna(True) is df and df.replace({}) is df and len(engine.requests) == before
    for old, new in [([1, "x"], 2), ("x", 2), ([1, 2], [3, "x"])]:
        with pytest.raises(PySparkValueError, match="MIXED_TYPE_REPLACEMENT"):
            df.replace(old, new)
    with pytest.raises(PySparkTypeError, match="NOT_EXPECTED_TYPE"):
        df.replace(1, decimal.Decimal("1.5"))
    with pytest.raises(PySparkValueError, match="VALUE_NOT_ALLOWED"):
        df.dropna("some")


def test_columns_keep_their_frames(df: DataFrame, engine: Engine, spark: SparkSession) -> None:
    other = spark.range(3)
    number, condition = other._number, df.a == other.id
    del other
    gc.collect()
    assert number not in engine.released
    del condition
    gc.collect()
    assert number in engine.released


def test_names(df: DataFrame) -> None:
    assert df.columns == ["a", "b", "c"] and df.dtypes == [("a", "int"), ("b", "string"), ("c", "double")]
    assert repr(df) == "DataFrame[a: int, b: string, c: double]"
    assert "a" in dir(df) and df._ipython_key_completions_() == df.columns
    assert unsited(df.a._tree) == of(df, "a") == unsited(df["a"]._tree) == unsited(df[0]._tree)
    with pytest.raises(PySparkAttributeError, match="no attribute 'colect'. Did you mean: 'collect'") as raised:
        df.colect  # noqa: B018
    assert raised.value.getCondition() == "ATTRIBUTE_NOT_SUPPORTED"
    assert not hasattr(df, "_nothing") and not hasattr(df, "nothing")
    with pytest.raises(IndexError):
        df[9]


def test_members_of_pyspark_are_there(df: DataFrame, spark: SparkSession) -> None:
    """PySpark's members by name; those that are not there say what to use instead."""
    frame = """agg alias approxQuantile cache coalesce colRegex collect columns corr count cov createOrReplaceTempView
    createTempView crossJoin crosstab describe distinct drop dropDuplicates drop_duplicates dropna dtypes exceptAll
    explain fillna filter first foreach foreachPartition freqItems groupBy groupby head hint intersect intersectAll
    isEmpty isLocal isStreaming join limit localCheckpoint melt na offset orderBy persist printSchema randomSplit rdd
    registerTempTable repartition repartitionByRange replace rollup cube sample sampleBy schema select selectExpr show
    sort sortWithinPartitions sparkSession stat storageLevel subtract summary tail take to toArrow toDF toJSON
    toLocalIterator toPandas transform union unionAll unionByName unpersist unpivot where withColumn withColumnRenamed
    withColumns withColumnsRenamed withMetadata write checkpoint createGlobalTempView createOrReplaceGlobalTempView
    inputFiles mapInPandas mapInArrow observe pandas_api sameSemantics semanticHash transpose withWatermark writeTo
    lateralJoin exists scalar asTable zipWithIndex mergeInto dropDuplicatesWithinWatermark groupingSets
    metadataColumn is_cached"""
    session = """builder createDataFrame read sql sparkContext stop table range udf conf catalog version newSession
    getActiveSession active emptyDataFrame addTag removeTag getTags clearTags interruptAll interruptTag"""
    assert [name for name in frame.split() if not hasattr(DataFrame, name)] == []
    assert [name for name in session.split() if not hasattr(SparkSession, name)] == []
    reader = "csv json parquet text load format option options schema table orc jdbc xml".split()
    writer = "mode csv json parquet text save format option options partitionBy saveAsTable insertInto bucketBy".split()
    assert [name for name in reader if not hasattr(type(spark.read), name)] == []
    assert [name for name in writer if not hasattr(type(df.write), name)] == []


@pytest.mark.parametrize(
    "use",
    [
        lambda spark, df: df.mapInPandas(None, ""),
        lambda spark, df: df.writeStream,
        lambda spark, df: df.semanticHash(),
        lambda spark, df: df.write.format("orc").save("x"),
        lambda spark, df: df.write.jdbc("x", "y"),
        lambda spark, df: df.groupBy("a").applyInPandas(None, ""),
        lambda spark, df: spark.read.orc("x"),
        lambda spark, df: spark.read.format("delta").load("x"),
        lambda spark, df: spark.readStream,
        lambda spark, df: spark._jvm,
    ],
)
def test_what_is_not_there_names_the_alternative(spark: SparkSession, df: DataFrame, use: Any) -> None:
    with pytest.raises(UnsupportedError, match=r"Martlet has no .*: .*(use|there|no )|; "):
        use(spark, df)


def test_reading_and_writing(spark: SparkSession, df: DataFrame, engine: Engine) -> None:
    spark.read.csv("x.csv", header=True, sep=";", inferSchema=False)
    relation = {"rel": "read", "format": "csv", "paths": ["x.csv"], "schema": None}
    assert engine.relation == {**relation, "options": {"header": "true", "sep": ";", "inferSchema": "false"}}
    spark.read.format("CSV").option("Header", True).option("header", "false").schema(_abc()).load(["x", "y"], sep="|")
    assert engine.relation["paths"] == ["x", "y"] and json.loads(engine.relation["schema"]) == _abc().jsonValue()
    assert engine.relation["options"] == {"header": "false", "sep": "|"} and engine.relation["format"] == "csv"
    spark.read.option("path", "z").json("w", multiLine=True)
    assert engine.relation["paths"] == ["w"] and engine.relation["options"] == {"multiLine": "true"}
    spark.read.parquet("x", "y")
    assert engine.relation["format"] == "parquet" and engine.relation["paths"] == ["x", "y"]
    ran: list[dict[str, Any]] = spark.sparkContext.ran  # type: ignore[attr-defined]
    df.coalesce(1).write.mode("Overwrite").partitionBy("a", "b").csv("out", header=True)
    wanted = {"format": "csv", "path": "out", "mode": "overwrite", "options": {"header": "true"}}
    assert {key: ran[-1][key] for key in wanted} == wanted and ran[-1]["partitionBy"] == ["a", "b"]
    df.write.save("out", "json", "ignore", "a", compression="gzip")
    assert ran[-1]["options"] == {"compression": "gzip"} and ran[-1]["mode"] == "ignore"
    with pytest.raises(AnalysisException, match="INVALID_SAVE_MODE"):
        df.write.mode("sometimes")
    with pytest.raises(AnalysisException, match="path"):
        df.write.save()
    with pytest.raises(PySparkTypeError):
        spark.read.csv(3)


def test_create_from_lists(spark: SparkSession, engine: Engine) -> None:
    for data, schema, rows, kinds in [
        ([(1, "x")], ["n", "s"], [(1, "x")], "struct<n:bigint,s:string>"),
        ([{"b": 1, "a": "x"}], None, [("x", 1)], "struct<a:string,b:bigint>"),
        ([{"b": 1, "a": "x"}], ["p", "q"], [("x", 1)], "struct<p:string,q:bigint>"),
        ([Row(b=1, a="x")], None, [(1, "x")], "struct<b:bigint,a:string>"),
        ([1, 2], "int", [(1,), (2,)], "struct<value:int>"),
        ([1, None], LongType(), [(1,), (None,)], "struct<value:bigint>"),
        ([(1,)], StructType([StructField("value", LongType())]), [(1,)], "struct<value:bigint>"),
        ([], StructType([StructField("n", LongType())]), [], "struct<n:bigint>"),
        (range(2), "int", [(0,), (1,)], "struct<value:int>"),
    ]:
        frame = spark.createDataFrame(data, schema)
        assert rows_of(engine.requests[-1]["relation"]) == rows and frame.schema.simpleString() == kinds
    with pytest.raises(PySparkTypeError):
        spark.createDataFrame(frame)
    with pytest.raises(PySparkValueError, match="LENGTH_SHOULD_BE_THE_SAME"):
        spark.createDataFrame([(1,)], ["a", "b"])
    with pytest.raises(PySparkTypeError, match="NOT_EXPECTED_TYPE"):
        spark.createDataFrame([(1,)], 3)


def test_create_from_tables(spark: SparkSession, engine: Engine) -> None:
    table = pyarrow.table(
        {
            "n": pyarrow.array([1, None], pyarrow.int32()),
            "d": pyarrow.array([0, None], pyarrow.date32()),
            "m": pyarrow.array([[("k", 1)], None], pyarrow.map_(pyarrow.string(), pyarrow.int64())),
            "t": pyarrow.array([0, None], pyarrow.timestamp("ns")),
            "c": pyarrow.array(["x", "y"]).dictionary_encode(),
        }
    )
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    frame = spark.createDataFrame(table)
    kinds = "struct<n:int,d:date,m:map<string,bigint>,t:timestamp_ntz,c:string>"
    assert frame.schema.simpleString() == kinds
    assert engine.requests[-1]["table"].equals(table)
    # Else times without a zone are read on the session's clock.
    spark.conf.unset("spark.sql.timestampType")
    spark.createDataFrame(table)
    assert "table" in engine.requests[-2] and "cast" in str(engine.requests[-1])
    frame = spark.createDataFrame(pandas.DataFrame({"n": [1.5, float("nan")], "s": ["x", None]}))
    assert engine.requests[-1]["table"].to_pydict() == {"n": [1.5, None], "s": ["x", None]}
    frame = spark.createDataFrame(pandas.DataFrame({"n": [1.5, None]}), ["other"])
    assert frame.columns == ["other"]


def test_settings(spark: SparkSession, engine: Engine) -> None:
    spark.conf.set("spark.sql.ansi.enabled", False)
    assert engine.requests[-1] == {"op": "sqlSettings", "settings": {"spark.sql.ansi.enabled": "false"}}
    assert spark.conf.get("spark.sql.ansi.enabled") == "false"
    spark.conf.unset("spark.sql.ansi.enabled")
    assert engine.requests[-1]["settings"] == {"spark.sql.ansi.enabled": None}
    assert spark.conf.get("spark.sql.ansi.enabled") == "true" and spark.conf.get("a.b", "c") == "c"
    assert spark.conf.get("spark.sql.shuffle.partitions", None) is None
    with pytest.raises(Exception, match="SQL_CONF_NOT_FOUND"):
        spark.conf.get("spark.nothing")
    with pytest.raises(Exception, match="fixed when the engine starts"):
        spark.conf.set("spark.executor.memory", "4g")
    assert spark.conf.isModifiable("spark.sql.ansi.enabled") and not spark.conf.isModifiable("spark.master")


def test_sql(spark: SparkSession, engine: Engine) -> None:
    spark.sql("SELECT 1")
    assert engine.relation == {"rel": "sql", "text": "SELECT 1"}
    spark.sql("SELECT :x", {"x": 1})
    assert engine.relation["args"] == {"x": ("literal", 1, "int")}
    spark.sql("SELECT ?", ["y"])
    assert engine.relation["args"] == [("literal", "y", "string")]
    frame = spark.range(3)
    spark.sql("SELECT {c} FROM {t} WHERE {t[id]} > {n} AND s = {s}", t=frame, c=F.col("id"), n=1, s="it's")
    text = engine.relation["text"]
    view = text.split("FROM ")[1].split(" ")[0]
    assert text == f"SELECT id FROM {view} WHERE id > 1 AND s = 'it\\'s'"
    views = [request for request in engine.requests if request["op"] == "view"]
    assert [(v["name"], v["frame"]) for v in views] == [(view, frame._number), (view, None)]


def test_statistics_run_at_once(df: DataFrame, spark: SparkSession, engine: Engine) -> None:
    context: Context = spark.sparkContext  # type: ignore[assignment]
    context.results = [[tuple(map(str, range(15)))]]
    described = df.describe()
    assert described.schema.simpleString() == "struct<summary:string,a:string,b:string,c:string>"
    rows = rows_of([r for r in engine.requests if r["op"] == "frame"][-1]["relation"])
    assert rows[0] == ("count", "0", "5", "10") and rows[4] == ("max", "4", "9", "14")
    with pytest.raises(PySparkValueError):
        df.summary("best")


def test_faces(df: DataFrame, spark: SparkSession) -> None:
    assert "DataFrame of 3 columns" in df._repr_html_() and "double" in df._repr_html_()
    spark.conf.set("spark.sql.repl.eagerEval.enabled", True)
    context: Context = spark.sparkContext  # type: ignore[assignment]
    context.results = [[("1", "<x>", None)]]
    face = df._repr_html_()
    assert "<td>&lt;x&gt;</td><td>NULL</td>" in face and face.startswith("<table border='1'>")
    context.results = ["+---+\n"]
    assert repr(df) == "+---+\n" and context.ran[-1]["action"] == "show"


def test_tables_of_rows(spark: SparkSession) -> None:
    """What comes as a stream of Arrow's, as other libraries' tables."""
    context: Context = spark.sparkContext  # type: ignore[assignment]
    schema = StructType().add("i", "int").add("s", "string").add("d", "date").add("t", "timestamp")
    schema.add("n", "timestamp_ntz").add("m", "decimal(5,1)")
    frame = spark.createDataFrame([], schema)
    rows = [(1, "x", 1, 1_000_000, 2_000_000, -15), (None,) * 6]
    context.results = [rows, rows, rows]
    table = frame.toArrow()
    assert [str(kind) for kind in table.schema.types] == [
        "int32", "string", "date32[day]", "timestamp[us, tz=UTC]", "timestamp[us]", "decimal128(5, 1)",
    ]  # fmt: skip
    assert [value[0] for value in table.to_pydict().values()][:3] == [1, "x", datetime.date(1970, 1, 2)]
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    made = frame.toPandas()
    assert list(made.columns) == schema.names and str(made["t"][0]) == "1970-01-01 05:30:01"
    assert str(made["n"][0]) == "1970-01-01 00:00:02" and made["m"][0] == decimal.Decimal("-1.5")
    assert made["d"][0] == datetime.date(1970, 1, 2) and made["s"].isna()[1] and made["i"].isna()[1]


@pytest.mark.parametrize("library", ["pyarrow", "none"])
def test_nested_rows_in_pandas(spark: SparkSession, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns of pyarrow's, and rows where it is not installed."""
    if library == "none":
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    context: Context = spark.sparkContext  # type: ignore[assignment]
    nested = StructType().add("l", ArrayType(DateType())).add("t", "timestamp").add("i", "int").add("b", "boolean")
    frame = spark.createDataFrame([], nested)
    context.results = [[([1, None], 0, 1, True), (None, None, None, None)], [([], 0, 1, True)]]
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    made = frame.toPandas()
    assert made["l"][0] == [datetime.date(1970, 1, 2), None] and made["i"].isna().tolist() == [False, True]
    assert str(made["t"][0]) == "1970-01-01 00:00:00" and made["t"].isna()[1] and made["b"].tolist() == [True, None]
    assert [str(kind) for kind in frame.toPandas().dtypes] == ["object", "datetime64[us]", "int32", "bool"]
