# SPDX-License-Identifier: Apache-2.0
"""TPC-DS side by side: every engine runs its 99 queries by turns, answers are compared with DuckDB's in full.

    run.py [--scale F] [--engines martlet,duckdb,…] [--queries q01,…] [--runs N] [--threads N] [--data DIR]
           [--python ENGINE=PYTHON …] [--json FILE]

Data and the texts of the queries are DuckDB's extension's (`pip install duckdb duckdb-extension-tpcds`, of the same
version), as Parquet; this Python needs both where the folder has none. A query whose ORDER BY leaves rows in any order,
or LIMIT any of them, is ordered by its other columns too, so that there is one answer. Seconds are of the wall,
processor seconds those of the engine's processes; both are medians of the runs after one that is not counted. It
ends with 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import contest  # noqa: E402

ALL = [f"q{number:02d}" for number in range(1, 100)]
#: How many times DuckDB's processor seconds Martlet may take, over all queries and for each.
SUM_FACTOR_MAX, QUERY_FACTOR_MAX = 1.5, 3.0
#: Quotients of decimals are decimals in Spark, rounded to their digits, and doubles in DuckDB: what is computed from
#: them differs by more than doubles do.
RELATIVE = "1e-9"


class Contestant(contest.Contestant):
    """One engine in a process of its own."""

    def __init__(self, engine: str, args: argparse.Namespace):
        python = args.pythons.get(engine, sys.executable)
        super().__init__(engine, [python, str(HERE / "engines.py"), engine, str(args.data), str(args.threads)])


def ordered(query: str, columns: int) -> str:
    """The query with all its columns as the last keys of its order, before its LIMIT."""
    query = query.strip().rstrip(";")
    limit = re.search(r"\sLIMIT\s+\d+\s*$", query, re.IGNORECASE)
    head, tail = (query[: limit.start()], query[limit.start() :]) if limit else (query, "")
    keys = ", ".join(str(number + 1) for number in range(columns))
    orders = list(re.finditer(r"ORDER\s+BY", head, re.IGNORECASE))
    # That of the whole query, not of a window or of a query within.
    has_order = bool(orders) and head[orders[-1].end() :].count("(") == head[orders[-1].end() :].count(")")
    return head + (", " if has_order else " ORDER BY ") + keys + tail


def make_data(args: argparse.Namespace) -> None:
    if (args.data / "queries").exists():
        return
    import duckdb
    import duckdb_extension_tpcds

    folder = pathlib.Path(duckdb_extension_tpcds.__file__).parent / "extensions"
    extension = next(folder.glob("*/tpcds.duckdb_extension"))
    args.data.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": args.threads}) as connection:
        connection.execute(f"load '{extension}'")
        connection.execute(f"call dsdgen(sf = {args.scale})")
        tables = connection.execute("select table_name from information_schema.tables").fetchall()
        texts = {
            f"q{number:02d}.sql": ordered(query, len(connection.execute(f"describe {query}").fetchall()))
            for number, query in connection.execute("select query_nr, query from tpcds_queries()").fetchall()
        }
        for (name,) in tables:
            connection.execute(f"copy {name} to '{args.data / name}.parquet' (format parquet)")
    (args.data / "queries").mkdir()
    for name, query in texts.items():
        (args.data / "queries" / name).write_text(query)


def main() -> None:
    parser = contest.arguments(__doc__, ALL, "martlet,duckdb", 1)
    parser.add_argument("--scale", type=float, default=1.0)
    args = contest.parsed(parser)
    args.data = args.data or pathlib.Path(f"tpcds-{args.scale:g}")
    make_data(args)
    contestants: list[contest.Contestant] = [Contestant(engine, args) for engine in args.engines]
    wrong = contest.measure(contestants, args.queries, args.runs, relative=RELATIVE)
    title = f"TPC-DS, scale {args.scale:g}, {args.runs} runs"
    contest.table(title, contestants, args.queries, (SUM_FACTOR_MAX, QUERY_FACTOR_MAX))
    contest.finish(args, contestants, wrong)


if __name__ == "__main__":
    main()
