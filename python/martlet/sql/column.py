# SPDX-License-Identifier: Apache-2.0
"""Columns: expressions over a frame's columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import MartletError
from .datatypes import DataType
from .ddl import type_text
from .errors import PySparkAttributeError, not_expected, type_error, value_error
from .trees import Tree, at_call, bare, literal, named, outer, plain_text

if TYPE_CHECKING:
    from .engine import Frame
    from .window import WindowSpec


class Column:
    """An expression: a column by name, a constant, or what operators and functions make of such.

    >>> from martlet.sql import functions as F
    >>> F.col("born") + 1 > 1900
    Column<'((born + 1) > 1900)'>
    """

    _tree: Tree
    _kept: tuple[Frame, ...]

    def __init__(self, tree: Tree, kept: tuple[Frame, ...] = ()) -> None:
        self._tree = tree
        # Frames that the tree names by number, which must live as long.
        self._kept = kept

    # Arithmetic

    def __neg__(self) -> Column:
        return call("negative", self)

    def __add__(self, other: Any) -> Column:
        return call("+", self, other)

    def __sub__(self, other: Any) -> Column:
        return call("-", self, other)

    def __mul__(self, other: Any) -> Column:
        return call("*", self, other)

    def __truediv__(self, other: Any) -> Column:
        return call("/", self, other)

    def __mod__(self, other: Any) -> Column:
        return call("%", self, other)

    def __pow__(self, other: Any) -> Column:
        return call("power", self, other)

    def __radd__(self, other: Any) -> Column:
        return call("+", self, other)

    def __rsub__(self, other: Any) -> Column:
        return call("-", other, self)

    def __rmul__(self, other: Any) -> Column:
        return call("*", self, other)

    def __rtruediv__(self, other: Any) -> Column:
        return call("/", other, self)

    def __rmod__(self, other: Any) -> Column:
        return call("%", other, self)

    def __rpow__(self, other: Any) -> Column:
        return call("power", other, self)

    # Comparison and logic

    def __eq__(self, other: Any) -> Column:  # type: ignore[override]
        return call("=", self, other)

    def __ne__(self, other: Any) -> Column:  # type: ignore[override]
        return call("not", call("=", self, other))

    def __lt__(self, other: Any) -> Column:
        return call("<", self, other)

    def __le__(self, other: Any) -> Column:
        return call("<=", self, other)

    def __gt__(self, other: Any) -> Column:
        return call(">", self, other)

    def __ge__(self, other: Any) -> Column:
        return call(">=", self, other)

    def __and__(self, other: Any) -> Column:
        return call("and", self, other)

    def __or__(self, other: Any) -> Column:
        return call("or", self, other)

    def __rand__(self, other: Any) -> Column:
        return call("and", self, other)

    def __ror__(self, other: Any) -> Column:
        return call("or", self, other)

    def __invert__(self) -> Column:
        return call("not", self)

    # A column is no key of dicts or sets.
    __hash__ = None  # type: ignore[assignment]

    def eqNullSafe(self, other: Any) -> Column:
        """Equality by which null equals null: SQL's ``<=>``."""
        return call("<=>", self, other)

    def bitwiseAND(self, other: Any) -> Column:
        """The bits that both have."""
        return call("&", self, other)

    def bitwiseOR(self, other: Any) -> Column:
        """The bits that either has."""
        return call("|", self, other)

    def bitwiseXOR(self, other: Any) -> Column:
        """The bits that one of the two has."""
        return call("^", self, other)

    def isNull(self) -> Column:
        """Whether it is null."""
        return call("isnull", self)

    def isNotNull(self) -> Column:
        """Whether it is not null."""
        return call("isnotnull", self)

    def isNaN(self) -> Column:
        """Whether it is not a number."""
        return call("isnan", self)

    def isin(self, *cols: Any) -> Column:
        """Whether it is one of the values, which are given one by one or as a list."""
        from .frames.core import Core

        if len(cols) == 1 and isinstance(cols[0], Core):
            tree = ("subquery", "in", cols[0]._relation, [self._tree])
            return Column(at_call(tree), (*self._kept, *cols[0]._kept_frames))
        values = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, set, frozenset, tuple)) else cols
        return call("in", self, *values)

    def between(self, lowerBound: Any, upperBound: Any) -> Column:
        """Whether it lies between the bounds, or is one of them."""
        return call("and", self >= lowerBound, self <= upperBound)

    # Text

    def like(self, other: Any) -> Column:
        """Whether a pattern of SQL matches: ``%`` is any text, ``_`` one character."""
        return call("like", self, other)

    def ilike(self, other: Any) -> Column:
        """As :meth:`like`, whatever the case of letters."""
        return call("ilike", self, other)

    def rlike(self, other: Any) -> Column:
        """Whether a regular expression is found."""
        return call("rlike", self, other)

    def contains(self, other: Any) -> Column:
        """Whether a text is found."""
        return call("contains", self, other)

    def startswith(self, other: Any) -> Column:
        """Whether it begins with a text."""
        return call("startswith", self, other)

    def endswith(self, other: Any) -> Column:
        """Whether it ends with a text."""
        return call("endswith", self, other)

    def substr(self, startPos: Any, length: Any) -> Column:
        """A part of a text: from position `startPos`, counted from 1, so many characters.

        Raises ``TypeError`` unless both are numbers or both are columns.
        """
        if type(startPos) is not type(length):
            kinds = {"arg_type1": type(startPos).__name__, "arg_type2": type(length).__name__}
            raise type_error("NOT_SAME_TYPE", arg_name1="startPos", arg_name2="length", **kinds)
        if not isinstance(startPos, (int, Column)):
            raise not_expected("startPos", "Column or int", startPos)
        return call("substr", self, startPos, length)

    # Types and names

    def cast(self, dataType: DataType | str) -> Column:
        """The value as another type, given as such or as text: ``"int"``. What has no value there is an error."""
        return self._cast(dataType, "cast")

    def astype(self, dataType: DataType | str) -> Column:
        """As :meth:`cast`."""
        return self._cast(dataType, "cast")

    def try_cast(self, dataType: DataType | str) -> Column:
        """As :meth:`cast`; what has no value there becomes null."""
        return self._cast(dataType, "try")

    def _cast(self, kind: DataType | str, mode: str) -> Column:
        if not isinstance(kind, (DataType, str)):
            raise not_expected("dataType", "DataType or str", kind)
        return Column(at_call(("cast", self._tree, type_text(kind), mode)), self._kept)

    def alias(self, *alias: str, **kwargs: Any) -> Column:
        """The same under another name; several for what makes several columns.

        `metadata` is a dict of notes for the column's field.
        """
        metadata = kwargs.pop("metadata", None)
        if kwargs:
            raise not_expected("kwargs", "metadata alone", kwargs)
        if metadata and len(alias) != 1:
            raise value_error("ONLY_ALLOWED_FOR_SINGLE_COLUMN", arg_name="metadata")
        notes = [json.dumps(metadata)] if metadata else []
        return Column(("alias", self._tree, list(alias), *notes), self._kept)

    def name(self, *alias: str, **kwargs: Any) -> Column:
        """As :meth:`alias`."""
        return self.alias(*alias, **kwargs)

    # Order

    def asc(self) -> Column:
        """Ascending order, nulls first."""
        return self._sorted("asc", None)

    def asc_nulls_first(self) -> Column:
        """Ascending order, nulls first."""
        return self._sorted("asc", "first")

    def asc_nulls_last(self) -> Column:
        """Ascending order, nulls last."""
        return self._sorted("asc", "last")

    def desc(self) -> Column:
        """Descending order, nulls last."""
        return self._sorted("desc", None)

    def desc_nulls_first(self) -> Column:
        """Descending order, nulls first."""
        return self._sorted("desc", "first")

    def desc_nulls_last(self) -> Column:
        """Descending order, nulls last."""
        return self._sorted("desc", "last")

    def _sorted(self, direction: str, nulls: str | None) -> Column:
        return Column(("sort", self._tree, direction, nulls), self._kept)

    # Parts

    def getItem(self, key: Any) -> Column:
        """An array's element by position from 0, or a map's value by key."""
        return self[key]

    def getField(self, name: Any) -> Column:
        """A struct's member by name."""
        return self[name]

    def withField(self, fieldName: str, col: Column) -> Column:
        """A struct with a member added or replaced."""
        if not isinstance(fieldName, str):
            raise not_expected("fieldName", "str", fieldName)
        if not isinstance(col, Column):
            raise not_expected("col", "Column", col)
        return call("withField", self, fieldName, col)

    def dropFields(self, *fieldNames: str) -> Column:
        """A struct without some members."""
        return call("dropFields", self, *fieldNames)

    def __getitem__(self, k: Any) -> Column:
        if isinstance(k, slice):
            if k.step is not None:
                raise value_error("VALUE_NOT_ALLOWED", arg_name="step", allowed_values="None")
            return self.substr(k.start, k.stop)
        return Column(at_call(("field", self._tree, operand(k))), kept_by(self, k))

    def __getattr__(self, item: str) -> Column:
        if item.startswith("__") or item in ("_tree", "_kept"):
            raise PySparkAttributeError(errorClass="CANNOT_ACCESS_TO_DUNDER", messageParameters={})
        return self[item]

    def __iter__(self) -> Any:
        raise type_error("NOT_ITERABLE", objectName="Column")

    def __contains__(self, item: Any) -> bool:
        raise value_error("CANNOT_APPLY_IN_FOR_COLUMN")

    def __bool__(self) -> bool:
        raise value_error("CANNOT_CONVERT_COLUMN_INTO_BOOL", column=self._text())

    # Cases, windows

    def when(self, condition: Column, value: Any) -> Column:
        """The next case after :func:`functions.when`: `value` where `condition` holds and none before did."""
        if not isinstance(condition, Column):
            raise not_expected("condition", "Column", condition)
        cases = self._cases()
        tree = ("case", [*cases, (condition._tree, operand(value))], None)
        return Column(at_call(tree), kept_by(self, condition, value))

    def otherwise(self, value: Any) -> Column:
        """The value where no case of :func:`functions.when` holds; null without it."""
        tree = ("case", self._cases(), operand(value))
        return Column(at_call(tree), kept_by(self, value))

    def _cases(self) -> list[Any]:
        tree = bare(self._tree)
        if tree[0] != "case" or tree[2] is not None:
            from .errors import IllegalArgumentException

            raise IllegalArgumentException(errorClass="INVALID_WHEN_USAGE", messageParameters={})
        return list(tree[1])

    def over(self, window: WindowSpec) -> Column:
        """The function over a window of rows around each row."""
        from .window import WindowSpec

        if not isinstance(window, WindowSpec):
            raise not_expected("window", "WindowSpec", window)
        keys, order = [c._tree for c in window._partition], [c._tree for c in window._order]
        tree = ("window", self._tree, keys, order, window._frame)
        return Column(at_call(tree), kept_by(self, *window._partition, *window._order))

    def transform(self, f: Callable[[Column], Column]) -> Column:
        """``f(self)``, for chains of functions. Raises ``TypeError`` when that is no column."""
        made = f(self)
        if not isinstance(made, Column):
            raise type_error(
                "HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN",
                func_name=getattr(f, "__name__", "f"),
                return_type=type(made).__name__,
            )
        return made

    def outer(self) -> Column:
        """This column, by name, of the rows around a subquery: for frames that are asked with ``exists()``."""
        return Column(outer(self._tree), self._kept)

    def __repr__(self) -> str:
        return f"Column<'{self._text()}'>"

    def _text(self) -> str:
        """The name that a column of this expression would have."""
        from .engine import open_engine

        session = open_engine()
        if session is not None:
            try:
                return str(session.call({"op": "expressionText", "expression": self._tree})["text"])
            except MartletError:
                # A column that cannot be can still be shown.
                pass
        return plain_text(self._tree)


def operand(value: Any) -> Tree:
    """A column's tree; anything else as a constant."""
    return value._tree if isinstance(value, Column) else literal(value)


def kept_by(*values: Any) -> tuple[Frame, ...]:
    """The frames that these columns name."""
    found = [value._kept for value in values if isinstance(value, Column) and value._kept]
    if len(found) < 2:
        return found[0] if found else ()
    return tuple({id(frame): frame for frames in found for frame in frames}.values())


def call(name: str, *values: Any, options: dict[str, Any] | None = None) -> Column:
    """A function or operator over columns and constants."""
    tree: Tree = ("call", name, [operand(value) for value in values])
    return Column(at_call((*tree, options) if options else tree), kept_by(*values))


def column(value: Any) -> Column:
    """A column given as such or by name.

    Raises ``TypeError`` for anything else.
    """
    if isinstance(value, Column):
        return value
    if isinstance(value, str):
        tree = named(value)
        return Column(at_call(tree) if tree[0] == "column" else tree)
    raise not_expected("col", "Column or str", value)


def invoke(name: str, *cols: Any, options: dict[str, Any] | None = None) -> Column:
    """A function over columns, which may be given by name."""
    return call(name, *[column(col) for col in cols], options=options)
