# SPDX-License-Identifier: Apache-2.0
"""Operators of all pairs of types, against what PySpark answered (`sql_operators.py`)."""

from __future__ import annotations

import itertools
import json

import pytest
import sql_operators
from engines import is_real

from martlet.sql import SparkSession

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")

KEPT = {line["operator"]: line["answers"] for line in map(json.loads, sql_operators.FIXTURE.read_text().splitlines())}


INTERVALS = {"ym", "dt", "dy", "ci"}


def _pairs(*parts: str) -> set[str]:
    """`s n|= <|ym dt` stands for s = ym, s = dt, s < ym and so on."""
    found = set()
    for part in parts:
        found |= {" ".join(pair) for pair in itertools.product(*(words.split() for words in part.split("|")))}
    return found


#: What is answered otherwise, by what that is.
DIFFERENT = {
    "a date and an interval of months, days and microseconds: the date, without what is shorter than a day": _pairs(
        "d|+ -|ci", "ci|+|d"
    ),
    "such an interval and NULL: NULL, where PySpark refuses the sum alone": _pairs("ci|+|nu", "nu|+|ci"),
}


def comparable(pair: str, answer: str) -> str:
    """An answer without what is not compared: which kind of mismatch types have, the names of products and quotients of
    intervals (PySpark puts the interval first) and those with the literal NULL."""
    if answer.startswith("[DATATYPE_MISMATCH."):
        return "[DATATYPE_MISMATCH]"
    one, operator, other = pair.split(" ")
    if "nu" in (one, other) or operator in "*/" and INTERVALS & {one, other}:
        return answer.partition(": ")[2] or answer
    return answer


def test_each_operator_has_its_answers() -> None:
    assert list(KEPT) == sql_operators.OPERATORS
    assert all(len(answers) == len(sql_operators.OPERANDS) ** 2 for answers in KEPT.values())


@pytest.mark.parametrize("operator", sql_operators.OPERATORS)
def test_operators_answer_as_pysparks(spark: SparkSession, operator: str) -> None:
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    sql_operators.row(spark)
    found = sql_operators.answers(spark, operator)
    wrong = {
        pair: (found[pair], want)
        for pair, want in KEPT[operator].items()
        if comparable(pair, found[pair]) != comparable(pair, want)
    }
    known = {pair for pair in set().union(*DIFFERENT.values()) if pair.split(" ")[1] == operator}
    new = [f"{pair}: {got}, not {want}" for pair, (got, want) in wrong.items() if pair not in known]
    assert not new, "\n".join(new)
    assert known <= wrong.keys(), "what is no longer different is to be taken from the list"
