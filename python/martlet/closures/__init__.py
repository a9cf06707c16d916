# SPDX-License-Identifier: Apache-2.0
"""From live Python functions to the syntax trees that the engine compiles.

>>> from martlet.closures import translate
>>> translate(len)["functions"][0]["name"]
'len'
"""

from __future__ import annotations

from .constants import encode
from .errors import ClosureError, MartletError
from .translating import translate

__all__ = ["ClosureError", "MartletError", "encode", "translate"]
