# SPDX-License-Identifier: Apache-2.0
"""The ``martlet`` command: ``martlet shell`` and ``martlet submit`` run programs, ``martlet fs`` looks at and changes
files of every file system that the engine knows, ``martlet doctor`` looks at what executors on Kubernetes need,
``martlet history`` shows applications that have ended, ``martlet top`` what a running one does.

Exit status: 0 success, 1 something failed, 2 unusable arguments, 130 interrupted.
"""

from __future__ import annotations

import argparse
import pwd
import sys
import threading
import time
from collections.abc import Callable, Sequence

from .conf import SparkConf
from .context import SparkContext
from .errors import MartletError
from .filesystem import FileStatus, FileSystem
from .version import __version__

_USAGE = """\
martlet shell [--master …] [--conf KEY=VALUE]          a prompt with sc and spark
martlet submit [--master …] [--conf …] SCRIPT [ARG …]  runs a program, as spark-submit does

martlet fs -ls [PATH ...]            what is in folders, with owner, size and time
martlet fs -cat PATH ...             the bytes of files
martlet fs -put LOCAL ... PATH       copies from this machine
martlet fs -get PATH ... LOCAL       copies to this machine
martlet fs -cp PATH ... PATH         copies between file systems
martlet fs -du PATH ...              bytes of files and folders
martlet fs -mkdir PATH ...           makes folders and those above them
martlet fs -mv PATH ... PATH         renames
martlet fs -rm [-r] PATH ...         deletes; folders with -r

martlet doctor [--master k8s://…] [--conf KEY=VALUE]   what executors on Kubernetes need

martlet history [DIR] [--port N]     web pages of applications that have ended, from their event logs
martlet top [ADDRESS] [--port N]     what a running application does, in this terminal

A PATH is local or hdfs://server/path; *, ?, [...] and {a,b} match as in textFile. HADOOP_CONF_DIR,
or -D KEY=VALUE before the action, says where HDFS is."""
_DOCTOR = "Looks at what executors on Kubernetes need, and says what to apply where something is missing."
_HISTORY = "Serves web pages of applications that have ended, from their event logs."
_COMMANDS = "shell, submit, fs, doctor, history and top"
_ACTIONS = ("ls", "cat", "put", "get", "cp", "du", "mkdir", "mv", "rm")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out a command line; its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] in (["--help"], ["-h"], ["help"]) or (
        words[:1] == ["fs"] and words[1:] in ([], ["-help"], ["--help"])
    ):
        print(_USAGE)
        return 0
    if words[:1] == ["--version"]:
        print(f"martlet {__version__}")
        return 0
    if words[:1] == ["doctor"]:
        return _doctor(words[1:])
    if words[:1] in (["shell"], ["submit"]):
        return _program(words[0], words[1:])
    if words[:1] == ["history"]:
        return _history(words[1:])
    if words[:1] == ["top"]:
        from . import top

        return top.main(words[1:])
    if words[:1] != ["fs"]:
        return _unusable(
            f"'{words[0]}' is no command; there are {_COMMANDS}" if words else f"name a command: {_COMMANDS}"
        )
    return _files(words[1:])


def _program(command: str, words: list[str]) -> int:
    from . import launching, shell, submit

    try:
        return shell.main(words) if command == "shell" else submit.main(words)
    except launching.Unusable as error:
        return _unusable(f"{command}: {error}")
    except KeyboardInterrupt:
        return 130
    except MartletError as error:
        print(f"martlet: {error}", file=sys.stderr)
        return 1


def _unusable(why: str) -> int:
    print(f"martlet: {why}; see martlet --help", file=sys.stderr)
    return 2


def _doctor(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="martlet doctor", description=_DOCTOR, exit_on_error=False)
    parser.add_argument("--master", default="k8s://", help="k8s://https://host:port, or k8s:// alone (the default)")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting; may be repeated")
    try:
        known, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        return _unusable(f"doctor: {error}")
    except SystemExit as end:
        return int(end.code or 0)
    if unknown or not all("=" in setting for setting in known.conf):
        return _unusable(f"doctor wants --master and --conf KEY=VALUE, not '{(unknown or known.conf)[0]}'")
    from .doctor import diagnose

    settings = dict(setting.split("=", 1) for setting in known.conf)
    conf = SparkConf(False).setMaster("local[1]").set("spark.ui.showConsoleProgress", "false")
    for key, value in settings.items():
        if key.startswith("spark.hadoop."):
            conf.set(key, value)
    try:
        with SparkContext(conf=conf) as sc:
            found = diagnose(sc._session, sc.fs, known.master, settings)
    except KeyboardInterrupt:
        return 130
    except MartletError as error:
        print(f"martlet: {error}", file=sys.stderr)
        return 1
    print(found)
    return 0 if found.ok else 1


