# SPDX-License-Identifier: Apache-2.0
"""Objects of the user's own classes as rows, in functions and as exceptions."""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
import pathlib
import subprocess
import sys
import typing
from typing import Any

import pytest
from engines import is_real

from martlet import MartletError, Row, StatCounter
from martlet.operations.base import portable_hash

ROOT = pathlib.Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not is_real, reason="what executors make of classes")


@dataclasses.dataclass(frozen=True, order=True)
class Point:
    x: int
    y: int = 3
    tags: list = dataclasses.field(default_factory=list, compare=False, repr=False)

    def distance(self, other: Point) -> int:
        return abs(self.x - other.x)

    @property
    def total(self) -> int:
        return self.x + self.y

    @classmethod
    def at(cls, x: int) -> Point:
        return cls(x, 9)

    @staticmethod
    def two() -> int:
        return 2


@dataclasses.dataclass(frozen=True, order=True)
class Key:
    number: int
    name: str


@dataclasses.dataclass
class Counted:
    count: int

    def more(self) -> Counted:
        self.count += 1
        return self


class Color(enum.Enum):
    RED = 1
    BLUE = "b"

    def small(self) -> str:
        return self.name.lower()


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Access(enum.Flag):
    READ = 1
    WRITE = 2


Pair = collections.namedtuple("Pair", "a b", defaults=[4])


class Typed(typing.NamedTuple):
    number: int
    name: str = "r"

    def twice(self) -> int:
        return self.number * 2


class Money:
    currency = "EUR"

    def __init__(self, cents: int) -> None:
        self.cents = cents
        self.__secret = 2

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.cents == other.cents

    def __lt__(self, other: Money) -> bool:
        return self.cents < other.cents

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __repr__(self) -> str:
        return f"Money({self.cents})"

    def __len__(self) -> int:
        return 3

    def secret(self) -> int:
        return self.__secret


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value


class Animal:
    def __init__(self, name: str) -> None:
        self.name = name

    def greet(self) -> str:
        return "hi " + self.name


class Dog(Animal):
    def __init__(self, name: str) -> None:
        super().__init__(name + "!")
        self.legs = 4

    def greet(self) -> str:
        return super().greet() + "?"


class Refused(ValueError):
    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


class Plain(ValueError):
    pass


def test_rows_made_in_functions(sc: Any) -> None:
    rows = sc.parallelize([1, 2], 2).map(lambda x: Row(a=x, b=2)).collect()
    assert rows == [Row(a=1, b=2), Row(a=2, b=2)] and rows[0].a == 1


def test_named_tuples_come_back_as_themselves(sc: Any) -> None:
    made = sc.parallelize([1, 2]).map(lambda x: Pair(x)).collect()
    assert made == [Pair(1), Pair(2)] and type(made[0]) is Pair
    back = sc.parallelize([Typed(1)]).map(lambda t: t._replace(number=t.twice(), name="z")).collect()
    assert back == [Typed(2, "z")] and type(back[0]) is Typed
    facts = sc.parallelize([Typed(1)]).map(lambda t: (t[0], t._asdict(), isinstance(t, tuple), repr(t), hash(t)))
    assert facts.collect() == [
        (1, {"number": 1, "name": "r"}, True, "Typed(number=1, name='r')", facts.collect()[0][4])
    ]


def test_named_tuples_of_functions_own(sc: Any) -> None:
    def made(x: int) -> Any:
        inner = collections.namedtuple("Inner", "a b")
        return inner(x, 2)

    back = sc.parallelize([1]).map(made).collect()[0]
    assert (back.a, back.b, type(back).__name__, back._fields) == (1, 2, "Inner", ("a", "b"))


def test_dataclasses(sc: Any) -> None:
    made = sc.parallelize([1, 2]).map(lambda x: Point(x)).collect()
    assert made == [Point(1), Point(2)] and type(made[0]) is Point and made[0].tags == []
    rows = sc.parallelize([Point(1), Point(5, 2)])
    facts = rows.map(lambda p: (p.total, p.distance(Point(3)), p.two(), Point.at(4).y, str(p), hash(p))).collect()
    assert [fact[:5] for fact in facts] == [(4, 2, 2, 9, "Point(x=1, y=3)"), (7, 2, 2, 9, "Point(x=5, y=2)")]
    assert [fact[5] for fact in facts] == [hash(Point(1)), hash(Point(5, 2))]
    assert sc.parallelize([Counted(1)]).map(lambda c: c.more()).collect() == [Counted(2)]


