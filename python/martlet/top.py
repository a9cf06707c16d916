# SPDX-License-Identifier: Apache-2.0
"""``martlet top``: what a running application does, in a terminal, from its REST interface.

Exit status: 0 success, 1 nothing answers, 2 unusable arguments, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

_ABOUT = "Shows what a running application does: jobs, stages, executors. Once, where the output is no terminal."
# Bytes of an answer that are read, and seconds that it may take.
_ANSWER_BYTES_MAX = 64 << 20
_ANSWER_SECONDS = 10
_PORT = 4040


class Unreachable(Exception):
    """Nothing answers, or not as an application of Martlet or Spark does."""


def main(words: list[str]) -> int:
    """Carries out the command; its exit status."""
    parser = argparse.ArgumentParser(prog="martlet top", description=_ABOUT, exit_on_error=False)
    parser.add_argument("address", nargs="?", help="what sc.uiWebUrl says (http://127.0.0.1:4040)")
    parser.add_argument("--port", type=int, help="the port on this machine, instead of an address")
    parser.add_argument("--secret-file", metavar="FILE", help="the file of martlet.ui.secret.file, where one is set")
    parser.add_argument("--every", type=float, default=1.0, metavar="SECONDS", help="time between two looks (1)")
    parser.add_argument("--once", action="store_true", help="one look, also in a terminal")
    try:
        known, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        return _unusable(str(error))
    except SystemExit as end:
        return int(end.code or 0)
    if unknown:
        return _unusable(f"it does not know '{unknown[0]}'")
    if known.address and known.port:
        return _unusable("an address or --port, not both")
    if not 0 < known.every <= 3600:
        return _unusable("--every wants seconds, more than 0 and up to 3600")
    address = known.address or f"http://127.0.0.1:{known.port or _PORT}"
    if "://" not in address:
        address = "http://" + address
    if known.secret_file:
        try:
            with open(known.secret_file, encoding="ascii") as file:
                address += "/?token=" + urllib.parse.quote(" ".join(file.read().split()), safe="")
        except (OSError, ValueError) as error:
            return _unusable(str(error))
    try:
        if known.once or not sys.stdout.isatty():
            print("\n".join(lines(look(address), shutil.get_terminal_size((120, 40)).columns)))
            return 0
        return _watch(address, known.every)
    except Unreachable as error:
        print(f"martlet: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _unusable(why: str) -> int:
    print(f"martlet: top: {why}; see martlet top --help", file=sys.stderr)
    return 2


def _watch(address: str, every: float) -> int:
    """Draws anew until somebody interrupts, on the terminal's second screen, which gives the first back."""
    out = sys.stdout
    out.write("\x1b[?1049h\x1b[?25l")
    try:
        while True:
            size = shutil.get_terminal_size((120, 40))
            shown = lines(look(address), size.columns)[: max(size.lines - 1, 1)]
            out.write("\x1b[H" + "".join(f"{line}\x1b[K\n" for line in shown) + "\x1b[J")
            out.flush()
            time.sleep(every)
    finally:
        out.write("\x1b[?25h\x1b[?1049l")
        out.flush()


# What it asks for


def _get(address: str, path: str) -> Any:
    # A link of the notebook has what readers must know with it.
    place, _, rest = address.partition("#")[0].partition("?")
    secret = dict(urllib.parse.parse_qsl(rest)).get("token")
    url = f"{place.rstrip('/')}/api/v1/applications{path}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {secret}"} if secret else {})
    try:
        # No proxy of the environment stands before what runs on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=_ANSWER_SECONDS) as answer:
            return json.loads(answer.read(_ANSWER_BYTES_MAX))
    except urllib.error.HTTPError as error:
        raise Unreachable(f"{url} answers {error.code}: {error.read(200).decode(errors='replace').strip()}") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", error)
        raise Unreachable(f"{url} does not answer ({why}); sc.uiWebUrl says where an application is") from None


def look(address: str) -> dict[str, Any]:
    """The application at an address, as it is now."""
    applications = _get(address, "")
    if not applications:
        raise Unreachable(f"no application runs at {address}")
    application = applications[0]
    base = f"/{application['id']}"
    return {
        "application": application,
        "jobs": _get(address, f"{base}/jobs"),
        "stages": _get(address, f"{base}/stages?details=false"),
        "executors": _get(address, f"{base}/allexecutors"),
    }


# How it looks


