# SPDX-License-Identifier: Apache-2.0
"""Time zones that travel: executors may have no data base of them."""

from __future__ import annotations

import io
import os
import re
import struct
import sys
import time
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from .errors import both

_NAME = re.compile(r"[A-Za-z0-9_+.-]+(/[A-Za-z0-9_+.-]+)*")
_NO_NAME = re.compile(r"[^A-Za-z0-9_+.-]")
_IN_TEXT = re.compile(r"(?<![A-Za-z_])(?:[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}|[A-Z]{3})\b")
_NAME_MAX = 255
_LOCALTIME = "/etc/localtime"
# What POSIX leaves open, as the C library fills it in.
_USUAL_RULE = ",M3.2.0,M11.1.0"
# Texts that were tried and name no zone: so many are remembered.
_MISSING_MAX = 10_000
_offered: dict[str, bytes] = {}
_missing: set[str] = set()


def offer(name: str) -> bool:
    """Makes a zone one of those that executors get before the next job; False when there is none of the name.

    >>> offer("Europe/Berlin"), offer("Not/AZone")
    (True, False)
    """
    if name in _offered:
        return True
    if name in _missing:
        return False
    rules = _rules(name)
    if rules is not None:
        _offered[name] = rules
        return True
    if len(_missing) >= _MISSING_MAX:
        _missing.clear()
    _missing.add(name)
    return False


def offer_local(name: str) -> str:
    """Offers this process's own zone: that of the name when there is one, else its rules under a name like it."""
    if not offer(name):
        name = _NO_NAME.sub("_", name)[:_NAME_MAX]
        _offered[name] = local()
    return name


def offered(sent: set[str]) -> dict[str, bytes]:
    """The zones that are not among those `sent`, which they join."""
    if len(_offered) == len(sent):
        return {}
    new = {name: rules for name, rules in list(_offered.items()) if name not in sent}
    sent.update(new)
    return new


def is_name(text: str) -> bool:
    """Whether a text may be the name of a zone."""
    return len(text) <= _NAME_MAX and _NAME.fullmatch(text) is not None and ".." not in text


#: Java's short names of zones that are none of the data base's.
SHORT = {
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage",
    "BET": "America/Sao_Paulo",
    "BST": "Asia/Dhaka",
    "CAT": "Africa/Harare",
    "CNT": "America/St_Johns",
    "CST": "America/Chicago",
    "CTT": "Asia/Shanghai",
    "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris",
    "IET": "America/Indiana/Indianapolis",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia",
    "NET": "Asia/Yerevan",
    "NST": "Pacific/Auckland",
    "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix",
    "PRT": "America/Puerto_Rico",
    "PST": "America/Los_Angeles",
    "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Ho_Chi_Minh",
}


def offer_named(text: str) -> None:
    """Offers the zones that a text of SQL names."""
    for name in _IN_TEXT.findall(text):
        offer(name)


def _rules(name: str) -> bytes | None:
    """The zone's file: of this system, else of the package tzdata."""
    name = SHORT.get(name, name)
    if not is_name(name):
        return None
    import zoneinfo

    for folder in zoneinfo.TZPATH:
        found = _read(os.path.join(folder, name))
        if found is not None:
            return found
    import importlib.resources

    package, _, resource = ("tzdata/zoneinfo/" + name).rpartition("/")
    try:
        data = importlib.resources.files(package.replace("/", ".")).joinpath(resource).read_bytes()
    except (ImportError, OSError, ValueError, UnicodeError):
        return None
    return data if data[:4] == b"TZif" else None


def _read(path: str) -> bytes | None:
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    return data if data[:4] == b"TZif" else None


def local_state() -> tuple[Any, ...]:
    """Changes whenever this process gets another local time zone."""
    return os.environ.get("TZ"), time.tzname, time.timezone, time.altzone


def local() -> bytes:
    """The rules of this process's own time zone, as a TZif file."""
    for rules in _candidates(os.environ.get("TZ")):
        if rules is not None and _agrees(rules):
            return rules
    now = time.localtime()
    return _of_rule(_fixed(now.tm_zone or "UTC", now.tm_gmtoff or 0))


def _candidates(tz: str | None) -> Iterator[bytes | None]:
    if tz is not None:
        name = tz.removeprefix(":")
        if name.startswith("/"):
            yield _read(name)
        elif name:
            yield _rules(name)
            yield _of_rule(name)
            yield _of_rule(name + _USUAL_RULE)
    yield _read(_LOCALTIME)
    yield _of_rule("UTC0")


def _agrees(rules: bytes) -> bool:
    """Whether the C library's clock shows what the rules say, twice a year and now."""
    import zoneinfo
    from datetime import datetime

    try:
        zone = zoneinfo.ZoneInfo.from_file(io.BytesIO(rules))
    except (ValueError, struct.error, IndexError, AssertionError):
        return False
    now = int(time.time())
    for moment in (now, *(year * 31_556_952 + half for year in range(1, 67, 5) for half in (0, 15_778_476))):
        shown = datetime.fromtimestamp(moment, UTC).astimezone(zone)
        local = time.localtime(moment)
        offset = shown.utcoffset()
        if offset is None or offset.total_seconds() != local.tm_gmtoff:
            return False
    return True


