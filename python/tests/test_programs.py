# SPDX-License-Identifier: Apache-2.0
"""``martlet submit``, ``martlet shell``, and programs given to ``python -c``."""

from __future__ import annotations

import os
import pathlib
import pty
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest

#: A program that neither ends nor says what a test waits for has hung.
DEADLINE_SECONDS = 120
MASTER = ["--master", "local[2]"]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(real: None, tmp_path: pathlib.Path) -> Run:
    def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {**os.environ, "HOME": str(tmp_path), **environment}
        return subprocess.run(
            [sys.executable, *words],
            input=stdin,
            env=settings,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )

    return run


def program(folder: pathlib.Path, text: str) -> str:
    path = folder / "job.py"
    path.write_text(text)
    return str(path)


def test_submit_runs_a_program_written_for_pyspark(run: Run, tmp_path: pathlib.Path) -> None:
    job = program(
        tmp_path,
        "import sys\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        "sc = spark.sparkContext\n"
        "print(__name__, sys.argv[1:], sc.master, sc.appName)\n"
        "def twice(x): return x * 2\n"
        "print(sc.range(4).map(twice).collect(), spark.conf.get('spark.sql.shuffle.partitions'))\n",
    )
    made = run("-m", "martlet", "submit", *MASTER, "-c", "spark.sql.shuffle.partitions=3", job, "--conf", "mine")
    assert made.stderr == ""
    assert made.stdout == "__main__ ['--conf', 'mine'] local[2] job.py\n[0, 2, 4, 6] 3\n"
    assert made.returncode == 0


def test_submit_settings_give_way_to_the_program_and_go_before_files(run: Run, tmp_path: pathlib.Path) -> None:
    job = program(
        tmp_path,
        "from pyspark import SparkConf, SparkContext\n"
        "sc = SparkContext(conf=SparkConf().setAppName('mine'))\n"
        "for key in ('spark.app.name', 'spark.executor.memory', 'spark.ui.enabled', 'spark.local.dir'):\n"
        "    print(sc.getConf().get(key))\n",
    )
    (tmp_path / "defaults.conf").write_text(
        "# settings\nspark.executor.memory  2g\nspark.ui.enabled=false\n\nspark.local.dir : /tmp\n"
    )
    words = ["--name", "theirs", "--executor-memory", "3g", "--properties-file", "defaults.conf", job]
    made = run("-m", "martlet", "submit", *MASTER, *words, MARTLET_CONF="spark.ui.enabled=true")
    assert made.stdout.split() == ["mine", "3g", "false", "/tmp"], made.stderr


