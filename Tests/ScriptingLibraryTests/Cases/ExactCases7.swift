// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let exactCases7 = ###"""
    math.floor(decimal.Decimal('1E-20'))
    = 0
    math.ceil(decimal.Decimal('1E-20'))
    = 1
    decimal.Decimal('1E-20').as_integer_ratio()
    = (1, 100000000000000000000)
    decimal.Decimal('1E-20').copy_abs()
    = Decimal('1E-20')
    math.trunc(decimal.Decimal('1E-20'))
    = 0
    str(decimal.Decimal('99999999999999999999999999995'))
    = '99999999999999999999999999995'
    -decimal.Decimal('99999999999999999999999999995')
    = Decimal('-1.000000000000000000000000000E+29')
    abs(decimal.Decimal('99999999999999999999999999995'))
    = Decimal('1.000000000000000000000000000E+29')
    decimal.Decimal('99999999999999999999999999995').quantize(decimal.Decimal('0.01'))
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('99999999999999999999999999995').normalize()
    = Decimal('1E+29')
    decimal.Decimal('99999999999999999999999999995').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('99999999999999999999999999995').to_integral_value()
    = Decimal('99999999999999999999999999995')
    bool(decimal.Decimal('99999999999999999999999999995'))
    = True
    decimal.Decimal('99999999999999999999999999995').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('99999999999999999999999999995').is_nan()
    = False
    decimal.Decimal('99999999999999999999999999995').is_signed()
    = False
    decimal.Decimal('99999999999999999999999999995').adjusted()
    = 28
    decimal.Decimal('99999999999999999999999999995') + 1
    = Decimal('1.000000000000000000000000000E+29')
    2 * decimal.Decimal('99999999999999999999999999995')
    = Decimal('2.000000000000000000000000000E+29')
    1 - decimal.Decimal('99999999999999999999999999995')
    = Decimal('-9.999999999999999999999999999E+28')
    decimal.Decimal('99999999999999999999999999995') == 1
    = False
    decimal.Decimal('99999999999999999999999999995') < 2
    = False
    decimal.Decimal('99999999999999999999999999995') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('99999999999999999999999999995').sqrt()
    = Decimal('316227766016837.9331998893544')
    decimal.Decimal('99999999999999999999999999995') ** 2
    = Decimal('9.999999999999999999999999999E+57')
    decimal.Decimal('99999999999999999999999999995') ** -1
    = Decimal('1.000000000000000000000000000E-29')
    format(decimal.Decimal('99999999999999999999999999995'), '.2f')
    = '99999999999999999999999999995.00'
    format(decimal.Decimal('99999999999999999999999999995'), ',')
    = '99,999,999,999,999,999,999,999,999,995'
    format(decimal.Decimal('99999999999999999999999999995'), '>12')
    = '99999999999999999999999999995'
    math.floor(decimal.Decimal('99999999999999999999999999995'))
    = 99999999999999999999999999995
    math.ceil(decimal.Decimal('99999999999999999999999999995'))
    = 99999999999999999999999999995
    decimal.Decimal('99999999999999999999999999995').as_integer_ratio()
    = (99999999999999999999999999995, 1)
    decimal.Decimal('99999999999999999999999999995').copy_abs()
    = Decimal('99999999999999999999999999995')
    math.trunc(decimal.Decimal('99999999999999999999999999995'))
    = 99999999999999999999999999995
    str(decimal.Decimal('Infinity'))
    = 'Infinity'
    -decimal.Decimal('Infinity')
    = Decimal('-Infinity')
    abs(decimal.Decimal('Infinity'))
    = Decimal('Infinity')
    decimal.Decimal('Infinity').quantize(decimal.Decimal('0.01'))
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity').normalize()
    = Decimal('Infinity')
    decimal.Decimal('Infinity').as_tuple()
    = DecimalTuple(sign=0, digits=(0,), exponent='F')
    decimal.Decimal('Infinity').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity').to_integral_value()
    = Decimal('Infinity')
    bool(decimal.Decimal('Infinity'))
    = True
    decimal.Decimal('Infinity').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity').is_nan()
    = False
    decimal.Decimal('Infinity').is_signed()
    = False
    decimal.Decimal('Infinity').adjusted()
    = 0
    decimal.Decimal('Infinity') + 1
    = Decimal('Infinity')
    2 * decimal.Decimal('Infinity')
    = Decimal('Infinity')
    1 - decimal.Decimal('Infinity')
    = Decimal('-Infinity')
    decimal.Decimal('Infinity') == 1
    = False
    decimal.Decimal('Infinity') < 2
    = False
    decimal.Decimal('Infinity') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('Infinity').sqrt()
    = Decimal('Infinity')
    decimal.Decimal('Infinity') ** 2
    = Decimal('Infinity')
    decimal.Decimal('Infinity') ** -1
    = Decimal('0')
    format(decimal.Decimal('Infinity'), '.2f')
    = 'Infinity'
    format(decimal.Decimal('Infinity'), ',')
    = 'Infinity'
    format(decimal.Decimal('Infinity'), '>12')
    = '    Infinity'
    math.floor(decimal.Decimal('Infinity'))
    = OverflowError: cannot convert Infinity to integer
    math.ceil(decimal.Decimal('Infinity'))
    = OverflowError: cannot convert Infinity to integer
    decimal.Decimal('Infinity').as_integer_ratio()
    = OverflowError: cannot convert Infinity to integer ratio
    decimal.Decimal('Infinity').copy_abs()
    = Decimal('Infinity')
    math.trunc(decimal.Decimal('Infinity'))
    = OverflowError: cannot convert Infinity to integer
    str(decimal.Decimal('NaN'))
    = 'NaN'
    -decimal.Decimal('NaN')
    = Decimal('NaN')
    abs(decimal.Decimal('NaN'))
    = Decimal('NaN')
    decimal.Decimal('NaN').quantize(decimal.Decimal('0.01'))
    = Decimal('NaN')
    decimal.Decimal('NaN').normalize()
    = Decimal('NaN')
    decimal.Decimal('NaN').as_tuple()
    = DecimalTuple(sign=0, digits=(), exponent='n')
    decimal.Decimal('NaN').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('NaN')
    decimal.Decimal('NaN').to_integral_value()
    = Decimal('NaN')
    bool(decimal.Decimal('NaN'))
    = True
    decimal.Decimal('NaN').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('NaN')
    decimal.Decimal('NaN').is_nan()
    = True
    decimal.Decimal('NaN').is_signed()
    = False
    decimal.Decimal('NaN').adjusted()
    = 0
    decimal.Decimal('NaN') + 1
    = Decimal('NaN')
    2 * decimal.Decimal('NaN')
    = Decimal('NaN')
    1 - decimal.Decimal('NaN')
    = Decimal('NaN')
    decimal.Decimal('NaN') == 1
    = False
    decimal.Decimal('NaN') < 2
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('NaN') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('NaN').sqrt()
    = Decimal('NaN')
    decimal.Decimal('NaN') ** 2
    = Decimal('NaN')
    decimal.Decimal('NaN') ** -1
    = Decimal('NaN')
    format(decimal.Decimal('NaN'), '.2f')
    = 'NaN'
    format(decimal.Decimal('NaN'), ',')
    = 'NaN'
    format(decimal.Decimal('NaN'), '>12')
    = '         NaN'
    math.floor(decimal.Decimal('NaN'))
    = ValueError: cannot convert NaN to integer
    math.ceil(decimal.Decimal('NaN'))
    = ValueError: cannot convert NaN to integer
    decimal.Decimal('NaN').as_integer_ratio()
    = ValueError: cannot convert NaN to integer ratio
    decimal.Decimal('NaN').copy_abs()
    = Decimal('NaN')
    math.trunc(decimal.Decimal('NaN'))
    = ValueError: cannot convert NaN to integer
    str(decimal.Decimal('7.005'))
    = '7.005'
    -decimal.Decimal('7.005')
    = Decimal('-7.005')
    abs(decimal.Decimal('7.005'))
    = Decimal('7.005')
    decimal.Decimal('7.005').quantize(decimal.Decimal('0.01'))
    = Decimal('7.00')
    decimal.Decimal('7.005').normalize()
    = Decimal('7.005')
    decimal.Decimal('7.005').as_tuple()
    = DecimalTuple(sign=0, digits=(7, 0, 0, 5), exponent=-3)
    decimal.Decimal('7.005').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('7')
    decimal.Decimal('7.005').to_integral_value()
    = Decimal('7')
    bool(decimal.Decimal('7.005'))
    = True
    decimal.Decimal('7.005').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('7.1')
    decimal.Decimal('7.005').is_nan()
    = False
    decimal.Decimal('7.005').is_signed()
    = False
    decimal.Decimal('7.005').adjusted()
    = 0
    decimal.Decimal('7.005') + 1
    = Decimal('8.005')
    2 * decimal.Decimal('7.005')
    = Decimal('14.010')
    1 - decimal.Decimal('7.005')
    = Decimal('-6.005')
    decimal.Decimal('7.005') == 1
    = False
    decimal.Decimal('7.005') < 2
    = False
    decimal.Decimal('7.005') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('7.005').sqrt()
    = Decimal('2.646696053573209225750001748')
    decimal.Decimal('7.005') ** 2
    = Decimal('49.070025')
    decimal.Decimal('7.005') ** -1
    = Decimal('0.1427551748750892219842969308')
    format(decimal.Decimal('7.005'), '.2f')
    = '7.00'
    format(decimal.Decimal('7.005'), ',')
    = '7.005'
    format(decimal.Decimal('7.005'), '>12')
    = '       7.005'
    math.floor(decimal.Decimal('7.005'))
    = 7
    math.ceil(decimal.Decimal('7.005'))
    = 8
    decimal.Decimal('7.005').as_integer_ratio()
    = (1401, 200)
    decimal.Decimal('7.005').copy_abs()
    = Decimal('7.005')
    math.trunc(decimal.Decimal('7.005'))
    = 7
    decimal.Decimal(0.1)
    = Decimal('0.1000000000000000055511151231257827021181583404541015625')
    decimal.Decimal(3)
    = Decimal('3')
    decimal.Decimal('x')
    = InvalidOperation: [<class 'decimal.ConversionSyntax'>]
    decimal.Decimal('1_000.5')
    = Decimal('1000.5')
    decimal.Decimal(' 12 ')
    = Decimal('12')
    decimal.Decimal((1, (1, 2), -1))
    = Decimal('-1.2')
    decimal.Decimal('1e5')
    = Decimal('1E+5')
    decimal.Decimal(None)
    = TypeError: conversion from NoneType to Decimal is not supported
    decimal.Decimal('0.1') == 0.1
    = False
    decimal.Decimal('0.5') == 0.5
    = True
    decimal.Decimal('0.5') < 0.75
    = True
    len(set([decimal.Decimal('1.0'), decimal.Decimal('1.00'), 1, 1.0]))
    = 1
    decimal.Decimal('1.1') ** 50
    = Decimal('117.3908528796953165066664960')
    decimal.Decimal(2) ** 100
    = Decimal('1.267650600228229401496703205E+30')
    decimal.Decimal('1.5') ** decimal.Decimal('2')
    = Decimal('2.25')
    decimal.Decimal('12.5E-7')
    = Decimal('0.00000125')
    decimal.Decimal('123.456').compare(decimal.Decimal('2'))
    = Decimal('1')
    decimal.Decimal('1').max(2)
    = Decimal('2')
    decimal.Decimal(2).sqrt()
    = Decimal('1.414213562373095048801688724')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_UP)
    = Decimal('3')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_DOWN)
    = Decimal('2')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_CEILING)
    = Decimal('3')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_FLOOR)
    = Decimal('2')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('3')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_DOWN)
    = Decimal('2')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_EVEN)
    = Decimal('2')
    decimal.Decimal('2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_05UP)
    = Decimal('2')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_UP)
    = Decimal('-3')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_DOWN)
    = Decimal('-2')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_CEILING)
    = Decimal('-2')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_FLOOR)
    = Decimal('-3')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('-3')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_DOWN)
    = Decimal('-2')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_EVEN)
    = Decimal('-2')
    decimal.Decimal('-2.5').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_05UP)
    = Decimal('-2')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_UP)
    = Decimal('2')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_DOWN)
    = Decimal('1')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_CEILING)
    = Decimal('2')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_FLOOR)
    = Decimal('1')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('1')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_DOWN)
    = Decimal('1')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_EVEN)
    = Decimal('1')
    decimal.Decimal('1.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_05UP)
    = Decimal('1')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_UP)
    = Decimal('-2')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_DOWN)
    = Decimal('-1')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_CEILING)
    = Decimal('-1')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_FLOOR)
    = Decimal('-2')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('-2')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_DOWN)
    = Decimal('-2')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_EVEN)
    = Decimal('-2')
    decimal.Decimal('-1.9').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_05UP)
    = Decimal('-1')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_UP)
    = Decimal('6')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_DOWN)
    = Decimal('5')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_CEILING)
    = Decimal('6')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_FLOOR)
    = Decimal('5')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('5')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_DOWN)
    = Decimal('5')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_EVEN)
    = Decimal('5')
    decimal.Decimal('5.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_05UP)
    = Decimal('6')
    decimal.Decimal('1e999999') * 10
    = Overflow: [<class 'decimal.Overflow'>]
    decimal.Decimal('1E+28').quantize(decimal.Decimal('0.1'))
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    fractions.Fraction('1/3') + fractions.Fraction('1/3')
    = Fraction(2, 3)
    fractions.Fraction('1/3') + fractions.Fraction('-7/2')
    = Fraction(-19, 6)
    fractions.Fraction('1/3') + fractions.Fraction('0')
    = Fraction(1, 3)
    fractions.Fraction('1/3') + fractions.Fraction('5')
    = Fraction(16, 3)
    fractions.Fraction('1/3') + fractions.Fraction('0.125')
    = Fraction(11, 24)
    fractions.Fraction('1/3') + fractions.Fraction('355/113')
    = Fraction(1178, 339)
    fractions.Fraction('-7/2') + fractions.Fraction('1/3')
    = Fraction(-19, 6)
    fractions.Fraction('-7/2') + fractions.Fraction('-7/2')
    = Fraction(-7, 1)
    fractions.Fraction('-7/2') + fractions.Fraction('0')
    = Fraction(-7, 2)
    fractions.Fraction('-7/2') + fractions.Fraction('5')
    = Fraction(3, 2)
    fractions.Fraction('-7/2') + fractions.Fraction('0.125')
    = Fraction(-27, 8)
    fractions.Fraction('-7/2') + fractions.Fraction('355/113')
    = Fraction(-81, 226)
    fractions.Fraction('0') + fractions.Fraction('1/3')
    = Fraction(1, 3)
    fractions.Fraction('0') + fractions.Fraction('-7/2')
    = Fraction(-7, 2)
    fractions.Fraction('0') + fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('0') + fractions.Fraction('5')
    = Fraction(5, 1)
    fractions.Fraction('0') + fractions.Fraction('0.125')
    = Fraction(1, 8)
    fractions.Fraction('0') + fractions.Fraction('355/113')
    = Fraction(355, 113)
    fractions.Fraction('5') + fractions.Fraction('1/3')
    = Fraction(16, 3)
    fractions.Fraction('5') + fractions.Fraction('-7/2')
    = Fraction(3, 2)
    fractions.Fraction('5') + fractions.Fraction('0')
    = Fraction(5, 1)
    fractions.Fraction('5') + fractions.Fraction('5')
    = Fraction(10, 1)
    fractions.Fraction('5') + fractions.Fraction('0.125')
    = Fraction(41, 8)
    fractions.Fraction('5') + fractions.Fraction('355/113')
    = Fraction(920, 113)
    fractions.Fraction('0.125') + fractions.Fraction('1/3')
    = Fraction(11, 24)
    fractions.Fraction('0.125') + fractions.Fraction('-7/2')
    = Fraction(-27, 8)
    fractions.Fraction('0.125') + fractions.Fraction('0')
    = Fraction(1, 8)
    fractions.Fraction('0.125') + fractions.Fraction('5')
    = Fraction(41, 8)
    fractions.Fraction('0.125') + fractions.Fraction('0.125')
    = Fraction(1, 4)
    fractions.Fraction('0.125') + fractions.Fraction('355/113')
    = Fraction(2953, 904)
    fractions.Fraction('355/113') + fractions.Fraction('1/3')
    = Fraction(1178, 339)
    fractions.Fraction('355/113') + fractions.Fraction('-7/2')
    = Fraction(-81, 226)
    fractions.Fraction('355/113') + fractions.Fraction('0')
    = Fraction(355, 113)
    fractions.Fraction('355/113') + fractions.Fraction('5')
    = Fraction(920, 113)
    fractions.Fraction('355/113') + fractions.Fraction('0.125')
    = Fraction(2953, 904)
    fractions.Fraction('355/113') + fractions.Fraction('355/113')
    = Fraction(710, 113)
    fractions.Fraction('1/3') - fractions.Fraction('1/3')
    = Fraction(0, 1)
    fractions.Fraction('1/3') - fractions.Fraction('-7/2')
    = Fraction(23, 6)
    fractions.Fraction('1/3') - fractions.Fraction('0')
    = Fraction(1, 3)
    fractions.Fraction('1/3') - fractions.Fraction('5')
    = Fraction(-14, 3)
    fractions.Fraction('1/3') - fractions.Fraction('0.125')
    = Fraction(5, 24)
    fractions.Fraction('1/3') - fractions.Fraction('355/113')
    = Fraction(-952, 339)
    fractions.Fraction('-7/2') - fractions.Fraction('1/3')
    = Fraction(-23, 6)
    fractions.Fraction('-7/2') - fractions.Fraction('-7/2')
    = Fraction(0, 1)
    fractions.Fraction('-7/2') - fractions.Fraction('0')
    = Fraction(-7, 2)
    fractions.Fraction('-7/2') - fractions.Fraction('5')
    = Fraction(-17, 2)
    fractions.Fraction('-7/2') - fractions.Fraction('0.125')
    = Fraction(-29, 8)
    fractions.Fraction('-7/2') - fractions.Fraction('355/113')
    = Fraction(-1501, 226)
    fractions.Fraction('0') - fractions.Fraction('1/3')
    = Fraction(-1, 3)
    fractions.Fraction('0') - fractions.Fraction('-7/2')
    = Fraction(7, 2)
    fractions.Fraction('0') - fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('0') - fractions.Fraction('5')
    = Fraction(-5, 1)
    fractions.Fraction('0') - fractions.Fraction('0.125')
    = Fraction(-1, 8)
    fractions.Fraction('0') - fractions.Fraction('355/113')
    = Fraction(-355, 113)
    fractions.Fraction('5') - fractions.Fraction('1/3')
    = Fraction(14, 3)
    """###
