# SPDX-License-Identifier: Apache-2.0
"""Fields of Spark's REST interface, with their types, as a small program leaves them behind.

With a Python that has PySpark (``bench/peers/setup.sh``) this writes what Spark itself answers::

    bench/.venv/bin/python python/tests/restfields.py > python/tests/spark_rest_fields.txt

``test_console_fields.py`` runs the same program here and compares.
"""

from __future__ import annotations

import json
import tempfile
import urllib.request
from typing import Any

#: What is asked for, below an application.
ASKED = {
    "jobs": "/jobs",
    "stages": "/stages?details=true&withSummaries=true&quantiles=0.0,0.5,1.0",
    "taskSummary": "/stages/{stage}/0/taskSummary?quantiles=0.0,0.5,1.0",
    "taskList": "/stages/{stage}/0/taskList",
    "executors": "/executors",
    "environment": "/environment",
    "rdd": "/storage/rdd",
    "sql": "/sql",
}
#: Objects whose keys are no names of fields.
_MAPS = {"tasks", "executorSummary", "executorResources", "taskResources", "killedTasksSummary", "modifiedConfigs"}


def run(sc: Any, spark: Any) -> Any:
    """A shuffle over rows that are kept, a failure, frames, files; gives what is kept, until the caller lets it go."""
    sc.setJobGroup("birds", "counts birds")
    sc.addJobTag("tag")
    pairs = sc.parallelize(range(1000), 4).map(lambda x: (x % 7, x)).setName("pairs").cache()
    pairs.reduceByKey(lambda a, b: a + b, 2).collect()
    sc.setJobGroup("other", "fails")
    try:
        sc.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()
    except Exception:
        pass
    spark.range(100).filter("id > 3").groupBy("id").count().collect()
    with tempfile.TemporaryDirectory() as folder:
        spark.range(5).write.mode("overwrite").csv(folder + "/out")
        spark.read.csv(folder + "/out").count()
    return pairs


def flat(value: Any, path: str = "", found: dict[str, set[str]] | None = None) -> dict[str, set[str]]:
    """Types by paths: ``jobs[].stageIds[]``; ``*`` stands for keys that are no names."""
    found = {} if found is None else found
    found.setdefault(path, set()).add(type(value).__name__)
    if isinstance(value, list):
        for item in value:
            flat(item, path + "[]", found)
    elif isinstance(value, dict):
        is_map = path.rsplit(".", 1)[-1] in _MAPS
        for key, item in value.items():
            flat(item, f"{path}.{'*' if is_map else key}", found)
    return found


def fields(address: str) -> dict[str, str]:
    """All fields of the only application there."""

    def get(path: str) -> Any:
        with urllib.request.urlopen(f"{address}/api/v1/applications{path}", timeout=60) as answer:
            return json.load(answer)

    applications = get("")
    base = f"/{applications[0]['id']}"
    found = flat(applications, "applications")
    first_job = min(get(base + "/jobs"), key=lambda job: job["jobId"])
    for name, path in ASKED.items():
        flat(get(base + path.format(stage=max(first_job["stageIds"]))), name, found)
    return {path: " or ".join(sorted(types)) for path, types in sorted(found.items())}


def _record() -> None:
    import pyspark
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    sc = SparkContext(conf=SparkConf().setMaster("local[2]").setAppName("fields").set("spark.ui.port", "0"))
    kept = run(sc, SparkSession(sc))
    print(
        f"# The REST interface of PySpark {pyspark.__version__} after restfields.py, local[2]: fields and their types"
    )
    for path, kind in fields(sc.uiWebUrl).items():
        print(path, kind)
    del kept
    sc.stop()


if __name__ == "__main__":
    _record()
