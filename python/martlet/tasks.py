# SPDX-License-Identifier: Apache-2.0
"""Functions of the RDD methods that run on executors.

They are translated like the user's own functions, which they capture; so they keep to what the translator knows: plain
statements, no imports, no classes. Each outer function runs on the driver and gives the one that travels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

# Two linear congruential generators whose difference is taken (L'Ecuyer 1988). Products stay below 2**47.
_M1, _A1 = 2147483563, 40014
_M2, _A2 = 2147483399, 40692


def folded(zero: Any, op: Callable[[Any, Any], Any]) -> Any:
    """A partition's fold."""

    def fold(iterator: Iterator[Any]) -> Any:
        result = zero
        for item in iterator:
            result = op(result, item)
        yield result

    return fold


def folded_from_copy(zero: Any, op: Callable[[Any, Any], Any], copied: Callable[[Any], Any]) -> Any:
    """A partition's fold from a copy of a neutral value that `op` may change."""

    def fold(iterator: Iterator[Any]) -> Any:
        result = copied(zero)
        for item in iterator:
            result = op(result, item)
        yield result

    return fold


def summed() -> Any:
    """A partition's sum."""

    def add(iterator: Iterator[Any]) -> Any:
        yield sum(iterator)

    return add


def extreme_of(key: Callable[[Any], Any], largest: bool) -> Any:
    """The larger (or smaller) of two by a key; the first of equals."""

    def larger(a: Any, b: Any) -> Any:
        return b if key(b) > key(a) else a

    def smaller(a: Any, b: Any) -> Any:
        return b if key(b) < key(a) else a

    return larger if largest else smaller


def measured() -> Any:
    """A partition's count, mean, sum of squared distances, maximum and minimum; nothing for an empty one."""

    def measure(iterator: Iterator[Any]) -> Any:
        n = 0
        mean = 0.0
        m2 = 0.0
        largest = None
        smallest = None
        for value in iterator:
            n += 1
            delta = value - mean
            mean += delta / n
            m2 += delta * (value - mean)
            if n == 1:
                largest = value
                smallest = value
            elif hasattr(value, "clip"):
                # Of arrays, element by element.
                largest = value.clip(largest, None)
                smallest = value.clip(None, smallest)
            else:
                largest = max(largest, value)
                smallest = min(smallest, value)
        if n > 0:
            yield (n, mean, m2, largest, smallest)

    return measure


def best(num: int, largest: bool) -> Any:
    """A partition's largest or smallest items, sorted."""
    room = 2 * num + 1000

    def choose(iterator: Iterator[Any]) -> Any:
        kept = []
        for item in iterator:
            kept.append(item)
            if len(kept) >= room:
                kept = sorted(kept, reverse=largest)[:num]
        return sorted(kept, reverse=largest)[:num]

    return choose


def best_by(num: int, key: Callable[[Any], Any], largest: bool) -> Any:
    """A partition's largest or smallest items by a key, sorted."""
    room = 2 * num + 1000

    def choose(iterator: Iterator[Any]) -> Any:
        kept = []
        for item in iterator:
            kept.append(item)
            if len(kept) >= room:
                kept = sorted(kept, key=key, reverse=largest)[:num]
        return sorted(kept, key=key, reverse=largest)[:num]

    return choose


def drained(f: Callable[[Any], Any]) -> Any:
    """Runs a function over a partition for its effects, to the end of what it yields."""

    def run(iterator: Iterator[Any]) -> Any:
        made = f(iterator)
        if made is not None:
            for _ in made:
                pass
        return []

    return run


def each(f: Callable[[Any], Any]) -> Any:
    """Runs a function over every item for its effects."""

    def run(iterator: Iterator[Any]) -> Any:
        for item in iterator:
            f(item)
        return []

    return run


def spread_over(count: int) -> Any:
    """What a partition gives, under the number of one of `count` groups."""

    def gather(index: int, iterator: Iterator[Any]) -> Any:
        for item in iterator:
            yield (index % count, item)

    return gather


def as_text() -> Any:
    """An item as the line of a text file."""

    def text(item: Any) -> str:
        if isinstance(item, str):
            return item
        if isinstance(item, bytes):
            return item.decode("utf-8")
        return str(item)

    return text


def with_text_path() -> Any:
    """(Path, content), both bytes, with the path as a text."""
    return lambda pair: (pair[0].decode("utf-8", "surrogateescape"), pair[1])


# Pairs


def combined(create: Callable[[Any], Any], merge: Callable[[Any, Any], Any]) -> Any:
    """One combiner for each key of a partition, by the engine, which spills."""

    def combine(iterator: Any) -> Any:
        # A generator, so that what fails while pairs are taken has a place.
        yield from iterator.__combined__(create, merge)

    return combine


def member(index: int) -> Any:
    """A member of a row."""
    return lambda row: row[index]


def gathered() -> Any:
    """A partition's rows as one list."""
    return lambda iterator: [list(iterator)]


def same() -> Any:
    """The value itself."""
    return lambda value: value


def listed() -> Any:
    """A list with the value."""
    return lambda value: [value]


def appended() -> Any:
    """A list with one value more."""

    def append(values: list[Any], value: Any) -> list[Any]:
        values.append(value)
        return values

    return append


def started(zero: Any, op: Callable[[Any, Any], Any]) -> Any:
    """A key's first value merged into a neutral value that may be shared."""
    return lambda value: op(zero, value)


