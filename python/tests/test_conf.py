# SPDX-License-Identifier: Apache-2.0
"""Settings: kept, checked, explained."""

from __future__ import annotations

import warnings

import pytest

from martlet import SparkConf, conf, settings


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "_warned", set())


def test_chain_and_read() -> None:
    made = SparkConf(False).setMaster("local[2]").setAppName("a").set("spark.ui.showConsoleProgress", False)
    assert made.get("spark.ui.showConsoleProgress") == "false"
    assert made.contains("spark.master") and not made.contains("spark.home")
    assert made.get("spark.home", "x") == "x"
    assert made.toDebugString().splitlines()[0] == "spark.app.name=a"


def test_setters_refuse_none() -> None:
    with pytest.raises(ValueError, match="cannot be None"):
        SparkConf(False).set("spark.master", None)
    with pytest.raises(ValueError, match="Either pass"):
        SparkConf(False).setExecutorEnv()


def test_unknown_key_names_the_nearest() -> None:
    with pytest.warns(
        UserWarning, match=r"unknown configuration key spark\.executor\.memroy; did you mean spark"
    ) as seen:
        SparkConf(False).setAll([("spark.executor.memroy", "1g")])
    assert seen[0].filename == __file__


def test_java_key_says_so() -> None:
    with pytest.warns(UserWarning, match="no Java virtual machine"):
        SparkConf(False).set("spark.jars.packages", "a:b:1")


def test_warns_once() -> None:
    with pytest.warns(UserWarning):
        SparkConf(False).set("spark.rdd.compress", True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SparkConf(False).set("spark.rdd.compress", True)


def test_accepted_keys_are_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for key in settings.ACCEPTED:
            SparkConf(False).set(key, "1")


def test_explain_lists_three_kinds() -> None:
    made = SparkConf(False).setMaster("local")
    with pytest.warns(UserWarning):
        made.set("spark.jars", "x.jar").set("spark.exectuor.cores", 2)
    text = made.explain()
    assert text.index("accepted") < text.index("ignored") < text.index("unknown")
    assert "did you mean spark.executor.cores?" in text


def test_environment_gives_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARTLET_CONF", "spark.master=local[3], spark.app.name = birds")
    assert dict(SparkConf().getAll()) == {"spark.master": "local[3]", "spark.app.name": "birds"}
    assert SparkConf(False).getAll() == []


def test_copy_is_independent() -> None:
    first = SparkConf(False).setAppName("a")
    second = first.copy().setAppName("b")
    assert (first.get("spark.app.name"), second.get("spark.app.name")) == ("a", "b")
