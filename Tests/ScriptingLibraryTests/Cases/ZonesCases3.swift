// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let zonesCases3 = ###"""
    datetime.date.fromtimestamp(0)
    = datetime.date(1970, 1, 1)
    (lambda s: tuple(time.localtime(s)))(0)
    = (1970, 1, 1, 1, 0, 0, 3, 1, 0)
    (lambda s: tuple(time.gmtime(s)))(0)
    = (1970, 1, 1, 0, 0, 0, 3, 1, 0)
    time.ctime(0)
    = 'Thu Jan  1 01:00:00 1970'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(0)
    = 0
    (lambda s: time.mktime(time.localtime(s)))(0)
    = 0.0
    (lambda s: time.localtime(s).tm_zone)(0)
    = 'CET'
    (lambda s: time.localtime(s).tm_gmtoff)(0)
    = 3600
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(0)
    = '01:00 CET +0100'
    datetime.datetime.fromtimestamp(1711846800)
    = datetime.datetime(2024, 3, 31, 3, 0)
    datetime.date.fromtimestamp(1711846800)
    = datetime.date(2024, 3, 31)
    (lambda s: tuple(time.localtime(s)))(1711846800)
    = (2024, 3, 31, 3, 0, 0, 6, 91, 1)
    (lambda s: tuple(time.gmtime(s)))(1711846800)
    = (2024, 3, 31, 1, 0, 0, 6, 91, 0)
    time.ctime(1711846800)
    = 'Sun Mar 31 03:00:00 2024'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(1711846800)
    = 0
    (lambda s: time.mktime(time.localtime(s)))(1711846800)
    = 1711846800.0
    (lambda s: time.localtime(s).tm_zone)(1711846800)
    = 'CEST'
    (lambda s: time.localtime(s).tm_gmtoff)(1711846800)
    = 7200
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(1711846800)
    = '03:00 CEST +0200'
    datetime.datetime.fromtimestamp(1711846799)
    = datetime.datetime(2024, 3, 31, 1, 59, 59)
    datetime.date.fromtimestamp(1711846799)
    = datetime.date(2024, 3, 31)
    (lambda s: tuple(time.localtime(s)))(1711846799)
    = (2024, 3, 31, 1, 59, 59, 6, 91, 0)
    (lambda s: tuple(time.gmtime(s)))(1711846799)
    = (2024, 3, 31, 0, 59, 59, 6, 91, 0)
    time.ctime(1711846799)
    = 'Sun Mar 31 01:59:59 2024'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(1711846799)
    = 0
    (lambda s: time.mktime(time.localtime(s)))(1711846799)
    = 1711846799.0
    (lambda s: time.localtime(s).tm_zone)(1711846799)
    = 'CET'
    (lambda s: time.localtime(s).tm_gmtoff)(1711846799)
    = 3600
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(1711846799)
    = '01:59 CET +0100'
    datetime.datetime.fromtimestamp(1729990800)
    = datetime.datetime(2024, 10, 27, 2, 0, fold=1)
    datetime.date.fromtimestamp(1729990800)
    = datetime.date(2024, 10, 27)
    (lambda s: tuple(time.localtime(s)))(1729990800)
    = (2024, 10, 27, 2, 0, 0, 6, 301, 0)
    (lambda s: tuple(time.gmtime(s)))(1729990800)
    = (2024, 10, 27, 1, 0, 0, 6, 301, 0)
    time.ctime(1729990800)
    = 'Sun Oct 27 02:00:00 2024'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(1729990800)
    = 1
    (lambda s: time.mktime(time.localtime(s)))(1729990800)
    = 1729990800.0
    (lambda s: time.localtime(s).tm_zone)(1729990800)
    = 'CET'
    (lambda s: time.localtime(s).tm_gmtoff)(1729990800)
    = 3600
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(1729990800)
    = '02:00 CET +0100'
    datetime.datetime.fromtimestamp(1729990799)
    = datetime.datetime(2024, 10, 27, 2, 59, 59)
    datetime.date.fromtimestamp(1729990799)
    = datetime.date(2024, 10, 27)
    (lambda s: tuple(time.localtime(s)))(1729990799)
    = (2024, 10, 27, 2, 59, 59, 6, 301, 1)
    (lambda s: tuple(time.gmtime(s)))(1729990799)
    = (2024, 10, 27, 0, 59, 59, 6, 301, 0)
    time.ctime(1729990799)
    = 'Sun Oct 27 02:59:59 2024'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(1729990799)
    = 0
    (lambda s: time.mktime(time.localtime(s)))(1729990799)
    = 1729990799.0
    (lambda s: time.localtime(s).tm_zone)(1729990799)
    = 'CEST'
    (lambda s: time.localtime(s).tm_gmtoff)(1729990799)
    = 7200
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(1729990799)
    = '02:59 CEST +0200'
    datetime.datetime.fromtimestamp(1729994400)
    = datetime.datetime(2024, 10, 27, 3, 0)
    datetime.date.fromtimestamp(1729994400)
    = datetime.date(2024, 10, 27)
    (lambda s: tuple(time.localtime(s)))(1729994400)
    = (2024, 10, 27, 3, 0, 0, 6, 301, 0)
    (lambda s: tuple(time.gmtime(s)))(1729994400)
    = (2024, 10, 27, 2, 0, 0, 6, 301, 0)
    time.ctime(1729994400)
    = 'Sun Oct 27 03:00:00 2024'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(1729994400)
    = 0
    (lambda s: time.mktime(time.localtime(s)))(1729994400)
    = 1729994400.0
    (lambda s: time.localtime(s).tm_zone)(1729994400)
    = 'CET'
    (lambda s: time.localtime(s).tm_gmtoff)(1729994400)
    = 3600
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(1729994400)
    = '03:00 CET +0100'
    datetime.datetime.fromtimestamp(4109880600.5)
    = datetime.datetime(2100, 3, 28, 3, 30, 0, 500000)
    datetime.date.fromtimestamp(4109880600.5)
    = datetime.date(2100, 3, 28)
    (lambda s: tuple(time.localtime(s)))(4109880600.5)
    = (2100, 3, 28, 3, 30, 0, 6, 87, 1)
    (lambda s: tuple(time.gmtime(s)))(4109880600.5)
    = (2100, 3, 28, 1, 30, 0, 6, 87, 0)
    time.ctime(4109880600.5)
    = 'Sun Mar 28 03:30:00 2100'
    (lambda s: datetime.datetime.fromtimestamp(s).fold)(4109880600.5)
    = 0
    (lambda s: time.mktime(time.localtime(s)))(4109880600.5)
    = 4109880600.0
    (lambda s: time.localtime(s).tm_zone)(4109880600.5)
    = 'CEST'
    (lambda s: time.localtime(s).tm_gmtoff)(4109880600.5)
    = 7200
    (lambda s: time.strftime('%H:%M %Z %z', time.localtime(s)))(4109880600.5)
    = '03:30 CEST +0200'
    (lambda z: z)(zoneinfo.ZoneInfo('Europe/Berlin'))
    = zoneinfo.ZoneInfo(key='Europe/Berlin')
    (lambda z: z.key)(zoneinfo.ZoneInfo('Europe/Berlin'))
    = 'Europe/Berlin'
    (lambda z: str(z))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = 'Europe/Berlin'
    (lambda z: z.utcoffset(None))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = None
    (lambda z: z.tzname(None))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = None
    (lambda z: datetime.time(1, 2, tzinfo=z))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.time(1, 2, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    (lambda z: datetime.time(1, 2, tzinfo=z).utcoffset())(zoneinfo.ZoneInfo('Europe/Berlin'))
    = None
    (lambda z: datetime.datetime(2024, 7, 1, tzinfo=z).replace(fold=1).fold)(zoneinfo.ZoneInfo('Europe/Berlin'))
    = 1
    (lambda z: datetime.datetime(2024, 7, 1, fold=1).replace(hour=2).fold)(zoneinfo.ZoneInfo('Europe/Berlin'))
    = 1
    (lambda z: z.utcoffset(datetime.datetime(2024, 7, 1)))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.timedelta(seconds=7200)
    (lambda z: z.fromutc(datetime.datetime(2024, 10, 27, 1, tzinfo=z)))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 10, 27, 2, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    (lambda z: z.fromutc(datetime.datetime(2024, 10, 27)))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = ValueError: fromutc: dt.tzinfo is not self
    (lambda z: datetime.datetime.fromtimestamp(1e9, z))(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2001, 9, 9, 3, 46, 40, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    (lambda z: datetime.datetime(2024, 7, 1, tzinfo=z).utctimetuple()[3])(zoneinfo.ZoneInfo('Europe/Berlin'))
    = 22
    zoneinfo.ZoneInfo('UTC').utcoffset(None)
    = datetime.timedelta(0)
    datetime.time(1, tzinfo=zoneinfo.ZoneInfo('UTC')).isoformat()
    = '01:00:00+00:00'
    zoneinfo.ZoneInfo('../etc/passwd')
    = ValueError: ZoneInfo keys must refer to subdirectories of TZPATH, got: ../etc/passwd
    zoneinfo.ZoneInfo(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    datetime.timezone(datetime.timedelta(hours=1), 'x')
    = datetime.timezone(datetime.timedelta(seconds=3600), 'x')
    datetime.timezone.utc.dst(None)
    = None
    zoneinfo.ZoneInfo('/etc/passwd')
    = ValueError: ZoneInfo keys may not be absolute paths, got: /etc/passwd
    zoneinfo.ZoneInfo('Europe//Berlin')
    = ValueError: ZoneInfo keys must be normalized relative paths, got: Europe//Berlin
    """###
