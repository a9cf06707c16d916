# SPDX-License-Identifier: Apache-2.0
"""`sc.fs` and `martlet fs`, on the local disk and, where there is one, on a real HDFS."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest
from minihdfs import MiniHdfs

import martlet
from martlet import SparkContext
from martlet.command import main

pytestmark = pytest.mark.usefixtures("real")


def test_local_files(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    fs, root = sc.fs, str(tmp_path)
    fs.mkdirs(root + "/a/b")
    (tmp_path / "one").write_bytes(b"x" * 20_000_001)
    fs.put(tmp_path / "one", root + "/a")
    assert [(status.name, status.is_directory, status.size) for status in fs.ls(root + "/a")] == [
        ("b", True, 0),
        ("one", False, 20_000_001),
    ]
    assert fs.read(root + "/a/one") == b"x" * 20_000_001
    assert fs.du(root) == 40_000_002
    fs.mv(root + "/a/one", root + "/a/b/two")
    fs.get(root + "/a", root + "/copied")
    assert (tmp_path / "copied/b/two").stat().st_size == 20_000_001
    assert [status.path for status in fs.glob(root + "/*/b/t?o")] == [root + "/a/b/two", root + "/copied/b/two"]
    assert fs.status(root + "/one").modified == pytest.approx((tmp_path / "one").stat().st_mtime, abs=0.002)
    with pytest.raises(FileExistsError):
        fs.copy(root + "/one", root + "/a/b/two")
    with pytest.raises(OSError):
        fs.rm(root + "/a")
    fs.rm(root + "/a", recursive=True)
    assert not fs.exists(root + "/a")
    with pytest.raises(FileNotFoundError, match="does not exist"):
        fs.status(root + "/a")
    with pytest.raises(IsADirectoryError):
        fs.read(root)
    with pytest.raises(ValueError, match="no file system"):
        fs.ls("ftp://host/x")


def test_the_command_says_what_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fs", "-sl"]) == 2
    assert "did you mean -ls?" in capsys.readouterr().err
    assert main(["fs", "-mv", "x"]) == 2
    assert main(["sf"]) == 2
    assert main(["fs", "-D", "x", "-ls"]) == 2
    assert main(["--help"]) == 0
    assert main(["--version"]) == 0


def _command(hdfs: MiniHdfs, *words: str) -> tuple[int, str, str]:
    environment = os.environ | {"HADOOP_CONF_DIR": str(hdfs.conf)}
    done = subprocess.run(
        [sys.executable, "-m", "martlet", "fs", *words], capture_output=True, text=True, env=environment, timeout=120
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_on_hdfs(hdfs: MiniHdfs, tmp_path: pathlib.Path) -> None:
    (tmp_path / "birds").mkdir()
    (tmp_path / "birds/swift").write_text("apus apus\n" * 300_000)
    assert _command(hdfs, "-mkdir", "/a/b") == (0, "", "")
    assert _command(hdfs, "-put", str(tmp_path / "birds"), "/a") == (0, "", "")
    status, out, _ = _command(hdfs, "-ls", "hdfs://mini/a/birds")
    assert status == 0 and "3000000" in out and out.rstrip().endswith("hdfs://mini/a/birds/swift")
    assert _command(hdfs, "-cat", "/a/birds/s*")[1] == "apus apus\n" * 300_000
    assert _command(hdfs, "-du", "/a")[1].split() == ["3000000", "hdfs://mini/a"]
    assert _command(hdfs, "-get", "/a/birds", str(tmp_path / "back")) == (0, "", "")
    assert (tmp_path / "back/swift").read_bytes() == (tmp_path / "birds/swift").read_bytes()
    assert _command(hdfs, "-mv", "/a/birds/swift", "/a/b") == (0, "", "")
    assert _command(hdfs, "-rm", "/a")[0] == 1
    assert _command(hdfs, "-rm", "-r", "/a") == (0, "", "")
    status, _, error = _command(hdfs, "-ls", "/a")
    assert status == 1 and "hdfs://mini/a: it does not exist" in error and len(error.splitlines()) == 1


def test_a_context_on_hdfs(hdfs: MiniHdfs, tmp_path: pathlib.Path) -> None:
    """Executor processes get the settings of the driver, whose own come from `spark.hadoop.*`."""
    program = f"""
import martlet
conf = martlet.SparkConf().setMaster("local-cluster[2,1,256m]")
for key, value in {hdfs.settings()!r}.items():
    conf.set("spark.hadoop." + key, value)
with martlet.SparkContext(conf=conf) as sc:
    rows = sc.parallelize(range(200_000), 5).map(lambda i: (i, i * 2))
    rows.map(lambda row: f"{{row[0]}},{{row[1]}}").saveAsTextFile("hdfs://mini/rows.csv")
    print(sorted(status.name for status in sc.fs.ls("hdfs://mini/rows.csv")))
    lines = sc.textFile("hdfs://mini/rows.csv")
    print(lines.count(), lines.map(lambda line: int(line.split(",")[1])).sum(), lines.getNumPartitions() >= 5)
    print(sc.wholeTextFiles("hdfs://mini/rows.csv").mapValues(len).values().sum())
    try:
        rows.map(str).saveAsTextFile("hdfs://mini/rows.csv")
    except OSError as error:
        print(error)