def test_submit_imports_from_py_files(run: Run, tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "birds.zip", "w") as archive:
        archive.writestr("birds.py", "def weight(x):\n    return x * 10\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "nests.py").write_text("def eggs(x):\n    return x + 1\n")
    job = program(
        tmp_path,
        "import birds, nests\n"
        "from pyspark import SparkContext\n"
        "print(SparkContext().range(3).map(lambda x: nests.eggs(birds.weight(x))).collect())\n",
    )
    made = run("-m", "martlet", "submit", *MASTER, "--py-files", "birds.zip,parts/nests.py", job)
    assert made.stdout == "[1, 11, 21]\n", made.stderr


@pytest.mark.parametrize(
    ("ends", "status", "said"),
    [
        ("raise SystemExit", 0, ""),
        ("import sys; sys.exit(3)", 3, ""),
        ("raise SystemExit('no birds')", 1, "no birds\n"),
        ("1 / 0", 1, "ZeroDivisionError: division by zero\n"),
        ("raise KeyboardInterrupt", 130, "KeyboardInterrupt\n"),
    ],
)
def test_submit_ends_as_the_program_does(run: Run, tmp_path: pathlib.Path, ends: str, status: int, said: str) -> None:
    made = run("-m", "martlet", "submit", program(tmp_path, ends))
    assert (made.returncode, made.stdout) == (status, "")
    assert made.stderr.endswith(said)
    assert "submit.py" not in made.stderr


def test_submit_waits_for_threads_of_the_program(run: Run, tmp_path: pathlib.Path) -> None:
    job = program(
        tmp_path,
        "import threading\n"
        "from pyspark import SparkContext\n"
        "sc = SparkContext()\n"
        "begun = threading.Event()\n"
        "def work():\n"
        "    begun.wait()\n"
        "    print(sc.range(100).count())\n"
        "threading.Thread(target=work).start()\n"
        "begun.set()\n",
    )
    made = run("-m", "martlet", "submit", *MASTER, job)
    assert (made.stdout, made.returncode) == ("100\n", 0), made.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a Python file"),
        (["nowhere.py"], "cannot read 'nowhere.py': No such file"),
        (["--executor-memroy", "1g", "job.py"], "did you mean --executor-memory?"),
        (["--conf", "spark.app.name", "job.py"], "--conf wants KEY=VALUE, not 'spark.app.name'"),
        (["--deploy-mode", "cluster", "job.py"], "start it in a pod"),
        (["--files", "a.txt", "job.py"], "use sc.broadcast(value)"),
        (["job.jar"], "there is no Java virtual machine"),
        (["--py-files", "nowhere.zip", "job.py"], "nowhere.zip"),
        (["--properties-file", "job.py", "job.py"], "line 1 is no key and value"),
    ],
)
def test_what_submit_cannot_do_is_said_in_a_line(run: Run, tmp_path: pathlib.Path, words: list[str], said: str) -> None:
    program(tmp_path, "1\n")
    made = run("-m", "martlet", "submit", *words)
    assert made.returncode == 2
    assert made.stdout == ""
    assert said in made.stderr
    assert made.stderr.count("\n") == 1


def test_the_shell_keeps_what_is_piped_in(run: Run) -> None:
    typed = (
        "def twice(x):\n    return x * 2\n\nsc.range(3).map(twice).collect()\n"
        "sc.range(3).map(lambda x: 1 // x).collect()\nspark.range(5).count()\nprint(\n"
    )
    made = run("-m", "martlet", "shell", *MASTER, stdin=typed)
    assert made.stdout == "[0, 2, 4]\n5\n"
    assert "1 // x" in made.stderr and "code.py" not in made.stderr
    assert made.stderr.endswith("martlet: the input ends within a statement\n")
    assert made.returncode == 1
    failing = run("-m", "martlet", "shell", *MASTER, stdin="1 +* 2\nprint(4)\n")
    assert (failing.stdout, failing.returncode) == ("4\n", 0)
    assert "SyntaxError" in failing.stderr and "codeop" not in failing.stderr
    assert run("-m", "martlet", "shell", *MASTER, stdin="exit(3)\n").returncode == 3


@pytest.mark.parametrize("options", [["--plain"], []])
def test_the_shell_in_a_terminal(real: None, tmp_path: pathlib.Path, options: list[str]) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "martlet", "shell", *MASTER, *options]
    settings = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb", "IPYTHONDIR": str(tmp_path / "ipython")}
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=settings, cwd=tmp_path)
    os.close(theirs)
    try:
        os.write(ours, b"print('sum', sc.range(10).map(lambda x: x * 3).sum())\nexit()\n")
        shown = b""
        while b"sum 135" not in shown:
            shown += os.read(ours, 4096)
        assert process.wait(DEADLINE_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)


PROGRAM = "from martlet import SparkContext; print(SparkContext('local[2]').range(3).map(lambda x: x + 1).sum())"


@pytest.mark.parametrize("words", [["-c", PROGRAM], ["-c" + PROGRAM], ["-Xdev", "-W", "ignore", "-Bc", PROGRAM]])
def test_the_text_of_python_c_is_found(run: Run, words: list[str]) -> None:
    made = run(*words)
    assert made.stdout == "6\n", made.stderr


def test_what_exec_makes_has_no_source_and_says_so(run: Run) -> None:
    made = run(
        "-c", "from martlet import SparkContext\nexec('f = lambda y: y + 7')\nSparkContext('local[1]').range(3).map(f)"
    )
    assert "is not available here" in made.stderr and "made by exec or eval" in made.stderr
