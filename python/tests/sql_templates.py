# SPDX-License-Identifier: Apache-2.0
"""What generated cases of SQL are made of: tables, literals, templates with holes for types, options, files' values."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

_DAY, _TIME, _D = datetime.date, datetime.datetime, decimal.Decimal

SCHEMA = (
    "id int, b boolean, y tinyint, h smallint, i int, l bigint, f float, d double, m decimal(10,2), n decimal(38,10), "
    "s string, t string, x binary, dt date, ts timestamp, tn timestamp_ntz, ai array<int>, sa array<string>, "
    "mp map<string,int>, st struct<a:int,b:string>"
)
#: Values of which operations rarely fail.
TAME: list[tuple[Any, ...]] = [
    (
        1,
        True,
        1,
        10,
        100,
        1000,
        1.5,
        2.5,
        _D("1.25"),
        _D("12.5"),
        "abc",
        "12",
        b"abc",
        _DAY(2020, 2, 29),
        _TIME(2020, 2, 29, 12, 30, 15),
        _TIME(2021, 3, 4, 5, 6, 7),
        [1, 2, 3],
        ["a", "b"],
        {"a": 1},
        (1, "x"),
    ),
    (
        2,
        False,
        2,
        20,
        7,
        70,
        0.25,
        -3.5,
        _D("-7.50"),
        _D("0.1"),
        "Hello World",
        " 7 ",
        b"",
        _DAY(1999, 12, 31),
        _TIME(1999, 12, 31, 23, 59, 59, 999999),
        _TIME(1970, 1, 1),
        [3, 1, 2],
        ["b", "a", "b"],
        {"a": 3, "b": 2},
        (2, ""),
    ),
    (
        3,
        None,
        3,
        30,
        3,
        3,
        3.0,
        10.0,
        _D("100.00"),
        _D("3"),
        "x,y;z",
        "-3",
        b"\x01\xff",
        _DAY(2024, 1, 1),
        _TIME(2024, 1, 1),
        _TIME(2024, 2, 29, 23, 0),
        [],
        [],
        {},
        (3, None),
    ),
    (
        4,
        True,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
    ),
]
#: Extremes, and what is easily forgotten.
WILD: list[tuple[Any, ...]] = [
    (
        1,
        True,
        127,
        32767,
        2147483647,
        9223372036854775807,
        3.4028234663852886e38,
        1.7976931348623157e308,
        _D("99999999.99"),
        _D("9999999999999999999999999999.9999999999"),
        "",
        "",
        b"\x00",
        _DAY(9999, 12, 31),
        _TIME(9999, 12, 31, 23, 59, 59, 999999),
        _TIME(1, 1, 1),
        [None],
        [None, ""],
        {"": None},
        (None, None),
    ),
    (
        2,
        False,
        -128,
        -32768,
        -2147483648,
        -9223372036854775808,
        -1e-45,
        5e-324,
        _D("-99999999.99"),
        _D("-0.0000000001"),
        "Ünïcödé ß 😀",
        "1e3",
        "é".encode(),
        _DAY(1, 1, 1),
        _TIME(1582, 10, 10, 1, 2, 3),
        _TIME(1900, 1, 1),
        [2147483647, None, -1],
        ["ß", "a", None],
        {"k": 2147483647},
        (-1, "😀"),
    ),
    (
        3,
        None,
        0,
        0,
        0,
        0,
        float("nan"),
        float("nan"),
        _D("0.00"),
        _D("0"),
        "a%b_c\\d",
        "NaN",
        b"\xff\xfe",
        _DAY(1970, 1, 1),
        _TIME(1970, 1, 1),
        _TIME(2019, 3, 10, 2, 30),
        [0, 0],
        ["", "", "x"],
        {"x": 0, "y": 0},
        (0, ""),
    ),
    (
        4,
        True,
        -1,
        -1,
        -1,
        -1,
        -0.0,
        -0.0,
        _D("0.01"),
        _D("-1.5"),
        "  pad\t\n",
        "true",
        b"a b",
        _DAY(2000, 2, 29),
        _TIME(2021, 3, 14, 2, 30),
        _TIME(2021, 11, 7, 1, 30),
        [5, 5, None, 5],
        ["b"],
        {"n": -1},
        (1, 'a"b'),
    ),
    (
        5,
        False,
        5,
        5,
        5,
        5,
        float("inf"),
        float("-inf"),
        _D("5.55"),
        _D("0.5555555555"),
        "ABC abc",
        "2020-01-02",
        b"\xe2\x82\xac",
        _DAY(1600, 2, 29),
        _TIME(2021, 11, 7, 6, 30),
        _TIME(2100, 1, 1, 12),
        [1],
        ["2", "10"],
        {"a": 1, "b": 2, "c": 3},
        (5, "b"),
    ),
    (6, *[None] * 19),
]

COLUMNS = {
    "b": ["b"],
    "y": ["y"],
    "h": ["h"],
    "i": ["i", "id"],
    "l": ["l"],
    "f": ["f"],
    "d": ["d"],
    "m": ["m", "n"],
    "s": ["s", "t", "st.b"],
    "x": ["x"],
    "D": ["dt"],
    "T": ["ts"],
    "N": ["tn"],
    "A": ["ai"],
    "S": ["sa"],
    "M": ["mp"],
    "R": ["st"],
}
LITERALS = {
    "b": ["true", "false", "CAST(NULL AS BOOLEAN)"],
    "y": ["1Y", "-128Y", "127Y"],
    "h": ["300S", "-1S"],
    "i": ["0", "1", "-1", "7", "2147483647", "NULL", "100"],
    "l": ["0L", "5000000000", "-9223372036854775808L", "3L"],
    "f": ["1.5F", "CAST('NaN' AS FLOAT)", "0.1F"],
    "d": ["0.0D", "-0.0D", "1e10", "2.5D", "1e-7", "0.1D", "CAST('Infinity' AS DOUBLE)", "100.0D"],
    "m": ["1.5", "0.00", "-123.456", "99999999999999999999.99", "0.1", "2.50"],
    "s": ["'a'", "''", "'12'", "'Spark SQL'", "' 7'", "'é'", "'2020-02-30'", "'1.5'", "NULL", "'abc'"],
    "x": ["X'01FF'", "X''", "CAST('abc' AS BINARY)"],
    "D": ["DATE '2020-02-29'", "DATE '1969-12-31'", "DATE '0001-01-01'"],
    "T": ["TIMESTAMP '2020-02-29 12:34:56.789'", "TIMESTAMP '1969-12-31 23:59:59.999999'"],
    "N": ["TIMESTAMP_NTZ '2020-02-29 12:34:56'", "TIMESTAMP_NTZ '1900-01-01 00:00:00.5'"],
    "Y": ["INTERVAL '1-2' YEAR TO MONTH", "INTERVAL -13 MONTH", "INTERVAL 3 YEAR"],
    "I": ["INTERVAL '1 02:03:04.5' DAY TO SECOND", "INTERVAL -1 DAY", "INTERVAL 90 MINUTE", "INTERVAL 0.5 SECOND"],
    "A": ["array(1, 2, NULL)", "array(3, 3)", "CAST(array() AS ARRAY<INT>)"],
    "S": ["array('a', 'b')", "array('', NULL)", "split('a b', ' ')"],
    "M": ["map('a', 1, 'b', NULL)", "map('z', 26)"],
    "R": ["struct(1 AS a, 'x' AS b)", "named_struct('a', 5, 'b', NULL)"],
    "k": ["0", "1", "2", "3", "-1", "-2", "5", "NULL"],
    "c": ["1", "2", "-1", "0", "4"],
}
GROUPS = {
    "#": "yhilfdm",
    "z": "yhil",
    "@": "byhilfdmsxDTN",
    "?": "byhilfdmsxDTNASMRYI",
    "e": "isdmDb",
    "t": "DTN",
    "o": "bilfdmsDTNYI",
}
#: What an expression is made of: its type, then SQL with holes for the types of what it takes.
TEMPLATES = """
# ({#} + {#})
# ({#} - {#})
# ({#} * {#})
# ({#} % {#})
# (- {#})
# abs({#})
# pmod({#}, {#})
# try_add({#}, {#})
# try_subtract({#}, {#})
# try_multiply({#}, {#})
# try_mod({#}, {#})
# round({#}, {c})
# round({#})
# bround({#}, {c})
# greatest({#}, {#})
# least({#}, {#})
# coalesce({#}, {#})
# nullif({#}, {#})
# if({b}, {#}, {#})
# CASE WHEN {b} THEN {#} WHEN {b} THEN {#} ELSE {#} END
# CASE {i} WHEN {i} THEN {#} WHEN 7 THEN {#} END
# ({z} & {z})
# ({z} | {z})
# ({z} ^ {z})
# (~ {z})
# ceil({#})
# floor({#})
# ceil({m}, {c})
# floor({d}, {c})
# positive({#})
# sign({#})
# nvl2({b}, {#}, {#})
# zeroifnull({#})
# nullifzero({#})
# {#} / {#}
# try_divide({#}, {#})
l ({z} div {z})
l ({m} div {m})
d sqrt({d})
d cbrt({d})
d exp({d})
d expm1({d})
d ln({d})
d log({d}, {d})
d log10({d})
d log2({d})
d log1p({d})
d pow({d}, {d})
d sin({d})
d cos({d})
d tan({d})
d cot({d})
d asin({d})
d acos({d})
d atan({d})
d atan2({d}, {d})
d sinh({d})
d cosh({d})
d tanh({d})
d asinh({d})
d acosh({d})
d atanh({d})
d degrees({d})
d radians({d})
d hypot({d}, {d})
d rint({d})
d signum({d})
d e()
d pi()
d months_between({T}, {T})
d CAST({#} AS DOUBLE)
d CAST({s} AS DOUBLE)
d CAST({T} AS DOUBLE)
d try_cast({s} AS DOUBLE)
f CAST({#} AS FLOAT)
f CAST({s} AS FLOAT)
i CAST({#} AS INT)
i CAST({s} AS INT)
i CAST({b} AS INT)
i try_cast({s} AS INT)
i try_cast({#} AS INT)
y CAST({#} AS TINYINT)
y CAST({s} AS TINYINT)
h CAST({#} AS SMALLINT)
l CAST({#} AS BIGINT)
l CAST({s} AS BIGINT)
l CAST({T} AS BIGINT)
l try_cast({d} AS BIGINT)
m CAST({#} AS DECIMAL(10,2))
m CAST({s} AS DECIMAL(20,5))
m CAST({#} AS DECIMAL(38,18))
m try_cast({#} AS DECIMAL(3,1))
m CAST({m} AS DECIMAL(5,0))
b CAST({s} AS BOOLEAN)
b CAST({#} AS BOOLEAN)
b try_cast({s} AS BOOLEAN)
s CAST({?} AS STRING)
s CAST({#} AS STRING)
s CAST({t} AS STRING)
x CAST({s} AS BINARY)
D CAST({s} AS DATE)
D CAST({T} AS DATE)
D try_cast({s} AS DATE)
T CAST({s} AS TIMESTAMP)
T CAST({D} AS TIMESTAMP)
T CAST({l} AS TIMESTAMP)
T CAST({N} AS TIMESTAMP)
T try_cast({s} AS TIMESTAMP)
N CAST({s} AS TIMESTAMP_NTZ)
N CAST({T} AS TIMESTAMP_NTZ)
A CAST({S} AS ARRAY<INT>)
S CAST({A} AS ARRAY<STRING>)
b ({@} = {@})
b ({#} = {#})
b ({#} < {#})
b ({@} <=> {@})
b ({e} >= {e})
b ({s} < {s})
b ({t} > {t})
b ({t} <> {s})
b ({s} = {#})
b ({A} = {A})
b ({R} = {R})
b ({i} BETWEEN {#} AND {#})
b ({b} AND {b})
b ({b} OR {b})
b (NOT {b})
b ({?} IS NULL)
b ({?} IS NOT NULL)
b isnan({d})
b ({i} IN ({i}, {#}, {i}))
b ({s} IN ({s}, {s}))
b ({s} NOT IN ({s}, 'a'))
b ({s} LIKE '%a_')
b ({s} LIKE 'a\\\\%b\\\\_c%')
b ({s} ILIKE '%B%')
b ({s} RLIKE '[a-c]+')
b ({s} LIKE ANY ('a%', '%c'))
b ({s} NOT LIKE ALL ('a%', '%c'))
b startswith({s}, {s})
b endswith({s}, {s})
b contains({s}, {s})
b equal_null({@}, {@})
b ({b} IS TRUE)
b ({b} IS NOT FALSE)
b ({s} IS DISTINCT FROM {s})
b array_contains({A}, {i})
b arrays_overlap({A}, {A})
b exists({A}, v -> v > {i})
b forall({A}, v -> v > 1)
b map_contains_key({M}, {s})
b luhn_check({s})
s concat({s}, {s})
s ({s} || {#})
s concat({@}, {@})
s concat_ws({s}, {s}, {S}, {s})
s upper({s})
s lower({s})
s initcap({s})
s trim({s})
s ltrim({s})
s rtrim({s})
s trim(BOTH 'a ' FROM {s})
s btrim({s}, 'ac')
s substring({s}, {k}, {k})
s substr({s}, {k})
s substring({x}, {k}, {k})
s left({s}, {k})
s right({s}, {k})
s lpad({s}, {k}, {s})
s rpad({s}, 12, {s})
s repeat({s}, {k})
s reverse({s})
s replace({s}, {s}, {s})
s translate({s}, 'abc', 'xy')
s split_part({s}, {s}, {k})
s substring_index({s}, {s}, {k})
s regexp_replace({s}, '([a-z])', '<$1>')
s regexp_extract({s}, '(\\\\w)(\\\\w*)', {k})
s regexp_substr({s}, '[A-Z]\\\\w*')
s overlay({s} PLACING 'XY' FROM {k})
s hex({l})
s hex({s})
s hex({x})
s bin({l})
s conv({s}, 16, 10)
s conv({s}, 10, -16)
s md5({x})
s sha1({x})
s sha2({x}, 256)
s base64({x})
s soundex({s})
s chr({i})
s format_number({d}, {c})
s format_number({m}, 2)
s format_string('%s|%5d|%x', {s}, {i}, {i})
s printf('%.2f %e', {d}, {d})
s date_format({T}, 'yyyy-MM-dd HH:mm:ss.SSS')
s date_format({t}, 'EEE, d MMM yy h:mm a')
s from_unixtime({l}, 'yyyy/MM/dd')
s typeof({?})
s nvl({s}, {s})
s coalesce({s}, {#})
s elt({k}, {s}, {s})
s quote({s})
s mask({s})
s to_json({R})
s to_json({M})
s to_json({A})
s to_json(struct({T} AS t, {D} AS u, {#} AS v))
s to_csv(struct({i} AS a, {s} AS b, {D} AS c))
s get_json_object('{"a": [1, {"b": "x"}], "c": null}', {j})
s url_encode({s})
s url_decode({s})
s parse_url({s}, 'HOST')
s array_join({S}, ',')
s array_join({S}, '-', 'nil')
s {S}[{k}]
s element_at({S}, {k})
s to_char({m}, '999.99')
s to_char({D}, 'yyyy MM')
s dayname({D})
s monthname({D})
s decode({i}, 1, 'one', 7, 'seven', 'other')
s decode({x}, 'UTF-8')
s string({@})
s try_element_at({S}, {k})
i length({s})
i length({x})
i bit_length({s})
i octet_length({s})
i char_length({s})
i ascii({s})
i instr({s}, {s})
i locate({s}, {s}, {k})
i position({s} IN {s})
i levenshtein({s}, {s})
i find_in_set({s}, 'abc,b,ab')
i regexp_count({s}, '[aeiou]')
i regexp_instr({s}, 'b')
i size({A})
i cardinality({M})
i array_size({S})
i year({D})
i month({D})
i day({T})
i quarter({D})
i dayofweek({D})
i weekday({D})
i dayofyear({D})
i weekofyear({D})
i hour({T})
i minute({T})
i second({T})
i hour({N})
i extract(WEEK FROM {D})
m extract(SECOND FROM {T})
i extract(YEAROFWEEK FROM {D})
i date_part('DOY', {D})
i datediff({D}, {D})
i hash({?}, {?})
i hash({@})
i bit_count({z})
i bit_get({l}, {k})
i shiftleft({i}, {k})
i shiftright({i}, {k})
i shiftrightunsigned({l}, {k})
i array_max({A})
i array_min({A})
i {A}[{k}]
i element_at({A}, {k})
i try_element_at({A}, {k})
i get({A}, {k})
i {M}[{s}]
i element_at({M}, {s})
i {R}.a
i aggregate({A}, 0, (acc, v) -> acc + v)
i reduce({A}, {i}, (acc, v) -> acc * v, acc -> acc - 1)
i json_array_length({s})
l xxhash64({?}, {?})
l xxhash64({@})
l crc32({x})
l array_position({A}, {i})
l unix_timestamp({T})
l unix_timestamp({s}, 'yyyy-MM-dd')
l unix_micros({T})
l unix_seconds({T})
l unix_date({D})
l factorial({k})
l width_bucket({d}, 0, 10, 5)
x unhex({s})
x unbase64({s})
x encode({s}, 'UTF-16')
x to_binary({s}, 'utf-8')
x try_to_binary({s}, 'hex')
x concat({x}, {x})
D date_add({D}, {k})
D date_sub({D}, {k})
D ({D} + {k})
D ({D} + {Y})
D add_months({D}, {k})
D last_day({D})
D next_day({D}, 'MO')
D next_day({D}, {s})
D trunc({D}, 'MM')
D trunc({D}, {s})
D to_date({s})
D to_date({s}, 'yyyy-MM-dd')
D try_to_date({s}, 'yyyy-M-d')
D make_date({i}, {k}, {k})
D date_from_unix_date({i})
D greatest({D}, {D})
T date_trunc('HOUR', {T})
T date_trunc('WEEK', {T})
T date_trunc({s}, {T})
T to_timestamp({s})
T to_timestamp({s}, 'yyyy-MM-dd')
T try_to_timestamp({s}, 'M/d/yyyy')
T make_timestamp({i}, {k}, {k}, {k}, {k}, {m})
T try_make_timestamp(2020, {k}, {k}, {k}, {k}, 1.5)
T timestamp_seconds({#})
T timestamp_millis({l})
T timestamp_micros({l})
T ({T} + {I})
T ({T} - {I})
T ({T} + {Y})
T ({D} + {I})
T from_utc_timestamp({T}, 'America/New_York')
T to_utc_timestamp({T}, '+05:30')
T convert_timezone('UTC', 'Asia/Tokyo', {N})
T timestampadd(MONTH, {k}, {T})
l timestampdiff(DAY, {T}, {T})
N to_timestamp_ntz({s})
N make_timestamp_ntz(2020, {k}, {k}, {k}, {k}, 3)
N ({N} + {I})
I ({T} - {T})
I ({D} - {D})
I ({I} + {I})
I ({I} * {#})
I ({I} / {#})
I make_dt_interval({k}, {k}, {k}, {m})
I (- {I})
Y ({Y} + {Y})
Y ({Y} * {#})
Y make_ym_interval({k}, {k})
A array({i}, {i})
A array({#}, {#})
A array_distinct({A})
A array_union({A}, {A})
A array_intersect({A}, {A})
A array_except({A}, {A})
A array_remove({A}, {i})
A array_repeat({i}, {k})
A array_append({A}, {i})
A array_prepend({A}, {i})
A array_insert({A}, {k}, {i})
A array_compact({A})
A array_sort({A})
A sort_array({A}, false)
A sort_array({A})
A array_sort({A}, (p, q) -> q - p)
A slice({A}, {k}, {k})
A reverse({A})
A concat({A}, {A})
A flatten(array({A}, {A}))
A sequence({k}, {k})
A sequence({k}, 10, {k})
A transform({A}, v -> v + {i})
A transform({A}, (v, w) -> v * w)
A filter({A}, v -> v IS NOT NULL)
A zip_with({A}, {A}, (v, w) -> v + w)
A map_values({M})
A from_json('[1, null, 3]', 'array<int>')
S map_keys({M})
S split({s}, '[, ]')
S split({s}, 'a', {k})
S transform({S}, v -> upper(v))
S regexp_extract_all({s}, '([a-z]+)', 1)
S array({s}, {#})
S sequence({D}, DATE '2020-03-03')
S array_distinct({S})
S sort_array({S})
M map({s}, {i})
M map({s}, {i}, {s}, {i})
M map_concat({M}, {M})
M map_from_arrays({S}, {A})
M map_filter({M}, (k, v) -> v > 1)
M transform_values({M}, (k, v) -> v + 1)
M transform_keys({M}, (k, v) -> concat(k, '!'))
M map_zip_with({M}, {M}, (k, v, w) -> coalesce(v, w))
M map_from_entries(arrays_zip({S}, {A}))
M str_to_map({s}, ',', ':')
M from_json({s}, 'map<string,int>')
R struct({i} AS a, {s} AS b)
R named_struct('a', {i}, 'b', {s})
R from_json('{"a": 1, "b": "x"}', 'a int, b string')
R from_json({s}, 'a int, b string')
R from_csv({s}, 'a int, b string')
R from_csv('7,x y, 3', 'a int, b string, c double')
R arrays_zip({A}, {S})
R map_entries({M})
R if({b}, {R}, {R})
""".strip().splitlines()
JSON_PATHS = ["'$.a'", "'$.a[0]'", "'$.a[1].b'", "'$.c'", "'$.x'", "'$'", "'$.a[*]'", "'a'"]
AGGREGATES = """
sum({z})
sum({m})
sum({k})
avg({z})
avg({m})
min({@})
max({@})
count(*)
count({@})
count(DISTINCT {e})
count(DISTINCT {e}, {e})
sum(DISTINCT {z})
sort_array(collect_set({e}))
sort_array(collect_list({e}))
round(stddev({z}), 6)
round(var_pop({h}), 6)
round(corr({y}, {h}), 6)
bool_and({b})
every({b})
some({b})
count_if({b})
bit_and({z})
bit_or({z})
bit_xor({z})
max_by({e}, id)
min_by({e}, id)
median({h})
percentile({h}, 0.3)
percentile_approx({h}, 0.5)
mode({y})
any_value(1)
sum({z}) FILTER (WHERE {b})
count(*) FILTER (WHERE {b})
max({e}) FILTER (WHERE {b})
approx_count_distinct({e})
try_sum({z})
try_avg({z})
array_size(collect_list({?}))
round(kurtosis({h}), 6)
round(skewness({h}), 6)
regr_count({y}, {h})
round(regr_slope({y}, {h}), 6)
listagg({s}, ',') WITHIN GROUP (ORDER BY id)
first(1)
grouping_id() IS NULL
""".strip().splitlines()
WINDOWS = """
row_number()
rank()
dense_rank()
percent_rank()
cume_dist()
ntile({w})
lag({e})
lag({e}, {w})
lead({e}, 1, NULL)
first_value({e})
last_value({e})
nth_value({e}, 2)
sum({z})
sum({m})
count({e})
min({e})
max({e})
avg({z})
""".strip().splitlines()

STEPS = [
    ".select({col}, F.expr({sql:@}))",
    ".filter({sql:b}).select('id')",
    ".withColumn({col}, F.lit({lit}))",
    ".select('id', F.col({num}) + {lit})",
    ".select('id', {lit} * F.col({num}))",
    ".select(F.col({num}) / {lit})",
    ".select(F.col({col}).cast('string'))",
    ".select(F.col({num}).cast({kind}))".replace("{kind}", "'int'"),
    ".select(F.when(F.expr({sql:b}), F.col({num})).otherwise({lit}))",
    ".groupBy({col}).agg(F.max({col}), F.count('*'))",
    ".groupBy('b').sum({num})",
    ".groupBy().avg({num}, {num})",
    ".groupBy({col}).count()",
    ".agg({'y': 'max', 'id': 'count'})",
    ".na.fill({lit}).select({col})",
    ".na.drop(subset=[{col}]).select('id')",
    ".fillna({'i': 5, 's': 'q'}).select('i', 's')",
    ".replace({lit}, {lit}).select({col})",
    ".select('id', F.col({col}).isin({lit}, {lit}))",
    ".dropDuplicates([{col}]).select({col})",
    ".select(F.col({num}).between({lit}, {lit}))",
    ".select(F.col('s').substr(1, 2), F.col('s')[0:2])",
    ".selectExpr('id', {sql:#})",
    ".withColumnRenamed({col}, 'z').select('z')",
    ".drop({col}).select('id')",
    ".select(F.col({col}).isNull(), ~F.col('b'))",
    ".select((F.col({num}) > {lit}) & F.col('b'))",
    ".groupBy('b').pivot('id', [1, 2]).agg(F.sum({num}))",
    ".describe({num}).select('summary', F.col({num}).isNull())",
    ".select(F.col({num}).eqNullSafe({lit}))",
    ".select(F.coalesce(F.col({col}), F.lit({lit})))",
    ".select(F.concat_ws('-', {col}, {col}))",
    ".select(F.greatest({num}, {num}))",
    ".select(F.array({num}, {num}))",
    ".select(F.struct({col}, {col}))",
    ".select(F.create_map(F.lit('a'), {col}))",
    ".select(F.round({num}, 1), F.abs({num}))",
    ".select(F.col('st.a'), F.col('st')['b'], F.col('mp')['a'], F.col('ai')[0])",
    ".select(F.sum({num}).over(Window.partitionBy('b')))",
    ".select('id', F.row_number().over(Window.partitionBy('b').orderBy('id', 'y', 'd')))",
    ".unionByName(spark.table('tame')).select({col})",
    ".join(spark.table('tame').select('id', F.col('s').alias('q')), 'id', 'left').select('id', 'q')",
    ".join(spark.table('wild').select('id'), on=['id'], how='semi').select({col})",
    ".limit(0).select({col})",
    ".select(F.col('st').withField('c', F.lit({lit})))",
    ".select(F.transform('ai', lambda v: v + {lit}))",
    ".select(F.lit({lit}), F.lit({lit}) == F.lit({lit}))",
    ".select(-F.col({num}), F.col({num}) % {lit})",
    ".select(F.date_format({col}, 'yyyy'), F.to_date({col}))",
    ".select(F.size({col}))",
    ".select(F.length({col}))",
    ".orderBy(F.col({col}).desc_nulls_first(), 'id').limit(3).select('id')",
    ".crosstab('b', 'id').orderBy('b_id')",
]
CSV_OPTIONS = [
    ("mode", ["PERMISSIVE", "DROPMALFORMED", "FAILFAST"], 0.3),
    ("nullValue", ["null", "a", "1"], 0.15),
    ("quote", ["'", "", '"'], 0.1),
    ("escape", ['"', "\\"], 0.2),
    ("comment", ["#"], 0.15),
    ("ignoreLeadingWhiteSpace", ["true"], 0.15),
    ("ignoreTrailingWhiteSpace", ["true"], 0.15),
    ("emptyValue", ["E"], 0.1),
    ("nanValue", ["x", "NaN"], 0.05),
    ("dateFormat", ["dd/MM/yyyy", "yyyy-M-d"], 0.1),
    ("timestampFormat", ["yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], 0.1),
    ("multiLine", ["true"], 0.1),
    ("enforceSchema", ["false"], 0.05),
    ("preferDate", ["false"], 0.05),
]
JSON_OPTIONS = [
    ("mode", ["PERMISSIVE", "DROPMALFORMED", "FAILFAST"], 0.3),
    ("primitivesAsString", ["true"], 0.1),
    ("prefersDecimal", ["true"], 0.1),
    ("multiLine", ["true"], 0.1),
    ("allowUnquotedFieldNames", ["true"], 0.1),
    ("allowSingleQuotes", ["false"], 0.1),
    ("dropFieldIfAllNull", ["true"], 0.1),
    ("allowNumericLeadingZeros", ["true"], 0.1),
    ("inferTimestamp", ["true"], 0.1),
    ("dateFormat", ["dd/MM/yyyy"], 0.05),
]
ARROW = [
    ("pa.int8()", ["1", "-128"]),
    ("pa.int16()", ["300"]),
    ("pa.int32()", ["2147483647", "0"]),
    ("pa.int64()", ["2**63-1", "5"]),
    ("pa.uint8()", ["255", "0"]),
    ("pa.uint16()", ["65535"]),
    ("pa.uint32()", ["4294967295"]),
    ("pa.uint64()", ["2**64-1", "7"]),
    ("pa.float32()", ["1.5", "float('nan')"]),
    ("pa.float64()", ["-0.0", "1e300", "float('inf')"]),
    ("pa.bool_()", ["True", "False"]),
    ("pa.string()", ["'a'", "''", "'é😀'"]),
    ("pa.large_string()", ["'b'"]),
    ("pa.binary()", ["b'\\x00\\xff'"]),
    ("pa.binary(2)", ["b'ab'"]),
    ("pa.date32()", ["datetime.date(2020, 2, 29)", "datetime.date(1, 1, 1)"]),
    ("pa.timestamp('us')", ["datetime.datetime(2020, 1, 1, 1)"]),
    ("pa.timestamp('ms', 'UTC')", ["datetime.datetime(1960, 1, 1)"]),
    ("pa.timestamp('ns')", ["datetime.datetime(2020, 1, 1, 1)"]),
    ("pa.decimal128(9, 2)", ["decimal.Decimal('1.25')"]),
    ("pa.decimal128(18, 4)", ["decimal.Decimal('-99999.0001')"]),
    ("pa.decimal128(38, 10)", ["decimal.Decimal('12345678901234567890.5')"]),
    ("pa.list_(pa.int32())", ["[1, None]", "[]"]),
    ("pa.list_(pa.string())", ["['x']", "[None]"]),
    ("pa.struct([('p', pa.int32()), ('q', pa.string())])", ["{'p': 1, 'q': None}"]),
    ("pa.map_(pa.string(), pa.int32())", ["[('k', 1)]", "[]"]),
    ("pa.list_(pa.list_(pa.int64()))", ["[[1], None, []]"]),
    ("pa.dictionary(pa.int32(), pa.string())", ["'d1'", "'d2'"]),
    ("pa.time64('us')", ["datetime.time(1, 2, 3)"]),
    ("pa.null()", ["None"]),
    ("pa.date64()", ["datetime.date(2020, 2, 29)"]),
]
