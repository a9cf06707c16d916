// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let datetimeCases1 = ###"""
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%Y')
    = '2024'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%m')
    = '02'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%d')
    = '29'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%H')
    = '13'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%I')
    = '01'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%M')
    = '05'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%S')
    = '09'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%f')
    = '123456'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%j')
    = '060'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%a')
    = 'Thu'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%A')
    = 'Thursday'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%b')
    = 'Feb'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%B')
    = 'February'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%p')
    = 'PM'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%y')
    = '24'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%U')
    = '08'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%W')
    = '09'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%w')
    = '4'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%u')
    = '4'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%V')
    = '09'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%G')
    = '2024'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%%')
    = '%'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%Y-%m-%dT%H:%M:%S')
    = '2024-02-29T13:05:09'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%c')
    = 'Thu Feb 29 13:05:09 2024'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%x')
    = '02/29/24'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%X')
    = '13:05:09'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%z|%Z')
    = '|'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%D')
    = '02/29/24'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%F')
    = '2024-02-29'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%T')
    = '13:05:09'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('%e')
    = '29'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('é%Y')
    = 'é2024'
    datetime.date(2024, 12, 30).strftime('%Y')
    = '2024'
    datetime.date(2024, 12, 30).strftime('%m')
    = '12'
    datetime.date(2024, 12, 30).strftime('%d')
    = '30'
    datetime.date(2024, 12, 30).strftime('%H')
    = '00'
    datetime.date(2024, 12, 30).strftime('%I')
    = '12'
    datetime.date(2024, 12, 30).strftime('%M')
    = '00'
    datetime.date(2024, 12, 30).strftime('%S')
    = '00'
    datetime.date(2024, 12, 30).strftime('%f')
    = '000000'
    datetime.date(2024, 12, 30).strftime('%j')
    = '365'
    datetime.date(2024, 12, 30).strftime('%a')
    = 'Mon'
    datetime.date(2024, 12, 30).strftime('%A')
    = 'Monday'
    datetime.date(2024, 12, 30).strftime('%b')
    = 'Dec'
    datetime.date(2024, 12, 30).strftime('%B')
    = 'December'
    datetime.date(2024, 12, 30).strftime('%p')
    = 'AM'
    datetime.date(2024, 12, 30).strftime('%y')
    = '24'
    datetime.date(2024, 12, 30).strftime('%U')
    = '52'
    datetime.date(2024, 12, 30).strftime('%W')
    = '53'
    datetime.date(2024, 12, 30).strftime('%w')
    = '1'
    datetime.date(2024, 12, 30).strftime('%u')
    = '1'
    datetime.date(2024, 12, 30).strftime('%V')
    = '01'
    datetime.date(2024, 12, 30).strftime('%G')
    = '2025'
    datetime.date(2024, 12, 30).strftime('%%')
    = '%'
    datetime.date(2024, 12, 30).strftime('%Y-%m-%dT%H:%M:%S')
    = '2024-12-30T00:00:00'
    datetime.date(2024, 12, 30).strftime('%c')
    = 'Mon Dec 30 00:00:00 2024'
    datetime.date(2024, 12, 30).strftime('%x')
    = '12/30/24'
    datetime.date(2024, 12, 30).strftime('%X')
    = '00:00:00'
    datetime.date(2024, 12, 30).strftime('%z|%Z')
    = '|'
    datetime.date(2024, 12, 30).strftime('%D')
    = '12/30/24'
    datetime.date(2024, 12, 30).strftime('%F')
    = '2024-12-30'
    datetime.date(2024, 12, 30).strftime('%T')
    = '00:00:00'
    datetime.date(2024, 12, 30).strftime('%e')
    = '30'
    datetime.date(2024, 12, 30).strftime('é%Y')
    = 'é2024'
    datetime.datetime(999, 1, 3).strftime('%Y')
    = '999'
    datetime.datetime(999, 1, 3).strftime('%m')
    = '01'
    datetime.datetime(999, 1, 3).strftime('%d')
    = '03'
    datetime.datetime(999, 1, 3).strftime('%H')
    = '00'
    datetime.datetime(999, 1, 3).strftime('%I')
    = '12'
    datetime.datetime(999, 1, 3).strftime('%M')
    = '00'
    datetime.datetime(999, 1, 3).strftime('%S')
    = '00'
    datetime.datetime(999, 1, 3).strftime('%f')
    = '000000'
    datetime.datetime(999, 1, 3).strftime('%j')
    = '003'
    datetime.datetime(999, 1, 3).strftime('%a')
    = 'Thu'
    datetime.datetime(999, 1, 3).strftime('%A')
    = 'Thursday'
    datetime.datetime(999, 1, 3).strftime('%b')
    = 'Jan'
    datetime.datetime(999, 1, 3).strftime('%B')
    = 'January'
    datetime.datetime(999, 1, 3).strftime('%p')
    = 'AM'
    datetime.datetime(999, 1, 3).strftime('%y')
    = '99'
    datetime.datetime(999, 1, 3).strftime('%U')
    = '00'
    datetime.datetime(999, 1, 3).strftime('%W')
    = '00'
    datetime.datetime(999, 1, 3).strftime('%w')
    = '4'
    datetime.datetime(999, 1, 3).strftime('%u')
    = '4'
    datetime.datetime(999, 1, 3).strftime('%V')
    = '01'
    datetime.datetime(999, 1, 3).strftime('%G')
    = '999'
    datetime.datetime(999, 1, 3).strftime('%%')
    = '%'
    datetime.datetime(999, 1, 3).strftime('%Y-%m-%dT%H:%M:%S')
    = '999-01-03T00:00:00'
    datetime.datetime(999, 1, 3).strftime('%c')
    = 'Thu Jan  3 00:00:00 999'
    datetime.datetime(999, 1, 3).strftime('%x')
    = '01/03/99'
    datetime.datetime(999, 1, 3).strftime('%X')
    = '00:00:00'
    datetime.datetime(999, 1, 3).strftime('%z|%Z')
    = '|'
    datetime.datetime(999, 1, 3).strftime('%D')
    = '01/03/99'
    datetime.datetime(999, 1, 3).strftime('%F')
    = '999-01-03'
    datetime.datetime(999, 1, 3).strftime('%T')
    = '00:00:00'
    datetime.datetime(999, 1, 3).strftime('%e')
    = ' 3'
    datetime.datetime(999, 1, 3).strftime('é%Y')
    = 'é999'
    datetime.time(7, 8, 9).strftime('%Y')
    = '1900'
    datetime.time(7, 8, 9).strftime('%m')
    = '01'
    datetime.time(7, 8, 9).strftime('%d')
    = '01'
    datetime.time(7, 8, 9).strftime('%H')
    = '07'
    datetime.time(7, 8, 9).strftime('%I')
    = '07'
    datetime.time(7, 8, 9).strftime('%M')
    = '08'
    datetime.time(7, 8, 9).strftime('%S')
    = '09'
    datetime.time(7, 8, 9).strftime('%f')
    = '000000'
    datetime.time(7, 8, 9).strftime('%j')
    = '001'
    datetime.time(7, 8, 9).strftime('%a')
    = 'Mon'
    datetime.time(7, 8, 9).strftime('%A')
    = 'Monday'
    datetime.time(7, 8, 9).strftime('%b')
    = 'Jan'
    datetime.time(7, 8, 9).strftime('%B')
    = 'January'
    datetime.time(7, 8, 9).strftime('%p')
    = 'AM'
    datetime.time(7, 8, 9).strftime('%y')
    = '00'
    datetime.time(7, 8, 9).strftime('%U')
    = '00'
    datetime.time(7, 8, 9).strftime('%W')
    = '01'
    datetime.time(7, 8, 9).strftime('%w')
    = '1'
    datetime.time(7, 8, 9).strftime('%u')
    = '1'
    datetime.time(7, 8, 9).strftime('%V')
    = '01'
    datetime.time(7, 8, 9).strftime('%G')
    = '1900'
    datetime.time(7, 8, 9).strftime('%%')
    = '%'
    datetime.time(7, 8, 9).strftime('%Y-%m-%dT%H:%M:%S')
    = '1900-01-01T07:08:09'
    datetime.time(7, 8, 9).strftime('%c')
    = 'Mon Jan  1 07:08:09 1900'
    datetime.time(7, 8, 9).strftime('%x')
    = '01/01/00'
    datetime.time(7, 8, 9).strftime('%X')
    = '07:08:09'
    datetime.time(7, 8, 9).strftime('%z|%Z')
    = '|'
    datetime.time(7, 8, 9).strftime('%D')
    = '01/01/00'
    datetime.time(7, 8, 9).strftime('%F')
    = '1900-01-01'
    datetime.time(7, 8, 9).strftime('%T')
    = '07:08:09'
    datetime.time(7, 8, 9).strftime('%e')
    = ' 1'
    datetime.time(7, 8, 9).strftime('é%Y')
    = 'é1900'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isoformat()
    = '2024-02-29T13:05:09.123456'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).weekday()
    = 3
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isoweekday()
    = 4
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isocalendar()[0]
    = 2024
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isocalendar()[1]
    = 9
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).toordinal()
    = 738945
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).replace(year=2025, day=1)
    = datetime.datetime(2025, 2, 1, 13, 5, 9, 123456)
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).year
    = 2024
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).timetuple()[7]
    = 60
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).ctime()
    = 'Thu Feb 29 13:05:09 2024'
    datetime.date(2024, 12, 30).isoformat()
    = '2024-12-30'
    datetime.date(2024, 12, 30).weekday()
    = 0
    datetime.date(2024, 12, 30).isoweekday()
    = 1
    datetime.date(2024, 12, 30).isocalendar()[0]
    = 2025
    datetime.date(2024, 12, 30).isocalendar()[1]
    = 1
    datetime.date(2024, 12, 30).toordinal()
    = 739250
    datetime.date(2024, 12, 30).replace(year=2025, day=1)
    = datetime.date(2025, 12, 1)
    datetime.date(2024, 12, 30).year
    = 2024
    datetime.date(2024, 12, 30).timetuple()[7]
    = 365
    datetime.date(2024, 12, 30).ctime()
    = 'Mon Dec 30 00:00:00 2024'
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).isoformat()
    = '2021-01-03T00:00:00+00:00'
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).weekday()
    = 6
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).isoweekday()
    = 7
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).isocalendar()[0]
    = 2020
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).isocalendar()[1]
    = 53
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).toordinal()
    = 737793
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).replace(year=2025, day=1)
    = datetime.datetime(2025, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).year
    = 2021
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).timetuple()[7]
    = 3
    datetime.datetime(2021, 1, 3, 0, 0, tzinfo=datetime.timezone.utc).ctime()
    = 'Sun Jan  3 00:00:00 2021'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456)
    = datetime.datetime(2024, 2, 29, 13, 5, 9, 123456)
    datetime.date(2024, 12, 30)
    = datetime.date(2024, 12, 30)
    str(datetime.datetime(2024, 2, 29, 13, 5, 9, 123456))
    = '2024-02-29 13:05:09.123456'
    str(datetime.date(2024, 12, 30))
    = '2024-12-30'
    datetime.date(2024, 2, 30)
    = ValueError: day is out of range for month
    datetime.date(2024, 13, 1)
    = ValueError: month must be in 1..12
    datetime.date(0, 1, 1)
    = ValueError: year 0 is out of range
    datetime.datetime(2024, 1, 1, 24)
    = ValueError: hour must be in 0..23
    datetime.datetime(2024, 1, 1, 0, 60)
    = ValueError: minute must be in 0..59
    datetime.time(1, 2)
    = datetime.time(1, 2)
    str(datetime.time(1, 2, 3, 4))
    = '01:02:03.000004'
    datetime.timedelta(days=1, hours=25, microseconds=-1)
    = datetime.timedelta(days=2, seconds=3599, microseconds=999999)
    str(datetime.timedelta(days=-1, seconds=5))
    = '-1 day, 0:00:05'
    datetime.timedelta(1.5)
    = datetime.timedelta(days=1, seconds=43200)
    datetime.timedelta(0)
    = datetime.timedelta(0)
    str(datetime.timedelta(days=2, hours=3))
    = '2 days, 3:00:00'
    datetime.timedelta(weeks=1, milliseconds=1500).total_seconds()
    = 604801.5
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456) - datetime.datetime(2023, 1, 1)
    = datetime.timedelta(days=424, seconds=47109, microseconds=123456)
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456) + datetime.timedelta(days=366)
    = datetime.datetime(2025, 3, 1, 13, 5, 9, 123456)
    datetime.date(2024, 12, 30) - datetime.timedelta(days=400)
    = datetime.date(2023, 11, 26)
    datetime.date(2024, 12, 30) - datetime.date(2024, 1, 1)
    = datetime.timedelta(days=364)
    (datetime.date(2024, 12, 30) - datetime.date(2024, 1, 1)).days
    = 364
    datetime.timedelta(hours=1) * 2.5
    = datetime.timedelta(seconds=9000)
    3 * datetime.timedelta(minutes=1)
    = datetime.timedelta(seconds=180)
    datetime.timedelta(days=1) / 7
    = datetime.timedelta(seconds=12342, microseconds=857143)
    datetime.timedelta(days=1) // datetime.timedelta(hours=5)
    = 4
    datetime.timedelta(days=1) / datetime.timedelta(hours=5)
    = 4.8
    datetime.timedelta(days=1) % datetime.timedelta(hours=5)
    = datetime.timedelta(seconds=14400)
    datetime.timedelta(days=1) // 7
    = datetime.timedelta(seconds=12342, microseconds=857142)
    datetime.timedelta(hours=1) - datetime.timedelta(days=1)
    = datetime.timedelta(days=-1, seconds=3600)
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456) < datetime.datetime(2025, 1, 1)
    = True
    datetime.date(2024, 12, 30) == datetime.date(2024, 12, 30)
    = True
    datetime.date(2024, 12, 30) < datetime.datetime(2024, 2, 29, 13, 5, 9, 123456)
    = TypeError: can't compare datetime.datetime to datetime.date
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456) == datetime.date(2024, 12, 30)
    = False
    datetime.timedelta(1) > datetime.timedelta(0)
    = True
    datetime.date(2024, 12, 30) + 1
    = TypeError: unsupported operand type(s) for +: 'datetime.date' and 'int'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456) - 5
    = TypeError: unsupported operand type(s) for -: 'datetime.datetime' and 'int'
    datetime.date(2024, 12, 30) < 5
    = TypeError: '<' not supported between instances of 'datetime.date' and 'int'
    datetime.datetime.strptime('2024-03-05 14:07:08.5', '%Y-%m-%d %H:%M:%S.%f')
    = datetime.datetime(2024, 3, 5, 14, 7, 8, 500000)
    datetime.datetime.strptime('5 Mar 24', '%d %b %y')
    = datetime.datetime(2024, 3, 5, 0, 0)
    datetime.datetime.strptime('March 5, 2024 02:03 PM', '%B %d, %Y %I:%M %p')
    = datetime.datetime(2024, 3, 5, 14, 3)
    datetime.datetime.strptime('2024-13-05', '%Y-%m-%d')
    = ValueError: time data '2024-13-05' does not match format '%Y-%m-%d'
    datetime.datetime.strptime('x', '%Y')
    = ValueError: time data 'x' does not match format '%Y'
    datetime.datetime.strptime('2024 x', '%Y')
    = ValueError: unconverted data remains:  x
    datetime.datetime.strptime('2024-060', '%Y-%j')
    = datetime.datetime(2024, 2, 29, 0, 0)
    datetime.datetime.strptime('Mon 1', '%a %d')
    = datetime.datetime(1900, 1, 1, 0, 0)
    datetime.datetime.strptime('2024-01-01 +0530', '%Y-%m-%d %z')
    = datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))
    datetime.datetime.strptime('2024-01-01Z', '%Y-%m-%d%z')
    = datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
    datetime.datetime.strptime('2024-02-30', '%Y-%m-%d')
    = ValueError: day is out of range for month
    datetime.datetime.strptime('70', '%y').year
    = 1970
    datetime.datetime.strptime('10/Oct/2000:13:55:36 -0700', '%d/%b/%Y:%H:%M:%S %z')
    = datetime.datetime(2000, 10, 10, 13, 55, 36, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=61200)))
    datetime.datetime.strptime('1  2', '%d %m')
    = datetime.datetime(1900, 2, 1, 0, 0)
    datetime.datetime.strptime('1', '%Q')
    = ValueError: 'Q' is a bad directive in format '%Q'
    datetime.datetime.strptime('%5', '%%%d')
    = datetime.datetime(1900, 1, 5, 0, 0)
    datetime.date.fromisoformat('2024-02-29')
    = datetime.date(2024, 2, 29)
    datetime.date.fromisoformat('20240229')
    = datetime.date(2024, 2, 29)
    datetime.date.fromisoformat('2024-W01-1')
    = datetime.date(2024, 1, 1)
    datetime.date.fromisoformat('2024-2-29')
    = ValueError: Invalid isoformat string: '2024-2-29'
    datetime.date.fromisoformat('x')
    = ValueError: Invalid isoformat string: 'x'
    datetime.datetime.fromisoformat('2024-02-29T01:02:03')
    = datetime.datetime(2024, 2, 29, 1, 2, 3)
    datetime.datetime.fromisoformat('2024-02-29 01:02:03.5+05:30')
    = datetime.datetime(2024, 2, 29, 1, 2, 3, 500000, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))
    datetime.datetime.fromisoformat('2024-02-29')
    = datetime.datetime(2024, 2, 29, 0, 0)
    datetime.datetime.fromisoformat('2024-02-29T01:02Z')
    = datetime.datetime(2024, 2, 29, 1, 2, tzinfo=datetime.timezone.utc)
    datetime.datetime.fromisoformat('nope')
    = ValueError: Invalid isoformat string: 'nope'
    datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc).timestamp()
    = 1704067200.0
    datetime.datetime.fromtimestamp(1700000000.5, datetime.timezone.utc)
    = datetime.datetime(2023, 11, 14, 22, 13, 20, 500000, tzinfo=datetime.timezone.utc)
    datetime.datetime.utcfromtimestamp(0)
    = datetime.datetime(1970, 1, 1, 0, 0)
    datetime.datetime.combine(datetime.date(2024, 1, 2), datetime.time(3, 4))
    = datetime.datetime(2024, 1, 2, 3, 4)
    datetime.date.fromordinal(738000)
    = datetime.date(2021, 7, 29)
    datetime.date.fromordinal(0)
    = ValueError: ordinal must be >= 1
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).date()
    = datetime.date(2024, 2, 29)
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).time()
    = datetime.time(13, 5, 9, 123456)
    datetime.timezone.utc
    = datetime.timezone.utc
    datetime.timezone(datetime.timedelta(hours=-5))
    = datetime.timezone(datetime.timedelta(days=-1, seconds=68400))
    str(datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    = 'UTC+05:30'
    datetime.MAXYEAR
    = 9999
    datetime.date.min
    = datetime.date(1, 1, 1)
    datetime.datetime.max
    = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isoformat(' ')
    = '2024-02-29 13:05:09.123456'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isoformat(timespec='minutes')
    = '2024-02-29T13:05'
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).isoformat(sep=' ', timespec='milliseconds')
    = '2024-02-29 13:05:09.123'
    datetime.datetime(2024, 1, 1).isoformat()
    = '2024-01-01T00:00:00'
    """###
