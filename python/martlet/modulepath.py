# SPDX-License-Identifier: Apache-2.0
"""Where a program imports from, besides what Python looks at by itself."""

from __future__ import annotations

import os
import sys


def import_from(path: str) -> None:
    """Lets ``import`` find a Python file, or what is in a folder, a zip or an egg.

    Functions on executors may use what the driver has imported; nothing is shipped. Raises ``FileNotFoundError``.
    """
    path = os.path.abspath(path.removeprefix("file://"))
    if not os.path.exists(path):
        raise FileNotFoundError(f"there is no file {path}: name a .py file, a folder, a zip or an egg of this machine")
    folder = os.path.dirname(path) if path.endswith(".py") else path
    if folder not in sys.path:
        # Behind the program's own folder.
        sys.path.insert(1, folder)
