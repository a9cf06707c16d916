# SPDX-License-Identifier: Apache-2.0
"""Every function of the package that runs on executors must be one that the translator knows."""

from __future__ import annotations

import inspect
import marshal
import operator
from typing import Any

import pytest

from martlet import tasks
from martlet.closures import translate

_ARGUMENTS: dict[str, Any] = {
    "zero": (0, 0.5),
    "op": operator.add,
    "key": abs,
    "f": len,
    "create": lambda v: [v],
    "merge": lambda c, v: c + [v],
    "copied": tasks.copied,
    "fractions": {"a": 0.5},
    "thresholds": {"a": 0.5},
    "buckets": (0, 5, 10),
    "wanted": ("a", 1),
}
# Helpers that travel as they are.
_DIRECT = {"copied", "copied_object", "seeds"}
_TWO_ARGUMENTS = {"extreme_of", "spread_over", "appended", "seeds", "chosen", "repeated"}
_TWO_ARGUMENTS |= {"chosen_by_key", "repeated_by_key"}


def _factories() -> list[str]:
    return [name for name, value in vars(tasks).items() if inspect.isfunction(value)]


@pytest.mark.parametrize("name", _factories())
def test_translates(name: str) -> None:
    function = getattr(tasks, name)
    if name not in _DIRECT:
        function = function(*[_ARGUMENTS.get(parameter, 2) for parameter in inspect.signature(function).parameters])
    module = translate(function, 2 if name in _TWO_ARGUMENTS else 1, name)
    assert marshal.loads(marshal.dumps(module, 2)) == module
    assert module["functions"]
