# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: C401, C416, C419, E731, PERF401, PERF402, RUF005, SIM110
"""What people write is typed, and is CPython's to the type of each number."""

from __future__ import annotations

import collections
import copy
import functools
import itertools
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from martlet import RDD, SparkContext
from martlet.sql import Row

pytestmark = pytest.mark.usefixtures("real")

TABLE = {"a": 1, "é": -2, "b": 3, "": 7, "w1": 4, "w2": 5, "w3": 6, "x": 8, "y": 9, "z": 10}
KNOWN = {"a", "b", "é", "w1", "w2", "w3", "1", "2", "3", "x"}
WEIGHTS = [0.5, -1.0, 2.0]

VECTORS: list[Any] = [
    [],
    [0.0],
    [-0.0],
    [1.5, -2.5, 3.0],
    [1e308, 1e308],
    [math.nan, 1.0, 2.0],
    [1.0, math.nan],
    [0.1] * 10,
    [-0.0, 0.0],
]
TEXTS: list[Any] = [
    "",
    "a",
    "a b é",
    "  x,y ",
    "日本 語",
    "ǅa",
    "12",
    "٣",
    "½",
    "A1",
    "aXbXc",
    "ÉA naïve",
    "a,b,,c",
    "ß",
]
INTS: list[Any] = [0, 1, -1, 5, 12321, -7, 100, 2**53 + 1]
PAIRS: list[Any] = [(1, 2), (0, 0), (-3, 5)]


def total(vector: list) -> Any:
    """An int while nothing was added."""
    result = 0
    for x in vector:
        result += x
    return result


def total_of_totals(vector: list) -> Any:
    """The same in two loops."""
    result = 0
    for x in vector:
        for y in (x, -x):
            result += y * 0.5
    return result


def moments(vector: list) -> Any:
    """Three at once."""
    xx = yy = xy = 0
    for x, y in zip(vector, vector[1:]):
        xx += x * x
        yy += y * y
        xy += x * y
    return xy / (math.sqrt(xx) * math.sqrt(yy)) if xx and yy else 0.0


def appended(vector: list) -> Any:
    """In a loop, behind a condition, and alone."""
    result = []
    for place, x in enumerate(vector):
        if x > 1.0:
            continue
        y = x * 2
        if place % 2 == 0:
            result.append((place, y))
        else:
            result.append((-place, x))
    result.append((0, 0.0))
    return result


def seen_before(vector: list) -> Any:
    """A list that another name has is not another list."""
    result = []
    other = result
    for x in vector:
        result.append(x)
    return len(other)


def shared_round(vector: list) -> Any:
    """Rounds that share a variable."""
    result = []
    last = 0.25
    for x in vector:
        result.append(last)
        last = x
    return result


def gcd(a: int, b: int) -> int:
    """A helper with a loop."""
    while b:
        a, b = b, a % b
    return a


def parsed(text: str) -> Any:
    """Two ways out of one `try`."""
    parts = text.split(",")
    try:
        return parts[0].strip(), int(parts[1])
    except (ValueError, IndexError):
        return parts[0], -1


def number(text: str) -> Any:
    """To a name."""
    try:
        result = float(text)
    except ValueError:
        result = math.nan
    return result == result


def raised(text: str) -> Any:
    """What is not caught goes on."""
    try:
        return int(text.split(",")[1])
    except ValueError:
        return 0


DICTS: list[Any] = [
    {"name": "n1", "a": 3, "b": 0.5, "tags": ["x", "", "y"], "at": {"x": 1, "y": -0.0}},
    {"name": "", "a": -7, "b": -0.0, "tags": [], "at": {"x": 2**40, "y": math.inf}},
    {"name": "日本 a longer name", "a": 0, "b": 1e16, "tags": ["é"], "at": {"x": 0, "y": 1.0}},
]


def total_of_row(row: dict) -> Any:
    """With names for parts, and a dict made of them that is taken apart again."""
    sizes = {"small": row["a"], "large": row["a"] * 2, "at": row["at"]}
    found = 0
    for key in sizes:
        found += len(key)
    return sizes["small"] + sizes["at"]["x"], found, len(sizes)


