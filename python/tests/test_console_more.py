# SPDX-License-Identifier: Apache-2.0
"""What consoles are for others: spans for a collector, a secret for readers, other consoles of the same user, and the
last words of executors."""

from __future__ import annotations

import base64
import contextlib
import http.cookiejar
import http.server
import json
import os
import pathlib
import re
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

from martlet import SparkConf, SparkContext
from martlet.top import look

#: What the console is to say, and has not said after so long, never comes.
SOON_SECONDS = 90

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@contextlib.contextmanager
def session(sc: SparkContext, **more: str) -> Iterator[SparkContext]:
    """A context of its own beside the one that all tests share."""
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local[2]").setAppName("more").set("spark.ui.port", "0")
    for key, value in more.items():
        conf.set(key.replace("_", "."), value)
    try:
        with SparkContext(conf=conf) as context:
            yield context
    finally:
        SparkContext._active_spark_context = before


def page(address: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def comes(address: str, *texts: str) -> str:
    """A page, once it has all of these."""
    until = time.monotonic() + SOON_SECONDS
    while True:
        found = page(address)
        if all(text in found for text in texts):
            return found
        assert time.monotonic() < until, [text for text in texts if text not in found]


class _Collector(http.server.ThreadingHTTPServer):
    """Takes what exporters of OTLP send."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Taking(http.server.BaseHTTPRequestHandler):
    server: _Collector

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


def _bytes_of_identifiers(value: Any) -> Any:
    """OTLP writes identifiers in hexadecimal digits, protobuf's JSON in base64."""
    if isinstance(value, list):
        return [_bytes_of_identifiers(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(item)).decode()
        if key in ("traceId", "spanId", "parentSpanId")
        else _bytes_of_identifiers(item)
        for key, item in value.items()
    }


def test_spans_are_what_the_official_definitions_read(sc: SparkContext, monkeypatch: pytest.MonkeyPatch) -> None:
    json_format = pytest.importorskip("google.protobuf.json_format")
    trace_service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
    collector = _Collector()
    try:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b")
        monkeypatch.setenv("OTEL_SERVICE_NAME", "birds")
        with session(sc) as context:
            context.setLocalProperty("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            context.parallelize(range(100), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 2).collect()
            context.setLocalProperty("traceparent", None)
            with pytest.raises(Exception, match="zero"):
                context.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()
    finally:
        collector.shutdown()
        collector.server_close()
    spans: list[Any] = []
    for path, headers, body in collector.requests:
        assert (path, headers["content-type"], headers["x-key"]) == ("/v1/traces", "application/json", "a b")
        # Unknown names and wrong types are errors here.
        request = json_format.ParseDict(
            _bytes_of_identifiers(json.loads(body)), trace_service.ExportTraceServiceRequest()
        )
        for resource in request.resource_spans:
            about = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
            assert about["service.name"] == "birds" and about["martlet.application.name"] == "more"
            spans += [span for scope in resource.scope_spans for span in scope.spans]
    by_id = {span.span_id: span for span in spans}
    assert len(by_id) == len(spans) and all(len(span.span_id) == 8 and len(span.trace_id) == 16 for span in spans)
    mine = [span for span in spans if span.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"]
    (job,) = [span for span in mine if span.parent_span_id.hex() == "b7ad6b7169203331"]
    stages = [span for span in mine if span.parent_span_id == job.span_id]
    tasks = [span for span in mine if span.name == "task"]
    assert (len(stages), len(tasks)) == (2, 6) and len(mine) == 9
    assert {task.parent_span_id for task in tasks} == {stage.span_id for stage in stages}
    for span in mine:
        assert span.kind == 1 and span.start_time_unix_nano <= span.end_time_unix_nano and span.status.code == 0
        assert abs(span.start_time_unix_nano / 1e9 - time.time()) < 600
    failed = [span for span in spans if span.trace_id != job.trace_id and span.status.code == 2]
    assert {"task"} < {span.name for span in failed} and all(span.status.message for span in failed)


def test_a_secret_is_asked_for(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "secret"
    file.write_text("0123456789abcdef\n")
    with session(sc, martlet_ui_secret_file=str(file)) as context:
        address = str(context.uiWebUrl)
        for path in ("/", "/metrics", "/api/v1/applications"):
            with pytest.raises(urllib.error.HTTPError, match="401"):
                page(address + path)
            assert page(address + path, Authorization="Bearer 0123456789abcdef")
        assert page(address + "/healthz") == "ok\n"
        # The notebook's link has it, and what ends jobs; a browser goes on with a cookie.
        link = re.search(r'href="([^"]*)"', context._repr_html_())
        assert link and link[1].startswith(address + "/?token=0123456789abcdef#token=")
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with opener.open(link[1], timeout=30) as answer:
            assert "token" not in answer.url.partition("#")[0]
        with opener.open(address + "/executors", timeout=30) as answer:
            assert answer.status == 200
        assert look(link[1])["application"]["name"] == "more"
        environment = page(address + "/environment", Authorization="token 0123456789abcdef")
        assert "0123456789abcdef" not in environment
        with pytest.raises(ValueError, match="openssl rand"), session(sc, martlet_ui_secret="short"):
            pass


def test_consoles_of_one_user_show_one_another(
    sc: SparkContext, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with session(sc) as first:
        address = str(first.uiWebUrl)
        assert "Other applications here" not in page(address)
        with session(sc, spark_app_name="the <second>") as second:
            port = str(second.uiWebUrl).rsplit(":", 1)[1]
            found = page(address)
            assert "Other applications here" in found and "the &lt;second&gt;" in found
            assert f'data-port="{port}"' in found and str(second.uiWebUrl) in found
            assert first.applicationId in page(str(second.uiWebUrl))
        assert "Other applications here" not in page(address)
    assert list((tmp_path / "martlet").iterdir()) == []


def test_last_words_of_an_executor_are_shown(sc: SparkContext) -> None:
    more = {"spark_master": "local-cluster[1,1,512m]", "martlet_log_level": "info"}
    with session(sc, **more) as context:
        context.parallelize(range(10), 2).count()
        address = f"{context.uiWebUrl}/executors"
        found = comes(address, "Last lines of its log", "</details>")
        log = re.search(r"<pre>(.*?)</pre>", found, re.DOTALL)
        assert log and "INFO" in log[1]
        ((name, pid),) = context._session.call({"op": "status"})["executorProcesses"].items()
        os.kill(pid, signal.SIGKILL)
        found = comes(address, "killed by signal 9", '<details class="reason" open>')
        assert name in found
