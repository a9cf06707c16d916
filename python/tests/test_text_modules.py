# SPDX-License-Identifier: Apache-2.0
"""Modules for texts and exact numbers on executors, against plain Python on the same rows."""

from __future__ import annotations

import base64
import csv
import decimal
import difflib
import fractions
import html
import io
import os.path
import struct
import textwrap
import urllib.parse
import uuid
import zlib
from typing import Any

import pytest

TEXT = ["", "a,b;c", 'Straße & <Brücke> "x"', "  one two\n  three\n", "a" * 70 + " b c d", "%41+b=ü&q", "日本 語"]


def written(x: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([x, 1, None, "a,b"])
    return out.getvalue()


def matched(x: str) -> tuple:
    matcher = difflib.SequenceMatcher(None, x, "one two three")
    return matcher.ratio(), matcher.quick_ratio(), [tuple(block) for block in matcher.get_matching_blocks()]


FUNCTIONS = [
    lambda x: base64.urlsafe_b64encode(x.encode()),
    lambda x: (zlib.crc32(x.encode()), zlib.adler32(x.encode())),
    lambda x: (html.escape(x), html.unescape(html.escape(x)), html.unescape("&eacute;&#x41;&nope;")),
    lambda x: textwrap.wrap(x, 20),
    lambda x: (textwrap.dedent(x), textwrap.indent(x, "> "), textwrap.shorten(x, 12), textwrap.fill(x, 9)),
    lambda x: list(csv.reader(x.splitlines())),
    lambda x: list(csv.DictReader(["a,b", *x.splitlines()])),
    written,
    matched,
    lambda x: difflib.get_close_matches(x, ["one", "two", "three", "a,b"]),
    lambda x: (urllib.parse.quote(x), urllib.parse.unquote_plus(x), urllib.parse.parse_qs(x)),
    lambda x: urllib.parse.urlencode({"k": x, "n": 1}),
    lambda x: urllib.parse.urlsplit("http://User@h.example:81/" + urllib.parse.quote(x) + "?q#f").hostname,
    lambda x: (os.path.join("/a", x), os.path.splitext(x), os.path.basename(x), os.path.normpath(x)),
    lambda x: struct.pack("<Hq", len(x), 7) + struct.pack(">d", 0.5),
    lambda x: uuid.uuid5(uuid.NAMESPACE_DNS, x),
    lambda x: decimal.Decimal(len(x)) / 3 + decimal.Decimal("0.10"),
    lambda x: (decimal.Decimal("2.675") * len(x)).quantize(decimal.Decimal("0.01"), rounding=decimal.ROUND_HALF_UP),
    lambda x: fractions.Fraction(len(x), 6) + fractions.Fraction("1/3"),
    lambda x: 2**100 + len(x),
    lambda x: int.from_bytes(x.encode(), "big") * 3 % 1000003,
    lambda x: f"{3**50:,} {2**70:x}",
]


@pytest.mark.parametrize("number", range(len(FUNCTIONS)))
def test_answers_are_python_s(sc: Any, real: None, number: int) -> None:
    function = FUNCTIONS[number]
    got = sc.parallelize(TEXT, 2).map(function).collect()
    want = [function(row) for row in TEXT]
    assert got == want and [type(item) for item in got] == [type(item) for item in want]


def test_rows_come_back_as_they_were(sc: Any, real: None) -> None:
    rows = [uuid.uuid4(), decimal.Decimal("1.50"), fractions.Fraction(2, 3), 2**200, -(2**64), 2**63 - 1]
    back = sc.parallelize(rows, 2).map(lambda x: x).collect()
    assert back == rows and [str(item) for item in back] == [str(item) for item in rows]
    assert [type(item) for item in back] == [type(item) for item in rows]
    captured = (decimal.Decimal("0.1"), 2**80, uuid.UUID(int=5))
    assert sc.parallelize([1]).map(lambda x: captured).collect() == [captured]


def test_exact_numbers_are_keys_and_have_an_order(sc: Any, real: None) -> None:
    pairs = [(decimal.Decimal("1.0"), 1), (decimal.Decimal("1.00"), 2), (decimal.Decimal("-3"), 5)]
    sums = dict(sc.parallelize(pairs, 2).reduceByKey(lambda a, b: a + b).collect())
    assert sums == {decimal.Decimal(1): 3, decimal.Decimal(-3): 5}
    numbers = [2**70, 3, -(2**65), 2.5, 2**70 + 1, float(2**66)]
    assert sc.parallelize(numbers, 3).sortBy(lambda x: x).collect() == sorted(numbers)
    assert sorted(sc.parallelize([2**70, 2.0**70, 2**70 + 1], 2).distinct().collect()) == [2**70, 2**70 + 1]
    decimals = [decimal.Decimal(text) for text in ("1.5", "-2", "1.49", "0", "-2.01", "1E+3", "12")]
    assert sc.parallelize(decimals, 3).sortBy(lambda x: x).collect() == sorted(decimals)


def test_random_uuids_differ(sc: Any, real: None) -> None:
    made = sc.parallelize(range(100), 4).map(lambda x: uuid.uuid4())
    found = made.collect()
    assert len(set(found)) == 100 and all(item.version == 4 for item in found)
    assert made.collect() == found, "a task that runs again makes the same"
    assert not set(sc.parallelize(range(100), 4).map(lambda x: uuid.uuid4()).collect()) & set(found)


def test_what_is_missing_is_named(sc: Any, real: None) -> None:
    with pytest.raises(NotImplementedError, match="whole powers"):
        sc.parallelize([1]).map(lambda x: decimal.Decimal(2) ** decimal.Decimal("0.5")).collect()
    with pytest.raises(Exception, match="exists"):
        sc.parallelize(["a"]).map(lambda x: os.path.exists(x)).collect()
