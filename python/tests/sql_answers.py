# SPDX-License-Identifier: Apache-2.0
"""What an engine says to the cases of `sql_cases.py`, and where Martlet says something else than PySpark.

    sql_answers.py answer ENGINE [NAME=VALUE ...]   cases as lines of JSON in, answers as lines of JSON out; ENGINE is
                                                    `pyspark` or `martlet`, the rest are settings of its session
    sql_answers.py compare PYTHON [SEED] [COUNT]    makes cases, asks PySpark (with the Python that has it) and Martlet
                                                    and shows what differs, by kind
    sql_answers.py keep PYTHON [SEED] [COUNT]       makes cases and writes them with PySpark's answers to the fixture
                                                    `sql_answers.jsonl`

PySpark must be the release that `pyspark_source.VERSION` names, with pandas and pyarrow beside it and Java 17.
"""

from __future__ import annotations

import collections
import contextlib
import datetime
import decimal
import importlib
import itertools
import json
import math
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import sql_cases
import sql_templates

HERE = pathlib.Path(__file__).parent
FIXTURE = HERE / "sql_answers.jsonl"
SEED, COUNT = 20260701, 500
#: An answer may take so many seconds.
SECONDS = 60
#: Cases that one process of each engine answers.
CHUNK = 1_000
#: Rows in the table `many`, whose partitions are several.
MANY = 40


