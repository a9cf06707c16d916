// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases3 = ###"""
    format(3.14159, '+')
    = '+3.14159'
    format(3.14159, ' ')
    = ' 3.14159'
    format(3.14159, '+08')
    = '+3.14159'
    format(3.14159, ',')
    = '3.14159'
    format(3.14159, '_')
    = '3.14159'
    format(3.14159, '012,')
    = '00,003.14159'
    format(3.14159, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(3.14159, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(3.14159, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(3.14159, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(3.14159, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(3.14159, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(3.14159, 'e')
    = '3.141590e+00'
    format(3.14159, '.2e')
    = '3.14e+00'
    format(3.14159, 'f')
    = '3.141590'
    format(3.14159, '.0f')
    = '3'
    format(3.14159, '.3f')
    = '3.142'
    format(3.14159, 'g')
    = '3.14159'
    format(3.14159, '.3g')
    = '3.14'
    format(3.14159, '#.3g')
    = '3.14'
    format(3.14159, 'G')
    = '3.14159'
    format(3.14159, '%')
    = '314.159000%'
    format(3.14159, '.1%')
    = '314.2%'
    format(3.14159, '.2')
    = '3.1'
    format(3.14159, '.10')
    = '3.14159'
    format(3.14159, ',.2f')
    = '3.14'
    format(3.14159, '_.1f')
    = '3.1'
    format(3.14159, '=8')
    = ' 3.14159'
    format(3.14159, '0=+9')
    = '+03.14159'
    format(3.14159, 'é<6')
    = '3.14159'
    format(3.14159, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(3.14159, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(3.14159, '10.3f')
    = '     3.142'
    format(3.14159, '<010')
    = '3.14159000'
    format(3.14159, 'z.0f')
    = '3'
    format(3.14159, 'n')
    = '3.14159'
    format(3.14159, 'E')
    = '3.141590E+00'
    format(3.14159, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(3.14159, '+.1e')
    = '+3.1e+00'
    format(3.14159, '015,.2f')
    = '0,000,000,003.14'
    format(3.14159, '>+8.1f')
    = '    +3.1'
    format(3.14159, '05')
    = '3.14159'
    format(3.14159, '1')
    = '3.14159'
    format(3.14159, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(3.14159, '-^8')
    = '3.14159-'
    format(3.14159, '#.0f')
    = '3.'
    format(3.14159, '.0e')
    = '3e+00'
    format(3.14159, '#.0e')
    = '3.e+00'
    format(3.14159, '#g')
    = '3.14159'
    format(3.14159, '.0g')
    = '3'
    format(3.14159, '5.')
    = ValueError: Format specifier missing precision
    format(-2.5, '')
    = '-2.5'
    format(-2.5, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(-2.5, '5')
    = ' -2.5'
    format(-2.5, '<8')
    = '-2.5    '
    format(-2.5, '>8')
    = '    -2.5'
    format(-2.5, '^9')
    = '  -2.5   '
    format(-2.5, '*^9')
    = '**-2.5***'
    format(-2.5, '08')
    = '-00002.5'
    format(-2.5, '+')
    = '-2.5'
    format(-2.5, ' ')
    = '-2.5'
    format(-2.5, '+08')
    = '-00002.5'
    format(-2.5, ',')
    = '-2.5'
    format(-2.5, '_')
    = '-2.5'
    format(-2.5, '012,')
    = '-0,000,002.5'
    format(-2.5, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(-2.5, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(-2.5, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(-2.5, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(-2.5, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(-2.5, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(-2.5, 'e')
    = '-2.500000e+00'
    format(-2.5, '.2e')
    = '-2.50e+00'
    format(-2.5, 'f')
    = '-2.500000'
    format(-2.5, '.0f')
    = '-2'
    format(-2.5, '.3f')
    = '-2.500'
    format(-2.5, 'g')
    = '-2.5'
    format(-2.5, '.3g')
    = '-2.5'
    format(-2.5, '#.3g')
    = '-2.50'
    format(-2.5, 'G')
    = '-2.5'
    format(-2.5, '%')
    = '-250.000000%'
    format(-2.5, '.1%')
    = '-250.0%'
    format(-2.5, '.2')
    = '-2.5'
    format(-2.5, '.10')
    = '-2.5'
    format(-2.5, ',.2f')
    = '-2.50'
    format(-2.5, '_.1f')
    = '-2.5'
    format(-2.5, '=8')
    = '-    2.5'
    format(-2.5, '0=+9')
    = '-000002.5'
    format(-2.5, 'é<6')
    = '-2.5éé'
    format(-2.5, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(-2.5, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(-2.5, '10.3f')
    = '    -2.500'
    format(-2.5, '<010')
    = '-2.5000000'
    format(-2.5, 'z.0f')
    = '-2'
    format(-2.5, 'n')
    = '-2.5'
    format(-2.5, 'E')
    = '-2.500000E+00'
    format(-2.5, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(-2.5, '+.1e')
    = '-2.5e+00'
    format(-2.5, '015,.2f')
    = '-000,000,002.50'
    format(-2.5, '>+8.1f')
    = '    -2.5'
    format(-2.5, '05')
    = '-02.5'
    format(-2.5, '1')
    = '-2.5'
    format(-2.5, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(-2.5, '-^8')
    = '---2.5--'
    format(-2.5, '#.0f')
    = '-2.'
    format(-2.5, '.0e')
    = '-2e+00'
    format(-2.5, '#.0e')
    = '-2.e+00'
    format(-2.5, '#g')
    = '-2.50000'
    format(-2.5, '.0g')
    = '-2'
    format(-2.5, '5.')
    = ValueError: Format specifier missing precision
    format(1e16, '')
    = '1e+16'
    format(1e16, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1e16, '5')
    = '1e+16'
    format(1e16, '<8')
    = '1e+16   '
    format(1e16, '>8')
    = '   1e+16'
    format(1e16, '^9')
    = '  1e+16  '
    format(1e16, '*^9')
    = '**1e+16**'
    format(1e16, '08')
    = '0001e+16'
    format(1e16, '+')
    = '+1e+16'
    format(1e16, ' ')
    = ' 1e+16'
    format(1e16, '+08')
    = '+001e+16'
    format(1e16, ',')
    = '1e+16'
    format(1e16, '_')
    = '1e+16'
    format(1e16, '012,')
    = '0,000,001e+16'
    format(1e16, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e16, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e16, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1e16, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e16, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1e16, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1e16, 'e')
    = '1.000000e+16'
    format(1e16, '.2e')
    = '1.00e+16'
    format(1e16, 'f')
    = '10000000000000000.000000'
    format(1e16, '.0f')
    = '10000000000000000'
    format(1e16, '.3f')
    = '10000000000000000.000'
    format(1e16, 'g')
    = '1e+16'
    format(1e16, '.3g')
    = '1e+16'
    format(1e16, '#.3g')
    = '1.00e+16'
    format(1e16, 'G')
    = '1E+16'
    format(1e16, '%')
    = '1000000000000000000.000000%'
    format(1e16, '.1%')
    = '1000000000000000000.0%'
    format(1e16, '.2')
    = '1e+16'
    format(1e16, '.10')
    = '1e+16'
    format(1e16, ',.2f')
    = '10,000,000,000,000,000.00'
    format(1e16, '_.1f')
    = '10_000_000_000_000_000.0'
    format(1e16, '=8')
    = '   1e+16'
    format(1e16, '0=+9')
    = '+0001e+16'
    format(1e16, 'é<6')
    = '1e+16é'
    format(1e16, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e16, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e16, '10.3f')
    = '10000000000000000.000'
    format(1e16, '<010')
    = '1e+1600000'
    format(1e16, 'z.0f')
    = '10000000000000000'
    format(1e16, 'n')
    = '1e+16'
    format(1e16, 'E')
    = '1.000000E+16'
    format(1e16, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e16, '+.1e')
    = '+1.0e+16'
    format(1e16, '015,.2f')
    = '10,000,000,000,000,000.00'
    format(1e16, '>+8.1f')
    = '+10000000000000000.0'
    format(1e16, '05')
    = '1e+16'
    format(1e16, '1')
    = '1e+16'
    format(1e16, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e16, '-^8')
    = '-1e+16--'
    format(1e16, '#.0f')
    = '10000000000000000.'
    format(1e16, '.0e')
    = '1e+16'
    format(1e16, '#.0e')
    = '1.e+16'
    format(1e16, '#g')
    = '1.00000e+16'
    format(1e16, '.0g')
    = '1e+16'
    format(1e16, '5.')
    = ValueError: Format specifier missing precision
    format(1e15, '')
    = '1000000000000000.0'
    format(1e15, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1e15, '5')
    = '1000000000000000.0'
    format(1e15, '<8')
    = '1000000000000000.0'
    format(1e15, '>8')
    = '1000000000000000.0'
    format(1e15, '^9')
    = '1000000000000000.0'
    format(1e15, '*^9')
    = '1000000000000000.0'
    format(1e15, '08')
    = '1000000000000000.0'
    format(1e15, '+')
    = '+1000000000000000.0'
    format(1e15, ' ')
    = ' 1000000000000000.0'
    format(1e15, '+08')
    = '+1000000000000000.0'
    format(1e15, ',')
    = '1,000,000,000,000,000.0'
    format(1e15, '_')
    = '1_000_000_000_000_000.0'
    format(1e15, '012,')
    = '1,000,000,000,000,000.0'
    format(1e15, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e15, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e15, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1e15, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e15, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1e15, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1e15, 'e')
    = '1.000000e+15'
    format(1e15, '.2e')
    = '1.00e+15'
    format(1e15, 'f')
    = '1000000000000000.000000'
    format(1e15, '.0f')
    = '1000000000000000'
    format(1e15, '.3f')
    = '1000000000000000.000'
    format(1e15, 'g')
    = '1e+15'
    format(1e15, '.3g')
    = '1e+15'
    format(1e15, '#.3g')
    = '1.00e+15'
    format(1e15, 'G')
    = '1E+15'
    format(1e15, '%')
    = '100000000000000000.000000%'
    format(1e15, '.1%')
    = '100000000000000000.0%'
    format(1e15, '.2')
    = '1e+15'
    format(1e15, '.10')
    = '1e+15'
    format(1e15, ',.2f')
    = '1,000,000,000,000,000.00'
    format(1e15, '_.1f')
    = '1_000_000_000_000_000.0'
    format(1e15, '=8')
    = '1000000000000000.0'
    format(1e15, '0=+9')
    = '+1000000000000000.0'
    format(1e15, 'é<6')
    = '1000000000000000.0'
    format(1e15, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e15, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e15, '10.3f')
    = '1000000000000000.000'
    format(1e15, '<010')
    = '1000000000000000.0'
    format(1e15, 'z.0f')
    = '1000000000000000'
    format(1e15, 'n')
    = '1e+15'
    format(1e15, 'E')
    = '1.000000E+15'
    format(1e15, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e15, '+.1e')
    = '+1.0e+15'
    format(1e15, '015,.2f')
    = '1,000,000,000,000,000.00'
    format(1e15, '>+8.1f')
    = '+1000000000000000.0'
    format(1e15, '05')
    = '1000000000000000.0'
    format(1e15, '1')
    = '1000000000000000.0'
    format(1e15, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e15, '-^8')
    = '1000000000000000.0'
    format(1e15, '#.0f')
    = '1000000000000000.'
    format(1e15, '.0e')
    = '1e+15'
    format(1e15, '#.0e')
    = '1.e+15'
    format(1e15, '#g')
    = '1.00000e+15'
    format(1e15, '.0g')
    = '1e+15'
    format(1e15, '5.')
    = ValueError: Format specifier missing precision
    format(123456789.123, '')
    = '123456789.123'
    format(123456789.123, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(123456789.123, '5')
    = '123456789.123'
    format(123456789.123, '<8')
    = '123456789.123'
    format(123456789.123, '>8')
    = '123456789.123'
    format(123456789.123, '^9')
    = '123456789.123'
    format(123456789.123, '*^9')
    = '123456789.123'
    format(123456789.123, '08')
    = '123456789.123'
    format(123456789.123, '+')
    = '+123456789.123'
    format(123456789.123, ' ')
    = ' 123456789.123'
    format(123456789.123, '+08')
    = '+123456789.123'
    format(123456789.123, ',')
    = '123,456,789.123'
    """###
