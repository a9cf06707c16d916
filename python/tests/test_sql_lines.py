# SPDX-License-Identifier: Apache-2.0
"""Frames of lines that are rows already, and records that do not fit, as PySpark 4.3 reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from engines import is_real

from martlet.errors import UnsupportedError
from martlet.sql import Row, SparkSession
from martlet.sql import functions as F

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")

MIXED = ['{"a":1,"b":"x"}', '{"a":2.5,"c":[1,2],"d":{"q":null,"z":1}}', '{"a":null,"e":{},"f":[],"b":{"x":1}}', ""]


def _lines(spark: SparkSession, lines: list[str]) -> Any:
    return spark.sparkContext.parallelize(lines, 2)


def test_json_of_an_rdd_has_the_types_of_all_lines(spark: SparkSession) -> None:
    frame = spark.read.json(_lines(spark, MIXED))
    kinds = "struct<a:double,b:string,c:array<bigint>,d:struct<q:string,z:bigint>,f:array<string>>"
    assert frame.schema.simpleString() == kinds
    rows = [tuple(row) for row in frame.collect()]
    assert rows[0] == (1.0, "x", None, None, None)
    assert rows[1] == (2.5, None, [1, 2], Row(q=None, z=1), None)
    assert rows[2] == (None, '{"x":1}', None, None, [])
    assert len(rows) == 3


def test_json_lines_that_are_none_are_kept_dropped_or_end_the_job(spark: SparkSession) -> None:
    lines = _lines(spark, ['{"a":1}', "bad", '{"a":2}'])
    frame = spark.read.json(lines)
    assert frame.columns == ["_corrupt_record", "a"]
    assert sorted(map(tuple, frame.collect()), key=str) == [("bad", None), (None, 1), (None, 2)]
    assert [tuple(r) for r in spark.read.json(lines, schema="a int").collect()] == [(1,), (None,), (2,)]
    dropping = spark.read.option("mode", "DROPMALFORMED")
    assert [tuple(r) for r in dropping.json(lines).collect()] == [(1,), (2,)]
    with pytest.raises(Exception, match="MALFORMED_RECORD_IN_PARSING"):
        spark.read.schema("a int").option("mode", "FAILFAST").json(lines).collect()
    with pytest.raises(UnsupportedError, match="arrays"):
        spark.read.json(_lines(spark, ['[{"a":1}]']))
    with pytest.raises(UnsupportedError, match="createDataFrame"):
        spark.read.text(lines)


def test_json_of_a_frame_of_lines_and_names_that_are_not_plain(spark: SparkSession) -> None:
    frame = spark.createDataFrame(
        [(json.dumps({"a b": i, "`c`": True, "1": 12345678901234567890}),) for i in range(3)], ["l"]
    )
    read = spark.read.json(frame)
    assert read.schema.simpleString() == "struct<1:decimal(20,0),`c`:boolean,a b:bigint>"
    assert sorted(row["a b"] for row in read.collect()) == [0, 1, 2]
    as_text = spark.read.json(_lines(spark, ['{"a":1,"b":[true]}']), primitivesAsString=True)
    assert as_text.schema.simpleString() == "struct<a:string,b:array<string>>"


def test_csv_of_an_rdd(spark: SparkSession) -> None:
    read = spark.read
    headed = read.csv(_lines(spark, ["a,b", "1,x", '2,"y,z"']), header=True)
    assert headed.collect() == [Row(a="1", b="x"), Row(a="2", b="y,z")]
    lines = ["n,f,b,t,d", "1,2,true,x,2020-01-01", "3,4.5,false,,", "5,,true,z,2020-01-02"]
    guessed = spark.read.csv(_lines(spark, lines), header=True, inferSchema=True)
    assert guessed.schema.simpleString() == "struct<n:int,f:double,b:boolean,t:string,d:date>"
    assert spark.read.csv(_lines(spark, ["1|x"]), schema="n int, s string", sep="|").collect() == [Row(n=1, s="x")]
    assert spark.read.csv(_lines(spark, [])).columns == []


CORRUPT = [
    ('{"a":1}', (1, None, None)),
    ('{"a":"x","b":2}', (None, 2, '{"a":"x","b":2}')),
    ("bad", (None, None, "bad")),
    ("", None),
    (None, None),
    ("[1]", (None, None, "[1]")),
    ('{"a":1,"b":"q"}', (1, None, '{"a":1,"b":"q"}')),
    ('{"a":1} x', (1, None, None)),
]


def test_what_does_not_fit_is_told_by_the_column_of_corrupt_records(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(line,) for line, _ in CORRUPT], "j string")
    plain = frame.select(F.from_json("j", "a int, b int, _corrupt_record string"))
    named = frame.select(F.from_json("j", "a int, b int, bad string", {"columnNameOfCorruptRecord": "bad"}))
    for read in (plain, named):
        assert [row[0] and tuple(row[0]) for row in read.collect()] == [wanted for _, wanted in CORRUPT]
    lines = [("1,2", None), ("1", "1"), ("1,x", "1,x"), ("1,2,3", "1,2,3"), ("", None), ("x,2", "x,2")]
    csv = spark.createDataFrame([(line,) for line, _ in lines], "c string")
    read = csv.select(F.from_csv("c", "a int, b int, _corrupt_record string"))
    assert [row[0][2] for row in read.collect()] == [wanted for _, wanted in lines]


@pytest.mark.parametrize("line", ['{"a":"x"}', "bad", '{"c":{"d":"x"}}'])
def test_a_record_that_does_not_fit_ends_the_job_in_mode_failfast(spark: SparkSession, line: str) -> None:
    record = F.from_json(F.lit(line), "a int, c struct<d:int>", {"mode": "FAILFAST"})
    with pytest.raises(Exception, match="MALFORMED_RECORD_IN_PARSING"):
        spark.range(1).select(record).collect()


def test_what_is_written_as_noop_is_computed_and_forgotten(spark: SparkSession) -> None:
    spark.range(5).write.format("noop").mode("overwrite").save()
    with pytest.raises(Exception, match="DIVIDE_BY_ZERO"):
        spark.range(5).select(F.col("id") / 0).write.format("noop").mode("overwrite").save()
    with pytest.raises(Exception, match="DATA_SOURCE_NOT_FOUND"):
        spark.read.format("zip").load("x")
