# SPDX-License-Identifier: Apache-2.0
"""What operators answer to operands of all pairs of types.

    sql_operators.py keep PYTHON       asks PySpark (with the Python that has it) and writes what it says to the fixture
                                       `sql_operators.jsonl`, a line for each operator

PySpark must be the release that `pyspark_source.VERSION` names, with Java 17.
"""

from __future__ import annotations

import json
import logging
import pathlib
import subprocess
import sys
from typing import Any

FIXTURE = pathlib.Path(__file__).parent / "sql_operators.jsonl"
OPERATORS = ["+", "-", "*", "/", "%", "div", "=", "<"]
#: Columns of one row, one of each type; of texts a date and a number.
OPERANDS = {
    "s": "'2019-01-23'",
    "n": "'2'",
    "i": "2",
    "b": "3L",
    "t": "4Y",
    "dd": "2.50",
    "f": "2.5D",
    "d": "DATE'2020-02-29'",
    "ts": "TIMESTAMP'2020-02-29 10:11:12'",
    "tz": "TIMESTAMP_NTZ'2020-02-29 10:11:12'",
    "ym": "INTERVAL '1-2' YEAR TO MONTH",
    "dt": "INTERVAL '1 02:03:04' DAY TO SECOND",
    "dy": "INTERVAL '3' DAY",
    "ci": "make_interval(0, 1, 0, 2, 3, 0, 0)",
    "bo": "true",
    "bi": "X'31'",
    "ar": "array(1, 2)",
    "mp": "map('a', 1)",
    "st": "named_struct('x', 1)",
    "nu": "NULL",
}


def row(spark: Any) -> None:
    """Makes the view `operands`."""
    columns = ", ".join(f"{value} AS {name}" for name, value in OPERANDS.items())
    spark.sql(f"SELECT {columns}").createOrReplaceTempView("operands")


def answer(spark: Any, expression: str) -> str:
    """Name, type and value of an expression over the operands; or the condition of its error."""
    try:
        frame = spark.sql(f"SELECT {expression} FROM operands")
        field = frame.schema[0]
    except Exception as error:
        return condition(error)
    try:
        # As text, since PySpark gives no value of some intervals.
        value = frame.selectExpr(f"CAST(`{field.name}` AS STRING)").collect()[0][0]
    except Exception as error:
        value = condition(error)
    return f"{field.name}: {field.dataType.simpleString()} {value}"


def condition(error: Exception) -> str:
    """The condition of an error, or its Python type where it has none."""
    found = getattr(error, "getCondition", lambda: None)()
    return f"[{found or type(error).__name__}]"


def answers(spark: Any, operator: str) -> dict[str, str]:
    """Of every pair of operands."""
    pairs = [f"{one} {operator} {other}" for one in OPERANDS for other in OPERANDS]
    return {pair: answer(spark, pair) for pair in pairs}


def ask() -> None:
    from pyspark.sql import SparkSession

    logging.disable(logging.CRITICAL)
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    row(spark)
    for operator in OPERATORS:
        print(json.dumps({"operator": operator, "answers": answers(spark, operator)}), flush=True)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["ask"]:
            ask()
        case ["keep", python]:
            made = subprocess.run([python, __file__, "ask"], stdout=subprocess.PIPE, check=True, text=True).stdout
            FIXTURE.write_text(made)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
