# SPDX-License-Identifier: Apache-2.0
"""The benchmark's scenarios on PySpark, as one would write them there.

    spark.py SCENARIO [--variant rdd|df|jvm] [--runs N] [--input DIR] [--output DIR] [--scale F]

Prints one JSON line {"scenario", "variant", "seconds", "answer"}. With --interactive it prints `ready` when the session
is up, then does one run for each line on standard input and prints a JSON line for each, so that another program can
alternate its own runs with these. Answers are text and made so that another engine can be compared:

    sum          the sum
    wordcount    distinct words, all words, and a checksum over (word, count), computed outside the timed part
    reducebykey  the sum of (key * 31 + value) % 1000003 over the result
    sort         nothing: the written folder is checked with verify.py
    tasks        the number of tasks
    latency      the sum of each job (seconds holds every job)
    startup      the sum; the caller measures from the start of the process
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import shutil
import sys
import time

MASK = (1 << 64) - 1
LATENCY_JOBS = 50
LATENCY_WARMUP = 5


def fnv1a(data: bytes) -> int:
    """FNV-1a, 64 bits: the same few lines in every engine's harness."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def word_answer(pairs) -> str:
    """Distinct words, words in all, and an order-independent checksum of the counts."""
    distinct = total = checksum = 0
    for word, count in pairs:
        distinct += 1
        total += count
        checksum = (checksum + fnv1a(word.encode()) * count) & MASK
    return f"{distinct}:{total}:{checksum:016x}"


def make_session(args: argparse.Namespace):
    """A session on local[2], six gigabytes, no UI; everything else as PySpark ships it."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(args.master).appName("martlet-bench")
    settings = {
        "spark.driver.memory": "6g",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": args.local_dir,
        "spark.driver.maxResultSize": "4g",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def timed(work):
    """Seconds and result of one call."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


