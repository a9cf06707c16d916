# SPDX-License-Identifier: Apache-2.0
"""One context for all tests: with the engine where the library is built, else with the fake one.

``MARTLET_TEST_ENGINE=fake`` chooses the fake engine, ``=real`` makes a missing library a failure.
"""

from __future__ import annotations

import marshal
import os
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE), str(HERE / "closures")]

from martlet import SparkConf, SparkContext, _native  # noqa: E402
from martlet.errors import MartletError  # noqa: E402


def _has_library() -> bool:
    try:
        _native.library_path()
    except MartletError:
        return False
    return True


chosen = os.environ.get("MARTLET_TEST_ENGINE", "")
is_real = chosen == "real" or (chosen != "fake" and _has_library())


def _through_translation(function: Any, operation: str, arity: int = 1) -> Any:
    """The function as a syntax tree and back: what the fake engine runs is what would travel."""
    from unparse import rebuild

    from martlet.closures import translate

    module = marshal.loads(marshal.dumps(translate(function, arity, operation), 2))
    context = SparkContext._active_spark_context
    return rebuild(module, context._session.accumulators if context is not None else None)


def use_fake(patch: pytest.MonkeyPatch) -> Any:
    """Puts a fake engine in the library's place."""
    from fake import FakeNative

    engine = FakeNative()
    patch.setattr("martlet._native.native", lambda: engine)
    patch.setattr("martlet._native.executor_path", lambda: None)
    patch.setattr("martlet.context.translated", _through_translation)
    for module in ("base", "transforms", "pairs", "actions"):
        patch.setattr(f"martlet.operations.{module}.translated", _through_translation)
    return engine


@pytest.fixture(scope="session")
def sc() -> Iterator[SparkContext]:
    patch = pytest.MonkeyPatch()
    if not is_real:
        use_fake(patch)
    conf = SparkConf(False).setMaster("local[2]").setAppName("tests")
    with SparkContext(conf=conf) as context:
        yield context
    patch.undo()


@pytest.fixture(scope="session")
def real() -> None:
    """For tests that need the engine itself."""
    if not is_real:
        pytest.skip("the engine's library is not built")
