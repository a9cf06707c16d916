# SPDX-License-Identifier: Apache-2.0
"""Functions of SQL and of columns: values as PySpark gives them in ANSI mode."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

from martlet.sql import SparkSession
from martlet.sql import functions as F
from martlet.sql.errors import (
    ArithmeticException,
    DateTimeException,
    IllegalArgumentException,
    PySparkException,
    PythonException,
    SparkRuntimeException,
)

DATE, TIME = datetime.date, datetime.datetime

TEXTS: list[tuple[str, Any]] = [
    ("regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 1)", "100"),
    ("regexp_extract('foo', '(\\\\d+)', 1)", ""),
    ("regexp_extract_all('100-200, 300-400', '(\\\\d+)-(\\\\d+)', 1)", ["100", "300"]),
    ("regexp_replace('100-200', '(\\\\d+)-(\\\\d+)', '$2:$1')", "200:100"),
    ("regexp_replace('healthy, wealthy', '\\\\w+thy', 'x', 2)", "hx, x"),
    ("regexp_count('Steven Jones and Stephen Smith', 'Ste(v|ph)en')", 2),
    ("regexp_instr('user@spark.apache.org', '@[^.]*')", 5),
    ("regexp_substr('Steven Jones', 'Jo\\\\p{Lower}+')", "Jones"),
    ("regexp_substr('Steven', 'x')", None),
    ("split('oneAtwoBthreeC', '[ABC]')", ["one", "two", "three", ""]),
    ("split('oneAtwoBthreeC', '[ABC]', 2)", ["one", "twoBthreeC"]),
    ("split('ab', '')", ["a", "b"]),
    ("initcap('sPark  sql')", "Spark  Sql"),
    ("translate('AaBbCc', 'abc', '12')", "A1B2C"),
    ("substring_index('www.apache.org', '.', 2)", "www.apache"),
    ("substring_index('www.apache.org', '.', -2)", "apache.org"),
    ("levenshtein('kitten', 'sitting')", 3),
    ("levenshtein('kitten', 'sitting', 2)", -1),
    ("soundex('Miller')", "M460"),
    ("format_string('%d %s %.2f %05d', 1, 'a', 2.5D, 7)", "1 a 2.50 00007"),
    ("format_number(12332.123456D, 4)", "12,332.1235"),
    ("format_number(-0.5D, 0)", "-0"),
    ("lpad('hi', 5, '?')", "???hi"),
    ("trim('xyz', 'yxTomxx')", "Tom"),
    ("overlay('Spark SQL', 'ANSI ', 7, 0)", "Spark ANSI SQL"),
    ("split_part('11.12.13', '.', -1)", "13"),
    ("find_in_set('ab', 'abc,b,ab,c,def')", 3),
    ("mask('AbCD123-@$#')", "XxXXnnn-@$#"),
    ("locate('bar', 'foobarbar', 5)", 7),
    ("concat_ws('-', 'a', array('b', NULL, 'c'), NULL)", "a-b-c"),
    ("ascii('é')", 233),
    ("chr(65)", "A"),
    ("right('Spark SQL', 3)", "SQL"),
    ("reverse('Ünix')", "xinÜ"),
    ("elt(2, 'scala', 'java')", "java"),
    ("md5('Spark')", "8cde774d6f7333752ed72cacddb05126"),
    ("sha2('Spark', 256)", "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b"),
    ("sha1('Spark')", "85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c"),
    ("crc32('Spark')", 1557323817),
    ("hash('Spark', array(123), 2)", -1321691492),
    ("xxhash64('Spark', array(123), 2)", 5602566077635097486),
    ("base64('Spark SQL')", "U3BhcmsgU1FM"),
    ("unbase64('U3BhcmsgU1FM')", b"Spark SQL"),
    ("hex(17)", "11"),
    ("hex('Spark SQL')", "537061726B2053514C"),
    ("decode(unhex('537061726B2053514C'), 'UTF-8')", "Spark SQL"),
    ("bin(13)", "1101"),
    ("conv('100', 2, 10)", "4"),
    ("conv(-10, 16, -10)", "-16"),
    ("url_decode(url_encode('https://spark.apache.org'))", "https://spark.apache.org"),
    ("parse_url('http://spark.apache.org/path?query=1', 'QUERY', 'query')", "1"),
    ("str_to_map('a:1,b:2')", {"a": "1", "b": "2"}),
    ("octet_length('Ü')", 2),
    ("'a' RLIKE '^A$'", False),
]

NUMBERS: list[tuple[str, Any]] = [
    ("pmod(-7.5, 2)", decimal.Decimal("0.5")),
    ("pmod(127Y, 1.25)", decimal.Decimal("0.75")),
    ("pmod(-7.5, -2)", decimal.Decimal("-1.5")),
    ("acosh(1e200D)", 461.2101657793691),
    ("asinh(-1e-10D)", -1e-10),
    ("1E-7BD * 1e3BD", decimal.Decimal("0.0001000")),
    ("bit_get(-1L, 63)", 1),
    ("factorial(5)", 120),
    ("factorial(21)", None),
    ("width_bucket(5.3, 0.2, 10.6, 5)", 3),
    ("shiftrightunsigned(-4, 1)", 2147483646),
    ("bit_count(-1)", 64),
    ("getbit(11, 0)", 1),
    ("ceil(3.1411, 3)", decimal.Decimal("3.142")),
    ("floor(-0.1)", decimal.Decimal("-1")),
    ("round(2.5)", decimal.Decimal("3")),
    ("bround(2.5, 0)", decimal.Decimal("2")),
    ("rint(12.3456)", 12.0),
    ("hypot(3, 4)", 5.0),
    ("log10(0)", None),
    ("degrees(pi())", 180.0),
    ("typeof(array(1))", "array<int>"),
    ("nullifzero(0)", None),
    ("equal_null(NULL, NULL)", True),
]

TIMES: list[tuple[str, Any]] = [
    ("date_format(DATE '2016-04-08', 'y')", "2016"),
    ("date_format(TIMESTAMP '2024-02-29 13:04:05', 'EEEE, d MMM yyyy h:mm a')", "Thursday, 29 Feb 2024 1:04 PM"),
    ("to_date('2016-12-31', 'yyyy-MM-dd')", DATE(2016, 12, 31)),
    ("to_date('31/1/2020', 'd/M/yyyy')", DATE(2020, 1, 31)),
    ("try_to_date('x', 'd/M/yyyy')", None),
    ("to_timestamp('2016-12-31 01', 'yyyy-MM-dd HH')", TIME(2016, 12, 31, 1)),
    ("months_between('1997-02-28 10:30:00', '1996-10-30')", 3.94959677),
    ("months_between('2021-02-28', '2021-01-31')", 1.0),
    ("next_day(DATE '2015-01-14', 'TU')", DATE(2015, 1, 20)),
    ("last_day('2009-01-12')", DATE(2009, 1, 31)),
    ("add_months(DATE '2016-08-31', 1)", DATE(2016, 9, 30)),
    ("date_trunc('MONTH', TIMESTAMP '2015-03-05 09:32:05.359')", TIME(2015, 3, 1)),
    ("trunc(DATE '2019-08-04', 'week')", DATE(2019, 7, 29)),
    ("make_date(2013, 7, 15)", DATE(2013, 7, 15)),
    ("make_timestamp_ntz(2014, 12, 28, 6, 30, 45.887)", TIME(2014, 12, 28, 6, 30, 45, 887000)),
    ("unix_timestamp('2016-04-08', 'yyyy-MM-dd') % 86400", 0),
    ("from_unixtime(0, 'yyyy')", "1970"),
    ("unix_date(DATE '1970-01-02')", 1),
    ("date_from_unix_date(1)", DATE(1970, 1, 2)),
    ("extract(DOY FROM DATE '2019-08-12')", 224),
    ("extract(SECOND FROM TIMESTAMP '2019-10-01 00:00:01.000001')", decimal.Decimal("1.000001")),
    ("monthname(DATE '2008-02-20')", "Feb"),
    ("dayname(DATE '2008-02-20')", "Wed"),
    ("timestampadd(MONTH, 1, TIMESTAMP_NTZ '2022-01-31 00:00:00')", TIME(2022, 2, 28)),
    ("timestampdiff(MONTH, TIMESTAMP '2021-01-31 00:00:00', TIMESTAMP '2021-03-01 00:00:00')", 1),
    (
        "convert_timezone('Europe/Brussels', 'America/Los_Angeles', TIMESTAMP_NTZ '2021-12-06 00:00:00')",
        TIME(2021, 12, 5, 15),
    ),
]

NESTED: list[tuple[str, Any]] = [
    ("array_distinct(array(1, 2, 3, NULL, 3, NULL))", [1, 2, 3, None]),
    ("array_union(array(1, 2, 3), array(1, 3, 5))", [1, 2, 3, 5]),
    ("array_intersect(array(1, 2, 3), array(3, 1))", [1, 3]),
    ("array_except(array(1, 2, 2, 3), array(3))", [1, 2]),
    ("arrays_overlap(array(1, NULL), array(2, 3))", None),
    ("array_position(array(3, 2, 1), 1)", 3),
    ("array_remove(array(1, 2, NULL, 2), 2)", [1, None]),
    ("array_insert(array(5, 3, 2), -4, 7)", [7, 5, 3, 2]),
    ("array_insert(array(5), 4, 4)", [5, None, None, 4]),
    ("array_append(array('b'), NULL)", ["b", None]),
    ("array_prepend(array('b'), 'a')", ["a", "b"]),
    ("array_compact(array(1, NULL))", [1]),
    ("array_min(array(2, NULL, 1))", 1),
    ("array_max(array(double('NaN'), 1D)) > 5", True),
    ("sort_array(array('b', NULL, 'a'))", [None, "a", "b"]),
    ("sort_array(array('b', NULL, 'a'), false)", ["b", "a", None]),
    ("array_sort(array('b', NULL, 'a'))", ["a", "b", None]),
    ("array_sort(array(5, 6, 1), (l, r) -> case when l < r then 1 when l > r then -1 else 0 end)", [6, 5, 1]),
    ("slice(array(1, 2, 3, 4), -2, 2)", [3, 4]),
    ("flatten(array(array(1, 2), array(3)))", [1, 2, 3]),
    ("array_repeat('x', 2)", ["x", "x"]),
    ("array_join(array('a', NULL, 'b'), ',', '*')", "a,*,b"),
    ("concat(array(1), array(2, 3))", [1, 2, 3]),
    ("sequence(5, 1)", [5, 4, 3, 2, 1]),
    ("sequence(DATE '2020-02-28', DATE '2020-03-01')", [DATE(2020, 2, 28), DATE(2020, 2, 29), DATE(2020, 3, 1)]),
    ("sequence(DATE '2020-03-02', DATE '2020-03-01')", [DATE(2020, 3, 2), DATE(2020, 3, 1)]),
    (
        "sequence(DATE '2020-01-31', DATE '2020-04-01', INTERVAL 1 MONTH)",
        [
            DATE(2020, 1, 31),
            DATE(2020, 2, 29),
            DATE(2020, 3, 31),
        ],
    ),
    ("sequence(DATE '2020-01-10', DATE '2020-01-05', INTERVAL -3 DAY)", [DATE(2020, 1, 10), DATE(2020, 1, 7)]),
    (
        "sequence(TIMESTAMP_NTZ '2020-01-01 00:00:00', TIMESTAMP_NTZ '2020-01-01 05:00:00', INTERVAL 3 HOUR)",
        [
            TIME(2020, 1, 1),
            TIME(2020, 1, 1, 3),
        ],
    ),
    ("sequence(DATE '2020-01-01', CAST(NULL AS DATE))", None),
    ("get(array(1), 5)", None),
    ("try_element_at(array(1), 5)", None),
    ("map(1, 'a', 2, 'b')[2]", "b"),
    ("element_at(map('a', 1), 'x')", None),
    ("map_keys(map(1, 'a'))", [1]),
    ("map_values(map(1, 'a'))", ["a"]),
    ("map_from_arrays(array('a'), array(1))", {"a": 1}),
    ("map_from_entries(array(struct('a', 1)))", {"a": 1}),
    ("map_concat(map(1, 'a'), map(2, 'b'))", {1: "a", 2: "b"}),
    ("map_contains_key(map(1, 'a'), 2)", False),
    ("size(map(1, 'a'))", 1),
    ("transform(array(1, 2, 3), x -> x + 1)", [2, 3, 4]),
    ("transform(array(1, 2, 3), (x, i) -> x + i)", [1, 3, 5]),
    ("filter(array(0, 2, 3), (x, i) -> x > i)", [2, 3]),
    ("exists(array(1, NULL), x -> x > 1)", None),
    ("forall(array(2, NULL), x -> x > 1)", None),
    ("forall(array(1, NULL), x -> x > 1)", False),
    ("aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10)", 60),
    ("aggregate(array('a', 'b'), '', (acc, x) -> concat(x, acc))", "ba"),
    ("zip_with(array(1, 2), array('a'), (x, y) -> (y, x))[1].x", 2),
    ("map_filter(map(1, 0, 2, 2), (k, v) -> k > v)", {1: 0}),
    ("transform_values(map(1, 1), (k, v) -> v + k)", {1: 2}),
    ("transform_keys(map(1, 1), (k, v) -> k + 1)", {2: 1}),
    ("map_zip_with(map(1, 'a'), map(1, 'x', 2, 'y'), (k, a, b) -> concat(a, b))", {1: "ax", 2: None}),
    ("transform(array(array(1), array(2, 3)), x -> transform(x, y -> y + size(x)))", [[2], [4, 5]]),
    ("cast(array(1, NULL) as string)", "[1, null]"),
    ("cast(map('a', struct(1, 2.5)) as string)", "{a -> {1, 2.5}}"),
    ("cast(array('1') as array<int>)", [1]),
]

JSON: list[tuple[str, Any]] = [
    ('get_json_object(\'{"a":{"b":[1,{"c":"x"}]}}\', \'$.a.b[1].c\')', "x"),
    ("get_json_object('{\"a\":1.50}', '$.a')", "1.50"),
    ("get_json_object('{\"a\":1', '$.a')", None),
    ("to_json(named_struct('a', 1, 'b', CAST(NULL AS INT), 't', DATE '2020-01-02'))", '{"a":1,"t":"2020-01-02"}'),
    ("to_json(map('a', array(1.5D, NULL)))", '{"a":[1.5,null]}'),
    ("from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE').b", 0.8),
    ("from_json('{\"a\":\"x\"}', 'a INT').a", None),
    ("from_json(' ', 'a INT') IS NULL", True),
    ("from_json('{', 'a INT') IS NULL", False),
    ("from_json('[{\"a\": 1}]', 'a INT').a", None),
    ("from_json('{\"a\": 1} x', 'a INT').a", 1),
    ("from_json('{\"a\": {\"b\": [1,  2.50]}}', 'a STRING').a", '{"b":[1,2.5]}'),
    ("from_json('{\"a\": 1e3}', 'a STRING').a", "1000.0"),
    ("from_json('{}', 'array<int>')", None),
    ("from_json('[1, 2]', 'array<int>')", [1, 2]),
    ("from_json('{\"a\":1}', 'map<string,int>')", {"a": 1}),
    ("from_csv('1, 0.8', 'a INT, b DOUBLE').a", 1),
    ("to_csv(named_struct('a', 1, 'b', 'x,y'))", '1,"x,y"'),
    ("json_array_length('[1,2,3]')", 3),
    ('json_object_keys(\'{"a":1,"b":2}\')', ["a", "b"]),
    ("schema_of_json('[{\"col\":0}]')", "ARRAY<STRUCT<col: BIGINT>>"),
]


@pytest.mark.parametrize(
    "cases", [TEXTS, NUMBERS, TIMES, NESTED, JSON], ids=["texts", "numbers", "times", "nested", "json"]
)
def test_values(spark: SparkSession, cases: list[tuple[str, Any]]) -> None:
    row = spark.sql("select " + ", ".join(f"{text} as c{number}" for number, (text, _) in enumerate(cases))).first()
    assert row is not None
    wrong = [(text, got, want) for (text, want), got in zip(cases, row) if got != want or type(got) is not type(want)]
    assert not wrong


def test_functions_are_null_where_an_argument_is(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("ab", 1), (None, 2), ("abc", None)], "s string, n int")
    columns = [
        F.regexp_extract("s", "(b)", 1),
        F.soundex("s"),
        F.expr("levenshtein(s, 'a')"),
        F.expr("lpad(s, n, '*')"),
    ]
    assert [tuple(row) for row in frame.select(*columns).collect()] == [
        ("b", "A100", 1, "a"),
        (None, None, None, None),
        ("b", "A120", 2, None),
    ]


def test_aggregates(spark: SparkSession) -> None:
    frame = spark.createDataFrame(
        [("a", 1, 2.0), ("a", 2, 4.0), ("a", 3, 7.0), ("b", 5, None)], "k string, x int, y double"
    )
    found = (
        frame.groupBy("k")
        .agg(
            F.median("x"),
            F.percentile("x", F.array(F.lit(0.25), F.lit(1.0))),
            F.percentile_approx("x", 0.5),
            F.round(F.corr("x", "y"), 6),
            F.round(F.covar_samp("x", "y"), 6),
            F.round(F.skewness("y"), 6),
            F.round(F.kurtosis("y"), 6),
            F.max_by("k", "x"),
            F.min_by("x", "y"),
            F.mode("k"),
            F.bit_xor("x"),
            F.bool_and(F.col("x") > 1),
            F.count_if(F.col("x") > 1),
            F.product("x"),
            F.listagg("k", F.lit("-")),
            F.approx_count_distinct("x"),
        )
        .orderBy("k")
        .collect()
    )
    assert tuple(found[0])[1:] == (
        2.0, [1.5, 3.0], 2, 0.993399, 2.5, 0.239063, -1.5, "a", 1, "a", 0, False, 2, 6.0, "a-a-a", 3,
    )  # fmt: skip
    assert tuple(found[1])[1:] == (
        5.0, [5.0, 5.0], 5, None, None, None, None, "b", None, "b", 5, True, 1, 5.0, "b", 1,
    )  # fmt: skip
    found = spark.range(100_000).agg(F.approx_count_distinct("id")).collect()[0][0]
    assert abs(found - 100_000) < 10_000


def test_lambda_functions_of_columns(spark: SparkSession) -> None:
    frame = spark.createDataFrame([([1, 2, 3], 10), (None, 20), ([], 30)], "xs array<int>, n int")
    added = F.transform("xs", lambda x: x + F.col("n"))
    folded = F.aggregate("xs", F.lit(0).cast("long"), lambda total, x: total + x)
    assert [tuple(row) for row in frame.select(added, folded).collect()] == [([11, 12, 13], 6), (None, None), ([], 0)]
    assert frame.select(F.exists("xs", lambda x: x > 2)).columns == [
        "exists(xs, lambdafunction((namedlambdavariable() > 2), namedlambdavariable()))"
    ]


@pytest.mark.parametrize(
    ("text", "condition", "kind"),
    [
        ("to_date('1/2/2020', 'MM/dd/yyyy')", "CANNOT_PARSE_TIMESTAMP", DateTimeException),
        ("make_date(2019, 13, 1)", "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", DateTimeException),
        ("bit_get(1Y, 8)", "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE", IllegalArgumentException),
        ("bit_get(1, -1)", "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE", IllegalArgumentException),
        ("element_at(array(1), 0)", "INVALID_INDEX_OF_ZERO", SparkRuntimeException),
        ("try_element_at(array(1), length(''))", "INVALID_INDEX_OF_ZERO", SparkRuntimeException),
        ("pmod(1.5, 0)", "REMAINDER_BY_ZERO", ArithmeticException),
        ("to_date(1.25)", "CAST_INVALID_INPUT", DateTimeException),
        ("next_day(DATE '2015-01-14', 'xx')", "ILLEGAL_DAY_OF_WEEK", IllegalArgumentException),
        ("regexp_extract('a', '(', 0)", "INVALID_PARAMETER_VALUE.PATTERN", SparkRuntimeException),
        ("regexp_replace('a', '[a-z&&[b]]', '')", "INVALID_PARAMETER_VALUE.PATTERN", SparkRuntimeException),
        ("regexp_extract('a', 'a', 1)", "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX", SparkRuntimeException),
        ("map(1, 2, 1, 3)", "DUPLICATED_MAP_KEY", SparkRuntimeException),
        ("slice(array(1), 0, 1)", "INVALID_PARAMETER_VALUE.START", SparkRuntimeException),
        ("raise_error('no')", "USER_RAISED_EXCEPTION", SparkRuntimeException),
        ("cast(raise_error('no') as int)", "USER_RAISED_EXCEPTION", SparkRuntimeException),
        ("1 + raise_error('no')", "USER_RAISED_EXCEPTION", SparkRuntimeException),
        ("array(raise_error('no'), 1)", "USER_RAISED_EXCEPTION", SparkRuntimeException),
        ("if(1 > 0, raise_error('no'), 'fine')", "USER_RAISED_EXCEPTION", SparkRuntimeException),
        ("'first' union all select raise_error('no')", "USER_RAISED_EXCEPTION", SparkRuntimeException),
        ("unbase64('*')", "CONVERSION_INVALID_INPUT", IllegalArgumentException),
    ],
)
def test_errors(spark: SparkSession, text: str, condition: str, kind: type[PySparkException]) -> None:
    with pytest.raises(kind) as caught:
        spark.sql(f"select {text}").collect()
    assert caught.value.getCondition() == condition


def test_errors_that_are_not_met(spark: SparkSession) -> None:
    found = spark.sql("select coalesce(1, raise_error('no')), if(1 > 0, 'fine', raise_error('no')), cast(null as int)")
    assert [tuple(row) for row in found.collect()] == [(1, "fine", None)]


def test_functions_of_python(spark: SparkSession) -> None:
    day = DATE(2020, 1, 31)
    frame = spark.createDataFrame([(1, "a", 1.5, day), (None, "bc", 2.5, None)], "n int, s string, d double, day date")

    @F.udf("int")
    def more(n: Any) -> Any:
        return -1 if n is None else n + 1

    pair = F.udf(lambda s, d: (s, d), "struct<s:string,d:double>")
    columns = F.udf(lambda s, d: (s, d), "s string, d double")
    later = F.udf(lambda day: day and day + datetime.timedelta(days=1), "date")
    twice = F.udf(lambda d: d * 2)
    found = frame.select(
        more("n"), F.udf(len, "int")("s") + 1, twice("d"), later("day"), pair("s", "d"), columns("s", "d")
    ).collect()
    assert [tuple(row) for row in found] == [
        (2, 2, "3.0", DATE(2020, 2, 1), ("a", 1.5), ("a", 1.5)),
        (-1, 3, "5.0", None, ("bc", 2.5), ("bc", 2.5)),
    ]
    assert frame.select(more("n")).columns == ["more(n)"]
    spark.udf.register("twice", lambda x: x * 2, "long")
    assert frame.selectExpr("twice(length(s)) as t").filter("t > 2").collect() == [(4,)]


def test_functions_of_python_that_fail(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1,), (None,)], "n int")
    with pytest.raises(PythonException, match="UDF_RETURN_TYPE"):
        frame.select(F.udf(lambda n: "x", "int")("n")).collect()
    with pytest.raises(TypeError, match="NoneType"):
        frame.select(F.udf(lambda n: n + 1, "int")("n")).collect()
    with pytest.raises(PythonException, match="UDF_RETURN_TYPE"):
        frame.select(F.udf(lambda s: s, "int")(F.struct("n"))).collect()
    with pytest.raises(NotImplementedError, match="interval year"):
        frame.select(F.udf(lambda s: 1, "int")(F.struct(F.make_ym_interval(F.col("n"))))).collect()


def test_zones_that_queries_name(spark: SparkSession) -> None:
    before = spark.conf.get("spark.sql.session.timeZone")
    try:
        spark.conf.set("spark.sql.session.timeZone", "America/New_York")
        row = spark.sql(
            "select date_format(timestamp_seconds(0), 'yyyy-MM-dd HH:mm xxx'), hour(timestamp_seconds(0))"
        ).first()
        assert row == ("1969-12-31 19:00 -05:00", 19)
    finally:
        spark.conf.set("spark.sql.session.timeZone", before)
    assert spark.sql("select from_utc_timestamp('2016-08-31', 'Asia/Seoul') as t").first() == (TIME(2016, 8, 31, 9),)


def test_names_of_columns_are_not_cut(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    spark.range(1).select(F.lit("x" * 30).alias("a name of more than twenty letters")).show()
    assert "|a name of more than twenty letters|" in capsys.readouterr().out
