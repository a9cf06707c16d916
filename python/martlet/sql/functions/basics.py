# SPDX-License-Identifier: Apache-2.0
"""Columns, constants, cases, and what belongs to no kind of value."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from ... import zones
from ..column import Column, call, column, invoke, kept_by, operand
from ..errors import PySparkValueError, not_expected
from ..trees import at_call, literal

if TYPE_CHECKING:
    from ..dataframe import DataFrame

ColumnOrName = Column | str


def with_constants(name: str, *values: Any) -> Column:
    """A function over columns, given as such or by name, and constants, which are of any other type."""
    return call(name, *[column(value) if isinstance(value, str) else value for value in values])


def flat(cols: tuple[Any, ...]) -> tuple[Any, ...]:
    """The columns of a call that takes them one by one or as a list."""
    return tuple(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, set, tuple)) else cols


def col(col: str) -> Column:
    """A column by name. Dots lead into structs; backticks quote.

    >>> col("person.name")
    Column<'person.name'>
    """
    if not isinstance(col, str):
        raise not_expected("col", "str", col)
    return column(col)


def lit(col: Any) -> Column:
    """A constant; a list becomes an array. A column stays what it is.

    Raises ``ValueError`` for a value that no column holds.

    >>> lit(1)
    Column<'1'>
    """
    if isinstance(col, Column):
        return col
    if isinstance(col, list) and any(isinstance(item, Column) for item in col):
        raise PySparkValueError(
            "lit() takes no list with columns in it: use array() for columns", "COLUMN_IN_LIST", {"func_name": "lit"}
        )
    return Column(at_call(literal(col)))


def expr(str: str) -> Column:
    """An expression as SQL text.

    >>> expr("length(name) + 1") is not None
    True
    """
    zones.offer_named(str)
    return Column(at_call(("sql", str)))


def when(condition: Column, value: Any) -> Column:
    """`value` where `condition` holds; further cases with :meth:`Column.when`, the rest with ``otherwise``.

    >>> when(col("age") > 17, "adult").otherwise("child") is not None
    True
    """
    if not isinstance(condition, Column):
        raise not_expected("condition", "Column", condition)
    return Column(at_call(("case", [(condition._tree, operand(value))], None)), kept_by(condition, value))


def asc(col: ColumnOrName) -> Column:
    """Ascending order, nulls first."""
    return column(col).asc()


def asc_nulls_first(col: ColumnOrName) -> Column:
    """Ascending order, nulls first."""
    return column(col).asc_nulls_first()


def asc_nulls_last(col: ColumnOrName) -> Column:
    """Ascending order, nulls last."""
    return column(col).asc_nulls_last()


def desc(col: ColumnOrName) -> Column:
    """Descending order, nulls last."""
    return column(col).desc()


def desc_nulls_first(col: ColumnOrName) -> Column:
    """Descending order, nulls first."""
    return column(col).desc_nulls_first()


def desc_nulls_last(col: ColumnOrName) -> Column:
    """Descending order, nulls last."""
    return column(col).desc_nulls_last()


def coalesce(*cols: ColumnOrName) -> Column:
    """The first value that is not null."""
    return invoke("coalesce", *cols)


def isnull(col: ColumnOrName) -> Column:
    """Whether it is null."""
    return invoke("isnull", col)


def isnan(col: ColumnOrName) -> Column:
    """Whether it is not a number."""
    return invoke("isnan", col)


def nanvl(col1: ColumnOrName, col2: ColumnOrName) -> Column:
    """`col1`, or `col2` where `col1` is not a number."""
    return invoke("nanvl", col1, col2)


def greatest(*cols: ColumnOrName) -> Column:
    """The greatest of at least two columns, nulls aside. Raises ``ValueError`` for fewer."""
    return _of_two("greatest", cols)


def least(*cols: ColumnOrName) -> Column:
    """The least of at least two columns, nulls aside. Raises ``ValueError`` for fewer."""
    return _of_two("least", cols)


def _of_two(name: str, cols: tuple[ColumnOrName, ...]) -> Column:
    if len(cols) < 2:
        parameters = {"func_name": name, "num_cols": "2"}
        raise PySparkValueError(f"Function `{name}` should take at least 2 columns.", "WRONG_NUM_COLUMNS", parameters)
    return invoke(name, *cols)


def rand(seed: int | None = None) -> Column:
    """Random numbers from 0 to before 1, the same for the same seed and rows."""
    return call("rand", random.getrandbits(62) if seed is None else int(seed))


def randn(seed: int | None = None) -> Column:
    """Random numbers of the standard normal distribution, the same for the same seed and rows."""
    return call("randn", random.getrandbits(62) if seed is None else int(seed))


def monotonically_increasing_id() -> Column:
    """A number for each row: the partition's times 2**33, plus the row's in it."""
    return call("monotonically_increasing_id")


def spark_partition_id() -> Column:
    """The number of the row's partition."""
    return call("spark_partition_id")


def input_file_name() -> Column:
    """The file that the row was read from."""
    return call("input_file_name")


def broadcast(df: DataFrame) -> DataFrame:
    """The frame itself. In Spark a hint to copy it to all executors for a join; here sizes decide."""
    return df


def struct(*cols: Any) -> Column:
    """A struct of columns, given one by one or as a list."""
    return invoke("struct", *flat(cols))


def named_struct(*cols: ColumnOrName) -> Column:
    """A struct of names and values in turn."""
    return invoke("named_struct", *cols)


def md5(col: ColumnOrName) -> Column:
    """The MD5 of bytes, in hexadecimal digits."""
    return invoke("md5", col)


def sha2(col: ColumnOrName, numBits: int) -> Column:
    """The SHA-2 of bytes, of 224, 256, 384 or 512 bits (0 is 256), in hexadecimal digits."""
    if numBits not in (0, 224, 256, 384, 512):
        raise PySparkValueError(
            errorClass="VALUE_NOT_ALLOWED",
            messageParameters={"arg_name": "numBits", "allowed_values": "[0, 224, 256, 384, 512]"},
        )
    return with_constants("sha2", col, numBits)


def crc32(col: ColumnOrName) -> Column:
    """The CRC-32 of bytes."""
    return invoke("crc32", col)


def hash(*cols: ColumnOrName) -> Column:
    """Spark's 32-bit hash of columns (Murmur3, seed 42)."""
    return invoke("hash", *cols)


def xxhash64(*cols: ColumnOrName) -> Column:
    """Spark's 64-bit hash of columns (xxHash, seed 42)."""
    return invoke("xxhash64", *cols)


def call_function(funcName: str, *cols: ColumnOrName) -> Column:
    """A function of SQL by name."""
    return invoke(funcName, *cols)


def call_udf(udfName: str, *cols: ColumnOrName) -> Column:
    """A registered function by name."""
    return invoke(udfName, *cols)


def assert_true(col: ColumnOrName, errMsg: Any = None) -> Column:
    """Null where it is true; else the row is an error with this message."""
    if errMsg is None:
        return invoke("assert_true", col)
    return call("assert_true", column(col), errMsg)


def raise_error(errMsg: Any) -> Column:
    """An error with this message wherever it is computed."""
    return call("raise_error", errMsg)
