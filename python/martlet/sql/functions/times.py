# SPDX-License-Identifier: Apache-2.0
"""Functions of dates and times. Patterns are Java's: ``yyyy-MM-dd HH:mm:ss``."""

from __future__ import annotations

import decimal
from typing import Any

from ... import zones
from ..column import Column, call, column, invoke
from ..errors import not_expected, value_error
from .basics import ColumnOrName, with_constants

_PATTERN = "yyyy-MM-dd HH:mm:ss"


def current_date() -> Column:
    """The date when the query begins."""
    return call("current_date")


def current_timestamp() -> Column:
    """The time when the query begins."""
    return call("current_timestamp")


def to_date(col: ColumnOrName, format: str | None = None) -> Column:
    """A date from text or a time, by a pattern where one is given."""
    return _parsed("to_date", col, format)


def to_timestamp(col: ColumnOrName, format: str | None = None) -> Column:
    """A time from text or a date, by a pattern where one is given."""
    return _parsed("to_timestamp", col, format)


def try_to_date(col: ColumnOrName, format: str | None = None) -> Column:
    """As :func:`to_date`; null where the text is no date."""
    return _parsed("try_to_date", col, format)


def try_to_timestamp(col: ColumnOrName, format: ColumnOrName | None = None) -> Column:
    """As :func:`to_timestamp`, with a column of patterns; null where the text is no time."""
    return invoke("try_to_timestamp", col, *([] if format is None else [format]))


def to_timestamp_ltz(timestamp: ColumnOrName, format: ColumnOrName | None = None) -> Column:
    """A time in the session's zone."""
    return invoke("to_timestamp_ltz", timestamp, *([] if format is None else [format]))


def to_timestamp_ntz(timestamp: ColumnOrName, format: ColumnOrName | None = None) -> Column:
    """A time without a zone."""
    return invoke("to_timestamp_ntz", timestamp, *([] if format is None else [format]))


def _parsed(name: str, col: ColumnOrName, format: str | None) -> Column:
    return invoke(name, col) if format is None else call(name, column(col), format)


def date_format(date: ColumnOrName, format: str) -> Column:
    """A date or time as text, by a pattern."""
    return call("date_format", column(date), format)


def year(col: ColumnOrName) -> Column:
    """The year."""
    return invoke("year", col)


def quarter(col: ColumnOrName) -> Column:
    """The quarter of the year, from 1."""
    return invoke("quarter", col)


def month(col: ColumnOrName) -> Column:
    """The month, from 1."""
    return invoke("month", col)


def dayofmonth(col: ColumnOrName) -> Column:
    """The day of the month, from 1."""
    return invoke("dayofmonth", col)


def dayofweek(col: ColumnOrName) -> Column:
    """The day of the week, Sunday 1."""
    return invoke("dayofweek", col)


def dayofyear(col: ColumnOrName) -> Column:
    """The day of the year, from 1."""
    return invoke("dayofyear", col)


def weekofyear(col: ColumnOrName) -> Column:
    """The week of the year by ISO 8601."""
    return invoke("weekofyear", col)


def hour(col: ColumnOrName) -> Column:
    """The hour."""
    return invoke("hour", col)


def minute(col: ColumnOrName) -> Column:
    """The minute."""
    return invoke("minute", col)


def second(col: ColumnOrName) -> Column:
    """The second."""
    return invoke("second", col)


def date_add(start: ColumnOrName, days: Any) -> Column:
    """So many days later."""
    return with_constants("date_add", start, days)


def dateadd(start: ColumnOrName, days: Any) -> Column:
    """As :func:`date_add`."""
    return with_constants("dateadd", start, days)


def from_utc_timestamp(timestamp: ColumnOrName, tz: Any) -> Column:
    """A time of UTC as the clock of a zone shows it."""
    _offer_zones(tz)
    return call("from_utc_timestamp", column(timestamp), tz)


