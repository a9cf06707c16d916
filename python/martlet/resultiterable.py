# SPDX-License-Identifier: Apache-2.0
"""The values of one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Any


class ResultIterable(Iterable[Any], Sized):
    """The values that ``groupByKey``, ``groupBy`` and ``cogroup`` collect for one key: iterable, with a length.

    >>> group = ResultIterable([1, 2, 3])
    >>> list(group), len(group), sum(group)
    ([1, 2, 3], 3, 6)
    """

    def __init__(self, data: Any) -> None:
        self.data = data
        self.index = 0
        self.maxindex = len(data)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"ResultIterable({self.data!r})"
