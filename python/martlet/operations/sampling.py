# SPDX-License-Identifier: Apache-2.0
"""Random choices, each the same for the same seed and partitions."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..errors import both
from .base import Core

if TYPE_CHECKING:
    from ..rdd import RDD

_SEED_MAX = 2**31 - 1
# e to the minus mean must not underflow the threshold of the generator.
_MEAN_MAX = 600.0


class Sampling(Core):
    """Methods that choose elements at random."""

    def sample(self, withReplacement: bool, fraction: float, seed: int | None = None) -> RDD:
        """A random part of the elements.

        Parameters
        ----------
        withReplacement : bool
            Whether an element may come more than once.
        fraction : float
            The chance of each element without replacement (0 to 1); with it, how often it comes on average.
        seed : int, optional
            The same seed chooses the same elements.

        Raises
        ------
        ValueError
            For a negative fraction.

        Examples
        --------
        >>> few = sc.range(10000, numSlices=2).sample(False, 0.1, seed=3)
        >>> 900 < few.count() < 1100, few.collect() == few.collect()
        (True, True)
        """
        if not fraction >= 0.0:
            raise both(ValueError)("Fraction must be nonnegative.")
        chosen = _seed(seed)
        if withReplacement:
            choose = tasks.repeated(_threshold(fraction), chosen)
        else:
            choose = tasks.chosen(0.0, float(fraction), chosen)
        return self._kept(choose)

    def _kept(self, choose: Any) -> RDD:
        made: RDD = self._rdd.mapPartitionsWithIndex(choose, True)
        made._finish, made.partitioner = self._finish, self.partitioner
        return made

    def randomSplit(self, weights: Sequence[float], seed: int | None = None) -> list[RDD]:
        """Splits the elements at random into RDDs of about these relative sizes; each element is in one of them.

        >>> train, test = sc.range(1000).randomSplit([3, 1], seed=5)
        >>> train.count() + test.count(), 700 < train.count() < 800
        (1000, True)
        """
        if any(weight < 0.0 for weight in weights):
            raise both(ValueError)("Weights must be nonnegative")
        total = float(sum(weights))
        if total <= 0.0:
            raise both(ValueError)("Sum of weights must be positive")
        chosen, edges = _seed(seed), [0.0]
        for weight in weights:
            edges.append(edges[-1] + weight / total)
        edges[-1] = 2.0
        return [self._kept(tasks.chosen(low, high, chosen)) for low, high in zip(edges, edges[1:])]

    def sampleByKey(self, withReplacement: bool, fractions: dict[Any, float], seed: int | None = None) -> RDD:
        """A random part of the pairs, with a fraction of its own for each key.

        Raises ``ValueError`` for a negative fraction; a key without one is a ``KeyError`` when the job runs.

        >>> pairs = sc.parallelize(["a", "b"]).cartesian(sc.range(1000))
        >>> kept = pairs.sampleByKey(False, {"a": 0.2, "b": 0.0}, seed=1)
        >>> kept.keys().distinct().collect(), 150 < kept.count() < 250
        (['a'], True)
        """
        for fraction in fractions.values():
            if fraction < 0.0:
                raise both(ValueError)(f"Negative fraction value: {fraction}")
        chosen = _seed(seed)
        if withReplacement:
            thresholds = {key: _threshold(fraction) for key, fraction in fractions.items()}
            return self._kept(tasks.repeated_by_key(thresholds, chosen))
        exact = {key: float(fraction) for key, fraction in fractions.items()}
        return self._kept(tasks.chosen_by_key(exact, chosen))

    def takeSample(self, withReplacement: bool, num: int, seed: int | None = None) -> list[Any]:
        """`num` elements chosen at random, as a list; all of them, shuffled, when there are fewer.

        Raises ``ValueError`` for a negative number or one too large for a sample.

        >>> chosen = sc.range(100).takeSample(False, 5, seed=1)
        >>> len(chosen), len(set(chosen))
        (5, 5)
        """
        if num < 0:
            raise both(ValueError)("Sample size cannot be negative.")
        margin = int(10.0 * math.sqrt(sys.maxsize))
        if num > sys.maxsize - margin:
            raise both(ValueError)(f"Sample size cannot be greater than {sys.maxsize - margin}.")
        if num == 0:
            return []
        total = self._rdd.count()
        if total == 0:
            return []
        generator = random.Random(seed)
        if not withReplacement and num >= total:
            everything = self._rdd.collect()
            generator.shuffle(everything)
            return list(everything)
        wanted = num / total
        # A few standard deviations more than wanted: a second round is then a rare thing.
        fraction = wanted + 6.0 * math.sqrt(wanted / total) + 10.0 / total
        fraction = fraction if withReplacement else min(1.0, fraction)
        chosen: list[Any] = []
        while len(chosen) < num:
            chosen = self.sample(withReplacement, fraction, generator.randrange(_SEED_MAX)).collect()
        generator.shuffle(chosen)
        return chosen[:num]


def _seed(seed: int | None) -> int:
    return random.randrange(_SEED_MAX) if seed is None else hash(seed) % _SEED_MAX


def _threshold(mean: float) -> float:
    if mean > _MEAN_MAX:
        raise both(ValueError)(f"a fraction of {mean} repeats each element too often; {_MEAN_MAX:g} is the most")
    return math.exp(-mean)
