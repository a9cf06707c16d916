# SPDX-License-Identifier: Apache-2.0
"""Settings of an application."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import Any

from .settings import meaning
from .suggesting import Suggesting

# Environment variables that give defaults, as key=value pairs separated by commas or new lines.
_DEFAULTS_VARIABLE = "MARTLET_CONF"
_warned: set[str] = set()


class _Report(str):
    """A text that a prompt or a notebook shows as it is."""

    def __repr__(self) -> str:
        return str(self)


class SparkConf(Suggesting):
    """Keys and values that configure an application. Setters return the object, so that calls chain.

    Parameters
    ----------
    loadDefaults : bool
        Start with the pairs in the environment variable ``MARTLET_CONF`` and with what
        ``SparkContext.setSystemProperty`` has set.

    Examples
    --------
    >>> conf = SparkConf().setMaster("local[2]").setAppName("birds").set("spark.default.parallelism", 4)
    >>> conf.get("spark.master"), conf.get("spark.default.parallelism")
    ('local[2]', '4')
    """

    _system: dict[str, str] = {}
    _absent = {"_jconf": "there is no Java virtual machine: use the methods of SparkConf"}

    def __init__(self, loadDefaults: bool = True, _jvm: Any = None, _jconf: Any = None) -> None:
        self._pairs: dict[str, str] = {}
        if loadDefaults:
            for pair in os.environ.get(_DEFAULTS_VARIABLE, "").replace("\n", ",").split(","):
                key, mark, value = pair.partition("=")
                if mark and key.strip():
                    self._pairs[key.strip()] = value.strip()
            self._pairs.update(SparkConf._system)

    def set(self, key: str, value: Any) -> SparkConf:
        """Stores one pair; the value becomes a string. An unknown ``spark.`` key warns with the nearest known name.

        Raises ``ValueError`` when key or value is None.
        """
        if key is None or value is None:
            raise ValueError(f"a configuration key and its value cannot be None: {key!r}={value!r}")
        _check(str(key))
        self._pairs[str(key)] = str(value).lower() if isinstance(value, bool) else str(value)
        return self

    def setIfMissing(self, key: str, value: Any) -> SparkConf:
        """Stores the pair unless the key has a value.

        >>> SparkConf(False).setAppName("a").setIfMissing("spark.app.name", "b").get("spark.app.name")
        'a'
        """
        return self if self.contains(key) else self.set(key, value)

    def setMaster(self, value: str) -> SparkConf:
        """Where to run: ``local[4]``, ``local[*]``, ``local-cluster[2,1,1g]`` or ``martlet://host:port``."""
        return self.set("spark.master", value)

    def setAppName(self, value: str) -> SparkConf:
        """The application's name."""
        return self.set("spark.app.name", value)

    def setSparkHome(self, value: str) -> SparkConf:
        """Kept for reading only: executors need no installation folder."""
        return self.set("spark.home", value)

    def setExecutorEnv(
        self, key: str | None = None, value: str | None = None, pairs: list[tuple[str, str]] | None = None
    ) -> SparkConf:
        """Environment variables of executors, one or a list. Kept for reading: functions there see no environment.

        Raises ``ValueError`` unless there is either a key with a value or a list of pairs.
        """
        if (key is not None and pairs is not None) or (key is None and pairs is None):
            raise ValueError("Either pass one key-value pair or a list of pairs")
        for name, text in pairs if pairs is not None else [(key, value)]:
            self.set(f"spark.executorEnv.{name}", text)
        return self

    def setAll(self, pairs: Iterable[tuple[str, Any]]) -> SparkConf:
        """Stores many pairs.

        >>> SparkConf(False).setAll([("spark.app.name", "a"), ("spark.master", "local")]).getAll()
        [('spark.app.name', 'a'), ('spark.master', 'local')]
        """
        for key, value in pairs:
            self.set(key, value)
        return self

    def get(self, key: str, defaultValue: str | None = None) -> str | None:
        """The value of a key, or the default."""
        return self._pairs.get(key, defaultValue)

    def getAll(self) -> list[tuple[str, str]]:
        """All pairs."""
        return list(self._pairs.items())

    def contains(self, key: str) -> bool:
        """Whether the key has a value."""
        return key in self._pairs

    def toDebugString(self) -> str:
        """All pairs as text, sorted, one a line."""
        return "\n".join(f"{key}={value}" for key, value in sorted(self._pairs.items()))

    def copy(self) -> SparkConf:
        """The same pairs in an object of its own."""
        made = SparkConf(False)
        made._pairs.update(self._pairs)
        return made

    def explain(self) -> str:
        """What Martlet makes of each pair: accepted, ignored or unknown, with the reason.

        >>> print(SparkConf(False).setMaster("local[2]").set("spark.jars", "a.jar").explain())
        accepted
          spark.master = local[2]: where to run: local[N], local[*], ...
        ignored
          spark.jars = a.jar: there is no Java virtual machine
        """
        lines = []
        for state in ("accepted", "ignored", "unknown"):
            told = [(key, value, meaning(key)) for key, value in sorted(self._pairs.items())]
            told = [entry for entry in told if entry[2].state == state]
            lines += [state] if told else []
            for key, value, known in told:
                near = f"; did you mean {known.nearest}?" if known.nearest else ""
                lines.append(f"  {key} = {value}: {known.text}{near}")
        return _Report("\n".join(lines))

    def __repr__(self) -> str:
        return f"<martlet.conf.SparkConf object at 0x{id(self):x}>"


def _check(key: str) -> None:
    """Says once a process what is wrong or without effect about a key."""
    known = meaning(key)
    if known.state == "accepted" or key in _warned:
        return
    _warned.add(key)
    if known.state == "unknown":
        near = f"; did you mean {known.nearest}?" if known.nearest else ""
        warnings.warn(f"unknown configuration key {key}{near}", UserWarning, stacklevel=_caller_level())
    elif key.startswith("spark."):
        text = f"configuration key {key} has no effect: {known.text}"
        warnings.warn(text, UserWarning, stacklevel=_caller_level())


def _caller_level() -> int:
    """How many frames up the user's own code is."""
    import sys

    level, frame = 2, sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("martlet."):
        level, frame = level + 1, frame.f_back
    return level
