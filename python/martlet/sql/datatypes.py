# SPDX-License-Identifier: Apache-2.0
"""Types without parts: numbers, text, dates, intervals."""

from __future__ import annotations

import json as json_module
from typing import Any, ClassVar


class DataType:
    """The type of a column. Types are equal when all that describes them is."""

    #: Names in schemas and in SQL, where they are not the class's own.
    _type_name: ClassVar[str] = ""
    _simple: ClassVar[str] = ""

    def __repr__(self) -> str:
        return type(self).__name__ + "()"

    def __hash__(self) -> int:
        return hash(str(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    @classmethod
    def typeName(cls) -> str:
        """The name in a schema's JSON, such as ``long``."""
        return cls._type_name or cls.__name__.removesuffix("Type").lower()

    def simpleString(self) -> str:
        """The name in SQL, such as ``bigint``."""
        return self._simple or self.typeName()

    def jsonValue(self) -> str | dict[str, Any]:
        """The type as a value that JSON can write."""
        return self.typeName()

    def json(self) -> str:
        """The type as JSON text."""
        return json_module.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    def needConversion(self) -> bool:
        """Whether Python's values of this type are others than those that are stored."""
        return False

    def toInternal(self, obj: Any) -> Any:
        """The stored value of one of Python's."""
        from .physical import to_physical

        return to_physical(obj, self)

    def fromInternal(self, obj: Any) -> Any:
        """Python's value of a stored one."""
        from .physical import from_physical

        return from_physical(obj, self)

    @classmethod
    def fromDDL(cls, ddl: str) -> DataType:
        """The type that a text such as ``"a int, b array<string>"`` describes; a text of one type gives that type.

        Raises :class:`ParseException` for a text that is no type.
        """
        from .ddl import parse_type

        return parse_type(ddl)

    # What subclasses and texts of schemas need.

    def _sql(self) -> str:
        return self.simpleString().upper()

    def _tree(self, prefix: str, depth: int) -> list[str]:
        """The lines below this type in a schema's tree."""
        return []


class _Single(type):
    """Classes with one instance."""

    _made: ClassVar[dict[type, Any]] = {}

    def __call__(cls) -> Any:
        made = _Single._made.get(cls)
        if made is None:
            made = _Single._made[cls] = super().__call__()
        return made


class NullType(DataType, metaclass=_Single):
    """The type of None alone."""

    _type_name = "void"


class AtomicType(DataType):
    """Types without parts."""


class NumericType(AtomicType):
    """Numbers."""


class IntegralType(NumericType, metaclass=_Single):
    """Whole numbers."""


class FractionalType(NumericType):
    """Numbers with fractions."""


class DatetimeType(AtomicType):
    """Dates and times."""


class AnyTimeType(DatetimeType):
    """Times of the day."""


class AnsiIntervalType(AtomicType):
    """Intervals of either kind."""


class StringType(AtomicType):
    """Text. Only the collation ``UTF8_BINARY`` is known."""

    def __init__(self, collation: str = "UTF8_BINARY") -> None:
        if collation != "UTF8_BINARY":
            from ..errors import unsupported

            raise unsupported(f"collation {collation}", "text is compared by its bytes: use lower() or upper()")
        self.collation = collation

    def isUTF8BinaryCollation(self) -> bool:
        """Whether text is compared by its bytes: always."""
        return True


class _Sized(AtomicType):
    def __init__(self, length: int) -> None:
        self.length = length

    def simpleString(self) -> str:
        return f"{self.typeName()}({self.length})"

    def jsonValue(self) -> str:
        return self.simpleString()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.length})"


class CharType(_Sized):
    """Text of one length."""


class VarcharType(_Sized):
    """Text of at most this length."""


class BinaryType(AtomicType, metaclass=_Single):
    """Bytes."""


class BooleanType(AtomicType, metaclass=_Single):
    """True and false."""


class DateType(DatetimeType, metaclass=_Single):
    """``datetime.date``."""

    def needConversion(self) -> bool:
        return True


class TimeType(AnyTimeType):
    """``datetime.time``, to so many digits of a second."""

    def __init__(self, precision: int = 6) -> None:
        self.precision = precision

    def needConversion(self) -> bool:
        return True

    def simpleString(self) -> str:
        return f"time({self.precision})"

    def jsonValue(self) -> str:
        return self.simpleString()

    def __repr__(self) -> str:
        return f"TimeType({self.precision})"


class TimestampType(DatetimeType, metaclass=_Single):
    """An instant, as ``datetime.datetime`` in this process's time zone."""

    def needConversion(self) -> bool:
        return True


class TimestampNTZType(DatetimeType, metaclass=_Single):
    """A date and time of a clock, without a time zone."""

    _type_name = "timestamp_ntz"

    def needConversion(self) -> bool:
        return True


class DecimalType(FractionalType):
    """``decimal.Decimal`` with so many digits, `scale` of them after the point.

    >>> DecimalType(10, 2).simpleString()
    'decimal(10,2)'
    """

    def __init__(self, precision: int = 10, scale: int = 0) -> None:
        self.precision = precision
        self.scale = scale
        self.hasPrecisionInfo = True

    def needConversion(self) -> bool:
        return True

    def simpleString(self) -> str:
        return f"decimal({self.precision},{self.scale})"

    def jsonValue(self) -> str:
        return self.simpleString()

    def __repr__(self) -> str:
        return f"DecimalType({self.precision},{self.scale})"


class DoubleType(FractionalType, metaclass=_Single):
    """64-bit floating point."""


class FloatType(FractionalType, metaclass=_Single):
    """32-bit floating point."""


class ByteType(IntegralType):
    """8-bit integers."""

    _simple = "tinyint"


class ShortType(IntegralType):
    """16-bit integers."""

    _simple = "smallint"


class IntegerType(IntegralType):
    """32-bit integers."""

    _simple = "int"


class LongType(IntegralType):
    """64-bit integers."""

    _simple = "bigint"


class _Interval(AnsiIntervalType):
    _names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, startField: int | None = None, endField: int | None = None) -> None:
        last = len(self._names) - 1
        if startField is None:
            startField, endField = (0, last) if endField is None else (-1, endField)
        if endField is None:
            endField = startField
        if not 0 <= startField <= endField <= last:
            from .errors import PySparkRuntimeError

            raise PySparkRuntimeError(
                f"interval {startField} to {endField} is invalid: fields are numbers from 0 ({self._names[0]}) "
                f"to {last} ({self._names[-1]})",
                "INVALID_INTERVAL_CASTING",
            )
        self.startField, self.endField = startField, endField

    def simpleString(self) -> str:
        first, last = self._names[self.startField], self._names[self.endField]
        return f"interval {first}" if first == last else f"interval {first} to {last}"

    def jsonValue(self) -> str:
        return self.simpleString()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.startField}, {self.endField})"


class DayTimeIntervalType(_Interval):
    """``datetime.timedelta``."""

    DAY, HOUR, MINUTE, SECOND = 0, 1, 2, 3
    _names = ("day", "hour", "minute", "second")

    def needConversion(self) -> bool:
        return True


class YearMonthIntervalType(_Interval):
    """Years and months, which Python has no value for."""

    YEAR, MONTH = 0, 1
    _names = ("year", "month")

    def needConversion(self) -> bool:
        return True


class CalendarIntervalType(DataType, metaclass=_Single):
    """Months, days and microseconds at once."""

    _type_name = "interval"


class VariantType(AtomicType, metaclass=_Single):
    """Values of any shape. Martlet has none; the name is there for type tests."""
