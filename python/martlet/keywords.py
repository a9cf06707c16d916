# SPDX-License-Identifier: Apache-2.0
"""Methods that take arguments by name alone, as those of pipelines of programs do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def keyword_only(func: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator of methods that refuse arguments by place, and keep those by name as ``self._input_kwargs``."""

    @functools.wraps(func)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args:
            raise TypeError(f"Method {func.__name__} forces keyword arguments.")
        self._input_kwargs = kwargs
        return func(self, **kwargs)

    return called
