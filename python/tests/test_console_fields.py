# SPDX-License-Identifier: Apache-2.0
"""The REST interface beside that of a real PySpark: the same program, the same fields, the same types."""

from __future__ import annotations

import pathlib
import re

import pytest
from engines import is_real
from restfields import fields, run

from martlet import SparkConf, SparkContext
from martlet.sql import SparkSession

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")

#: Recorded with PySpark 4.3.0.
SPARKS = pathlib.Path(__file__).with_name("spark_rest_fields.txt")
#: What Spark tells and Martlet does not, and why. In Spark's answers, too, each may be left out, or its list be empty.
NOT_TOLD = {
    r".*\.peak(Executor|Memory)Metrics(\..*)?": "the memory of a JVM, where it was measured",
    r"stages\[\]\.rddIds\[\]": "stages know operators, and no RDDs",
    r"sql\[\]\.nodes\[\]\.wholeStageCodegenId": "there is no code generation",
    r"environment\.(hadoop|metrics)Properties\[\].*": "nothing is set",
    r"environment\.classpathEntries\[\].*": "there is no class path",
}


def test_fields_are_those_of_spark(sc: SparkContext) -> None:
    first, *lines = SPARKS.read_text().splitlines()
    assert "PySpark 4.3.0" in first
    sparks = dict(line.split(" ", 1) for line in lines)
    assert len(sparks) > 400
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    try:
        conf = SparkConf(False).setMaster("local[2]").setAppName("fields").set("spark.ui.port", "0")
        with SparkContext(conf=conf) as context:
            kept = run(context, SparkSession(context))
            ours = fields(str(context.uiWebUrl))
            assert kept.is_cached
    finally:
        SparkContext._active_spark_context = before
    told = {path: kind for path, kind in sparks.items() if not any(re.fullmatch(why, path) for why in NOT_TOLD)}
    assert {path: (ours.get(path), kind) for path, kind in told.items() if ours.get(path) != kind} == {}
    # Nor does it tell anything that Spark does not.
    assert sorted(set(ours) - set(sparks)) == []
    # An exception that nothing needs any more is none.
    for why in NOT_TOLD:
        assert any(re.fullmatch(why, path) for path in set(sparks) - set(ours)), why