def _plain(text: str) -> str:
    """Without what terminals take for orders: names are anybody's."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _bytes(count: int) -> str:
    value, unit = float(count), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB", "PiB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return "" if count == 0 else f"{count} B" if unit == "B" else f"{value:.1f} {unit}"


def _seconds(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = int(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole // 60 % 60} min"


def _epoch(date: str | None) -> float | None:
    """Seconds since 1970 of a time as Spark writes it."""
    if not date:
        return None
    import datetime

    return datetime.datetime.strptime(date, "%Y-%m-%dT%H:%M:%S.%fGMT").replace(tzinfo=datetime.UTC).timestamp()


def _bar(done: int, active: int, tasks: int, width: int = 20) -> str:
    if tasks <= 0:
        return " " * width
    full = min(width * done // tasks, width)
    ahead = min(-(-width * active // tasks), width - full)
    return "█" * full + "▒" * ahead + "·" * (width - full - ahead)


def _table(heads: list[str], rows: list[list[str]], wide: int, columns: int) -> list[str]:
    """A table whose column number `wide` takes what the others leave. Heads that begin with > stand at the right."""
    cells = [[head.lstrip(">") for head in heads], *rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(heads))]
    rest = columns - sum(widths) + widths[wide] - 2 * (len(heads) - 1)
    widths[wide] = max(min(widths[wide], rest), 8)
    found = []
    for row in cells:
        texts = []
        for place, text in enumerate(row):
            if len(text) > widths[place]:
                text = text[: widths[place] - 1] + "…"
            texts.append(text.rjust(widths[place]) if heads[place].startswith(">") else text.ljust(widths[place]))
        found.append("  ".join(texts).rstrip()[:columns])
    return found


def lines(now: dict[str, Any], columns: int) -> list[str]:
    """What is shown of an application, in lines of at most so many characters."""
    application, attempt = now["application"], now["application"]["attempts"][0]
    current = attempt["lastUpdatedEpoch"] / 1000
    present = [executor for executor in now["executors"] if executor["isActive"]]
    busy, cores = (sum(executor[key] for executor in present) for key in ("activeTasks", "totalCores"))
    running = [job for job in now["jobs"] if job["status"] == "RUNNING"]
    head = f"{_plain(application['name'])} · {application['id']} · up {_seconds(attempt['duration'] / 1000)}"
    counts = (
        f"{len(running)} of {len(now['jobs'])} jobs run · {busy} of {cores} cores busy · "
        f"{len(present)} of {len(now['executors'])} executors here"
    )
    ended = [job for job in now["jobs"] if job["status"] != "RUNNING"]
    found = [head[:columns], counts[:columns], ""]
    found += _table([">JOB", "NAME", "STATUS", "TASKS", "", ">FAILED", ">TIME"], [
        [
            str(job["jobId"]), _plain(job.get("description") or job["name"]), job["status"],
            f"{job['numCompletedTasks'] + job['numSkippedTasks']}/{job['numTasks']}",
            _bar(job["numCompletedTasks"] + job["numSkippedTasks"], job["numActiveTasks"], job["numTasks"]),
            str(job["numFailedTasks"] or ""),
            _seconds(max((_epoch(job.get("completionTime")) or current) - (_epoch(job["submissionTime"]) or 0), 0)),
        ]
        for job in [*running, *ended[: 5 if running else 10]][:20]
    ], 1, columns)  # fmt: skip
    active = [stage for stage in now["stages"] if stage["status"] in ("ACTIVE", "PENDING")]
    if active:
        found += ["", *_table([">STAGE", "NAME", "TASKS", "", ">INPUT", ">SHUFFLE READ", ">WRITTEN", ">SPILLED"], [
            [
                str(stage["stageId"]), _plain(stage["name"]), f"{stage['numCompleteTasks']}/{stage['numTasks']}",
                _bar(stage["numCompleteTasks"], stage["numActiveTasks"], stage["numTasks"]),
                _bytes(stage["inputBytes"]), _bytes(stage["shuffleReadBytes"]), _bytes(stage["shuffleWriteBytes"]),
                _bytes(stage["diskBytesSpilled"]),
            ]
            for stage in active[:10]
        ], 1, columns)]  # fmt: skip
    gone = [executor for executor in now["executors"] if not executor["isActive"]]
    found += ["", *_table(["EXECUTOR", "HOST", ">BUSY", ">MEMORY", ">DONE", ">FAILED", "STATE"], [
        [
            _plain(executor["id"]), _plain(executor["hostPort"]),
            f"{executor['activeTasks']}/{executor['totalCores']}", _bytes(executor["maxMemory"]),
            str(executor["completedTasks"]), str(executor["failedTasks"] or ""),
            "here" if executor["isActive"] else _plain(executor.get("removeReason") or "not here yet"),
        ]
        for executor in [*present, *gone][:20]
    ], 6, columns)]  # fmt: skip
    return found