"""
    (tmp_path / "program.py").write_text(program)
    environment = os.environ | {"PYTHONPATH": str(pathlib.Path(martlet.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, tmp_path / "program.py"], capture_output=True, text=True, timeout=120, env=environment
    )
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "['_SUCCESS', 'part-00000', 'part-00001', 'part-00002', 'part-00003', 'part-00004']",
        f"200000 {sum(range(0, 400_000, 2))} True",
        str(sum(len(f"{i},{i * 2}\n") for i in range(200_000))),
    ], done.stderr
    assert "rows.csv exists" in lines[3]


@pytest.mark.parametrize(("node", "local"), [("127.0.0.2", True), ("elsewhere", False), (None, True)])
def test_the_share_of_input_that_is_local_is_told(
    hdfs: MiniHdfs, tmp_path: pathlib.Path, node: str | None, local: bool
) -> None:
    """Blocks lie on hosts, and executors are told the name of theirs; without one they know this machine's."""
    program = """
import martlet
conf = martlet.SparkConf().setMaster("local-cluster[2,1,256m]").set("spark.hadoop.dfs.replication", "3")
with martlet.SparkContext(conf=conf) as sc:
    path = "hdfs:///local.txt"
    if not sc.fs.exists(path):
        sc.parallelize(range(300_000), 1).map(str).saveAsTextFile(path)
    sc.setJobGroup("local", "")
    sc.textFile(path).map(lambda line: (len(line), 1)).reduceByKey(lambda a, b: a + b).collect()
    tracker = sc.statusTracker()
    stages = [stage for job in tracker.getJobIdsForGroup("local") for stage in tracker.getJobInfo(job).stageIds]
    found = [tracker.getStageInfo(stage) for stage in sorted(stages)]
    size = sc.fs.du(path)
    print([(info.numPlacedBytes >= size, info.numLocalBytes == info.numPlacedBytes) for info in found])
    print([info.numLocalBytes for info in found])
"""
    (tmp_path / "program.py").write_text(program)
    environment = os.environ | {
        "PYTHONPATH": str(pathlib.Path(martlet.__file__).parents[1]),
        "HADOOP_CONF_DIR": str(hdfs.conf),
        "MARTLET_NODE_NAME": node or "",
    }
    done = subprocess.run(
        [sys.executable, tmp_path / "program.py"], capture_output=True, text=True, timeout=120, env=environment
    )
    lines = done.stdout.splitlines()
    # Shuffles have no place.
    assert lines[0] == f"[(True, {local}), (False, True)]", done.stderr
    assert (lines[1] == "[0, 0]") != local


def test_many_small_files_share_connections(hdfs: MiniHdfs, tmp_path: pathlib.Path) -> None:
    """As the DataNodes tell of it: a connection carries one block after another."""
    files = 600
    program = f"""
import martlet
conf = martlet.SparkConf().setMaster("local-cluster[2,1,256m]").set("spark.hadoop.dfs.replication", "1")
with martlet.SparkContext(conf=conf) as sc:
    sc.parallelize(range({files}), {files}).map(str).saveAsTextFile("hdfs:///small")
    print(sc.textFile("hdfs:///small").map(int).sum())
    sc.fs.rm("hdfs:///small", recursive=True)
"""
    (tmp_path / "program.py").write_text(program)
    before = len(hdfs.reads())
    environment = os.environ | {
        "PYTHONPATH": str(pathlib.Path(martlet.__file__).parents[1]),
        "HADOOP_CONF_DIR": str(hdfs.conf),
    }
    done = subprocess.run(
        [sys.executable, tmp_path / "program.py"], capture_output=True, text=True, timeout=180, env=environment
    )
    assert done.stdout.split() == [str(sum(range(files)))], done.stderr
    reads = hdfs.reads()[before:]
    if not hdfs.traces:
        pytest.skip("this HDFS was started without --trace")
    assert len(reads) >= files
    # Two executors with one task at a time and three DataNodes; one that rests for 3 seconds is closed.
    assert len(set(reads)) <= files / 10, reads


def test_data_transfer_that_is_encrypted_is_named(
    hdfs: MiniHdfs, sc: SparkContext, tmp_path: pathlib.Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """DataNodes that demand SASL close a connection without a word; the NameNode says why beforehand."""
    other = MiniHdfs(tmp_path_factory.mktemp("hdfs") / "encrypting", hdfs.script)
    encrypts = [f"--set={key}=true" for key in ("dfs.encrypt.data.transfer", "dfs.block.access.token.enable")]
    other.up(*encrypts, datanodes=1, ha=False)
    try:
        (tmp_path / "one").write_text("a line\n")
        other.hadoop("dfs", "-put", str(tmp_path / "one"), "/one")
        root = f"hdfs://{other.settings()['dfs.namenode.rpc-address']}"
        assert [status.size for status in sc.fs.ls(root + "/")] == [7]
        for action in (
            lambda: sc.fs.read(root + "/one"),
            lambda: sc.fs.put(tmp_path / "one", root + "/two"),
            lambda: sc.textFile(root + "/one").count(),
        ):
            with pytest.raises(OSError, match=r"dfs\.encrypt\.data\.transfer.*SASL|SASL.*dfs\.encrypt\.data\.transfer"):
                action()
        assert [status.name for status in sc.fs.ls(root + "/")] == ["one"]
    finally:
        other.down()


def test_no_server_is_named() -> None:
    """A path without a server says where a server may be named."""
    program = """
import martlet
with martlet.SparkContext("local[1]") as sc:
    try:
        sc.textFile("hdfs:///x").count()
    except ValueError as error:
        print(error)
"""
    environment = {key: value for key, value in os.environ.items() if key != "HADOOP_CONF_DIR"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environment)
    assert "fs.defaultFS is not set" in done.stdout, done.stderr
