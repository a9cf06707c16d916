// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let datetimeCases2 = ###"""
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).microsecond
    = 123456
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).tzinfo
    = None
    datetime.timedelta(seconds=5).seconds
    = 5
    datetime.timedelta(days=999999999) + datetime.timedelta(1)
    = OverflowError: days=1000000000; must have magnitude <= 999999999
    datetime.date(9999, 12, 31) + datetime.timedelta(1)
    = OverflowError: date value out of range
    datetime.datetime(2024, 2, 29, 13, 5, 9, 123456).strftime('')
    = ''
    len({datetime.date(2024, 1, 1), datetime.date(2024, 1, 1)})
    = 1
    operator.abs(datetime.timedelta(-1))
    = datetime.timedelta(days=1)
    operator.neg(datetime.timedelta(1))
    = datetime.timedelta(days=-1)
    datetime.timedelta('x')
    = TypeError: unsupported type for timedelta days component: str
    datetime.timedelta.max
    = datetime.timedelta(days=999999999, seconds=86399, microseconds=999999)
    time.strftime('%Y', time.gmtime(0))
    = '1970'
    time.gmtime(86400)[2]
    = 2
    time.strptime('2024-05-06', '%Y-%m-%d')[1]
    = 5
    datetime.datetime(2024, 1, 1) == 5
    = False
    datetime.datetime(2024, 1, 1) < datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    = TypeError: can't compare offset-naive and offset-aware datetimes
    """###
