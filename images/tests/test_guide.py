# SPDX-License-Identifier: Apache-2.0
"""The commands of the guide and of what charts say when they are installed: helm and kubectl must take them."""

from __future__ import annotations

import os
import pathlib
import re
import socket
import subprocess

import parts
import pytest

IMAGES = pathlib.Path(__file__).parents[1]
CHARTS = sorted(path.parent.name for path in (IMAGES / "charts").glob("*/Chart.yaml"))
# Takes down what it is called with; where names are asked for, there are two.
_STUB = """#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@" "" >>"$CALLS"
case " $* " in *" -o name "*) printf 'pod/first\\npod/second\\n' ;; esac
"""


def blocks() -> list[str]:
    """Pieces of shell in the guide that speak to a cluster."""
    found = re.findall(r"```bash\n(.*?)```", (IMAGES / "README.md").read_text(), re.DOTALL)
    return [block for block in found if re.search(r"\b(helm|kubectl) ", block)]


def notes(chart: str) -> str:
    """What helm prints when a chart is installed: its lines of shell."""
    command = [parts.tool("helm"), "install", "my-release", IMAGES / "charts" / chart, "--dry-run=client"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=_environment())
    assert done.returncode == 0, done.stderr
    said = done.stdout.split("\nNOTES:\n")[1]
    return "\n".join(line.strip() for line in said.splitlines() if re.match(r" *(helm|kubectl|echo) ", line))


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": "/nonexistent", "KUBECONFIG": os.devnull}


def calls(script: str, folder: pathlib.Path) -> list[list[str]]:
    """The commands of a piece of shell, as a shell calls them."""
    log = folder / "calls"
    log.touch()
    for name in ("helm", "kubectl"):
        (folder / name).write_text(_STUB)
        (folder / name).chmod(0o755)
    environment = {"PATH": f"{folder}:{os.defpath}", "CALLS": str(log)}
    subprocess.run(["bash", "-euc", script + "\nwait"], check=True, timeout=60, env=environment, cwd=IMAGES.parent)
    return [call.split("\n") for call in log.read_text().split("\n\n") if call]


def check(call: list[str]) -> None:
    if call[:2] in (["helm", "install"], ["helm", "upgrade"]):
        command = [str(parts.tool("helm")), "template", *(word for word in call[2:] if word != "--reuse-values")]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, env=_environment(), cwd=IMAGES.parent
        )
        assert done.returncode == 0, (call, done.stderr)
    elif call[0] == "kubectl":
        # Nobody listens there: what kubectl takes is asked of it, and what it does not take never is.
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            server = f"--server=http://127.0.0.1:{nobody.getsockname()[1]}"
            command = [str(parts.tool("kubectl")), server, *call[1:]]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=_environment())
        assert "was refused" in done.stderr.splitlines()[-1], (call, done.stderr)
    else:
        assert call[:2] in (["helm", "show"], ["helm", "test"], ["helm", "uninstall"]), call


@pytest.mark.parametrize("block", blocks(), ids=lambda block: re.sub(r"\W+", "-", block[:40]).strip("-"))
def test_commands_of_the_guide(block: str, tmp_path: pathlib.Path) -> None:
    found = calls(block, tmp_path)
    assert found
    for call in found:
        check(call)


@pytest.mark.parametrize("chart", CHARTS)
def test_commands_of_notes(chart: str, tmp_path: pathlib.Path) -> None:
    found = calls(notes(chart), tmp_path)
    assert any(call[0] == "kubectl" for call in found)
    for call in found:
        check(call)
