# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that tests lead by the hand, over a pipe and without any library."""

from __future__ import annotations

import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import time
from typing import Any

BINARY = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
DEADLINE_SECONDS = 120.0


class Browser:
    """One page of a browser; closed as a context manager."""

    def __init__(self, folder: pathlib.Path) -> None:
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        # The browser reads its orders at descriptor 3 and answers at 4.
        shell = f'exec 3<&{to_read} 4>&{to_write}; exec "$@"'
        command = [
            "bash", "-c", shell, "bash", str(BINARY), "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe",
            "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, pass_fds=(to_read, to_write), stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        #: What pages have complained of, and every address that they asked for.
        self.errors: list[str] = []
        self.asked: list[str] = []
        self._dialogs = 0
        self._loaded = 0
        target = self._pages()[0]["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def _pages(self) -> list[Any]:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            pages = [one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page"]
            if pages:
                return pages
        raise TimeoutError("the browser has no page")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._read)
        os.close(self._write)

    def call(self, method: str, **parameters: Any) -> Any:
        """Gives an order and waits for its answer."""
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._write, json.dumps(order).encode() + b"\0")
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            message = self._next()
            if message and message.get("id") == order["id"]:
                assert "error" not in message, message
                return message["result"]
        raise TimeoutError(f"the browser does not answer {method}")

    def _next(self) -> Any:
        """The next message, which an event may be; None when there is none for a moment."""
        if b"\0" not in self._buffer:
            if not select.select([self._read], [], [], 0.05)[0]:
                return None
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise ConnectionError("the browser is gone")
            self._buffer += piece
            if b"\0" not in self._buffer:
                return None
        text, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(text)
        method, values = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(values["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and values["entry"]["level"] == "error":
            self.errors.append(f"{values['entry']['text']} ({values['entry'].get('url')})")
        elif method == "Runtime.consoleAPICalled" and values["type"] in ("error", "assert"):
            self.errors.append(json.dumps(values["args"])[:500])
        elif method == "Network.requestWillBeSent":
            self.asked.append(values["request"]["url"])
        elif method == "Page.loadEventFired":
            self._loaded += 1
        elif method == "Page.javascriptDialogOpening":
            # Sent without waiting: another order's answer may be awaited.
            self._number += 1
            order = {"id": self._number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
            os.write(self._write, json.dumps({**order, "sessionId": self._session}).encode() + b"\0")
        return message

    def open(self, address: str) -> None:
        """Goes to an address and waits until the page is there."""
        loaded = self._loaded
        self.call("Page.navigate", url=address)
        deadline = time.monotonic() + DEADLINE_SECONDS
        while self._loaded == loaded:
            assert time.monotonic() < deadline, f"{address} does not load"
            self._next()

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        """Waits until an expression is true."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not self.value(expression):
            assert time.monotonic() < deadline, f"{expression} does not become true"

    def picture(self, path: pathlib.Path, width: int, *, dark: bool = False, height: int = 900) -> None:
        """Draws the whole page."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))
