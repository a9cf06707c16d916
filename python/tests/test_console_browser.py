# SPDX-License-Identifier: Apache-2.0
"""The web UI in a real browser, under prefixes that proxies put before it.

Needs chromium. Pictures of each page are left in ``.build/console`` of the repository, to be looked at.
"""

from __future__ import annotations

import contextlib
import http.client
import http.server
import os
import pathlib
import select
import signal
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from chromium import BINARY, Browser
from engines import is_real

from martlet import JobCancelledError, SparkConf, SparkContext

pytestmark = [
    pytest.mark.skipif(not is_real, reason="the engine's library is not built"),
    pytest.mark.skipif(BINARY is None, reason="no chromium"),
]
PICTURES = pathlib.Path(__file__).parents[2] / ".build" / "console"
PAGES_OF_A_KIND = 8
PREFIXES = ["", "/api/v1/namespaces/team/services/notebook-ui:4040/proxy", "/user/ann/proxy/4040"]


class StrippingProxy(http.server.ThreadingHTTPServer):
    """Hands what is asked for under a prefix on without it, as kubectl's and notebooks' proxies do."""

    daemon_threads = True

    def __init__(self, port: int, prefix: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.prefix = port, prefix
        #: What was asked for beside the prefix.
        self.outside: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: Any) -> None:
        """A browser that goes away in the middle of an answer is no error."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{self.prefix}/"

    def __enter__(self) -> StrippingProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: StrippingProxy

    def log_message(self, *_: Any) -> None:
        pass

    def _forward(self) -> None:
        prefix = self.server.prefix + "/"
        if not self.path.startswith(prefix):
            self.server.outside.append(self.path)
            return self.send_error(404)
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=60)
        try:
            headers = {key: value for key, value in self.headers.items() if key.lower() not in ("connection",)}
            upstream.request(self.command, "/" + self.path[len(prefix) :], headers=headers)
            answer = upstream.getresponse()
            self.send_response(answer.status)
            for key, value in answer.getheaders():
                if key.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                    self.send_header(key, value)
            self.send_header("Connection", "close")
            self.end_headers()
            is_stream = (answer.getheader("content-type") or "").startswith("text/event-stream")
            while not (is_stream and self._has_left(upstream)) and (piece := answer.read1(65536)):
                self.wfile.write(piece)
                self.wfile.flush()
        except OSError:
            # The page is gone, or the session.
            pass
        finally:
            upstream.close()
            self.close_connection = True

    def _has_left(self, upstream: http.client.HTTPConnection) -> bool:
        """Waits for news, or for the end of whoever waits for them."""
        ready, _, _ = select.select([upstream.sock, self.connection], [], [])
        return self.connection in ready and not self.connection.recv(1, socket.MSG_PEEK)

    do_GET = do_POST = do_HEAD = _forward


@contextlib.contextmanager
def busy() -> Iterator[SparkContext]:
    """A context with jobs and queries behind it, good ones and bad ones."""
    from martlet.sql import SparkSession

    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local-cluster[2,1,512m]").setAppName("birds <b>").set("spark.ui.port", "0")
    conf.set("spark.executor.memroy", "1g").set("spark.jars", "a.jar").set("spark.my.password", "hush")
    context = SparkContext(conf=conf)
    try:
        context.setJobDescription("counts <i>birds</i> by their kinds")
        birds = context.parallelize(range(20_000), 8).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 4)
        birds.join(context.parallelize([(1, "swift"), (2, "martlet")], 2)).sortByKey().collect()
        context.setJobDescription("")
        with pytest.raises(ZeroDivisionError):
            context.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()
        spark = SparkSession(context)
        spark.range(1000).selectExpr("id % 10 AS k", "id").groupBy("k").count().orderBy("k").collect()
        with pytest.raises(Exception, match="DIVIDE_BY_ZERO"):
            spark.range(3).selectExpr("1 / (id - id)").collect()
        yield context
    finally:
        context.stop()
        SparkContext._active_spark_context = before


@pytest.fixture(scope="module")
def own(sc: SparkContext) -> Iterator[SparkContext]:
    with busy() as context:
        yield context


@pytest.fixture(scope="module")
def restless(sc: SparkContext) -> Iterator[SparkContext]:
    """One of its own for tests that leave much behind."""
    with busy() as context:
        yield context


def port(context: SparkContext) -> int:
    return int(str(context.uiWebUrl).rsplit(":", 1)[1])


def links(browser: Browser) -> list[str]:
    """Where a page leads within its own origin, without places within pages."""
    found = "[...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), location.href).href)"
    return sorted({str(link).partition("#")[0] for link in browser.value(found)})


def slow(x: int) -> int:
    total = 0
    for i in range(10**12):
        total += i % (x + 1)
    return total


@contextlib.contextmanager
def unrest(context: SparkContext) -> Iterator[None]:
    """Jobs that succeed, fail and are ended, one after another and beside one another, and executors that are lost."""
    over = threading.Event()
    rounds: list[int] = []
    lost: list[int] = []

    def begin(number: int) -> None:
        with contextlib.suppress(JobCancelledError):
            context.setJobGroup(f"endless {number}", "never ends by itself")
            context.parallelize([1], 1).map(slow).collect()

    def run() -> None:
        while not over.is_set():
            endless = threading.Thread(target=begin, args=(len(rounds),))
            endless.start()
            context.parallelize(range(100), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 2).collect()
            with pytest.raises(ZeroDivisionError):
                context.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()
            if not lost:
                pids = context._session.call({"op": "status"})["executorProcesses"]
                lost.append(next(iter(pids.values())))
                os.kill(lost[0], signal.SIGKILL)
            # Not before it runs.
            tracker = context.statusTracker()
            while endless.is_alive() and not tracker.getJobIdsForGroup(f"endless {len(rounds)}"):
                over.wait(0.01)
            context.cancelJobGroup(f"endless {len(rounds)}")
            endless.join(60)
            rounds.append(len(rounds))
            over.wait(1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(120)
        assert rounds and lost and not thread.is_alive()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_page_under_a_prefix(restless: SparkContext, tmp_path: pathlib.Path, prefix: str) -> None:
    with StrippingProxy(port(restless), prefix) as proxy, Browser(tmp_path) as browser, unrest(restless):
        seen: set[str] = set()
        waiting = [proxy.address]
        while waiting:
            page = waiting.pop()
            kind = page.partition("?")[0]
            # More jobs come all the time.
            if page in seen or sum(other.startswith(kind + "?") for other in seen) >= PAGES_OF_A_KIND:
                continue
            seen.add(page)
            if page.endswith(("/metrics", "/api/v1/applications")):
                # Shown alone, they have the browser ask for an icon of the whole host.
                assert browser.value(f"fetch({page!r}).then(answer => answer.status)") == 200
                continue
            browser.open(page)
            browser.until("document.getElementById('live').textContent === 'live'")
            waiting += links(browser)
        paths = {page.removeprefix(proxy.address).partition("?")[0] for page in seen}
        assert {"", "job", "stage", "queries", "query", "storage", "executors", "environment", "metrics"} <= paths
        assert browser.errors == []
        assert proxy.outside == []
        assert all(page.startswith((proxy.address, "data:", "about:")) for page in browser.asked)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_job_is_ended_from_its_page(own: SparkContext, tmp_path: pathlib.Path, prefix: str) -> None:
    ended: list[BaseException] = []

    def run() -> None:
        try:
            own.parallelize([1], 1).map(slow).collect()
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    token = str(own._session.console()[1]).partition("#")[2]
    with StrippingProxy(port(own), prefix) as proxy, Browser(tmp_path) as browser:
        # A page without the token shows no button, and comes to show the job by itself.
        browser.open(proxy.address)
        thread.start()
        browser.until("document.querySelectorAll('button[data-kill]').length === 1")
        assert browser.value("document.querySelector('button[data-kill]').hidden")
        browser.open("about:blank")
        browser.open(proxy.address + "#" + token)
        browser.until("document.querySelector('button[data-kill]')?.hidden === false")
        assert token not in browser.value("location.href")
        browser.value("document.querySelector('button[data-kill]').click()")
        thread.join(60)
        assert isinstance(ended[0], JobCancelledError)
        browser.value("document.activeElement.blur()")
        browser.until("document.querySelectorAll('button[data-kill]').length === 0")
        assert browser.errors == [] and proxy.outside == []


def test_pictures(own: SparkContext, tmp_path: pathlib.Path) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    report = tmp_path / "report.html"
    own.report(str(report))
    with Browser(tmp_path) as browser:
        base = f"{own.uiWebUrl}/"
        browser.open(base)
        own_links = [link for link in links(browser) if link.startswith(base) and "api" not in link]
        pages = {link.removeprefix(base).replace("?id=", "-"): link for link in own_links}
        browser.open(base + "queries")
        pages |= {link.removeprefix(base).replace("?id=", "-"): link for link in links(browser) if "query" in link}
        pages["report"] = report.as_uri()
        pages.pop("metrics", None)
        for name, address in sorted(pages.items()):
            browser.open(address)
            for width, dark in ((1280, False), (1280, True), (400, False), (400, True)):
                look = f"{name or 'overview'}-{width}{'-dark' if dark else ''}.png"
                browser.picture(PICTURES / look, width, dark=dark)
                # Nothing sticks out of the window: what is wide scrolls within itself.
                assert browser.value("document.documentElement.scrollWidth <= innerWidth"), look
        assert browser.errors == []


def test_an_empty_session(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local[1]").setAppName("empty").set("spark.ui.port", "0")
    try:
        with SparkContext(conf=conf) as context, Browser(tmp_path) as browser:
            PICTURES.mkdir(parents=True, exist_ok=True)
            for name in ("", "queries", "executors", "storage", "environment", "job?id=1", "stage?id=1", "query?id=1"):
                browser.open(f"{context.uiWebUrl}/{name}")
                looks(browser, f"empty-{name.replace('?id=', '-') or 'overview'}")
            (tmp_path / "logs").mkdir()
            history = context._session.call({"op": "history", "path": str(tmp_path / "logs"), "port": 0})["url"]
            browser.open(history + "/")
            looks(browser, "empty-history")
            assert [error for error in browser.errors if "404" not in error] == []
    finally:
        SparkContext._active_spark_context = before


def looks(browser: Browser, name: str) -> None:
    """Pictures of the page that is open, in both themes and on a phone."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width, dark in ((1280, False), (1280, True), (400, False), (400, True)):
        browser.picture(PICTURES / f"{name}-{width}{'-dark' if dark else ''}.png", width, dark=dark)
        assert browser.value("document.documentElement.scrollWidth <= innerWidth"), (name, width)


