# SPDX-License-Identifier: Apache-2.0
"""The shape of the API: checks of arguments, laziness, types of results."""

from __future__ import annotations

import datetime
import operator
import subprocess
import sys
from typing import Any

import numpy
import pandas
import pyarrow
import pytest

import martlet
from martlet import AccumulatorParam, MartletError, ResultIterable, Row, SparkContext, StorageLevel, UnsupportedError


def test_import_is_quick_and_small() -> None:
    code = (
        "import sys, time; start = time.process_time(); import martlet; took = time.process_time() - start;"
        "heavy = {'numpy', 'pandas', 'pyarrow', 'IPython', 'pyspark'} & set(sys.modules);"
        "print(took, sorted(heavy), 'ctypes' in sys.modules)"
    )
    best = 9.0
    for _ in range(3):
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=_root(), check=True)
        took, rest = out.stdout.split(" ", 1)
        assert rest.split() == ["[]", "False"]
        best = min(best, float(took))
    assert best < 0.2


def _root() -> str:
    import pathlib

    return str(pathlib.Path(martlet.__file__).parents[1])


def test_members_of_pyspark_are_there() -> None:
    """Priority A and B of PySpark's RDD and SparkContext, by name."""
    rdd = """map flatMap filter collect count take first reduce reduceByKey groupByKey mapValues join sortByKey sortBy
    distinct union cache toDF saveAsTextFile getNumPartitions mapPartitions keys values countByValue countByKey
    collectAsMap takeOrdered top takeSample sample sum mean max min stats stdev variance sampleStdev sampleVariance
    histogram foreach foreachPartition aggregate fold treeReduce treeAggregate combineByKey aggregateByKey foldByKey
    reduceByKeyLocally flatMapValues mapPartitionsWithIndex mapPartitionsWithSplit leftOuterJoin rightOuterJoin
    fullOuterJoin cogroup groupWith groupBy keyBy subtract subtractByKey intersection cartesian zip zipWithIndex
    zipWithUniqueId partitionBy repartition coalesce repartitionAndSortWithinPartitions glom persist unpersist
    randomSplit isEmpty lookup toLocalIterator sampleByKey checkpoint isCheckpointed getCheckpointFile localCheckpoint
    isLocallyCheckpointed cleanShuffleDependencies countApprox sumApprox meanApprox countApproxDistinct id name setName
    context toDebugString getStorageLevel pipe saveAsPickleFile saveAsSequenceFile saveAsHadoopFile saveAsHadoopDataset
    saveAsNewAPIHadoopFile saveAsNewAPIHadoopDataset collectWithJobGroup barrier withResources getResourceProfile
    __add__"""
    context = """getOrCreate parallelize textFile stop broadcast accumulator setLogLevel wholeTextFiles union range
    emptyRDD defaultParallelism defaultMinPartitions version applicationId uiWebUrl getConf setCheckpointDir
    getCheckpointDir addFile addPyFile addArchive listFiles listArchives binaryFiles binaryRecords pickleFile
    sequenceFile newAPIHadoopFile newAPIHadoopRDD hadoopFile hadoopRDD setJobGroup cancelJobGroup cancelAllJobs
    setInterruptOnCancel addJobTag removeJobTag getJobTags clearJobTags cancelJobsWithTag setJobDescription
    setLocalProperty getLocalProperty setSystemProperty getSystemProperty sparkUser statusTracker runJob show_profiles
    dump_profiles resources"""
    assert [name for name in rdd.split() if not hasattr(martlet.RDD, name)] == []
    assert [name for name in context.split() if not hasattr(SparkContext, name)] == []


@pytest.mark.parametrize("name", ["pipe", "saveAsSequenceFile", "barrier"])
def test_missing_members_name_the_alternative(sc: SparkContext, name: str) -> None:
    with pytest.raises(UnsupportedError, match=r"Martlet has no .*(use|come)"):
        getattr(sc.range(3), name)()


def test_second_context_is_refused(sc: SparkContext) -> None:
    with pytest.raises(ValueError, match="Cannot run multiple SparkContexts at once; existing SparkContext"):
        SparkContext("local")
    assert SparkContext.getOrCreate() is sc


