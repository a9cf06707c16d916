# SPDX-License-Identifier: Apache-2.0
"""Types of columns: names, JSON, trees, DDL; and the types of Python's values."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import decimal
import pickle
from typing import Any

import numpy
import pytest

from martlet import Row
from martlet.sql.ddl import as_schema, parse_schema, parse_type
from martlet.sql.errors import PySparkKeyError, PySparkTypeError, PySparkValueError
from martlet.sql.inference import infer_schema, infer_type
from martlet.sql.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    CharType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    NullType,
    ShortType,
    StringType,
    StructField,
    StructType,
    TimestampNTZType,
    TimestampType,
    TimeType,
    VarcharType,
    YearMonthIntervalType,
    from_json_text,
)

NAMES = [
    (NullType(), "void", "void", "NullType()"),
    (StringType(), "string", "string", "StringType()"),
    (CharType(3), "char(3)", "char(3)", "CharType(3)"),
    (VarcharType(3), "varchar(3)", "varchar(3)", "VarcharType(3)"),
    (BinaryType(), "binary", "binary", "BinaryType()"),
    (BooleanType(), "boolean", "boolean", "BooleanType()"),
    (DateType(), "date", "date", "DateType()"),
    (TimestampType(), "timestamp", "timestamp", "TimestampType()"),
    (TimestampNTZType(), "timestamp_ntz", "timestamp_ntz", "TimestampNTZType()"),
    (TimeType(3), "time(3)", "time(3)", "TimeType(3)"),
    (DecimalType(5, 2), "decimal(5,2)", "decimal(5,2)", "DecimalType(5,2)"),
    (DoubleType(), "double", "double", "DoubleType()"),
    (FloatType(), "float", "float", "FloatType()"),
    (ByteType(), "tinyint", "byte", "ByteType()"),
    (ShortType(), "smallint", "short", "ShortType()"),
    (IntegerType(), "int", "integer", "IntegerType()"),
    (LongType(), "bigint", "long", "LongType()"),
    (DayTimeIntervalType(0, 2), "interval day to minute", "interval day to minute", "DayTimeIntervalType(0, 2)"),
    (YearMonthIntervalType(1), "interval month", "interval month", "YearMonthIntervalType(1, 1)"),
]


@pytest.mark.parametrize(("kind", "simple", "name", "shown"), NAMES, ids=[case[1] for case in NAMES])
def test_names(kind: DataType, simple: str, name: str, shown: str) -> None:
    assert (kind.simpleString(), kind.jsonValue(), repr(kind)) == (simple, name, shown)
    assert from_json_text(kind.json()) == kind
    assert parse_type(simple.upper()) == kind
    assert pickle.loads(pickle.dumps(kind)) == kind


def test_equality_is_of_all_that_describes() -> None:
    assert DecimalType(5, 2) != DecimalType(5, 1) and ArrayType(LongType()) != ArrayType(LongType(), False)
    assert LongType() is LongType() and LongType() != IntegerType()
    assert len({StringType(), StringType(), DecimalType(1, 0), DecimalType(1, 0)}) == 2


def test_schemas() -> None:
    schema = StructType().add("id", LongType(), False).add(StructField("tags", ArrayType(StringType(), False)))
    schema.add(
        "of", MapType(StringType(), StructType([StructField("x", DecimalType(4, 1))])), True, {"comment": "it's"}
    )
    assert schema.simpleString() == "struct<id:bigint,tags:array<string>,of:map<string,struct<x:decimal(4,1)>>>"
    assert schema.fieldNames() == ["id", "tags", "of"] == schema.names and len(schema) == 3
    assert StructType.fromJson(schema.jsonValue()) == schema == from_json_text(schema.json())
    assert schema["id"] is schema[0] and schema[-1].name == "of" and schema[:2].names == ["id", "tags"]
    assert [field.name for field in schema] == schema.names
    assert schema.toDDL() == (
        "id BIGINT NOT NULL,tags ARRAY<STRING>,of MAP<STRING, STRUCT<x: DECIMAL(4,1)>> COMMENT 'it\\'s'"
    )
    assert schema.treeString() == (
        "root\n"
        " |-- id: long (nullable = false)\n"
        " |-- tags: array (nullable = true)\n"
        " |    |-- element: string (containsNull = false)\n"
        " |-- of: map (nullable = true)\n"
        " |    |-- key: string\n"
        " |    |-- value: struct (valueContainsNull = true)\n"
        " |    |    |-- x: decimal(4,1) (nullable = true)\n"
    )
    assert schema.treeString(1).count("\n") == 4
    assert schema.toNullable()["id"].nullable and schema.toNullable()[1].dataType == ArrayType(StringType())
    with pytest.raises(PySparkKeyError):
        schema["none"]
    with pytest.raises(PySparkValueError, match="ARGUMENT_REQUIRED"):
        StructType().add("x")
    with pytest.raises(TypeError, match="StructField does not have typeName"):
        schema["id"].typeName()
    with pytest.raises(PySparkTypeError):
        ArrayType("int")  # type: ignore[arg-type]


def test_texts_of_single_types_need_no_engine() -> None:
    assert parse_schema("int") == StructType([StructField("value", IntegerType())])
    assert as_schema(LongType()) == StructType([StructField("value", LongType())])
    assert StructType().add("a", "decimal(3)")["a"].dataType == DecimalType(3, 0)
    with pytest.raises(PySparkTypeError):
        as_schema(3)


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Bird:
    name: str
    eggs: int


VALUES = [
    (None, "void"),
    (True, "boolean"),
    (1, "bigint"),
    (1.5, "double"),
    ("x", "string"),
    (b"x", "binary"),
    (bytearray(b"x"), "binary"),
    (decimal.Decimal("1.5"), "decimal(38,18)"),
    (datetime.date(2024, 2, 29), "date"),
    (datetime.datetime(2024, 2, 29), "timestamp"),
    (datetime.timedelta(1), "interval day to second"),
    ([1, None], "array<bigint>"),
    ([1, "x"], "array<string>"),
    ([], "array<void>"),
    ({"b": 1, "c": "x"}, "map<string,string>"),
    ({}, "map<void,void>"),
    ((1, "x"), "struct<_1:bigint,_2:string>"),
    (Row(b=1, a="x"), "struct<b:bigint,a:string>"),
    (Point(1, 2.0), "struct<x:bigint,y:double>"),
    (Bird("swift", 3), "struct<name:string,eggs:bigint>"),
    (array.array("i", [1]), "array<int>"),
    (numpy.int64(3), "bigint"),
    (numpy.float64(3), "double"),
]


@pytest.mark.parametrize(("value", "kind"), VALUES, ids=[case[1] for case in VALUES])
def test_types_of_values(value: Any, kind: str) -> None:
    assert infer_type(value).simpleString() == kind


ROWS = [
    ([(1, 2)], None, "struct<_1:bigint,_2:bigint>"),
    ([(1, "a")], ["id"], "struct<id:bigint,_2:string>"),
    ([(None, 1), (1.5, None)], None, "struct<_1:double,_2:bigint>"),
    ([(1,), ("x",)], None, "struct<_1:string>"),
    ([{"b": 1, "a": {"k": 2}}, {"c": "x"}], None, "struct<a:map<string,bigint>,b:bigint,c:string>"),
    ([Row(z=1, a=2)], None, "struct<z:bigint,a:bigint>"),
    ([Bird("swift", 3)], None, "struct<name:string,eggs:bigint>"),
    ([([None],), ([1],)], None, "struct<_1:array<bigint>>"),
    ([(Row(a=None),), (Row(a=1),)], None, "struct<_1:struct<a:bigint>>"),
]


@pytest.mark.parametrize(("rows", "names", "schema"), ROWS)
def test_schemas_of_rows(rows: list[Any], names: list[str] | None, schema: str) -> None:
    assert infer_schema(rows, names).simpleString() == schema


BAD_ROWS = [
    ([], "CANNOT_INFER_EMPTY_SCHEMA"),
    ([(None,), (None,)], "CANNOT_DETERMINE_TYPE"),
    ([([],)], "CANNOT_DETERMINE_TYPE"),
    ([(1,), (1.5,)], "CANNOT_MERGE_TYPE"),
    ([({1, 2},)], "CANNOT_INFER_TYPE_FOR_FIELD"),
    ([1], "CANNOT_INFER_SCHEMA_FOR_TYPE"),
]


@pytest.mark.parametrize(("rows", "condition"), BAD_ROWS, ids=[case[1] for case in BAD_ROWS])
def test_rows_without_a_schema(rows: list[Any], condition: str) -> None:
    with pytest.raises((PySparkTypeError, PySparkValueError)) as raised:
        infer_schema(rows)
    assert raised.value.getCondition() == condition


def test_integers_beyond_64_bits_are_never_null() -> None:
    for rows in ([(1, 2**63)], [{"n": -(2**63) - 1}], [(Row(n=2**70),)]):
        with pytest.raises((OverflowError, TypeError)) as raised:
            infer_schema(rows)
        cause = raised.value if isinstance(raised.value, OverflowError) else raised.value.__cause__
        assert "beyond 64 bits" in str(cause or raised.value)