def more_entries(row: dict) -> Any:
    """Of the row, and of a dict of its own."""
    row["b"] *= 2
    row["sum"] = row["a"] + row["b"]
    other = {"x": row["sum"], "y": row.get("a")}
    other["y"] += 1
    other["z"] = {**row, "name": other["x"]}
    return other, list(row.items() if False else other.keys())


def parsed_row(text: str) -> Any:
    """A dict out of a `try`."""
    parts = text.split(",")
    try:
        return {"name": parts[0], "number": int(parts[1])}
    except (ValueError, IndexError):
        return {"name": text, "number": -1, "failed": True}


PARTS = re.compile(r"^(\w*)[ ,]?(.*)$", re.DOTALL)
SIZED = re.compile(r"(?P<name>[a-zé]+)(?P<size>\d+)")


def counts(text: str) -> Any:
    """By `get`, whole."""
    found = {}
    for word in text.split():
        found[word] = found.get(word, 0) + 1
    return found


def counts_inside(text: str) -> Any:
    """As a part of other values, twice, and what follows from them."""
    found: dict = {}
    for word in text.split():
        for c in word:
            if c != "a":
                found[c] = 1 + found.get(c, 0)
    return text, found, len(found), sorted(found.items()), "b" in found, bool(found)


def counts_by_default(text: str) -> Any:
    """Of two loops."""
    found: dict = collections.defaultdict(int)
    shares: dict = collections.defaultdict(float)
    for c in text:
        found[c] += 1
        shares[c.lower(), True] += 0.5
    for word in text.split(","):
        found[word] += len(word)
    total = 0
    for word in found:
        total += len(word)
    return dict(found), sorted(shares.items(), key=lambda p: p[0]), total, found.get("a", -1), len(shares), "X" in found


def counts_asked(text: str) -> Any:
    """In the ways that ask first."""
    one: dict = {}
    two: dict = {}
    three: dict = {}
    for c in text:
        if c in one:
            one[c] += 2
        else:
            one[c] = 2
        if c not in two:
            two[c] = 0.0
        two[c] += 1
        try:
            three[c.upper()] += 1
        except KeyError:
            three[c.upper()] = 1
    return one, two, three


def groups_of_words(text: str) -> Any:
    """Lists."""
    by_size: dict = collections.defaultdict(list)
    by_start: dict = {}
    for place, word in enumerate(text.split()):
        by_size[len(word)].append(word)
        by_start.setdefault(word[:1], []).append((place, word))
    longest = max(by_size.items(), key=lambda p: p[0])[1] if by_size else []
    return sorted((k, len(v)) for k, v in by_size.items()), by_start, longest, [v[-1] for v in by_start.values()]


def last_of_each(text: str) -> Any:
    """The last value, in the place of the first."""
    places = {}
    for place, c in enumerate(text):
        places[c] = place
    firsts = {c: place for place, c in reversed(list(enumerate(text)))}
    return places, list(places), firsts, dict(zip(text, range(9))), dict(places)


def counted_twice(text: str) -> Any:
    """A Counter that is only asked."""
    found = collections.Counter(text)
    return found.most_common(2), found["a"], found["none"], sorted(found), sum(found.values()), found.most_common()


def counted_numbers(n: int) -> Any:
    """By numbers, from a loop within a loop."""
    found = collections.Counter()
    for i in range(abs(n) % 7):
        for j in range(i):
            found[i * j % 3] += j
    return dict(found)


def parts_of_match(text: str) -> Any:
    """Early out."""
    match = PARTS.match(text)
    if match is None:
        return "", "", 0
    return match.group(1), match[2], len(match.group())


def sized(text: str) -> Any:
    """By name, in a condition, and as a part of a helper."""
    found = SIZED.search(text)
    return (found.group("name"), int(found["size"])) if found else (text, -1)


def sized_inside(text: str) -> Any:
    """For each word."""
    return [sized(word) for word in text.split()] + [("", len(text))]


def groups_at_once(text: str) -> Any:
    """All of them."""
    found = re.search(r"(.)(?:x|(?=.)(.))", text, re.I)
    if not found:
        return "none"
    return found.group(0, 1)[1] + found.group()


