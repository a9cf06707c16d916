// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let exactCases5 = ###"""
    decimal.Decimal('1E-20') % decimal.Decimal('NaN')
    = Decimal('NaN')
    decimal.Decimal('1E-20') % decimal.Decimal('7.005')
    = Decimal('1E-20')
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('1')
    = InvalidOperation: [<class 'decimal.DivisionImpossible'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('-2.50')
    = InvalidOperation: [<class 'decimal.DivisionImpossible'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('0.1')
    = InvalidOperation: [<class 'decimal.DivisionImpossible'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('1E+3')
    = Decimal('995')
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('0')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('-0.00')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('3')
    = InvalidOperation: [<class 'decimal.DivisionImpossible'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('123456789012345678901234567890')
    = Decimal('1.000000000000000000000000000E+29')
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('1E-20')
    = InvalidOperation: [<class 'decimal.DivisionImpossible'>]
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('99999999999999999999999999995')
    = Decimal('0')
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('Infinity')
    = Decimal('1.000000000000000000000000000E+29')
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('NaN')
    = Decimal('NaN')
    decimal.Decimal('99999999999999999999999999995') % decimal.Decimal('7.005')
    = InvalidOperation: [<class 'decimal.DivisionImpossible'>]
    decimal.Decimal('Infinity') % decimal.Decimal('1')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('-2.50')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('0.1')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('1E+3')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('0')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('-0.00')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('3')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('123456789012345678901234567890')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('1E-20')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('99999999999999999999999999995')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('Infinity')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('Infinity') % decimal.Decimal('NaN')
    = Decimal('NaN')
    decimal.Decimal('Infinity') % decimal.Decimal('7.005')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('NaN') % decimal.Decimal('1')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('-2.50')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('0.1')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('1E+3')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('0')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('-0.00')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('3')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('123456789012345678901234567890')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('1E-20')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('99999999999999999999999999995')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('Infinity')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('NaN')
    = Decimal('NaN')
    decimal.Decimal('NaN') % decimal.Decimal('7.005')
    = Decimal('NaN')
    decimal.Decimal('7.005') % decimal.Decimal('1')
    = Decimal('0.005')
    decimal.Decimal('7.005') % decimal.Decimal('-2.50')
    = Decimal('2.005')
    decimal.Decimal('7.005') % decimal.Decimal('0.1')
    = Decimal('0.005')
    decimal.Decimal('7.005') % decimal.Decimal('1E+3')
    = Decimal('7.005')
    decimal.Decimal('7.005') % decimal.Decimal('0')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('7.005') % decimal.Decimal('-0.00')
    = InvalidOperation: [<class 'decimal.InvalidOperation'>]
    decimal.Decimal('7.005') % decimal.Decimal('3')
    = Decimal('1.005')
    decimal.Decimal('7.005') % decimal.Decimal('123456789012345678901234567890')
    = Decimal('7.005')
    decimal.Decimal('7.005') % decimal.Decimal('1E-20')
    = Decimal('0E-20')
    decimal.Decimal('7.005') % decimal.Decimal('99999999999999999999999999995')
    = Decimal('7.005')
    decimal.Decimal('7.005') % decimal.Decimal('Infinity')
    = Decimal('7.005')
    decimal.Decimal('7.005') % decimal.Decimal('NaN')
    = Decimal('NaN')
    decimal.Decimal('7.005') % decimal.Decimal('7.005')
    = Decimal('0.000')
    decimal.Decimal('1') == decimal.Decimal('1')
    = True
    decimal.Decimal('1') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('1') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('1') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('1') == decimal.Decimal('0')
    = False
    decimal.Decimal('1') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('1') == decimal.Decimal('3')
    = False
    decimal.Decimal('1') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('1') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('1')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('-2.50')
    = True
    decimal.Decimal('-2.50') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('0')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('3')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('-2.50') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('1')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('0.1')
    = True
    decimal.Decimal('0.1') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('0')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('3')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('0.1') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('1')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('1E+3')
    = True
    decimal.Decimal('1E+3') == decimal.Decimal('0')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('3')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('1E+3') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('0') == decimal.Decimal('1')
    = False
    decimal.Decimal('0') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('0') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('0') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('0') == decimal.Decimal('0')
    = True
    decimal.Decimal('0') == decimal.Decimal('-0.00')
    = True
    decimal.Decimal('0') == decimal.Decimal('3')
    = False
    decimal.Decimal('0') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('0') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('1')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('0')
    = True
    decimal.Decimal('-0.00') == decimal.Decimal('-0.00')
    = True
    decimal.Decimal('-0.00') == decimal.Decimal('3')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('-0.00') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('3') == decimal.Decimal('1')
    = False
    decimal.Decimal('3') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('3') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('3') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('3') == decimal.Decimal('0')
    = False
    decimal.Decimal('3') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('3') == decimal.Decimal('3')
    = True
    decimal.Decimal('3') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('3') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('1')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('0')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('3')
    = False
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('123456789012345678901234567890') == decimal.Decimal('1E-20')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('1')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('-2.50')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('0.1')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('1E+3')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('0')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('-0.00')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('3')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('1E-20') == decimal.Decimal('1E-20')
    = True
    decimal.Decimal('1') < decimal.Decimal('1')
    = False
    decimal.Decimal('1') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('1') < decimal.Decimal('0.1')
    = False
    decimal.Decimal('1') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('1') < decimal.Decimal('0')
    = False
    decimal.Decimal('1') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('1') < decimal.Decimal('3')
    = True
    decimal.Decimal('1') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('1') < decimal.Decimal('1E-20')
    = False
    decimal.Decimal('-2.50') < decimal.Decimal('1')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('-2.50') < decimal.Decimal('0.1')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('0')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('-0.00')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('3')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('-2.50') < decimal.Decimal('1E-20')
    = True
    decimal.Decimal('0.1') < decimal.Decimal('1')
    = True
    decimal.Decimal('0.1') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('0.1') < decimal.Decimal('0.1')
    = False
    decimal.Decimal('0.1') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('0.1') < decimal.Decimal('0')
    = False
    decimal.Decimal('0.1') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('0.1') < decimal.Decimal('3')
    = True
    decimal.Decimal('0.1') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('0.1') < decimal.Decimal('1E-20')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('1')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('0.1')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('1E+3')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('0')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('3')
    = False
    decimal.Decimal('1E+3') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('1E+3') < decimal.Decimal('1E-20')
    = False
    decimal.Decimal('0') < decimal.Decimal('1')
    = True
    decimal.Decimal('0') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('0') < decimal.Decimal('0.1')
    = True
    decimal.Decimal('0') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('0') < decimal.Decimal('0')
    = False
    decimal.Decimal('0') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('0') < decimal.Decimal('3')
    = True
    decimal.Decimal('0') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('0') < decimal.Decimal('1E-20')
    = True
    decimal.Decimal('-0.00') < decimal.Decimal('1')
    = True
    decimal.Decimal('-0.00') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('-0.00') < decimal.Decimal('0.1')
    = True
    decimal.Decimal('-0.00') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('-0.00') < decimal.Decimal('0')
    = False
    decimal.Decimal('-0.00') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('-0.00') < decimal.Decimal('3')
    = True
    decimal.Decimal('-0.00') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('-0.00') < decimal.Decimal('1E-20')
    = True
    decimal.Decimal('3') < decimal.Decimal('1')
    = False
    decimal.Decimal('3') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('3') < decimal.Decimal('0.1')
    = False
    decimal.Decimal('3') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('3') < decimal.Decimal('0')
    = False
    decimal.Decimal('3') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('3') < decimal.Decimal('3')
    = False
    decimal.Decimal('3') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('3') < decimal.Decimal('1E-20')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('1')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('0.1')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('1E+3')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('0')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('3')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('123456789012345678901234567890')
    = False
    decimal.Decimal('123456789012345678901234567890') < decimal.Decimal('1E-20')
    = False
    decimal.Decimal('1E-20') < decimal.Decimal('1')
    = True
    decimal.Decimal('1E-20') < decimal.Decimal('-2.50')
    = False
    decimal.Decimal('1E-20') < decimal.Decimal('0.1')
    = True
    decimal.Decimal('1E-20') < decimal.Decimal('1E+3')
    = True
    decimal.Decimal('1E-20') < decimal.Decimal('0')
    = False
    decimal.Decimal('1E-20') < decimal.Decimal('-0.00')
    = False
    decimal.Decimal('1E-20') < decimal.Decimal('3')
    = True
    decimal.Decimal('1E-20') < decimal.Decimal('123456789012345678901234567890')
    = True
    decimal.Decimal('1E-20') < decimal.Decimal('1E-20')
    = False
    str(decimal.Decimal('1'))
    = '1'
    -decimal.Decimal('1')
    = Decimal('-1')
    abs(decimal.Decimal('1'))
    = Decimal('1')
    decimal.Decimal('1').quantize(decimal.Decimal('0.01'))
    = Decimal('1.00')
    decimal.Decimal('1').normalize()
    = Decimal('1')
    decimal.Decimal('1').as_tuple()
    = DecimalTuple(sign=0, digits=(1,), exponent=0)
    decimal.Decimal('1').quantize(decimal.Decimal('1'), rounding=decimal.ROUND_HALF_UP)
    = Decimal('1')
    decimal.Decimal('1').to_integral_value()
    = Decimal('1')
    bool(decimal.Decimal('1'))
    = True
    decimal.Decimal('1').quantize(decimal.Decimal('0.1'), decimal.ROUND_UP)
    = Decimal('1.0')
    decimal.Decimal('1').is_nan()
    = False
    decimal.Decimal('1').is_signed()
    = False
    decimal.Decimal('1').adjusted()
    = 0
    decimal.Decimal('1') + 1
    = Decimal('2')
    2 * decimal.Decimal('1')
    = Decimal('2')
    1 - decimal.Decimal('1')
    = Decimal('0')
    decimal.Decimal('1') == 1
    = True
    decimal.Decimal('1') < 2
    = True
    decimal.Decimal('1') + 1.5
    = TypeError: unsupported operand type(s) for +: 'decimal.Decimal' and 'float'
    decimal.Decimal('1').sqrt()
    = Decimal('1')
    decimal.Decimal('1') ** 2
    = Decimal('1')
    decimal.Decimal('1') ** -1
    = Decimal('1')
    format(decimal.Decimal('1'), '.2f')
    = '1.00'
    format(decimal.Decimal('1'), ',')
    = '1'
    """###