class Scenarios:
    """One method a scenario and variant; each returns (seconds, answer), or (list of seconds, answer)."""

    def __init__(self, session, args: argparse.Namespace):
        self.session = session
        self.context = session.sparkContext
        self.args = args

    def scaled(self, count: int) -> int:
        return max(1, int(count * self.args.scale))

    def sum_rdd(self):
        count = self.scaled(10**8)
        seconds, answer = timed(lambda: self.context.parallelize(range(count), self.args.slices).sum())
        return seconds, str(answer)

    def sum_df(self):
        from pyspark.sql import functions as F

        count = self.scaled(10**8)
        seconds, row = timed(lambda: self.session.range(0, count, 1, self.args.slices).agg(F.sum("id")).first())
        return seconds, str(row[0])

    def wordcount_rdd(self):
        def job():
            lines = self.context.textFile(self.args.input)
            words = lines.flatMap(lambda line: line.split(" "))
            return words.map(lambda word: (word, 1)).reduceByKey(operator.add).collect()

        seconds, pairs = timed(job)
        return seconds, word_answer(pairs)

    def wordcount_df(self):
        from pyspark.sql import functions as F

        def job():
            lines = self.session.read.text(self.args.input)
            words = lines.select(F.explode(F.split(F.col("value"), " ")).alias("word"))
            return words.groupBy("word").count().collect()

        seconds, pairs = timed(job)
        return seconds, word_answer(pairs)

    def reducebykey_rdd(self):
        count, keys = self.scaled(2 * 10**7), self.scaled(10**6)

        def job():
            numbers = self.context.parallelize(range(count), self.args.slices)
            pairs = numbers.map(lambda i: ((i * 2654435761 & 0x7FFFFFFF) % keys, i))
            sums = pairs.reduceByKey(operator.add)
            return sums.map(lambda pair: (pair[0] * 31 + pair[1]) % 1000003).sum()

        seconds, answer = timed(job)
        return seconds, str(answer)

    def reducebykey_df(self):
        from pyspark.sql import functions as F

        count, keys = self.scaled(2 * 10**7), self.scaled(10**6)

        def job():
            numbers = self.session.range(0, count, 1, self.args.slices)
            mixed = (F.col("id") * F.lit(2654435761)).bitwiseAND(F.lit(0x7FFFFFFF))
            sums = numbers.groupBy((mixed % keys).alias("key")).agg(F.sum("id").alias("value"))
            return sums.agg(F.sum((F.col("key") * 31 + F.col("value")) % 1000003)).first()[0]

        seconds, answer = timed(job)
        return seconds, str(answer)

    def fresh_output(self) -> str:
        shutil.rmtree(self.args.output, ignore_errors=True)
        return self.args.output

    def sort_rdd(self):
        output = self.fresh_output()
        lines = self.context.textFile(self.args.input)
        seconds, _ = timed(lambda: lines.sortBy(lambda line: line).saveAsTextFile(output))
        return seconds, ""

    def sort_df(self):
        output = self.fresh_output()
        lines = self.session.read.text(self.args.input)
        seconds, _ = timed(lambda: lines.orderBy("value").write.text(output))
        return seconds, ""

    def tasks_jvm(self):
        count = self.scaled(5000)
        java_context = self.context._jsc
        empty = self.context._jvm.java.util.ArrayList()

        def job():
            tasks = java_context.parallelize(empty, count)
            tasks.count()
            return tasks.getNumPartitions()

        seconds, answer = timed(job)
        return seconds, str(answer)

    def latency_rdd(self):
        def job():
            return self.context.parallelize(range(10), 2).sum()

        for _ in range(LATENCY_WARMUP):
            job()
        runs = [timed(job) for _ in range(LATENCY_JOBS)]
        return [seconds for seconds, _ in runs], "/".join(sorted({str(answer) for _, answer in runs}))

    def startup_rdd(self):
        seconds, answer = timed(lambda: self.context.parallelize(range(10), 2).sum())
        return seconds, str(answer)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ["sum", "wordcount", "reducebykey", "sort", "tasks", "latency", "startup"]
    parser.add_argument("scenario", choices=names)
    parser.add_argument("--variant", choices=["rdd", "df", "jvm"], default="rdd")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--input", help="folder to read (wordcount, sort)")
    parser.add_argument("--output", help="folder to write (sort); removed first")
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the full size, for trying out")
    parser.add_argument("--slices", type=int, default=2, help="partitions of generated ranges")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--local-dir", default=os.environ.get("TMPDIR", "/tmp"), help="where Spark spills")
    parser.add_argument("--interactive", action="store_true", help="one run for each line on standard input")
    args = parser.parse_args()
    if args.scenario in ("wordcount", "sort") and not args.input:
        parser.error(f"{args.scenario} needs --input")
    if args.scenario == "sort" and not args.output:
        parser.error("sort needs --output")
    if not hasattr(Scenarios, f"{args.scenario}_{args.variant}"):
        parser.error(f"{args.scenario} has no variant {args.variant}")
    return args


def emit(args: argparse.Namespace, seconds: list, answer: str) -> None:
    line = {"scenario": args.scenario, "variant": args.variant, "seconds": seconds, "answer": answer}
    print(json.dumps(line), flush=True)


def main() -> int:
    args = parse_arguments()
    session = make_session(args)
    run = getattr(Scenarios(session, args), f"{args.scenario}_{args.variant}")
    if args.interactive:
        print("ready", flush=True)
        for _ in sys.stdin:
            seconds, answer = run()
            emit(args, seconds if isinstance(seconds, list) else [seconds], answer)
    else:
        every: list = []
        answers = set()
        for _ in range(args.runs):
            seconds, answer = run()
            every.extend(seconds if isinstance(seconds, list) else [seconds])
            answers.add(answer)
        if len(answers) != 1:
            print(f"the answers of the runs differ: {sorted(answers)}", file=sys.stderr)
            return 1
        emit(args, every, answers.pop())
    session.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
