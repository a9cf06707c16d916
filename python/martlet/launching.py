# SPDX-License-Identifier: Apache-2.0
"""What ``martlet submit`` and ``martlet shell`` share: options under spark-submit's names, as settings."""

from __future__ import annotations

import argparse
import difflib
import sys
from typing import NoReturn

from .conf import SparkConf
from .context import SparkContext
from .modulepath import import_from

#: The longest file of settings that is read, in bytes.
MAX_PROPERTIES_BYTES = 1 << 20

# Option -> the setting it stands for.
_SETTINGS = {
    "--master": "spark.master",
    "--name": "spark.app.name",
    "--driver-memory": "spark.driver.memory",
    "--driver-cores": "spark.driver.cores",
    "--executor-memory": "spark.executor.memory",
    "--executor-cores": "spark.executor.cores",
    "--num-executors": "spark.executor.instances",
    "--total-executor-cores": "spark.cores.max",
    "--jars": "spark.jars",
    "--packages": "spark.jars.packages",
    "--exclude-packages": "spark.jars.excludes",
    "--repositories": "spark.jars.repositories",
    "--driver-java-options": "spark.driver.extraJavaOptions",
    "--driver-class-path": "spark.driver.extraClassPath",
    "--driver-library-path": "spark.driver.extraLibraryPath",
}
# Options of spark-submit that cannot be followed, and what to do instead.
_REFUSED = {
    "--files": "executors open no files: use sc.broadcast(value), or sc.textFile",
    "--archives": "executors open no files: use sc.broadcast(value), or sc.textFile",
    "--class": "there is no Java virtual machine: name a Python script",
    "--queue": "there is no YARN",
    "--principal": "there is no Kerberos yet",
    "--keytab": "there is no Kerberos yet",
    "--proxy-user": "set HADOOP_USER_NAME",
    "--supervise": "the driver is this process: let a Kubernetes Job or systemd start it again",
    "--kill": "the driver is this process: send it SIGINT, or delete its pod",
    "--status": "the driver is this process: see `martlet top`, or its web UI",
    "--remote": "the driver is this process: use --master",
}


_SECRET_WORDS = ("secret", "password", "token", "access.key", "accesskey", "credential")


class Unusable(Exception):
    """Arguments that cannot be used, and why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        unknown = message.removeprefix("unrecognized arguments: ").split()[0]
        if unknown.startswith("-"):
            near = difflib.get_close_matches(unknown.partition("=")[0], self._option_string_actions, n=1)
            meant = f", did you mean {near[0]}?" if near else ""
            raise Unusable(f"there is no option '{unknown}'{meant}")
        raise Unusable(message)


def parser(command: str, operands: str, description: str) -> argparse.ArgumentParser:
    """A parser with the options that both commands have."""
    made = _Parser(
        prog=f"martlet {command}",
        usage=f"martlet {command} [OPTION ...] {operands}".rstrip(),
        description=description,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--conf", "-c", action="append", default=[], metavar="KEY=VALUE", help="a setting; may be repeated"
    )
    made.add_argument("--properties-file", metavar="FILE", help="settings, a line each: key value, or key=value")
    made.add_argument(
        "--py-files", metavar="FILES", help="modules, packages and zips to import from, with commas between"
    )
    made.add_argument("--deploy-mode", metavar="MODE", help="client, which is the only one")
    made.add_argument("--verbose", "-v", action="store_true", help="print the settings first")
    for option, key in _SETTINGS.items():
        made.add_argument(option, metavar="VALUE", dest=key, help=f"sets {key}")
    for option in _REFUSED:
        made.add_argument(option, dest=option, nargs="?", const="", help=argparse.SUPPRESS)
    return made


def apply(known: argparse.Namespace) -> None:
    """Makes the options the defaults of every context that is made from now on.

    What a program sets itself goes before them, then come options, ``--conf``, the file of settings and last
    ``MARTLET_CONF``, as with spark-submit. Raises `Unusable`.
    """
    given = vars(known)
    for option, instead in _REFUSED.items():
        if given[option] is not None:
            raise Unusable(f"{option} is not there: {instead}")
    if known.deploy_mode not in (None, "client"):
        raise Unusable(f"--deploy-mode {known.deploy_mode} is not there: the driver is this process; start it in a pod")
    settings = _properties(known.properties_file) if known.properties_file else {}
    for pair in known.conf:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise Unusable(f"--conf wants KEY=VALUE, not '{pair}'")
        settings[key] = value
    settings.update({key: given[key] for key in _SETTINGS.values() if given[key] is not None})
    checked = SparkConf(False)
    for key, value in settings.items():
        checked.set(key, value)
        SparkContext.setSystemProperty(key, value)
    for path in (known.py_files or "").split(","):
        try:
            if path:
                import_from(path)
        except FileNotFoundError as error:
            raise Unusable(f"--py-files: {error}") from None
    if known.verbose:
        for key, value in sorted(checked.getAll()):
            print(f"{key}={_shown(key, value)}", file=sys.stderr)


def _properties(path: str) -> dict[str, str]:
    """The pairs of a file in the form of spark-defaults.conf: ``#`` begins a remark, blanks or ``=`` end a key."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(MAX_PROPERTIES_BYTES + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"--properties-file {path}: {error}") from None
    if len(text) > MAX_PROPERTIES_BYTES:
        raise Unusable(f"--properties-file {path} is longer than {MAX_PROPERTIES_BYTES} characters")
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line[0] in "#!":
            continue
        end = next((at for at, letter in enumerate(line) if letter in " \t=:"), len(line))
        value = line[end:].lstrip()
        value = value[1:].lstrip() if value[:1] in ("=", ":") else value
        if not end or not value:
            raise Unusable(f"--properties-file {path}: line {number} is no key and value: '{line}'")
        pairs[line[:end]] = value
    return pairs


def _shown(key: str, value: str) -> str:
    # By the words that the web UI goes by.
    is_secret = any(word in key.lower() for word in _SECRET_WORDS)
    return "*********(redacted)" if is_secret else value