def asked(text: str) -> Any:
    """For its truth."""
    if re.match(r"[a-z]", text) and not re.fullmatch("a+", text):
        return 1
    return 2 if re.search("é$", text) is not None else len([w for w in text.split() if PARTS.match(w)])


def vowels(text: str) -> int:
    """Counted in a loop."""
    found = 0
    for c in text:
        if c in "aeiou":
            found += 1
    return found


def weighed(text: str) -> int:
    """From a total that is not zero."""
    total = len(text) * 3
    for word in text.split(","):
        size = len(word)
        total = total + size * 2
    for place, c in enumerate(text):
        if c > "b":
            total += place
        else:
            total += -1
    return total


TYPED: list[tuple[list, list[Callable[[Any], Any]]]] = [
    (
        VECTORS,
        [
            lambda v: sum(v),
            lambda v: -sum(v),
            lambda v: abs(sum(v)),
            lambda v: sum(v) + sum(x * 2 for x in v),
            lambda v: sum(v) / 3,
            lambda v: float(sum(v)),
            lambda v: round(sum(v), 2),
            lambda v: (sum(v) == 0, sum(v) > 1, not sum(v)),
            lambda v: sum(w * x for w, x in zip(WEIGHTS, v)),
            lambda v: 1.0 / (1.0 + math.exp(-sum(w * x * 1e-308 for w, x in zip(WEIGHTS, v)))),
            lambda v: [x + y for x, y in zip(v, WEIGHTS)],
            lambda v: [(i, x) for i, x in enumerate(v, 1)],
            lambda v: list(zip(v, v[1:], range(9))),
            lambda v: list(map(lambda x, y: x - y, v, WEIGHTS)),
            lambda v: max(v + [0.5]),
            lambda v: min([0.5] + v),
            lambda v: max(enumerate(v + [2.0]), key=lambda p: p[1])[0],
            lambda v: any(x > 1 for x in v),
            lambda v: all(x > 1 for x in v if x < 100),
            lambda v: sum(x > 1 for x in v),
            lambda v: sum(1 for x in v if x > 1),
            lambda v: v[::-1],
            lambda v: functools.reduce(lambda a, b: a * 0.5 + b, v, 1.0),
            total,
            total_of_totals,
            moments,
            appended,
        ],
    ),
    (
        TEXTS,
        [
            lambda t: [c for c in t],
            lambda t: sum(1 for c in t if c in "aeiou"),
            lambda t: (t.isdigit(), t.isalpha(), t.isalnum(), t.isspace(), t.isupper(), t.islower()),
            lambda t: (t.isnumeric(), t.isdecimal(), t.isascii()),
            lambda t: (t.capitalize(), t.title(), t.swapcase()),
            lambda t: (t.strip("a "), t.lstrip("日é"), t.rstrip("c,"), t.strip("")),
            lambda t: (t.count("a"), t.count(""), t.count("X")),
            lambda t: t.split(",", 1) + t.split("X", -1) + t.split(" ", 0),
            lambda t: t.partition(","),
            lambda t: t[::-1],
            lambda t: sorted(t.split(), key=len),
            lambda t: sorted(t.split(), key=lambda w: (len(w), w), reverse=True),
            lambda t: len(set(t)),
            lambda t: sorted(set(t)),
            lambda t: "a" in set(t),
            lambda t: [w for w in t.split() if w not in KNOWN],
            lambda t: (t in KNOWN, t in TABLE, t not in ["a", "b"]),
            lambda t: TABLE.get(t, 0),
            lambda t: list(reversed(t)),
            lambda t: [a + b for a in t.split() for b in a],
            lambda t: "".join(w[0].upper() for w in t.split()),
            lambda t: all(w.islower() for w in t.split()),
            counts,
            counts_inside,
            counts_by_default,
            counts_asked,
            groups_of_words,
            last_of_each,
            counted_twice,
            lambda t: collections.Counter(t.split()).most_common(1),
            lambda t: {w: [w, w] for w in t.split()},
            lambda t: max(collections.Counter(t + "a").values()),
            parts_of_match,
            sized,
            sized_inside,
            groups_at_once,
            asked,
            vowels,
            weighed,
            lambda t: re.split(r"\s+", t.strip()) + re.split("[,X]", t) + re.split("x*", t),
            lambda t: (re.findall(r"\w", t), re.findall("(.)a", t), re.findall("a(b)?", t), re.findall("", t)),
            lambda t: (re.sub("[a-c]", "-", t), re.sub(r"(\w)(\w)", r"\2\g<1>", t), re.sub("", ".", t)),
            lambda t: re.sub("A", t.upper() and "_", t, flags=re.IGNORECASE),
            lambda t: bool(re.search(r"\d", t)),
            lambda t: list(itertools.combinations(t.split(","), 2)),
            lambda t: [a + b + c for a, b, c in itertools.combinations(t, 3)],
            lambda t: Row(name=t, size=len(t), parts=t.split(","), more={"a": 1}),
            lambda t: [Row(a=t), Row(a="x")],
            parsed,
            number,
        ],
    ),
    (
        INTS,
        [
            lambda n: str(n) == str(n)[::-1],
            lambda n: sum(int(d) for d in str(abs(n))),
            lambda n: ",".join(map(str, (n, n + 1, n / 4))),
            lambda n: [(i, j) for i in range(n % 5) for j in range(i) if (i + j) % 2],
            lambda n: gcd(n, 36),
            lambda n: [gcd(n + i, 12) for i in range(4)],
            lambda n: round(n / 7, 2),
            counted_numbers,
            lambda n: (round(n / 3, 20), round(n / 3, -1), round(n, 2)),
            lambda n: max((n, 3, -n)) + sum((n, 1, 2)),
            lambda n: [0, 1.5][n > 0] if False else (0 if n > 3 else 0.5) * 1.5,
            lambda n: any(6 // (i - n) > 0 for i in range(n - 2, n)),
        ],
    ),
    (
        DICTS,
        [
            lambda d: d["a"] * 2 + len(d["name"]),
            lambda d: (d["name"], d.get("b", 0), d.get("c", 7), d.get("tags")),
            lambda d: {"name": d["name"].upper(), "total": d["a"] * d["b"], "tags": [t for t in d["tags"] if t]},
            lambda d: d,
            lambda d: (d["name"], d),
            lambda d: [d, d],
            lambda d: {"whole": d, "part": {"x": d["at"]["x"], "y": None}},
            lambda d: ("a" in d, "c" in d, "c" not in d, len(d), bool(d), not d, d is None),
            lambda d: [k for k in d],
            lambda d: list(d) + sorted(d),
            lambda d: (d if d["a"] > 0 else {"a": 1})["a"] if False else d["a"],
            lambda d: d if d["a"] > 0 else {"a": 1},
            lambda d: [{"tag": t, "n": d["a"]} for t in d["tags"]],
            lambda d: dict(name=d["name"], x=d["at"]["x"]),
            lambda d: d["at"]["y"] if "at" in d else 0.0,
            total_of_row,
            more_entries,
            lambda d: {**d, "a": d["a"] + 1, "new": [d["name"]]},
            lambda d: {"first": 0, **d, **d["at"], "b": None},
            lambda d: [k + str(v) for k, v in {"p": d["a"], "q": 2}.items()],
            lambda d: sum({"p": d["a"], "q": 2}.values()) + len([k for k in d.keys()]),
        ],
    ),
    (
        ["a,1", "b", "c,x", ""],
        [
            parsed_row,
            lambda t: {"text": t, "number": len(t), "share": len(t) / 4, "none": None, "parts": t.split(",")},
            lambda t: {"b": 1, "a": {"c": t}}["a"]["c"],
        ],
    ),
    (PAIRS, [lambda p: sum(p), lambda p: (max(p), min(p)), lambda p: [x * 2 for x in p], lambda p: p[::-1]]),
]


def told(rdd: RDD, capsys: pytest.CaptureFixture[str]) -> str:
    """What `explain` prints."""
    rdd.explain()
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "function"),
    [pytest.param(rows, f, id=f"{i}-{j}") for i, (rows, fs) in enumerate(TYPED) for j, f in enumerate(fs)],
)
def test_it_is_typed_and_exact(
    sc: SparkContext, capsys: pytest.CaptureFixture[str], rows: list, function: Callable[[Any], Any]
) -> None:
    """To the last bit and the type of each number, in one batch and in several."""
    rdd = sc.parallelize(rows, 2).map(function)
    assert repr(rdd.collect()) == repr([function(row) for row in rows])
    assert "typed, whole columns" in told(rdd, capsys)


