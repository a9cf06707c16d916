# SPDX-License-Identifier: Apache-2.0
"""Work that must grow no faster than its input: each case at n and at 2n, and the ratio of the times.

    quadratics.py [CASE ...] [--runs N] [--master M]

A case is a function that prepares n and gives what is timed. The ratio of the medians is at most 2.4, or the exit
status is 1. PYTHONPATH, MARTLET_LIBRARY and MARTLET_EXECUTOR as for scenarios.py.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from martlet import RDD, SparkContext

RATIO_MAX = 2.4
#: What is timed, of a context, n and a folder for files.
Case = Callable[[SparkContext, int, Path], Callable[[], object]]


def line_past_its_split(sc: SparkContext, n: int, folder: Path) -> Callable[[], object]:
    """A line of n bytes that begins in the first of two splits and ends in the second."""
    path = folder / f"line-{n}.txt"
    path.write_bytes(b"short\n" + b"x" * n + b"\nshort\n")

    def run() -> object:
        lengths = sc.textFile(str(path), 2).map(len).collect()
        assert lengths == [5, n, 5], lengths
        return lengths

    return run


def chain(step: Callable[[RDD], RDD]) -> Case:
    """Building a chain of n steps and running it."""

    def case(sc: SparkContext, n: int, folder: Path) -> Callable[[], object]:
        def run() -> object:
            rdd = sc.range(3, numSlices=1)
            for _ in range(n):
                rdd = step(rdd)
            assert rdd.count() == 3
            return rdd

        return run

    return case


def shuffle_of_nothing(sc: SparkContext, n: int, folder: Path) -> Callable[[], object]:
    """A shuffle of n by n partitions without rows: its pairs are n², its tasks and messages 2n."""
    empty = sc.parallelize([], n)
    return lambda: empty.repartition(n).count()


def union_one_by_one(sc: SparkContext, n: int, folder: Path) -> Callable[[], object]:
    """A union of n RDDs that is made one after another, and planned."""

    def run() -> object:
        rdd = sc.range(1, numSlices=1)
        for _ in range(n):
            rdd = rdd.union(sc.range(1, numSlices=1))
        return rdd.toDebugString()

    return run


def added_lists(sc: SparkContext, n: int, folder: Path) -> Callable[[], object]:
    """Lists of one that become three lists of n / 3, by `+`."""
    pairs = sc.range(n, numSlices=2).map(lambda x: (x % 3, [x]))
    return lambda: pairs.reduceByKey(lambda a, b: a + b).mapValues(len).collect()


def extended(a: list[int], b: list[int]) -> list[int]:
    """The first list, longer."""
    a.extend(b)
    return a


def extended_lists(sc: SparkContext, n: int, folder: Path) -> Callable[[], object]:
    """Lists of one that become three lists of n / 3, by `extend`."""
    pairs = sc.range(n, numSlices=2).map(lambda x: (x % 3, [x]))
    return lambda: pairs.reduceByKey(extended).mapValues(len).collect()


def scripted(x: int) -> int:
    """What becomes a script: a dict of ints."""
    seen = {x: 1}
    return x + len(seen)


#: Name: the case and its n.
CASES: dict[str, tuple[Case, int]] = {
    "line-past-its-split": (line_past_its_split, 40_000_000),
    "chain-of-maps": (chain(lambda rdd: rdd.map(lambda x: x + 1)), 1_000),
    "chain-of-scripts": (chain(lambda rdd: rdd.map(scripted)), 1_000),
    "chain-of-filters": (chain(lambda rdd: rdd.filter(lambda x: x >= 0)), 1_000),
    "chain-of-flat-maps": (chain(lambda rdd: rdd.flatMap(lambda x: [x])), 1_000),
    "union-one-by-one": (union_one_by_one, 2_000),
    "added-lists": (added_lists, 200_000),
    "extended-lists": (extended_lists, 200_000),
    "shuffle-of-nothing": (shuffle_of_nothing, 4_000),
}


def seconds(run: Callable[[], object], runs: int) -> float:
    """The median of `runs`, after one that is not counted."""
    run()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> int:
    """Prints a row a case; 1 when a ratio is too high."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "cases",
        nargs="*",
        metavar="CASE",
        help=f"of {', '.join(CASES)}; all by default",
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--master", default="local[2]")
    args = parser.parse_args()
    is_good = True
    print(f"{'case':24} {'n':>12} {'seconds':>9} {'of 2n':>9} {'ratio':>6}")
    with SparkContext(args.master) as sc, tempfile.TemporaryDirectory() as folder:
        for name in args.cases or CASES:
            case, n = CASES[name]
            once = seconds(case(sc, n, Path(folder)), args.runs)
            twice = seconds(case(sc, 2 * n, Path(folder)), args.runs)
            print(
                f"{name:24} {n:12} {once:9.3f} {twice:9.3f} {twice / once:6.2f}",
                flush=True,
            )
            is_good = is_good and twice / once <= RATIO_MAX
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
