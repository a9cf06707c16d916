# SPDX-License-Identifier: Apache-2.0
"""Everyday functions of a row on one executor thread beside the same in this Python, answers compared.

    functions.py [FUNCTION ...] [--rows N] [--runs N]

Prints how many times the processor time of a plain Python loop a job takes: `map(f)` over rows that are there already,
its results kept in memory, with their way into and out of scripts, less the job without the function; and whether the
function is typed or a script. Needs the martlet package and nothing else to do on the machine.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time

import martlet
from everyday import cases

#: What no function should take more of than Python, and the geometric mean that is wanted.
LIMIT, WANTED = 1.2, 0.25


def seconds(work, runs):
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def kept(rdd, function):
    """All results of the function, made and kept: no result is needless."""
    results = rdd.map(function).persist()
    results.count()
    results.unpersist()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("functions", nargs="*", metavar="FUNCTION")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    sc = martlet.SparkContext("local[1]", "functions")
    ratios = []
    for function, rows in cases(args.rows):
        if args.functions and function.__name__ not in args.functions:
            continue
        rdd = sc.parallelize(rows, 1)
        mapped = rdd.map(function)
        if mapped.collect() != [function(row) for row in rows]:
            raise SystemExit(f"{function.__name__}: the answers differ")
        form = "typed" if "typed, whole columns" in mapped._explained()["functions"] else "script"
        plain = seconds(lambda rows=rows, function=function: [function(row) for row in rows], args.runs)
        idle = seconds(lambda rdd=rdd: rdd.count(), args.runs)
        busy = seconds(lambda rdd=rdd, function=function: kept(rdd, function), args.runs) - idle
        ratios.append(max(busy / plain, 0.001))
        times = f"{plain * 1000:8.1f} ms  {busy * 1000:8.1f} ms  {ratios[-1]:6.3f}"
        print(f"{function.__name__:<18} {times}  {form}", flush=True)
    mean = math.exp(statistics.fmean(map(math.log, ratios)))
    slower = sum(ratio > LIMIT for ratio in ratios)
    print(f"{len(ratios)} functions: geometric mean {mean:.2f} (wanted {WANTED}), {slower} above {LIMIT}")
    sc.stop()


if __name__ == "__main__":
    main()
