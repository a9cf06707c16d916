# SPDX-License-Identifier: Apache-2.0
"""Builds the engine when the package is built from a source tree without it, and tags the wheel for this machine."""

import pathlib
import shutil
import subprocess

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
LIBRARY = HERE / "martlet" / "_lib"
PARTS = ("libMartletC.so", "martlet-executor")


def provide_engine() -> None:
    """Puts the library and the executor into the package, unless scripts/wheel has done so."""
    if all((LIBRARY / part).exists() for part in PARTS):
        return
    if not (ROOT / "Package.swift").exists():
        raise SystemExit(f"the engine is not in {LIBRARY} and {ROOT} is no source tree: install a wheel of Martlet")
    if not shutil.which("swift"):
        raise SystemExit("building Martlet needs Swift 6.3 (https://swift.org/install); or install a wheel")
    subprocess.run([str(ROOT / "scripts" / "wheel"), "--engine-only"], check=True)


class BuildWithEngine(build_py):
    def run(self) -> None:
        provide_engine()
        super().run()


class WithLibrary(Distribution):
    """Belongs to a platform, although nothing of it is compiled by setuptools."""

    def has_ext_modules(self) -> bool:
        return True


class PlatformWheel(bdist_wheel):
    """One wheel for every Python 3 on this platform: the library is loaded by ctypes."""

    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", self.plat_name.replace("-", "_").replace(".", "_")


setup(distclass=WithLibrary, cmdclass={"build_py": BuildWithEngine, "bdist_wheel": PlatformWheel})
