// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let zonesCases2 = ###"""
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).strftime('%z %Z')
    = '+1030 +1030'
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).utcoffset()
    = datetime.timedelta(seconds=39600)
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).dst()
    = datetime.timedelta(seconds=1800)
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).tzname()
    = '+11'
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timestamp()
    = 1728141300.0
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).isoformat()
    = '2024-10-06T02:15:00+11:00'
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1)
    = datetime.datetime(2024, 10, 6, 2, 15, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).strftime('%z %Z')
    = '+1100 +11'
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetz().fold
    = 1
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).utcoffset()
    = datetime.timedelta(seconds=39600)
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).dst()
    = datetime.timedelta(seconds=1800)
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).tzname()
    = '+11'
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timestamp()
    = 5680242000.0
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).isoformat()
    = '2150-01-01T00:00:00+11:00'
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0)
    = datetime.datetime(2150, 1, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).strftime('%z %Z')
    = '+1100 +11'
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetz().fold
    = 0
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).utcoffset()
    = datetime.timedelta(seconds=39600)
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).dst()
    = datetime.timedelta(seconds=1800)
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).tzname()
    = '+11'
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timestamp()
    = 5680242000.0
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).isoformat()
    = '2150-01-01T00:00:00+11:00'
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1)
    = datetime.datetime(2150, 1, 1, 0, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).strftime('%z %Z')
    = '+1100 +11'
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).utcoffset()
    = datetime.timedelta(seconds=37800)
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).tzname()
    = '+1030'
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timestamp()
    = 1712417400.0
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).isoformat()
    = '2024-04-07T02:00:00+10:30'
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0)
    = datetime.datetime(2024, 4, 7, 2, 0, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).strftime('%z %Z')
    = '+1030 +1030'
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).utcoffset()
    = datetime.timedelta(seconds=37800)
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).tzname()
    = '+1030'
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timestamp()
    = 1712417400.0
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).isoformat()
    = '2024-04-07T02:00:00+10:30'
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1)
    = datetime.datetime(2024, 4, 7, 2, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).strftime('%z %Z')
    = '+1030 +1030'
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).utcoffset()
    = datetime.timedelta(0)
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).dst()
    = datetime.timedelta(days=-1, seconds=82800)
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).tzname()
    = 'GMT'
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timestamp()
    = 1711848600.0
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).isoformat()
    = '2024-03-31T01:30:00+00:00'
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0)
    = datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).strftime('%z %Z')
    = '+0000 GMT'
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).tzname()
    = 'IST'
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timestamp()
    = 1711845000.0
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).isoformat()
    = '2024-03-31T01:30:00+01:00'
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1)
    = datetime.datetime(2024, 3, 31, 1, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).strftime('%z %Z')
    = '+0100 IST'
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).utcoffset()
    = datetime.timedelta(seconds=3600)
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).tzname()
    = 'IST'
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timestamp()
    = 1729989000.0
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).isoformat()
    = '2024-10-27T01:30:00+01:00'
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0)
    = datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).strftime('%z %Z')
    = '+0100 IST'
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).utcoffset()
    = datetime.timedelta(0)
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).dst()
    = datetime.timedelta(days=-1, seconds=82800)
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).tzname()
    = 'GMT'
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timestamp()
    = 1729992600.0
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).isoformat()
    = '2024-10-27T01:30:00+00:00'
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1)
    = datetime.datetime(2024, 10, 27, 1, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).strftime('%z %Z')
    = '+0000 GMT'
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).utcoffset()
    = datetime.timedelta(0)
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).dst()
    = datetime.timedelta(days=-1, seconds=82800)
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).tzname()
    = 'GMT'
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timestamp()
    = 1733011200.0
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).isoformat()
    = '2024-12-01T00:00:00+00:00'
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0)
    = datetime.datetime(2024, 12, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).strftime('%z %Z')
    = '+0000 GMT'
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timetuple()[8]
    = 1
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).utcoffset()
    = datetime.timedelta(0)
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).dst()
    = datetime.timedelta(days=-1, seconds=82800)
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).tzname()
    = 'GMT'
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timestamp()
    = 1733011200.0
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).isoformat()
    = '2024-12-01T00:00:00+00:00'
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1)
    = datetime.datetime(2024, 12, 1, 0, 0, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).strftime('%z %Z')
    = '+0000 GMT'
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timetuple()[8]
    = 1
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).utcoffset()
    = datetime.timedelta(seconds=19800)
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).tzname()
    = 'IST'
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).timestamp()
    = 1719817200.0
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).isoformat()
    = '2024-07-01T12:30:00+05:30'
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0)
    = datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo(key='Asia/Kolkata'))
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).strftime('%z %Z')
    = '+0530 IST'
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).timetuple()[8]
    = 0
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=0).timetz().fold
    = 0
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).utcoffset()
    = datetime.timedelta(seconds=19800)
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).dst()
    = datetime.timedelta(0)
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).tzname()
    = 'IST'
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).timestamp()
    = 1719817200.0
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).isoformat()
    = '2024-07-01T12:30:00+05:30'
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1)
    = datetime.datetime(2024, 7, 1, 12, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Asia/Kolkata'))
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).strftime('%z %Z')
    = '+0530 IST'
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).timetuple()[8]
    = 0
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).timetz().fold
    = 1
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).astimezone()
    = datetime.datetime(2024, 3, 31, 1, 59, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).astimezone()
    = datetime.datetime(2024, 3, 31, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).astimezone()
    = datetime.datetime(2024, 10, 27, 1, 59, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).astimezone()
    = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0).astimezone()
    = datetime.datetime(2100, 3, 28, 3, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=1).astimezone()
    = datetime.datetime(9998, 7, 1, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=0).astimezone()
    = datetime.datetime(2024, 11, 3, 6, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=zoneinfo.ZoneInfo('America/New_York'), fold=1).astimezone()
    = datetime.datetime(2499, 11, 1, 7, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).astimezone()
    = datetime.datetime(2024, 4, 6, 16, 45, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=1).astimezone()
    = datetime.datetime(2024, 10, 5, 17, 15, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 4, 7, 2, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0).astimezone()
    = datetime.datetime(2024, 4, 6, 17, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=1).astimezone()
    = datetime.datetime(2024, 3, 31, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0).astimezone()
    = datetime.datetime(2024, 12, 1, 1, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=zoneinfo.ZoneInfo('Asia/Kolkata'), fold=1).astimezone()
    = datetime.datetime(2024, 7, 1, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 3, 31, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0) - datetime.timedelta(hours=2)
    = datetime.datetime(2024, 3, 31, 1, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 3, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0) - datetime.timedelta(hours=2)
    = datetime.datetime(2024, 10, 27, 1, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(9998, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'), fold=0) - datetime.timedelta(hours=2)
    = datetime.datetime(9998, 6, 30, 22, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2150, 1, 1, tzinfo=zoneinfo.ZoneInfo('Australia/Lord_Howe'), fold=0) - datetime.timedelta(hours=2)
    = datetime.datetime(2149, 12, 31, 22, 0, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 12, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Dublin'), fold=0) - datetime.timedelta(hours=2)
    = datetime.datetime(2024, 11, 30, 22, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 3, 31, 1, 59, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 3, 31, 3, 59, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 2, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 3, 31, 4, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 31, 3, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 3, 31, 5, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 1, 59, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 10, 27, 2, 59, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 10, 27, 3, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 10, 27, 3, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2024, 10, 27, 4, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2100, 3, 28, 2, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(2100, 3, 28, 4, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(9998, 7, 1, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Berlin'))
    = datetime.datetime(9998, 7, 1, 2, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    datetime.datetime(2024, 3, 10, 2, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('America/New_York'))
    = datetime.datetime(2024, 3, 9, 21, 30, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 11, 3, 1, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('America/New_York'))
    = datetime.datetime(2024, 11, 2, 21, 30, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2499, 11, 1, 1, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('America/New_York'))
    = datetime.datetime(2499, 10, 31, 21, 30, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 7, 1, 12, 0, 1, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('America/New_York'))
    = datetime.datetime(2024, 7, 1, 8, 0, 1, tzinfo=zoneinfo.ZoneInfo(key='America/New_York'))
    datetime.datetime(2024, 4, 7, 1, 45, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Australia/Lord_Howe'))
    = datetime.datetime(2024, 4, 7, 12, 15, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 10, 6, 2, 15, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Australia/Lord_Howe'))
    = datetime.datetime(2024, 10, 6, 13, 15, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2150, 1, 1, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Australia/Lord_Howe'))
    = datetime.datetime(2150, 1, 1, 11, 0, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 4, 7, 2, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Australia/Lord_Howe'))
    = datetime.datetime(2024, 4, 7, 12, 30, tzinfo=zoneinfo.ZoneInfo(key='Australia/Lord_Howe'))
    datetime.datetime(2024, 3, 31, 1, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Dublin'))
    = datetime.datetime(2024, 3, 31, 2, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 10, 27, 1, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Dublin'))
    = datetime.datetime(2024, 10, 27, 1, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 12, 1, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Europe/Dublin'))
    = datetime.datetime(2024, 12, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Dublin'))
    datetime.datetime(2024, 7, 1, 12, 30, tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo('Asia/Kolkata'))
    = datetime.datetime(2024, 7, 1, 18, 0, tzinfo=zoneinfo.ZoneInfo(key='Asia/Kolkata'))
    datetime.datetime(2024, 3, 31, 1, 59, fold=0).timestamp()
    = 1711846740.0
    datetime.datetime(2024, 3, 31, 1, 59, fold=0).astimezone()
    = datetime.datetime(2024, 3, 31, 1, 59, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 3, 31, 1, 59, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2024, 3, 31, 0, 59, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 3, 31, 1, 59, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2024, 3, 31, 1, 59, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 3, 31, 1, 59, fold=1).timestamp()
    = 1711846740.0
    datetime.datetime(2024, 3, 31, 1, 59, fold=1).astimezone()
    = datetime.datetime(2024, 3, 31, 1, 59, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 3, 31, 1, 59, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2024, 3, 31, 0, 59, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 3, 31, 1, 59, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2024, 3, 31, 1, 59, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 3, 31, 2, 30, fold=0).timestamp()
    = 1711848600.0
    datetime.datetime(2024, 3, 31, 2, 30, fold=0).astimezone()
    = datetime.datetime(2024, 3, 31, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 3, 31, 2, 30, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2024, 3, 31, 0, 30, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 3, 31, 2, 30, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2024, 3, 31, 2, 30, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 3, 31, 2, 30, fold=1).timestamp()
    = 1711845000.0
    datetime.datetime(2024, 3, 31, 2, 30, fold=1).astimezone()
    = datetime.datetime(2024, 3, 31, 3, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 3, 31, 2, 30, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2024, 3, 31, 1, 30, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 3, 31, 2, 30, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2024, 3, 31, 2, 30, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 3, 31, 3, fold=0).timestamp()
    = 1711846800.0
    datetime.datetime(2024, 3, 31, 3, fold=0).astimezone()
    = datetime.datetime(2024, 3, 31, 3, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 3, 31, 3, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2024, 3, 31, 1, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 3, 31, 3, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2024, 3, 31, 3, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 3, 31, 3, fold=1).timestamp()
    = 1711846800.0
    datetime.datetime(2024, 3, 31, 3, fold=1).astimezone()
    = datetime.datetime(2024, 3, 31, 3, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 3, 31, 3, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2024, 3, 31, 1, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 3, 31, 3, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2024, 3, 31, 3, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 10, 27, 1, 59, fold=0).timestamp()
    = 1729987140.0
    datetime.datetime(2024, 10, 27, 1, 59, fold=0).astimezone()
    = datetime.datetime(2024, 10, 27, 1, 59, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 10, 27, 1, 59, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2024, 10, 26, 23, 59, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 10, 27, 1, 59, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2024, 10, 27, 1, 59, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 10, 27, 1, 59, fold=1).timestamp()
    = 1729987140.0
    datetime.datetime(2024, 10, 27, 1, 59, fold=1).astimezone()
    = datetime.datetime(2024, 10, 27, 1, 59, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 10, 27, 1, 59, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2024, 10, 26, 23, 59, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 10, 27, 1, 59, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2024, 10, 27, 1, 59, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 10, 27, 2, 30, fold=0).timestamp()
    = 1729989000.0
    datetime.datetime(2024, 10, 27, 2, 30, fold=0).astimezone()
    = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2024, 10, 27, 2, 30, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2024, 10, 27, 0, 30, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 10, 27, 2, 30, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2024, 10, 27, 2, 30, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 10, 27, 2, 30, fold=1).timestamp()
    = 1729992600.0
    datetime.datetime(2024, 10, 27, 2, 30, fold=1).astimezone()
    = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 10, 27, 2, 30, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2024, 10, 27, 1, 30, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 10, 27, 2, 30, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2024, 10, 27, 2, 30, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 10, 27, 3, fold=0).timestamp()
    = 1729994400.0
    datetime.datetime(2024, 10, 27, 3, fold=0).astimezone()
    = datetime.datetime(2024, 10, 27, 3, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 10, 27, 3, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2024, 10, 27, 2, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 10, 27, 3, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2024, 10, 27, 3, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2024, 10, 27, 3, fold=1).timestamp()
    = 1729994400.0
    datetime.datetime(2024, 10, 27, 3, fold=1).astimezone()
    = datetime.datetime(2024, 10, 27, 3, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2024, 10, 27, 3, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2024, 10, 27, 2, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(2024, 10, 27, 3, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2024, 10, 27, 3, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(2100, 3, 28, 2, 30, fold=0).timestamp()
    = 4109880600.0
    datetime.datetime(2100, 3, 28, 2, 30, fold=0).astimezone()
    = datetime.datetime(2100, 3, 28, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))
    datetime.datetime(2100, 3, 28, 2, 30, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(2100, 3, 28, 0, 30, tzinfo=datetime.timezone.utc)
    datetime.datetime(2100, 3, 28, 2, 30, fold=0).timetuple()[8]
    = -1
    datetime.datetime(2100, 3, 28, 2, 30, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(2100, 3, 28, 2, 30, fold=1).timestamp()
    = 4109877000.0
    datetime.datetime(2100, 3, 28, 2, 30, fold=1).astimezone()
    = datetime.datetime(2100, 3, 28, 3, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(2100, 3, 28, 2, 30, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(2100, 3, 28, 1, 30, tzinfo=datetime.timezone.utc)
    datetime.datetime(2100, 3, 28, 2, 30, fold=1).timetuple()[8]
    = -1
    datetime.datetime(2100, 3, 28, 2, 30, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime(9998, 7, 1, fold=0).timestamp()
    = 253354860000.0
    datetime.datetime(9998, 7, 1, fold=0).astimezone()
    = datetime.datetime(9998, 7, 1, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(9998, 7, 1, fold=0).astimezone(datetime.UTC)
    = datetime.datetime(9998, 6, 30, 22, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(9998, 7, 1, fold=0).timetuple()[8]
    = -1
    datetime.datetime(9998, 7, 1, fold=0).strftime('%z%Z')
    = ''
    datetime.datetime(9998, 7, 1, fold=1).timestamp()
    = 253354860000.0
    datetime.datetime(9998, 7, 1, fold=1).astimezone()
    = datetime.datetime(9998, 7, 1, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200), 'CEST'))
    datetime.datetime(9998, 7, 1, fold=1).astimezone(datetime.UTC)
    = datetime.datetime(9998, 6, 30, 22, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(9998, 7, 1, fold=1).timetuple()[8]
    = -1
    datetime.datetime(9998, 7, 1, fold=1).strftime('%z%Z')
    = ''
    datetime.datetime.fromtimestamp(0)
    = datetime.datetime(1970, 1, 1, 1, 0)
    """###
