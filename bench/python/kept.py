# SPDX-License-Identifier: Apache-2.0
"""What keeping rows saves: seconds of an action over parsed lines, computed again each time, kept in memory, and kept
on disk; and of zipWithIndex.

    PYTHONPATH=python python3 bench/python/kept.py [--rows 200000] [--rounds 7]

Prints medians of the rounds behind the first one, and how many times as fast as without.
"""

from __future__ import annotations

import argparse
import pathlib
import random
import statistics
import tempfile
import time

from martlet import RDD, SparkConf, SparkContext, StorageLevel

COLUMNS = 11


def parsed(line: str) -> tuple[float, list[float]]:
    numbers = [float(text) for text in line.split(" ")]
    return numbers[0], numbers[1:]


def seconds(rows: RDD, rounds: int) -> tuple[float, float]:
    """Median seconds of the rounds behind the first, and what they give."""
    taken = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        answer = rows.map(lambda row: row[1][3]).sum()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:]), answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    dice = random.Random(1)
    conf = SparkConf(False).setMaster("local[2]").set("spark.ui.showConsoleProgress", "false")
    with tempfile.TemporaryDirectory() as folder, SparkContext(conf=conf) as sc:
        path = pathlib.Path(folder) / "points.txt"
        with open(path, "w") as file:
            for _ in range(options.rows):
                file.write(" ".join(f"{dice.uniform(-1, 1):.4f}" for _ in range(COLUMNS)) + "\n")
        lines = sc.textFile(str(path), 4)
        plain, expected = seconds(lines.map(parsed), options.rounds)
        print(f"computed each time  {plain:.4f} s")
        for level in (StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_AND_DISK, StorageLevel.DISK_ONLY):
            kept = lines.map(parsed).persist(level)
            taken, answer = seconds(kept, options.rounds)
            assert answer == expected, (answer, expected)
            print(f"{str(level):<45} {taken:.4f} s, {plain / taken:.1f} times as fast")
            kept.unpersist()
        start = time.perf_counter()
        assert sc.range(10**7, numSlices=4).zipWithIndex().map(lambda pair: pair[0] - pair[1]).sum() == 0
        print(f"zipWithIndex of 10^7 {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    main()
