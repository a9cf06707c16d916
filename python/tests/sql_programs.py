# SPDX-License-Identifier: Apache-2.0
"""Programs as users of PySpark write them, with what PySpark prints.

    sql_programs.py keep PYTHON [FILE…]    runs the programs of files of `programs/` with PySpark (with the Python that
                                           has it), and writes what they print beside them
    sql_programs.py run FILE ANSWERS       runs them with Martlet and writes a JSON list of what each prints

A file has programs one after another: each begins with a line `##### title`, and after a line `>>>>>` follows what it
prints. They find `spark`, `sc` and what `from pyspark.sql.functions import *` and its like bring; their folder is
empty. PySpark must be the release that `pyspark_source.VERSION` names, with Java 17.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Any, NamedTuple

# PySpark takes a second for each action on a machine that is busy.
_SECONDS_MAX = 1200
FOLDER = pathlib.Path(__file__).parent / "programs"
_HEAD = """
from pyspark.sql import Row, SparkSession, Window
from pyspark.sql import functions as F, types as T
from pyspark.sql.functions import *
from pyspark.sql.types import *
"""


class Program(NamedTuple):
    title: str
    text: str
    printed: str


def programs(path: pathlib.Path) -> list[Program]:
    found = []
    for part in re.split(r"^##### ", path.read_text(), flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        text, _, printed = rest.partition("\n>>>>>\n")
        found.append(Program(title, text.strip("\n"), printed.strip("\n")))
    return found


def write(path: pathlib.Path, found: list[Program]) -> None:
    path.write_text("".join(f"##### {p.title}\n{p.text}\n>>>>>\n{p.printed}\n\n" for p in found).rstrip("\n") + "\n")


def run(path: pathlib.Path) -> list[str]:
    """What the programs print with the `pyspark` that is there. An error is its class and the first line it says."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(_HEAD, names)
    builder = names["SparkSession"].builder.master("local[2]").appName("programs")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.sql.session.timeZone": "UTC"}
    for key, value in settings.items():
        builder = builder.config(key, value)
    names["spark"] = builder.getOrCreate()
    names["sc"] = names["spark"].sparkContext
    names["sc"].setLogLevel("OFF")
    folder = pathlib.Path.cwd()
    printed = []
    for number, program in enumerate(programs(path)):
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        # Functions are compiled from their source, which must be a file.
        source = folder / f"program_{number}.py"
        source.write_text(program.text)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(program.text, str(source), "exec"), dict(names))
            except Exception as error:
                print("!!", type(error).__name__, str(error).strip().split("\n")[0].removesuffix(";"))
        lines = out.getvalue().replace(str(folder), "FOLDER").splitlines()
        printed.append("\n".join(line.rstrip() for line in lines).strip("\n"))
        for table in names["spark"].catalog.listTables():
            names["spark"].catalog.dropTempView(table.name)
    names["spark"].stop()
    return printed


def run_apart(python: str, path: pathlib.Path, mode: str) -> list[str]:
    """As :func:`run`, in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYSPARK_PYTHON": python, "TZ": "UTC"}
        answers = pathlib.Path(folder) / "answers.json"
        (pathlib.Path(folder) / "work").mkdir()
        command = [python, "-W", "ignore", os.path.abspath(__file__), mode, str(path), str(answers)]
        # Not through a pipe, which processes that outlive this one would hold open.
        subprocess.run(command, cwd=f"{folder}/work", env=environment, timeout=_SECONDS_MAX, check=True)
        return list(json.loads(answers.read_text()))


def main(arguments: list[str]) -> None:
    match arguments:
        case ["ask", path, answers]:
            logging.disable(logging.CRITICAL)
            pathlib.Path(answers).write_text(json.dumps(run(pathlib.Path(path))))
        case ["run", path, answers]:
            sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
            import martlet

            martlet.install_as_pyspark()
            pathlib.Path(answers).write_text(json.dumps(run(pathlib.Path(path))))
        case ["keep", python, *files]:
            for path in [pathlib.Path(file).absolute() for file in files] or sorted(FOLDER.glob("*.txt")):
                found = programs(path)
                write(path, [p._replace(printed=new) for p, new in zip(found, run_apart(python, path, "ask"))])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
