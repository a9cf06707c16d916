# SPDX-License-Identifier: Apache-2.0
"""Windows: the rows around a row that a function looks at."""

from __future__ import annotations

import math
import sys
from typing import Any

from .column import Column, column
from .errors import not_expected

#: Bounds beyond these mean no bound, as in PySpark.
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1
_FAR_BACK, _FAR_ON = max(-sys.maxsize, _LEAST), min(sys.maxsize, _MOST)


def _columns(cols: tuple[Any, ...]) -> list[Column]:
    return [column(col) for col in (cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols)]


class WindowSpec:
    """Which rows belong together, their order, and which of them a function sees."""

    def __init__(
        self,
        partition: list[Column],
        order: list[Column],
        frame: tuple[str, int | None, int | None] | None,
    ) -> None:
        self._partition, self._order, self._frame = partition, order, frame

    def partitionBy(self, *cols: Any) -> WindowSpec:
        """Rows with equal values in these columns belong together."""
        return WindowSpec(_columns(cols), self._order, self._frame)

    def orderBy(self, *cols: Any) -> WindowSpec:
        """The order of rows that belong together."""
        return WindowSpec(self._partition, _columns(cols), self._frame)

    def rowsBetween(self, start: int, end: int) -> WindowSpec:
        """The function sees rows from `start` to `end`, counted from the row itself, 0."""
        return WindowSpec(self._partition, self._order, ("rows", *_bounds(start, end)))

    def rangeBetween(self, start: int, end: int) -> WindowSpec:
        """The function sees rows whose order value differs from the row's by `start` to `end`."""
        return WindowSpec(self._partition, self._order, ("range", *_bounds(start, end)))


def _bounds(start: Any, end: Any) -> tuple[int | None, int | None]:
    for name, value in (("start", start), ("end", end)):
        if not isinstance(value, int) and value not in (-math.inf, math.inf):
            raise not_expected(name, "int", value)
    return None if start <= _FAR_BACK else start, None if end >= _FAR_ON else end


class Window:
    """Makes windows.

    >>> spec = Window.partitionBy("country").orderBy("born").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    """

    unboundedPreceding: int = _LEAST
    unboundedFollowing: int = _MOST
    currentRow: int = 0

    @staticmethod
    def partitionBy(*cols: Any) -> WindowSpec:
        """Rows with equal values in these columns belong together."""
        return WindowSpec(_columns(cols), [], None)

    @staticmethod
    def orderBy(*cols: Any) -> WindowSpec:
        """The order of all rows."""
        return WindowSpec([], _columns(cols), None)

    @staticmethod
    def rowsBetween(start: int, end: int) -> WindowSpec:
        """The function sees rows from `start` to `end`, counted from the row itself, 0."""
        return WindowSpec([], [], None).rowsBetween(start, end)

    @staticmethod
    def rangeBetween(start: int, end: int) -> WindowSpec:
        """The function sees rows whose order value differs from the row's by `start` to `end`."""
        return WindowSpec([], [], None).rangeBetween(start, end)