def _fixed(name: str, offset: int) -> str:
    sign, size = "-" if offset > 0 else "", abs(offset)
    return f"<{name}>{sign}{size // 3600}:{size // 60 % 60:02}:{size % 60:02}"


def _of_rule(rule: str) -> bytes:
    """A TZif file that has a rule of POSIX' form and no table."""
    try:
        footer = rule.encode("ascii")
    except UnicodeError:
        footer = b""
    block = struct.pack(">4sc15x6L", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", 0, 0, 0) + b"UTC\0"
    return block * 2 + b"\n" + footer + b"\n"


# Dates and times with zones as they travel (blocks.md)


def datetime_fields(value: Any) -> tuple[Any, ...]:
    """The fields of a ``datetime.datetime``. Raises ``TypeError`` for a zone that cannot travel."""
    date = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    zone = value.tzinfo
    if zone is None:
        return (*date, None, value.fold)
    first = _seconds(value.replace(fold=0).utcoffset(), zone)
    if not _is_zone_info(zone):
        offset, name = _fixed_zone(zone)
        return (*date, offset, value.fold) if name is None else (*date, offset, value.fold, (None, name, offset))
    second = _seconds(value.replace(fold=1).utcoffset(), zone)
    key = _key(zone)
    return (*date, first, value.fold, key if first == second else (key, second))


def time_fields(value: Any) -> tuple[Any, ...]:
    """The fields of a ``datetime.time``; as :func:`datetime_fields`."""
    clock = (value.hour, value.minute, value.second, value.microsecond)
    zone = value.tzinfo
    if zone is None:
        return clock if value.fold == 0 else (*clock, None, value.fold)
    if not _is_zone_info(zone):
        offset, name = _fixed_zone(zone)
        return (*clock, (None, name, offset), value.fold)
    offset = value.utcoffset()
    key = _key(zone)
    return (*clock, key if offset is None else (key, _seconds(offset, zone)), value.fold)


def zone_object(zone: Any) -> tuple[str, tuple[Any, ...]]:
    """The type name and the fields of a time zone; as :func:`datetime_fields`."""
    if _is_zone_info(zone):
        return "zoneinfo.ZoneInfo", (_key(zone),)
    return "datetime.timezone", _fixed_zone(zone)


def read_datetime(*fields: Any) -> Any:
    """What :func:`datetime_fields` was given."""
    from datetime import datetime

    zone = _read_zone(fields[9]) if len(fields) > 9 else _timezone(fields[7])
    return datetime(*fields[:7]).replace(tzinfo=zone, fold=fields[8])


def read_time(*fields: Any) -> Any:
    """What :func:`time_fields` was given."""
    from datetime import time as clock

    if len(fields) == 4:
        return clock(*fields)
    return clock(*fields[:4]).replace(tzinfo=_read_zone(fields[4]), fold=fields[5])


def read_timezone(offset: int, name: str | None) -> Any:
    """A zone of a fixed offset."""
    return _timezone(offset, name)


def read_zone_info(key: str) -> Any:
    """A zone by its name."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(key)


def _read_zone(zone: Any) -> Any:
    if zone is None:
        return None
    if isinstance(zone, str):
        return read_zone_info(zone)
    return read_zone_info(zone[0]) if zone[0] is not None else _timezone(zone[2], zone[1])


def _timezone(offset: int | None, name: str | None = None) -> Any:
    from datetime import timedelta, timezone

    if offset is None:
        return None
    return timezone(timedelta(seconds=offset)) if name is None else timezone(timedelta(seconds=offset), name)


def _is_zone_info(zone: Any) -> bool:
    zoneinfo = sys.modules.get("zoneinfo")
    return zoneinfo is not None and isinstance(zone, zoneinfo.ZoneInfo)


def _key(zone: Any) -> str:
    """The name of a zone, whose rules travel from now on."""
    key = zone.key
    if not key or not offer(key):
        raise both(TypeError)(
            f"the time zone {zone!r} cannot travel: only those of the IANA data base do, made with ZoneInfo(name)"
        )
    return str(key)


def _fixed_zone(zone: Any) -> tuple[int, str | None]:
    """Offset and name of a zone whose clocks never change; the name where it is not the usual one."""
    from datetime import timezone

    try:
        offset = zone.utcoffset(None)
    except Exception:
        # A class of somebody's that wants a date.
        offset = None
    if offset is None:
        kind = type(zone)
        raise both(TypeError)(
            f"a time zone of the class {kind.__module__}.{kind.__qualname__} cannot travel: "
            "use zoneinfo.ZoneInfo(name) or datetime.timezone"
        )
    seconds = _seconds(offset, zone)
    name = zone.tzname(None)
    return seconds, None if name is None or name == timezone(offset).tzname(None) else str(name)


def _seconds(offset: Any, zone: Any) -> int:
    if offset.microseconds:
        raise both(ValueError)(f"the time zone {zone!r} has an offset of parts of a second, which cannot travel")
    return int(offset.total_seconds())
