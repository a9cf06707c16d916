# SPDX-License-Identifier: Apache-2.0
"""Variables that functions on executors add to and the driver reads."""

from __future__ import annotations

import itertools
from typing import Any, Generic, TypeVar

from .errors import MartletError

T = TypeVar("T")
# Executors add up what is added to accumulators with numbers from 0 on, by `+`; for those below 0 each value travels.
_summed = itertools.count()
_carried = itertools.count(-1, -1)


class AccumulatorParam(Generic[T]):
    """How values of a type are added up. Subclass it for types other than numbers.

    >>> class Longest(AccumulatorParam):
    ...     def zero(self, value):
    ...         return ""
    ...     def addInPlace(self, value1, value2):
    ...         return value1 if len(value1) >= len(value2) else value2
    >>> longest = sc.accumulator("", Longest())
    >>> longest.add("swift")
    >>> longest.add("owl")
    >>> longest.value
    'swift'
    """

    def zero(self, value: T) -> T:
        """A neutral value that fits `value`."""
        raise NotImplementedError

    def addInPlace(self, value1: T, value2: T) -> T:
        """The sum of both; may change and return `value1`."""
        raise NotImplementedError


class AddingAccumulatorParam(AccumulatorParam[T]):
    """Adds with ``+``; made with the neutral value."""

    def __init__(self, zero_value: T) -> None:
        self.zero_value = zero_value

    def zero(self, value: T) -> T:
        return self.zero_value

    def addInPlace(self, value1: Any, value2: Any) -> Any:
        value1 += value2
        return value1


INT_ACCUMULATOR_PARAM: AccumulatorParam[Any] = AddingAccumulatorParam(0)
FLOAT_ACCUMULATOR_PARAM: AccumulatorParam[Any] = AddingAccumulatorParam(0.0)
COMPLEX_ACCUMULATOR_PARAM: AccumulatorParam[Any] = AddingAccumulatorParam(0.0j)


def default_param(value: Any) -> AccumulatorParam[Any]:
    """The way to add values like `value`. Raises ``TypeError`` for what is not a number."""
    for kind, param in (
        (int, INT_ACCUMULATOR_PARAM),
        (float, FLOAT_ACCUMULATOR_PARAM),
        (complex, COMPLEX_ACCUMULATOR_PARAM),
    ):
        if isinstance(value, kind):
            return param
    raise TypeError(f"No default accumulator param for type {type(value)}; pass an AccumulatorParam")


class Accumulator(Generic[T]):
    """A variable that executors add to and only the driver reads. Made by ``sc.accumulator``.

    Each task's additions arrive once, when the task has succeeded, merged in the order of the partitions.

    >>> even = sc.accumulator(0)
    >>> def look(x):
    ...     if x % 2 == 0:
    ...         even.add(1)
    >>> sc.range(7).foreach(look)
    >>> even.value
    4
    """

    def __init__(self, value: T, param: AccumulatorParam[T] | None = None) -> None:
        self.accum_param = default_param(value) if param is None else param
        plain = isinstance(self.accum_param, AddingAccumulatorParam) and type(value) in (int, float)
        self.aid = next(_summed if plain else _carried)
        self._value = value

    @property
    def value(self) -> T:
        """What has been added up so far. Setting it replaces it."""
        return self._value

    @value.setter
    def value(self, value: T) -> None:
        self._value = value

    def add(self, term: T) -> None:
        """Adds `term`; the same as ``accumulator += term``."""
        self._value = self.accum_param.addInPlace(self._value, term)

    def __iadd__(self, term: T) -> Accumulator[T]:
        self.add(term)
        return self

    def __reduce__(self) -> Any:
        raise MartletError("an accumulator cannot be pickled: it belongs to its SparkContext")

    def __str__(self) -> str:
        return str(self._value)

    def __repr__(self) -> str:
        return f"Accumulator<id={self.aid}, value={self._value}>"
