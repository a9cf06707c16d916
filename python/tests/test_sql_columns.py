# SPDX-License-Identifier: Apache-2.0
"""The trees that columns and functions build. Nothing here needs an engine."""

from __future__ import annotations

import datetime
import decimal
import enum
import inspect
import marshal
from typing import Any

import numpy
import pytest
from recorder import unsited

from martlet.sql import Column, Window
from martlet.sql import functions as F
from martlet.sql.errors import PySparkAttributeError, PySparkTypeError, PySparkValueError
from martlet.sql.types import ArrayType, IntegerType, LongType, StructField, StructType

A, B = ("column", "a", None), ("column", "b", None)


def one(value: Any, kind: str = "int") -> tuple[Any, ...]:
    return ("literal", value, kind)


a, b = F.col("a"), F.col("b")
OPERATORS = [
    (a + 1, ("call", "+", [A, one(1)])),
    (1 + a, ("call", "+", [A, one(1)])),
    (a - b, ("call", "-", [A, B])),
    (2.5 - a, ("call", "-", [one(2.5, "double"), A])),
    (a * b, ("call", "*", [A, B])),
    (a / 2, ("call", "/", [A, one(2)])),
    (2 / a, ("call", "/", [one(2), A])),
    (a % 2, ("call", "%", [A, one(2)])),
    (a**2, ("call", "power", [A, one(2)])),
    (2**a, ("call", "power", [one(2), A])),
    (-a, ("call", "negative", [A])),
    (a == 1, ("call", "=", [A, one(1)])),
    (a != 1, ("call", "not", [("call", "=", [A, one(1)])])),
    (a < b, ("call", "<", [A, B])),
    (a >= "x", ("call", ">=", [A, one("x", "string")])),
    ((a > 1) & (b < 2), ("call", "and", [("call", ">", [A, one(1)]), ("call", "<", [B, one(2)])])),
    (a | b, ("call", "or", [A, B])),
    (True & a, ("call", "and", [A, one(True, "boolean")])),
    (~a, ("call", "not", [A])),
    (a.eqNullSafe(None), ("call", "<=>", [A, one(None, "void")])),
    (a.isNull(), ("call", "isnull", [A])),
    (a.isNotNull(), ("call", "isnotnull", [A])),
    (a.isin(1, 2), ("call", "in", [A, one(1), one(2)])),
    (a.isin([1, 2]), ("call", "in", [A, one(1), one(2)])),
    (a.between(1, 2), ("call", "and", [("call", ">=", [A, one(1)]), ("call", "<=", [A, one(2)])])),
    (a.like("x%"), ("call", "like", [A, one("x%", "string")])),
    (a.startswith("x"), ("call", "startswith", [A, one("x", "string")])),
    (a.substr(1, 2), ("call", "substr", [A, one(1), one(2)])),
    (a[1:2], ("call", "substr", [A, one(1), one(2)])),
    (a.cast("int"), ("cast", A, "int", "cast")),
    (a.cast(IntegerType()), ("cast", A, "int", "cast")),
    (a.try_cast("date"), ("cast", A, "date", "try")),
    (a.alias("x"), ("alias", A, ["x"])),
    (a.alias("x", "y"), ("alias", A, ["x", "y"])),
    (a.alias("x", metadata={"max": 9}), ("alias", A, ["x"], '{"max": 9}')),
    (a.desc(), ("sort", A, "desc", None)),
    (a.asc_nulls_last(), ("sort", A, "asc", "last")),
    (a[0], ("field", A, one(0))),
    (a["x"], ("field", A, one("x", "string"))),
    (a.x, ("field", A, one("x", "string"))),
    (a.getItem(b), ("field", A, B)),
    (a.bitwiseAND(3), ("call", "&", [A, one(3)])),
    (F.when(a == 1, "x"), ("case", [(("call", "=", [A, one(1)]), one("x", "string"))], None)),
    (F.when(a, 1).when(b, 2).otherwise(b), ("case", [(A, one(1)), (B, one(2))], B)),
    (F.col("*"), ("star", None)),
    (F.col("t.*"), ("star", "t")),
    (F.expr("a + 1"), ("sql", "a + 1")),
]


@pytest.mark.parametrize(("column", "tree"), OPERATORS, ids=[repr(case[0]) for case in OPERATORS])
def test_trees(column: Column, tree: Any) -> None:
    assert unsited(column._tree) == tree
    marshal.dumps(column._tree, 2)


class Colour(enum.Enum):
    RED = "red"


