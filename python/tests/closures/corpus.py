# SPDX-License-Identifier: Apache-2.0
# ruff: noqa
# fmt: off
"""Functions of every construct that executors run, with rows to try them on."""

import bisect
import collections
import copy
import datetime
import functools
import heapq
import itertools
import json
import math
import operator
import random
import re
import statistics
import string
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import datetime as DateTime, timedelta, timezone
from functools import lru_cache, partial, reduce
from math import floor, sqrt
from operator import add, attrgetter, itemgetter, methodcaller

from martlet.row import Row

INTS = [0, 1, -1, 2, 7, -7, 10, 255, 2**31, -(2**40)]
FLOATS = [0.0, -0.0, 1.5, -2.25, 1e300, float("inf"), float("nan")]
TEXTS = ["", "a", "Hello World", "  zürich straße ", "a,b;c", "12", "-3.5", "日本語 テキスト", "ß\u0130i"]
PAIRS = [(1, 2), (-7, 3), ("k", 5), ("é", [1, 2]), (None, 1.5)]
LISTS = [[], [1], [3, 1, 2, 3], [5, -5, 0]]
LINES = ["the quick brown fox", "x=1 y=22 z=", "GET /index.html 200", ""]

CASES = []

def case(rows, *functions):
    CASES.extend((function, rows) for function in functions)

