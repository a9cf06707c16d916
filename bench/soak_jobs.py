# SPDX-License-Identifier: Apache-2.0
"""The jobs of the soak: each runs something and compares the answer with what plain Python makes of the same rows.

A job gives None when the answer was right, else what was wrong. What it raises is a failure.
"""

from __future__ import annotations

import random
import shutil
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from martlet import JobCancelledError, MartletError, SparkContext

Job = Callable[[SparkContext, random.Random, Path], "str | None"]
WORDS = "swift martin swallow owl heron kite finch wren robin crane egret ibis".split()
LINES = 20_000
#: How often a job that is to be cancelled is tried before that counts as its end.
CANCEL_SECONDS = 30.0


def differs(found: Any, wanted: Any) -> str | None:
    """What is wrong, shortened; None when nothing is."""
    return None if found == wanted else f"{str(found)[:200]} instead of {str(wanted)[:200]}"


def pairs(chooser: random.Random, count: int, keys: int) -> list[tuple[int, int]]:
    return [(chooser.randrange(keys), chooser.randrange(1000)) for _ in range(count)]


def by_key(rows: list[tuple[int, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in rows:
        groups[key].append(value)
    return groups


def prepare(folder: Path) -> None:
    """The text that some jobs read."""
    chooser = random.Random(7)
    lines = [" ".join(chooser.choices(WORDS, k=chooser.randrange(1, 12))) for _ in range(LINES)]
    (folder / "input").mkdir()
    for part in range(4):
        (folder / "input" / f"{part}.txt").write_text("\n".join(lines[part::4]) + "\n", encoding="utf-8")


def counted_words(folder: Path) -> Counter[str]:
    return Counter(word for file in (folder / "input").iterdir() for word in file.read_text().split())


# Jobs


def total(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    n = chooser.randrange(1_000_000)
    found = sc.range(n, numSlices=chooser.randrange(1, 9)).map(lambda x: x * 3 + 1).sum()
    return differs(found, sum(range(1, 3 * n, 3)))


def word_count(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    words = sc.textFile(str(folder.parent / "input"), 4).flatMap(lambda line: line.split())
    found = words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).collect()
    return differs(dict(found), dict(counted_words(folder.parent)))


def reduce_by_key(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    rows = pairs(chooser, 20_000, chooser.choice((3, 500, 20_000)))
    found = sc.parallelize(rows, 4).reduceByKey(lambda a, b: max(a, b)).collect()
    return differs(dict(found), {key: max(values) for key, values in by_key(rows).items()})


def group_by_key(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    rows = pairs(chooser, 10_000, 300)
    found = sc.parallelize(rows, 4).groupByKey(5).mapValues(list).collect()
    return differs(dict(found), dict(by_key(rows)))


def sort(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    rows = [chooser.random() for _ in range(30_000)]
    ascending = chooser.random() < 0.5
    found = sc.parallelize(rows, 4).sortBy(lambda x: x, ascending, 6).collect()
    return differs(found, sorted(rows, reverse=not ascending))


def join(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    left, right = pairs(chooser, 3_000, 1_000), pairs(chooser, 3_000, 1_500)
    found = sc.parallelize(left, 3).join(sc.parallelize(right, 2)).collect()
    others = by_key(right)
    wanted = [(key, (value, other)) for key, value in left for other in others.get(key, ())]
    return differs(sorted(found), sorted(wanted))


def left_outer_join(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    left, right = pairs(chooser, 1_000, 1_000), pairs(chooser, 1_000, 1_500)
    found = sc.parallelize(left, 3).leftOuterJoin(sc.parallelize(right, 2)).mapValues(str).collect()
    others = by_key(right)
    wanted = [(key, str((value, other))) for key, value in left for other in others.get(key, [None])]
    return differs(sorted(found), sorted(wanted))


def distinct(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    rows = [chooser.choice((None, 1.5, "a", 7, (1, "b"), "é" * 3, chooser.randrange(500))) for _ in range(20_000)]
    return differs(set(sc.parallelize(rows, 4).distinct().collect()), set(rows))


def files(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    gzip = "gzip" if chooser.random() < 0.5 else None
    text = sc.textFile(str(folder.parent / "input"))
    try:
        text.filter(lambda line: "owl" in line).map(lambda line: line.upper()).saveAsTextFile(str(folder), gzip)
        found = sc.textFile(str(folder)).collect()
        if not (folder / "_SUCCESS").exists() or list(folder.glob("*temporary*")):
            return f"the folder is not complete: {sorted(path.name for path in folder.iterdir())}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = [line for file in (folder.parent / "input").iterdir() for line in file.read_text().splitlines()]
    return differs(Counter(found), Counter(line.upper() for line in lines if "owl" in line))


def broadcast(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    table = {number: str(number) * chooser.randrange(1, 9) for number in range(5_000)}
    shared = sc.broadcast(table)
    found = sc.range(10_000, numSlices=4).map(lambda x: len(shared.value.get(x, ""))).sum()
    shared.unpersist()
    return differs(found, sum(map(len, table.values())))


def accumulators(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    rows, odd = sc.accumulator(0), sc.accumulator(0)

    def look(x: int) -> None:
        rows.add(1)
        if x % 2:
            odd.add(x)

    n = chooser.randrange(2, 50_000)
    sc.range(n, numSlices=6).foreach(look)
    return differs((rows.value, odd.value), (n, sum(range(1, n, 2))))


def take(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    n = chooser.randrange(1, 3_000)
    rdd = sc.range(100_000, numSlices=20).filter(lambda x: x % 7 == 3)
    found = (rdd.take(n), rdd.first(), rdd.top(3), rdd.takeOrdered(2, key=lambda x: -x))
    wanted = list(range(3, 100_000, 7))
    return differs(found, (wanted[:n], 3, wanted[:-4:-1], wanted[:-3:-1]))


def cartesian(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    left, right = list(range(chooser.randrange(1, 200))), [chooser.choice(WORDS) for _ in range(50)]
    found = sc.parallelize(left, 3).cartesian(sc.parallelize(right, 2)).map(lambda p: (p[1], p[0])).countByKey()
    return differs(dict(found), {word: count * len(left) for word, count in Counter(right).items()})


def map_partitions(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    def runs(rows: Any) -> Any:
        length = 0
        for row in rows:
            if row % 10 == 0 and length:
                yield length
                length = 0
            length += 1
        yield length

    found = sc.range(5_000, numSlices=5).mapPartitions(runs).collect()
    return differs(found, [10] * 500)


def sample(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    seed = chooser.randrange(1_000)
    rdd = sc.range(20_000, numSlices=4)
    first, second = (rdd.sample(False, 0.2, seed).collect() for _ in range(2))
    if first != second:
        return "the same seed has chosen other rows"
    return None if 3_500 < len(first) < 4_500 and set(first) <= set(range(20_000)) else f"{len(first)} rows"


def zip_with_index(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    rows = [chooser.choice(WORDS) for _ in range(chooser.randrange(1, 5_000))]
    found = sc.parallelize(rows, 7).filter(lambda word: word != "owl").zipWithIndex().collect()
    return differs(found, [(word, i) for i, word in enumerate(word for word in rows if word != "owl")])


def stream(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    n = chooser.randrange(1, 50_000)
    stop = chooser.randrange(n)
    found = 0
    for row in sc.range(n, numSlices=5).map(lambda x: (x, str(x))).toLocalIterator():
        if row != (found, str(found)):
            return f"{row} at place {found}"
        found += 1
        if row[0] == stop and n % 2:
            return None
    return differs(found, n)


def scripts(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    def spelled(x: int) -> dict[str, int]:
        counts: dict[str, int] = {}
        for digit in str(x * 7919):
            counts[digit] = counts.get(digit, 0) + 1
        return counts

    start = chooser.randrange(1_000_000)
    found = sc.range(start, start + 3_000, numSlices=4).map(spelled).collect()
    return differs(found, [spelled(x) for x in range(start, start + 3_000)])


def error(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    bad = chooser.randrange(2_000)

    def inverse(x: int) -> float:
        return 1 / (x - bad)

    try:
        sc.range(2_000, numSlices=5).map(inverse).map(str).collect()
    except ZeroDivisionError as raised:
        if not isinstance(raised, MartletError):
            return f"not an error of Martlet's: {raised!r}"
        return differs((raised.row, raised.message), (str(bad), "division by zero"))
    return "no error"


def no_pairs(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    try:
        sc.parallelize([(1, 2), 5], 1).reduceByKey(lambda a, b: a + b).collect()
    except TypeError as raised:
        return differs(getattr(raised, "row", None), "5")
    return "no error"


def cancelled(sc: SparkContext, chooser: random.Random, folder: Path) -> str | None:
    def spin(x: int) -> int:
        while x >= 0:
            x += 0
        return x

    group = f"cancelled {chooser.random()}"
    outcome: list[str | None] = []

    def run() -> None:
        sc.setJobGroup(group, "to be cancelled")
        try:
            sc.range(4, numSlices=4).map(spin).count()
            outcome.append("it has ended by itself")
        except JobCancelledError:
            outcome.append(None)
        except Exception as raised:
            outcome.append(f"another error: {raised!r}")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ended = threading.Event()
    waited = 0.0
    pause = chooser.random() / 2
    while thread.is_alive() and waited < CANCEL_SECONDS:
        ended.wait(pause)
        sc.cancelJobGroup(group)
        thread.join(0.1)
        waited += pause + 0.1
        pause = 0.1
    return outcome[0] if outcome else f"not ended {CANCEL_SECONDS:.0f} s after it was cancelled"


JOBS: list[Job] = [
    total,
    word_count,
    reduce_by_key,
    group_by_key,
    sort,
    join,
    left_outer_join,
    distinct,
    files,
    broadcast,
    accumulators,
    take,
    cartesian,
    map_partitions,
    sample,
    zip_with_index,
    stream,
    scripts,
    error,
    no_pairs,
    cancelled,
]
