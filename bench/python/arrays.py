# SPDX-License-Identifier: Apache-2.0
"""numpy in functions beside the same functions over the same rows in CPython with numpy, one thread each.

    arrays.py [CASE ...] [--points N] [--runs N]

Cases are what programs for PySpark do: points parsed from lines, k-means and logistic regression over rows that are
arrays, and logistic regression over one matrix a partition, as Spark's example has it. The medians of `runs` turns in
processor time, and their ratio (below 1: the engine takes less). PYTHONPATH and MARTLET_LIBRARY as for scenarios.py.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import time
from collections.abc import Callable

import numpy as np
from martlet import SparkContext

FEATURES = 10
CENTERS = np.random.default_rng(1).normal(size=(5, FEATURES))
WEIGHTS = np.random.default_rng(2).normal(size=FEATURES)


def parsed(line):
    return np.array([float(x) for x in line.split(" ")])


def closest(p):
    best, distance = 0, float("+inf")
    for i in range(len(CENTERS)):
        here = np.sum((p - CENTERS[i]) ** 2)
        if here < distance:
            best, distance = i, here
    return best


def closest_at_once(p):
    return np.argmin(((CENTERS - p) ** 2).sum(axis=1))


def gradient(p):
    x = p[:FEATURES]
    return (1.0 / (1.0 + np.exp(-x.dot(WEIGHTS))) - 1.0) * x


def gradient_of_matrix(m):
    labels, features = m[:, 0], m[:, 1:]
    return ((1.0 / (1.0 + np.exp(-labels * features.dot(WEIGHTS[1:]))) - 1.0) * labels * features.T).sum(1)


def add(a, b):
    return a + b


def pairs(a, b):
    return (a[0] + b[0], a[1] + b[1])


def timed(run: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times)


def sums_by_center(points, place):
    sums: dict = {}
    for p in points:
        key = place(p)
        sums[key] = pairs(sums[key], (p, 1)) if key in sums else (p, 1)
    return sums


def cases(sc: SparkContext, count: int) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    matrix = np.random.default_rng(3).normal(size=(count, FEATURES))
    points = list(matrix)
    lines = [" ".join(map(repr, row)) for row in matrix.tolist()]
    texts = sc.parallelize(lines, 4).cache()
    rows = sc.parallelize(points, 4).cache()
    whole = sc.parallelize([matrix], 1).cache()
    for rdd in (texts, rows, whole):
        rdd.count()
    return {
        "parse": (
            lambda: texts.map(parsed).map(len).sum(),
            lambda: sum(map(len, map(parsed, lines))),
        ),
        "kmeans": (
            lambda: rows.map(lambda p: (closest(p), (p, 1))).reduceByKey(pairs).collect(),
            lambda: sums_by_center(points, closest),
        ),
        "kmeans at once": (
            lambda: rows.map(lambda p: (closest_at_once(p), (p, 1))).reduceByKey(pairs).collect(),
            lambda: sums_by_center(points, closest_at_once),
        ),
        "logistic": (
            lambda: rows.map(gradient).reduce(add),
            lambda: functools.reduce(add, map(gradient, points)),
        ),
        "logistic of a matrix": (
            lambda: whole.map(gradient_of_matrix).reduce(add),
            lambda: gradient_of_matrix(matrix),
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with SparkContext("local[1]") as sc:
        for name, (engine, alone) in cases(sc, options.points).items():
            if options.cases and name not in options.cases:
                continue
            ours, theirs = timed(engine, options.runs), timed(alone, options.runs)
            print(f"{name:24} {ours:8.3f} s  CPython {theirs:8.3f} s  {ours / theirs:6.2f}", flush=True)


if __name__ == "__main__":
    main()