@pytest.mark.parametrize("function", [seen_before, shared_round])
def test_what_is_shared_stays_shared(sc: SparkContext, function: Callable[[Any], Any]) -> None:
    """Typed or not."""
    assert repr(sc.parallelize(VECTORS, 2).map(function).collect()) == repr([function(row) for row in VECTORS])


def test_only_what_is_caught_is_caught(sc: SparkContext) -> None:
    """With the name of what was raised."""
    assert sc.parallelize(["a,1", "b,x"], 1).map(raised).collect() == [1, 0]
    with pytest.raises(IndexError, match="list index out of range"):
        sc.parallelize(["a,1", "b"], 1).map(raised).collect()


def test_a_condition_behind_the_one_that_decides_does_not_count(sc: SparkContext) -> None:
    """Nor what it would raise."""
    rows = [[1, 0], [0, 1]]
    assert sc.parallelize(rows[:1], 1).map(lambda v: any(6 // x > 3 for x in v)).collect() == [True]
    with pytest.raises(ZeroDivisionError):
        sc.parallelize(rows, 1).map(lambda v: any(6 // x > 3 for x in v)).collect()


def test_generators_of_elements_are_typed(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """As flatMap takes them."""

    def shares(row: tuple) -> Iterator[tuple]:
        names, rank = row
        for name in names:
            yield name, rank / len(names)
        if rank > 2:
            yield "more", rank

    rows = [(["a", "b"], 1.0), ([], 3.0), (["c"], 2.5)]
    rdd = sc.parallelize(rows, 2).flatMap(shares)
    assert rdd.collect() == [pair for row in rows for pair in shares(row)]
    assert "typed, whole columns" in told(rdd, capsys)


def test_lists_are_summed_by_place(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """In reduce and by key."""
    rows = [(i % 3, [float(i), 1.0, i / 2]) for i in range(50)]
    pairs = sc.parallelize(rows, 4).reduceByKey(lambda a, b: [x + y for x, y in zip(a, b)])
    assert "a script" not in told(pairs, capsys)
    expected: dict[int, list] = {}
    for key, vector in rows:
        known = expected.get(key)
        expected[key] = [x + y for x, y in zip(known, vector)] if known else vector
    assert dict(pairs.collect()) == expected


def test_chains_of_dicts_are_typed(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """Fused, and from program to program."""
    lines = [f"n{i % 5},{i},{i / 4}" for i in range(40)]

    def parse(line: str) -> dict:
        parts = line.split(",")
        return {"name": parts[0], "number": int(parts[1]), "share": float(parts[2])}

    made = [parse(line) for line in lines]
    rows = sc.parallelize(lines, 3).map(parse)
    big = rows.filter(lambda d: d["number"] > 7)
    assert repr(big.collect()) == repr([d for d in made if d["number"] > 7])
    pairs = big.map(lambda d: (d["name"], {"n": d["number"], "whole": d})).mapValues(lambda d: d["n"] + len(d["whole"]))
    assert "a script" not in told(pairs, capsys)
    expected = [(d["name"], d["number"] + 3) for d in made if d["number"] > 7]
    assert pairs.collect() == expected
    assert dict(pairs.reduceByKey(lambda a, b: a + b).collect()) == {
        name: sum(n for other, n in expected if other == name) for name, _ in expected
    }
    longer = rows
    for _ in range(300):
        longer = longer.map(lambda d: {"name": d["name"], "number": d["number"] + 1, "share": d["share"]})
    assert longer.map(lambda d: d["number"]).collect() == [d["number"] + 300 for d in made]
    assert repr(longer.collect()) == repr([{**d, "number": d["number"] + 300} for d in made])
    assert "a script" not in told(longer, capsys)


def test_dicts_that_differ_stay_what_they_are(sc: SparkContext) -> None:
    """In their keys, the order of these, the types of values; in one partition and in several."""
    kinds: list[list[Any]] = [
        [{"a": 1, "b": 2}, {"b": 2, "a": 1}],
        [{"a": 1}, {"a": 1.0}],
        [{"a": 1}, {"a": True}],
        [{"a": 1}, {"a": 2**70}],
        [{"a": 1}, {}],
        [{}, {"a": 1}],
        [{"a": 1}, {"a": None}],
        [{"a": 1}, {"a": 1, "b": 2}],
        [{"a": 1}, None],
        [{"a": 1}, ("a", 1)],
        [{1: "a"}, {1: "b"}],
        [{"a": "\0object"}, {"a": "\0tuple"}],
        [{"\0object": ("\0object", 1)}, {"\0object": ("x", 1)}],
        [{"a": []}, {"a": [1]}, {"a": ["x"]}],
        [{"a": {"b": 1}}, {"a": {"c": 1}}],
        [("k", {"a": 1}), ("l", {"a": 2})],
        [[{"a": 1}], [{"a": 2}]],
        [{"a": 1, "k" * 40: "v" * 40}, {"a": 2, "k" * 40: ""}],
    ]
    for rows in kinds:
        for slices in (1, 2, 5):
            rdd = sc.parallelize(rows, slices)
            assert repr(rdd.collect()) == repr(rows)
            assert repr(rdd.map(lambda row: [row, str(row)]).collect()) == repr([[row, str(row)] for row in rows])
            assert rdd.filter(bool).count() == sum(map(bool, rows))
            assert repr(rdd.take(1)) == repr(rows[:1])


def test_a_missing_key_is_an_error_that_names_it(sc: SparkContext) -> None:
    """As in Python, and each row is a dict of its own."""
    rows = [{"a": 1}, {"a": 2}]
    with pytest.raises(KeyError, match="b"):
        sc.parallelize(rows, 1).map(lambda d: d["b"]).collect()

    def changed(row: dict) -> dict:
        row["a"] += 1
        row["b"] = row.pop("a")
        return row

    assert sc.parallelize(rows, 1).map(changed).map(lambda d: d["b"]).collect() == [2, 3]


def test_changes_of_dicts_that_others_have_are_seen_there(sc: SparkContext) -> None:
    """Whatever the way of the function."""

    def aliased(row: dict) -> Any:
        other = row
        row["a"] = 7
        return other["a"], row["a"]

    def listed(row: dict) -> Any:
        held = [row]
        row["b"] = 1
        return held

    def inner(row: dict) -> Any:
        part = row["at"]
        part["x"] = 5
        return row

    def itself(row: dict) -> Any:
        made = {"a": row["a"]}
        made["b"] = made.copy()
        both = [made, made]
        made["c"] = 1
        return both

    def conditional(row: dict) -> Any:
        other = row
        if row["a"] >= 0:
            row["a"] = -1
        return other, row

    def looped(row: dict) -> Any:
        made = {"n": 0}
        seen = []
        for _ in range(3):
            seen.append(made)
            made["n"] += 1
        return seen

    def appended(row: dict) -> Any:
        row["tags"] += ["z"]
        tags = row["tags"]
        row["tags"] += ["y"]
        return tags, row

    rows = [{"a": 1, "at": {"x": 2}, "tags": ["t"]}, {"a": -3, "at": {"x": 4}, "tags": []}]
    for function in (aliased, listed, inner, itself, conditional, looped, appended):
        got = sc.parallelize(rows, 2).map(function).collect()
        assert repr(got) == repr([function(row) for row in copy.deepcopy(rows)]), function.__name__


def test_what_a_dict_is_given_meanwhile_is_seen(sc: SparkContext) -> None:
    """By whoever has it: such functions stay what they are in Python, typed or not."""

    def aliased(text: str) -> Any:
        found: dict = {}
        other = found
        for c in text:
            found[c] = found.get(c, 0) + 1
        return other

    def listed(text: str) -> Any:
        groups: dict = {}
        held = []
        for c in text:
            groups.setdefault(c, []).append(len(groups))
            held.append(groups[c])
        return held, groups

    def changed_later(text: str) -> Any:
        found: dict = {}
        for c in text:
            found[c] = 1
        before = dict(found)
        found["new"] = 2
        return before, found

    def mixed(text: str) -> Any:
        found: dict = {"": 0}
        for c in text:
            found[c] = found.get(c, 0) + 1
            found[c + c] = "x"
        return found

    def defaulted(text: str) -> Any:
        found: dict = collections.defaultdict(int)
        for c in text:
            found[c] += 1
        return found["none"], found, list(found.items())

    def kinds(text: str) -> Any:
        found: dict = {}
        for c in text:
            found[c if c > "b" else len(c)] = 1
        return found

    def floats(text: str) -> Any:
        found: dict = {}
        for c in text:
            if c in found:
                found[c] += -0.0
            else:
                found[c] = -0.0
        return found

    def broken(text: str) -> Any:
        found: dict = {}
        for c in text:
            if c == "b":
                break
            found[c] = found.get(c, 0) + 1
        else:
            found["end"] = 1
        return found

    def emptied(text: str) -> Any:
        found: dict = {}
        for c in text:
            found[c] = 1
        found = {}
        for c in text[:2]:
            found[c] = 2
        return found, collections.Counter(text), collections.Counter({"a": 3})

    def read_inside(text: str) -> Any:
        found: dict = {}
        for c in text:
            found[c] = len(found)
        return found

    def several(text: str) -> Any:
        match = re.match("(a)", text)
        match = match or re.match("(b|é)", text)
        return match.group(1) if match else None

    def optional(text: str) -> Any:
        match = re.match("(a)?(.)?", text)
        return match.groups(), match.group(1), match.lastindex

    def either(text: str) -> Any:
        match = re.search("(a)|(.)", text)
        return match.groups() if match else ("", "")

    def either_first(text: str) -> Any:
        match = re.search("(a)|(.)", text)
        return "" if match is None else match.group(1)

    functions = (
        *(aliased, listed, changed_later, mixed, defaulted, kinds, floats, broken, emptied, read_inside),
        *(several, optional, either, either_first),
    )
    for function in functions:
        got = sc.parallelize(TEXTS, 2).map(function).collect()
        assert repr(got) == repr([function(text) for text in TEXTS]), function.__name__


def test_a_match_that_is_none_has_no_groups(sc: SparkContext) -> None:
    """As in Python: the error names what is asked."""
    rows = sc.parallelize(["a1", "-"], 1)
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'group'"):
        rows.map(lambda t: SIZED.match(t).group(1)).collect()
    with pytest.raises(TypeError, match="'NoneType' object is not subscriptable"):
        rows.map(lambda t: SIZED.match(t)[1]).collect()
    with pytest.raises(KeyError):
        rows.map(lambda t: {"a": 1}[t[:1]]).collect()


def test_dicts_that_come_with_the_data_go_on_typed_or_not(sc: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    """To the next function, through shuffles and flatMap, in any batches."""
    rows = ["a b a", "b", "", "é é é a"] * 5
    found = sc.parallelize(rows, 3).map(counts)
    made = [counts(row) for row in rows]
    assert repr(found.map(lambda d: (d.get("a", 0), len(d), d)).collect()) == repr(
        [(d.get("a", 0), len(d), d) for d in made]
    )
    keys = sc.parallelize(rows, 3).flatMap(lambda t: {w: 1 for w in t.split()})
    assert keys.collect() == [w for row in rows for w in {w: 1 for w in row.split()}]
    pairs = sc.parallelize(rows, 3).flatMap(lambda t: collections.Counter(t.split()).items())
    assert dict(pairs.reduceByKey(lambda a, b: a + b).collect()) == dict(collections.Counter(" ".join(rows).split()))
    assert "a script" not in told(pairs, capsys)
    assert sc.parallelize(rows, 3).filter(lambda t: {w: 1 for w in t.split()}).count() == 15
    assert repr(sc.parallelize(rows, 2).keyBy(counts).values().collect()) == repr(rows)
    rowed = sc.parallelize(rows, 2).map(lambda t: Row(text=t, size=len(t))).map(lambda r: (r.text, r["size"], r[0]))
    assert rowed.collect() == [(t, len(t), t) for t in rows]
