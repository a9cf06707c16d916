# SPDX-License-Identifier: Apache-2.0
"""Chains, plans and shuffles of a size that once took minutes or ended the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import martlet
from martlet import RDD, SparkContext

pytestmark = pytest.mark.usefixtures("real")


def _counted(x: int) -> int:
    seen: dict[int, int] = {}
    seen[x] = 1
    return x + len(seen)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (lambda rdd: rdd.map(lambda x: x + 1), [2000, 2001, 2002]),
        (lambda rdd: rdd.map(_counted), [2000, 2001, 2002]),
        (lambda rdd: rdd.filter(lambda x: x >= 0), [0, 1, 2]),
        (lambda rdd: rdd.flatMap(lambda x: [x]), [0, 1, 2]),
    ],
)
def test_two_thousand_steps(sc: SparkContext, step: Callable[[RDD], RDD], expected: list[int]) -> None:
    rdd = sc.range(3)
    for _ in range(2000):
        rdd = step(rdd)
    assert rdd.collect() == expected
    # Again, and with a step more: what is compiled is kept.
    assert rdd.count() == 3
    assert rdd.map(lambda x: x * 2).collect() == [x * 2 for x in expected]


def test_two_thousand_steps_on_values(sc: SparkContext) -> None:
    pairs = sc.range(3).map(lambda x: (x, x))
    for _ in range(2000):
        pairs = pairs.mapValues(lambda v: v + 1)
    assert pairs.collect() == [(x, x + 2000) for x in range(3)]


def test_steps_behind_constants_mean_what_they_mean_alone(sc: SparkContext) -> None:
    minus = sc.range(3).map(lambda x: -1)
    assert minus.map(lambda x: 2**x).collect() == [0.5] * 3
    assert minus.map(lambda x: 2).map(lambda x: 2**x).map(lambda x: x + 1).collect() == [5] * 3
    zero = sc.range(0).map(lambda x: 0)
    assert zero.map(lambda x: 1 // x).collect() == []
    with pytest.raises(ZeroDivisionError):
        sc.range(1).map(lambda x: 0).map(lambda x: 1 // x).collect()
    assert sc.range(2).map(lambda x: None).map(lambda x: x is None).map(lambda x: [x]).collect() == [[True]] * 2


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,256m]"])
def test_plans_that_are_too_deep_fail_and_the_session_goes_on(tmp_path: Any, master: str) -> None:
    from test_processes import SECONDS, script

    text = f"""
def refused(make):
    try:
        make().count()
    except martlet.MartletError as error:
        return "nested too deep" in str(error) or "too many steps" in str(error)
    return False

with martlet.SparkContext({master!r}) as sc:
    one = sc.range(1, numSlices=1)
    def product():
        rdd = one
        for _ in range(40):
            rdd = rdd.cartesian(one)
        return rdd
    def zipped():
        rdd = one
        for _ in range(40):
            rdd = rdd.zip(rdd)
        return rdd
    def coalesced():
        rdd = sc.range(100, numSlices=50)
        for n in range(49, 20, -1):
            rdd = rdd.coalesce(n)
        return rdd
    def scripts():
        rdd = one
        for _ in range(300):
            rdd = rdd.mapPartitions(lambda rows: rows)
        return rdd
    print([refused(make) for make in (product, zipped, coalesced, scripts)])
    print(sc.union([sc.range(2, numSlices=1) for _ in range(2000)]).count())
    nested = one
    for _ in range(12):
        nested = nested.cartesian(one)
    print(nested.count(), sc.range(10).sum())
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "[True, True, True, True]\n4000\n1 45\n"), errors
    assert "lost" not in errors, errors


def test_rows_may_be_nested_deeper_than_types(sc: SparkContext) -> None:
    rdd, row = sc.range(1, numSlices=1), 0
    for _ in range(50):
        rdd, row = rdd.map(lambda x: (x, 1)), (row, 1)  # type: ignore[assignment]
    assert rdd.collect() == [row]
    grouped = sc.range(4, numSlices=1).map(lambda x: (x, x))
    for _ in range(15):
        grouped = grouped.groupByKey(1).map(lambda pair: (pair[0], list(pair[1])))
    assert grouped.count() == 4


@pytest.mark.parametrize(
    "make",
    [
        lambda sc, n: sc.parallelize([], n),
        lambda sc, n: sc.range(10, numSlices=n),
        lambda sc, n: sc.range(10).repartition(n),
        lambda sc, n: sc.range(10).coalesce(n, shuffle=True),
        lambda sc, n: sc.range(10).map(lambda x: (x, x)).partitionBy(n),
        lambda sc, n: sc.range(10).map(lambda x: (x, x)).groupByKey(n),
        lambda sc, n: sc.range(10).sortBy(lambda x: x, numPartitions=n),
        lambda sc, n: sc.range(10).distinct(n),
        lambda sc, n: sc.textFile(__file__, n),
        lambda sc, n: sc.wholeTextFiles(__file__, n),
        lambda sc, n: sc.range(2000, numSlices=2000).cartesian(sc.range(2000, numSlices=2000)),
    ],
)
def test_ten_million_partitions_are_refused_before_any_are_made(sc: SparkContext, make: Any) -> None:
    with pytest.raises(ValueError, match="1000000"):
        make(sc, 10_000_000)


def test_a_union_with_itself_again_and_again_is_refused(sc: SparkContext) -> None:
    rdd = sc.range(1, numSlices=1)
    with pytest.raises(ValueError, match="1000000"):
        for _ in range(70):
            rdd = rdd.union(rdd)
    assert rdd.getNumPartitions() == 2**19