# Several lambdas on one line, alike and unlike, with captured values
k, name, limit, pi2 = 3, "näme", 2.5, math.pi * 2
case(INTS, lambda x: x, lambda x: x + k, lambda x: x - k, lambda x: x * k + 1, lambda y: y + k, lambda x: (x, k), lambda x: [x, k])
case(INTS, lambda x: x + 1, lambda x: x + 1, lambda x: x + 1); case(INTS, lambda x: x + 1, lambda x: (x + 1))
case(INTS, lambda x: -x, lambda x: +x, lambda x: ~x, lambda x: not x, lambda x: x // k, lambda x: x % k, lambda x: x / k, lambda x: -5 // 2 + x, lambda x: x ** 2)
case(INTS, lambda x: x & 6, lambda x: x | 9, lambda x: x ^ 5, lambda x: x << 2, lambda x: x >> 1, lambda x: 10 // x, lambda x: 10 % x, lambda x: 1 / x)
case(INTS, lambda x: x if x > 0 else -x, lambda x: x and 5, lambda x: x or 7, lambda x: 0 < x <= 10, lambda x: x == 1 != 0, lambda x: x is None, lambda x: x is not None)
case(INTS, lambda x: (lambda y: y * x)(k), lambda x: (lambda: x)(), lambda x: (lambda a, b=x: (a, b))(1), lambda *a: a, lambda x, *rest, flag=True, **kw: (x, rest, flag, kw))
case(INTS, lambda x, k=k, n=name: (x, k, n), lambda x, *, z=limit: x * z, lambda x: x.__add__(1), lambda x: x.bit_length(), lambda x: divmod(x, 7), lambda x: pow(x, 2, 7))
case(INTS, lambda x: f"{x}", lambda x: f"{x:>12,}|{x!r:<5}|{{}}{name}", lambda x: f"{x:{k}d}", lambda x: f"{x=}", lambda x: "%d %s %r %5.2f%%" % (x, name, x, x), lambda x: "{:>8}|{a}".format(x, a=k))
case(INTS, lambda x: 0x7fffffffffffffff + 0 * x, lambda x: -9223372036854775808 + 0 * x, lambda x: -0.0 * x, lambda x: 1e-7 + x, lambda x: 3j * x, lambda x: b"\x00\xff"[x % 2])
case(FLOATS, lambda x: x, lambda x: x * limit, lambda x: x + pi2, lambda x: round(x, 1), lambda x: int(x), lambda x: x // 1, lambda x: x % 2.5, lambda x: math.floor(x), lambda x: floor(x))
case(FLOATS, lambda x: sqrt(x), lambda x: math.sqrt(abs(x)), lambda x: math.isnan(x), lambda x: x == x, lambda x: str(x), lambda x: repr(x), lambda x: f"{x:.3e} {x:g}", lambda x: math.pi * x, lambda x: x.is_integer())
case(TEXTS, lambda s: s.upper(), lambda s: s.split(), lambda s: s.split(","), lambda s: s.strip().lower(), lambda s: s[::-1], lambda s: s[1:-1], lambda s: s[:3] + "…", lambda s: s[0], lambda s: len(s), lambda s: s * 2, lambda s: "a" in s)
case(TEXTS, lambda s: int(s), lambda s: float(s), lambda s: s.encode("utf-8"), lambda s: [ord(c) for c in s], lambda s: ",".join(sorted(set(s))), lambda s: s.replace("a", "b").title(), lambda s: s.partition(" "), lambda s: s.isdigit(), lambda s: name + s)
case(TEXTS, lambda s: {c: s.count(c) for c in s}, lambda s: {c for c in s if c.isalpha()}, lambda s: dict(Counter(s)), lambda s: [w for w in s.split() if w not in string.punctuation], lambda s: s < "b", lambda s: max(s), lambda s: "".join(reversed(s)))
case(PAIRS, lambda p: p[0], lambda p: p[1], lambda p: (p[1], p[0]), lambda p: p[-1], lambda p: p + (k,), lambda kv: {kv[0]: kv[1]}, lambda kv: [kv[0]] * 2, lambda p: (p[0], (p[1], 1)), lambda p: len(p), lambda p: p[2])
case(LISTS, lambda l: sum(l), lambda l: sum(x * x for x in l), lambda l: max(l), lambda l: min(l, default=None), lambda l: sorted(l, reverse=True), lambda l: sorted(l, key=lambda x: (-x, x)), lambda l: l + [1], lambda l: [*l, 0, *l], lambda l: {*l, 9})
case(LISTS, lambda l: list(map(lambda x: x + k, l)), lambda l: list(filter(None, l)), lambda l: list(zip(l, l[1:])), lambda l: list(enumerate(l, 1)), lambda l: any(x > 2 for x in l), lambda l: all(l), lambda l: l[0] if l else None, lambda l: l.index(3), lambda l: l[::2])
case(LISTS, lambda l: [[x, y] for x in l for y in l if x < y], lambda l: [x for x in l if x if x != 3], lambda l: [(y := x * 2, y + 1)[1] for x in l], lambda l: (n := len(l)) and n * n, lambda l: [[x * y for y in l] for x in l], lambda l: {**{1: 2}, "a": l})
case(LISTS, lambda l: reduce(lambda a, b: a + b, l, 0), lambda l: functools.reduce(add, l), lambda l: list(itertools.chain(l, [1])), lambda l: list(itertools.accumulate(l)), lambda l: statistics.mean(l), lambda l: heapq.nsmallest(2, l), lambda l: bisect.bisect_left(sorted(l), 2), lambda l: copy.copy(l))
case(LINES, lambda s: re.findall(r"\d+", s), lambda s: re.sub(r"\s+", "_", s), lambda s: [m.group(0) for m in re.finditer(r"[a-z]+", s, re.I)], lambda s: re.split("[ =]", s), lambda s: bool(re.match("GET", s)), lambda s: json.dumps({"s": s}), lambda s: json.loads("[1]"), lambda s: dict(w.split("=") for w in s.split() if "=" in w))
case(LINES, lambda s:
     s.split(), lambda s: (
         s
         + "x"
     ), lambda s: [
         w.upper()
         for w in s.split()
         if w], lambda s: f"""{s}
  {len(s)}""")

# Captured objects
lookup = {"k": [1, 2], "é": None, 1: "one"}; names = ["a", "b"]; nested = {"a": {"b": (1, [2])}}; empties = (set(), frozenset({1, 2}), deque([1], 3))
counter, ordered, default = Counter("aab"), OrderedDict(a=1), defaultdict(list, {1: [2]})
day, moment, span, zoned = datetime.date(2024, 2, 29), DateTime(2024, 1, 2, 3, 4, 5, 6), timedelta(1, 2), DateTime(2020, 1, 1, tzinfo=timezone.utc)
escaped = ("\0object", "date"); row = Row(name="x", age=3); Person = Row("name", "age"); Point = namedtuple("Point", "x y", defaults=[9]); point = Point(1, 2)
pattern, word = re.compile(r"(\w+)=(\d*)", re.I), re.compile("[a-z]+")
case(PAIRS, lambda p: lookup.get(p[0]), lambda p: lookup[p[0]], lambda p: p[0] in lookup, lambda p: names + [p[1]], lambda p: nested["a"]["b"][0], lambda p: (counter["a"], ordered, default[1]), lambda p: (day.year, moment.isoformat(), str(moment + span), zoned.isoformat()), lambda p: escaped, lambda p: (empties, lookup is lookup))
case(PAIRS, lambda p: row.age, lambda p: row["name"], lambda p: Row(a=p[0], b=p[1]), lambda p: Person(p[0], p[1]), lambda p: Row(a=1).asDict(), lambda p: Point(p[0], p[1]).y, lambda p: Point(p[0]).y, lambda p: point.x + 1, lambda p: datetime.date(2020, 1, 2).weekday(), lambda p: timezone.utc.utcoffset(None), lambda p: range(3)[1])
case(LINES, lambda s: pattern.findall(s), lambda s: word.search(s).group(), lambda s: [r for r in map(word.match, s.split()) if r is not None] and 1)
case(PAIRS, lambda p: isinstance(p[0], str), lambda p: isinstance(p[0], (int, str)), lambda p: type(p[1]).__name__, lambda p: type(p[0]) is int, lambda p: str(p), lambda p: hash(p[0]) == hash(p[0]), lambda p: tuple(p) == p, lambda p: p[0] + p[1], lambda p: p[1].append(3), lambda p: list(map(str, p)))

# Helpers, factories, methods, partials
def double(x): return x * 2
def fact(n): return 1 if n <= 1 else n * fact(n - 1)
def is_even(n): return True if n == 0 else is_odd(abs(n) - 1)
def is_odd(n): return False if n == 0 else is_even(abs(n) - 1)
def make_adder(n):
    def adder(x, m=n * 2): return x + n + m
    return adder
def make_lambda(n): return lambda x: x * n
def with_wraps(f):
    @functools.wraps(f)
    def inner(*args, **kwargs): return (f(*args, **kwargs), inner.__name__)
    return inner
@with_wraps
def wrapped(x): return x + 1
@lru_cache(maxsize=None)
def cached(x): return x * 3
def keywords(a, b=2, *args, c, d=4, **kw): return (a, b, args, c, d, sorted(kw))
class Scale:
    factor = 10
    def __init__(self, by): self.by, self.words = by, {"a": 1}
    def apply(self, x): return x * self.by + self.factor + self.extra(x)
    def extra(self, x): return len(self.words) + x
    @staticmethod
    def twice(x): return x * 2
    @classmethod
    def classed(cls, x): return x + cls.factor
    def __call__(self, x): return self.apply(x) - 1
scale, add5, mul, dispatch = Scale(4), make_adder(5), partial(operator.mul, 3), {"inc": lambda x: x + 1, "neg": operator.neg}
tripled = [make_lambda(3), make_lambda(4)]
case(INTS[:7], double, lambda x: double(double(x)), lambda x: fact(x % 10), lambda x: is_even(x), add5, lambda x: add5(x, m=1), make_lambda(7), wrapped, cached, lambda x: cached(x), lambda x: keywords(x, c=1), lambda x: keywords(*[x, 2, 3], **{"c": 1, "e": 2}))
case(INTS, scale.apply, scale, lambda x: scale.apply(x), lambda x: scale.by * x, lambda x: Scale.factor + x, Scale.twice, Scale.classed, lambda x: Scale.twice(x), lambda x: scale(x), mul, lambda x: mul(x), lambda x: dispatch["inc"](x), lambda x: dispatch["neg"](x), lambda x: [f(x) for f in tripled], partial(add5, m=2), partial(keywords, c=3))
case(INTS, abs, float, str, bool, operator.neg, math.floor, repr, hex, lambda x: operator.add(x, 1), lambda x: list(map(partial(add, 1), [x])), itertools.count, lambda x: string.ascii_letters[x % 5], [10, 20, 30].__getitem__, {1, 2, 7}.__contains__, {1: 2}.get)
case(TEXTS, len, str.upper, str.split, "é{}".format, methodcaller("split", "a"), ",".join, list, sorted, set, lambda s: list(map(str.strip, s.split(","))), name.__add__, lambda s: str.lower(s), lambda s: "".join(map(str, range(2))) + s, json.dumps, str.__len__)
case(PAIRS, itemgetter(0), itemgetter(1, 0), itemgetter(slice(0, 1)), lambda p: itemgetter(1)(p), tuple, list, dict, attrgetter("count"), lambda p: sorted([p, p], key=itemgetter(0)), Person, lambda p: max([p], key=lambda q: 1))
case([Row(a=1, b="x"), Row(a=2, b="y")], lambda r: r.a, lambda r: r["b"], lambda r: r.asDict(), attrgetter("a"), lambda r: (r.a, r.b), lambda r: Row(**r.asDict()), lambda r: r[0] + 1)

# Bodies
def branches(x):
    """Dropped."""
    y: int = 0
    z: str
    if x > 5: y = 1
    elif x < 0:
        y = -1
    else: pass
    ...
    return y, x
def loops(x):
    total = count = 0
    for i in range(abs(x) % 7):
        if i == 2: continue
        if i == 5: break
        total += i; count -= 1
    else:
        total *= 100
    while total > 50:
        total //= 3
    else: count += 1
    a, (b, *c), d = 1, [2, 3, 4], total
    (e, f), g = (a, b), c
    items = [0] * 5
    items[1], items[-1] = a, b
    items[2:4] = [7]
    items[0] += 5
    del items[1]
    box = {}
    box.setdefault("k", []).append(x)
    box["n"] = first = second = total
    del box["k"], first
    return total, count, d, e, f, g, items, box, second
def tries(x):
    log = []
    try:
        y = 10 // x
        if x == 7: raise ValueError("seven", x)
        assert x != 2, f"two {x}"
    except ZeroDivisionError as error:
        log.append(("zero", str(error)))
        y = None
    except (ValueError, KeyError) as error:
        log.append(error.args)
        y = -1
    except AssertionError:
        raise RuntimeError("assert") from None
    else:
        log.append("else")
    finally:
        log.append("final")
    try:
        return {}[x]
    except Exception as e:
        log.append(type(e).__name__)
    return y, log
def nested(x):
    count = 0
    def bump(by=x, *more):
        nonlocal count
        count += by
        return count
    bump(); bump(2); bump(1, 2)
    square = lambda v: v * v + count
    def rec(n): return n if n <= 0 else rec(n - 1) + k
    def inner():
        def deeper(): return x, count, k
        return deeper()
    return count, square(x), rec(abs(x) % 5), inner(), [square(i) for i in range(2)]
def imports(x):
    import math as m, itertools
    from collections import Counter as C, deque
    import datetime
    from json import dumps
    return m.floor(x / 2), sorted(C(str(x)).items()), list(itertools.repeat(x, 2)), list(deque([x])), datetime.date(2020, 1, 1).day, dumps(x)
def imports_twice(x):
    if x > 0:
        from math import sqrt as f
    else:
        from math import floor as f
    return f(abs(x))
def import_assigned(x):
    import math
    y = math.pi
    if x == 1: math = None
    return y, math is None
def generator(x):
    yield x
    if x > 5: return
    for i in range(2):
        got = yield i, x
    yield from (j for j in [k, x])
    yield from helper_generator(x)
def helper_generator(n):
    while True:
        yield n
        n += 1
        if n % 3 == 0: return
def consume(x):
    it = iter([x, 1, 2])
    first = next(it); rest = list(it); last = next(it, None)
    return first, rest, last, list(zip(helper_generator(1), "ab")), sum(helper_generator(1))
def shadows(x):
    len = lambda s: 42
    str = x
    list = [len("a") for str in (1, 2)]
    return len("abc"), str, list
def names_of(x, sum=sum, *, max=max): return sum([x, 1]), max(x, 2)
def stars(x):
    def f(*a, **b): return a, sorted(b.items())
    args, kw = [x, 2], {"z": x}
    first, *mid, last = [x, *args, 5]
    return f(*args, 3, *args, y=1, **kw), first, mid, last, print is print, (*args, x), [i for i, in [(x,)]]
def slices(x):
    l = list(range(10)); s = slice(1, x % 10)
    return l[s], l[x % 10:], l[::-1][:3], l[-3:-1], "abcdef"[x % 3::2]
def texts(x): return f"{x:{'>' if x > 0 else '<'}{10}}" f"{'a' 'b'!r}" "end" f"{x!s:5}{x:d}{[i for i in range(2)]}{ {'a': x}['a'] }"
def globals_read(x):
    global k
    return x + k
def walrus(x):
    while (n := x % 3) > 5: pass
    if (m := n + 1) > 1: return m
    return [last := i for i in range(3)], last
def conditions(x): return [y if y > 1 else -y if y else 9 for y in (x, 0, 1)], not x == 1, not (x and k), x not in (1, 2), 1 < x < 10 < 20
def mutates(x):
    names_here = list(names); names_here.append(x); names_here.extend([1, 2]); names_here.sort(key=repr); d = dict(lookup); d.update(a=x); d.pop("k", None)
    return names_here, sorted(d, key=str), x.real
def deep(x):
    return (lambda a: (lambda b: [(lambda c: (a, b, c, x))(i) for i in range(2)])(a + 1))(x)
def defaults(x, y=[1], z={"a": (1,)}, w=None, v=double): return x, list(y), z["a"], w, v(x)
def unbound(x):
    if x > 5: y = 1
    return y
def print_it(x): print(x, end=""); return None
def lazy(x):
    gen = (i * x for i in range(3))
    return next(gen), list(gen)
def datetimes(x):
    d = DateTime(2020, 1, 1) + timedelta(days=x % 1000)
    return d.strftime("%Y-%m-%d"), (d - DateTime(2020, 1, 1)).days, DateTime.strptime("2020-02-03", "%Y-%m-%d").month
def keyword_only(x): return sorted([x, 3], key=lambda v, *, s=-1: s * v), dict(a=x, **{"b": 1}), int("12", base=8)
case(INTS, branches, loops, tries, nested, imports, imports_twice, import_assigned, shadows, names_of, stars, slices, texts, globals_read, walrus, conditions, mutates, deep, defaults, unbound, print_it, lazy, datetimes, keyword_only, consume)
GENERATORS = [generator, helper_generator, lambda x: (yield x), lambda x: (y for y in range(x % 4))]
TWO = [lambda a, b: a + b, lambda a, b: (a, b), max, min, add, operator.mul, operator.contains, operator.lt, partial(keywords, 1, c=2), math.pow, pow, lambda a, b=3, *c: (a, b, c), divmod, Point, lambda a, b: a if a > b else b]
