// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let exactCases9 = ###"""
    fractions.Fraction('1/3') < 0.5
    = True
    fractions.Fraction('1/3') ** 2
    = Fraction(1, 9)
    fractions.Fraction('1/3') ** -2
    = Fraction(9, 1)
    math.floor(fractions.Fraction('1/3'))
    = 0
    math.ceil(fractions.Fraction('1/3'))
    = 1
    math.trunc(fractions.Fraction('1/3'))
    = 0
    fractions.Fraction('1/3').numerator
    = 1
    fractions.Fraction('1/3').denominator
    = 3
    bool(fractions.Fraction('1/3'))
    = True
    fractions.Fraction('1/3').limit_denominator(10)
    = Fraction(1, 3)
    fractions.Fraction('1/3').as_integer_ratio()
    = (1, 3)
    str(fractions.Fraction('-7/2'))
    = '-7/2'
    -fractions.Fraction('-7/2')
    = Fraction(7, 2)
    abs(fractions.Fraction('-7/2'))
    = Fraction(7, 2)
    fractions.Fraction('-7/2') + 1
    = Fraction(-5, 2)
    2 - fractions.Fraction('-7/2')
    = Fraction(11, 2)
    fractions.Fraction('-7/2') * 1.5
    = -5.25
    fractions.Fraction('-7/2') == 5
    = False
    fractions.Fraction('-7/2') < 0.5
    = True
    fractions.Fraction('-7/2') ** 2
    = Fraction(49, 4)
    fractions.Fraction('-7/2') ** -2
    = Fraction(4, 49)
    math.floor(fractions.Fraction('-7/2'))
    = -4
    math.ceil(fractions.Fraction('-7/2'))
    = -3
    math.trunc(fractions.Fraction('-7/2'))
    = -3
    fractions.Fraction('-7/2').numerator
    = -7
    fractions.Fraction('-7/2').denominator
    = 2
    bool(fractions.Fraction('-7/2'))
    = True
    fractions.Fraction('-7/2').limit_denominator(10)
    = Fraction(-7, 2)
    fractions.Fraction('-7/2').as_integer_ratio()
    = (-7, 2)
    str(fractions.Fraction('0'))
    = '0'
    -fractions.Fraction('0')
    = Fraction(0, 1)
    abs(fractions.Fraction('0'))
    = Fraction(0, 1)
    fractions.Fraction('0') + 1
    = Fraction(1, 1)
    2 - fractions.Fraction('0')
    = Fraction(2, 1)
    fractions.Fraction('0') * 1.5
    = 0.0
    fractions.Fraction('0') == 5
    = False
    fractions.Fraction('0') < 0.5
    = True
    fractions.Fraction('0') ** 2
    = Fraction(0, 1)
    fractions.Fraction('0') ** -2
    = ZeroDivisionError: Fraction(1, 0)
    math.floor(fractions.Fraction('0'))
    = 0
    math.ceil(fractions.Fraction('0'))
    = 0
    math.trunc(fractions.Fraction('0'))
    = 0
    fractions.Fraction('0').numerator
    = 0
    fractions.Fraction('0').denominator
    = 1
    bool(fractions.Fraction('0'))
    = False
    fractions.Fraction('0').limit_denominator(10)
    = Fraction(0, 1)
    fractions.Fraction('0').as_integer_ratio()
    = (0, 1)
    str(fractions.Fraction('5'))
    = '5'
    -fractions.Fraction('5')
    = Fraction(-5, 1)
    abs(fractions.Fraction('5'))
    = Fraction(5, 1)
    fractions.Fraction('5') + 1
    = Fraction(6, 1)
    2 - fractions.Fraction('5')
    = Fraction(-3, 1)
    fractions.Fraction('5') * 1.5
    = 7.5
    fractions.Fraction('5') == 5
    = True
    fractions.Fraction('5') < 0.5
    = False
    fractions.Fraction('5') ** 2
    = Fraction(25, 1)
    fractions.Fraction('5') ** -2
    = Fraction(1, 25)
    math.floor(fractions.Fraction('5'))
    = 5
    math.ceil(fractions.Fraction('5'))
    = 5
    math.trunc(fractions.Fraction('5'))
    = 5
    fractions.Fraction('5').numerator
    = 5
    fractions.Fraction('5').denominator
    = 1
    bool(fractions.Fraction('5'))
    = True
    fractions.Fraction('5').limit_denominator(10)
    = Fraction(5, 1)
    fractions.Fraction('5').as_integer_ratio()
    = (5, 1)
    str(fractions.Fraction('0.125'))
    = '1/8'
    -fractions.Fraction('0.125')
    = Fraction(-1, 8)
    abs(fractions.Fraction('0.125'))
    = Fraction(1, 8)
    fractions.Fraction('0.125') + 1
    = Fraction(9, 8)
    2 - fractions.Fraction('0.125')
    = Fraction(15, 8)
    fractions.Fraction('0.125') * 1.5
    = 0.1875
    fractions.Fraction('0.125') == 5
    = False
    fractions.Fraction('0.125') < 0.5
    = True
    fractions.Fraction('0.125') ** 2
    = Fraction(1, 64)
    fractions.Fraction('0.125') ** -2
    = Fraction(64, 1)
    math.floor(fractions.Fraction('0.125'))
    = 0
    math.ceil(fractions.Fraction('0.125'))
    = 1
    math.trunc(fractions.Fraction('0.125'))
    = 0
    fractions.Fraction('0.125').numerator
    = 1
    fractions.Fraction('0.125').denominator
    = 8
    bool(fractions.Fraction('0.125'))
    = True
    fractions.Fraction('0.125').limit_denominator(10)
    = Fraction(1, 8)
    fractions.Fraction('0.125').as_integer_ratio()
    = (1, 8)
    str(fractions.Fraction('355/113'))
    = '355/113'
    -fractions.Fraction('355/113')
    = Fraction(-355, 113)
    abs(fractions.Fraction('355/113'))
    = Fraction(355, 113)
    fractions.Fraction('355/113') + 1
    = Fraction(468, 113)
    2 - fractions.Fraction('355/113')
    = Fraction(-129, 113)
    fractions.Fraction('355/113') * 1.5
    = 4.712389380530974
    fractions.Fraction('355/113') == 5
    = False
    fractions.Fraction('355/113') < 0.5
    = False
    fractions.Fraction('355/113') ** 2
    = Fraction(126025, 12769)
    fractions.Fraction('355/113') ** -2
    = Fraction(12769, 126025)
    math.floor(fractions.Fraction('355/113'))
    = 3
    math.ceil(fractions.Fraction('355/113'))
    = 4
    math.trunc(fractions.Fraction('355/113'))
    = 3
    fractions.Fraction('355/113').numerator
    = 355
    fractions.Fraction('355/113').denominator
    = 113
    bool(fractions.Fraction('355/113'))
    = True
    fractions.Fraction('355/113').limit_denominator(10)
    = Fraction(22, 7)
    fractions.Fraction('355/113').as_integer_ratio()
    = (355, 113)
    fractions.Fraction(6, 4)
    = Fraction(3, 2)
    fractions.Fraction(1, 0)
    = ZeroDivisionError: Fraction(1, 0)
    fractions.Fraction('x')
    = ValueError: Invalid literal for Fraction: 'x'
    fractions.Fraction(0.1)
    = Fraction(3602879701896397, 36028797018963968)
    fractions.Fraction(decimal.Decimal('0.1'))
    = Fraction(1, 10)
    fractions.Fraction('3/0')
    = ZeroDivisionError: Fraction(3, 0)
    fractions.Fraction(1, -3)
    = Fraction(-1, 3)
    fractions.Fraction(3.14159).limit_denominator(100)
    = Fraction(311, 99)
    fractions.Fraction(fractions.Fraction(1, 2), 3)
    = Fraction(1, 6)
    len(set([fractions.Fraction(1, 2), 0.5, fractions.Fraction(2, 4)]))
    = 1
    fractions.Fraction('1e-3')
    = Fraction(1, 1000)
    fractions.Fraction(10 ** 30, 3)
    = Fraction(1000000000000000000000000000000, 3)
    fractions.Fraction(1, 3) + fractions.Fraction(1, 10 ** 25)
    = Fraction(10000000000000000000000003, 30000000000000000000000000)
    """###
