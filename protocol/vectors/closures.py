# SPDX-License-Identifier: Apache-2.0
"""Writes closures.json: Python functions as syntax trees, rows, and what Python itself gives for them.

Run it with python/ of this repository in PYTHONPATH. Each case is a function, the type of its rows, the rows, and
whether it must have a typed form.
"""

import copy
import json
import math
import operator
import random
from pathlib import Path

from martlet.closures import translate

LIMIT = 2**63
CASES = []


def case(kind, rows, typed=True, operation="map"):
    def add(function):
        CASES.append((function, kind, rows, typed, operation))
        return function

    return add


INTS = [0, 1, -1, 7, -7, 10, 2**53 + 1, -(2**53) - 1, 2**62, LIMIT - 1, -LIMIT]
SMALL = [-9, -2, -1, 0, 1, 2, 3, 5, 12]
NAN, INF = float("nan"), float("inf")
FLOATS = [0.0, -0.0, 1.5, -2.5, 2.5, 0.1, 1e16, 1e300, -1e300, INF, -INF, NAN, 9007199254740993.0]
TEXTS = ["", "a", "abc", "  x y  z ", "É½ß", "ΑΣ ΟΔΟΣ", "a,b,,c", "12", " -7_0 ", "1e3", "nan", "x1"]
TEXTS += ["1" * 30, "e\u0301tude"]
PAIRS = [(a, b) for a in SMALL for b in (-3, -1, 0, 1, 2, 4)]
PAIRS += [(2**62, 3), (LIMIT - 1, -1), (-LIMIT, -1), (2**53 + 1, 3), (-LIMIT, 2**60 + 1)]
FLOAT_PAIRS = [(a, b) for a in FLOATS for b in (0.0, -0.0, 1.5, -3.0, float("inf"), float("nan"))]
WIDE = [0, 1, 2**53, 2**53 + 1, -(2**53) - 1, LIMIT - 1, -LIMIT]
MIXED = [(a, b) for a in WIDE for b in (0.0, 0.5, 2.0**53, -(2.0**53), 2.0**63, -(2.0**63), NAN, INF)]
LISTS = [[], [1], [3, 1, 2], [5, 5, -1, 0], [LIMIT - 1, 1]]
WORDS = [[], ["a"], ["b", "a", "b"], ["", "é"]]
CAPTURED = 10
CAPTURED_TEXT = "é-"
CAPTURED_TUPLE = (1, "x", 2.5)
CAPTURED_LIST = [1, 2, 3]
CAPTURED_DICT = {"a": 1, 2: "b"}