def test_context_and_rdd_do_not_travel(sc: SparkContext) -> None:
    import pickle

    for thing in (sc, sc.broadcast(1), sc.accumulator(1)):
        with pytest.raises(MartletError):
            pickle.dumps(thing)


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        (range(5), [0, 1, 2, 3, 4]),
        ((x * 2 for x in range(3)), [0, 2, 4]),
        ("abc", ["a", "b", "c"]),
        ({"k": 1}, ["k"]),
        (numpy.arange(3), [0, 1, 2]),
        (numpy.array([1.5, float("inf")]), [1.5, float("inf")]),
        (numpy.array(["x", "é"]), ["x", "é"]),
        (numpy.array(["2024-02-29"], dtype="datetime64[D]"), [datetime.datetime(2024, 2, 29)]),
        ([Row(a=1), Row(a=2)], [Row(a=1), Row(a=2)]),
        ([None, 1, "x", (1, [2, {"a": b"y"}])], [None, 1, "x", (1, [2, {"a": b"y"}])]),
    ],
)
def test_parallelize_takes(sc: SparkContext, values: Any, rows: list[Any]) -> None:
    got = sc.parallelize(values, 2).collect()
    assert got == rows and list(map(type, got)) == list(map(type, rows))


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        (pyarrow.array([1, 2, None]), [1, 2, None]),
        (pyarrow.chunked_array([["a"], ["b"]]), ["a", "b"]),
        (pyarrow.table({"a": [1, 2], "b": ["x", None]}), [(1, "x"), (2, None)]),
        (pandas.Series([1.5, 2.5]), [1.5, 2.5]),
        (pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}), [(1, "x"), (2, "y")]),
    ],
)
def test_parallelize_takes_columns(sc: SparkContext, values: Any, rows: list[Any]) -> None:
    assert sc.parallelize(values, 2).collect() == rows


def test_arrays_as_rows(sc: SparkContext) -> None:
    back = sc.parallelize(numpy.arange(4).reshape(2, 2), 2).collect()
    assert [row.tolist() for row in back] == [[0, 1], [2, 3]] and {row.dtype.name for row in back} == {"int64"}
    for values in ([numpy.zeros(2, "float16")], [(1, numpy.zeros((1, 1, 1)))], [numpy.array(["a"])]):
        with pytest.raises(TypeError, match="a row holds a numpy array of .* which executors do not have"):
            sc.parallelize(values, 2).collect()


def test_arrow_streams(sc: SparkContext) -> None:
    import gc

    from martlet import arrow

    table = pyarrow.table(sc.parallelize([(1, "a"), (2, "é")], 2))
    assert table.to_pydict() == {"_1": [1, 2], "_2": ["a", "é"]}
    assert pyarrow.table(sc.range(3)).to_pydict() == {"value": [0, 1, 2]}
    capsule = sc.range(3).__arrow_c_stream__()
    del capsule
    gc.collect()
    assert arrow._held == {}
    with pytest.raises(TypeError):
        pyarrow.table(sc.parallelize([1, "a"]))


def test_frames_of_other_libraries(sc: SparkContext, real: None) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"a": [1, None], "b": ["x", "y"]})
    assert sc.parallelize(frame).collect() == [(1, "x"), (None, "y")]
    assert sc.parallelize(frame["b"]).collect() == ["x", "y"]
    assert polars.DataFrame(sc.parallelize([(1, "x"), (2, "y")])).rows() == [(1, "x"), (2, "y")]


def test_readers_are_read(sc: SparkContext, real: None) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    assert sc.parallelize(pyarrow.table({"a": [1, 2]}).to_reader()).collect() == [(1,), (2,)]


class _Union(AccumulatorParam[Any]):
    """Adds items and merges sets."""

    def zero(self, value: Any) -> Any:
        return set()

    def addInPlace(self, value1: Any, value2: Any) -> Any:
        value1 |= value2 if isinstance(value2, set) else {value2}
        return value1


def test_custom_accumulators_get_each_value(sc: SparkContext, real: None) -> None:
    seen, rests, count = sc.accumulator(set(), _Union()), sc.accumulator(set(), _Union()), sc.accumulator(0.5)

    def look(x: int) -> None:
        seen.add(x % 3)
        rests.add({x % 2, -1})
        count.add(1)

    sc.range(10, numSlices=3).foreach(look)
    assert (seen.value, rests.value, count.value) == ({0, 1, 2}, {-1, 0, 1}, 10.5)


def test_slices_are_pysparks(sc: SparkContext) -> None:
    def sizes(values: Any, slices: int) -> list[int]:
        return [len(part) for part in sc.parallelize(values, slices).glom().collect()]

    assert sizes(list(range(10)), 3) == [3, 3, 4]
    assert sizes(list(range(11)), 4) == [2, 4, 2, 3]
    assert sizes(range(11), 4) == [2, 3, 3, 3]
    assert sizes([1], 3) == [0, 0, 1]
    with pytest.raises(ValueError, match="Positive number"):
        sc.parallelize([1], 0)