def test_take_runs_a_function_on_the_rows_it_takes(sc: SparkContext) -> None:
    def counted(action: Callable[[RDD], Any]) -> tuple[Any, int]:
        calls = sc.accumulator(0)

        def noted(x: int) -> int:
            calls.add(1)
            return x

        result = action(sc.parallelize(range(1000), 2).map(noted))
        return result, calls.value

    assert counted(lambda rdd: rdd.take(3)) == ([0, 1, 2], 3)
    assert counted(lambda rdd: rdd.first()) == (0, 1)
    assert counted(lambda rdd: rdd.isEmpty()) == (False, 1)
    assert counted(lambda rdd: rdd.map(lambda x: str(x)).take(4)) == (["0", "1", "2", "3"], 4)
    assert counted(lambda rdd: rdd.mapPartitions(lambda rows: (x for x in rows)).take(3)) == ([0, 1, 2], 3)
    assert counted(lambda rdd: rdd.coalesce(1).take(3)) == ([0, 1, 2], 3)
    rows, calls = counted(lambda rdd: rdd.filter(lambda x: x % 50 == 49).take(2))
    assert rows == [49, 99] and calls <= 200
    assert counted(lambda rdd: rdd.count()) == (1000, 1000)
    assert counted(lambda rdd: rdd.take(2000))[1] == 1000


def test_shuffles_of_many_partitions(tmp_path: Any) -> None:
    from test_processes import SECONDS, script

    text = """
with martlet.SparkContext("local-cluster[2,1,256m]") as sc:
    print(sc.parallelize([], 3000).repartition(3000).count())
    print(sc.range(3000, numSlices=3000).map(lambda x: (x % 100, x)).groupByKey(3000).mapValues(len).values().sum())
    spread = sc.range(20_000, numSlices=300).repartition(300).collect()
    print(len(spread), spread == sc.range(20_000, numSlices=300).repartition(300).collect())
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "0\n3000\n20000 True\n"), errors
    assert martlet.__version__


def test_a_task_over_its_deadline_is_cancelled_and_says_so(tmp_path: Any) -> None:
    from test_processes import SECONDS, SPIN, script

    text = f"""{SPIN}
conf = martlet.SparkConf().setMaster("local-cluster[1,2,256m]").set("martlet.task.timeout", "1s")
with martlet.SparkContext(conf=conf) as sc:
    try:
        sc.range(4, numSlices=2).map(spin).count()
    except martlet.MartletError as error:
        print(all(word in str(error) for word in ("martlet.task.timeout", "partition", "executor 1", "attempt 4 of 4")))
    print(sc.range(10).sum())
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "True\n45\n"), errors


def test_speculation_changes_no_answer(tmp_path: Any) -> None:
    from test_processes import SECONDS, script

    text = """
conf = martlet.SparkConf().setMaster("local-cluster[2,2,256m]")
for key, value in {"": "true", ".interval": "20ms", ".multiplier": "1.0", ".quantile": "0.1",
                   ".minTaskRuntime": "1ms"}.items():
    conf.set("spark.speculation" + key, value)
def work(x):
    total = 0
    for i in range(2_000_000 if x % 7 == 0 else 1000):
        total += i % 3
    seen.add(1)
    return (x % 5, total)
with martlet.SparkContext(conf=conf) as sc:
    seen = sc.accumulator(0)
    counts = sc.range(40, numSlices=20).map(work).groupByKey(7).mapValues(len).collect()
    print(sorted(counts), seen.value)
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    expected = [(key, 8) for key in range(5)]
    assert (process.returncode, shown) == (0, f"{expected} 40\n"), errors


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("spark.speculation", "maybe"),
        ("spark.speculation.quantile", "2"),
        ("spark.speculation.multiplier", "much"),
        ("spark.speculation.interval", "soon"),
        ("martlet.task.timeout", "5 bananas"),
        ("martlet.task.timeout", "-1s"),
    ],
)
def test_settings_of_deadlines_that_make_no_sense(tmp_path: Any, key: str, value: str) -> None:
    from test_processes import SECONDS, script

    text = f"""
try:
    martlet.SparkContext(conf=martlet.SparkConf().setMaster("local[1]").set({key!r}, {value!r}))
except ValueError as error:
    print({key!r} in str(error))
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "True\n"), errors


def test_progress_says_that_a_task_takes_long() -> None:
    from martlet.notebook.progress import summary

    event = {"stages": [{"tasks": 8, "done": 7, "running": 1, "longest": 75.2}, {"tasks": 2, "done": 0}]}
    assert summary(event, 80.0) == "stage 1 of 2, 7 of 10 tasks, one runs for 75 s, 80.0 s"
    event["stages"][0]["longest"] = 12.0
    assert "runs for" not in summary(event, 12.0)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
@pytest.mark.parametrize("partitions", [1, 4, 50, 200])
def test_trees_combine_what_many_partitions_give(sc: SparkContext, partitions: int, depth: int) -> None:
    rows = sc.range(300, numSlices=partitions)
    assert rows.treeReduce(lambda a, b: a + b, depth) == 44850
    count_and_sum = rows.treeAggregate(
        (0, 0), lambda s, x: (s[0] + 1, s[1] + x), lambda a, b: (a[0] + b[0], a[1] + b[1]), depth
    )
    assert count_and_sum == (300, 44850)
    none = sc.parallelize([], partitions)
    assert none.treeAggregate([], lambda s, x: [*s, x], lambda a, b: a + b, depth) == []
    with pytest.raises(ValueError, match="Cannot reduce empty RDD"):
        none.treeReduce(lambda a, b: a + b, depth)


def test_a_tree_leaves_few_results_to_the_driver(sc: SparkContext) -> None:
    from martlet.operations.actions import _levels

    assert _levels(4, 2) == []
    assert _levels(100, 2) == [10]
    assert _levels(1000, 3) == [100, 10]
