# SPDX-License-Identifier: Apache-2.0
"""A real, highly available HDFS on this machine, by the script that MARTLET_MINIHDFS names (scripts/test sets it)."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.request

SCRIPT = os.environ.get("MARTLET_MINIHDFS")
_READ = re.compile(r"dest: /([\d.]+:\d+), .*op: HDFS_READ, cliID: (\w+)")


class MiniHdfs:
    """Two NameNodes with fail-over, three JournalNodes, three ZooKeepers and DataNodes. They end with the process that
    starts them, whatever ends that.
    """

    def __init__(self, folder: pathlib.Path, script: os.PathLike[str] | str | None = SCRIPT) -> None:
        self.folder = folder
        self.script = script
        self.conf = folder / "conf/client"

    def _run(self, verb: str, *words: str) -> str:
        assert self.script is not None
        done = subprocess.run(
            [sys.executable, self.script, verb, *words], stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def up(self, *options: str, datanodes: int = 2, ha: bool = True) -> None:
        words = [*(["--ha"] if ha else []), "--datanodes", str(datanodes), "--owner", str(os.getpid()), *options]
        self._run("up", *words, str(self.folder))

    def down(self) -> None:
        self._run("down", str(self.folder))

    def pid(self, role: str) -> int:
        return int((self.folder / "run" / f"{role}.pid").read_text())

    def signal(self, role: str, number: signal.Signals) -> None:
        """Sends a signal to a server: `nn1`, `dn2`, ... At once, without another process in between."""
        os.kill(self.pid(role), number)

    def start(self, *roles: str) -> None:
        self._run("start", str(self.folder), *roles)

    def hadoop(self, *words: str) -> str:
        """What Hadoop's own tool prints."""
        return self._run("hdfs", str(self.folder), *words)

    @property
    def traces(self) -> bool:
        """Whether DataNodes log what they send."""
        return bool(json.loads((self.folder / "minihdfs.json").read_text()).get("trace"))

    def reads(self) -> list[tuple[str, str]]:
        """Each block that a DataNode has sent, since it was started with `--trace`: the connection's other end, and
        the client's name."""
        found: list[tuple[str, str]] = []
        for log in sorted((self.folder / "log").glob("dn*.log")):
            lines = log.read_text(errors="replace").splitlines()
            found += [match.groups() for line in lines if (match := _READ.search(line))]
        return found

    def address(self, role: str) -> str:
        """Where a DataNode takes and gives data."""
        roles = json.loads((self.folder / "minihdfs.json").read_text())
        return str(roles["dn"][role]["xfer"])

    def settings(self) -> dict[str, str]:
        """What `hdfs-site.xml` of clients says."""
        found = {}
        for line in (self.conf / "hdfs-site.xml").read_text().splitlines():
            if "<name>" in line:
                key = line.split("<name>")[1].split("<")[0]
                found[key] = line.split("<value>")[1].split("<")[0]
        return found

    def active(self, seconds: float = 60) -> str:
        """The NameNode that is active, once the other is standby: only then may it be killed."""
        addresses = {role: self.settings()[f"dfs.namenode.http-address.mini.{role}"] for role in ("nn1", "nn2")}
        deadline = time.monotonic() + seconds
        states: dict[str, str] = {}
        while time.monotonic() < deadline:
            states = {role: _state(address) for role, address in addresses.items()}
            if sorted(states.values()) == ["active", "standby"]:
                return next(role for role, state in states.items() if state == "active")
            time.sleep(0.05)
        raise TimeoutError(f"no NameNode became active with the other on standby in {seconds} s: {states}")


def _state(address: str) -> str:
    url = f"http://{address}/jmx?qry=Hadoop:service=NameNode,name=NameNodeStatus"
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as reply:
            text = reply.read().decode()
    except OSError:
        return "unreachable"
    return next((state for state in ("active", "standby") if f'"State" : "{state}"' in text), "unknown")