def test_dataclasses_are_keys_and_have_an_order(sc: Any) -> None:
    pairs = sc.parallelize([(Key(1, "a"), 1), (Key(2, "a"), 1), (Key(1, "a"), 5)], 2)
    assert sorted(pairs.reduceByKey(lambda a, b: a + b).collect()) == [(Key(1, "a"), 6), (Key(2, "a"), 1)]
    assert sorted(pairs.keys().distinct().collect()) == [Key(1, "a"), Key(2, "a")]
    assert sc.parallelize([Point(2, 1, [1]), Point(1), Point(2, 1)], 1).distinct().count() == 2
    assert sc.parallelize([Point(3), Point(1)], 2).sortBy(lambda p: p).collect() == [Point(1), Point(3)]
    keys = [Key(3, "c"), Key(1, "b"), Key(1, "a")]
    assert sc.parallelize(keys, 2).sortBy(lambda k: k).collect() == sorted(keys)
    with pytest.raises(TypeError, match="unhashable type: 'Counted'"):
        sc.parallelize([Counted(1)]).distinct().collect()


def test_a_frozen_object_stays_as_it_is(sc: Any) -> None:
    def change(key: Any) -> Any:
        key.number = 2
        return key

    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'number'"):
        sc.parallelize([Key(1, "a")]).map(change).collect()


def test_arguments_of_classes_are_checked(sc: Any) -> None:
    with pytest.raises(TypeError, match=r"Key.__init__\(\) missing 1 required positional argument: 'name'"):
        sc.parallelize([1]).map(lambda x: Key(x)).collect()
    with pytest.raises(TypeError, match=r"Point.__init__\(\) got an unexpected keyword argument 'q'"):
        sc.parallelize([1]).map(lambda x: Point(x, q=1)).collect()
    with pytest.raises(TypeError, match=r"takes from 2 to 4 positional arguments but 5 were given"):
        sc.parallelize([1]).map(lambda x: Point(x, x, x, x)).collect()


def test_enums(sc: Any) -> None:
    made = sc.parallelize([1, 2]).map(lambda x: Color.RED if x == 1 else Color("b")).collect()
    assert made[0] is Color.RED and made[1] is Color.BLUE

    def facts(c: Any) -> tuple:
        members = [member.name for member in Color]
        return c.small(), c.value, c is Color.RED, repr(c), str(c), c.name, len(Color), members, Color["RED"] is c

    rows = [Color.RED, Color.BLUE]
    assert sc.parallelize(rows).map(facts).collect() == [facts(row) for row in rows]
    pairs = sc.parallelize([(Color.RED, 1), (Color.BLUE, 2), (Color.RED, 3)], 2).reduceByKey(lambda a, b: a + b)
    assert dict(pairs.collect()) == {Color.RED: 4, Color.BLUE: 2}
    with pytest.raises(ValueError, match="5 is not a valid Color"):
        sc.parallelize([5]).map(lambda x: Color(x)).collect()


def test_enums_that_are_numbers(sc: Any) -> None:
    def facts(level: Any) -> tuple:
        return level + 1, level.name, isinstance(level, int), level < 2, str(level), Level.HIGH if level == 1 else level

    rows = [Level.LOW, Level.HIGH]
    found = sc.parallelize(rows).map(facts).collect()
    assert found == [facts(row) for row in rows] and found[0][5] is Level.HIGH
    assert sc.parallelize([Access.READ]).map(lambda f: (f | Access.WRITE, bool(f & Access.WRITE))).collect() == [
        (Access.READ | Access.WRITE, False)
    ]


def test_objects_of_own_classes(sc: Any) -> None:
    def facts(m: Any) -> tuple:
        return m, m.secret(), m.currency, m == Money(1), m < Money(2), m + Money(5), len(m), str(m), m in [Money(1)]

    rows = [Money(1), Money(2)]
    assert sc.parallelize(rows).map(facts).collect() == [facts(row) for row in rows]
    captured = Money(7)
    assert sc.parallelize([1]).map(lambda x: (x, captured)).collect() == [(1, captured)]
    assert sc.parallelize([Slotted(1)]).map(lambda s: Slotted(s.value + 1)).collect()[0].value == 2
    dogs = sc.parallelize(["Rex"]).map(lambda name: Dog(name)).collect()
    assert type(dogs[0]) is Dog and vars(dogs[0]) == {"name": "Rex!", "legs": 4}
    assert sc.parallelize(["Rex"]).map(lambda n: (Dog(n).greet(), isinstance(Dog(n), Animal))).collect() == [
        ("hi Rex!?", True)
    ]
    with pytest.raises(TypeError, match="unhashable type: 'Money'"):
        sc.parallelize([Money(1)]).distinct().collect()


