# SPDX-License-Identifier: Apache-2.0
"""Checkpoints of RDDs and frames."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from martlet import MartletError, SparkContext, StorageLevel

pytestmark = pytest.mark.usefixtures("real")


@pytest.fixture
def folder(sc: SparkContext, tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    before = sc._checkpoints.folder
    sc.setCheckpointDir(str(tmp_path))
    made = sc.getCheckpointDir()
    assert made is not None
    assert made.startswith(f"file:{tmp_path}/")
    yield pathlib.Path(made.removeprefix("file:"))
    sc._checkpoints.folder = before


def parts(path: str | None) -> int:
    assert path is not None
    return len(list(pathlib.Path(path.removeprefix("file:")).glob("part-*")))


def test_without_a_folder(sc: SparkContext, spark: Any) -> None:
    before, sc._checkpoints.folder = sc._checkpoints.folder, None
    try:
        assert sc.getCheckpointDir() is None
        for each in (sc.range(3), spark.range(3)):
            with pytest.raises(MartletError, match="Checkpoint directory has not been set.*setCheckpointDir"):
                each.checkpoint()
    finally:
        sc._checkpoints.folder = before


def test_an_rdd_is_saved_after_the_next_job_and_computed_no_more(sc: SparkContext, folder: pathlib.Path) -> None:
    calls = sc.accumulator(0)

    def counted(x: int) -> tuple[int, str]:
        calls.add(1)
        return x, str(x)

    rdd = sc.range(100, numSlices=3).map(counted)
    rdd.checkpoint()
    rdd.checkpoint()
    assert (rdd.isCheckpointed(), rdd.getCheckpointFile()) == (False, None)
    assert rdd.count() == 100
    assert rdd.isCheckpointed() and parts(rdd.getCheckpointFile()) == 3
    assert rdd.getCheckpointFile() == f"file:{folder}/rdd-{rdd.id()}"
    computed = calls.value
    assert computed == 200  # by the job, and by the one that saved
    expected = [(x, str(x)) for x in range(100)]
    assert rdd.collect() == expected
    assert rdd.mapValues(len).values().sum() == 190
    assert rdd.glom().map(len).collect() == [33, 33, 34]
    assert calls.value == computed


def test_a_kept_rdd_is_saved_without_being_computed_again(sc: SparkContext, folder: pathlib.Path) -> None:
    calls = sc.accumulator(0)

    def counted(x: int) -> int:
        calls.add(1)
        return x

    rdd = sc.range(50, numSlices=2).map(counted).persist(StorageLevel.MEMORY_AND_DISK)
    rdd.checkpoint()
    assert rdd.map(lambda x: x + 1).sum() == 1275  # a job over what is made of it does as well
    assert rdd.isCheckpointed()
    assert (rdd.sum(), rdd.is_cached, calls.value) == (1225, True, 50)
    rdd.unpersist()
    assert (rdd.sum(), calls.value) == (1225, 50)


def test_groups_stay_groups(sc: SparkContext, folder: pathlib.Path) -> None:
    rdd = sc.parallelize([(1, "a"), (2, "b"), (1, "c")], 2).groupByKey(2)
    rdd.checkpoint()
    rdd.count()
    assert sorted((key, sorted(values)) for key, values in rdd.collect()) == [(1, ["a", "c"]), (2, ["b"])]


def test_an_iteration_does_not_grow(sc: SparkContext, folder: pathlib.Path) -> None:
    rdd = sc.range(10, numSlices=2)
    for _ in range(5):
        rdd = rdd.map(lambda x: x + 1)
        rdd.checkpoint()
        rdd.count()
    assert rdd.collect() == list(range(5, 15))
    assert len(list(folder.iterdir())) == 5


def test_an_rdd_that_nobody_refers_to_is_not_saved(sc: SparkContext, folder: pathlib.Path) -> None:
    sc.range(3).checkpoint()
    sc.range(3).count()
    assert list(folder.iterdir()) == []


def test_what_cannot_be_saved_fails_the_action(sc: SparkContext, folder: pathlib.Path) -> None:
    rdd = sc.range(3)
    rdd.checkpoint()
    (folder / f"rdd-{rdd.id()}").mkdir()
    with pytest.raises(MartletError, match="exist"):
        rdd.count()
    assert (rdd.isCheckpointed(), rdd.count()) == (False, 3)


def test_a_frame(spark: Any, folder: pathlib.Path) -> None:
    frame = spark.createDataFrame([(1, "a", None), (2, None, [1.5])], "i int, s string, l array<double>")
    saved = frame.checkpoint()
    assert saved.schema == frame.schema
    assert saved.collect() == frame.collect()
    assert len(list(folder.iterdir())) == 1
    assert saved.checkpoint(eager=False).count() == 2
    assert len(list(folder.iterdir())) == 2
