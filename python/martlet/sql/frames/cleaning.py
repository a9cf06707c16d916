# SPDX-License-Identifier: Apache-2.0
"""Nulls: dropping, filling and replacing values."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

from ..column import Column, call, kept_by
from ..datatypes import NumericType
from ..errors import not_expected, type_error, value_error
from ..trees import literal
from ..types import (
    BooleanType,
    DataType,
    DoubleType,
    FloatType,
    NullType,
    StringType,
    StructField,
    quoted,
)
from .core import Core, names_of

if TYPE_CHECKING:
    from ..dataframe import DataFrame

_NO_VALUE: Any = object()


class Cleaning(Core):
    """What to do about nulls."""

    def dropna(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """Without rows that have a null (or NaN): any, or only nulls, or fewer than `thresh` values.

        >>> frame = spark.createDataFrame([(1, None), (2, "x")], "n int, s string")
        >>> frame.dropna().collect()
        [Row(n=2, s='x')]
        """
        if how not in ("any", "all"):
            raise value_error("VALUE_NOT_ALLOWED", arg_name="how", allowed_values="['any', 'all']")
        fields = self._chosen(subset)
        there = [self._has_value(field) for field in fields]
        if not there:
            return self._df
        if thresh is None:
            return self._df.filter(functools.reduce(operator.and_ if how == "any" else operator.or_, there))
        counts = [Column(("case", [(each._tree, literal(1))], literal(0)), kept_by(each)) for each in there]
        return self._df.filter(functools.reduce(operator.add, counts) >= int(thresh))

    def _chosen(self, subset: Any) -> list[StructField]:
        """The fields of these columns, or all."""
        if subset is None:
            return self.schema.fields
        wanted = names_of(subset)
        found = []
        for name in wanted:
            field = self._field(name)
            if field is None:
                # The engine says what is wrong about the name.
                self._df.select(self._column(name))
                field = StructField(name, NullType())
            found.append(field)
        return found

    def _field(self, name: str) -> StructField | None:
        for field in self.schema.fields:
            if field.name == name:
                return field
        lowered = [field for field in self.schema.fields if field.name.lower() == name.strip("`").lower()]
        return lowered[0] if len(lowered) == 1 else None

    def _of(self, field: StructField) -> Column:
        return self._column(quoted(field.name))

    def _has_value(self, field: StructField) -> Column:
        col = self._of(field)
        if isinstance(field.dataType, (DoubleType, FloatType)):
            return col.isNotNull() & ~col.isNaN()
        return col.isNotNull()

    def fillna(self, value: Any, subset: Any = None) -> DataFrame:
        """With nulls replaced: by a value in all columns of its kind, or by a dict of names of columns and values.

        >>> frame = spark.createDataFrame([(1, None), (None, "x")], "n int, s string")
        >>> frame.fillna(0).fillna("?").collect()
        [Row(n=1, s='?'), Row(n=0, s='x')]
        """
        if not isinstance(value, (float, int, str, bool, dict)):
            raise not_expected("value", "bool, dict, float, int or str", value)
        if isinstance(value, dict):
            filled = {}
            for name, each in value.items():
                (field,) = self._chosen([name])
                filled[field.name] = self._filled(field, each)
        else:
            kind = _kind_of(value)
            fields = [field for field in self._chosen(subset) if isinstance(field.dataType, kind)]
            filled = {field.name: self._filled(field, value) for field in fields}
        return self._df.withColumns(filled) if filled else self._df

    def _filled(self, field: StructField, value: Any) -> Column:
        col, kind = self._of(field), field.dataType
        if isinstance(kind, (DoubleType, FloatType)):
            # NaN counts as null here.
            col = call("nanvl", col, Column(literal(None)).cast(kind))
        return call("coalesce", col, Column(literal(value)).cast(kind))

    def replace(self, to_replace: Any, value: Any = _NO_VALUE, subset: Any = None) -> DataFrame:
        """With values replaced: one by one, a list by a value or a list, or by a dict.

        >>> spark.createDataFrame([("a",), ("b",)], ["s"]).replace({"a": "x"}).collect()
        [Row(s='x'), Row(s='b')]
        """
        pairs = _pairs(to_replace, value)
        if not pairs:
            return self._df
        kind = _kind_of(next(iter(pairs)))
        fields = [field for field in self._chosen(subset) if isinstance(field.dataType, kind)]
        replaced = {field.name: self._replaced(field, pairs) for field in fields}
        return self._df.withColumns(replaced) if replaced else self._df

    def _replaced(self, field: StructField, pairs: dict[Any, Any]) -> Column:
        col, kind = self._of(field), field.dataType
        cases = []
        for old, new in pairs.items():
            same = col == Column(literal(old)).cast(kind)
            cases.append((same._tree, Column(literal(new)).cast(kind)._tree))
        return Column(("case", cases, col._tree), kept_by(col))

    @property
    def na(self) -> DataFrameNaFunctions:
        """What to do about nulls: ``na.drop``, ``na.fill``, ``na.replace``."""
        return DataFrameNaFunctions(self._df)


def _kind_of(value: Any) -> type[DataType]:
    """The types of columns that a value fits into."""
    if isinstance(value, bool):
        return BooleanType
    return StringType if isinstance(value, str) else NumericType


def _pairs(to_replace: Any, value: Any) -> dict[Any, Any]:
    """What is replaced by what."""
    if not isinstance(to_replace, (bool, float, int, str, list, tuple, dict)):
        raise not_expected("to_replace", "bool, dict, float, int, list, str or tuple", to_replace)
    if isinstance(to_replace, dict):
        pairs = dict(to_replace)
    else:
        if not (value is _NO_VALUE or value is None or isinstance(value, (bool, float, int, str, list, tuple))):
            raise not_expected("value", "bool, float, int, list, None, str or tuple", value)
        if value is _NO_VALUE:
            raise type_error("ARGUMENT_REQUIRED", arg_name="value", condition="`to_replace` is dict")
        old = list(to_replace) if isinstance(to_replace, (list, tuple)) else [to_replace]
        new = list(value) if isinstance(value, (list, tuple)) else [value] * len(old)
        if len(old) != len(new):
            lengths = {"arg1_length": len(old), "arg2_length": len(new)}
            raise value_error("LENGTH_SHOULD_BE_THE_SAME", arg1="to_replace", arg2="value", **lengths)
        pairs = dict(zip(old, new))
    sides = [pairs.keys(), [value for value in pairs.values() if value is not None]]
    # A bool is an int to Python.
    if not any(all(isinstance(value, kind) for side in sides for value in side) for kind in (bool, str, (float, int))):
        raise value_error("MIXED_TYPE_REPLACEMENT")
    return pairs


class DataFrameNaFunctions:
    """``df.na``."""

    def __init__(self, df: DataFrame) -> None:
        self.df = df

    def drop(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """As :meth:`DataFrame.dropna`."""
        return self.df.dropna(how, thresh, subset)

    def fill(self, value: Any, subset: Any = None) -> DataFrame:
        """As :meth:`DataFrame.fillna`."""
        return self.df.fillna(value, subset)

    def replace(self, to_replace: Any, value: Any = _NO_VALUE, subset: Any = None) -> DataFrame:
        """As :meth:`DataFrame.replace`."""
        return self.df.replace(to_replace, value, subset)
