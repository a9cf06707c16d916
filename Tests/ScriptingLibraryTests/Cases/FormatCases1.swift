// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases1 = ###"""
    format(0, '')
    = '0'
    format(0, 'd')
    = '0'
    format(0, '5')
    = '    0'
    format(0, '<8')
    = '0       '
    format(0, '>8')
    = '       0'
    format(0, '^9')
    = '    0    '
    format(0, '*^9')
    = '****0****'
    format(0, '08')
    = '00000000'
    format(0, '+')
    = '+0'
    format(0, ' ')
    = ' 0'
    format(0, '+08')
    = '+0000000'
    format(0, ',')
    = '0'
    format(0, '_')
    = '0'
    format(0, '012,')
    = '0,000,000,000'
    format(0, 'x')
    = '0'
    format(0, '#x')
    = '0x0'
    format(0, '#b')
    = '0b0'
    format(0, 'o')
    = '0'
    format(0, '#X')
    = '0X0'
    format(0, 'c')
    = '\x00'
    format(0, 'e')
    = '0.000000e+00'
    format(0, '.2e')
    = '0.00e+00'
    format(0, 'f')
    = '0.000000'
    format(0, '.0f')
    = '0'
    format(0, '.3f')
    = '0.000'
    format(0, 'g')
    = '0'
    format(0, '.3g')
    = '0'
    format(0, '#.3g')
    = '0.00'
    format(0, 'G')
    = '0'
    format(0, '%')
    = '0.000000%'
    format(0, '.1%')
    = '0.0%'
    format(0, '.2')
    = ValueError: Precision not allowed in integer format specifier
    format(0, '.10')
    = ValueError: Precision not allowed in integer format specifier
    format(0, ',.2f')
    = '0.00'
    format(0, '_.1f')
    = '0.0'
    format(0, '=8')
    = '       0'
    format(0, '0=+9')
    = '+00000000'
    format(0, 'é<6')
    = '0ééééé'
    format(0, 's')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(0, '.2s')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(0, '10.3f')
    = '     0.000'
    format(0, '<010')
    = '0000000000'
    format(0, 'z.0f')
    = '0'
    format(0, 'n')
    = '0'
    format(0, 'E')
    = '0.000000E+00'
    format(0, '_x')
    = '0'
    format(0, '+.1e')
    = '+0.0e+00'
    format(0, '015,.2f')
    = '0,000,000,000.00'
    format(0, '>+8.1f')
    = '    +0.0'
    format(0, '05')
    = '00000'
    format(0, '1')
    = '0'
    format(0, '#o')
    = '0o0'
    format(0, '-^8')
    = '---0----'
    format(0, '#.0f')
    = '0.'
    format(0, '.0e')
    = '0e+00'
    format(0, '#.0e')
    = '0.e+00'
    format(0, '#g')
    = '0.00000'
    format(0, '.0g')
    = '0'
    format(0, '5.')
    = ValueError: Format specifier missing precision
    format(7, '')
    = '7'
    format(7, 'd')
    = '7'
    format(7, '5')
    = '    7'
    format(7, '<8')
    = '7       '
    format(7, '>8')
    = '       7'
    format(7, '^9')
    = '    7    '
    format(7, '*^9')
    = '****7****'
    format(7, '08')
    = '00000007'
    format(7, '+')
    = '+7'
    format(7, ' ')
    = ' 7'
    format(7, '+08')
    = '+0000007'
    format(7, ',')
    = '7'
    format(7, '_')
    = '7'
    format(7, '012,')
    = '0,000,000,007'
    format(7, 'x')
    = '7'
    format(7, '#x')
    = '0x7'
    format(7, '#b')
    = '0b111'
    format(7, 'o')
    = '7'
    format(7, '#X')
    = '0X7'
    format(7, 'c')
    = '\x07'
    format(7, 'e')
    = '7.000000e+00'
    format(7, '.2e')
    = '7.00e+00'
    format(7, 'f')
    = '7.000000'
    format(7, '.0f')
    = '7'
    format(7, '.3f')
    = '7.000'
    format(7, 'g')
    = '7'
    format(7, '.3g')
    = '7'
    format(7, '#.3g')
    = '7.00'
    format(7, 'G')
    = '7'
    format(7, '%')
    = '700.000000%'
    format(7, '.1%')
    = '700.0%'
    format(7, '.2')
    = ValueError: Precision not allowed in integer format specifier
    format(7, '.10')
    = ValueError: Precision not allowed in integer format specifier
    format(7, ',.2f')
    = '7.00'
    format(7, '_.1f')
    = '7.0'
    format(7, '=8')
    = '       7'
    format(7, '0=+9')
    = '+00000007'
    format(7, 'é<6')
    = '7ééééé'
    format(7, 's')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(7, '.2s')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(7, '10.3f')
    = '     7.000'
    format(7, '<010')
    = '7000000000'
    format(7, 'z.0f')
    = '7'
    format(7, 'n')
    = '7'
    format(7, 'E')
    = '7.000000E+00'
    format(7, '_x')
    = '7'
    format(7, '+.1e')
    = '+7.0e+00'
    format(7, '015,.2f')
    = '0,000,000,007.00'
    format(7, '>+8.1f')
    = '    +7.0'
    format(7, '05')
    = '00007'
    format(7, '1')
    = '7'
    format(7, '#o')
    = '0o7'
    format(7, '-^8')
    = '---7----'
    format(7, '#.0f')
    = '7.'
    format(7, '.0e')
    = '7e+00'
    format(7, '#.0e')
    = '7.e+00'
    format(7, '#g')
    = '7.00000'
    format(7, '.0g')
    = '7'
    format(7, '5.')
    = ValueError: Format specifier missing precision
    format(-42, '')
    = '-42'
    format(-42, 'd')
    = '-42'
    format(-42, '5')
    = '  -42'
    format(-42, '<8')
    = '-42     '
    format(-42, '>8')
    = '     -42'
    format(-42, '^9')
    = '   -42   '
    format(-42, '*^9')
    = '***-42***'
    format(-42, '08')
    = '-0000042'
    format(-42, '+')
    = '-42'
    format(-42, ' ')
    = '-42'
    format(-42, '+08')
    = '-0000042'
    format(-42, ',')
    = '-42'
    format(-42, '_')
    = '-42'
    format(-42, '012,')
    = '-000,000,042'
    format(-42, 'x')
    = '-2a'
    format(-42, '#x')
    = '-0x2a'
    format(-42, '#b')
    = '-0b101010'
    format(-42, 'o')
    = '-52'
    format(-42, '#X')
    = '-0X2A'
    format(-42, 'c')
    = OverflowError: %c arg not in range(0x110000)
    format(-42, 'e')
    = '-4.200000e+01'
    format(-42, '.2e')
    = '-4.20e+01'
    format(-42, 'f')
    = '-42.000000'
    format(-42, '.0f')
    = '-42'
    format(-42, '.3f')
    = '-42.000'
    format(-42, 'g')
    = '-42'
    format(-42, '.3g')
    = '-42'
    format(-42, '#.3g')
    = '-42.0'
    format(-42, 'G')
    = '-42'
    format(-42, '%')
    = '-4200.000000%'
    format(-42, '.1%')
    = '-4200.0%'
    format(-42, '.2')
    = ValueError: Precision not allowed in integer format specifier
    format(-42, '.10')
    = ValueError: Precision not allowed in integer format specifier
    format(-42, ',.2f')
    = '-42.00'
    format(-42, '_.1f')
    = '-42.0'
    format(-42, '=8')
    = '-     42'
    format(-42, '0=+9')
    = '-00000042'
    format(-42, 'é<6')
    = '-42ééé'
    format(-42, 's')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(-42, '.2s')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(-42, '10.3f')
    = '   -42.000'
    format(-42, '<010')
    = '-420000000'
    format(-42, 'z.0f')
    = '-42'
    format(-42, 'n')
    = '-42'
    format(-42, 'E')
    = '-4.200000E+01'
    format(-42, '_x')
    = '-2a'
    format(-42, '+.1e')
    = '-4.2e+01'
    format(-42, '015,.2f')
    = '-000,000,042.00'
    format(-42, '>+8.1f')
    = '   -42.0'
    format(-42, '05')
    = '-0042'
    format(-42, '1')
    = '-42'
    format(-42, '#o')
    = '-0o52'
    format(-42, '-^8')
    = '---42---'
    format(-42, '#.0f')
    = '-42.'
    format(-42, '.0e')
    = '-4e+01'
    format(-42, '#.0e')
    = '-4.e+01'
    format(-42, '#g')
    = '-42.0000'
    format(-42, '.0g')
    = '-4e+01'
    format(-42, '5.')
    = ValueError: Format specifier missing precision
    format(1234567, '')
    = '1234567'
    format(1234567, 'd')
    = '1234567'
    format(1234567, '5')
    = '1234567'
    format(1234567, '<8')
    = '1234567 '
    format(1234567, '>8')
    = ' 1234567'
    format(1234567, '^9')
    = ' 1234567 '
    format(1234567, '*^9')
    = '*1234567*'
    format(1234567, '08')
    = '01234567'
    format(1234567, '+')
    = '+1234567'
    format(1234567, ' ')
    = ' 1234567'
    format(1234567, '+08')
    = '+1234567'
    format(1234567, ',')
    = '1,234,567'
    format(1234567, '_')
    = '1_234_567'
    format(1234567, '012,')
    = '0,001,234,567'
    format(1234567, 'x')
    = '12d687'
    format(1234567, '#x')
    = '0x12d687'
    format(1234567, '#b')
    = '0b100101101011010000111'
    format(1234567, 'o')
    = '4553207'
    format(1234567, '#X')
    = '0X12D687'
    format(1234567, 'c')
    = OverflowError: %c arg not in range(0x110000)
    format(1234567, 'e')
    = '1.234567e+06'
    format(1234567, '.2e')
    = '1.23e+06'
    format(1234567, 'f')
    = '1234567.000000'
    format(1234567, '.0f')
    = '1234567'
    format(1234567, '.3f')
    = '1234567.000'
    format(1234567, 'g')
    = '1.23457e+06'
    format(1234567, '.3g')
    = '1.23e+06'
    format(1234567, '#.3g')
    = '1.23e+06'
    format(1234567, 'G')
    = '1.23457E+06'
    format(1234567, '%')
    = '123456700.000000%'
    format(1234567, '.1%')
    = '123456700.0%'
    format(1234567, '.2')
    = ValueError: Precision not allowed in integer format specifier
    format(1234567, '.10')
    = ValueError: Precision not allowed in integer format specifier
    format(1234567, ',.2f')
    = '1,234,567.00'
    format(1234567, '_.1f')
    = '1_234_567.0'
    format(1234567, '=8')
    = ' 1234567'
    format(1234567, '0=+9')
    = '+01234567'
    format(1234567, 'é<6')
    = '1234567'
    format(1234567, 's')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(1234567, '.2s')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(1234567, '10.3f')
    = '1234567.000'
    format(1234567, '<010')
    = '1234567000'
    format(1234567, 'z.0f')
    = '1234567'
    format(1234567, 'n')
    = '1234567'
    format(1234567, 'E')
    = '1.234567E+06'
    format(1234567, '_x')
    = '12_d687'
    format(1234567, '+.1e')
    = '+1.2e+06'
    format(1234567, '015,.2f')
    = '0,001,234,567.00'
    format(1234567, '>+8.1f')
    = '+1234567.0'
    format(1234567, '05')
    = '1234567'
    format(1234567, '1')
    = '1234567'
    format(1234567, '#o')
    = '0o4553207'
    format(1234567, '-^8')
    = '1234567-'
    format(1234567, '#.0f')
    = '1234567.'
    format(1234567, '.0e')
    = '1e+06'
    format(1234567, '#.0e')
    = '1.e+06'
    format(1234567, '#g')
    = '1.23457e+06'
    format(1234567, '.0g')
    = '1e+06'
    format(1234567, '5.')
    = ValueError: Format specifier missing precision
    format(255, '')
    = '255'
    format(255, 'd')
    = '255'
    format(255, '5')
    = '  255'
    format(255, '<8')
    = '255     '
    """###