def to_utc_timestamp(timestamp: ColumnOrName, tz: Any) -> Column:
    """A time of a zone's clock as one of UTC."""
    _offer_zones(tz)
    return call("to_utc_timestamp", column(timestamp), tz)


def date_sub(start: ColumnOrName, days: Any) -> Column:
    """So many days earlier."""
    return with_constants("date_sub", start, days)


def datediff(end: ColumnOrName, start: ColumnOrName) -> Column:
    """The days from `start` to `end`."""
    return invoke("datediff", end, start)


def add_months(start: ColumnOrName, months: Any) -> Column:
    """So many months later; the last day of a shorter month."""
    return with_constants("add_months", start, months)


def months_between(date1: ColumnOrName, date2: ColumnOrName, roundOff: bool = True) -> Column:
    """The months from `date2` to `date1`, in fractions of 31 days, to 8 places with `roundOff`."""
    return with_constants("months_between", date1, date2, roundOff)


def last_day(date: ColumnOrName) -> Column:
    """The last day of the month."""
    return invoke("last_day", date)


def next_day(date: ColumnOrName, dayOfWeek: str) -> Column:
    """The next such day of the week: Mon, Tue, ..."""
    return call("next_day", column(date), dayOfWeek)


def trunc(date: ColumnOrName, format: str) -> Column:
    """The beginning of the date's year, quarter, month or week."""
    return call("trunc", column(date), format)


def date_trunc(format: str, timestamp: ColumnOrName) -> Column:
    """The beginning of the time's year, quarter, month, week, day, hour, minute, second, ..."""
    return call("date_trunc", format, column(timestamp))


def unix_timestamp(timestamp: ColumnOrName | None = None, format: str = _PATTERN) -> Column:
    """Seconds since 1970: of now, of a time, or of a text by a pattern."""
    return call("unix_timestamp") if timestamp is None else call("unix_timestamp", column(timestamp), format)


def from_unixtime(timestamp: ColumnOrName, format: str = _PATTERN) -> Column:
    """Seconds since 1970 as text, by a pattern."""
    return call("from_unixtime", column(timestamp), format)


def to_unix_timestamp(timestamp: ColumnOrName, format: ColumnOrName | None = None) -> Column:
    """Seconds since 1970 of a time, with a column of patterns."""
    return invoke("to_unix_timestamp", timestamp, *([] if format is None else [format]))


def timestamp_add(unit: str, quantity: ColumnOrName, ts: ColumnOrName) -> Column:
    """A time so many units later."""
    return call("timestampadd", unit, column(quantity), column(ts))


def timestamp_diff(unit: str, start: ColumnOrName, end: ColumnOrName) -> Column:
    """The whole units from `start` to `end`."""
    return call("timestampdiff", unit, column(start), column(end))


def window(
    timeColumn: ColumnOrName, windowDuration: str, slideDuration: str | None = None, startTime: str | None = None
) -> Column:
    """The window of time that a row falls into, for grouping: ``window("time", "10 minutes")``.

    Raises ``TypeError`` for durations that are no text.
    """
    durations = {"windowDuration": windowDuration, "slideDuration": slideDuration, "startTime": startTime}
    for name, value in durations.items():
        if (value is not None or name == "windowDuration") and (not isinstance(value, str) or not value):
            raise not_expected(name, "str", value)
    slide = windowDuration if slideDuration is None else slideDuration
    if startTime is None and slideDuration is None:
        return call("window", column(timeColumn), windowDuration)
    return call("window", column(timeColumn), windowDuration, slide, "0 second" if startTime is None else startTime)


def session_window(timeColumn: ColumnOrName, gapDuration: Any) -> Column:
    """The span of rows between which there is no gap as long as this, for grouping."""
    return call("session_window", column(timeColumn), gapDuration)


def _offer_zones(tz: Any) -> None:
    """Java's short names of zones, when rows say which."""
    if isinstance(tz, Column):
        for name in zones.SHORT:
            zones.offer(name)