def test_the_way_to_another_console_is_the_same_proxy(own: SparkContext, tmp_path: pathlib.Path) -> None:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local[1]").setAppName("the other one").set("spark.ui.port", "0")
    try:
        with SparkContext(conf=conf) as other, Browser(tmp_path) as browser:
            mine, others = port(own), port(other)
            link = f"document.querySelector('a[data-port=\"{others}\"]')"
            browser.open(f"http://127.0.0.1:{mine}/")
            browser.until(f"{link}?.href === 'http://127.0.0.1:{others}/'")
            looks(browser, "neighbours")
            for prefix in (f"/user/ann/proxy/{mine}", f"/api/v1/namespaces/team/pods/notebook:{mine}/proxy"):
                with StrippingProxy(mine, prefix) as proxy:
                    browser.open(proxy.address)
                    browser.until(f"{link}?.href.endsWith({prefix.replace(str(mine), str(others)) + '/'!r})")
            # Where the way is not known there is no link, and the address is said.
            with StrippingProxy(mine, "/somewhere") as proxy:
                browser.open(proxy.address)
                browser.until("document.getElementById('live').textContent === 'live'")
                assert browser.value(f"{link}.getAttribute('href')") is None
                assert str(other.uiWebUrl) in browser.value("document.body.innerText")
    finally:
        SparkContext._active_spark_context = before


