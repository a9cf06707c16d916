# SPDX-License-Identifier: Apache-2.0
"""Functions that take nothing but columns: name, arguments and meaning of each in one line."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from ..column import Column
from ..trees import literal
from .basics import ColumnOrName, with_constants

_TABLE = """
acos(col) The angle of a cosine.
acosh(col) The inverse of the hyperbolic cosine.
array_agg(col) As collect_list.
array_compact(col) Without nulls.
array_except(col1, col2) The different elements of the first array that the second does not have.
array_intersect(col1, col2) The different elements that both arrays have.
array_max(col) The greatest element, nulls aside.
array_min(col) The least element, nulls aside.
array_size(col) How many elements an array has.
array_union(col1, col2) The different elements of two arrays.
arrays_overlap(a1, a2) Whether two arrays have an element in common.
ascii(col) The code point of the first character.
asin(col) The angle of a sine.
asinh(col) The inverse of the hyperbolic sine.
atan(col) The angle of a tangent.
atanh(col) The inverse of the hyperbolic tangent.
bin(col) The binary digits of a number.
bit_and(col) The bits that all values have.
bit_count(col) How many bits are set.
bit_get(col, pos) The bit at a position from the right, from 0.
bit_length(col) How many bits a text or bytes have.
bit_or(col) The bits that any value has.
bit_xor(col) The exclusive or of all values.
bitmap_and_agg(col) The bits that all bitmaps have.
bitmap_bit_position(col) The bit of a number in its bitmap.
bitmap_bucket_number(col) The bitmap in which a number is.
bitmap_construct_agg(col) A bitmap with these bits set.
bitmap_count(col) How many bits are set.
bitmap_or_agg(col) The bits that any bitmap has.
bitwise_not(col) All bits turned.
bool_and(col) Whether all values are true.
bool_or(col) Whether any value is true.
cardinality(col) How many elements an array or a map has.
cbrt(col) The cube root.
char(col) The character of a code point.
char_length(str) The number of characters.
character_length(str) The number of characters.
chr(n) The character of a code point.
collation(col) The name of a text's collation.
collect_union(col) The different elements of all arrays.
contains(left, right) Whether the first has the second in it.
convert_timezone(sourceTz, targetTz, sourceTs) A time without a zone, from one zone to another.
cosh(col) The hyperbolic cosine.
cot(col) The cotangent.
count_if(col) How many values are true.
covar_pop(col1, col2) The covariance of a whole population.
csc(col) The cosecant.
curdate() The date when the query begins.
current_catalog() The name of the current catalog.
current_database() The name of the current database.
current_schema() The name of the current database.
current_timezone() The session's time zone.
current_user() The name of the user.
date_diff(end, start) The days from start to end.
date_from_unix_date(days) The date so many days after 1970 began.
date_part(field, source) A part of a date, time or interval, by name.
datepart(field, source) A part of a date, time or interval, by name.
day(col) The day of the month.
dayname(col) The short name of the day of the week.
degrees(col) Radians as degrees.
e() Euler's number.
elt(*inputs) The one of the further values that the first counts to.
endswith(str, suffix) Whether it ends with a text.
equal_null(col1, col2) Equality by which null equals null.
every(col) Whether all values are true.
expm1(col) e to this power, less one.
extract(field, source) A part of a date, time or interval, by name.
factorial(col) The factorial.
find_in_set(str, str_array) The position of a text in a list with commas, from 1.
from_base32(col) The bytes of a text in Base32.
getbit(col, pos) The bit at a position from the right, from 0.
histogram_numeric(col, nBins) A histogram of so many buckets.
hll_sketch_agg(col, lgConfigK=) A sketch of how many different values there are.
hll_sketch_estimate(col) About how many different values a sketch has seen.
hll_union(col1, col2, allowDifferentLgConfigK=) Both sketches together.
hll_union_agg(col, allowDifferentLgConfigK=) All sketches together.
hmac(key, message, algorithm=) The message's code by a key.
ifnull(col1, col2) The second where the first is null.
inline(col) A row for each struct of an array.
inline_outer(col) As inline; a row with nulls where there is none.
is_valid_utf8(str) Whether bytes are UTF-8.
isnotnull(col) Whether it is not null.
jaro_winkler_similarity(left, right) How alike two texts are, from 0 to 1.
json_array_length(col) How many elements a JSON array has.
json_object_keys(col) The names in a JSON object.
kll_merge_agg_bigint(col, k=) All sketches together.
kll_merge_agg_double(col, k=) All sketches together.
kll_merge_agg_float(col, k=) All sketches together.
kll_sketch_agg_bigint(col, k=) A sketch of values for quantiles.
kll_sketch_agg_double(col, k=) A sketch of values for quantiles.
kll_sketch_agg_float(col, k=) A sketch of values for quantiles.
kll_sketch_get_n_bigint(col) How many values a sketch has seen.
kll_sketch_get_n_double(col) How many values a sketch has seen.
kll_sketch_get_n_float(col) How many values a sketch has seen.
kll_sketch_get_quantile_bigint(sketch, rank) The value at a rank, 0 to 1.
kll_sketch_get_quantile_double(sketch, rank) The value at a rank, 0 to 1.
kll_sketch_get_quantile_float(sketch, rank) The value at a rank, 0 to 1.
kll_sketch_get_rank_bigint(sketch, quantile) The share of values that are not greater.
kll_sketch_get_rank_double(sketch, quantile) The share of values that are not greater.
kll_sketch_get_rank_float(sketch, quantile) The share of values that are not greater.
kll_sketch_merge_bigint(left, right) Both sketches together.
kll_sketch_merge_double(left, right) Both sketches together.
kll_sketch_merge_float(left, right) Both sketches together.
kll_sketch_to_string_bigint(col) What a sketch is, as text.
kll_sketch_to_string_double(col) What a sketch is, as text.
kll_sketch_to_string_float(col) What a sketch is, as text.
lcase(str) Small letters.
left(str, len) The first characters.
ln(col) The natural logarithm.
localtimestamp() The time when the query begins, without a zone.
log2(col) The logarithm to the base 2.
make_date(year, month, day) The date of a year, month and day.
make_valid_utf8(str) Text with what is no UTF-8 replaced.
make_ym_interval(years=, months=) An interval of years and months.
map_entries(col) The entries of a map as an array of structs.
map_from_arrays(col1, col2) A map of an array of keys and one of values.
map_from_entries(col) A map of an array of structs.
mask(col, upperChar=, lowerChar=, digitChar=, otherChar=) Text with letters and digits hidden.
median(col) The exact median.
monthname(col) The short name of the month.
negative(col) The number with the other sign.
now() The time when the query begins.
nullif(col1, col2) The first, or null where both are equal.
nullifzero(col) Null where it is zero.
nvl(col1, col2) The second where the first is null.
nvl2(col1, col2, col3) The second, or the third where the first is null.
octet_length(col) How many bytes a text or bytes have.
parse_url(url, partToExtract, key=) A part of a URL.
pi() The circle's number.
positive(col) The number itself.
product(col) The product of all values.
quote(col) The text in quotes.
radians(col) Degrees as radians.
randstr(length, seed=) A random text.
regexp(str, regexp) Whether a regular expression is found.
regexp_count(str, regexp) How often a regular expression matches.
regexp_like(str, regexp) Whether a regular expression is found.
regexp_substr(str, regexp) The first match of a regular expression.
regr_avgx(y, x) The mean of x, of pairs without nulls.
regr_avgy(y, x) The mean of y, of pairs without nulls.
regr_count(y, x) How many pairs have no null.
regr_intercept(y, x) Where the line through the pairs meets x = 0.
regr_r2(y, x) How well the line fits the pairs.
regr_slope(y, x) The slope of the line through the pairs.
regr_sxx(y, x) The sum of the squares of x from its mean.
regr_sxy(y, x) The sum of the products of x and y from their means.
regr_syy(y, x) The sum of the squares of y from its mean.
right(str, len) The last characters.
rint(col) The nearest whole number, half to even, as a double.
rlike(str, regexp) Whether a regular expression is found.
sec(col) The secant.
sentences(string, language=, country=) A text as sentences of words.
session_user() The name of the user.
sha(col) The SHA-1 of bytes.
sha1(col) The SHA-1 of bytes.
sign(col) -1, 0 or 1.
signum(col) -1, 0 or 1.
sinh(col) The hyperbolic sine.
some(col) Whether any value is true.
soundex(col) The Soundex code of a word.
split_part(src, delimiter, partNum) The part between delimiters that a number counts to.
startswith(str, prefix) Whether it begins with a text.
std(col) The standard deviation of a sample.
stddev_samp(col) The standard deviation of a sample.
str_to_map(text, pairDelim=, keyValueDelim=) A map of the pairs in a text.
tan(col) The tangent.
tanh(col) The hyperbolic tangent.
theta_difference(col1, col2) What the second set has not.
theta_intersection(col1, col2) What both sets have.
theta_intersection_agg(col) What all sets have.
theta_sketch_agg(col, lgNomEntries=) A sketch of the set of values.
theta_sketch_estimate(col) About how many values a set has.
theta_union(col1, col2, lgNomEntries=) Both sets together.
theta_union_agg(col, lgNomEntries=) All sets together.
time_bucket(bucket_size, ts, origin=) Where the bucket of a time begins.
timestamp_micros(col) The time so many microseconds after 1970 began.
timestamp_millis(col) The time so many milliseconds after 1970 began.
timestamp_seconds(col) The time so many seconds after 1970 began.
to_base32(col) Bytes as Base32.
to_binary(col, format=) The bytes of a text in a format.
to_char(col, format) A number as text in a format.
to_number(col, format) The number of a text in a format.
to_varchar(col, format) A number as text in a format.
try_add(left, right) The sum, or null where there is none.
try_avg(col) The mean, or null beyond its range.
try_divide(left, right) The quotient, or null for division by zero.
try_element_at(col, extraction) As element_at, or null.
try_mod(left, right) The remainder, or null for division by zero.
try_multiply(left, right) The product, or null beyond its range.
try_parse_url(url, partToExtract, key=) As parse_url, or null.
try_subtract(left, right) The difference, or null beyond its range.
try_sum(col) The sum, or null beyond its range.
try_to_binary(col, format=) As to_binary, or null.
try_to_number(col, format) As to_number, or null.
try_url_decode(str) As url_decode, or null.
try_validate_utf8(str) Text that is UTF-8, or null.
tuple_difference_double(col1, col2) The keys that the second has not.
tuple_difference_integer(col1, col2) The keys that the second has not.
tuple_difference_theta_double(col1, col2) The keys that a set has not.
tuple_difference_theta_integer(col1, col2) The keys that a set has not.
tuple_intersection_agg_double(col, mode!) The keys that all sketches have.
tuple_intersection_agg_integer(col, mode!) The keys that all sketches have.
tuple_intersection_double(col1, col2, mode!) The keys that both have.
tuple_intersection_integer(col1, col2, mode!) The keys that both have.
tuple_intersection_theta_double(col1, col2, mode!) The keys that a set has, too.
tuple_intersection_theta_integer(col1, col2, mode!) The keys that a set has, too.
tuple_sketch_agg_double(key, summary, lgNomEntries=, mode!) A sketch of keys with numbers.
tuple_sketch_agg_integer(key, summary, lgNomEntries=, mode!) A sketch of keys with numbers.
tuple_sketch_estimate_double(col) About how many keys there are.
tuple_sketch_estimate_integer(col) About how many keys there are.
tuple_sketch_summary_double(col, mode!) The numbers of all keys together.
tuple_sketch_summary_integer(col, mode!) The numbers of all keys together.
tuple_sketch_theta_double(col) The share of keys that is kept.
tuple_sketch_theta_integer(col) The share of keys that is kept.
tuple_union_agg_double(col, lgNomEntries=, mode!) All sketches together.
tuple_union_agg_integer(col, lgNomEntries=, mode!) All sketches together.
tuple_union_double(col1, col2, lgNomEntries=, mode!) Both together.
tuple_union_integer(col1, col2, lgNomEntries=, mode!) Both together.
tuple_union_theta_double(col1, col2, lgNomEntries=, mode!) Both together, a set one of them.
tuple_union_theta_integer(col1, col2, lgNomEntries=, mode!) Both together, a set one of them.
make_time(hour, minute, second) A time of day of its parts.
time_diff(unit, start, end) Whole units from one time of day to another.
time_from_micros(col) The time of day so many microseconds behind midnight.
time_from_millis(col) The time of day so many milliseconds behind midnight.
time_from_seconds(col) The time of day so many seconds behind midnight.
time_to_micros(col) Microseconds since midnight.
time_to_millis(col) Milliseconds since midnight.
time_to_seconds(col) Seconds since midnight, with their fraction.
time_trunc(unit, time) The first moment of a unit of the clock.
typeof(col) The name of the type.
ucase(str) Capital letters.
unhex(col) The bytes of hexadecimal digits.
uniform(min, max, seed=) Random numbers from one to another.
unix_date(col) Days since 1970 began.
unix_micros(col) Microseconds since 1970 began.
unix_millis(col) Milliseconds since 1970 began.
unix_seconds(col) Seconds since 1970 began.
url_decode(str) A text out of a URL.
url_encode(str) A text for a URL.
user() The name of the user.
uuid(seed=) A random UUID.
validate_utf8(str) Text that is UTF-8; else an error.
var_pop(col) The variance of a whole population.
var_samp(col) The variance of a sample.
vector_avg(col) The mean of vectors by element.
vector_cosine_similarity(left, right) The cosine of the angle between two vectors.
vector_inner_product(left, right) The inner product of two vectors.
vector_l2_distance(left, right) The distance of two vectors.
vector_norm(vector, degree=) The norm of a vector.
vector_normalize(vector, degree=) The vector divided by its norm.
vector_sum(col) The sum of vectors by element.
version() The engine's version.
weekday(col) The day of the week, Monday 0.
window_time(windowColumn) The last moment of a window of time.
xpath(xml, path) What an XPath finds in XML.
xpath_boolean(xml, path) Whether an XPath finds something in XML.
xpath_double(xml, path) What an XPath finds in XML, as a number.
xpath_float(xml, path) What an XPath finds in XML, as a number.
xpath_int(xml, path) What an XPath finds in XML, as a number.
xpath_long(xml, path) What an XPath finds in XML, as a number.
xpath_number(xml, path) What an XPath finds in XML, as a number.
xpath_short(xml, path) What an XPath finds in XML, as a number.
xpath_string(xml, path) What an XPath finds in XML, as text.
zeroifnull(col) Zero where it is null.
"""


def _made(line: str) -> Callable[..., Column]:
    """The function that a line of the table describes.

    ``name=`` may be left out, ``*names`` are any number, and ``name!`` may be left out and is a text, not a column.
    """
    name, rest = line.split("(", 1)
    arguments, meaning = rest.split(") ", 1)
    written = [each.strip() for each in arguments.split(",") if each.strip()]
    signature = inspect.Signature([_parameter(each) for each in written])
    texts = {i for i, each in enumerate(written) if each.endswith("!")}

    def function(*args: ColumnOrName | int, **kwargs: ColumnOrName | int) -> Column:
        given = list(signature.bind(*args, **kwargs).args)
        while given and given[-1] is None:
            del given[-1]
        for i in texts & set(range(len(given))):
            if isinstance(given[i], str):
                given[i] = Column(literal(given[i]))
        return with_constants(name, *given)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "martlet.sql.functions"
    function.__doc__ = meaning
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function


def _parameter(text: str) -> inspect.Parameter:
    kinds = inspect.Parameter
    if text.startswith("*"):
        return kinds(text[1:], kinds.VAR_POSITIONAL)
    if text.endswith(("=", "!")):
        return kinds(text[:-1], kinds.POSITIONAL_OR_KEYWORD, default=None)
    return kinds(text, kinds.POSITIONAL_OR_KEYWORD)


FUNCTIONS = {line.split("(", 1)[0]: _made(line) for line in _TABLE.strip().splitlines()}
