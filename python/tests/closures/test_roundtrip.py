# SPDX-License-Identifier: Apache-2.0
"""Every function of the corpus, translated and written back, must answer as the original does."""

from __future__ import annotations

import copy
import inspect
import itertools
import marshal
import random

import corpus
import pytest
from unparse import rebuild

from martlet.closures import translate


def answer(function, *arguments):
    """The result with its exact type, or the exception's class."""
    random.seed(4711)
    try:
        result = function(*copy.deepcopy(arguments))
        if inspect.isgenerator(result):
            result = ["generator", *itertools.islice(result, 100)]
    except Exception as error:
        return type(error).__name__
    return shown(result)


def shown(value):
    """Type and value, sets in order, functions and iterators by their class."""
    if isinstance(value, (set, frozenset)):
        return type(value).__name__, sorted(map(repr, value))
    if isinstance(value, (list, tuple)):
        return "row" if hasattr(value, "_fields") else type(value).__name__, [shown(item) for item in value]
    if isinstance(value, dict):
        return type(value).__name__, [(shown(key), shown(item)) for key, item in value.items()]
    if callable(value) and not isinstance(value, type):
        return type(value).__name__
    return type(value).__name__, repr(value)


def again(function, arity=1):
    """The function after the journey through the tree, its bytes included."""
    module = translate(function, arity)
    return rebuild(marshal.loads(marshal.dumps(module, 2)))


def label(function):
    code = getattr(function, "__code__", None)
    return f"{getattr(function, '__name__', type(function).__name__)}:{code.co_firstlineno if code else 0}"


@pytest.mark.parametrize(("function", "rows"), [pytest.param(f, rows, id=label(f)) for f, rows in corpus.CASES])
def test_same_answers(function, rows):
    rebuilt = again(function)
    for row in rows:
        assert answer(rebuilt, row) == answer(function, row), row


@pytest.mark.parametrize("function", [pytest.param(f, id=label(f)) for f in corpus.GENERATORS])
def test_generators(function):
    rebuilt = again(function)
    for row in corpus.INTS:
        assert answer(rebuilt, row) == answer(function, row), row


@pytest.mark.parametrize("function", [pytest.param(f, id=label(f)) for f in corpus.TWO])
def test_two_arguments(function):
    rebuilt = again(function, 2)
    for one in (1, -2, 3.5, "é", [1]):
        for two in (2, 0, "é", [1]):
            want = answer(function, one, two)
            assert answer(rebuilt, one, two) == want, (one, two)
