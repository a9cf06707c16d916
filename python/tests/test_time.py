# SPDX-License-Identifier: Apache-2.0
"""Clocks and time zones on executors against CPython: around the switches of a year and far ahead."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from engines import is_real

from martlet.errors import MartletError
from martlet.values import dumps, loads

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Europe/Dublin",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Asia/Tehran",
    "UTC",
]
YEARS = [1883, 1916, 1945, 1970, 1999, 2011, 2024, 2037, 2038, 2100, 2499, 9998]
HERE = Path(__file__).resolve().parent
needs_real = pytest.mark.skipif(not is_real, reason="the fake engine is Python itself")


def _switches(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours in UTC of a year before which a zone's offset changes."""
    hour = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    before = hour.astimezone(zone).utcoffset()
    for _ in range(365 * 4):
        hour += timedelta(hours=6)
        offset = hour.astimezone(zone).utcoffset()
        if offset != before:
            found.append(hour)
            before = offset
    return found


def _rows() -> list[tuple[str, tuple[int, ...]]]:
    """Names of zones and wall times around their switches, and some that are far from any."""
    rows = []
    for name in ZONES:
        zone = ZoneInfo(name)
        for year in YEARS:
            moments = [datetime(year, 2, 1, 12, 30, 15), datetime(year, 7, 31, 23, 59, 59, 999999)]
            for switch in _switches(zone, year)[:3]:
                for half in range(-16, 12):
                    moments.append(switch.astimezone(zone).replace(tzinfo=None) + timedelta(minutes=30 * half))
            for moment in moments:
                fields = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
                rows.append((name, (*fields, moment.microsecond)))
    return rows


def _facts(row: tuple[str, tuple[int, ...]]) -> list[Any]:
    """Everything that a zone decides about a wall time, and about the same fields in UTC."""
    name, fields = row
    zone = ZoneInfo(name)
    kolkata = ZoneInfo("Asia/Kolkata")
    found: list[Any] = [zone.key, str(zone), repr(zone), zone.utcoffset(None), zone.dst(None), zone.tzname(None)]
    first = datetime(*fields, tzinfo=zone)
    second = first.replace(fold=1)
    universal = datetime(*fields, tzinfo=UTC)
    shown = universal.astimezone(zone)
    other = first.astimezone(kolkata)
    for moment in (first, second, shown):
        found += [moment.utcoffset(), moment.dst(), moment.tzname(), moment.timestamp(), moment.fold]
        found += [moment.isoformat(), str(moment), moment.strftime("%Y-%m-%d %H:%M:%S %z %Z %j"), f"{moment:%z/%Z}"]
        found += [tuple(moment.timetuple()), tuple(moment.utctimetuple()), moment.ctime()]
        found += [moment.astimezone(UTC).isoformat(), moment.astimezone(kolkata).isoformat()]
        found += [(moment + timedelta(hours=1)).isoformat(), (moment - timedelta(days=1, seconds=1)).isoformat()]
        found += [moment == other, moment == universal, moment < other, moment >= universal, moment - universal]
        found += [moment == first, moment == second, moment < second, moment - first]
        found += [moment.time().fold, moment.timetz().utcoffset(), moment.timetz().isoformat(), moment.date()]
        found += [{first: 1}.get(moment), {other: 1}.get(moment), {universal: 1}.get(moment)]
        found += [moment.replace(tzinfo=None).isoformat(), moment.replace(hour=3).isoformat(), repr(moment)]
        found += [datetime.fromtimestamp(moment.timestamp(), zone).isoformat()]
        found += [
            zone.fromutc(moment.replace(fold=0)).isoformat(),
            datetime.combine(moment.date(), moment.time(), zone),
        ]
    return found


@needs_real
def test_zones_are_those_of_python(sc: Any) -> None:
    rows = _rows()
    assert len(rows) > 1500
    zones = ZONES  # captured: their rules travel with the function

    def facts(row: Any) -> Any:
        return (_facts(row), len(zones))

    wrong = []
    for row, (ours, _) in zip(rows, sc.parallelize(rows, 3).map(facts).collect()):
        theirs = _facts(row)
        if repr(ours) != repr(theirs):
            wrong += [(row, a, b) for a, b in zip(ours, theirs) if repr(a) != repr(b)][:2]
    assert wrong[:5] == []


