# SPDX-License-Identifier: Apache-2.0
"""Programs of `programs/` print what PySpark printed (`sql_programs.py`)."""

from __future__ import annotations

import difflib
import pathlib
import sys

import pytest
import sql_programs
from engines import is_real

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@pytest.mark.parametrize("path", sorted(sql_programs.FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_programs_print_what_they_print_with_pyspark(path: pathlib.Path) -> None:
    wanted = sql_programs.programs(path)
    assert wanted and all(program.printed for program in wanted), "sql_programs.py keep has not been run"
    found = sql_programs.run_apart(sys.executable, path, "run")
    wrong = []
    for program, printed in zip(wanted, found, strict=True):
        lines = difflib.unified_diff(program.printed.split("\n"), printed.split("\n"), "PySpark", "Martlet", n=1)
        if program.printed != printed:
            wrong.append(f"{program.title}:\n" + "\n".join(line.rstrip("\n") for line in lines))
    assert not wrong, "\n\n".join(wrong)
