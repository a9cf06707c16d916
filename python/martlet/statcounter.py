# SPDX-License-Identifier: Apache-2.0
"""Counts, means and variances that can be merged."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any


def _larger(known: Any, value: Any) -> Any:
    """The larger of two numbers; of arrays element by element, as numpy has it."""
    return value.clip(known, None) if hasattr(value, "clip") else max(known, value)


def _smaller(known: Any, value: Any) -> Any:
    return value.clip(None, known) if hasattr(value, "clip") else min(known, value)


def _root(value: Any) -> float:
    root: float = value**0.5 if hasattr(value, "clip") else math.sqrt(value)
    return root


class StatCounter:
    """Count, mean, variance, minimum and maximum of numbers, in one pass and without losing digits.

    Of arrays of numpy it counts each element by itself, and what it tells are arrays.

    >>> s = StatCounter([1, 2, 3, 4])
    >>> s.count(), s.mean(), s.max(), s.variance()
    (4, 2.5, 4, 1.25)
    """

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        self.n = 0
        self.mu = 0.0
        self.m2 = 0.0
        self.maxValue: Any = -math.inf
        self.minValue: Any = math.inf
        for value in values or ():
            self.merge(value)

    @classmethod
    def _of(cls, n: int, mu: float, m2: float, maximum: Any, minimum: Any) -> StatCounter:
        made = cls()
        made.n, made.mu, made.m2, made.maxValue, made.minValue = n, mu, m2, maximum, minimum
        return made

    def merge(self, value: Any) -> StatCounter:
        """Adds one value; returns this counter."""
        delta = value - self.mu
        self.n += 1
        self.mu += delta / self.n
        self.m2 += delta * (value - self.mu)
        self.maxValue = _larger(self.maxValue, value)
        self.minValue = _smaller(self.minValue, value)
        return self

    def mergeStats(self, other: StatCounter) -> StatCounter:
        """Adds all that another counter has seen; returns this counter.

        Raises ``TypeError`` for anything but a StatCounter.

        >>> StatCounter([1, 2]).mergeStats(StatCounter([3])).mean()
        2.0
        """
        if not isinstance(other, StatCounter):
            raise TypeError(f"Can only merge StatCounter but got {type(other)}")
        if other is self:
            return self.mergeStats(other.copy())
        total = self.n + other.n
        if other.n:
            delta = other.mu - self.mu
            self.mu = other.mu if self.n == 0 else (self.mu * self.n + other.mu * other.n) / total
            self.m2 += other.m2 + delta * delta * self.n * other.n / total
            self.maxValue = _larger(self.maxValue, other.maxValue)
            self.minValue = _smaller(self.minValue, other.minValue)
            self.n = total
        return self

    def copy(self) -> StatCounter:
        """A counter with the same numbers that changes by itself."""
        return StatCounter._of(self.n, self.mu, self.m2, self.maxValue, self.minValue)

    def count(self) -> int:
        """How many values."""
        return int(self.n)

    def mean(self) -> float:
        """Their mean; 0.0 without values."""
        return self.mu

    def sum(self) -> float:
        """Their sum."""
        return self.n * self.mu

    def min(self) -> Any:
        """The smallest; infinity without values."""
        return self.minValue

    def max(self) -> Any:
        """The largest; minus infinity without values."""
        return self.maxValue

    def variance(self) -> float:
        """Variance of the values as a whole population; NaN without values."""
        return self.m2 / self.n if self.n else math.nan

    def sampleVariance(self) -> float:
        """Variance estimated from a sample (divides by n - 1); NaN for fewer than two values."""
        return self.m2 / (self.n - 1) if self.n > 1 else math.nan

    def stdev(self) -> float:
        """Square root of :meth:`variance`."""
        return _root(self.variance())

    def sampleStdev(self) -> float:
        """Square root of :meth:`sampleVariance`."""
        return _root(self.sampleVariance())

    def asDict(self, sample: bool = False) -> dict[str, Any]:
        """All numbers as a dict.

        As in PySpark, and unlike what the name says, stdev and variance are those of a sample (n - 1) by default and
        those of a whole population with `sample`.

        >>> StatCounter([2.0, 4.0]).asDict()["variance"], StatCounter([2.0, 4.0]).asDict(sample=True)["variance"]
        (2.0, 1.0)
        """
        return {
            "count": self.count(),
            "mean": self.mean(),
            "sum": self.sum(),
            "min": self.min(),
            "max": self.max(),
            "stdev": self.stdev() if sample else self.sampleStdev(),
            "variance": self.variance() if sample else self.sampleVariance(),
        }

    def __repr__(self) -> str:
        return (
            f"(count: {self.count()}, mean: {self.mean()}, stdev: {self.stdev()}, max: {self.max()}, min: {self.min()})"
        )