def test_dates_with_zones_come_back_as_they_were(sc: Any) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    moments: list[Any] = [
        datetime(2024, 10, 27, 2, 30, tzinfo=berlin),
        datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=berlin),
        datetime(2024, 3, 31, 2, 30, fold=1, tzinfo=berlin),
        datetime(2024, 7, 1, tzinfo=ZoneInfo("Asia/Kolkata")),
        datetime(2024, 7, 1, tzinfo=UTC),
        datetime(2024, 7, 1, tzinfo=timezone(timedelta(hours=2), "here")),
        datetime(2024, 7, 1, tzinfo=timezone(timedelta(hours=-2, minutes=-30))),
        datetime(2024, 7, 1, fold=1),
        clock(1, 2, 3, tzinfo=berlin),
        clock(1, 2, 3, 4, tzinfo=ZoneInfo("UTC"), fold=1),
        clock(1, 2, tzinfo=timezone(timedelta(hours=1), "one")),
        clock(1, 2, tzinfo=UTC),
        clock(1, fold=1),
        date(2024, 1, 1),
        berlin,
        UTC,
        timezone(timedelta(hours=1), "one"),
    ]
    for back in (loads(dumps(moments)), sc.parallelize(moments, 2).map(lambda d: (d, 1)).keys().collect()):
        assert [repr(one) for one in back] == [repr(one) for one in moments]
        assert [getattr(one, "fold", 0) for one in back] == [getattr(one, "fold", 0) for one in moments]
        assert back[0].tzinfo is berlin
    captured = moments
    assert repr(sc.parallelize([1]).map(lambda x: captured).first()) == repr(moments)


def test_equal_moments_are_one_key(sc: Any) -> None:
    berlin, kolkata = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
    noon = datetime(2024, 7, 1, 12, tzinfo=berlin)
    rows = [noon, noon.astimezone(kolkata), noon.astimezone(UTC), noon.replace(fold=1)]
    twice = datetime(2024, 10, 27, 2, 30, tzinfo=berlin)
    rows += [twice, twice.replace(fold=1), twice.astimezone(UTC)]
    expected: dict[Any, int] = {}
    for row in rows:
        expected[row] = expected.get(row, 0) + 1
    counts = sc.parallelize(rows, 3).map(lambda d: (d, 1)).reduceByKey(lambda a, b: a + b).collect()
    assert sorted(n for _, n in counts) == sorted(expected.values()) == [1, 2, 4]
    assert sc.parallelize(rows, 2).distinct().count() == len(set(rows))


def test_zones_that_cannot_travel_are_refused(sc: Any) -> None:
    class Own(timezone.__base__):  # type: ignore[misc,name-defined]
        def utcoffset(self, moment: Any) -> Any:
            return None if moment is None else timedelta(hours=moment.month)

    with pytest.raises(TypeError, match="zoneinfo"):
        sc.parallelize([datetime(2024, 1, 1, tzinfo=Own())])
    with pytest.raises(ValueError, match="parts of a second"):
        dumps(datetime(2024, 1, 1, tzinfo=timezone(timedelta(microseconds=1))))


@needs_real
def test_an_unknown_zone_says_how_to_have_it(sc: Any) -> None:
    with pytest.raises(MartletError, match=r"No time zone found with key Not/There.*tzdata"):
        sc.parallelize(["Not/There"]).map(lambda name: ZoneInfo(name).key).collect()
    kind = sc.parallelize([1]).map(_caught).first()
    assert kind == "KeyError"


def _caught(row: int) -> str:
    try:
        ZoneInfo("Not/There")
    except KeyError:
        return "KeyError"
    return "nothing"


# The driver's own zone

_LOCAL = """
import sys, time
from datetime import date, datetime, timedelta, timezone
sys.path[:0] = [{python!r}, {tests!r}]
import martlet
sc = martlet.SparkContext("local[2]", "zone")

def facts(row):
    fields, fold = row
    d = datetime(*fields, fold=fold)
    stamp = d.timestamp()
    back = datetime.fromtimestamp(stamp)
    t = time.localtime(stamp)
    found = [stamp, back.isoformat(), back.fold, str(date.fromtimestamp(stamp)), d.astimezone().isoformat()]
    found += [d.astimezone().tzname(), d.astimezone(timezone.utc).isoformat(), tuple(t), t.tm_zone, t.tm_gmtoff]
    # What the C library makes of a time that is shown twice depends on what it was asked before.
    is_clear = stamp == d.replace(fold=1 - fold).timestamp()
    found += [time.mktime(t), time.mktime(d.timetuple()) if is_clear else None]
    found += [time.strftime("%Y-%m-%d %H:%M %Z %z", t)]
    found += [time.ctime(stamp), time.asctime(t), datetime.fromtimestamp(stamp, timezone.utc).astimezone().isoformat()]
    found += [time.strftime("%H:%M %Z", time.gmtime(stamp)), datetime.utcfromtimestamp(stamp).isoformat()]
    return found

rows = []
for year in (1970, 1999, 2024, 2037, 2038, 2040, 2100):
    for month, day in ((1, 1), (7, 1), (3, 31), (10, 27), (3, 10), (11, 3), (4, 7), (10, 6)):
        for half in range(0, 12):
            rows += [((year, month, day, half // 2, half % 2 * 30), fold) for fold in (0, 1)]

def check():
    wrong = [(row, ours, theirs) for row, ours in zip(rows, sc.parallelize(rows, 3).map(facts).collect())
             for theirs in [facts(row)] if ours != theirs]
    for row, ours, theirs in wrong[:3]:
        print(row, [(a, b) for a, b in zip(ours, theirs) if a != b])
    now = sc.parallelize([1]).map(lambda x: (datetime.now(), datetime.today(), date.today(), time.localtime().tm_zone,
                                             datetime.now(timezone.utc), datetime.utcnow())).first()
    here = datetime.now()
    near = timedelta(seconds=60)
    assert abs(now[0] - here) < near and abs(now[1] - here) < near and now[3] == time.localtime().tm_zone, now
    assert abs(now[4] - datetime.now(timezone.utc)) < near, now
    print(len(rows), len(wrong), time.tzname)

check()
if {other!r}:
    import os
    os.environ["TZ"] = {other!r}
    time.tzset()
    check()
sc.stop()
"""


