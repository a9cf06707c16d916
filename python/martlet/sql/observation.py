# SPDX-License-Identifier: Apache-2.0
"""Numbers about the rows that pass through a frame."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from .column import Column
from .errors import PySparkAssertionError, not_expected

if TYPE_CHECKING:
    from .dataframe import DataFrame


class Observation:
    """Aggregates over the rows of a frame, for :meth:`DataFrame.observe`.

    They are computed by a job of their own when :attr:`get` first asks for them, over the frame's rows as its actions
    compute them.

    >>> seen = Observation("seen")
    >>> frame = spark.range(4).observe(seen, F.count(F.lit(1)).alias("rows"), F.max("id").alias("most"))
    >>> frame.count(), seen.get
    (4, {'rows': 4, 'most': 3})
    """

    def __init__(self, name: str | None = None) -> None:
        if name is not None and not isinstance(name, str):
            raise not_expected("name", "str", name)
        if name == "":
            from .errors import value_error

            raise value_error("VALUE_NOT_ALLOWED", arg_name="name", allowed_values="a text that is not empty")
        self._name = name or str(uuid.uuid4())
        self._frame: DataFrame | None = None
        self._found: dict[str, Any] | None = None

    def _on(self, frame: DataFrame, exprs: tuple[Column, ...]) -> None:
        if self._frame is not None:
            raise PySparkAssertionError(errorClass="REUSE_OBSERVATION", messageParameters={})
        self._frame = frame.agg(*exprs)

    @property
    def get(self) -> dict[str, Any]:
        """The aggregates by name. Raises :class:`PySparkAssertionError` when no frame is observed."""
        if self._frame is None:
            raise PySparkAssertionError(errorClass="NO_OBSERVE_BEFORE_GET", messageParameters={})
        if self._found is None:
            self._found = self._frame.collect()[0].asDict()
        return self._found