def _history(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="martlet history", description=_HISTORY, exit_on_error=False)
    parser.add_argument("dir", nargs="?", help="the folder of event logs, on any file system (~/.martlet/events)")
    parser.add_argument("--port", type=int, default=18080, help="where to listen (18080, or the next that is free)")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting; may be repeated")
    try:
        known, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        return _unusable(f"history: {error}")
    except SystemExit as end:
        return int(end.code or 0)
    if unknown or not all("=" in setting for setting in known.conf):
        return _unusable(f"history wants a folder, --port and --conf KEY=VALUE, not '{(unknown or known.conf)[0]}'")
    conf = SparkConf(False).setMaster("local[1]").set("spark.ui.enabled", "false")
    conf.set("spark.ui.showConsoleProgress", "false")
    for setting in known.conf:
        conf.set(*setting.split("=", 1))
    try:
        with SparkContext(conf=conf) as sc:
            request = {"op": "history", "path": known.dir, "port": known.port}
            print(f"martlet history: {sc._session.call(request)['url']} (Ctrl-C ends it)", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 130
    except (MartletError, OSError, ValueError) as error:
        print(f"martlet: {error}", file=sys.stderr)
        return 1
    return 0


def _files(words: list[str]) -> int:
    conf = SparkConf(False).setMaster("local[1]").set("spark.ui.showConsoleProgress", "false")
    while words[:1] == ["-D"] and len(words) > 1:
        key, equals, value = words[1].partition("=")
        if not equals:
            return _unusable(f"-D wants KEY=VALUE, not '{words[1]}'")
        conf.set(key if key.startswith("spark.hadoop.") else "spark.hadoop." + key, value)
        words = words[2:]
    action = words[0].lstrip("-") if words else ""
    if action not in _ACTIONS:
        import difflib

        near = difflib.get_close_matches(action, _ACTIONS, n=1, cutoff=0.4)
        meant = f", did you mean -{near[0]}?" if near else f": use one of {', '.join('-' + name for name in _ACTIONS)}"
        return _unusable(f"'{words[0] if words else ''}' is no action of fs{meant}")
    return _carried_out(action, words[1:], conf)


def _carried_out(action: str, words: list[str], conf: SparkConf) -> int:
    parser = argparse.ArgumentParser(prog=f"martlet fs -{action}", add_help=False, exit_on_error=False)
    if action == "rm":
        parser.add_argument("-r", "-R", dest="recursive", action="store_true")
    parser.add_argument("paths", nargs="*" if action == "ls" else "+")
    try:
        known, unknown = parser.parse_known_args(words)
    except (argparse.ArgumentError, SystemExit):
        return _unusable(f"fs -{action} wants a path")
    if unknown:
        return _unusable(f"fs -{action} does not know '{unknown[0]}'")
    paths: list[str] = known.paths or ["."]
    if action in ("put", "get", "cp", "mv") and len(paths) == 1 and action != "get":
        return _unusable(f"fs -{action} wants a target, too")
    try:
        with SparkContext(conf=conf) as sc:
            return _do(sc.fs, action, paths, getattr(known, "recursive", False))
    except KeyboardInterrupt:
        return 130
    except MartletError as error:
        print(f"martlet: {error}", file=sys.stderr)
        return 1


def _do(fs: FileSystem, action: str, paths: list[str], recursive: bool) -> int:
    if action in ("put", "get", "cp", "mv"):
        *sources, target = paths if len(paths) > 1 else [*paths, "."]
        moves: dict[str, Callable[[str, str], object]] = {"put": fs.put, "get": fs.get, "cp": fs.copy, "mv": fs.mv}
        move = moves[action]
        found = sources if action == "put" else [status.path for source in sources for status in fs.glob(source)]
        return _each(found, lambda path: move(path, target))
    if action == "mkdir":
        return _each(paths, fs.mkdirs)

    def one(path: str) -> None:
        for status in fs.glob(path):
            if action == "ls":
                _show(fs.ls(status.path) if status.is_directory else [status])
            elif action == "cat":
                for piece in fs.chunks(status.path):
                    sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
            elif action == "du":
                print(f"{fs.du(status.path):>14}  {status.path}")
            else:
                fs.rm(status.path, recursive)

    return _each(paths, one)


def _each(paths: Sequence[str], do: Callable[[str], object]) -> int:
    """Goes on behind a path that fails, as file tools do."""
    failed = 0
    for path in paths:
        try:
            do(path)
        except (OSError, ValueError) as error:
            print(f"martlet: {error}", file=sys.stderr)
            failed = 1
    return failed


def _show(found: list[FileStatus]) -> None:
    for status in found:
        bits = "".join(
            letter if (status.permission or 0) >> shift & 1 else "-"
            for shift, letter in zip(range(8, -1, -1), "rwxrwxrwx", strict=True)
        )
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(status.modified or 0))
        print(
            f"{'d' if status.is_directory else '-'}{bits} {status.replication or '-':>3} {_name(status.owner):<8} "
            f"{status.group or '':<12} {status.size:>12} {when} {status.path}"
        )


def _name(owner: str | None) -> str:
    """The name of an owner that is known by number only."""
    if owner is not None and owner.isdigit():
        try:
            return pwd.getpwuid(int(owner)).pw_name
        except (KeyError, OverflowError):
            pass
    return owner or ""
