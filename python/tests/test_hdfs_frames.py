# SPDX-License-Identifier: Apache-2.0
"""Frames on a real, highly available HDFS, as the guide has them (`guide_on_hdfs.py`)."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest
from minihdfs import MiniHdfs

import martlet

pytestmark = pytest.mark.usefixtures("real")

ROWS = 1_000_000


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1g]"])
def test_the_cells_of_the_guide(hdfs: MiniHdfs, master: str) -> None:
    environment = os.environ | {
        "HADOOP_CONF_DIR": str(hdfs.conf),
        "PYTHONPATH": str(pathlib.Path(martlet.__file__).parents[1]),
    }
    program = pathlib.Path(__file__).parent / "guide_on_hdfs.py"
    done = subprocess.run(
        [sys.executable, program, master, str(ROWS), hdfs.folder],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
    )
    assert done.stdout.splitlines() == [
        str(ROWS),
        "3 files, 1 tags, _SUCCESS: True",
        "[('_c0', 'string'), ('_c1', 'string')]",
        "[('_c0', 'int'), ('_c1', 'int')]",
        str((sum(range(ROWS)), 2 * sum(range(ROWS)))),
        f"AnalysisException True {ROWS}",
        f"ignore {ROWS}",
        f"append {ROWS + 1_000} 5 files, 2 tags, _SUCCESS: True",
        "overwrite 1000 3 files, 1 tags, _SUCCESS: True",
        "between 1000",
        f"during the write True {ROWS} 3 files, 1 tags, _SUCCESS: True",
        f"during the read True {[ROWS, 2 * sum(range(ROWS))]}",
    ], done.stderr
    assert hdfs.hadoop("dfs", "-cat", "/user/hdfs/test/example.csv/part-*").count("\n") == ROWS
    hdfs.hadoop("dfs", "-rm", "-r", "/user/hdfs")
