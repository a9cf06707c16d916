# SPDX-License-Identifier: Apache-2.0
"""Times of day, ciphers and sketches: values as PySpark and the standards give them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException, DateTimeException, ParseException, SparkRuntimeException
from martlet.sql.types import TimeType

TIME = datetime.time
VALUES: list[tuple[str, Any]] = [
    ("TIME '12:30:15.5'", TIME(12, 30, 15, 500_000)),
    ("typeof(TIME '01:02:03')", "time(6)"),
    ("CAST('1:2:3' AS TIME)", TIME(1, 2, 3)),
    ("CAST('11:59 PM' AS TIME)", TIME(23, 59)),
    ("CAST(TIME '01:02:03.456' AS TIME(1))", TIME(1, 2, 3, 400_000)),
    ("CAST(TIME '01:02:03.450' AS STRING)", "01:02:03.45"),
    ("try_cast('25:00' AS TIME)", None),
    ("to_time('06-30', 'HH-mm')", TIME(6, 30)),
    ("try_to_time('x')", None),
    ("make_time(6, 30, 45.887)", TIME(6, 30, 45, 887_000)),
    ("hour(TIME '23:59:58')", 23),
    ("minute(TIME '23:59:58')", 59),
    ("second(TIME '23:59:58')", 58),
    ("CAST(extract(SECOND FROM TIME '23:59:58.25') AS STRING)", "58.250000"),
    ("time_diff('HOUR', TIME '21:30:28', TIME '12:00:00')", -9),
    ("time_trunc('MINUTE', TIME '09:32:05.359')", TIME(9, 32)),
    ("time_from_millis(52200500)", TIME(14, 30, 0, 500_000)),
    ("time_to_micros(TIME '00:00:01')", 1_000_000),
    ("TIME '10:00:00' + INTERVAL '01:30' HOUR TO MINUTE", TIME(11, 30)),
    ("TIME '10:00:00' - TIME '11:00:00.5'", datetime.timedelta(seconds=-3600.5)),
    ("TIME '10:00:00' < TIME '10:00:00.000001'", True),
    ("array_max(array(TIME '01:00:00', TIME '02:00:00'))", TIME(2)),
    ("CAST(array(TIME '01:00:00') AS STRING)", "[01:00:00]"),
    ("make_timestamp_ntz(DATE '2020-02-29', TIME '06:30:00')", datetime.datetime(2020, 2, 29, 6, 30)),
    # FIPS 197, NIST SP 800-38A and the specification of GCM; the block that fills up is left out.
    (
        "left(hex(aes_encrypt(X'00112233445566778899AABBCCDDEEFF', X'000102030405060708090A0B0C0D0E0F', 'ECB')), 32)",
        "69C4E0D86A7B0430D8CDB78070B4C55A",
    ),
    (
        "substring(hex(aes_encrypt(X'6BC1BEE22E409F96E93D7E117393172A', X'2B7E151628AED2A6ABF7158809CF4F3C', 'CBC', "
        "'PKCS', X'000102030405060708090A0B0C0D0E0F')), 33, 32)",
        "7649ABAC8119B246CEE98E9B12E9197D",
    ),
    (
        "hex(aes_encrypt(unhex(repeat('00', 16)), unhex(repeat('00', 16)), 'GCM', 'NONE', unhex(repeat('00', 12))))",
        "00" * 12 + "0388DACE60B6A392F328C2B971B2FE78AB6E47D42CEC13BDF53A67B21257BDDF",
    ),
    ("CAST(aes_decrypt(aes_encrypt('Spark', 'abcdefghijklmnop'), 'abcdefghijklmnop') AS STRING)", "Spark"),
    ("try_aes_decrypt(X'0102', 'abcdefghijklmnop')", None),
    ("try_aes_decrypt(aes_encrypt('a', 'abcdefghijklmnop'), 'abcdefghijklmnoq')", None),
]


@pytest.mark.parametrize(("sql", "wanted"), VALUES, ids=[sql for sql, _ in VALUES])
def test_values(spark: Any, sql: str, wanted: Any) -> None:
    found = spark.sql(f"SELECT {sql}").collect()[0][0]
    assert (type(found), found) == (type(wanted), wanted)


def test_times_come_and_go(spark: Any) -> None:
    given = [(1, TIME(1, 2, 3, 4)), (2, None), (3, TIME(0)), (4, TIME(23, 59, 59, 999_999))]
    frame = spark.createDataFrame(given, ["id", "t"])
    assert frame.schema["t"].dataType == TimeType(6)
    assert [tuple(row) for row in frame.collect()] == given
    assert [row[0] for row in frame.orderBy("t").select("id").collect()] == [2, 3, 1, 4]
    assert [value.as_py() for value in frame.toArrow()["t"]] == [value for _, value in given]
    assert frame.groupBy("t").count().count() == 4 and frame.filter(F.col("t") > TIME(1)).count() == 2


ERRORS: list[tuple[str, type, str]] = [
    ("CAST('x' AS TIME)", DateTimeException, "CAST_INVALID_INPUT"),
    ("to_time('x')", DateTimeException, "CANNOT_PARSE_TIME"),
    ("TIME '25:00:00'", ParseException, "INVALID_TYPED_LITERAL"),
    ("time_trunc('DAY', TIME '01:00:00')", SparkRuntimeException, "INVALID_PARAMETER_VALUE.TIME_UNIT"),
    ("time_from_seconds(86400)", DateTimeException, "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION"),
    ("CAST(TIME '01:00:00' AS DATE)", AnalysisException, "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION"),
    ("aes_encrypt('a', 'short')", SparkRuntimeException, "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH"),
    ("aes_encrypt('a', 'abcdefghijklmnop', 'XTS')", SparkRuntimeException, "UNSUPPORTED_FEATURE.AES_MODE"),
    ("aes_decrypt(X'00', 'abcdefghijklmnop')", SparkRuntimeException, "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR"),
]


@pytest.mark.parametrize(("sql", "kind", "condition"), ERRORS, ids=[sql for sql, _, _ in ERRORS])
def test_errors(spark: Any, sql: str, kind: type, condition: str) -> None:
    with pytest.raises(kind) as caught:
        spark.sql(f"SELECT {sql}").collect()
    assert caught.value.getCondition() == condition


def test_vectors_that_are_not_given_differ_by_row(spark: Any) -> None:
    rows = spark.range(4).select(F.hex(F.aes_encrypt(F.lit("a"), F.lit("abcdefghijklmnop")))).collect()
    assert len({row[0] for row in rows}) == 4


def test_buckets_are_files(spark: Any, tmp_path: Any) -> None:
    frame = spark.range(100).selectExpr("id", "id % 7 AS k")
    writer = frame.write.mode("overwrite").bucketBy(3, "k").sortBy("id").option("path", str(tmp_path / "b"))
    writer.saveAsTable("bucketed")
    try:
        assert spark.table("bucketed").count() == 100
        kept = spark.table("bucketed").select("k", F.input_file_name().alias("f")).distinct()
        assert kept.count() == 7
        with pytest.raises(AnalysisException, match="'save' does not support bucketBy"):
            frame.write.bucketBy(3, "k").save(str(tmp_path / "c"))
    finally:
        spark.sql("DROP TABLE bucketed")


def test_arguments_of_functions_by_name_show_in_the_order_in_which_they_are_given(spark: Any) -> None:
    calc = F.udf(lambda a, b: a + 10 * b, "int")
    frame = spark.range(2).select(calc(b=F.col("id") * 10, a="id"))
    assert frame.columns == ["<lambda>(b => (id * 10), a => id)"]
    assert [row[0] for row in frame.collect()] == [0, 101]
