# SPDX-License-Identifier: Apache-2.0
"""Which engine the tests run on: the library where it is built, else the fake one.

``MARTLET_TEST_ENGINE=fake`` chooses the fake engine, ``=real`` makes a missing library a failure.
"""

from __future__ import annotations

import marshal
import os
import pathlib
import sys
from typing import Any

import pytest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE), str(HERE / "closures")]

from martlet import SparkContext, _native  # noqa: E402
from martlet.errors import MartletError  # noqa: E402


def _has_library() -> bool:
    try:
        _native.library_path()
    except MartletError:
        return False
    return True


chosen = os.environ.get("MARTLET_TEST_ENGINE", "")
is_real = chosen == "real" or (chosen != "fake" and _has_library())


def _through_translation(function: Any, operation: str, arity: int = 1, rows: Any = None) -> Any:
    """The function as a syntax tree and back: what the fake engine runs is what would travel."""
    from unparse import rebuild

    from martlet.closures import translate

    module = marshal.loads(
        marshal.dumps(translate(function, arity, operation, rows is not None and rows._is_grouped), 2)
    )
    context = SparkContext._active_spark_context
    return rebuild(module, context._session.accumulators if context is not None else None)


def frames_of(sc: SparkContext) -> Any:
    """The session for DataFrames; None where the engine has none, as the fake one."""
    from martlet.sql import SparkSession

    try:
        sc._session.call({"op": "sqlFunctions"})
    except MartletError:
        return None
    return SparkSession.builder.getOrCreate()


def use_fake(patch: pytest.MonkeyPatch) -> Any:
    """Puts a fake engine in the library's place."""
    from fake import FakeNative

    engine = FakeNative()
    patch.setattr("martlet._native.native", lambda: engine)
    patch.setattr("martlet._native.executor_path", lambda: None)
    for module in ("base", "transforms", "pairs", "actions"):
        patch.setattr(f"martlet.operations.{module}.translated", _through_translation)
    patch.setattr("martlet.operations.base.giving_iterables", lambda function, site, arity: function)
    return engine