def shown(value: Any) -> str:
    """A value as text: types that are alike elsewhere are told apart, NaN is itself and maps keep their order."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else repr(value)
    if isinstance(value, (bytes, bytearray)):
        return f"x'{bytes(value).hex()}'"
    if isinstance(value, decimal.Decimal):
        return f"{value:f}m"
    if isinstance(value, datetime.timedelta):
        return f"{value // datetime.timedelta(microseconds=1)}us"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    return repr(value)


def condition_of(error: Exception) -> str:
    """The condition of an error, else its class."""
    name = None
    with contextlib.suppress(Exception):
        name = error.getCondition()  # type: ignore[attr-defined]
    if not name or name == "FAILED_READ_FILE.NO_HINT":
        # The first one in brackets: what is below it is its cause.
        found = re.findall(r"\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\]", str(error))
        name = name or (found[0] if found else None)
    return name or type(error).__name__


class Engine:
    """A session of an engine with the tables of the cases."""

    def __init__(self, name: str, settings: dict[str, str]) -> None:
        os.environ["TZ"] = "UTC"
        sql = importlib.import_module(f"{name}.sql")
        self.names: dict[str, Any] = {
            "F": importlib.import_module(f"{name}.sql.functions"), "Window": sql.Window, "decimal": decimal,
        }  # fmt: skip
        builder = sql.SparkSession.builder.appName("cases")
        standard = {"spark.master": "local[2]", "spark.sql.shuffle.partitions": "3", "spark.ui.enabled": "false"}
        if name == "pyspark":
            # The interpreter of expressions, which takes no seconds of compilation.
            standard |= {
                "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
                "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                "spark.sql.adaptive.enabled": "false", "spark.task.maxFailures": "1",
            }  # fmt: skip
        for key, value in (standard | settings).items():
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()
        if name == "pyspark":
            self.spark.sparkContext.setLogLevel("OFF")
        self.folder = tempfile.TemporaryDirectory()
        self.files = itertools.count()
        #: Tables as they are, and in one partition; which of both have the tables' names.
        self.whole: dict[str, tuple[Any, Any]] = {}
        self.in_one_task = False
        many = [(index % 7, *sql_templates.TAME[index % 4][1:]) for index in range(MANY)]
        for table, rows in (("tame", sql_templates.TAME), ("wild", sql_templates.WILD), ("many", many)):
            frame = self.spark.createDataFrame(rows, sql_templates.SCHEMA)
            if name == "pyspark":
                # Rows that the JVM has itself: no query starts Python.
                frame = self.spark.createDataFrame(frame.toArrow(), sql_templates.SCHEMA)
            frame = frame.repartition(3, "id") if table == "many" else frame
            frame.createOrReplaceTempView(table)
            self.whole[table] = (frame, frame.coalesce(1))

    def answer(self, case: dict[str, Any]) -> dict[str, Any]:
        signal.alarm(SECONDS)
        try:
            self.spark.conf.set("spark.sql.ansi.enabled", str(case["ansi"]).lower())
            self.spark.conf.set("spark.sql.session.timeZone", case["zone"])
            frame = self._frame(case)
            schema = [f"{field.name}: {field.dataType.simpleString()}" for field in frame.schema.fields]
            return {"schema": schema, "rows": [shown(row) for row in frame.collect()]}
        except Exception as error:
            return {"error": condition_of(error), "message": str(error)[:300]}
        finally:
            signal.alarm(0)

    def _frame(self, case: dict[str, Any]) -> Any:
        # Of several rows that fail, each with another condition, the first one speaks only where one task meets all:
        # PySpark evaluates expressions over local rows in their order, in the driver.
        in_one_task = case["kind"] == "expression"
        if in_one_task != self.in_one_task:
            self.in_one_task = in_one_task
            for table, frames in self.whole.items():
                frames[in_one_task].createOrReplaceTempView(table)
        if "sql" in case:
            return self.spark.sql(case["sql"])
        if "python" in case:
            return eval(case["python"], {**self.names, "spark": self.spark})
        file = case["file"]
        path = os.path.join(self.folder.name, f"{next(self.files)}.{file['format']}")
        if file["format"] == "parquet":
            self._write_parquet(file, path)
        else:
            with open(path, "w", encoding="utf-8", newline="") as out:
                out.write(file["text"])
        reader = self.spark.read.format(file["format"])
        for key, value in file["options"].items():
            reader = reader.option(key, value)
        if file["schema"]:
            reader = reader.schema(file["schema"])
        return reader.load(path)

    @staticmethod
    def _write_parquet(file: dict[str, Any], path: str) -> None:
        import pyarrow
        import pyarrow.parquet

        names = {"pa": pyarrow, "datetime": datetime, "decimal": decimal}
        pyarrow.parquet.write_table(eval(file["text"], names), path, **file["write"])


def _late(signum: int, frame: Any) -> None:
    raise TimeoutError(f"no end after {SECONDS} s")


def answer(engine: str, *settings: str) -> None:
    """Answers cases from the standard input until it ends."""
    signal.signal(signal.SIGALRM, _late)
    session = Engine(engine, dict(setting.split("=", 1) for setting in settings))
    for line in sys.stdin:
        print(json.dumps(session.answer(json.loads(line)), ensure_ascii=False), flush=True)


def ask(python: str, cases: list[dict[str, Any]], engine: str, *settings: str) -> list[dict[str, Any]]:
    """The answers of an engine in a process of its own."""
    environment = {**os.environ, "TZ": "UTC", "PYTHONHASHSEED": "0", "PYSPARK_PYTHON": python}
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [python, str(HERE / "sql_answers.py"), "answer", engine, *settings],
            input=lines, capture_output=True, text=True, env=environment, check=False, cwd=place, timeout=4 * 3600,
        )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(answers) == len(cases), f"{engine} ended after {len(answers)} of {len(cases)}:\n{done.stderr[-3000:]}"
    return answers


def is_ordered(case: dict[str, Any]) -> bool:
    """Whether the rows must come in one order."""
    return case.get("of") == "order"


def difference(case: dict[str, Any], wanted: dict[str, Any], found: dict[str, Any]) -> str | None:
    """What differs; None where nothing does."""
    if "error" in wanted or "error" in found:
        if wanted.get("error") == found.get("error"):
            return None
        return "condition" if "error" in wanted and "error" in found else "error" if "error" in found else "no error"
    if wanted["schema"] != found["schema"]:
        names = [[column.rpartition(": ")[0] for column in answer["schema"]] for answer in (wanted, found)]
        return "name" if names[0] != names[1] else "type"
    sides = [answer["rows"] if is_ordered(case) else sorted(answer["rows"]) for answer in (wanted, found)]
    return None if sides[0] == sides[1] else "value"


def cases_of(seed: int, count: int) -> list[dict[str, Any]]:
    return list(itertools.islice(sql_cases.Maker(seed).cases(), count))


def differences(
    cases: list[dict[str, Any]], wanted: list[dict[str, Any]], found: list[dict[str, Any]]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """What differs and is not meant to, with case and answers."""
    for case, want, got in zip(cases, wanted, found):
        kind = difference(case, want, got)
        if kind is not None and deliberate(case, want, got) is None:
            yield kind, case, want, got


def _rows(answer: dict[str, Any], spelled: Callable[[str], str]) -> list[str]:
    return sorted(map(spelled, answer.get("rows", [])))


def _same_rows(wanted: dict[str, Any], found: dict[str, Any], spelled: Callable[[str], str]) -> bool:
    """Whether the answers are the same rows, when values are spelled so."""
    if "error" in wanted or "error" in found or wanted["schema"] != found["schema"]:
        return False
    return _rows(wanted, spelled) == _rows(found, spelled)


def _without_zeros(row: str) -> str:
    return re.sub(r"(\.\d*?)0+m", r"\1m", row)


def _plain(row: str) -> str:
    return re.sub(r"-?\d+(?:\.\d+)?E-\d+", lambda number: f"{decimal.Decimal(number[0]):f}", row)


def _is_of_nanoseconds(case: dict[str, Any]) -> bool:
    return case["kind"] == "parquet" and "pa.timestamp('ns')" in case["file"]["text"]


#: Why an answer may be another one, and when that is so; python/README.md tells of each.
DELIBERATE: list[tuple[str, Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], bool]]] = [
    (
        "Spark has no condition of its own for the error, and Martlet has",
        lambda case, wanted, found: (
            "error" in found and re.match("_LEGACY_ERROR_TEMP_|IllegalArgument", wanted.get("error", "")) is not None
        ),
    ),
    (
        "PySpark writes small decimals with more zeros than their type has",
        lambda case, wanted, found: _same_rows(wanted, found, _without_zeros),
    ),
    (
        "decimals as texts have no exponent, also where ANSI is off and in JSON",
        lambda case, wanted, found: _same_rows(wanted, found, _plain),
    ),
    (
        "of several JSON values in a file PySpark's multiLine reads the first alone, and Martlet all",
        lambda case, wanted, found: (
            case["kind"] == "json"
            and case["file"]["options"].get("multiLine") == "true"
            and len(found.get("rows", [])) > len(wanted.get("rows", [])) > 0
        ),
    ),
    (
        "Parquet's nanoseconds are read, to the microsecond",
        lambda case, wanted, found: wanted.get("error") == "PARQUET_TYPE_ILLEGAL" and _is_of_nanoseconds(case),
    ),
]


def deliberate(case: dict[str, Any], wanted: dict[str, Any], found: dict[str, Any]) -> str | None:
    """Why the answers may differ; None where they may not."""
    return next((reason for reason, holds in DELIBERATE if holds(case, wanted, found)), None)


def text_of(case: dict[str, Any], wanted: dict[str, Any], found: dict[str, Any]) -> str:
    what = case.get("sql") or case.get("python") or json.dumps(case["file"], ensure_ascii=False)
    mode = ("ansi" if case["ansi"] else "not ansi") + ("" if case["zone"] == "UTC" else " " + case["zone"])
    lines = [f"  {what}   [{mode}]"]
    for name, answer in (("spark", wanted), ("here", found)):
        lines.append(f"    {name:6}" + (json.dumps(answer, ensure_ascii=False)[:600]))
    return "\n".join(lines)


def compare(python: str, seed: str = str(SEED), count: str = "10000") -> None:
    cases, errors = cases_of(int(seed), int(count)), 0
    groups: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for start in range(0, len(cases), CHUNK):
        part = cases[start : start + CHUNK]
        wanted, found = ask(python, part, "pyspark"), ask(sys.executable, part, "martlet")
        errors += sum("error" in answer for answer in wanted)
        for kind, case, want, got in differences(part, wanted, found):
            groups[kind, case["of"]].append(text_of(case, want, got))
        print(f"{start + len(part)} of {len(cases)}: {sum(map(len, groups.values()))} differ", file=sys.stderr)
    for (kind, of), texts in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"{len(texts)} × {kind} of {of}")
        print("\n".join(texts[:3]))
    print(
        f"{len(cases)} cases, {errors} of them errors: {sum(map(len, groups.values()))} differ, in {len(groups)} kinds"
    )


def keep(python: str, seed: str = str(SEED), count: str = str(COUNT)) -> None:
    cases = cases_of(int(seed), int(count))
    with FIXTURE.open("w", encoding="utf-8") as out:
        for case, known in zip(cases, ask(python, cases, "pyspark")):
            known.pop("message", None)
            out.write(json.dumps({**case, "answer": known}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    {"answer": answer, "compare": compare, "keep": keep}[sys.argv[1]](*sys.argv[2:])
