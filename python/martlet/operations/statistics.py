# SPDX-License-Identifier: Apache-2.0
"""Numbers about all elements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import tasks
from ..errors import both
from ..statcounter import StatCounter
from .base import EMPTY, Core


class BoundedFloat(float):
    """A number with the bounds that it lies in. Martlet's are exact: all three are the same.

    >>> BoundedFloat(2.5, 0.95, 2.0, 3.0).high
    3.0
    """

    confidence: float
    low: float
    high: float

    def __new__(cls, mean: float, confidence: float, low: float, high: float) -> BoundedFloat:
        made = super().__new__(cls, mean)
        made.confidence, made.low, made.high = confidence, low, high
        return made


class Statistics(Core):
    """Means, variances, histograms; and what is approximate elsewhere, here exact."""

    def stats(self) -> StatCounter:
        """Count, mean, minimum, maximum and variance in one pass.

        >>> sc.parallelize([2, 4, 6]).stats()
        (count: 3, mean: 4.0, stdev: 1.632993161855452, max: 6, min: 2)
        """
        total = StatCounter()
        for part in self._rdd.mapPartitions(tasks.measured()).collect():
            total.mergeStats(StatCounter._of(*part))
        return total

    def mean(self) -> float:
        """The arithmetic mean.

        >>> sc.range(5).mean()
        2.0
        """
        return self.stats().mean()

    def variance(self) -> float:
        """The variance of the elements as a whole population.

        >>> sc.parallelize([1.0, 3.0]).variance()
        1.0
        """
        return self.stats().variance()

    def stdev(self) -> float:
        """The square root of :meth:`variance`."""
        return self.stats().stdev()

    def sampleVariance(self) -> float:
        """The variance estimated from a sample: divides by n - 1.

        >>> sc.parallelize([1.0, 3.0]).sampleVariance()
        2.0
        """
        return self.stats().sampleVariance()

    def sampleStdev(self) -> float:
        """The square root of :meth:`sampleVariance`."""
        return self.stats().sampleStdev()

    def histogram(self, buckets: int | Sequence[Any]) -> tuple[Sequence[Any], list[int]]:
        """How many elements are in each bucket.

        Buckets are closed on the left and open on the right, the last one closed on both. None and NaN do not count.

        Parameters
        ----------
        buckets : int, list or tuple
            A number of even buckets between the smallest and the largest element, or the sorted edges.

        Raises
        ------
        ValueError
            For edges that are not sorted, or fewer than one bucket.
        TypeError
            For anything else as `buckets`, or for even buckets of what is not a number.

        Examples
        --------
        >>> sc.parallelize([1, 2, 5, 9, 10]).histogram([0, 5, 10])
        ([0, 5, 10], [2, 3])
        """
        if isinstance(buckets, bool) or not isinstance(buckets, (int, list, tuple)):
            raise both(TypeError)("buckets should be a list or tuple or number(int or long)")
        if isinstance(buckets, int):
            edges, alone = self._edges(buckets)
            if alone is not None:
                return edges, [alone]
        else:
            _check_edges(buckets)
            edges = buckets
        parts = self._rdd.mapPartitions(tasks.bucketed(tuple(edges))).collect()
        return edges, [sum(counts) for counts in zip(*parts)] if parts else [0] * (len(edges) - 1)

    def _edges(self, buckets: int) -> tuple[Any, Any]:
        """Even edges between the extremes; and the count, when there is but one bucket."""
        if buckets < 1:
            raise both(ValueError)("number of buckets must be >= 1")
        shown = self._rdd.filter(tasks.comparable())
        try:
            low, high = shown.min(), shown.max()
        except ValueError as error:
            if getattr(error, "message", "") != EMPTY:
                raise
            raise both(ValueError)("can not generate buckets from empty RDD") from None
        if low == high or buckets == 1:
            return [low, high], shown.count()
        try:
            width = (high - low) / buckets
        except TypeError:
            raise both(TypeError)("Can not generate buckets with non-number in RDD") from None
        if math.isinf(width):
            raise both(ValueError)("Can not generate buckets with infinite value")
        if isinstance(low, int) and isinstance(high, int) and (high - low) % buckets == 0:
            width = (high - low) // buckets
        return [low + i * width for i in range(buckets)] + [high], None

    def countApprox(self, timeout: int, confidence: float = 0.95) -> int:
        """The exact count: there is no approximate one. Waits however long it takes."""
        return self._rdd.count()

    def sumApprox(self, timeout: int, confidence: float = 0.95) -> BoundedFloat:
        """The exact sum, in the shape of an approximate one. Waits however long it takes."""
        value = float(self._rdd.sum())
        return BoundedFloat(value, 1.0, value, value)

    def meanApprox(self, timeout: int, confidence: float = 0.95) -> BoundedFloat:
        """The exact mean, in the shape of an approximate one. Waits however long it takes."""
        value = self.mean()
        return BoundedFloat(value, 1.0, value, value)

    def countApproxDistinct(self, relativeSD: float = 0.05) -> int:
        """How many different elements there are: exact, through a shuffle.

        Raises ``ValueError`` for an accuracy below 0.000017, as it is documented.

        >>> sc.parallelize([1, 2, 1]).countApproxDistinct()
        2
        """
        if relativeSD < 0.000017:
            raise both(ValueError)("relativeSD should be greater than 0.000017")
        return self._rdd.distinct().count()


def _check_edges(buckets: Sequence[Any]) -> None:
    if len(buckets) < 2:
        raise both(ValueError)("buckets should have more than one value")
    if any(edge is None or (isinstance(edge, float) and math.isnan(edge)) for edge in buckets):
        raise both(ValueError)("can not have None or NaN in buckets")
    if sorted(buckets) != list(buckets):
        raise both(ValueError)("buckets should be sorted")
    if len(set(buckets)) != len(buckets):
        raise both(ValueError)("buckets should not contain duplicated values")