LITERALS = [
    (None, (None, "void")),
    (True, (True, "boolean")),
    (2**31 - 1, (2**31 - 1, "int")),
    (-(2**31) - 1, (-(2**31) - 1, "bigint")),
    (2**63, (2**63, "decimal(19,0)")),
    (1.5, (1.5, "double")),
    ("x", ("x", "string")),
    (bytearray(b"x"), (b"x", "binary")),
    (decimal.Decimal("0.01"), (1, "decimal(2,2)")),
    (decimal.Decimal("-12.50"), (-1250, "decimal(4,2)")),
    (decimal.Decimal("1E3"), (1000, "decimal(4,0)")),
    (datetime.date(1970, 1, 2), (1, "date")),
    (datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=datetime.UTC), (1_000_000, "timestamp")),
    (datetime.timedelta(seconds=1), (1_000_000, "interval day to second")),
    (Colour.RED, ("red", "string")),
    (numpy.int64(3), (3, "bigint")),
    (numpy.int8(3), (3, "tinyint")),
    (numpy.float32(0.5), (0.5, "float")),
    (numpy.bool_(True), (True, "boolean")),
    (numpy.datetime64("1970-01-02"), (86_400_000_000, "timestamp_ntz")),
]


@pytest.mark.parametrize(("value", "literal"), LITERALS, ids=[repr(case[0]) for case in LITERALS])
def test_literals(value: Any, literal: Any) -> None:
    if literal[1] == "timestamp_ntz":
        # A time without a zone is one of this process, as datetime.datetime is.
        assert unsited(F.lit(value)._tree)[2] == "timestamp"
        return
    assert unsited(F.lit(value)._tree) == ("literal", *literal)


def test_lists_are_arrays() -> None:
    assert unsited(F.lit([1, "x"])._tree) == ("call", "array", [one(1), one("x", "string")])
    assert unsited(F.lit(numpy.array([1.5]))._tree) == ("call", "array", [one(1.5, "double")])
    for bad in (object(), {1: 2}, decimal.Decimal("NaN"), 10**39):
        with pytest.raises(PySparkValueError, match="UNSUPPORTED_LITERAL"):
            F.lit(bad)
    with pytest.raises(PySparkValueError, match="array"):
        F.lit([a])


FUNCTIONS = [
    (F.count("*"), ("call", "count", [one(1)])),
    (F.countDistinct("a", b), ("call", "count", [A, B], {"distinct": True})),
    (F.mean("a"), ("call", "avg", [A])),
    (F.first("a", True), ("call", "first", [A], {"ignoreNulls": True})),
    (F.first("a"), ("call", "first", [A])),
    (F.split("a", ","), ("call", "split", [A, one(",", "string"), one(-1)])),
    (F.concat_ws("-", "a", "b"), ("call", "concat_ws", [one("-", "string"), A, B])),
    (F.round("a", 2), ("call", "round", [A, one(2)])),
    (F.log("a"), ("call", "ln", [A])),
    (F.log(2.0, "a"), ("call", "log", [one(2.0, "double"), A])),
    (F.pow("a", 2), ("call", "power", [A, one(2)])),
    (F.to_date("a", "yyyy"), ("call", "to_date", [A, one("yyyy", "string")])),
    (F.date_add("a", "b"), ("call", "date_add", [A, B])),
    (F.date_trunc("month", "a"), ("call", "date_trunc", [one("month", "string"), A])),
    (F.struct(["a", "b"]), ("call", "struct", [A, B])),
    (F.create_map("a", b), ("call", "map", [A, B])),
    (F.array_contains("a", "b"), ("call", "array_contains", [A, one("b", "string")])),
    (F.lag("a", 2, 0), ("call", "lag", [A, one(2), one(0)])),
    (F.acos("a"), ("call", "acos", [A])),
    (F.regr_slope(y="a", x="b"), ("call", "regr_slope", [A, B])),
    (F.rand(7), ("call", "rand", [one(7)])),
    (F.desc("a"), ("sort", A, "desc", None)),
    (
        F.percentile_approx("a", [0.1, 0.5]),
        ("call", "percentile_approx", [A, ("call", "array", [one(0.1, "double"), one(0.5, "double")]), one(10000)]),
    ),
    (
        F.from_json("a", StructType([StructField("x", LongType())]), {"mode": "FAILFAST"}),
        (
            "call",
            "from_json",
            [
                A,
                one('{"fields":[{"metadata":{},"name":"x","nullable":true,"type":"long"}],"type":"struct"}', "string"),
                ("call", "map", [one("mode", "string"), one("FAILFAST", "string")]),
            ],
        ),
    ),
]


@pytest.mark.parametrize(("column", "tree"), FUNCTIONS, ids=[repr(case[0]) for case in FUNCTIONS])
def test_functions(column: Column, tree: Any) -> None:
    assert unsited(column._tree) == tree


def test_functions_of_functions() -> None:
    tree = unsited(F.transform("a", lambda x, i: x + i)._tree)
    kind, (x, i), body = tree[2][1]
    assert tree[:2] == ("call", "transform") and kind == "lambda"
    assert body == ("call", "+", [("variable", x), ("variable", i)]) and x != i
    assert x[:2] == "x_" and i[:2] == "y_"
    with pytest.raises(PySparkValueError, match="SHOULD_RETURN_COLUMN"):
        F.filter("a", lambda x: True)  # type: ignore[arg-type, return-value]
    with pytest.raises(PySparkValueError, match="WRONG_NUM_ARGS"):
        F.exists("a", lambda: a)  # type: ignore[misc, arg-type]


