# SPDX-License-Identifier: Apache-2.0
"""Settings of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import zones
from .errors import IllegalArgumentException, SparkNoSuchElementException, not_expected

if TYPE_CHECKING:
    from .session import SparkSession

_NO_VALUE: Any = object()
#: The setting of the time zone on whose clock timestamps are shown.
TIME_ZONE = "spark.sql.session.timeZone"
#: What settings are that nobody has set.
DEFAULTS = {
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "10485760b",
    "spark.sql.caseSensitive": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "false",
    "spark.sql.files.maxPartitionBytes": "134217728b",
    "spark.sql.mapKeyDedupPolicy": "EXCEPTION",
    "spark.sql.parquet.compression.codec": "snappy",
    "spark.sql.repl.eagerEval.enabled": "false",
    "spark.sql.repl.eagerEval.maxNumRows": "20",
    "spark.sql.repl.eagerEval.truncate": "20",
    "spark.sql.shuffle.partitions": "200",
    "spark.sql.sources.default": "parquet",
    "spark.sql.sources.partitionOverwriteMode": "STATIC",
}
#: Settings that are fixed when the engine starts.
_FIXED = (
    "spark.master",
    "spark.app.",
    "spark.driver.",
    "spark.executor.",
    "spark.default.",
    "spark.local.",
    "martlet.",
    "spark.sql.warehouse.dir",
)


class RuntimeConfig:
    """``spark.conf``: settings that may change while the session runs.

    >>> spark.conf.set("spark.sql.shuffle.partitions", 4)
    >>> spark.conf.get("spark.sql.shuffle.partitions")
    '4'
    >>> spark.conf.unset("spark.sql.shuffle.partitions")
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._changed: dict[str, str] = {}

    def set(self, key: str, value: str | int | bool) -> None:
        """Changes a setting.

        Raises :class:`IllegalArgumentException` for one that is fixed when the engine starts.
        """
        self._check(key)
        text = _text(value)
        if self.get(key, None) != text:
            self._check_modifiable(key)
        if key == TIME_ZONE:
            zones.offer(text)
        if key.startswith("spark.sql."):
            self._session._engine.call({"op": "sqlSettings", "settings": {key: text}})
        self._changed[key] = text

    def get(self, key: str, default: Any = _NO_VALUE) -> Any:
        """A setting's value. Raises :class:`SparkNoSuchElementException` for one that has none, without a default."""
        self._check(key)
        found = self._changed.get(key)
        if found is None:
            found = self._session.sparkContext._conf.get(key)
        if found is None and key == TIME_ZONE:
            found = zones.offer_local(_local_zone())
        if found is not None:
            return found
        if key == "spark.sql.warehouse.dir":
            return self._session._engine.call({"op": "catalog", "do": "warehouse"})["path"]
        if default is not _NO_VALUE:
            return default
        if key in DEFAULTS:
            return DEFAULTS[key]
        raise SparkNoSuchElementException(errorClass="SQL_CONF_NOT_FOUND", messageParameters={"sqlConf": key})

    def unset(self, key: str) -> None:
        """Back to what the setting was when the session began."""
        self._check(key)
        if self._changed.pop(key, None) is not None and key.startswith("spark.sql."):
            before = self.get(key, None) if key == TIME_ZONE else self._session.sparkContext._conf.get(key)
            self._session._engine.call({"op": "sqlSettings", "settings": {key: before}})

    def reset(self, key: str | None = None) -> None:
        """Back to what a setting, or all that have changed, was when the session began; `RESET` of SQL.

        Raises :class:`IllegalArgumentException` for one that is fixed when the engine starts.
        """
        if key is not None:
            self._check_modifiable(key)
        for name in [key] if key is not None else list(self._changed):
            self.unset(name)

    def isModifiable(self, key: str) -> bool:
        """Whether the setting may change while the session runs."""
        self._check(key)
        return not key.startswith(_FIXED)

    @property
    def getAll(self) -> dict[str, str]:
        """All settings that were set."""
        return {**dict(self._session.sparkContext._conf.getAll()), **self._changed}

    def _check_modifiable(self, key: str) -> None:
        if not self.isModifiable(key):
            raise IllegalArgumentException(
                f"the setting {key} is fixed when the engine starts: stop() the session, and give it to the builder",
                "CANNOT_MODIFY_CONFIG",
                {"key": key},
            )

    def _check(self, key: Any) -> None:
        if not isinstance(key, str):
            raise not_expected("key", "str", key)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _local_zone() -> str:
    """The name of this process's time zone."""
    import os
    import time

    named = os.environ.get("TZ", "").lstrip(":")
    if named:
        return named
    try:
        path = os.path.realpath("/etc/localtime")
    except OSError:
        path = ""
    if "/zoneinfo/" in path:
        name = path.split("/zoneinfo/", 1)[1]
        return "Etc/UTC" if name in ("UTC", "Etc/UTC", "Universal", "Zulu") else name
    return time.tzname[0]
