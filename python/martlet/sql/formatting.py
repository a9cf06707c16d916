# SPDX-License-Identifier: Apache-2.0
"""SQL texts with Python's values in braces."""

from __future__ import annotations

import itertools
import string
from typing import TYPE_CHECKING, Any

from .column import Column
from .dataframe import DataFrame
from .trees import bare

if TYPE_CHECKING:
    from .session import SparkSession

_numbers = itertools.count(1)


class Formatted(string.Formatter):
    """A SQL text in which frames stand as views, columns as names and other values as constants."""

    def __init__(self, session: SparkSession, text: str, values: dict[str, Any]) -> None:
        self._session = session
        self._views: dict[int, str] = {}
        # Braces mean something only where there are values for them.
        self.text = self.vformat(text, (), values) if values else text

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        name, bracket, rest = field_name.partition("[")
        if bracket and isinstance(kwargs.get(name), DataFrame):
            frame = kwargs[name]
            key = rest.rstrip("]")
            return frame[int(key) if key.isdigit() else key], name
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> Any:
        if isinstance(value, DataFrame):
            return self._view(value)
        if isinstance(value, Column):
            tree = bare(value._tree)
            return str(tree[1]) if tree[0] == "column" else value._text()
        if isinstance(value, str):
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return super().format_field(value, format_spec)

    def _view(self, frame: DataFrame) -> str:
        name = self._views.get(frame._number)
        if name is None:
            name = self._views[frame._number] = f"_martlet_{next(_numbers)}"
            frame.createOrReplaceTempView(name)
        return name

    def forget(self) -> None:
        """Drops the views again: frames that were made of them keep what they need."""
        for name in self._views.values():
            self._session.catalog.dropTempView(name)
