// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let zonesCases1 = ###"""
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CET'
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 1711846740.0
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2024-03-31T01:59:00+01:00'
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CET'
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 1711846740.0
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2024-03-31T01:59:00+01:00'
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2024, 3, 31, 1, 59, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CET'
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 1711848600.0
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2024-03-31T02:30:00+01:00'
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CEST'
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 1711845000.0
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2024-03-31T02:30:00+02:00'
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2024, 3, 31, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CEST'
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 1711846800.0
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2024-03-31T03:00:00+02:00'
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2024, 3, 31, 3, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CEST'
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 1711846800.0
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2024-03-31T03:00:00+02:00'
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2024, 3, 31, 3, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CEST'
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 1729987140.0
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2024-10-27T01:59:00+02:00'
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CEST'
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 1729987140.0
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2024-10-27T01:59:00+02:00'
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2024, 10, 27, 1, 59, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CEST'
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 1729989000.0
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2024-10-27T02:30:00+02:00'
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CET'
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 1729992600.0
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2024-10-27T02:30:00+01:00'
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CET'
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 1729994400.0
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2024-10-27T03:00:00+01:00'
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2024, 10, 27, 3, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CET'
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 1729994400.0
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2024-10-27T03:00:00+01:00'
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2024, 10, 27, 3, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CET'
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 4109880600.0
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '2100-03-28T02:30:00+01:00'
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0100 CET'
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CEST'
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 4109877000.0
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '2100-03-28T02:30:00+02:00'
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(2100, 3, 28, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).tzname()
    = 'CEST'
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timestamp()
    = 253354860000.0
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).isoformat()
    = '9998-07-01T00:00:00+02:00'
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0)
    = datetime.datetime(9998, 7, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).timetz().fold
    = 0
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=7200)
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).tzname()
    = 'CEST'
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timestamp()
    = 253354860000.0
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).isoformat()
    = '9998-07-01T00:00:00+02:00'
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1)
    = datetime.datetime(9998, 7, 1, 0, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).strftime('%z %Z')
    = '+0200 CEST'
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).utcoffset()
    = datetime.timedelta(days=-1, seconds=68400)
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).tzname()
    = 'EST'
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timestamp()
    = 1710055800.0
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).isoformat()
    = '2024-03-10T02:30:00-05:00'
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0)
    = datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).strftime('%z %Z')
    = '-0500 EST'
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).utcoffset()
    = datetime.timedelta(days=-1, seconds=72000)
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).tzname()
    = 'EDT'
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timestamp()
    = 1710052200.0
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).isoformat()
    = '2024-03-10T02:30:00-04:00'
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1)
    = datetime.datetime(2024, 3, 10, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).strftime('%z %Z')
    = '-0400 EDT'
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).utcoffset()
    = datetime.timedelta(days=-1, seconds=72000)
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).tzname()
    = 'EDT'
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timestamp()
    = 1730611800.0
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).isoformat()
    = '2024-11-03T01:30:00-04:00'
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0)
    = datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).strftime('%z %Z')
    = '-0400 EDT'
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).utcoffset()
    = datetime.timedelta(days=-1, seconds=68400)
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).tzname()
    = 'EST'
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timestamp()
    = 1730615400.0
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).isoformat()
    = '2024-11-03T01:30:00-05:00'
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1)
    = datetime.datetime(2024, 11, 3, 1, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).strftime('%z %Z')
    = '-0500 EST'
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetz().fold
    = 1
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).utcoffset()
    = datetime.timedelta(days=-1, seconds=72000)
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).tzname()
    = 'EDT'
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timestamp()
    = 16719975000.0
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).isoformat()
    = '2499-11-01T01:30:00-04:00'
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0)
    = datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).strftime('%z %Z')
    = '-0400 EDT'
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetz().fold
    = 0
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).utcoffset()
    = datetime.timedelta(days=-1, seconds=68400)
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).tzname()
    = 'EST'
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timestamp()
    = 16719978600.0
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).isoformat()
    = '2499-11-01T01:30:00-05:00'
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1)
    = datetime.datetime(2499, 11, 1, 1, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).strftime('%z %Z')
    = '-0500 EST'
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).utcoffset()
    = datetime.timedelta(days=-1, seconds=72000)
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).tzname()
    = 'EDT'
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timestamp()
    = 1719849601.0
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).isoformat()
    = '2024-07-01T12:00:01-04:00'
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0)
    = datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).strftime('%z %Z')
    = '-0400 EDT'
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).utcoffset()
    = datetime.timedelta(days=-1, seconds=72000)
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).dst()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).tzname()
    = 'EDT'
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timestamp()
    = 1719849601.0
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).isoformat()
    = '2024-07-01T12:00:01-04:00'
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1)
    = datetime.datetime(2024, 7, 1, 12, 0, 1, fold=1, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).strftime('%z %Z')
    = '-0400 EDT'
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).utcoffset()
    = datetime.timedelta(seconds=39600)
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).dst()
    = datetime.timedelta(seconds=1800)
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).tzname()
    = '+11'
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timestamp()
    = 1712414700.0
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).isoformat()
    = '2024-04-07T01:45:00+11:00'
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0)
    = datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).strftime('%z %Z')
    = '+1100 +11'
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).utcoffset()
    = datetime.timedelta(seconds=37800)
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).tzname()
    = '+1030'
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timestamp()
    = 1712416500.0
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).isoformat()
    = '2024-04-07T01:45:00+10:30'
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1)
    = datetime.datetime(2024, 4, 7, 1, 45, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).strftime('%z %Z')
    = '+1030 +1030'
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).utcoffset()
    = datetime.timedelta(seconds=37800)
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).tzname()
    = '+1030'
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timestamp()
    = 1728143100.0
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).isoformat()
    = '2024-10-06T02:15:00+10:30'
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0)
    = datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    """###