def test_a_secret_is_typed_in(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local[1]").setAppName("quiet").set("spark.ui.port", "0")
    conf.set("martlet.ui.secret", "0123456789abcdef")
    try:
        with SparkContext(conf=conf) as context, Browser(tmp_path) as browser:
            context.parallelize([1], 1).count()
            with StrippingProxy(port(context), PREFIXES[2]) as proxy:
                browser.open(proxy.address + "job?id=1")
                looks(browser, "secret")
                assert "quiet" not in browser.value("document.body.innerText")
                browser.value("document.getElementById('secret').value = 'wrong'")
                browser.value("document.forms[0].submit()")
                browser.until("document.querySelector('[role=alert]') !== null")
                looks(browser, "secret-wrong")
                browser.value("document.getElementById('secret').value = '0123456789abcdef'")
                browser.value("document.forms[0].submit()")
                # On the page that was asked for, live, and without the secret in its address.
                browser.until("document.getElementById('live')?.textContent === 'live'")
                assert browser.value("location.href") == proxy.address + "job?id=1"
                browser.open(proxy.address + "executors")
                browser.until("document.getElementById('live')?.textContent === 'live'")
                assert proxy.outside == []
    finally:
        SparkContext._active_spark_context = before


def test_pictures_of_an_executor_that_is_lost(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local-cluster[2,1,512m]").setAppName("words").set("spark.ui.port", "0")
    conf.set("martlet.log.level", "info")
    try:
        with SparkContext(conf=conf) as context, Browser(tmp_path) as browser:
            context.parallelize(range(10), 2).count()
            browser.open(f"{context.uiWebUrl}/executors")
            browser.until("document.querySelectorAll('details').length === 2")
            pids = context._session.call({"op": "status"})["executorProcesses"]
            os.kill(next(iter(pids.values())), signal.SIGKILL)
            browser.until("document.querySelectorAll('details[open]').length === 1")
            looks(browser, "last-words")
    finally:
        SparkContext._active_spark_context = before
