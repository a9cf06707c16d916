# SPDX-License-Identifier: Apache-2.0
"""Where PySpark's Python files are, whose examples and closures the tests read; nothing of it runs.

The folder in ``MARTLET_PYSPARK``, an installed pyspark, or the package from PyPI: its archive of some 400 MB is fetched
once (about a minute), and its Python files are kept in ``.build/pyspark`` of the repository.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

VERSION = "4.3.0"
_CACHE = pathlib.Path(__file__).parents[2] / ".build" / "pyspark"
_SECONDS = 300


@functools.cache
def folder() -> pathlib.Path | None:
    """The folder ``pyspark``; None when there is none and PyPI cannot be reached."""
    chosen = os.environ.get("MARTLET_PYSPARK")
    if chosen:
        return pathlib.Path(chosen)
    found = importlib.util.find_spec("pyspark")
    if found is not None and found.origin:
        return pathlib.Path(found.origin).parent
    kept = _CACHE / f"pyspark-{VERSION}" / "pyspark"
    if not kept.exists():
        _fetch()
    return kept if kept.exists() else None


def _fetch() -> None:
    _CACHE.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
    command += ["--no-build-isolation", "-d", str(_CACHE), f"pyspark=={VERSION}"]
    try:
        subprocess.run(command, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return
    for path in _CACHE.glob("pyspark-*.tar.gz"):
        with tarfile.open(path) as archive, tempfile.TemporaryDirectory(dir=_CACHE) as half:
            wanted = re.compile(r"[^/]*/(pyspark|deps/examples)/.*\.py")
            members = [member for member in archive if wanted.fullmatch(member.name)]
            # Debian 12's Python is older than extraction filters.
            archive.extractall(half, members, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
            for made in pathlib.Path(half).iterdir():
                made.rename(_CACHE / made.name)  # whole, or not at all
        path.unlink()
