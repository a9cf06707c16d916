// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let exactCases6 = ###"""
    format(decimal.Decimal('1'), '>12')
    = '           1'
    math.floor(decimal.Decimal('1'))
    = 1
    math.ceil(decimal.Decimal('1'))
    = 1
    decimal.Decimal('1').as_integer_ratio()
    = (1, 1)
    decimal.Decimal('1').copy_abs()
    = Decimal('1')
    math.trunc(decimal.Decimal('1'))
    = 1
    str(decimal.Decimal('-2.50'))
    = '-2.50'
    -decimal.Decimal('-2.50')
    = Decimal('2.50')
    abs(decimal.Decimal('-2.50'))
    = Decimal('2.50')
    decimal.Decimal('-2.50').quantize(decimal.Decimal('0.01'))
    = Decimal('-2.50')
    decimal.Decimal('-2.50').normalize()
    = Decimal('-2.5')
    decimal.Decimal('-2.50').as_tuple()
    = DecimalTuple(sign=1, digits=(2, 5, 0), exponent=-2)
    decimal.Decimal('-2.50').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('-3')
    decimal.Decimal('-2.50').to_integral_value()
    = Decimal('-2')
    bool(decimal.Decimal('-2.50'))
    = True
    decimal.Decimal('-2.50').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('-2.5')
    decimal.Decimal('-2.50').is_nan()
    = False
    decimal.Decimal('-2.50').is_signed()
    = True
    decimal.Decimal('-2.50').adjusted()
    = 0
    decimal.Decimal('-2.50') + 1
    = Decimal('-1.50')
    2 * decimal.Decimal('-2.50')
    = Decimal('-5.00')
    1 - decimal.Decimal('-2.50')
    = Decimal('3.50')
    decimal.Decimal('-2.50') == 1
    = False
    decimal.Decimal('-2.50') < 2
    = True
    decimal.Decimal('-2.50') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('-2.50').sqrt()
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('-2.50') ** 2
    = Decimal('6.2500')
    decimal.Decimal('-2.50') ** -1
    = Decimal('-0.4')
    format(decimal.Decimal('-2.50'), '.2f')
    = '-2.50'
    format(decimal.Decimal('-2.50'), ',')
    = '-2.50'
    format(decimal.Decimal('-2.50'), '>12')
    = '       -2.50'
    math.floor(decimal.Decimal('-2.50'))
    = -3
    math.ceil(decimal.Decimal('-2.50'))
    = -2
    decimal.Decimal('-2.50').as_integer_ratio()
    = (-5, 2)
    decimal.Decimal('-2.50').copy_abs()
    = Decimal('2.50')
    math.trunc(decimal.Decimal('-2.50'))
    = -2
    str(decimal.Decimal('0.1'))
    = '0.1'
    -decimal.Decimal('0.1')
    = Decimal('-0.1')
    abs(decimal.Decimal('0.1'))
    = Decimal('0.1')
    decimal.Decimal('0.1').quantize(decimal.Decimal('0.01'))
    = Decimal('0.10')
    decimal.Decimal('0.1').normalize()
    = Decimal('0.1')
    decimal.Decimal('0.1').as_tuple()
    = DecimalTuple(sign=0, digits=(1,), exponent=-1)
    decimal.Decimal('0.1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('0')
    decimal.Decimal('0.1').to_integral_value()
    = Decimal('0')
    bool(decimal.Decimal('0.1'))
    = True
    decimal.Decimal('0.1').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('0.1')
    decimal.Decimal('0.1').is_nan()
    = False
    decimal.Decimal('0.1').is_signed()
    = False
    decimal.Decimal('0.1').adjusted()
    = -1
    decimal.Decimal('0.1') + 1
    = Decimal('1.1')
    2 * decimal.Decimal('0.1')
    = Decimal('0.2')
    1 - decimal.Decimal('0.1')
    = Decimal('0.9')
    decimal.Decimal('0.1') == 1
    = False
    decimal.Decimal('0.1') < 2
    = True
    decimal.Decimal('0.1') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('0.1').sqrt()
    = Decimal('0.3162277660168379331998893544')
    decimal.Decimal('0.1') ** 2
    = Decimal('0.01')
    decimal.Decimal('0.1') ** -1
    = Decimal('1E+1')
    format(decimal.Decimal('0.1'), '.2f')
    = '0.10'
    format(decimal.Decimal('0.1'), ',')
    = '0.1'
    format(decimal.Decimal('0.1'), '>12')
    = '         0.1'
    math.floor(decimal.Decimal('0.1'))
    = 0
    math.ceil(decimal.Decimal('0.1'))
    = 1
    decimal.Decimal('0.1').as_integer_ratio()
    = (1, 10)
    decimal.Decimal('0.1').copy_abs()
    = Decimal('0.1')
    math.trunc(decimal.Decimal('0.1'))
    = 0
    str(decimal.Decimal('1E+3'))
    = '1E+3'
    -decimal.Decimal('1E+3')
    = Decimal('-1E+3')
    abs(decimal.Decimal('1E+3'))
    = Decimal('1E+3')
    decimal.Decimal('1E+3').quantize(decimal.Decimal('0.01'))
    = Decimal('1000.00')
    decimal.Decimal('1E+3').normalize()
    = Decimal('1E+3')
    decimal.Decimal('1E+3').as_tuple()
    = DecimalTuple(sign=0, digits=(1,), exponent=3)
    decimal.Decimal('1E+3').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('1000')
    decimal.Decimal('1E+3').to_integral_value()
    = Decimal('1E+3')
    bool(decimal.Decimal('1E+3'))
    = True
    decimal.Decimal('1E+3').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('1000.0')
    decimal.Decimal('1E+3').is_nan()
    = False
    decimal.Decimal('1E+3').is_signed()
    = False
    decimal.Decimal('1E+3').adjusted()
    = 3
    decimal.Decimal('1E+3') + 1
    = Decimal('1001')
    2 * decimal.Decimal('1E+3')
    = Decimal('2E+3')
    1 - decimal.Decimal('1E+3')
    = Decimal('-999')
    decimal.Decimal('1E+3') == 1
    = False
    decimal.Decimal('1E+3') < 2
    = False
    decimal.Decimal('1E+3') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('1E+3').sqrt()
    = Decimal('31.62277660168379331998893544')
    decimal.Decimal('1E+3') ** 2
    = Decimal('1E+6')
    decimal.Decimal('1E+3') ** -1
    = Decimal('0.001')
    format(decimal.Decimal('1E+3'), '.2f')
    = '1000.00'
    format(decimal.Decimal('1E+3'), ',')
    = '1E+3'
    format(decimal.Decimal('1E+3'), '>12')
    = '        1E+3'
    math.floor(decimal.Decimal('1E+3'))
    = 1000
    math.ceil(decimal.Decimal('1E+3'))
    = 1000
    decimal.Decimal('1E+3').as_integer_ratio()
    = (1000, 1)
    decimal.Decimal('1E+3').copy_abs()
    = Decimal('1E+3')
    math.trunc(decimal.Decimal('1E+3'))
    = 1000
    str(decimal.Decimal('0'))
    = '0'
    -decimal.Decimal('0')
    = Decimal('0')
    abs(decimal.Decimal('0'))
    = Decimal('0')
    decimal.Decimal('0').quantize(decimal.Decimal('0.01'))
    = Decimal('0.00')
    decimal.Decimal('0').normalize()
    = Decimal('0')
    decimal.Decimal('0').as_tuple()
    = DecimalTuple(sign=0, digits=(0,), exponent=0)
    decimal.Decimal('0').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('0')
    decimal.Decimal('0').to_integral_value()
    = Decimal('0')
    bool(decimal.Decimal('0'))
    = False
    decimal.Decimal('0').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('0.0')
    decimal.Decimal('0').is_nan()
    = False
    decimal.Decimal('0').is_signed()
    = False
    decimal.Decimal('0').adjusted()
    = 0
    decimal.Decimal('0') + 1
    = Decimal('1')
    2 * decimal.Decimal('0')
    = Decimal('0')
    1 - decimal.Decimal('0')
    = Decimal('1')
    decimal.Decimal('0') == 1
    = False
    decimal.Decimal('0') < 2
    = True
    decimal.Decimal('0') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('0').sqrt()
    = Decimal('0')
    decimal.Decimal('0') ** 2
    = Decimal('0')
    decimal.Decimal('0') ** -1
    = Decimal('Infinity')
    format(decimal.Decimal('0'), '.2f')
    = '0.00'
    format(decimal.Decimal('0'), ',')
    = '0'
    format(decimal.Decimal('0'), '>12')
    = '           0'
    math.floor(decimal.Decimal('0'))
    = 0
    math.ceil(decimal.Decimal('0'))
    = 0
    decimal.Decimal('0').as_integer_ratio()
    = (0, 1)
    decimal.Decimal('0').copy_abs()
    = Decimal('0')
    math.trunc(decimal.Decimal('0'))
    = 0
    str(decimal.Decimal('-0.00'))
    = '-0.00'
    -decimal.Decimal('-0.00')
    = Decimal('0.00')
    abs(decimal.Decimal('-0.00'))
    = Decimal('0.00')
    decimal.Decimal('-0.00').quantize(decimal.Decimal('0.01'))
    = Decimal('-0.00')
    decimal.Decimal('-0.00').normalize()
    = Decimal('-0')
    decimal.Decimal('-0.00').as_tuple()
    = DecimalTuple(sign=1, digits=(0,), exponent=-2)
    decimal.Decimal('-0.00').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('-0')
    decimal.Decimal('-0.00').to_integral_value()
    = Decimal('-0')
    bool(decimal.Decimal('-0.00'))
    = False
    decimal.Decimal('-0.00').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('-0.0')
    decimal.Decimal('-0.00').is_nan()
    = False
    decimal.Decimal('-0.00').is_signed()
    = True
    decimal.Decimal('-0.00').adjusted()
    = -2
    decimal.Decimal('-0.00') + 1
    = Decimal('1.00')
    2 * decimal.Decimal('-0.00')
    = Decimal('-0.00')
    1 - decimal.Decimal('-0.00')
    = Decimal('1.00')
    decimal.Decimal('-0.00') == 1
    = False
    decimal.Decimal('-0.00') < 2
    = True
    decimal.Decimal('-0.00') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('-0.00').sqrt()
    = Decimal('-0.0')
    decimal.Decimal('-0.00') ** 2
    = Decimal('0')
    decimal.Decimal('-0.00') ** -1
    = Decimal('-Infinity')
    format(decimal.Decimal('-0.00'), '.2f')
    = '-0.00'
    format(decimal.Decimal('-0.00'), ',')
    = '-0.00'
    format(decimal.Decimal('-0.00'), '>12')
    = '       -0.00'
    math.floor(decimal.Decimal('-0.00'))
    = 0
    math.ceil(decimal.Decimal('-0.00'))
    = 0
    decimal.Decimal('-0.00').as_integer_ratio()
    = (0, 1)
    decimal.Decimal('-0.00').copy_abs()
    = Decimal('0.00')
    math.trunc(decimal.Decimal('-0.00'))
    = 0
    str(decimal.Decimal('3'))
    = '3'
    -decimal.Decimal('3')
    = Decimal('-3')
    abs(decimal.Decimal('3'))
    = Decimal('3')
    decimal.Decimal('3').quantize(decimal.Decimal('0.01'))
    = Decimal('3.00')
    decimal.Decimal('3').normalize()
    = Decimal('3')
    decimal.Decimal('3').as_tuple()
    = DecimalTuple(sign=0, digits=(3,), exponent=0)
    decimal.Decimal('3').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('3')
    decimal.Decimal('3').to_integral_value()
    = Decimal('3')
    bool(decimal.Decimal('3'))
    = True
    decimal.Decimal('3').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('3.0')
    decimal.Decimal('3').is_nan()
    = False
    decimal.Decimal('3').is_signed()
    = False
    decimal.Decimal('3').adjusted()
    = 0
    decimal.Decimal('3') + 1
    = Decimal('4')
    2 * decimal.Decimal('3')
    = Decimal('6')
    1 - decimal.Decimal('3')
    = Decimal('-2')
    decimal.Decimal('3') == 1
    = False
    decimal.Decimal('3') < 2
    = False
    decimal.Decimal('3') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('3').sqrt()
    = Decimal('1.732050807568877293527446342')
    decimal.Decimal('3') ** 2
    = Decimal('9')
    decimal.Decimal('3') ** -1
    = Decimal('0.3333333333333333333333333333')
    format(decimal.Decimal('3'), '.2f')
    = '3.00'
    format(decimal.Decimal('3'), ',')
    = '3'
    format(decimal.Decimal('3'), '>12')
    = '           3'
    math.floor(decimal.Decimal('3'))
    = 3
    math.ceil(decimal.Decimal('3'))
    = 3
    decimal.Decimal('3').as_integer_ratio()
    = (3, 1)
    decimal.Decimal('3').copy_abs()
    = Decimal('3')
    math.trunc(decimal.Decimal('3'))
    = 3
    str(decimal.Decimal('123456789012345678901234567890'))
    = '123456789012345678901234567890'
    -decimal.Decimal('123456789012345678901234567890')
    = Decimal('-1.234567890123456789012345679E+29')
    abs(decimal.Decimal('123456789012345678901234567890'))
    = Decimal('1.234567890123456789012345679E+29')
    decimal.Decimal('123456789012345678901234567890').quantize(decimal.Decimal('0.01'))
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('123456789012345678901234567890').normalize()
    = Decimal('1.234567890123456789012345679E+29')
    decimal.Decimal('123456789012345678901234567890').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('123456789012345678901234567890').to_integral_value()
    = Decimal('123456789012345678901234567890')
    bool(decimal.Decimal('123456789012345678901234567890'))
    = True
    decimal.Decimal('123456789012345678901234567890').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('123456789012345678901234567890').is_nan()
    = False
    decimal.Decimal('123456789012345678901234567890').is_signed()
    = False
    decimal.Decimal('123456789012345678901234567890').adjusted()
    = 29
    decimal.Decimal('123456789012345678901234567890') + 1
    = Decimal('1.234567890123456789012345679E+29')
    2 * decimal.Decimal('123456789012345678901234567890')
    = Decimal('2.469135780246913578024691358E+29')
    1 - decimal.Decimal('123456789012345678901234567890')
    = Decimal('-1.234567890123456789012345679E+29')
    decimal.Decimal('123456789012345678901234567890') == 1
    = False
    decimal.Decimal('123456789012345678901234567890') < 2
    = False
    decimal.Decimal('123456789012345678901234567890') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('123456789012345678901234567890').sqrt()
    = Decimal('351364182882014.4253111222382')
    decimal.Decimal('123456789012345678901234567890') ** 2
    = Decimal('1.524157875323883675049535156E+58')
    decimal.Decimal('123456789012345678901234567890') ** -1
    = Decimal('8.100000072900000663390006037E-30')
    format(decimal.Decimal('123456789012345678901234567890'), '.2f')
    = '123456789012345678901234567890.00'
    format(decimal.Decimal('123456789012345678901234567890'), ',')
    = '123,456,789,012,345,678,901,234,567,890'
    format(decimal.Decimal('123456789012345678901234567890'), '>12')
    = '123456789012345678901234567890'
    math.floor(decimal.Decimal('123456789012345678901234567890'))
    = 123456789012345678901234567890
    math.ceil(decimal.Decimal('123456789012345678901234567890'))
    = 123456789012345678901234567890
    decimal.Decimal('123456789012345678901234567890').as_integer_ratio()
    = (123456789012345678901234567890, 1)
    decimal.Decimal('123456789012345678901234567890').copy_abs()
    = Decimal('123456789012345678901234567890')
    math.trunc(decimal.Decimal('123456789012345678901234567890'))
    = 123456789012345678901234567890
    str(decimal.Decimal('1E-20'))
    = '1E-20'
    -decimal.Decimal('1E-20')
    = Decimal('-1E-20')
    abs(decimal.Decimal('1E-20'))
    = Decimal('1E-20')
    decimal.Decimal('1E-20').quantize(decimal.Decimal('0.01'))
    = Decimal('0.00')
    decimal.Decimal('1E-20').normalize()
    = Decimal('1E-20')
    decimal.Decimal('1E-20').as_tuple()
    = DecimalTuple(sign=0, digits=(1,), exponent=-20)
    decimal.Decimal('1E-20').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('0')
    decimal.Decimal('1E-20').to_integral_value()
    = Decimal('0')
    bool(decimal.Decimal('1E-20'))
    = True
    decimal.Decimal('1E-20').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('0.1')
    decimal.Decimal('1E-20').is_nan()
    = False
    decimal.Decimal('1E-20').is_signed()
    = False
    decimal.Decimal('1E-20').adjusted()
    = -20
    decimal.Decimal('1E-20') + 1
    = Decimal('1.00000000000000000001')
    2 * decimal.Decimal('1E-20')
    = Decimal('2E-20')
    1 - decimal.Decimal('1E-20')
    = Decimal('0.99999999999999999999')
    decimal.Decimal('1E-20') == 1
    = False
    decimal.Decimal('1E-20') < 2
    = True
    decimal.Decimal('1E-20') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('1E-20').sqrt()
    = Decimal('1E-10')
    decimal.Decimal('1E-20') ** 2
    = Decimal('1E-40')
    decimal.Decimal('1E-20') ** -1
    = Decimal('1E+20')
    format(decimal.Decimal('1E-20'), '.2f')
    = '0.00'
    format(decimal.Decimal('1E-20'), ',')
    = '1E-20'
    format(decimal.Decimal('1E-20'), '>12')
    = '       1E-20'
    """###
