# SPDX-License-Identifier: Apache-2.0
"""Functions of columns. A column is given as such or by name; constants as Python's own values.

>>> from martlet.sql import functions as F
>>> F.upper("name").alias("shouted") is not None
True
"""

from __future__ import annotations

from typing import Any

from ..series import PandasUDFType, pandas_udf  # noqa: F401
from ..udf import UserDefinedFunction, udf  # noqa: F401
from . import aggregates, basics, collections, numbers, text, times
from .aggregates import *  # noqa: F403
from .basics import *  # noqa: F403
from .collections import *  # noqa: F403
from .more import FUNCTIONS
from .numbers import *  # noqa: F403
from .renamed import renamed
from .text import *  # noqa: F403
from .times import *  # noqa: F403

column = basics.col
globals().update(FUNCTIONS)
globals().update(renamed(globals()))
__all__ = sorted(
    {
        name
        for module in (aggregates, basics, collections, numbers, text, times)
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("martlet.sql.functions")
    }
    - {"flat", "with_constants"}
    | {*FUNCTIONS, "column", "udf", "pandas_udf", "PandasUDFType"}
)


def __getattr__(name: str) -> Any:
    from ...suggesting import missing_member

    if name.startswith("_"):
        raise AttributeError(name)
    raise missing_member("module 'martlet.sql.functions'", name, __all__)
