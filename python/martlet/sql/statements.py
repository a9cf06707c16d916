# SPDX-License-Identifier: Apache-2.0
"""SQL statements about the session itself: its settings, and which tables are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..storagelevel import StorageLevel
from .conf import TIME_ZONE
from .errors import AnalysisException, ParseException
from .types import StringType, StructField, StructType

if TYPE_CHECKING:
    from .dataframe import DataFrame
    from .session import SparkSession

# Possessive: each remark is read in one way, so that a long text of others costs no more than a look at it.
_REMARKS = r"(?:\s|--[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+"
# `SET VARIABLE name = …` is none of these, and `SET var = …` is one.
_FIRST = re.compile(rf"{_REMARKS}(SET(?!\s+VAR(?:IABLE)?\b\s*[\w`(])|RESET|CACHE|UNCACHE|CLEAR)\b", re.IGNORECASE)
_ZONE = re.compile(r"TIME\s+ZONE\s+(?:(LOCAL)|'([^']*)'|\"([^\"]*)\")$", re.IGNORECASE)
_KEY = r"(`(?:[^`]|``)+`|[^\s=;`]+)"
_SETTING = re.compile(rf"{_KEY}\s*(?:=\s*(.*))?$", re.DOTALL)
_NAME = r"((?:`(?:[^`]|``)+`|\w+)(?:\s*\.\s*(?:`(?:[^`]|``)+`|\w+))*)"
_CACHE = re.compile(
    rf"(LAZY\s+)?TABLE\s+{_NAME}(?:\s+OPTIONS\s*\((.*?)\))?"
    r"(?:(?:\s+AS)?\s*((?:\(|SELECT\b|WITH\b|VALUES\b|FROM\b).*))?$",
    re.IGNORECASE | re.DOTALL,
)
_LEVEL = re.compile(r"\s*'storageLevel'\s*=?\s*'(\w+)'\s*$", re.IGNORECASE)
_UNCACHE = re.compile(rf"TABLE\s+(IF\s+EXISTS\s+)?{_NAME}$", re.IGNORECASE)
_PAIRS = StructType([StructField("key", StringType(), False), StructField("value", StringType(), False)])


def about_session(session: SparkSession, text: str) -> DataFrame | None:
    """Carries out `SET`, `RESET`, `CACHE TABLE`, `UNCACHE TABLE` and `CLEAR CACHE`; None for any other text.

    Raises :class:`ParseException` for one of these that is not written as SQL has it.
    """
    found = _FIRST.match(text)
    if found is None:
        return None
    word, rest = found[1].upper(), text[found.end() :].rstrip("; \t\r\n").lstrip()
    if word == "SET":
        return _set(session, rest, text)
    if word == "RESET":
        return _reset(session, rest, text)
    if word == "CACHE":
        return _cache(session, rest, text)
    if word == "UNCACHE":
        return _uncache(session, rest, text)
    if not re.fullmatch(r"CACHE", rest, re.IGNORECASE):
        raise _wrong(text, "CLEAR CACHE")
    session.catalog.clearCache()
    return _nothing(session)


def _set(session: SparkSession, rest: str, text: str) -> DataFrame:
    if not rest:
        return session.createDataFrame(sorted(session.conf.getAll.items()), _PAIRS)
    zone = _ZONE.match(rest)
    if zone is not None:
        if zone[1]:
            session.conf.unset(TIME_ZONE)
        else:
            session.conf.set(TIME_ZONE, zone[2] or zone[3] or "")
        return _pair(session, TIME_ZONE, str(session.conf.get(TIME_ZONE)))
    setting = _SETTING.match(rest)
    if setting is None or setting[1].startswith("-"):
        raise _wrong(text, "SET, SET key, SET key = value or SET TIME ZONE 'zone'")
    key = _plain(setting[1])
    if setting[2] is None:
        value = session.conf.get(key, None)
        return _pair(session, key, "<undefined>" if value is None else str(value))
    value = _plain(setting[2].strip())
    session.conf.set(key, value)
    return _pair(session, key, value)


def _reset(session: SparkSession, rest: str, text: str) -> DataFrame:
    if rest and not re.fullmatch(_KEY, rest):
        raise _wrong(text, "RESET or RESET key")
    session.conf.reset(_plain(rest) or None)
    return _nothing(session)


def _cache(session: SparkSession, rest: str, text: str) -> DataFrame:
    found = _CACHE.match(rest)
    if found is None:
        raise _wrong(text, "CACHE [LAZY] TABLE name [AS query]")
    name, query = found[2], found[4]
    level = _level(found[3], text)
    if query is not None:
        session.sql(query).createTempView(_plain(name))
    session.catalog.cacheTable(name, level)
    if not found[1]:
        session.table(name).count()
    return _nothing(session)


def _level(options: str | None, text: str) -> StorageLevel | None:
    if options is None:
        return None
    found = _LEVEL.match(options)
    level = None if found is None else getattr(StorageLevel, found[1].upper(), None)
    if not isinstance(level, StorageLevel):
        raise _wrong(text, "CACHE TABLE name OPTIONS ('storageLevel' = 'MEMORY_ONLY'), or another level")
    return level


def _uncache(session: SparkSession, rest: str, text: str) -> DataFrame:
    found = _UNCACHE.match(rest)
    if found is None:
        raise _wrong(text, "UNCACHE TABLE [IF EXISTS] name")
    try:
        session.catalog.uncacheTable(found[2])
    except AnalysisException as error:
        if not found[1] or error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
    return _nothing(session)


def _pair(session: SparkSession, key: str, value: str) -> DataFrame:
    return session.createDataFrame([(key, value)], _PAIRS)


def _nothing(session: SparkSession) -> DataFrame:
    return session.createDataFrame([], StructType([]))


def _plain(name: str) -> str:
    """A name without its backquotes."""
    return name[1:-1].replace("``", "`") if len(name) > 1 and name[0] == name[-1] == "`" else name


def _wrong(text: str, form: str) -> ParseException:
    return ParseException(
        f"[PARSE_SYNTAX_ERROR] '{text.strip()}' is not written as {form}",
        "PARSE_SYNTAX_ERROR",
        {"error": text.strip(), "hint": form},
    )