def test_groups_are_result_iterables(sc: SparkContext) -> None:
    ((key, values),) = sc.parallelize([("a", 1), ("a", 2)]).groupByKey().collect()
    assert key == "a" and isinstance(values, ResultIterable) and sorted(values) == [1, 2] and len(values) == 2
    grouped = sc.parallelize([3, 4]).groupBy(lambda x: 0).filter(lambda kv: True).collect()
    assert isinstance(grouped[0][1], ResultIterable)


def test_custom_partition_functions(sc: SparkContext) -> None:
    pairs = sc.parallelize([(i % 4, i) for i in range(12)], 3)
    summed = pairs.reduceByKey(operator.add, 2, lambda k: k)
    assert [sorted(part) for part in summed.glom().collect()] == [[(0, 12), (2, 18)], [(1, 15), (3, 21)]]
    grouped = pairs.groupByKey(2, lambda k: k // 2).glom().collect()
    assert [sorted(k for k, _ in part) for part in grouped] == [[0, 1], [2, 3]]


def test_zero_values_are_not_shared(sc: SparkContext) -> None:
    pairs = sc.parallelize([("a", 1), ("b", 2), ("a", 3)], 1)

    def add(values: list[int], value: int) -> list[int]:
        values.append(value)
        return values

    def join(a: list[int], b: list[int]) -> list[int]:
        a.extend(b)
        return a

    zero: list[int] = []
    assert sorted(pairs.aggregateByKey(zero, add, join).collect()) == [("a", [1, 3]), ("b", [2])]
    assert sorted(pairs.values().coalesce(1).aggregate(zero, add, join)) == [1, 2, 3]
    assert zero == []


def test_zip_needs_equal_partitions(sc: SparkContext) -> None:
    with pytest.raises(ValueError, match="Can only zip with RDD which has the same number of partitions"):
        sc.range(4, numSlices=2).zip(sc.range(4, numSlices=3))


@pytest.mark.parametrize("buckets", [0, [1], [2, 1], [1, 1, 2], [1, None, 2]])
def test_histogram_checks(sc: SparkContext, buckets: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        sc.range(4).histogram(buckets)


def test_histogram_of_nothing(sc: SparkContext) -> None:
    with pytest.raises(ValueError, match="can not generate buckets from empty RDD"):
        sc.parallelize([], 2).histogram(2)
    with pytest.raises(TypeError, match="buckets should be a list or tuple or number"):
        sc.range(4).histogram("ab")


@pytest.mark.parametrize("action", ["first", "max", "min"])
def test_empty(sc: SparkContext, action: str) -> None:
    with pytest.raises(ValueError, match=r"RDD is empty|Can not reduce\(\) empty RDD"):
        getattr(sc.parallelize([], 2), action)()
    assert sc.parallelize([], 2).sum() == 0 and sc.emptyRDD().count() == 0


def test_a_failing_function_is_no_empty_rdd(sc: SparkContext) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        sc.parallelize(["1", "x"]).map(lambda s: int(s)).histogram(2)


def test_persist_refuses_a_second_level(sc: SparkContext) -> None:
    rdd = sc.range(3).persist(StorageLevel.MEMORY_AND_DISK)
    with pytest.raises(MartletError, match="unpersist"):
        rdd.cache()
    assert not rdd.unpersist().is_cached


def test_random_choices_repeat(sc: SparkContext) -> None:
    numbers = sc.range(20000, numSlices=4)
    assert numbers.sample(False, 0.3, 7).collect() == numbers.sample(False, 0.3, 7).collect()
    assert numbers.sample(False, 0.3, 7).collect() != numbers.sample(False, 0.3, 8).collect()
    assert 5700 < numbers.sample(False, 0.3, 7).count() < 6300
    assert 38500 < numbers.sample(True, 2.0, 7).count() < 41500
    low, high = numbers.randomSplit([1, 1], 3)
    assert sorted(low.collect() + high.collect()) == list(range(20000))
    assert len(set(numbers.takeSample(False, 50, 1))) == 50
    with pytest.raises(ValueError, match="Fraction must be nonnegative"):
        numbers.sample(False, -0.1)


def test_stopped_context_says_so(sc: SparkContext) -> None:
    kept = SparkContext._active_spark_context
    SparkContext._active_spark_context = None
    try:
        other = SparkContext("local[1]", "other")
        rdd = other.range(3)
        other.stop()
        other.stop()
        with pytest.raises(MartletError, match="was stopped"):
            rdd.count()
    finally:
        SparkContext._active_spark_context = kept


def test_local_iterator_can_be_left_early(sc: SparkContext) -> None:
    iterator = sc.range(100000, numSlices=8).toLocalIterator()
    assert [next(iterator) for _ in range(3)] == [0, 1, 2]
    iterator.close()  # type: ignore[attr-defined]
    assert sc.range(5).count() == 5
