# SPDX-License-Identifier: Apache-2.0
"""Row functions on one executor thread, most of them as scripts, beside the same in this Python, answers compared.

    functions.py [FUNCTION ...] [--rows N] [--runs N]

Prints how many times the processor time of a plain Python loop a job takes: `map(f).count()` over rows that are there
already, with their way into and out of scripts, less the job without the function. Needs the martlet package and
nothing else to do on the machine.
"""

from __future__ import annotations

import argparse
import collections
import math
import re
import statistics
import time

import martlet


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def int_loop(n):
    total = 0
    for i in range(40):
        if i % 3 == 0 and n > i:
            total += n * i
        else:
            total -= i
    return [total]


def helper_calls(n):
    return [sum([gcd(n + i, 36) for i in range(10)])]


def recursion(n):
    return [fibonacci(n % 8 + 4)]


def newton(n):
    x = n + 0.5
    for _ in range(10):
        x = (x + n / x) * 0.5
    return [x]


def split_and_convert(line):
    parts = line.strip().split(",")
    return {"name": parts[0], "place": int(parts[1]), "share": float(parts[2])}


def count_words(lines):
    counts = {}
    for word in lines.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def group(lines):
    groups = collections.defaultdict(list)
    for word in lines.split():
        groups[len(word)].append(word)
    return sorted((length, len(words)) for length, words in groups.items())


def squares(n):
    return [x * x for x in range(n % 50 + 10) if x % 3 == 0]


def label(n):
    return [f"{n}:{n / 7:.2f}:{n % 3}"]


def percent_pair(n):
    return "%d,%d" % (n, n * 2)  # noqa: UP031


def percent_mixed(n):
    return "%-8s|%6.2f|%04x|%+d" % (n, n / 7, n, n)  # noqa: UP031


def format_fields(n):
    return "{:>8,}|{name}|{:.3e}|{name!r}".format(n, n / 7, name=n % 3)


def f_string_specs(n):
    return f"{n:,} {n / 7:.2f} {n:>10} {n:x} {n / 100003:.1%}"


def joined(n):
    return ",".join(map(str, (n, n + 1, n / 4)))


def no_digits(line):
    return [re.sub(r"\d+", "#", line)]


def vowels(line):
    found = 0
    for character in line:
        if character in "aeiou":
            found += 1
    return [found]


def record(row):
    return {"name": row["name"].upper(), "total": row["a"] * row["b"], "tags": [tag for tag in row["tags"] if tag]}


def cases(count):
    ints = [i * 37 % 100003 for i in range(count)]
    lines = [f" name{i % 100},{i},{i / 8},word and more \n" for i in range(count)]
    texts = [" ".join(f"w{(i * j + 7) % 500} alpha{j} beta" for j in range(1, 4)) for i in range(count)]
    records = [{"name": f"n{i}", "a": i, "b": i % 7, "tags": ["x", "", "y"]} for i in range(count)]
    over = [
        (ints, [int_loop, helper_calls, recursion, newton, squares, label]),
        (ints, [percent_pair, percent_mixed, format_fields, f_string_specs, joined]),
        (lines, [split_and_convert]),
    ]
    over += [(texts, [count_words, group, no_digits, vowels]), (records, [record])]
    return [(function, rows) for rows, functions in over for function in functions]


def seconds(work, runs):
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


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
        if rdd.map(function).collect() != [function(row) for row in rows]:
            raise SystemExit(f"{function.__name__}: the answers differ")
        plain = seconds(lambda rows=rows, function=function: [function(row) for row in rows], args.runs)
        idle = seconds(lambda rdd=rdd: rdd.count(), args.runs)
        busy = seconds(lambda rdd=rdd, function=function: rdd.map(function).count(), args.runs)
        ratios.append((busy - idle) / plain)
        print(
            f"{function.__name__:<18} {plain * 1000:8.1f} ms  {(busy - idle) * 1000:8.1f} ms  {ratios[-1]:5.2f}",
            flush=True,
        )
    print(f"geometric mean {math.exp(statistics.fmean(map(math.log, ratios))):.2f}")
    sc.stop()


if __name__ == "__main__":
    main()
