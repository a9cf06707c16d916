# SPDX-License-Identifier: Apache-2.0
"""One context for all tests."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterator

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from engines import is_real, use_fake  # noqa: E402

from martlet import SparkConf, SparkContext  # noqa: E402


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
