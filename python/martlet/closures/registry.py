# SPDX-License-Identifier: Apache-2.0
"""What executors know by name: builtins and the pure part of the standard library."""

from __future__ import annotations

import builtins
import sys
from typing import Any

from ..arrays import FUNCTIONS, LINEAR_FUNCTIONS, RANDOM_FUNCTIONS

#: Modules of which executors have an own implementation. What of a module they have, the engine says.
MODULES = (
    "math",
    "operator",
    "itertools",
    "functools",
    "collections",
    "re",
    "random",
    "datetime",
    "json",
    "string",
    "time",
    "statistics",
    "bisect",
    "heapq",
    "copy",
    "hashlib",
    "logging",
    "warnings",
    "zoneinfo",
    "base64",
    "binascii",
    "zlib",
    "struct",
    "csv",
    "io",
    "os.path",
    "urllib.parse",
    "uuid",
    "decimal",
    "fractions",
    "unicodedata",
    "numpy",
    "numpy.linalg",
    "numpy.random",
)
_MODULE_SET = frozenset(MODULES)

#: Builtins that make no sense inside a closure, with what to do instead.
REFUSED_BUILTINS = {
    "open": "Executors have no files: read on the driver, or use sc.textFile and saveAsTextFile.",
    "input": "Executors have no keyboard: ask before, and capture the answer.",
    "eval": "Executors run no source text: write the expression itself.",
    "exec": "Executors run no source text: write the statements themselves.",
    "compile": "Executors run no source text.",
    "globals": "Capture the values that the function needs by their names.",
    "locals": "Use the names themselves, or a dict of yours.",
    "vars": "Use the names themselves, or a dict of yours.",
    "dir": "Objects are not inspected on the executors.",
    "super": "Methods of classes with parents are not translated: call a plain function.",
    "id": "Objects have no address on the executors: compare with `is`, or give the rows a number with zipWithIndex.",
    "memoryview": "Use bytes.",
    "breakpoint": "Nothing can be debugged on the executors: try the function on rdd.take(5) first.",
    "help": "Nothing can be shown on the executors.",
    "exit": "Raise an exception to end a job.",
    "quit": "Raise an exception to end a job.",
    "__import__": "Import the module at the top.",
}

_MODULE_ADVICE = {
    "numpy": "Of numpy executors have arrays of float64, float32, int64, int32 and bool with one or two dimensions, "
    "and the functions that python/README.md lists.",
    "numpy.random": "Executors have RandomState and the functions that python/README.md lists: use those or the module "
    "random, or draw on the driver and capture the array.",
    "pandas": "Pandas does not run on the executors: work on plain tuples and dicts.",
    "scipy": "Scipy does not run on the executors: write it with plain Python, math and statistics.",
    "os": "Executors reach neither files nor the environment: read what is needed before, and capture it.",
    "sys": "Executors run no Python: of sys, only constants such as sys.maxsize can be captured.",
    "subprocess": "Executors start no programs: collect first, or use rdd.pipe.",
    "threading": "Tasks run in parallel by themselves: leave the threads out.",
    "multiprocessing": "Tasks run in parallel by themselves: leave the processes out.",
    "pickle": "Use json, or tuples as they are.",
    "requests": "Executors reach no network but the cluster's: fetch on the driver.",
    "http": "Executors reach no network but the cluster's: fetch on the driver.",
}

#: What executors have of modules in numpy.
_NUMPY = {"numpy.linalg": LINEAR_FUNCTIONS, "numpy.random": RANDOM_FUNCTIONS}

_by_identity: dict[int, tuple[str, str, Any]] = {}
_indexed: set[str] = set()


def is_supported(module: str) -> bool:
    """Whether executors have the module."""
    return module in _MODULE_SET


def module_advice(module: str) -> str:
    """What to do without a module that executors do not have."""
    known = _MODULE_ADVICE.get(module) or _MODULE_ADVICE.get(_root(module))
    return known or f"Executors know these modules: {', '.join(sorted(MODULES))}."


def _root(module: str) -> str:
    root = module.partition(".")[0].lstrip("_")
    return "os" if root in ("posix", "nt", "posixpath", "ntpath") else root


def is_refused(module: str) -> bool:
    """Whether a module is known to make no sense on executors, so that its source need not be tried."""
    return _root(module) in _MODULE_ADVICE


def is_foreign(module: str | None) -> bool:
    """Whether a module is none of the user's own: of the standard library, or known to be refused."""
    root = (module or "").partition(".")[0]
    return root not in ("__main__", "builtins") and (root in sys.stdlib_module_names or is_refused(root))


def builtin_name(value: Any) -> str | None:
    """The name of a builtin function or class."""
    name = getattr(value, "__name__", None)
    if isinstance(name, str) and getattr(builtins, name, None) is value:
        return name
    return None


def refused_builtin(value: Any) -> str | None:
    """The name of a builtin that executors do not run, whatever name it has here; None for anything else."""
    # IPython puts a function of its own around `open`.
    name = builtin_name(getattr(value, "__wrapped__", value))
    return name if name in REFUSED_BUILTINS else None


def library_name(value: Any) -> tuple[str, str] | None:
    """``("math", "sqrt")`` for what a supported module exports; None for anything else."""
    if not callable(value):
        return None
    if len(_indexed) < len(MODULES):
        _index()
    found = _by_identity.get(id(value))
    if found is None or found[2] is not value:
        return None
    if found[0].startswith("numpy"):
        return _numpy_name(found[0], found[1], value)
    return (found[0], found[1])


def _numpy_name(module: str, key: str, value: Any) -> tuple[str, str] | None:
    """The name that a function of numpy gives itself, if executors have it: numpy has many under several names."""
    known = _NUMPY.get(module, FUNCTIONS)
    for name in (getattr(value, "__name__", key), key):
        if name in known and getattr(sys.modules[module], name, None) is value:
            return (module, name)
    return None


def _index() -> None:
    for name in MODULES:
        module = sys.modules.get(name)
        if module is None or name in _indexed:
            continue
        _indexed.add(name)
        exported = getattr(module, "__all__", None) or [key for key in vars(module) if not key.startswith("_")]
        for key in exported:
            value = getattr(module, key, None)
            if callable(value) and builtin_name(value) is None:
                _by_identity.setdefault(id(value), (name, key, value))