def started_with_copy(zero: Any, op: Callable[[Any, Any], Any], copied: Callable[[Any], Any]) -> Any:
    """A key's first value merged into a neutral value of its own."""
    return lambda value: op(copied(zero), value)


def copied(value: Any) -> Any:
    """The value with lists, dicts and sets inside copied."""
    if isinstance(value, list):
        return [copied(item) for item in value]
    if isinstance(value, dict):
        return {key: copied(value[key]) for key in value}
    if isinstance(value, set):
        return {item for item in value}
    if isinstance(value, tuple):
        return tuple([copied(item) for item in value])
    return value


def copied_object(value: Any) -> Any:
    """A flat copy, as its own method makes it."""
    return value.copy()


def placed(f: Callable[[Any], Any], partitions: int) -> Any:
    """A key's partition."""
    return lambda key: f(key) % partitions


def sorted_pairs(key: Callable[[Any], Any], descending: bool) -> Any:
    """A partition's pairs sorted by a function of their keys."""

    def order(iterator: Iterator[Any]) -> Any:
        return sorted(iterator, key=lambda pair: key(pair[0]), reverse=descending)

    return order


def sorted_by_key(descending: bool) -> Any:
    """A partition's pairs sorted by their keys."""

    def order(iterator: Iterator[Any]) -> Any:
        return sorted(iterator, key=lambda pair: pair[0], reverse=descending)

    return order


def by_key(key: Callable[[Any], Any]) -> Any:
    """A function of a pair's key as one of the pair."""
    return lambda pair: key(pair[0])


def by_exact_key(wanted: Any) -> Any:
    """Whether a pair has this key."""
    return lambda pair: pair[0] == wanted


def marked() -> Any:
    """A pair with the item as its key, for operations on sets."""
    return lambda item: (item, 1)


# Joins: values carry the number of the side that they come from


def tagged(side: int) -> Any:
    """A value with its side's number."""
    return lambda value: (side, value)


def parted(sides: int) -> Any:
    """A key's tagged values as one list for each side."""

    def part(values: Any) -> Any:
        lists = [[] for _ in range(sides)]  # type: list[list[Any]]
        for value in values:
            lists[value[0]].append(value[1])
        return tuple(lists)

    return part


def in_both() -> Any:
    """Whether a key has values on both sides."""
    return lambda pair: len(pair[1][0]) > 0 and len(pair[1][1]) > 0


# Random choices: from (seed, partition, position) alone, so that a task that runs again chooses the same


def seeds(seed: int, partition: int) -> tuple[int, int]:
    """The two states that a partition starts with, mixed so that neighbours differ."""
    a = (seed % _M1 + 12345 + partition * 69621) % (_M1 - 1) + 1
    b = (seed % _M2 + 67890 + partition * 39373) % (_M2 - 1) + 1
    for _ in range(5):
        a = _A1 * a % _M1
        b = _A2 * b % _M2
    return (a, b)


def chosen(low: float, high: float, seed: int) -> Any:
    """Items whose random number from 0 to 1 is in low..<high."""

    def choose(index: int, iterator: Iterator[Any]) -> Any:
        a, b = seeds(seed, index)
        for item in iterator:
            a = _A1 * a % _M1
            b = _A2 * b % _M2
            if low <= ((a - b) % (_M1 - 1)) / (_M1 - 1) < high:
                yield item

    return choose


def repeated(threshold: float, seed: int) -> Any:
    """Each item a random number of times, Poisson distributed; `threshold` is e to the minus mean (at most 1)."""

    def choose(index: int, iterator: Iterator[Any]) -> Any:
        a, b = seeds(seed, index)
        for item in iterator:
            product = 1.0
            while True:
                a = _A1 * a % _M1
                b = _A2 * b % _M2
                product *= (((a - b) % (_M1 - 1)) + 1) / _M1
                if product <= threshold:
                    break
                yield item

    return choose


def chosen_by_key(fractions: dict[Any, float], seed: int) -> Any:
    """Pairs, each with its key's probability."""

    def choose(index: int, iterator: Iterator[Any]) -> Any:
        a, b = seeds(seed, index)
        for pair in iterator:
            a = _A1 * a % _M1
            b = _A2 * b % _M2
            if ((a - b) % (_M1 - 1)) / (_M1 - 1) < fractions[pair[0]]:
                yield pair

    return choose


def repeated_by_key(thresholds: dict[Any, float], seed: int) -> Any:
    """Pairs, each a random number of times with its key's mean."""

    def choose(index: int, iterator: Iterator[Any]) -> Any:
        a, b = seeds(seed, index)
        for pair in iterator:
            product = 1.0
            while True:
                a = _A1 * a % _M1
                b = _A2 * b % _M2
                product *= (((a - b) % (_M1 - 1)) + 1) / _M1
                if product <= thresholds[pair[0]]:
                    break
                yield pair

    return choose


# Histograms


def comparable() -> Any:
    """Whether an item counts in a histogram: neither None nor NaN."""
    return lambda item: item is not None and item == item


def bucketed(buckets: Any) -> Any:
    """How many items of a partition are in each bucket; the last one has its upper end too."""
    count = len(buckets) - 1

    def fill(iterator: Iterator[Any]) -> Any:
        counts = [0] * count
        for item in iterator:
            if item is None or item != item or item < buckets[0] or item > buckets[count]:
                continue
            low = 0
            high = count
            while high - low > 1:
                middle = (low + high) // 2
                if item < buckets[middle]:
                    high = middle
                else:
                    low = middle
            counts[low] += 1
        yield counts

    return fill