@needs_real
@pytest.mark.parametrize(
    "tz",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "CET-1CEST,M3.5.0,M10.5.0/3", "UTC0"],
)
def test_clocks_are_those_of_the_driver(tz: str, tmp_path: Path) -> None:
    other = "America/New_York" if tz == "Europe/Berlin" else ""
    program = tmp_path / "clocks.py"
    program.write_text(_LOCAL.format(python=str(HERE.parent), tests=str(HERE), other=other))
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", str(program)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "TZ": tz},
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert len(lines) == (2 if other else 1) and all(line.split()[1] == "0" for line in lines), ended.stdout


def test_rules_of_the_own_zone_agree_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from martlet import zones

    try:
        for tz in [
            "Europe/Berlin",
            ":America/New_York",
            "CET-1CEST,M3.5.0,M10.5.0/3",
            "EST5EDT",
            "Not/There",
            "",
            "XYZ3",
        ]:
            monkeypatch.setenv("TZ", tz)
            time.tzset()
            assert zones._agrees(zones.local()), tz
    finally:
        monkeypatch.undo()
        time.tzset()


_QUERIES = """
import sys; sys.path[:0] = [{python!r}, {tests!r}]
import datetime
import pandas as pd
from martlet.sql import SparkSession
from martlet.sql import functions as F
spark = SparkSession.builder.master("local[1]"){config}.getOrCreate()
zone = spark.conf.get("spark.sql.session.timeZone")
here = datetime.datetime(2020, 7, 1, 5)
sql = "SELECT timestamp'2020-07-01 05:00:00' t, cast(timestamp'2020-07-01 05:00:00' as long) s, current_timezone() z"
asked = spark.sql(sql).first()
made = spark.createDataFrame([(here,)], ["t"])
tabled = spark.createDataFrame(pd.DataFrame({{"t": pd.to_datetime(["2020-07-01 05:00:00"])}}))
print(asked.z == zone, asked.s, asked.t.timestamp() == asked.s,
      made.select(F.col("t").cast("long")).first()[0] == int(here.timestamp()),
      made.selectExpr("cast(t as string)").first()[0], made.first().t == here,
      tabled.dtypes, tabled.selectExpr("cast(t as string)").first()[0], tabled.selectExpr("cast(t as long)").first()[0])
spark.stop()
"""


@needs_real
@pytest.mark.parametrize(
    ("tz", "config", "seconds", "shown"),
    [
        # What PySpark 4.3 answers: the clock is the session's, which is the process's where nothing else is said.
        ("America/New_York", "", 1593594000, "2020-07-01 05:00:00"),
        (":Asia/Kolkata", "", 1593559800, "2020-07-01 05:00:00"),
        ("EST5EDT,M3.2.0,M11.1.0", "", 1593594000, "2020-07-01 05:00:00"),
        ("UTC", "", 1593579600, "2020-07-01 05:00:00"),
        ("UTC", "America/New_York", 1593594000, "2020-07-01 01:00:00"),
        ("Asia/Kolkata", "Etc/UTC", 1593579600, "2020-06-30 23:30:00"),
    ],
)
def test_queries_read_and_show_times_on_the_sessions_clock(
    tz: str, config: str, seconds: int, shown: str, tmp_path: Path
) -> None:
    pytest.importorskip("pandas")
    program = tmp_path / "queries.py"
    given = f'.config("spark.sql.session.timeZone", "{config}")' if config else ""
    program.write_text(_QUERIES.format(python=str(HERE.parent), tests=str(HERE), config=given))
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", str(program)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "TZ": tz},
    )
    assert ended.returncode == 0, ended.stderr
    kinds = "[('t', 'timestamp')]"
    assert ended.stdout == f"True {seconds} True True {shown} True {kinds} 2020-07-01 05:00:00 {seconds}\n"
