# SPDX-License-Identifier: Apache-2.0
"""Everyday functions of a row, and rows for them: what programs for PySpark do to lines, numbers, pairs and vectors.

What they are is taken from such programs and from textbooks: parsing, formatting, counting, distances, ranks, dates.
"""

from __future__ import annotations

import collections
import datetime
import functools
import itertools
import json
import math
import re

import martlet.sql

LOG = re.compile(r'^(\S+) - - \[([^\]]+)\] "\S+ (\S+) \S+" (\d{3}) (\d+)$')
MONTHS = {"nam": 1, "ame": 2, "Jan": 3, "Feb": 4}
STOP = {"the", "a", "and", "of", "alpha1", "beta"}
WEIGHTS = [0.1 * i - 0.4 for i in range(10)]
CENTERS = [[float(i * j % 7) for i in range(10)] for j in range(1, 5)]


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


def parse_rating(line):
    user, movie, rating = line.split("::")[:3]
    return int(user), (int(movie), float(rating))


def rating_fields(line):
    fields = line.split("::")
    return int(fields[0]), int(fields[1]), float(fields[2])


def parse_point(line):
    return [float(x) for x in line.split(",")]


def mapped_floats(line):
    return list(map(float, line.split(",")))


def split_pairs(line):
    parts = re.split(r"\s+", line.strip())
    return parts[0], parts[1]


def clean_words(line):
    return [word.lower().strip(".,;:!?\"'") for word in line.split() if len(word) > 3]


def word_pairs(line):
    return [(word, 1) for word in line.lower().split(" ")]


def numbered_words(line):
    return [(word, place) for place, word in enumerate(line.split())]


def bigrams(line):
    words = line.split()
    return [(words[i], words[i + 1]) for i in range(len(words) - 1)]


def zipped_bigrams(line):
    words = line.split()
    return list(zip(words, words[1:]))


def joined_upper(line):
    return " ".join(word.capitalize() for word in line.split())


def distinct_words(line):
    return len(set(line.split()))


def counted(line):
    return collections.Counter(line.split()).most_common(1)[0]


def longest_word(line):
    return max(line.split(), key=len)


def sorted_by_length(line):
    return sorted(line.split(), key=lambda word: (len(word), word))


def reversed_text(line):
    return line.strip()[::-1]


def is_palindrome(n):
    text = str(n)
    return text == text[::-1]


def digit_sum(n):
    return sum(int(digit) for digit in str(n))


def initials(line):
    return "".join(word[0].upper() for word in line.split())


def key_value(line):
    key, _, value = line.partition(",")
    return key.strip(), value.strip()


def is_numeric(line):
    return sum(1 for word in line.replace(",", " ").split() if word.isdigit())


def guarded_float(line):
    try:
        return float(line.split(",")[1])
    except ValueError:
        return -1.0


def guarded_parse(line):
    parts = line.split(",")
    try:
        return parts[0].strip(), int(parts[1])
    except (ValueError, IndexError):
        return parts[0].strip(), 0


def log_match(line):
    match = LOG.match(line)
    if match is None:
        return "", "", 0
    return match.group(1), match.group(3), int(match.group(4))


def log_split(line):
    parts = line.split(" ")
    return parts[0], int(parts[8]), int(parts[9])


def json_fields(text):
    value = json.loads(text)
    return value["user"], value["total"]


def json_text(pair):
    return json.dumps({"user": pair[0], "share": pair[1]})


def to_row(line):
    parts = line.split(",")
    return martlet.sql.Row(name=parts[0].strip(), place=int(parts[1]), share=float(parts[2]))


def dict_total(row):
    return row["a"] * row["b"] + len(row["name"])


def dict_pairs(row):
    return row["name"], row.get("b", 0)


def dict_sum(n):
    sizes = {"small": n % 10, "large": n * 2}
    return sizes["small"] + sizes["large"]


def looked_up(line):
    return MONTHS.get(line[1:5], 0)


def stop_words(line):
    return [word for word in line.split() if word not in STOP]


def dot(vector):
    return sum(w * x for w, x in zip(WEIGHTS, vector))


def squared_distance(vector):
    return sum((x - w) ** 2 for x, w in zip(vector, WEIGHTS))


def closest(vector):
    best, closest = 0, float("inf")
    for place in range(len(CENTERS)):
        distance = sum((a - b) ** 2 for a, b in zip(vector, CENTERS[place]))
        if distance < closest:
            closest, best = distance, place
    return best


def gradient(vector):
    margin = sum(w * x for w, x in zip(WEIGHTS, vector))
    scale = 1.0 / (1.0 + math.exp(-margin)) - 1.0
    return [scale * x for x in vector]


def mean_and_spread(vector):
    mean = sum(vector) / len(vector)
    return mean, math.sqrt(sum((x - mean) ** 2 for x in vector) / len(vector))


def normalised(vector):
    norm = math.sqrt(sum(x * x for x in vector))
    return [x / norm for x in vector]


def added(vector):
    return [x + y for x, y in zip(vector, WEIGHTS)]


def contributions(row):
    urls, rank = row
    return [(url, rank / len(urls)) for url in urls]


