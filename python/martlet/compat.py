# SPDX-License-Identifier: Apache-2.0
"""Martlet under PySpark's names."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from .version import PYSPARK_VERSION

# Module of PySpark -> module of Martlet.
_MODULES = {
    "pyspark.accumulators": "martlet.accumulators",
    "pyspark.broadcast": "martlet.broadcast",
    "pyspark.conf": "martlet.conf",
    "pyspark.context": "martlet.context",
    "pyspark.core.broadcast": "martlet.broadcast",
    "pyspark.core.context": "martlet.context",
    "pyspark.core.files": "martlet.taskcontext",
    "pyspark.core.rdd": "martlet.rdd",
    "pyspark.core.status": "martlet.status",
    "pyspark.errors": "martlet.errors",
    "pyspark.errors.exceptions": "martlet.errors",
    "pyspark.errors.exceptions.base": "martlet.errors",
    "pyspark.errors.exceptions.captured": "martlet.errors",
    "pyspark.files": "martlet.taskcontext",
    "pyspark.rdd": "martlet.rdd",
    "pyspark.resultiterable": "martlet.resultiterable",
    "pyspark.serializers": "martlet.serializers",
    "pyspark.sql": "martlet.sql",
    "pyspark.sql.catalog": "martlet.sql.catalog",
    "pyspark.sql.classic": "martlet.sql",
    "pyspark.sql.classic.column": "martlet.sql.column",
    "pyspark.sql.classic.dataframe": "martlet.sql.dataframe",
    "pyspark.sql.column": "martlet.sql.column",
    "pyspark.sql.conf": "martlet.sql.conf",
    "pyspark.sql.context": "martlet.sql.context",
    "pyspark.sql.dataframe": "martlet.sql.dataframe",
    "pyspark.sql.functions": "martlet.sql.functions",
    "pyspark.sql.functions.builtin": "martlet.sql.functions",
    "pyspark.sql.group": "martlet.sql.group",
    "pyspark.sql.observation": "martlet.sql.observation",
    "pyspark.sql.pandas": "martlet.sql",
    "pyspark.sql.pandas.functions": "martlet.sql.series",
    "pyspark.sql.readwriter": "martlet.sql.readwriter",
    "pyspark.sql.session": "martlet.sql.session",
    "pyspark.sql.types": "martlet.sql.types",
    "pyspark.sql.udf": "martlet.sql.udf",
    "pyspark.sql.utils": "martlet.sql.utils",
    "pyspark.sql.window": "martlet.sql.window",
    "pyspark.statcounter": "martlet.statcounter",
    "pyspark.status": "martlet.status",
    "pyspark.storagelevel": "martlet.storagelevel",
    "pyspark.taskcontext": "martlet.taskcontext",
    "pyspark.testing": "martlet.testing",
    "pyspark.testing.utils": "martlet.testing",
    "pyspark.util": "martlet.jobs",
}


def install_as_pyspark() -> None:
    """Makes ``import pyspark`` give Martlet from now on, so that a notebook runs unchanged.

    Raises ``RuntimeError`` when PySpark itself is imported already: its objects would not fit.

    >>> install_as_pyspark()
    >>> import pyspark
    >>> pyspark.SparkContext is SparkContext
    True
    """
    loaded = sys.modules.get("pyspark")
    if isinstance(loaded, _PySpark):
        return
    if loaded is not None:
        raise RuntimeError("pyspark is imported already; call martlet.install_as_pyspark() before `import pyspark`")
    martlet = importlib.import_module("martlet")
    sys.modules["pyspark"] = sys.modules["pyspark.core"] = _PySpark(martlet)
    version = sys.modules["pyspark.version"] = ModuleType("pyspark.version", "The version of PySpark's interface.")
    version.__dict__["__version__"] = PYSPARK_VERSION
    for alias, name in _MODULES.items():
        sys.modules[alias] = importlib.import_module(name)
    finder = _WithoutTheRest()
    if not any(isinstance(other, _WithoutTheRest) for other in sys.meta_path):
        sys.meta_path.insert(0, finder)


def is_installed() -> bool:
    """Whether programs find Martlet as PySpark, and so expect its version."""
    return isinstance(sys.modules.get("pyspark"), _PySpark)


class _PySpark(ModuleType):
    """The package under PySpark's name, with the version of PySpark that it follows."""

    def __init__(self, martlet: ModuleType) -> None:
        super().__init__("pyspark", martlet.__doc__)
        self._martlet = martlet
        self.__path__ = martlet.__path__
        self.__version__ = PYSPARK_VERSION

    def __getattr__(self, name: str) -> Any:
        # As after an import: `import pyspark.sql.types` makes it `pyspark.sql.types`.
        module = sys.modules.get(f"pyspark.{name}")
        return module if module is not None else getattr(self._martlet, name)

    def __dir__(self) -> list[str]:
        return dir(self._martlet)


class _WithoutTheRest:
    """Answers imports of the rest of PySpark with what is there instead."""

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> None:
        if fullname.startswith("pyspark.") and fullname not in sys.modules:
            raise ModuleNotFoundError(
                f"Martlet has no {fullname}: RDDs, DataFrames and SQL are there; "
                "see martlet.__all__ and martlet.sql.__all__",
                name=fullname,
            )
