# SPDX-License-Identifier: Apache-2.0
"""DataFrames: tables that are spread over executors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import MartletError
from .column import Column
from .errors import PySparkAttributeError, PySparkIndexError, not_expected
from .frames.actions import Actions
from .frames.cleaning import Cleaning, DataFrameNaFunctions
from .frames.combining import Combining
from .frames.missing import MissingFromDataFrame
from .frames.reshaping import Reshaping
from .frames.shaping import Shaping
from .frames.statistics import DataFrameStatFunctions, Statistics

# Where PySpark has them.
DataFrameNaFunctions.__module__ = DataFrameStatFunctions.__module__ = __name__
__all__ = ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]


class DataFrame(Shaping, Combining, Cleaning, Statistics, Reshaping, Actions, MissingFromDataFrame):
    """A table in partitions, computed by executors when an action asks for it.

    Made by a :class:`SparkSession` or from another frame. A frame never changes. Names and types are checked at each
    step, before anything runs. ``df.name`` and ``df["name"]`` are columns.

    >>> people = spark.createDataFrame([("Ada", 36), ("Grace", 85)], ["name", "age"])
    >>> people.filter(people.age > 40).select("name").collect()
    [Row(name='Grace')]
    """

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, str):
            return self._resolved(item)
        if isinstance(item, Column):
            return self.filter(item)
        if isinstance(item, (list, tuple)):
            return self.select(*item)
        if isinstance(item, int):
            try:
                return self._by_position(item)
            except IndexError:
                raise PySparkIndexError(f"the frame has {len(self.columns)} columns, none at {item}") from None
        raise not_expected("item", "Column, int, list, str or tuple", item)

    def _resolved(self, name: str) -> Column:
        """A column by name. Raises :class:`AnalysisException` for one that is not there."""
        col = self._column(name)
        if name != "*" and name not in self.schema.names:
            # Struct members, other case, qualified names: the engine's to say.
            self.select(col)
        return col

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                return super().__getattr__(name)
            if name in self.schema.names:
                return self._by_position(self.schema.names.index(name)) if _is_odd(name) else self._column(name)
            try:
                return super().__getattr__(name)
            except MartletError as error:
                if isinstance(error, NotImplementedError):
                    raise
                raise _no_attribute(name, self.schema.names, str(error)) from None

    else:

        def __getattr__(self, name: str) -> Column:
            raise NotImplementedError

    def __dir__(self) -> list[str]:
        names = {name for name in self.schema.names if name.isidentifier()}
        return sorted({*super().__dir__(), *names})

    def _ipython_key_completions_(self) -> list[str]:
        return self.columns

    def __repr__(self) -> str:
        if self._session._eager():
            rows, width = self._session._eager_size()
            return self._show_text(rows, width, False)
        return f"DataFrame[{', '.join(f'{name}: {kind}' for name, kind in self.dtypes)}]"

    def _repr_html_(self) -> str:
        from .faces import frame_face, rows_face

        return rows_face(self) if self._session._eager() else frame_face(self)

    def __reduce__(self) -> Any:
        raise MartletError(
            "a DataFrame cannot be used inside of a function that runs on executors: collect it first, or join frames"
        )

    # Two frames are equal only when they are one.
    __hash__ = object.__hash__


def _is_odd(name: str) -> bool:
    return "." in name or "`" in name


def _no_attribute(name: str, columns: list[str], message: str) -> AttributeError:
    import difflib

    near = difflib.get_close_matches(name, columns, 1, 0.6)
    hint = f" Did you mean the column {near[0]!r}?" if near else ""
    error: AttributeError = PySparkAttributeError(
        f"Attribute `{name}` is not supported: {message}.{hint}", "ATTRIBUTE_NOT_SUPPORTED", {"attr_name": name}
    )
    # Python adds a suggestion of its own to errors that have the object.
    error.name, error.obj = name, None
    return error
