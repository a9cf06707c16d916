# SPDX-License-Identifier: Apache-2.0
"""Progress bar, faces and errors in a real browser: what is there must also be seen.

Needs chromium. The picture is left in ``.build/notebook.png`` of the repository, to be looked at.
"""

from __future__ import annotations

import html
import json
import pathlib
import re
import subprocess

import pytest
from chromium import BINARY as BROWSER

from martlet import SparkContext
from martlet.notebook.progress import bar

PICTURE = pathlib.Path(__file__).parents[2] / ".build" / "notebook.png"
MEASURE = """
<script>
const box = e => { const r = e.getBoundingClientRect(); return {width: r.width, height: r.height, text: e.innerText}; };
const bars = [...document.querySelectorAll('.martlet-progress')].map(e => {
  const track = e.lastElementChild;
  return {whole: box(e), track: box(track), parts: [...track.children].map(box)};
});
const faces = [...document.querySelectorAll('.martlet-face')].map(box);
const found = document.createElement('pre');
found.id = 'found'; found.hidden = true; found.textContent = JSON.stringify({bars, faces});
document.body.append(found);
</script>
"""


@pytest.mark.skipif(BROWSER is None, reason="no chromium")
def test_what_the_eye_sees(sc: SparkContext, tmp_path: pathlib.Path) -> None:
    event = {
        "name": "count at cell 3:1 <b>",
        "stages": [{"tasks": 8, "done": 8}, {"tasks": 12, "done": 2, "running": 4}],
        "executors": 2,
        "rows": 1234567,
    }
    parts = [
        bar(event, 2.0, "RUNNING"),
        bar(event, 3.0, "SUCCEEDED"),
        bar(event, 2.5, "FAILED"),
        sc._repr_html_(),
        sc.range(10)._repr_html_(),
        "<pre>" + html.escape("ZeroDivisionError: division by zero\n    return 1 / x\n           ^^^^^") + "</pre>",
    ]
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><meta charset=utf-8><body style='width:720px'>" + "<hr>".join(parts) + MEASURE)
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    out = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=90, check=True
    )
    found = re.search(r'<pre id="found"[^>]*>(.*?)</pre>', out.stdout, re.DOTALL)
    assert found is not None
    seen = json.loads(html.unescape(found.group(1)))

    running, done, failed = seen["bars"]
    assert running["track"]["height"] == 6
    assert running["parts"][0]["width"] == pytest.approx(running["track"]["width"] * 0.5, abs=1)
    assert running["parts"][1]["width"] == pytest.approx(running["track"]["width"] * 0.2, abs=1)
    assert "10 of 20 tasks" in running["whole"]["text"] and "1,234,567 rows" in running["whole"]["text"]
    assert "count at cell 3:1 <b>" in running["whole"]["text"]
    assert done["parts"][0]["width"] == pytest.approx(done["track"]["width"], abs=1)
    assert "done: 2 stages, 20 tasks" in done["whole"]["text"] and "ended" in failed["whole"]["text"]
    context, rdd = seen["faces"]
    assert "local[2]" in context["text"] and "Parallelism" in context["text"] and context["height"] > 60
    assert "Partitions" in rdd["text"]

    PICTURE.parent.mkdir(exist_ok=True)
    subprocess.run(
        [*command, f"--screenshot={PICTURE}", "--window-size=760,640", page.as_uri()],
        capture_output=True,
        timeout=90,
        check=True,
    )
    assert PICTURE.stat().st_size > 5000