def test_what_a_method_cannot_do_is_said_where_it_is_called(sc: Any) -> None:
    class Reader:
        def read(self) -> str:
            with open("/etc/hostname") as file:
                return file.read()

    with pytest.raises(NotImplementedError, match=r"Reader.read does not run on executors"):
        sc.parallelize([Reader()]).map(lambda r: r.read()).collect()


def test_own_exceptions_are_caught_as_themselves(sc: Any) -> None:
    def refuse(x: int) -> int:
        raise Refused("x", 3)

    with pytest.raises(Refused) as caught:
        sc.parallelize([1]).map(refuse).collect()
    assert caught.value.args == ("x",) and caught.value.code == 3
    assert isinstance(caught.value, MartletError) and caught.value.line

    def plain(x: int) -> int:
        raise Plain("x", 3)

    with pytest.raises(Plain) as other:
        sc.parallelize([1]).map(plain).collect()
    assert other.value.args == ("x", 3)

    def within(x: int) -> Any:
        try:
            raise Plain("q", x)
        except KeyError:
            return 0
        except ValueError as error:
            return type(error).__name__, error.args, isinstance(error, Plain), str(error)

    assert sc.parallelize([1]).map(within).collect() == [("Plain", ("q", 1), True, "('q', 1)")]


def test_bad_json_is_a_json_error(sc: Any) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        sc.parallelize(['{"a": 1,}']).map(json.loads).collect()
    with pytest.raises(json.JSONDecodeError) as wanted:
        json.loads('{"a": 1,}')
    for name in ("args", "msg", "doc", "pos", "lineno", "colno"):
        assert getattr(caught.value, name) == getattr(wanted.value, name)
    assert isinstance(caught.value, ValueError)

    def position(text: str) -> int:
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            return error.pos
        return -1

    assert sc.parallelize(['{"a": 1,}', "1"]).map(position).collect() == [8, -1]


def test_zip_of_unequal_partitions_is_a_value_error(sc: Any) -> None:
    for left, right in (([1, 2, 3], [1, 2]), ([1, 2], [1, 2, 3])):
        with pytest.raises(ValueError, match="same number of elements in each partition"):
            sc.parallelize(left, 1).zip(sc.parallelize(right, 1)).collect()


def test_groups_have_their_data(sc: Any) -> None:
    pairs = sc.parallelize([(1, 2), (1, 3)], 1)
    assert pairs.groupByKey().mapValues(lambda v: v.data).collect() == [(1, [2, 3])]
    both = pairs.cogroup(sc.parallelize([(1, 4)]))
    assert both.map(lambda kv: (kv[1][0].data, kv[1][1].data)).collect() == [([2, 3], [4])]
    with pytest.raises(AttributeError, match="no attribute 'data'"):
        sc.parallelize([[1]]).map(lambda v: v.data).collect()


def test_stat_counter_of_nothing() -> None:
    assert StatCounter(None).count() == 0


def test_portable_hash_runs_in_functions(sc: Any) -> None:
    keys = ["a", "b", ("a", 1), None, 7, b"x"]
    pairs = sc.parallelize([(key, 0) for key in keys], 2)
    placed = pairs.partitionBy(3, lambda k: portable_hash(k)).keys().glom().collect()
    assert placed == [[key for key in keys if portable_hash(key) % 3 == place] for place in range(3)]


def test_patterns_of_own_classes(sc: Any) -> None:
    def kind(value: Any) -> Any:
        match value:
            case Point(x=1):
                return "one"
            case Point(a, b) if a > b:
                return a, b
            case Point():
                return "point"
        return None

    rows = [Point(1), Point(9, 2), Point(2), 5]
    assert sc.parallelize(rows, 1).map(kind).collect() == [kind(row) for row in rows]


def test_two_numbers_in_the_master() -> None:
    program = (
        "import martlet\n"
        "with martlet.SparkContext('local[2, 3]') as sc:\n"
        "    print(sc.master, sc.defaultParallelism, sc.range(3).sum())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "local[2, 3] 2 3\n", done.stderr
