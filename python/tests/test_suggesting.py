# SPDX-License-Identifier: Apache-2.0
"""Members that are not there: what was meant; and probes that must not see a difference."""

from __future__ import annotations

import copy
import inspect
import pickle
import traceback

import pytest

import martlet
from martlet import MartletError, SparkConf, SparkContext

PROBES = (
    "__len__ __array__ __arrow_c_array__ __deepcopy__ __dataframe__ _repr_png_ _repr_mimebundle_ "
    "_ipython_display_ _ipython_canary_method_should_not_exist_ _ipython_key_completions_ shape size_of"
).split()


@pytest.mark.parametrize(
    "name, meant",
    [
        ("colect", "collect"),
        ("Collect", "collect"),
        ("reduce_by_key", "reduceByKey"),
        ("mapvalues", "mapValues"),
        ("groupbykey", "groupByKey"),
        ("getnumpartitions", "getNumPartitions"),
        ("saveAsTextfile", "saveAsTextFile"),
    ],
)
def test_an_rdd_names_the_nearest_member(sc: SparkContext, name: str, meant: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(sc.range(3), name)
    error = caught.value
    assert isinstance(error, MartletError) and error.name == name
    assert str(error) == f"'RDD' object has no attribute {name!r}. Did you mean: {meant!r}?"
    # Python's own suggestion does not come on top of it.
    assert "".join(traceback.format_exception(error)).count("Did you mean") == 1


def test_contexts_settings_and_the_module_do_too(sc: SparkContext) -> None:
    for owner, name, meant in [
        (sc, "paralelize", "parallelize"),
        (sc, "textfile", "textFile"),
        (SparkConf(False), "setmaster", "setMaster"),
        (martlet, "SparkContxt", "SparkContext"),
        (martlet, "closureError", "ClosureError"),
    ]:
        with pytest.raises(AttributeError, match=f"Did you mean: '{meant}'"):
            getattr(owner, name)
    with pytest.raises(AttributeError) as caught:
        martlet.nothing_of_the_kind  # noqa: B018
    assert str(caught.value) == "module 'martlet' has no attribute 'nothing_of_the_kind'"


def test_probes_find_nothing_and_defaults_are_given(sc: SparkContext) -> None:
    conf = SparkConf(False)
    for owner in (sc, sc.range(3), conf, martlet):
        for name in PROBES:
            assert not hasattr(owner, name), name
            assert getattr(owner, name, 7) == 7
    for owner, name in [(sc, "_jvm"), (sc, "_jsc"), (sc, "_gateway"), (sc.range(3), "_jrdd"), (conf, "_jconf")]:
        assert not hasattr(owner, name)
        with pytest.raises(NotImplementedError, match="no Java virtual machine"):
            getattr(owner, name)
    assert dict(inspect.getmembers(conf))["get"] == conf.get


def test_copies_and_pickles_work_as_before(sc: SparkContext) -> None:
    conf = SparkConf(False).set("spark.app.name", "a")
    for made in (copy.copy(conf), copy.deepcopy(conf), pickle.loads(pickle.dumps(conf))):
        assert made.getAll() == conf.getAll()
    for what in (sc, sc.range(3)):
        with pytest.raises(MartletError, match="inside of a function"):
            pickle.dumps(what)
    # An object that was never initialised has no members to look at.
    with pytest.raises(AttributeError):
        SparkConf.__new__(SparkConf)._pairs  # noqa: B018
    with pytest.raises(AttributeError, match="_session"):
        SparkContext.__new__(SparkContext).applicationId  # noqa: B018
