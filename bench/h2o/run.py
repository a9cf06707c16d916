# SPDX-License-Identifier: Apache-2.0
"""The db-benchmark's questions about groups (g01 … g10) and joins (j01 … j05) side by side.

    run.py [--rows N] [--engines martlet,duckdb,polars,…] [--queries g01,…] [--runs N] [--threads N] [--data DIR]
           [--python ENGINE=PYTHON …] [--json FILE]

Data are made here as the benchmark's scripts make them (100 values of a key, no missing ones, unsorted), as Parquet by
pyarrow; engines read the columns of a question and make an Arrow table of the result. Its number of rows and its sums
are compared with DuckDB's. Seconds are medians of the runs after one that is not counted. It ends with 1 when an
answer differs.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import contest  # noqa: E402

ALL = [f"g{number:02d}" for number in range(1, 11)] + [f"j{number:02d}" for number in range(1, 6)]
#: How many times the wall seconds of the better of polars and DuckDB Martlet may take for each.
FACTOR_MAX = 1.5
#: Values of a key of groups.
VALUES = 100


class Contestant(contest.Contestant):
    """One engine in a process of its own."""

    def __init__(self, engine: str, args: argparse.Namespace):
        python = args.pythons.get(engine, sys.executable)
        super().__init__(engine, [python, str(HERE / "engines.py"), engine, str(args.data), str(args.threads)])


def groups(rows: int) -> dict[str, Any]:
    """The table of the questions about groups."""
    import numpy

    random = numpy.random.default_rng(108)
    few, many = VALUES, max(rows // VALUES, 1)

    def names(count: int, digits: int) -> Any:
        found = numpy.array([f"id{number:0{digits}d}" for number in range(1, count + 1)])
        return found[random.integers(0, count, rows)]

    return {
        "id1": names(few, 3),
        "id2": names(few, 3),
        "id3": names(many, 10),
        "id4": random.integers(1, few + 1, rows, dtype="int32"),
        "id5": random.integers(1, few + 1, rows, dtype="int32"),
        "id6": random.integers(1, many + 1, rows, dtype="int32"),
        "v1": random.integers(1, 6, rows, dtype="int32"),
        "v2": random.integers(1, 16, rows, dtype="int32"),
        "v3": numpy.round(random.random(rows) * 100, 6),
    }


def joined(rows: int) -> dict[str, dict[str, Any]]:
    """The tables of the questions about joins: nine in ten keys have a match."""
    import numpy

    random = numpy.random.default_rng(109)
    counts = [max(rows // 1_000_000, 10), max(rows // 1_000, 10), rows]
    # Of each key those that both sides have, and those that are only left or only right.
    keys = [random.permutation(numpy.arange(1, int(count * 1.1) + 1)) for count in counts]
    left = [key[:count] for key, count in zip(keys, counts)]
    right = [numpy.concatenate([key[: count - count // 10], key[count:]]) for key, count in zip(keys, counts)]

    def table(length: int, sides: list[Any], value: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, side in enumerate(sides):
            column = random.permutation(side) if len(side) == length else side[random.integers(0, len(side), length)]
            found[f"id{place + 1}"] = column.astype("int32")
        for place in range(len(sides)):
            found[f"id{place + 4}"] = numpy.char.add("id", found[f"id{place + 1}"].astype(str))
        found[value] = numpy.round(random.random(length) * 100, 6)
        return found

    return {
        "j": table(rows, left, "v1"),
        "small": table(len(right[0]), right[:1], "v2"),
        "medium": table(len(right[1]), right[:2], "v2"),
        "big": table(len(right[2]), right, "v2"),
    }


def make_data(args: argparse.Namespace) -> None:
    if (args.data / "big.parquet").exists():
        return
    import pyarrow
    import pyarrow.parquet

    args.data.mkdir(parents=True, exist_ok=True)
    for name, columns in [("x", groups(args.rows)), *joined(args.rows).items()]:
        pyarrow.parquet.write_table(pyarrow.table(columns), args.data / f"{name}.parquet", row_group_size=1 << 20)


def table(contestants: list[contest.Contestant], args: argparse.Namespace) -> None:
    names = [contestant.engine for contestant in contestants]
    print(f"db-benchmark, {args.rows} rows, {args.runs} runs: wall / processor seconds, medians\n")
    print("| question | " + " | ".join(names) + " | times the better |\n|---|" + "---|" * (len(names) + 1))
    for query in args.queries:
        cells, walls = [], {}
        for contestant in contestants:
            wall, used = contest.cell(contestant, query, 0), contest.cell(contestant, query, 1)
            cells.append("-" if wall is None or used is None else f"{wall:.3f} / {used:.2f}")
            if wall is not None:
                walls[contestant.engine] = wall
        others = [walls[name] for name in ("duckdb", "polars") if name in walls]
        factor = walls["martlet"] / min(others) if others and "martlet" in walls else None
        shown = "" if factor is None else f"{factor:.2f}" if factor <= FACTOR_MAX else f"**{factor:.2f}**"
        print(f"| {query} | " + " | ".join(cells) + f" | {shown} |")


def main() -> None:
    parser = contest.arguments(__doc__, ALL, "martlet,duckdb,polars", 3)
    parser.add_argument("--rows", type=int, default=10_000_000)
    args = contest.parsed(parser)
    args.data = args.data or pathlib.Path(f"h2o-{args.rows}")
    make_data(args)
    contestants: list[contest.Contestant] = [Contestant(engine, args) for engine in args.engines]
    wrong = contest.measure(contestants, args.queries, args.runs, relative="1e-9")
    table(contestants, args)
    contest.finish(args, contestants, wrong)


if __name__ == "__main__":
    main()