def cosine(pairs):
    xx = yy = xy = 0
    for x, y in pairs:
        xx += x * x
        yy += y * y
        xy += x * y
    return xy / (math.sqrt(xx) * math.sqrt(yy)) if xx and yy else 0.0


def appended(n):
    result = []
    for i in range(n % 20 + 5):
        if i % 2 == 0:
            result.append((i, n - i))
    return result


def all_pairs(n):
    return [(i, j) for i in range(n % 6 + 2) for j in range(i)]


def combined(line):
    return list(itertools.combinations(line.split()[:4], 2))


def any_large(vector):
    return any(x > 9.5 for x in vector) or all(x < 9.0 for x in vector)


def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


def collatz(n):
    steps = 0
    while n > 1 and steps < 200:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def graded(n):
    if n % 100 >= 90:
        return "A"
    elif n % 100 >= 70:
        return "B"
    return "C" if n % 100 >= 50 else "F"


def date_parts(line):
    moment = datetime.datetime.strptime(line[:10], "%Y-%m-%d")
    return moment.year, moment.month, moment.weekday()


def swapped(pair):
    return pair[1], pair[0]


def average(pair):
    key, (total, count) = pair
    return key, round(total / count, 2)


def reduced(n):
    return functools.reduce(lambda a, b: a * b % 1009, range(1, n % 15 + 3), 1)


def filtered_map(n):
    return list(map(lambda x: x * 2, filter(lambda x: x % 3 == 0, range(n % 30 + 5))))


def tuple_total(row):
    return sum(row) + max(row) - min(row)


def cases(count):
    """Pairs of a function and its rows."""
    ints = [i * 37 % 100003 for i in range(count)]
    lines = [f" name{i % 100},{i},{i / 8},word and more \n" for i in range(count)]
    texts = [" ".join(f"w{(i * j + 7) % 500} alpha{j} beta" for j in range(1, 4)) for i in range(count)]
    records = [{"name": f"n{i}", "a": i, "b": i % 7, "tags": ["x", "", "y"]} for i in range(count)]
    ratings = [f"{i % 600}::{i * 7 % 4000}::{i % 5 + 1}.0::{978300760 + i}" for i in range(count)]
    points = [",".join(str((i * j) % 97 / 7) for j in range(1, 11)) for i in range(count)]
    vectors = [[(i * j) % 97 / 9.7 + 0.1 for j in range(1, 11)] for i in range(count)]
    log = '10.0.{}.{} - - [10/Oct/2025:13:55:{:02d} -0700] "GET /p{}.html HTTP/1.0" {} {}'
    logs = [log.format(i % 9, i % 251, i % 60, i % 77, 200 + i % 3 * 102, i % 5000) for i in range(count)]
    mixed = [f"n{i % 9},{i / 3 if i % 7 else 'missing'},{i}" for i in range(count)]
    whole = [f"n{i % 9},{i if i % 7 else 'missing'},{i}" for i in range(count)]
    pairs = [(f"u{i % 99}", i / 7) for i in range(count)]
    totals = [(f"u{i % 99}", (i / 7, i % 9 + 1)) for i in range(count)]
    links = [([f"u{(i + j) % 50}" for j in range(i % 5 + 1)], i / 9) for i in range(count)]
    rated = [[((i + j) % 5 + 0.5, i * j % 5 + 1.0) for j in range(i % 8)] for i in range(count)]
    dates = [f"20{i % 30 + 10}-{i % 12 + 1:02d}-{i % 28 + 1:02d},x" for i in range(count)]
    texts_of_json = [json.dumps({"user": f"u{i % 99}", "total": i / 4, "tags": ["a", "b"]}) for i in range(count)]
    triples = [(i % 11, i % 13, i % 17) for i in range(count)]
    groups = [
        (ints, [int_loop, helper_calls, recursion, newton, squares, label, percent_pair, percent_mixed]),
        (ints, [format_fields, f_string_specs, joined, is_palindrome, digit_sum, dict_sum, appended, all_pairs]),
        (ints, [is_prime, collatz, graded, reduced, filtered_map]),
        (lines, [split_and_convert, key_value, is_numeric, to_row, looked_up, reversed_text]),
        (texts, [count_words, group, no_digits, vowels, split_pairs, clean_words, word_pairs, numbered_words]),
        (texts, [bigrams, zipped_bigrams, joined_upper, distinct_words, counted, longest_word, sorted_by_length]),
        (texts, [initials, stop_words, combined]),
        (ratings, [parse_rating, rating_fields]),
        (points, [parse_point, mapped_floats]),
        (vectors, [dot, squared_distance, closest, gradient, mean_and_spread, normalised, added, any_large]),
        (records, [record, dict_total, dict_pairs]),
        (logs, [log_match, log_split]),
        (texts_of_json, [json_fields]),
        (pairs, [json_text, swapped]),
        (mixed, [guarded_float]),
        (whole, [guarded_parse]),
        (totals, [average]),
        (links, [contributions]),
        (rated, [cosine]),
        (dates, [date_parts]),
        (triples, [tuple_total]),
    ]
    return [(function, rows) for rows, functions in groups for function in functions]
