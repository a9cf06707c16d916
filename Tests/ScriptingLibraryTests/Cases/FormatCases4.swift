// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases4 = ###"""
    format(123456789.123, '_')
    = '123_456_789.123'
    format(123456789.123, '012,')
    = '123,456,789.123'
    format(123456789.123, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(123456789.123, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(123456789.123, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(123456789.123, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(123456789.123, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(123456789.123, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(123456789.123, 'e')
    = '1.234568e+08'
    format(123456789.123, '.2e')
    = '1.23e+08'
    format(123456789.123, 'f')
    = '123456789.123000'
    format(123456789.123, '.0f')
    = '123456789'
    format(123456789.123, '.3f')
    = '123456789.123'
    format(123456789.123, 'g')
    = '1.23457e+08'
    format(123456789.123, '.3g')
    = '1.23e+08'
    format(123456789.123, '#.3g')
    = '1.23e+08'
    format(123456789.123, 'G')
    = '1.23457E+08'
    format(123456789.123, '%')
    = '12345678912.299999%'
    format(123456789.123, '.1%')
    = '12345678912.3%'
    format(123456789.123, '.2')
    = '1.2e+08'
    format(123456789.123, '.10')
    = '123456789.1'
    format(123456789.123, ',.2f')
    = '123,456,789.12'
    format(123456789.123, '_.1f')
    = '123_456_789.1'
    format(123456789.123, '=8')
    = '123456789.123'
    format(123456789.123, '0=+9')
    = '+123456789.123'
    format(123456789.123, 'é<6')
    = '123456789.123'
    format(123456789.123, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(123456789.123, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(123456789.123, '10.3f')
    = '123456789.123'
    format(123456789.123, '<010')
    = '123456789.123'
    format(123456789.123, 'z.0f')
    = '123456789'
    format(123456789.123, 'n')
    = '1.23457e+08'
    format(123456789.123, 'E')
    = '1.234568E+08'
    format(123456789.123, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(123456789.123, '+.1e')
    = '+1.2e+08'
    format(123456789.123, '015,.2f')
    = '0,123,456,789.12'
    format(123456789.123, '>+8.1f')
    = '+123456789.1'
    format(123456789.123, '05')
    = '123456789.123'
    format(123456789.123, '1')
    = '123456789.123'
    format(123456789.123, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(123456789.123, '-^8')
    = '123456789.123'
    format(123456789.123, '#.0f')
    = '123456789.'
    format(123456789.123, '.0e')
    = '1e+08'
    format(123456789.123, '#.0e')
    = '1.e+08'
    format(123456789.123, '#g')
    = '1.23457e+08'
    format(123456789.123, '.0g')
    = '1e+08'
    format(123456789.123, '5.')
    = ValueError: Format specifier missing precision
    format(1e-05, '')
    = '1e-05'
    format(1e-05, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1e-05, '5')
    = '1e-05'
    format(1e-05, '<8')
    = '1e-05   '
    format(1e-05, '>8')
    = '   1e-05'
    format(1e-05, '^9')
    = '  1e-05  '
    format(1e-05, '*^9')
    = '**1e-05**'
    format(1e-05, '08')
    = '0001e-05'
    format(1e-05, '+')
    = '+1e-05'
    format(1e-05, ' ')
    = ' 1e-05'
    format(1e-05, '+08')
    = '+001e-05'
    format(1e-05, ',')
    = '1e-05'
    format(1e-05, '_')
    = '1e-05'
    format(1e-05, '012,')
    = '0,000,001e-05'
    format(1e-05, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e-05, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e-05, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1e-05, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e-05, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1e-05, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1e-05, 'e')
    = '1.000000e-05'
    format(1e-05, '.2e')
    = '1.00e-05'
    format(1e-05, 'f')
    = '0.000010'
    format(1e-05, '.0f')
    = '0'
    format(1e-05, '.3f')
    = '0.000'
    format(1e-05, 'g')
    = '1e-05'
    format(1e-05, '.3g')
    = '1e-05'
    format(1e-05, '#.3g')
    = '1.00e-05'
    format(1e-05, 'G')
    = '1E-05'
    format(1e-05, '%')
    = '0.001000%'
    format(1e-05, '.1%')
    = '0.0%'
    format(1e-05, '.2')
    = '1e-05'
    format(1e-05, '.10')
    = '1e-05'
    format(1e-05, ',.2f')
    = '0.00'
    format(1e-05, '_.1f')
    = '0.0'
    format(1e-05, '=8')
    = '   1e-05'
    format(1e-05, '0=+9')
    = '+0001e-05'
    format(1e-05, 'é<6')
    = '1e-05é'
    format(1e-05, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e-05, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e-05, '10.3f')
    = '     0.000'
    format(1e-05, '<010')
    = '1e-0500000'
    format(1e-05, 'z.0f')
    = '0'
    format(1e-05, 'n')
    = '1e-05'
    format(1e-05, 'E')
    = '1.000000E-05'
    format(1e-05, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e-05, '+.1e')
    = '+1.0e-05'
    format(1e-05, '015,.2f')
    = '0,000,000,000.00'
    format(1e-05, '>+8.1f')
    = '    +0.0'
    format(1e-05, '05')
    = '1e-05'
    format(1e-05, '1')
    = '1e-05'
    format(1e-05, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e-05, '-^8')
    = '-1e-05--'
    format(1e-05, '#.0f')
    = '0.'
    format(1e-05, '.0e')
    = '1e-05'
    format(1e-05, '#.0e')
    = '1.e-05'
    format(1e-05, '#g')
    = '1.00000e-05'
    format(1e-05, '.0g')
    = '1e-05'
    format(1e-05, '5.')
    = ValueError: Format specifier missing precision
    format(0.0001, '')
    = '0.0001'
    format(0.0001, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(0.0001, '5')
    = '0.0001'
    format(0.0001, '<8')
    = '0.0001  '
    format(0.0001, '>8')
    = '  0.0001'
    format(0.0001, '^9')
    = ' 0.0001  '
    format(0.0001, '*^9')
    = '*0.0001**'
    format(0.0001, '08')
    = '000.0001'
    format(0.0001, '+')
    = '+0.0001'
    format(0.0001, ' ')
    = ' 0.0001'
    format(0.0001, '+08')
    = '+00.0001'
    format(0.0001, ',')
    = '0.0001'
    format(0.0001, '_')
    = '0.0001'
    format(0.0001, '012,')
    = '000,000.0001'
    format(0.0001, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.0001, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.0001, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(0.0001, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.0001, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(0.0001, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(0.0001, 'e')
    = '1.000000e-04'
    format(0.0001, '.2e')
    = '1.00e-04'
    format(0.0001, 'f')
    = '0.000100'
    format(0.0001, '.0f')
    = '0'
    format(0.0001, '.3f')
    = '0.000'
    format(0.0001, 'g')
    = '0.0001'
    format(0.0001, '.3g')
    = '0.0001'
    format(0.0001, '#.3g')
    = '0.000100'
    format(0.0001, 'G')
    = '0.0001'
    format(0.0001, '%')
    = '0.010000%'
    format(0.0001, '.1%')
    = '0.0%'
    format(0.0001, '.2')
    = '0.0001'
    format(0.0001, '.10')
    = '0.0001'
    format(0.0001, ',.2f')
    = '0.00'
    format(0.0001, '_.1f')
    = '0.0'
    format(0.0001, '=8')
    = '  0.0001'
    format(0.0001, '0=+9')
    = '+000.0001'
    format(0.0001, 'é<6')
    = '0.0001'
    format(0.0001, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.0001, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.0001, '10.3f')
    = '     0.000'
    format(0.0001, '<010')
    = '0.00010000'
    format(0.0001, 'z.0f')
    = '0'
    format(0.0001, 'n')
    = '0.0001'
    format(0.0001, 'E')
    = '1.000000E-04'
    format(0.0001, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.0001, '+.1e')
    = '+1.0e-04'
    format(0.0001, '015,.2f')
    = '0,000,000,000.00'
    format(0.0001, '>+8.1f')
    = '    +0.0'
    format(0.0001, '05')
    = '0.0001'
    format(0.0001, '1')
    = '0.0001'
    format(0.0001, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.0001, '-^8')
    = '-0.0001-'
    format(0.0001, '#.0f')
    = '0.'
    format(0.0001, '.0e')
    = '1e-04'
    format(0.0001, '#.0e')
    = '1.e-04'
    format(0.0001, '#g')
    = '0.000100000'
    format(0.0001, '.0g')
    = '0.0001'
    format(0.0001, '5.')
    = ValueError: Format specifier missing precision
    format(1e300, '')
    = '1e+300'
    format(1e300, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1e300, '5')
    = '1e+300'
    format(1e300, '<8')
    = '1e+300  '
    format(1e300, '>8')
    = '  1e+300'
    format(1e300, '^9')
    = ' 1e+300  '
    format(1e300, '*^9')
    = '*1e+300**'
    format(1e300, '08')
    = '001e+300'
    format(1e300, '+')
    = '+1e+300'
    format(1e300, ' ')
    = ' 1e+300'
    format(1e300, '+08')
    = '+01e+300'
    format(1e300, ',')
    = '1e+300'
    format(1e300, '_')
    = '1e+300'
    format(1e300, '012,')
    = '000,001e+300'
    format(1e300, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e300, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e300, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1e300, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e300, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1e300, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1e300, 'e')
    = '1.000000e+300'
    format(1e300, '.2e')
    = '1.00e+300'
    format(1e300, 'g')
    = '1e+300'
    format(1e300, '.3g')
    = '1e+300'
    format(1e300, '#.3g')
    = '1.00e+300'
    format(1e300, 'G')
    = '1E+300'
    format(1e300, '.2')
    = '1e+300'
    format(1e300, '.10')
    = '1e+300'
    format(1e300, '=8')
    = '  1e+300'
    format(1e300, '0=+9')
    = '+001e+300'
    format(1e300, 'é<6')
    = '1e+300'
    format(1e300, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e300, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e300, '<010')
    = '1e+3000000'
    format(1e300, 'n')
    = '1e+300'
    format(1e300, 'E')
    = '1.000000E+300'
    format(1e300, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e300, '+.1e')
    = '+1.0e+300'
    format(1e300, '05')
    = '1e+300'
    format(1e300, '1')
    = '1e+300'
    format(1e300, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e300, '-^8')
    = '-1e+300-'
    format(1e300, '.0e')
    = '1e+300'
    format(1e300, '#.0e')
    = '1.e+300'
    format(1e300, '#g')
    = '1.00000e+300'
    format(1e300, '.0g')
    = '1e+300'
    format(1e300, '5.')
    = ValueError: Format specifier missing precision
    format(5e-324, '')
    = '5e-324'
    format(5e-324, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(5e-324, '5')
    = '5e-324'
    format(5e-324, '<8')
    = '5e-324  '
    format(5e-324, '>8')
    = '  5e-324'
    format(5e-324, '^9')
    = ' 5e-324  '
    format(5e-324, '*^9')
    = '*5e-324**'
    format(5e-324, '08')
    = '005e-324'
    format(5e-324, '+')
    = '+5e-324'
    format(5e-324, ' ')
    = ' 5e-324'
    format(5e-324, '+08')
    = '+05e-324'
    format(5e-324, ',')
    = '5e-324'
    format(5e-324, '_')
    = '5e-324'
    format(5e-324, '012,')
    = '000,005e-324'
    format(5e-324, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(5e-324, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(5e-324, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(5e-324, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(5e-324, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(5e-324, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(5e-324, 'e')
    = '4.940656e-324'
    format(5e-324, '.2e')
    = '4.94e-324'
    format(5e-324, 'f')
    = '0.000000'
    format(5e-324, '.0f')
    = '0'
    format(5e-324, '.3f')
    = '0.000'
    format(5e-324, 'g')
    = '4.94066e-324'
    format(5e-324, '.3g')
    = '4.94e-324'
    format(5e-324, '#.3g')
    = '4.94e-324'
    """###
