# SPDX-License-Identifier: Apache-2.0
"""Files of HDFS as two clients see them that share nothing with Martlet: hdfs-native (PyPI, Rust) and hdfs-cli (Debian,
Go)."""

from __future__ import annotations

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import urllib.parse
from typing import Any

import pytest
from minihdfs import MiniHdfs

import martlet

pytestmark = pytest.mark.usefixtures("real")

#: Blocks have 1 MiB, packets 64 512 bytes, checksums 512.
SIZES = {
    "plain": 3_000_000,
    "with space": 0,
    "per%20cent": 1,
    "plus+and&": 512,
    "ünï-日本語-🦅": 64_513,
    "[x]{y}": 1 << 20,
    "n" * 255: (1 << 20) + 1,
    "many blocks": (9 << 20) + 17,
}
#: Files in a folder: more than a NameNode lists at once.
FOLDER_FILES = 1_100
#: What hdfs-cli would take for a pattern.
CLI_NAMES = [name for name in SIZES if "[" not in name]

PROGRAM = """
import json, pathlib, sys
import martlet
conf = martlet.SparkConf().setMaster("local[2]")
with martlet.SparkContext(conf=conf) as sc:
    what, root, folder, names = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), json.loads(sys.argv[4])
    if what == "put":
        sc.fs.mkdirs(root)
        for name in names:
            sc.fs.put(folder / name, root + "/" + name)
        sc.parallelize([], int(sys.argv[5])).saveAsTextFile(root + "/folder")
    else:
        found = {name: sc.fs.read(root + "/" + name) == (folder / name).read_bytes() for name in names}
        print(json.dumps(found))
    print(json.dumps(sorted(status.name for status in sc.fs.ls("hdfs:///clients/martlet/folder"))))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder of files with names that hurt, none, one and many blocks long."""
    folder = tmp_path_factory.mktemp("clients")
    for number, (name, size) in enumerate(SIZES.items()):
        (folder / name).write_bytes(random.Random(number).randbytes(size))
    return folder


def _martlet(hdfs: MiniHdfs, what: str, root: str, folder: pathlib.Path, names: list[str]) -> list[Any]:
    environment = os.environ | {
        "PYTHONPATH": str(pathlib.Path(martlet.__file__).parents[1]),
        "HADOOP_CONF_DIR": str(hdfs.conf),
    }
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        what,
        "hdfs://mini" + root,
        str(folder),
        json.dumps(names),
        str(FOLDER_FILES),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=300, env=environment, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def written(hdfs: MiniHdfs, files: pathlib.Path) -> list[str]:
    """The files as Martlet writes them, and the names in a long folder."""
    (names,) = _martlet(hdfs, "put", "/clients/martlet", files, list(SIZES))
    assert len(names) == FOLDER_FILES + 1
    return list(names)


def test_hdfs_native_sees_the_same(hdfs: MiniHdfs, files: pathlib.Path, written: list[str]) -> None:
    native = pytest.importorskip("hdfs_native")
    client = native.Client("hdfs://mini", config_dir=str(hdfs.conf))
    for name, size in SIZES.items():
        with client.read("/clients/martlet/" + name) as stream:
            assert stream.read() == (files / name).read_bytes(), name
        assert client.get_file_info("/clients/martlet/" + name).length == size
        with client.create("/clients/native/" + name, native.WriteOptions(create_parent=True)) as stream:
            stream.write((files / name).read_bytes())
    names = [status.path.rsplit("/", 1)[1] for status in client.list_status("/clients/martlet/folder")]
    assert sorted(names) == written
    found, _ = _martlet(hdfs, "read", "/clients/native", files, list(SIZES))
    assert found == dict.fromkeys(SIZES, True)


def test_hdfs_cli_sees_the_same(
    hdfs: MiniHdfs, files: pathlib.Path, written: list[str], tmp_path: pathlib.Path
) -> None:
    program = shutil.which("hdfs")
    # Hadoop's own tool has the same name.
    if program is None or b"colinmarc" not in pathlib.Path(program).read_bytes():
        pytest.skip("hdfs-cli of Debian is not installed")

    def cli(*words: str) -> str:
        environment = os.environ | {"HADOOP_CONF_DIR": str(hdfs.conf)}
        done = subprocess.run(
            [program, *words], stdout=subprocess.PIPE, text=True, timeout=120, env=environment, check=True
        )
        return done.stdout

    cli("mkdir", "-p", "/clients/cli")
    for name in CLI_NAMES:
        # It takes paths for parts of a URL.
        cli("get", "/clients/martlet/" + urllib.parse.quote(name), str(tmp_path / "copy"))
        assert (tmp_path / "copy").read_bytes() == (files / name).read_bytes(), name
        (tmp_path / "copy").unlink()
        cli("put", str(files / name), "/clients/cli/" + urllib.parse.quote(name))
    assert sorted(cli("ls", "/clients/martlet/folder").split()) == written
    found, _ = _martlet(hdfs, "read", "/clients/cli", files, CLI_NAMES)
    assert found == dict.fromkeys(CLI_NAMES, True)