def make_dt_interval(
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
) -> Column:
    """An interval of days, hours, minutes and seconds."""
    return _interval("make_dt_interval", days, hours, mins, secs)


def make_interval(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    weeks: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
) -> Column:
    """An interval of all units."""
    return _interval("make_interval", years, months, weeks, days, hours, mins, secs)


def try_make_interval(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    weeks: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
) -> Column:
    """As :func:`make_interval`, or null."""
    return _interval("try_make_interval", years, months, weeks, days, hours, mins, secs)


def _interval(name: str, *parts: ColumnOrName | None) -> Column:
    """Of parts that are 0 unless given, the last of which are seconds with their fraction."""
    zeros: list[Any] = [0] * (len(parts) - 1) + [decimal.Decimal(0)]
    return call(name, *(zero if part is None else column(part) for part, zero in zip(parts, zeros)))


def current_time(precision: int | None = None) -> Column:
    """The time of day when the query begins, with so many digits of a second."""
    return call("current_time") if precision is None else call("current_time", precision)


def to_time(str: ColumnOrName, format: ColumnOrName | None = None) -> Column:
    """A time of day from text, by a pattern where one is given."""
    return invoke("to_time", str, *([] if format is None else [format]))


def try_to_time(str: ColumnOrName, format: ColumnOrName | None = None) -> Column:
    """As :func:`to_time`; null where the text is no time of day."""
    return invoke("try_to_time", str, *([] if format is None else [format]))


def make_timestamp(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    timezone: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """A time of its parts, or of a date and a time of day."""
    parts = (years, months, days, hours, mins, secs)
    return _made("make_timestamp", parts, date, time, timezone)


def try_make_timestamp(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    timezone: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """As :func:`make_timestamp`, or null."""
    parts = (years, months, days, hours, mins, secs)
    return _made("try_make_timestamp", parts, date, time, timezone)


def make_timestamp_ntz(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """A time without a zone, of its parts, or of a date and a time of day."""
    parts = (years, months, days, hours, mins, secs)
    return _made("make_timestamp_ntz", parts, date, time)


def try_make_timestamp_ntz(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """As :func:`make_timestamp_ntz`, or null."""
    parts = (years, months, days, hours, mins, secs)
    return _made("try_make_timestamp_ntz", parts, date, time)


def make_timestamp_ltz(
    years: ColumnOrName,
    months: ColumnOrName,
    days: ColumnOrName,
    hours: ColumnOrName,
    mins: ColumnOrName,
    secs: ColumnOrName,
    timezone: ColumnOrName | None = None,
) -> Column:
    """A time of its parts."""
    return _made("make_timestamp_ltz", (years, months, days, hours, mins, secs), None, None, timezone)


def try_make_timestamp_ltz(
    years: ColumnOrName,
    months: ColumnOrName,
    days: ColumnOrName,
    hours: ColumnOrName,
    mins: ColumnOrName,
    secs: ColumnOrName,
    timezone: ColumnOrName | None = None,
) -> Column:
    """As :func:`make_timestamp_ltz`, or null."""
    return _made("try_make_timestamp_ltz", (years, months, days, hours, mins, secs), None, None, timezone)


def _made(
    name: str,
    parts: tuple[ColumnOrName | None, ...],
    date: ColumnOrName | None,
    time: ColumnOrName | None,
    zone: ColumnOrName | None = None,
) -> Column:
    """A time of six parts, or of two.

    Raises ``ValueError`` for some of these and some of those, ``TypeError`` where one is missing.
    """
    whole = (date, time) if parts[0] is None else parts
    if any(part is not None for part in (parts if parts[0] is None else (date, time))):
        raise value_error("CANNOT_SET_TOGETHER", arg_list="years|months|days|hours|mins|secs and date|time")
    given = [*whole, *([] if zone is None else [zone])]
    for part in given:
        if not isinstance(part, (Column, str)):
            raise not_expected("col", "Column or str", part)
    return with_constants(name, *given)  # type: ignore[arg-type]
