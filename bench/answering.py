# SPDX-License-Identifier: Apache-2.0
"""An engine's end of `contest.py`: questions on standard input, answers on standard output.

A line is {"query": "q01", "as": "sql" or "frames"}; the answer {"seconds": …, "columns": [...], "rows": [...]}, or
{"error": …}. Numbers are written as text: decimals with all their digits, doubles as Python writes them.
"""

from __future__ import annotations

import datetime
import decimal
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

#: The columns and rows that a query gives, by its name and the way it is asked.
Run = Callable[[str, str], tuple[list[str], list[Any]]]


def written(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, decimal.Decimal):
        return {"decimal": f"{value:f}"}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()[:10]
    return value


def answer(make: Callable[[], Run]) -> None:
    """Until there are no more questions."""
    # What engines print belongs to the person at the screen.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    run = make()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.perf_counter()
        try:
            columns, rows = run(asked["query"], asked["as"])
            found = {
                "seconds": time.perf_counter() - start,
                "columns": columns,
                "rows": [[written(value) for value in row] for row in rows],
            }
        except Exception as error:  # noqa: BLE001 - an engine may fail in any way
            found = {"error": f"{type(error).__name__}: {error}"[:2000]}
        print(json.dumps(found), file=answers, flush=True)


def martlet_session(threads: int, prefix: str, settings: dict[str, Any] | None = None) -> Any:
    """A session of Martlet; `PREFIX_MASTER` and `PREFIX_CONF` (`key=value;…`) of the environment change it."""
    import martlet
    from martlet.sql import SparkSession

    conf = martlet.SparkConf(False).setMaster(os.environ.get(f"{prefix}_MASTER", f"local[{threads}]"))
    conf.setAppName(prefix.lower()).set("spark.ui.showConsoleProgress", False)
    for key, value in (settings or {}).items():
        conf.set(key, value)
    for setting in filter(None, os.environ.get(f"{prefix}_CONF", "").split(";")):
        conf.set(*setting.split("=", 1))
    return SparkSession.builder.config(conf=conf).getOrCreate()


def pyspark_session(threads: int, settings: dict[str, Any] | None = None) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{threads}]").config("spark.ui.enabled", False)
    builder = builder.config("spark.driver.memory", "6g").config("spark.sql.shuffle.partitions", threads)
    for key, value in (settings or {}).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def sail_session() -> Any:
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    return SparkSession.builder.remote(f"sc://{host}:{port}").getOrCreate()
