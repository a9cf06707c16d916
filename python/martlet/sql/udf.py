# SPDX-License-Identifier: Apache-2.0
"""Python functions over columns."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from ..errors import unsupported
from .column import Column, column, kept_by
from .datatypes import DataType, StringType
from .ddl import parse_type, type_text
from .errors import not_expected, type_error
from .rows import kind_of
from .tasks import converting, storing
from .trees import at_call

_TEXT = StringType()


class UserDefinedFunction:
    """A Python function that a query runs: compiled into the query's own program, with no Python on executors."""

    def __init__(self, func: Callable[..., Any], returnType: DataType | str = _TEXT, name: str | None = None):
        if not callable(func):
            raise not_expected("func", "callable", func)
        if not isinstance(returnType, (DataType, str)):
            raise not_expected("returnType", "DataType or str", returnType)
        self.func = func
        self._type = returnType
        self._name = name or getattr(func, "__name__", type(func).__name__)
        self.deterministic = True
        functools.update_wrapper(self, func)

    @property
    def returnType(self) -> DataType:
        """The type of what it gives."""
        return parse_type(self._type) if isinstance(self._type, str) else self._type

    def __call__(self, *args: Any, **kwargs: Any) -> Column:
        """A column of what the function makes of columns, given as such or by name."""
        shown: list[list[Any]] = []
        if kwargs:
            given = len(args)
            args = self._in_order(args, kwargs)
            places = list(inspect.signature(self.func).parameters)
            shown = [[place, None] for place in range(given)] + [[places.index(name), name] for name in kwargs]
        columns = [column(arg) for arg in args]
        tree = self._tree(len(columns), [each._tree for each in columns])
        if shown:
            tree = (*tree, shown)
        return Column(at_call(tree), kept_by(*columns))

    def _in_order(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Arguments by name at the places of the function's parameters."""
        bound = inspect.signature(self.func).bind(*args, **kwargs)
        if bound.kwargs:
            raise not_expected("kwargs", "the names of parameters before any *", kwargs)
        return bound.args

    def _tree(self, arity: int, arguments: list[Any], name: str | None = None) -> Any:
        """The function over arguments, for the engine: as it is, and with its arguments made Python's before."""
        from ..operations.base import translated

        kind = kind_of(self.returnType)
        function = self.func if kind is None else storing(self.func, kind)
        closure = translated(function, "udf", arity)
        converted = translated(converting(function), "udf", arity + 1)
        return ("udf", closure, type_text(self.returnType), arguments, name or self._name, converted)

    def asNondeterministic(self) -> UserDefinedFunction:
        """Says that the function may give another value for the same arguments."""
        self.deterministic = False
        return self


def udf(f: Any = None, returnType: DataType | str = _TEXT, *, useArrow: bool | None = None) -> Any:
    """A function over columns of a Python function: as a call, or as a decorator with or without a type.

    >>> plus_one = udf(lambda x: x + 1, "int")
    >>> plus_one.returnType
    IntegerType()
    """
    if f is None or isinstance(f, (str, DataType)):
        return functools.partial(UserDefinedFunction, returnType=f or returnType)
    return UserDefinedFunction(f, returnType)


class UDFRegistration:
    """``spark.udf``: Python functions by name, for SQL texts."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def register(self, name: str, f: Any, returnType: DataType | str | None = None) -> UserDefinedFunction:
        """Makes a function known to SQL texts by a name; the function over columns.

        It takes as many arguments as the Python function has parameters. A function of :func:`udf` has its type.
        """
        if isinstance(f, UserDefinedFunction):
            if returnType is not None:
                raise type_error("CANNOT_SPECIFY_RETURN_TYPE_FOR_UDF", arg_name="f", return_type=returnType)
            made = UserDefinedFunction(f.func, f._type, name)
            made.deterministic = f.deterministic
        else:
            made = UserDefinedFunction(f, _TEXT if returnType is None else returnType, name)
        arity = len(inspect.signature(made.func).parameters)
        self._session._engine.call({"op": "registerFunction", "function": made._tree(arity, [], name)})
        return made

    def registerJavaFunction(self, name: str, javaClassName: str, returnType: Any = None) -> None:
        """Not there: there is no Java. Raises :class:`UnsupportedError`."""
        raise unsupported("udf.registerJavaFunction", "there is no Java virtual machine: register a Python function")

    def registerJavaUDAF(self, name: str, javaClassName: str) -> None:
        """Not there: there is no Java. Raises :class:`UnsupportedError`."""
        raise unsupported("udf.registerJavaUDAF", "there is no Java virtual machine: use aggregates of columns")
