# SPDX-License-Identifier: Apache-2.0
"""Functions of pandas Series, traced into expressions: called once, with columns in the place of Series."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from ..errors import UnsupportedError, unsupported
from .column import Column, call, column
from .datatypes import DataType
from .ddl import parse_type
from .errors import not_expected

_INSTEAD = "use functions of columns, or udf() with a function of single values"

#: Functions of numpy on each element, by what they are in SQL.
_UFUNCS = {
    "absolute": "abs",
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "cbrt": "cbrt",
    "ceil": "ceil",
    "cos": "cos",
    "cosh": "cosh",
    "degrees": "degrees",
    "exp": "exp",
    "expm1": "expm1",
    "fabs": "abs",
    "floor": "floor",
    "rad2deg": "degrees",
    "deg2rad": "radians",
    "radians": "radians",
    "rint": "rint",
    "sign": "signum",
    "sin": "sin",
    "sinh": "sinh",
    "sqrt": "sqrt",
    "tan": "tan",
    "tanh": "tanh",
}
#: Those of two operands, by operators.
_BINARY = {
    "add": "__add__",
    "subtract": "__sub__",
    "multiply": "__mul__",
    "divide": "__truediv__",
    "true_divide": "__truediv__",
    "power": "__pow__",
    "floor_divide": "__floordiv__",
    "remainder": "__mod__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
    "less": "__lt__",
    "less_equal": "__le__",
    "equal": "__eq__",
    "not_equal": "__ne__",
}
_AGGREGATES = {
    "mean": "avg",
    "sum": "sum",
    "min": "min",
    "max": "max",
    "count": "count",
    "std": "stddev_samp",
    "var": "var_samp",
    "median": "median",
    "nunique": "count",
}
_TEXTS = {
    "upper": "upper",
    "lower": "lower",
    "strip": "trim",
    "lstrip": "ltrim",
    "rstrip": "rtrim",
    "len": "length",
    "startswith": "startswith",
    "endswith": "endswith",
    "capitalize": None,
    "contains": None,
    "replace": None,
}
_TIMES = {
    "year": "year",
    "month": "month",
    "day": "day",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
    "quarter": "quarter",
    "dayofweek": "weekday",
    "weekday": "weekday",
    "dayofyear": "dayofyear",
}


def _missing(what: str) -> UnsupportedError:
    return unsupported(f"pandas_udf with {what}", _INSTEAD)


def _double(col: Column) -> Column:
    return col.cast("double")


class Series:
    """A column where a function expects a ``pandas.Series``: operators and methods make expressions of it."""

    __hash__ = None  # type: ignore[assignment]
    __array_priority__ = 1000

    def __init__(self, col: Column) -> None:
        self._col = col

    # Numbers

    def _with(self, other: Any) -> Column:
        if isinstance(other, Series):
            return other._col
        if isinstance(other, (bool, int, float, str)) or other is None or type(other).__module__ == "numpy":
            from .functions import lit

            return lit(other)
        raise _missing(f"a Series and {type(other).__name__} together")

    def __add__(self, other: Any) -> Series:
        right = self._with(other)
        if isinstance(other, str):
            return Series(call("concat", self._col, right))
        return Series(self._col + right)

    def __radd__(self, other: Any) -> Series:
        left = self._with(other)
        return Series(call("concat", left, self._col) if isinstance(other, str) else left + self._col)

    def __sub__(self, other: Any) -> Series:
        return Series(self._col - self._with(other))

    def __rsub__(self, other: Any) -> Series:
        return Series(self._with(other) - self._col)

    def __mul__(self, other: Any) -> Series:
        return Series(self._col * self._with(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Series:
        return Series(_quotient(self._col, self._with(other)))

    def __rtruediv__(self, other: Any) -> Series:
        return Series(_quotient(self._with(other), self._col))

    def __floordiv__(self, other: Any) -> Series:
        return Series(call("floor", _quotient(self._col, self._with(other))))

    def __mod__(self, other: Any) -> Series:
        right = self._with(other)
        return Series((self._col % right + right) % right)

    def __pow__(self, other: Any) -> Series:
        return Series(call("power", self._col, self._with(other)))

    def __neg__(self) -> Series:
        return Series(-self._col)

    def __pos__(self) -> Series:
        return self

    def __abs__(self) -> Series:
        return Series(call("abs", self._col))

    # Comparisons: with nothing they are false, as pandas has it.

    def _compared(self, made: Column, missing: bool = False) -> Series:
        return Series(call("coalesce", made, missing))

    def __lt__(self, other: Any) -> Series:
        return self._compared(self._col < self._with(other))

    def __le__(self, other: Any) -> Series:
        return self._compared(self._col <= self._with(other))

    def __gt__(self, other: Any) -> Series:
        return self._compared(self._col > self._with(other))

    def __ge__(self, other: Any) -> Series:
        return self._compared(self._col >= self._with(other))

    def __eq__(self, other: Any) -> Series:  # type: ignore[override]
        return self._compared(self._col == self._with(other))

    def __ne__(self, other: Any) -> Series:  # type: ignore[override]
        return self._compared(self._col != self._with(other), True)

    def __and__(self, other: Any) -> Series:
        return Series(self._col & self._with(other))

    def __or__(self, other: Any) -> Series:
        return Series(self._col | self._with(other))

    def __invert__(self) -> Series:
        return Series(~self._col)

    def __bool__(self) -> bool:
        raise _missing("decisions over a whole Series (if, while, and, or)")

    def __iter__(self) -> Any:
        raise _missing("a loop over a Series")

    def __len__(self) -> int:
        raise _missing("len() of a Series")

    def __getitem__(self, key: Any) -> Any:
        raise _missing("elements of a Series")

    # numpy

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        name = ufunc.__name__
        if method != "__call__" or kwargs:
            raise _missing(f"numpy.{name}.{method}")
        if name in ("log", "log2", "log10", "log1p"):
            # Of 0 numpy has minus infinity, and of less nothing, where SQL has null for both.
            value = _double(inputs[0]._col)
            low = value + 1.0 if name == "log1p" else value
            from .functions import lit, when

            function = "ln" if name == "log" else name
            empty = when(low == 0.0, lit(float("-inf"))).when(low < 0.0, lit(float("nan")))
            return Series(empty.otherwise(call(function, value)))
        if name in _UFUNCS and len(inputs) == 1:
            made = call(_UFUNCS[name], inputs[0]._col)
            return Series(_double(made) if name in ("floor", "ceil") else made)
        if name in ("maximum", "minimum"):
            sides = [each if isinstance(each, Series) else Series(self._with(each)) for each in inputs]
            return Series(call("greatest" if name == "maximum" else "least", *[each._col for each in sides]))
        if name in _BINARY:
            left = inputs[0] if isinstance(inputs[0], Series) else Series(self._with(inputs[0]))
            return getattr(left, _BINARY[name])(inputs[1])
        raise _missing(f"numpy.{name}")

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise _missing("a Series as an array of numpy")

    # Methods

    def abs(self) -> Series:
        return abs(self)

    def fillna(self, value: Any) -> Series:
        return Series(call("coalesce", self._col, self._with(value)))

    def isna(self) -> Series:
        return Series(self._col.isNull())

    isnull = isna

    def notna(self) -> Series:
        return Series(self._col.isNotNull())

    notnull = notna

    def round(self, decimals: int = 0) -> Series:
        return Series(call("bround", self._col, decimals))

    def clip(self, lower: Any = None, upper: Any = None) -> Series:
        made = self._col
        if lower is not None:
            made = call("greatest", made, self._with(lower))
        if upper is not None:
            made = call("least", made, self._with(upper))
        from .functions import when

        return Series(when(self._col.isNotNull(), made))

    def between(self, left: Any, right: Any) -> Series:
        return self._compared(self._col.between(self._with(left), self._with(right)))

    def isin(self, values: Any) -> Series:
        return self._compared(self._col.isin(list(values)))

    def astype(self, dtype: Any) -> Series:
        names = {int: "bigint", float: "double", str: "string", bool: "boolean"}
        named = {"int": "bigint", "int64": "bigint", "int32": "int", "float": "double", "float64": "double"}
        named.update({"float32": "float", "str": "string", "bool": "boolean"})
        kind = names.get(dtype) if isinstance(dtype, type) else named.get(str(dtype))
        if kind is None:
            raise _missing(f"Series.astype({dtype!r})")
        return Series(self._col.cast(kind))

    def map(self, function: Any) -> Series:
        raise _missing("Series.map")

    def apply(self, function: Any) -> Series:
        raise _missing("Series.apply")

    @property
    def str(self) -> _Texts:
        return _Texts(self)

    @property
    def dt(self) -> _Times:
        return _Times(self)

    def __getattr__(self, name: str) -> Any:  # type: ignore[valid-type]
        if name in _AGGREGATES:
            return functools.partial(self._aggregated, name)
        raise _missing(f"Series.{name}")

    def _aggregated(self, name: Any) -> Aggregate:
        options = {"distinct": True} if name == "nunique" else None
        made = call(_AGGREGATES[name], self._col, options=options)
        return Aggregate(call("coalesce", made, 0) if name == "sum" else made)


class Aggregate(Series):
    """What one group gives: a number, with which a function may go on."""


class _Texts:
    def __init__(self, series: Series) -> None:
        self._series = series

    def __getattr__(self, name: str) -> Any:
        function = _TEXTS.get(name)
        if function is None:
            raise _missing(f"Series.str.{name}")
        return lambda *args: Series(call(function, self._series._col, *args))


class _Times:
    def __init__(self, series: Series) -> None:
        self._series = series

    def __getattr__(self, name: str) -> Any:
        if name not in _TIMES:
            raise _missing(f"Series.dt.{name}")
        return Series(call(_TIMES[name], self._series._col))


def _quotient(left: Column, right: Column) -> Column:
    """As numpy divides: by zero to infinity, or to nothing."""
    from .functions import lit, when

    up, down = _double(left), _double(right)
    by_zero = when(up > 0.0, lit(float("inf"))).when(up < 0.0, lit(float("-inf"))).otherwise(lit(float("nan")))
    return when(down == 0.0, by_zero).otherwise(up / down)


class PandasFunction:
    """A function of Series, or of a group's Series to one value, that is an expression of columns."""

    def __init__(self, func: Callable[..., Any], returnType: Any) -> None:
        if not callable(func):
            raise not_expected("func", "callable", func)
        self.func = func
        self.returnType = parse_type(returnType) if isinstance(returnType, str) else returnType
        if not isinstance(self.returnType, DataType):
            raise not_expected("returnType", "DataType or str", returnType)
        functools.update_wrapper(self, func)
        hints = list(getattr(func, "__annotations__", {}).values())
        if any("Iterator" in str(hint) or "DataFrame" in str(hint) for hint in hints):
            raise _missing("iterators or frames of pandas")

    def __call__(self, *args: Any) -> Column:
        """A column of what the function makes of columns, given as such or by name."""
        inspect.signature(self.func).bind(*args)
        made = self.func(*[Series(column(each)) for each in args])
        if not isinstance(made, Series):
            raise _missing(f"a result that is no Series of the arguments but a {type(made).__name__}")
        name = getattr(self.func, "__name__", "function")
        shown = ", ".join(column(each)._text() for each in args)
        return made._col.cast(self.returnType).alias(f"{name}({shown})")


