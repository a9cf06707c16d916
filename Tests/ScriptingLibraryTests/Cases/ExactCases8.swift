// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let exactCases8 = ###"""
    fractions.Fraction('5') - fractions.Fraction('-7/2')
    = Fraction(17, 2)
    fractions.Fraction('5') - fractions.Fraction('0')
    = Fraction(5, 1)
    fractions.Fraction('5') - fractions.Fraction('5')
    = Fraction(0, 1)
    fractions.Fraction('5') - fractions.Fraction('0.125')
    = Fraction(39, 8)
    fractions.Fraction('5') - fractions.Fraction('355/113')
    = Fraction(210, 113)
    fractions.Fraction('0.125') - fractions.Fraction('1/3')
    = Fraction(-5, 24)
    fractions.Fraction('0.125') - fractions.Fraction('-7/2')
    = Fraction(29, 8)
    fractions.Fraction('0.125') - fractions.Fraction('0')
    = Fraction(1, 8)
    fractions.Fraction('0.125') - fractions.Fraction('5')
    = Fraction(-39, 8)
    fractions.Fraction('0.125') - fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('0.125') - fractions.Fraction('355/113')
    = Fraction(-2727, 904)
    fractions.Fraction('355/113') - fractions.Fraction('1/3')
    = Fraction(952, 339)
    fractions.Fraction('355/113') - fractions.Fraction('-7/2')
    = Fraction(1501, 226)
    fractions.Fraction('355/113') - fractions.Fraction('0')
    = Fraction(355, 113)
    fractions.Fraction('355/113') - fractions.Fraction('5')
    = Fraction(-210, 113)
    fractions.Fraction('355/113') - fractions.Fraction('0.125')
    = Fraction(2727, 904)
    fractions.Fraction('355/113') - fractions.Fraction('355/113')
    = Fraction(0, 1)
    fractions.Fraction('1/3') * fractions.Fraction('1/3')
    = Fraction(1, 9)
    fractions.Fraction('1/3') * fractions.Fraction('-7/2')
    = Fraction(-7, 6)
    fractions.Fraction('1/3') * fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('1/3') * fractions.Fraction('5')
    = Fraction(5, 3)
    fractions.Fraction('1/3') * fractions.Fraction('0.125')
    = Fraction(1, 24)
    fractions.Fraction('1/3') * fractions.Fraction('355/113')
    = Fraction(355, 339)
    fractions.Fraction('-7/2') * fractions.Fraction('1/3')
    = Fraction(-7, 6)
    fractions.Fraction('-7/2') * fractions.Fraction('-7/2')
    = Fraction(49, 4)
    fractions.Fraction('-7/2') * fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('-7/2') * fractions.Fraction('5')
    = Fraction(-35, 2)
    fractions.Fraction('-7/2') * fractions.Fraction('0.125')
    = Fraction(-7, 16)
    fractions.Fraction('-7/2') * fractions.Fraction('355/113')
    = Fraction(-2485, 226)
    fractions.Fraction('0') * fractions.Fraction('1/3')
    = Fraction(0, 1)
    fractions.Fraction('0') * fractions.Fraction('-7/2')
    = Fraction(0, 1)
    fractions.Fraction('0') * fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('0') * fractions.Fraction('5')
    = Fraction(0, 1)
    fractions.Fraction('0') * fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('0') * fractions.Fraction('355/113')
    = Fraction(0, 1)
    fractions.Fraction('5') * fractions.Fraction('1/3')
    = Fraction(5, 3)
    fractions.Fraction('5') * fractions.Fraction('-7/2')
    = Fraction(-35, 2)
    fractions.Fraction('5') * fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('5') * fractions.Fraction('5')
    = Fraction(25, 1)
    fractions.Fraction('5') * fractions.Fraction('0.125')
    = Fraction(5, 8)
    fractions.Fraction('5') * fractions.Fraction('355/113')
    = Fraction(1775, 113)
    fractions.Fraction('0.125') * fractions.Fraction('1/3')
    = Fraction(1, 24)
    fractions.Fraction('0.125') * fractions.Fraction('-7/2')
    = Fraction(-7, 16)
    fractions.Fraction('0.125') * fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('0.125') * fractions.Fraction('5')
    = Fraction(5, 8)
    fractions.Fraction('0.125') * fractions.Fraction('0.125')
    = Fraction(1, 64)
    fractions.Fraction('0.125') * fractions.Fraction('355/113')
    = Fraction(355, 904)
    fractions.Fraction('355/113') * fractions.Fraction('1/3')
    = Fraction(355, 339)
    fractions.Fraction('355/113') * fractions.Fraction('-7/2')
    = Fraction(-2485, 226)
    fractions.Fraction('355/113') * fractions.Fraction('0')
    = Fraction(0, 1)
    fractions.Fraction('355/113') * fractions.Fraction('5')
    = Fraction(1775, 113)
    fractions.Fraction('355/113') * fractions.Fraction('0.125')
    = Fraction(355, 904)
    fractions.Fraction('355/113') * fractions.Fraction('355/113')
    = Fraction(126025, 12769)
    fractions.Fraction('1/3') / fractions.Fraction('1/3')
    = Fraction(1, 1)
    fractions.Fraction('1/3') / fractions.Fraction('-7/2')
    = Fraction(-2, 21)
    fractions.Fraction('1/3') / fractions.Fraction('0')
    = ZeroDivisionError: Fraction(1, 0)
    fractions.Fraction('1/3') / fractions.Fraction('5')
    = Fraction(1, 15)
    fractions.Fraction('1/3') / fractions.Fraction('0.125')
    = Fraction(8, 3)
    fractions.Fraction('1/3') / fractions.Fraction('355/113')
    = Fraction(113, 1065)
    fractions.Fraction('-7/2') / fractions.Fraction('1/3')
    = Fraction(-21, 2)
    fractions.Fraction('-7/2') / fractions.Fraction('-7/2')
    = Fraction(1, 1)
    fractions.Fraction('-7/2') / fractions.Fraction('0')
    = ZeroDivisionError: Fraction(-1, 0)
    fractions.Fraction('-7/2') / fractions.Fraction('5')
    = Fraction(-7, 10)
    fractions.Fraction('-7/2') / fractions.Fraction('0.125')
    = Fraction(-28, 1)
    fractions.Fraction('-7/2') / fractions.Fraction('355/113')
    = Fraction(-791, 710)
    fractions.Fraction('0') / fractions.Fraction('1/3')
    = Fraction(0, 1)
    fractions.Fraction('0') / fractions.Fraction('-7/2')
    = Fraction(0, 1)
    fractions.Fraction('0') / fractions.Fraction('0')
    = ZeroDivisionError: Fraction(0, 0)
    fractions.Fraction('0') / fractions.Fraction('5')
    = Fraction(0, 1)
    fractions.Fraction('0') / fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('0') / fractions.Fraction('355/113')
    = Fraction(0, 1)
    fractions.Fraction('5') / fractions.Fraction('1/3')
    = Fraction(15, 1)
    fractions.Fraction('5') / fractions.Fraction('-7/2')
    = Fraction(-10, 7)
    fractions.Fraction('5') / fractions.Fraction('0')
    = ZeroDivisionError: Fraction(1, 0)
    fractions.Fraction('5') / fractions.Fraction('5')
    = Fraction(1, 1)
    fractions.Fraction('5') / fractions.Fraction('0.125')
    = Fraction(40, 1)
    fractions.Fraction('5') / fractions.Fraction('355/113')
    = Fraction(113, 71)
    fractions.Fraction('0.125') / fractions.Fraction('1/3')
    = Fraction(3, 8)
    fractions.Fraction('0.125') / fractions.Fraction('-7/2')
    = Fraction(-1, 28)
    fractions.Fraction('0.125') / fractions.Fraction('0')
    = ZeroDivisionError: Fraction(1, 0)
    fractions.Fraction('0.125') / fractions.Fraction('5')
    = Fraction(1, 40)
    fractions.Fraction('0.125') / fractions.Fraction('0.125')
    = Fraction(1, 1)
    fractions.Fraction('0.125') / fractions.Fraction('355/113')
    = Fraction(113, 2840)
    fractions.Fraction('355/113') / fractions.Fraction('1/3')
    = Fraction(1065, 113)
    fractions.Fraction('355/113') / fractions.Fraction('-7/2')
    = Fraction(-710, 791)
    fractions.Fraction('355/113') / fractions.Fraction('0')
    = ZeroDivisionError: Fraction(1, 0)
    fractions.Fraction('355/113') / fractions.Fraction('5')
    = Fraction(71, 113)
    fractions.Fraction('355/113') / fractions.Fraction('0.125')
    = Fraction(2840, 113)
    fractions.Fraction('355/113') / fractions.Fraction('355/113')
    = Fraction(1, 1)
    fractions.Fraction('1/3') // fractions.Fraction('1/3')
    = 1
    fractions.Fraction('1/3') // fractions.Fraction('-7/2')
    = -1
    fractions.Fraction('1/3') // fractions.Fraction('0')
    = ZeroDivisionError: integer division or modulo by zero
    fractions.Fraction('1/3') // fractions.Fraction('5')
    = 0
    fractions.Fraction('1/3') // fractions.Fraction('0.125')
    = 2
    fractions.Fraction('1/3') // fractions.Fraction('355/113')
    = 0
    fractions.Fraction('-7/2') // fractions.Fraction('1/3')
    = -11
    fractions.Fraction('-7/2') // fractions.Fraction('-7/2')
    = 1
    fractions.Fraction('-7/2') // fractions.Fraction('0')
    = ZeroDivisionError: integer division or modulo by zero
    fractions.Fraction('-7/2') // fractions.Fraction('5')
    = -1
    fractions.Fraction('-7/2') // fractions.Fraction('0.125')
    = -28
    fractions.Fraction('-7/2') // fractions.Fraction('355/113')
    = -2
    fractions.Fraction('0') // fractions.Fraction('1/3')
    = 0
    fractions.Fraction('0') // fractions.Fraction('-7/2')
    = 0
    fractions.Fraction('0') // fractions.Fraction('0')
    = ZeroDivisionError: integer division or modulo by zero
    fractions.Fraction('0') // fractions.Fraction('5')
    = 0
    fractions.Fraction('0') // fractions.Fraction('0.125')
    = 0
    fractions.Fraction('0') // fractions.Fraction('355/113')
    = 0
    fractions.Fraction('5') // fractions.Fraction('1/3')
    = 15
    fractions.Fraction('5') // fractions.Fraction('-7/2')
    = -2
    fractions.Fraction('5') // fractions.Fraction('0')
    = ZeroDivisionError: integer division or modulo by zero
    fractions.Fraction('5') // fractions.Fraction('5')
    = 1
    fractions.Fraction('5') // fractions.Fraction('0.125')
    = 40
    fractions.Fraction('5') // fractions.Fraction('355/113')
    = 1
    fractions.Fraction('0.125') // fractions.Fraction('1/3')
    = 0
    fractions.Fraction('0.125') // fractions.Fraction('-7/2')
    = -1
    fractions.Fraction('0.125') // fractions.Fraction('0')
    = ZeroDivisionError: integer division or modulo by zero
    fractions.Fraction('0.125') // fractions.Fraction('5')
    = 0
    fractions.Fraction('0.125') // fractions.Fraction('0.125')
    = 1
    fractions.Fraction('0.125') // fractions.Fraction('355/113')
    = 0
    fractions.Fraction('355/113') // fractions.Fraction('1/3')
    = 9
    fractions.Fraction('355/113') // fractions.Fraction('-7/2')
    = -1
    fractions.Fraction('355/113') // fractions.Fraction('0')
    = ZeroDivisionError: integer division or modulo by zero
    fractions.Fraction('355/113') // fractions.Fraction('5')
    = 0
    fractions.Fraction('355/113') // fractions.Fraction('0.125')
    = 25
    fractions.Fraction('355/113') // fractions.Fraction('355/113')
    = 1
    fractions.Fraction('1/3') % fractions.Fraction('1/3')
    = Fraction(0, 1)
    fractions.Fraction('1/3') % fractions.Fraction('-7/2')
    = Fraction(-19, 6)
    fractions.Fraction('1/3') % fractions.Fraction('0')
    = ZeroDivisionError: integer modulo by zero
    fractions.Fraction('1/3') % fractions.Fraction('5')
    = Fraction(1, 3)
    fractions.Fraction('1/3') % fractions.Fraction('0.125')
    = Fraction(1, 12)
    fractions.Fraction('1/3') % fractions.Fraction('355/113')
    = Fraction(1, 3)
    fractions.Fraction('-7/2') % fractions.Fraction('1/3')
    = Fraction(1, 6)
    fractions.Fraction('-7/2') % fractions.Fraction('-7/2')
    = Fraction(0, 1)
    fractions.Fraction('-7/2') % fractions.Fraction('0')
    = ZeroDivisionError: integer modulo by zero
    fractions.Fraction('-7/2') % fractions.Fraction('5')
    = Fraction(3, 2)
    fractions.Fraction('-7/2') % fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('-7/2') % fractions.Fraction('355/113')
    = Fraction(629, 226)
    fractions.Fraction('0') % fractions.Fraction('1/3')
    = Fraction(0, 1)
    fractions.Fraction('0') % fractions.Fraction('-7/2')
    = Fraction(0, 1)
    fractions.Fraction('0') % fractions.Fraction('0')
    = ZeroDivisionError: integer modulo by zero
    fractions.Fraction('0') % fractions.Fraction('5')
    = Fraction(0, 1)
    fractions.Fraction('0') % fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('0') % fractions.Fraction('355/113')
    = Fraction(0, 1)
    fractions.Fraction('5') % fractions.Fraction('1/3')
    = Fraction(0, 1)
    fractions.Fraction('5') % fractions.Fraction('-7/2')
    = Fraction(-2, 1)
    fractions.Fraction('5') % fractions.Fraction('0')
    = ZeroDivisionError: integer modulo by zero
    fractions.Fraction('5') % fractions.Fraction('5')
    = Fraction(0, 1)
    fractions.Fraction('5') % fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('5') % fractions.Fraction('355/113')
    = Fraction(210, 113)
    fractions.Fraction('0.125') % fractions.Fraction('1/3')
    = Fraction(1, 8)
    fractions.Fraction('0.125') % fractions.Fraction('-7/2')
    = Fraction(-27, 8)
    fractions.Fraction('0.125') % fractions.Fraction('0')
    = ZeroDivisionError: integer modulo by zero
    fractions.Fraction('0.125') % fractions.Fraction('5')
    = Fraction(1, 8)
    fractions.Fraction('0.125') % fractions.Fraction('0.125')
    = Fraction(0, 1)
    fractions.Fraction('0.125') % fractions.Fraction('355/113')
    = Fraction(1, 8)
    fractions.Fraction('355/113') % fractions.Fraction('1/3')
    = Fraction(16, 113)
    fractions.Fraction('355/113') % fractions.Fraction('-7/2')
    = Fraction(-81, 226)
    fractions.Fraction('355/113') % fractions.Fraction('0')
    = ZeroDivisionError: integer modulo by zero
    fractions.Fraction('355/113') % fractions.Fraction('5')
    = Fraction(355, 113)
    fractions.Fraction('355/113') % fractions.Fraction('0.125')
    = Fraction(15, 904)
    fractions.Fraction('355/113') % fractions.Fraction('355/113')
    = Fraction(0, 1)
    fractions.Fraction('1/3') == fractions.Fraction('1/3')
    = True
    fractions.Fraction('1/3') == fractions.Fraction('-7/2')
    = False
    fractions.Fraction('1/3') == fractions.Fraction('0')
    = False
    fractions.Fraction('1/3') == fractions.Fraction('5')
    = False
    fractions.Fraction('1/3') == fractions.Fraction('0.125')
    = False
    fractions.Fraction('1/3') == fractions.Fraction('355/113')
    = False
    fractions.Fraction('-7/2') == fractions.Fraction('1/3')
    = False
    fractions.Fraction('-7/2') == fractions.Fraction('-7/2')
    = True
    fractions.Fraction('-7/2') == fractions.Fraction('0')
    = False
    fractions.Fraction('-7/2') == fractions.Fraction('5')
    = False
    fractions.Fraction('-7/2') == fractions.Fraction('0.125')
    = False
    fractions.Fraction('-7/2') == fractions.Fraction('355/113')
    = False
    fractions.Fraction('0') == fractions.Fraction('1/3')
    = False
    fractions.Fraction('0') == fractions.Fraction('-7/2')
    = False
    fractions.Fraction('0') == fractions.Fraction('0')
    = True
    fractions.Fraction('0') == fractions.Fraction('5')
    = False
    fractions.Fraction('0') == fractions.Fraction('0.125')
    = False
    fractions.Fraction('0') == fractions.Fraction('355/113')
    = False
    fractions.Fraction('5') == fractions.Fraction('1/3')
    = False
    fractions.Fraction('5') == fractions.Fraction('-7/2')
    = False
    fractions.Fraction('5') == fractions.Fraction('0')
    = False
    fractions.Fraction('5') == fractions.Fraction('5')
    = True
    fractions.Fraction('5') == fractions.Fraction('0.125')
    = False
    fractions.Fraction('5') == fractions.Fraction('355/113')
    = False
    fractions.Fraction('0.125') == fractions.Fraction('1/3')
    = False
    fractions.Fraction('0.125') == fractions.Fraction('-7/2')
    = False
    fractions.Fraction('0.125') == fractions.Fraction('0')
    = False
    fractions.Fraction('0.125') == fractions.Fraction('5')
    = False
    fractions.Fraction('0.125') == fractions.Fraction('0.125')
    = True
    fractions.Fraction('0.125') == fractions.Fraction('355/113')
    = False
    fractions.Fraction('355/113') == fractions.Fraction('1/3')
    = False
    fractions.Fraction('355/113') == fractions.Fraction('-7/2')
    = False
    fractions.Fraction('355/113') == fractions.Fraction('0')
    = False
    fractions.Fraction('355/113') == fractions.Fraction('5')
    = False
    fractions.Fraction('355/113') == fractions.Fraction('0.125')
    = False
    fractions.Fraction('355/113') == fractions.Fraction('355/113')
    = True
    fractions.Fraction('1/3') < fractions.Fraction('1/3')
    = False
    fractions.Fraction('1/3') < fractions.Fraction('-7/2')
    = False
    fractions.Fraction('1/3') < fractions.Fraction('0')
    = False
    fractions.Fraction('1/3') < fractions.Fraction('5')
    = True
    fractions.Fraction('1/3') < fractions.Fraction('0.125')
    = False
    fractions.Fraction('1/3') < fractions.Fraction('355/113')
    = True
    fractions.Fraction('-7/2') < fractions.Fraction('1/3')
    = True
    fractions.Fraction('-7/2') < fractions.Fraction('-7/2')
    = False
    fractions.Fraction('-7/2') < fractions.Fraction('0')
    = True
    fractions.Fraction('-7/2') < fractions.Fraction('5')
    = True
    fractions.Fraction('-7/2') < fractions.Fraction('0.125')
    = True
    fractions.Fraction('-7/2') < fractions.Fraction('355/113')
    = True
    fractions.Fraction('0') < fractions.Fraction('1/3')
    = True
    fractions.Fraction('0') < fractions.Fraction('-7/2')
    = False
    fractions.Fraction('0') < fractions.Fraction('0')
    = False
    fractions.Fraction('0') < fractions.Fraction('5')
    = True
    fractions.Fraction('0') < fractions.Fraction('0.125')
    = True
    fractions.Fraction('0') < fractions.Fraction('355/113')
    = True
    fractions.Fraction('5') < fractions.Fraction('1/3')
    = False
    fractions.Fraction('5') < fractions.Fraction('-7/2')
    = False
    fractions.Fraction('5') < fractions.Fraction('0')
    = False
    fractions.Fraction('5') < fractions.Fraction('5')
    = False
    fractions.Fraction('5') < fractions.Fraction('0.125')
    = False
    fractions.Fraction('5') < fractions.Fraction('355/113')
    = False
    fractions.Fraction('0.125') < fractions.Fraction('1/3')
    = True
    fractions.Fraction('0.125') < fractions.Fraction('-7/2')
    = False
    fractions.Fraction('0.125') < fractions.Fraction('0')
    = False
    fractions.Fraction('0.125') < fractions.Fraction('5')
    = True
    fractions.Fraction('0.125') < fractions.Fraction('0.125')
    = False
    fractions.Fraction('0.125') < fractions.Fraction('355/113')
    = True
    fractions.Fraction('355/113') < fractions.Fraction('1/3')
    = False
    fractions.Fraction('355/113') < fractions.Fraction('-7/2')
    = False
    fractions.Fraction('355/113') < fractions.Fraction('0')
    = False
    fractions.Fraction('355/113') < fractions.Fraction('5')
    = True
    fractions.Fraction('355/113') < fractions.Fraction('0.125')
    = False
    fractions.Fraction('355/113') < fractions.Fraction('355/113')
    = False
    str(fractions.Fraction('1/3'))
    = '1/3'
    -fractions.Fraction('1/3')
    = Fraction(-1, 3)
    abs(fractions.Fraction('1/3'))
    = Fraction(1, 3)
    fractions.Fraction('1/3') + 1
    = Fraction(4, 3)
    2 - fractions.Fraction('1/3')
    = Fraction(5, 3)
    fractions.Fraction('1/3') * 1.5
    = 0.5
    fractions.Fraction('1/3') == 5
    = False
    """###