case("int", INTS)(lambda x: x + 1)
case("int", INTS)(lambda x: (x, x * 2))
case("int", INTS)(lambda x: -x)
case("int", INTS)(lambda x: +x)
case("int", INTS)(lambda x: abs(x))
case("int", INTS)(lambda x: ~x)
case("int", INTS)(lambda x: x / 3)
case("int", INTS)(lambda x: x / 7 + x // 7 + x % 7)
case("(int, int)", PAIRS)(lambda p: p[0] / p[1])
case("(int, int)", PAIRS)(lambda p: p[0] // p[1])
case("(int, int)", PAIRS)(lambda p: p[0] % p[-1])
case("(int, int)", PAIRS)(lambda p: (p[0] & p[1], p[0] | p[1], p[0] ^ p[1]))
case("(int, int)", PAIRS[:-1])(lambda p: p[0] << p[1])
case("(int, int)", PAIRS[:-1])(lambda p: p[0] >> p[1])
case("(int, int)", PAIRS[:-1], typed=False)(lambda p: p[0] ** p[1])
case("(int, int)", PAIRS)(lambda p: p[0] ** 3)
case("(int, int)", PAIRS)(lambda p: min(p[0], p[1]) - max(p[0], p[1], 3))
case("(int, int)", PAIRS)(lambda p: p[0] < p[1] <= 2)
case("(int, int)", PAIRS)(lambda p: 0 <= p[0] < 5 != p[1])
case("(int, int)", PAIRS)(lambda p: (p[0] == p[1], p[0] != p[1], p[0] >= p[1]))
case("(int, int)", PAIRS)(lambda p: p[0] and p[1])
case("(int, int)", PAIRS)(lambda p: p[0] or 5)
case("(int, int)", PAIRS)(lambda p: not p[0])
case("(int, int)", PAIRS)(lambda p: p[0] > 0 and 10 // p[1] > 1)
case("(int, int)", PAIRS)(lambda p: (1 // p[1], 5)[1])
case("(int, int)", PAIRS)(lambda p: "big" if p[0] > p[1] else "small")
case("(int, int)", PAIRS, typed=False)(lambda p: p[0] if p[0] > p[1] else 0.5)
case("(int, int)", PAIRS, typed=False)(lambda p: None if p[0] > p[1] else p)
case("(int, int)", PAIRS, typed=False)(lambda p: (p[0] > 0) and p[1])
case("(int, int)", PAIRS)(lambda p: (p[0] > 0) + (p[1] > 0))
case("(int, int)", PAIRS)(lambda p: (p[0] > 0) & (p[1] > 0))
case("(int, int)", PAIRS)(lambda p: p + (p[0] - p[1],))
case("(int, int)", PAIRS)(lambda p: p[1:] + p[:1])
case("(int, int)", PAIRS)(lambda p: p == (1, 2))
case("(int, int)", PAIRS, typed=False)(lambda p: p == (1.0, 2))
case("(int, int)", PAIRS)(lambda p: p[0] in (1, 2, "x"))
case("(int, int)", PAIRS)(lambda p: (lambda a, b=2: a * b)(p[0]))
case("(int, int)", PAIRS, operation="filter")(lambda p: p[0] % 2 == 0)
case("(int, int)", PAIRS, operation="filter")(lambda p: p[0] or p[1] > 2)
case("(int, int)", PAIRS, operation="filter")(lambda p: p[0])
case("(int, float)", MIXED)(lambda p: p[0] < p[1])
case("(int, float)", MIXED)(lambda p: (p[0] <= p[1], p[0] == p[1], p[0] != p[1], p[0] > p[1], p[1] <= p[0]))
case("(int, float)", MIXED)(lambda p: (p[0] < 2.5, p[0] >= -0.5, p[0] == 1.0, 2.5 > p[0], p[0] != 0.5))
case("(int, float)", MIXED)(lambda p: p[0] + p[1])
case("(int, float)", MIXED)(lambda p: p[0] * p[1])
case("(int, float)", MIXED)(lambda p: p[0] / p[1])
case("(int, float)", MIXED, typed=False)(lambda p: min(p[0], p[1]))
case("(float, float)", FLOAT_PAIRS)(lambda p: p[0] + p[1] * 2)
case("(float, float)", FLOAT_PAIRS)(lambda p: p[0] / p[1])
case("(float, float)", FLOAT_PAIRS)(lambda p: p[0] // p[1])
case("(float, float)", FLOAT_PAIRS)(lambda p: p[0] % p[1])
case("(float, float)", FLOAT_PAIRS)(lambda p: min(p[0], p[1]))
case("(float, float)", FLOAT_PAIRS)(lambda p: max(p[0], p[1], 0.0))
case("(float, float)", FLOAT_PAIRS)(lambda p: (p[0] < p[1], p[0] == p[1], p[0] >= p[1]))
case("(float, float)", FLOAT_PAIRS, typed=False)(lambda p: p == (0.0, 1.5))
case("float", FLOATS)(lambda x: int(x))
case("float", FLOATS)(lambda x: round(x))
case("float", FLOATS)(lambda x: round(x, 1))
case("float", FLOATS)(lambda x: str(x))
case("float", FLOATS)(lambda x: f"<{x}>")
case("float", FLOATS)(lambda x: f"{x:.3f}")
case("float", FLOATS)(lambda x: x**2)
case("float", FLOATS)(lambda x: x**-1)
case("float", [x for x in FLOATS if not x < 0], typed=False)(lambda x: x**0.5)
case("float", FLOATS)(lambda x: bool(x))
case("float", FLOATS)(lambda x: math.sqrt(x))
case("float", FLOATS)(lambda x: math.log(x))
case("float", FLOATS)(lambda x: math.exp(x))
case("float", FLOATS)(lambda x: math.sin(x) + math.cos(x))
case("float", FLOATS)(lambda x: math.floor(x) + math.ceil(x))
case("float", FLOATS)(lambda x: x * math.pi)
case("float", FLOATS)(lambda x: abs(x))
case("int", INTS)(lambda x: float(x))
case("int", INTS)(lambda x: str(x) + ":" + str(x > 0))
case("int", INTS)(lambda x: f"{x} {x + 0.5} {x == 1} {'t'}")
case("int", SMALL)(lambda x: x * CAPTURED)
case("int", SMALL)(lambda x: CAPTURED_TUPLE[0] + x)
case("int", SMALL)(lambda x: CAPTURED_LIST[x])
case("int", SMALL)(lambda x: x in CAPTURED_LIST)
case("int", SMALL, typed=False)(lambda x: CAPTURED_DICT.get(x))
case("int", SMALL, typed=False)(lambda x: CAPTURED_DICT[x])
case("int", SMALL)(lambda x: CAPTURED_TEXT * x)
case("int", SMALL)(lambda x: CAPTURED_TEXT[x])
case("int", SMALL)(lambda x: "abcdef"[x:4])
case("int", SMALL)(lambda x: "abcdéf"[x:])
case("int", SMALL)(lambda x: [x, x + 1][:x])
case("int", SMALL)(lambda x: x == None)  # noqa: E711
case("int", SMALL)(lambda x: x is not None)
case("int", SMALL)(lambda x: x == "1")
case("int", SMALL, typed=False)(lambda x: x < "1")
case("int", SMALL)(operator.neg)
case("int", SMALL)(str)
case("int", SMALL)(lambda x: [i * x for i in range(x) if i % 2])
case("int", SMALL)(lambda x: sum(i * i for i in range(x)))
case("int", SMALL)(lambda x: sum([i for i in range(x)]))
case("int", SMALL)(lambda x: sum([i / 2 for i in range(x)]))
case("int", SMALL)(lambda x: max([i % 3 for i in range(x)]))
case("int", SMALL)(lambda x: sorted([3, x, 1]))
case("int", SMALL)(lambda x: list(range(2, x)))
case("int", SMALL, typed=False)(lambda x: list(range(10, x, -1)))
case("int", SMALL)(lambda x: {"a": x})
case("int", SMALL, typed=False)(lambda x: {x, 1})
case("int", SMALL, typed=False)(lambda x: [x, "a", None, (x,)])
case("int", SMALL, operation="flatMap")(lambda x: range(x))
case("int", SMALL, operation="flatMap")(lambda x: [x, -x])
case("int", SMALL, operation="flatMap")(lambda x: (x, -x))
case("int", SMALL, operation="flatMap")(lambda x: [(i, x) for i in range(x)])
case("int", SMALL, operation="flatMap")(lambda x: [x] if x > 0 else [])
case("int", SMALL, operation="flatMap")(lambda x: str(x))
case("int", SMALL, typed=False, operation="flatMap")(lambda x: {x: 1}.items())
case("bool", [True, False])(lambda x: (x + 1, -x, ~x, x * 2.5, x / 2, abs(x), round(x), int(x), float(x), str(x)))
case("bool", [True, False])(lambda x: (x == 1, x < 2, x == 1.0, x and True, x or False, not x))
case("bool", [True, False], typed=False)(lambda x: x or 5)
case("bool", [True, False], typed=False)(lambda x: [x, 1])
case("string", TEXTS)(lambda s: len(s))
case("string", TEXTS)(len)
case("string", TEXTS)(lambda s: s.split())
case("string", TEXTS)(lambda s: s.split(","))
case("string", TEXTS)(lambda s: s.split(""))
case("string", TEXTS)(lambda s: s.split(",", 1))
case("string", TEXTS)(lambda s: s.strip() + "|" + s.lstrip() + "|" + s.rstrip())
case("string", TEXTS)(lambda s: s.strip("x"))
case("string", TEXTS)(lambda s: s.lower())
case("string", TEXTS)(lambda s: s.upper())
case("string", TEXTS)(lambda s: s.title())
case("string", TEXTS)(lambda s: (s.startswith("a"), s.endswith("c"), s.find("b"), "b" in s, "b" not in s))
case("string", TEXTS)(lambda s: s.replace("a", "é").replace("", "-"))
case("string", TEXTS)(lambda s: s[0])
case("string", TEXTS)(lambda s: s[-1] + s[1:-1])
case("string", TEXTS)(lambda s: s[::-1])
case("string", TEXTS)(lambda s: int(s))
case("string", TEXTS)(lambda s: float(s))
case("string", TEXTS)(lambda s: bool(s))
case("string", TEXTS)(lambda s: s * 2 + s)
case("string", TEXTS)(lambda s: s < "b")
case("string", TEXTS)(lambda s: min(s, "b"))
case("string", TEXTS)(lambda s: "-".join(s.split(",")))
case("string", TEXTS)(lambda s: ",".join(str(len(w)) for w in s.split()))
case("string", TEXTS)(lambda s: [w.upper() for w in s.split() if len(w) > 1])
case("string", TEXTS)(lambda s: sorted(s.split(","), reverse=True))
case("string", TEXTS)(lambda s: [(w, 1) for w in s.split()])
case("string", TEXTS)(lambda s: list(map(len, s.split())))
case("string", TEXTS)(lambda s: list(filter(None, s.split(","))))
case("string", TEXTS)(lambda s: list(s))
case("string", TEXTS)(lambda s: [c for c in s])
case("string", TEXTS, typed=False)(lambda s: s % 3)
case("string", TEXTS, typed=False)(lambda s: s + 1)
case("string", TEXTS, operation="flatMap")(lambda s: s.split(" "))
case("string", TEXTS, operation="flatMap")(lambda s: [(w, len(w)) for w in s.split()])
case("[int]", LISTS)(lambda v: (len(v), sum(v), v[:2], v + [1], 3 in v, v == [], v == [1], not v))
case("[int]", LISTS)(lambda v: v[0] + v[-1])
case("[int]", LISTS)(lambda v: (max(v), min(v)))
case("[int]", LISTS)(lambda v: sorted(v))
case("[int]", LISTS)(lambda v: list(reversed(v)))
case("[int]", LISTS, typed=False)(lambda v: v * 2)
case("[int]", LISTS, typed=False)(lambda v: (v.append(1), v)[1])
case("[string]", WORDS)(lambda v: "".join(v) + "/".join(v))
case("[string]", WORDS)(lambda v: [w + "!" for w in v])
case("[string]", WORDS)(lambda v: {w: len(w) for w in v})


@case("int", SMALL)
def clamp(x):
    """Documentation."""
    if x < 0:
        return 0
    elif x > 3:
        return 3
    return x


@case("int", SMALL)
def collatz(x):
    steps = 0
    while x > 1:
        if x % 2 == 0:
            x //= 2
        else:
            x = 3 * x + 1
        steps += 1
    return steps


@case("int", SMALL)
def first_divisor(x):
    for d in range(2, x):
        if x % d == 0:
            return d
    return -1


@case("int", SMALL)
def odd_total(x):
    total = 0
    for i in range(x):
        if i % 2 == 0:
            continue
        if i > 7:
            break
        total += i * 2
    return total, x


@case("int", SMALL)
def average(x):
    total = 0
    for i in range(x):
        total += i / 2
    return total


@case("int", SMALL, typed=False)
def nothing(x):
    if x > 1:
        return x


@case("int", SMALL, typed=False)
def maybe_unbound(x):
    if x > 1:
        y = 2
    return y


@case("string", TEXTS)
def fields(s):
    name, value = s.split("b")
    return value + name


@case("(int, int)", PAIRS)
def swapped(p):
    a, b = p
    a, b = b, a
    return a - b, a


@case("(int, int)", PAIRS, typed=False)
def three(p):
    a, b, c = p
    return a


def helper(a, b=2):
    if a > b:
        c = a - b
        return c
    return b - a


@case("(int, int)", PAIRS)
def helped(p):
    return helper(p[0]) + helper(p[1], p[0])


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


@case("int", SMALL, typed=False)
def recursive(x):
    return factorial(x)


@case("[int]", LISTS)
def appended(v):
    out = []
    for x in v:
        out.append(x * 2)
    return out


@case("[int]", LISTS, typed=False)
def extended(v):
    w = v
    w += [9]
    return v


@case("string", TEXTS)
def counted(s):
    counts = {}
    for c in s:
        counts[c] = counts.get(c, 0) + 1
    return sorted(counts.items())


@case("string", TEXTS, typed=False)
def tried(s):
    try:
        value = int(s)
    except ValueError as e:
        return str(type(e).__name__)
    except KeyError:
        return "none"
    else:
        value += 1
    finally:
        done = True
    return value, done


@case("int", SMALL, typed=False)
def finals(x):
    log = []
    for i in range(4):
        try:
            log.append(i)
            if i == x:
                break
            if i == 1:
                continue
            log.append(10 // (i - 2))
        except ZeroDivisionError:
            log.append("zero")
        finally:
            log.append("f")
    else:
        log.append("else")
    return log


@case("int", SMALL, typed=False)
def closures(x):
    total = 0

    def add(n):
        nonlocal total
        total += n
        return total

    fs = [lambda k, i=i: k + i + x for i in range(3)]
    late = [lambda: i for i in range(3)]
    return [add(f(1)) for f in fs], [f() for f in late], total


@case("int", SMALL, typed=False)
def nested_generator(x):
    def numbers(n):
        for i in range(n):
            got = yield i
            if got is None:
                yield from (j * 10 for j in range(i) if j != 1)

    return list(numbers(x)), sum(y for y in numbers(x) if y), [a + b for a in numbers(2) for b in range(a + 1)]


@case("int", SMALL, typed=False, operation="flatMap")
def generated(x):
    for i in range(x):
        yield i
        yield str(i)


@case("int", SMALL, typed=False)
def stars(x):
    first, *rest, last = [x, *range(x), "e"]
    d = {**{"a": 1}, "b": x}

    def gather(*args, k=1, **kw):
        return args, k, sorted(kw.items())

    return first, rest, last, d, gather(1, *rest, k=2, **d), (y := x + 1) + y


@case("int", SMALL, typed=False)
def raising(x):
    if x > 3:
        raise ValueError("too large")
    assert x != 2, "two"
    if x == 1:
        try:
            raise KeyError("k")
        except LookupError:
            raise
    if x == 0:
        del x
        return x
    return x


@case("(int, int)", PAIRS, typed=False)
def slices(p):
    v = list(range(8))
    v[1:3] = [p[0]]
    v[-1] += p[1]
    del v[0]
    return v[:: p[1] or 1], "abcdefgh"[p[0] : p[1] : -1]


@case("int", SMALL, typed=False)
def formats(x):
    return f"{x:>4}|{x!r}|{x / 3:.2f}|{'é':^{abs(x)}}|{x:+d}", "%d-%s" % (x, x), "{} {n}".format(x, n=x)


@case("int", [1, 2, 3])
def drawn(x):
    return 0 <= random.random() < 1


@case("int", SMALL, typed=False)
def swapped_in_place(x):
    a, b, c = x, 2, [0, 0, 0, 0]
    for i in range(4):
        a, b = b, a + i
        i, c[i] = a, (a, b)
    [a, b], c[0] = (b, a), a
    return a, b, c


@case("int", SMALL, typed=False)
def swapped_wrongly(x):
    a, b = 1, 2
    try:
        a, (b, _c) = b, (a, 1, 2)
    except ValueError as error:
        return a, b, str(error)
    return None


@case("int", SMALL, typed=False)
def called_again_after_an_error(x):
    def deeper(n, limit=5):
        if n == limit:
            return 1 // x
        return deeper(n + 1, limit) + n

    results = []
    for limit in range(4):
        try:
            results.append(deeper(0, limit))
        except ZeroDivisionError:
            results.append(limit)
    return results


@case("string", TEXTS, typed=False)
def quick_calls(x):
    seen = {}
    for word in x.split():
        seen[word] = seen.get(word, 0) + len(word)
    for part in x.split(","):
        seen[part] = seen.get(part) or part.strip().upper()
    flags = [x.isdigit(), x.isalpha(), x.isalnum(), x.isspace(), x.startswith("a"), x.endswith("c"), "b" in x]
    return flags, seen, x.replace("a", "bb"), ",".join(seen), x not in seen, [c for c in x], x.lower()


@case("int", INTS, typed=False)
def quick_builtins(x):
    values = [x // 2, 3, -4]
    total = sum(values)
    formats = f"{x} {float(x):.2f} {x / 8:.0f} {-0.0:.1f} {float('nan'):.1f} {x!r:>5} {1e20:.3f}"
    return min(x, 3), max(x, 3), total, formats, str(x), int(str(x)), float("12.375"), len(values), values[-1], ord("é")


@case("int", SMALL, typed=False)
def nested_and_let_go(x):
    rows = [(i, [(i, {"k": (i,)})]) for i in range(30)]
    for _ in range(200):
        rows = [rows, (rows,)]
    rows.clear()
    table = {(i, str(i)): [i] for i in range(50)}
    for i in range(0, 50, 3):
        del table[(i, str(i))]
    return len(rows), list(table)[x % 7], (x, "3") in table, 5 not in {1: 2}


case("int", INTS)(lambda x: "%d,%5d|%-5d|%05d|%+x|%#o|%.3d|%c|%s" % (x, x, x, x, x, x, x, x % 128, x > 0))
case("int", INTS)(lambda x: f"{x:,}|{x:_b}|{x:>25}|{x:é^25}|{x:025,}|{x:e}|{x:%}|{x!r:<22}|")
case("int", INTS)(lambda x: "{0:x}|{n}|{0!s:>22}|{{}}".format(x, n=x % 5) + format(x, "+,d"))
case("float", FLOATS)(lambda x: "%f|%.0e|%g|%10.2f|%s|%r|%-9.1f|" % (x, x, x, x, x, x, x))
case("float", FLOATS)(lambda x: f"{x:,.2f}|{x:012.3f}|{x:z.1f}|{x:.4}|{x:%}|{x:G}|{x:+}|{x}")
case("string", TEXTS)(lambda s: "%s|%8s|%-8.2s|%r" % (s, s, s, s) + f"{s:>8}|{s!r:^9}|{s:.1}")
case("(int, float)", MIXED)(lambda p: "%d %.1f" % p + ",".join(map(str, p)) + f"{p}")
case("int", SMALL, typed=False)(lambda x: "%*d" % (5, x))
case("int", SMALL, typed=False)(lambda x: f"{x:{abs(x)}}")
case("string", TEXTS, typed=False)(lambda s: "%d" % s)

VECTORS = [[], [0.5], [-0.0], [1.5, -2.5, 3.0], [NAN, 1.0], [0.1] * 10]
case("[float]", VECTORS)(lambda v: sum(v))
case("[float]", VECTORS)(lambda v: (-sum(v), abs(sum(v)), round(sum(v), 1), sum(v) / 2))
case("[float]", VECTORS)(lambda v: sum(a * b for a, b in zip(v, v[1:])))
case("[float]", VECTORS)(lambda v: [x * i for i, x in enumerate(v, 1)])
case("[float]", VECTORS)(lambda v: max(v, key=lambda x: -x))
case("[float]", VECTORS)(lambda v: max(v))
case("[float]", VECTORS)(lambda v: any(1 / x > 1 for x in v if x > 0))
case("[float]", VECTORS, typed=False)(lambda v: sorted(v))
case("string", TEXTS)(lambda s: (s.isdigit(), s.count("a"), s.partition(","), s.capitalize()))
case("string", TEXTS)(lambda s: sorted(s.split(), key=len, reverse=True))
case("string", TEXTS)(lambda s: [(a, b) for a in s.split() for b in a if b > "a"])
case("string", TEXTS)(lambda s: len(set(s)))
case("(int, int)", PAIRS)(lambda p: sum(p) + max(p))


@case("string", TEXTS)
def read(s):
    try:
        return float(s.split(",")[0])
    except ValueError:
        return -1.0


@case("string", TEXTS, typed=False)
def divided(s):
    try:
        return 1 / len(s)
    except ZeroDivisionError:
        return 0.0


@case("[float]", VECTORS)
def spread(v):
    low, high = 0, 0
    for x in v:
        low, high = min(x, 0.0), high + x
    return low, high


@case("[int]", LISTS, operation="flatMap")
def shared(v):
    for x in v:
        if x > 1:
            yield x, len(v)
        for y in range(x % 3):
            yield y, x


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if not -LIMIT <= value < LIMIT:
            raise OverflowError
        return value
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, tuple):
        return {"tuple": [encode(x) for x in value]}
    if isinstance(value, (list, range)):
        return [encode(x) for x in value]
    if isinstance(value, dict):
        return {"dict": [[encode(k), encode(v)] for k, v in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {"set": [encode(x) for x in sorted(value)]}
    raise TypeError(f"no form for {value!r}")


def run(function, row, operation):
    try:
        value = function(row)
        if operation == "filter":
            value = bool(value)
        if operation == "flatMap":
            value = list(value)
        return {"value": encode(value)}
    except Exception as error:  # noqa: BLE001
        return {"error": type(error).__name__}


def main():
    out = []
    for function, kind, rows, typed, operation in CASES:
        module = translate(function, arity=1)
        out.append(
            {
                "name": f"{function.__name__} {getattr(getattr(function, '__code__', None), 'co_firstlineno', 0)}",
                "type": kind,
                "operation": operation,
                "typed": typed,
                "rows": [encode(row) for row in rows],
                "module": encode(module),
                "results": [run(function, copy.deepcopy(row), operation) for row in rows],
            }
        )
    text = "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in out) + "\n]\n"
    root = Path(__file__).resolve().parents[2]
    Path(__file__).with_suffix(".json").write_text(text.replace(f"{root}/", ""))


if __name__ == "__main__":
    main()

# ruff: noqa: B023, UP031, UP032 - the cases are what users write
