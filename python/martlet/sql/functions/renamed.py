# SPDX-License-Identifier: Apache-2.0
"""Former names of functions."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

#: Former name -> today's.
NAMES = {
    "bitwiseNOT": "bitwise_not",
    "shiftLeft": "shiftleft",
    "shiftRight": "shiftright",
    "shiftRightUnsigned": "shiftrightunsigned",
    "toDegrees": "degrees",
    "toRadians": "radians",
}


def renamed(functions: dict[str, Any]) -> dict[str, Callable[..., Any]]:
    """Functions by their former names, which warn that they are such."""
    return {former: _former(former, name, functions[name]) for former, name in NAMES.items()}


def _former(former: str, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        warnings.warn(f"{former} is deprecated since 3.2, use {name} instead.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = former
    call.__doc__ = f"The former name of :func:`{name}`."
    return call