class PandasUDFType:
    """The kinds of functions over Series, as :func:`pandas_udf` took them before it went by types."""

    SCALAR = 200
    GROUPED_MAP = 201
    GROUPED_AGG = 202
    SCALAR_ITER = 204


def pandas_udf(f: Any = None, returnType: Any = None, functionType: Any = None) -> Any:
    """A function of pandas Series as one of columns: as a call, or as a decorator with a type.

    The function is called once, with columns in the place of Series; what it does with them becomes an expression that
    executors compute, and no pandas runs there. Arithmetic, comparisons, element-wise functions of numpy and the common
    methods of Series are known; the rest raises :class:`UnsupportedError` by name.

    >>> from martlet.sql.functions import pandas_udf
    >>> twice = pandas_udf(lambda s: s * 2 + 1, "long")
    >>> spark.range(2).select(twice("id").alias("n")).collect()
    [Row(n=1), Row(n=3)]
    """
    if isinstance(returnType, int):
        returnType, functionType = None, returnType
    if functionType not in (None, PandasUDFType.SCALAR):
        raise unsupported(
            "pandas_udf over groups or iterators", "no pandas runs on executors: use aggregates and windows of columns"
        )
    if f is None or isinstance(f, (str, DataType)):
        kind = f if f is not None else returnType
        if kind is None:
            raise not_expected("returnType", "DataType or str", kind)
        return functools.partial(PandasFunction, returnType=kind)
    return PandasFunction(f, returnType)
