# SPDX-License-Identifier: Apache-2.0
"""Functions of numbers."""

from __future__ import annotations

from typing import Any

from ..column import Column, call, column, invoke
from .basics import ColumnOrName, with_constants


def abs(col: ColumnOrName) -> Column:
    """The absolute value."""
    return invoke("abs", col)


def sqrt(col: ColumnOrName) -> Column:
    """The square root; of a negative number NaN."""
    return invoke("sqrt", col)


def exp(col: ColumnOrName) -> Column:
    """e to this power."""
    return invoke("exp", col)


def pow(col1: Any, col2: Any) -> Column:
    """`col1` to the power `col2`; each is a column, a name or a number."""
    return with_constants("power", col1, col2)


power = pow


def log(arg1: Any, arg2: ColumnOrName | None = None) -> Column:
    """The natural logarithm, or with two arguments the logarithm of the second to the base of the first."""
    return invoke("ln", arg1) if arg2 is None else with_constants("log", arg1, arg2)


def log10(col: ColumnOrName) -> Column:
    """The logarithm to the base 10."""
    return invoke("log10", col)


def log1p(col: ColumnOrName) -> Column:
    """The natural logarithm of one more."""
    return invoke("log1p", col)


def sin(col: ColumnOrName) -> Column:
    """The sine of an angle in radians."""
    return invoke("sin", col)


def cos(col: ColumnOrName) -> Column:
    """The cosine of an angle in radians."""
    return invoke("cos", col)


def round(col: ColumnOrName, scale: Any = None) -> Column:
    """Rounded half up to so many places."""
    return _scaled("round", col, scale)


def bround(col: ColumnOrName, scale: Any = None) -> Column:
    """Rounded half to even to so many places."""
    return _scaled("bround", col, scale)


def floor(col: ColumnOrName, scale: Any = None) -> Column:
    """The next whole number below, or with so many places."""
    return _scaled("floor", col, scale)


def ceil(col: ColumnOrName, scale: Any = None) -> Column:
    """The next whole number above, or with so many places."""
    return _scaled("ceil", col, scale)


def ceiling(col: ColumnOrName, scale: Any = None) -> Column:
    """As :func:`ceil`."""
    return _scaled("ceiling", col, scale)


def _scaled(name: str, col: ColumnOrName, scale: Any) -> Column:
    return invoke(name, col) if scale is None else call(name, column(col), scale)


def atan2(col1: Any, col2: Any) -> Column:
    """The angle of the point (`col2`, `col1`)."""
    return with_constants("atan2", col1, col2)


def hypot(col1: Any, col2: Any) -> Column:
    """The length of a hypotenuse."""
    return with_constants("hypot", col1, col2)


def pmod(dividend: Any, divisor: Any) -> Column:
    """The remainder that is not negative."""
    return with_constants("pmod", dividend, divisor)


def conv(col: ColumnOrName, fromBase: int, toBase: int) -> Column:
    """A number as text, from one base to another."""
    return with_constants("conv", col, fromBase, toBase)


def hex(col: ColumnOrName) -> Column:
    """Hexadecimal digits of a number or of bytes."""
    return invoke("hex", col)


def shiftleft(col: ColumnOrName, numBits: int) -> Column:
    """Bits moved to the left."""
    return with_constants("shiftleft", col, numBits)


def shiftright(col: ColumnOrName, numBits: int) -> Column:
    """Bits moved to the right, the sign kept."""
    return with_constants("shiftright", col, numBits)


def shiftrightunsigned(col: ColumnOrName, numBits: int) -> Column:
    """Bits moved to the right, zeros from the left."""
    return with_constants("shiftrightunsigned", col, numBits)


def format_number(col: ColumnOrName, d: int) -> Column:
    """A number as text with commas between thousands and so many places."""
    return with_constants("format_number", col, d)


def width_bucket(v: ColumnOrName, min: ColumnOrName, max: ColumnOrName, numBucket: Any) -> Column:
    """The number of the bucket, of `numBucket` equal ones from `min` to `max`, that `v` falls into."""
    return with_constants("width_bucket", v, min, max, numBucket)