def test_windows() -> None:
    window = Window.partitionBy("a").orderBy(F.desc("b"))
    total = F.sum("b").over(window.rowsBetween(Window.unboundedPreceding, Window.currentRow))
    keys = [A], [("sort", B, "desc", None)]
    assert unsited(total._tree) == ("window", ("call", "sum", [B]), *keys, ("rows", None, 0))
    assert unsited(F.row_number().over(window)._tree) == ("window", ("call", "row_number", []), *keys, None)
    assert Window.rangeBetween(-3, Window.unboundedFollowing)._frame == ("range", -3, None)
    with pytest.raises(PySparkTypeError, match="NOT_EXPECTED_TYPE"):
        F.sum("b").over("a")  # type: ignore[arg-type]


def test_members_of_pyspark_are_there() -> None:
    """Priority A and B of PySpark's functions, by name, and what is listed of C."""
    names = """col column lit expr when udf count sum avg mean min max countDistinct count_distinct first last
    collect_list collect_set explode explode_outer posexplode posexplode_outer split concat concat_ws lower upper trim
    ltrim rtrim length substring regexp_replace regexp_extract translate initcap lpad rpad instr locate reverse repeat
    format_number format_string coalesce isnull isnan nanvl round bround floor ceil abs sqrt pow exp log log10 log1p sin
    cos greatest least rand randn monotonically_increasing_id spark_partition_id input_file_name to_date to_timestamp
    current_date current_timestamp date_format year month dayofmonth dayofweek dayofyear weekofyear quarter hour minute
    second datediff date_add date_sub add_months months_between last_day next_day trunc date_trunc unix_timestamp
    from_unixtime window struct array create_map array_contains size element_at sort_array array_distinct array_join
    array_sort arrays_zip flatten slice map_keys map_values transform aggregate exists from_json to_json
    get_json_object json_tuple schema_of_json row_number rank dense_rank percent_rank cume_dist ntile lag lead desc asc
    broadcast stddev stddev_pop variance corr covar_samp skewness kurtosis approx_count_distinct percentile_approx
    sum_distinct grouping md5 sha2 hash xxhash64 base64 unbase64 crc32 conv hex pandas_udf"""
    assert [name for name in names.split() if name not in F.__all__] == []
    assert [name for name in F.__all__ if not inspect.getdoc(getattr(F, name))] == []
    assert not {"Any", "Column", "annotations", "invoke", "call"} & set(F.__all__)
    with pytest.raises(AttributeError, match="Did you mean: 'explode_outer'"):
        F.explode_outr  # noqa: B018


def test_what_columns_are_not() -> None:
    with pytest.raises(PySparkValueError, match="please use '&' for 'and'") as raised:
        bool(a > 1)
    assert raised.value.getCondition() == "CANNOT_CONVERT_COLUMN_INTO_BOOL"
    with pytest.raises(PySparkTypeError, match="NOT_ITERABLE"):
        list(a)
    with pytest.raises(PySparkValueError, match="CANNOT_APPLY_IN_FOR_COLUMN"):
        1 in a  # noqa: B015
    with pytest.raises(PySparkAttributeError):
        a.__fspath__  # noqa: B018
    with pytest.raises(TypeError):
        hash(a)
    with pytest.raises(PySparkTypeError, match="NOT_EXPECTED_TYPE"):
        F.upper(3)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="INVALID_WHEN_USAGE"):
        a.otherwise(1)
    with pytest.raises(Exception, match="INVALID_WHEN_USAGE"):
        F.when(a, 1).otherwise(2).otherwise(3)
    with pytest.raises(PySparkTypeError):
        a.substr(1, b)


def test_user_functions() -> None:
    @F.udf(returnType=ArrayType(LongType()))
    def doubled(x: int) -> list[int]:
        """Twice."""
        return [x * 2]

    tree = unsited(doubled("a")._tree)
    assert (tree[0], tree[3], tree[4]) == ("udf", [A], "doubled") and doubled.__doc__ == "Twice."
    assert ArrayType(LongType()) == doubled.returnType and F.udf(lambda x: x).returnType.simpleString() == "string"

    @F.udf("int")
    def plus(x: int, y: int) -> int:
        return x + y

    assert unsited(plus("a", b)._tree)[2] == "int"
    with pytest.raises(PySparkTypeError):
        F.udf(returnType=int)(len)  # type: ignore[arg-type]


def test_places_are_the_users() -> None:
    column = F.upper("a") + 1
    kind, _, site = column._tree
    assert kind == "at" and site[0].endswith("test_sql_columns.py") and "F.upper" in site[4]
