# SPDX-License-Identifier: Apache-2.0
"""One context for all tests."""

from __future__ import annotations

import os
import pathlib
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from apiserver import PROGRAM, Cluster  # noqa: E402
from engines import frames_of, is_real, use_fake  # noqa: E402
from minihdfs import SCRIPT, MiniHdfs  # noqa: E402

from martlet import SparkConf, SparkContext  # noqa: E402

# A shell lets what it puts into the background ignore interrupts; tests send them, to themselves and to children.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The programs that tests start import the package that is tested, whoever set the path of this process.
_package = str(pathlib.Path(__file__).parent.parent)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [_package, os.environ.get("PYTHONPATH")]))


@pytest.fixture(scope="session")
def sc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkContext]:
    patch = pytest.MonkeyPatch()
    if not is_real:
        use_fake(patch)
    conf = SparkConf(False).setMaster("local[2]").setAppName("tests")
    conf.set("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
    with SparkContext(conf=conf) as context:
        yield context
    patch.undo()


@pytest.fixture(scope="session")
def spark(sc: SparkContext) -> Any:
    """The session for DataFrames, on the engine itself."""
    session = frames_of(sc)
    if session is None:
        pytest.skip("the engine has no DataFrames")
    return session


@pytest.fixture(scope="session")
def real() -> None:
    """For tests that need the engine itself."""
    if not is_real:
        pytest.skip("the engine's library is not built")


@pytest.fixture(scope="session")
def hdfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniHdfs]:
    """A real HDFS, ended behind the tests."""
    if SCRIPT is None:
        pytest.skip("MARTLET_MINIHDFS names no script: scripts/test sets it")
    if folder := os.environ.get("MARTLET_HDFS_DIR"):
        # One that a developer keeps running.
        yield MiniHdfs(pathlib.Path(folder))
        return
    cluster = MiniHdfs(tmp_path_factory.mktemp("hdfs") / "cluster")
    cluster.up("--trace", datanodes=3)
    try:
        yield cluster
    finally:
        cluster.down()


@pytest.fixture
def server(real: None) -> Iterator[Cluster]:
    """An API server of Kubernetes with a node."""
    if not PROGRAM.exists():
        pytest.skip("martlet-test-apiserver is not built")
    with Cluster() as made:
        yield made


@pytest.fixture
def context(server: Cluster) -> Iterator[Callable[..., SparkContext]]:
    """Makes a context with executors as pods, in the place of the one of all tests."""
    usual = SparkContext._active_spark_context
    SparkContext._active_spark_context = None
    made: list[SparkContext] = []

    def make(**more: str) -> SparkContext:
        conf = SparkConf(False).setAll(list(server.conf(**more).items()))
        made.append(SparkContext(conf=conf))
        return made[-1]

    try:
        yield make
    finally:
        try:
            for one in made:
                server.within(one.stop)
        finally:
            SparkContext._active_spark_context = usual
