// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases2 = ###"""
    format(255, '>8')
    = '     255'
    format(255, '^9')
    = '   255   '
    format(255, '*^9')
    = '***255***'
    format(255, '08')
    = '00000255'
    format(255, '+')
    = '+255'
    format(255, ' ')
    = ' 255'
    format(255, '+08')
    = '+0000255'
    format(255, ',')
    = '255'
    format(255, '_')
    = '255'
    format(255, '012,')
    = '0,000,000,255'
    format(255, 'x')
    = 'ff'
    format(255, '#x')
    = '0xff'
    format(255, '#b')
    = '0b11111111'
    format(255, 'o')
    = '377'
    format(255, '#X')
    = '0XFF'
    format(255, 'c')
    = 'ÿ'
    format(255, 'e')
    = '2.550000e+02'
    format(255, '.2e')
    = '2.55e+02'
    format(255, 'f')
    = '255.000000'
    format(255, '.0f')
    = '255'
    format(255, '.3f')
    = '255.000'
    format(255, 'g')
    = '255'
    format(255, '.3g')
    = '255'
    format(255, '#.3g')
    = '255.'
    format(255, 'G')
    = '255'
    format(255, '%')
    = '25500.000000%'
    format(255, '.1%')
    = '25500.0%'
    format(255, '.2')
    = ValueError: Precision not allowed in integer format specifier
    format(255, '.10')
    = ValueError: Precision not allowed in integer format specifier
    format(255, ',.2f')
    = '255.00'
    format(255, '_.1f')
    = '255.0'
    format(255, '=8')
    = '     255'
    format(255, '0=+9')
    = '+00000255'
    format(255, 'é<6')
    = '255ééé'
    format(255, 's')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(255, '.2s')
    = ValueError: Unknown format code 's' for object of type 'int'
    format(255, '10.3f')
    = '   255.000'
    format(255, '<010')
    = '2550000000'
    format(255, 'z.0f')
    = '255'
    format(255, 'n')
    = '255'
    format(255, 'E')
    = '2.550000E+02'
    format(255, '_x')
    = 'ff'
    format(255, '+.1e')
    = '+2.6e+02'
    format(255, '015,.2f')
    = '0,000,000,255.00'
    format(255, '>+8.1f')
    = '  +255.0'
    format(255, '05')
    = '00255'
    format(255, '1')
    = '255'
    format(255, '#o')
    = '0o377'
    format(255, '-^8')
    = '--255---'
    format(255, '#.0f')
    = '255.'
    format(255, '.0e')
    = '3e+02'
    format(255, '#.0e')
    = '3.e+02'
    format(255, '#g')
    = '255.000'
    format(255, '.0g')
    = '3e+02'
    format(255, '5.')
    = ValueError: Format specifier missing precision
    format(0.0, '')
    = '0.0'
    format(0.0, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(0.0, '5')
    = '  0.0'
    format(0.0, '<8')
    = '0.0     '
    format(0.0, '>8')
    = '     0.0'
    format(0.0, '^9')
    = '   0.0   '
    format(0.0, '*^9')
    = '***0.0***'
    format(0.0, '08')
    = '000000.0'
    format(0.0, '+')
    = '+0.0'
    format(0.0, ' ')
    = ' 0.0'
    format(0.0, '+08')
    = '+00000.0'
    format(0.0, ',')
    = '0.0'
    format(0.0, '_')
    = '0.0'
    format(0.0, '012,')
    = '00,000,000.0'
    format(0.0, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.0, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.0, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(0.0, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.0, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(0.0, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(0.0, 'e')
    = '0.000000e+00'
    format(0.0, '.2e')
    = '0.00e+00'
    format(0.0, 'f')
    = '0.000000'
    format(0.0, '.0f')
    = '0'
    format(0.0, '.3f')
    = '0.000'
    format(0.0, 'g')
    = '0'
    format(0.0, '.3g')
    = '0'
    format(0.0, '#.3g')
    = '0.00'
    format(0.0, 'G')
    = '0'
    format(0.0, '%')
    = '0.000000%'
    format(0.0, '.1%')
    = '0.0%'
    format(0.0, '.2')
    = '0.0'
    format(0.0, '.10')
    = '0.0'
    format(0.0, ',.2f')
    = '0.00'
    format(0.0, '_.1f')
    = '0.0'
    format(0.0, '=8')
    = '     0.0'
    format(0.0, '0=+9')
    = '+000000.0'
    format(0.0, 'é<6')
    = '0.0ééé'
    format(0.0, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.0, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.0, '10.3f')
    = '     0.000'
    format(0.0, '<010')
    = '0.00000000'
    format(0.0, 'z.0f')
    = '0'
    format(0.0, 'n')
    = '0'
    format(0.0, 'E')
    = '0.000000E+00'
    format(0.0, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.0, '+.1e')
    = '+0.0e+00'
    format(0.0, '015,.2f')
    = '0,000,000,000.00'
    format(0.0, '>+8.1f')
    = '    +0.0'
    format(0.0, '05')
    = '000.0'
    format(0.0, '1')
    = '0.0'
    format(0.0, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.0, '-^8')
    = '--0.0---'
    format(0.0, '#.0f')
    = '0.'
    format(0.0, '.0e')
    = '0e+00'
    format(0.0, '#.0e')
    = '0.e+00'
    format(0.0, '#g')
    = '0.00000'
    format(0.0, '.0g')
    = '0'
    format(0.0, '5.')
    = ValueError: Format specifier missing precision
    format(-0.0, '')
    = '-0.0'
    format(-0.0, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(-0.0, '5')
    = ' -0.0'
    format(-0.0, '<8')
    = '-0.0    '
    format(-0.0, '>8')
    = '    -0.0'
    format(-0.0, '^9')
    = '  -0.0   '
    format(-0.0, '*^9')
    = '**-0.0***'
    format(-0.0, '08')
    = '-00000.0'
    format(-0.0, '+')
    = '-0.0'
    format(-0.0, ' ')
    = '-0.0'
    format(-0.0, '+08')
    = '-00000.0'
    format(-0.0, ',')
    = '-0.0'
    format(-0.0, '_')
    = '-0.0'
    format(-0.0, '012,')
    = '-0,000,000.0'
    format(-0.0, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(-0.0, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(-0.0, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(-0.0, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(-0.0, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(-0.0, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(-0.0, 'e')
    = '-0.000000e+00'
    format(-0.0, '.2e')
    = '-0.00e+00'
    format(-0.0, 'f')
    = '-0.000000'
    format(-0.0, '.0f')
    = '-0'
    format(-0.0, '.3f')
    = '-0.000'
    format(-0.0, 'g')
    = '-0'
    format(-0.0, '.3g')
    = '-0'
    format(-0.0, '#.3g')
    = '-0.00'
    format(-0.0, 'G')
    = '-0'
    format(-0.0, '%')
    = '-0.000000%'
    format(-0.0, '.1%')
    = '-0.0%'
    format(-0.0, '.2')
    = '-0.0'
    format(-0.0, '.10')
    = '-0.0'
    format(-0.0, ',.2f')
    = '-0.00'
    format(-0.0, '_.1f')
    = '-0.0'
    format(-0.0, '=8')
    = '-    0.0'
    format(-0.0, '0=+9')
    = '-000000.0'
    format(-0.0, 'é<6')
    = '-0.0éé'
    format(-0.0, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(-0.0, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(-0.0, '10.3f')
    = '    -0.000'
    format(-0.0, '<010')
    = '-0.0000000'
    format(-0.0, 'z.0f')
    = '0'
    format(-0.0, 'n')
    = '-0'
    format(-0.0, 'E')
    = '-0.000000E+00'
    format(-0.0, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(-0.0, '+.1e')
    = '-0.0e+00'
    format(-0.0, '015,.2f')
    = '-000,000,000.00'
    format(-0.0, '>+8.1f')
    = '    -0.0'
    format(-0.0, '05')
    = '-00.0'
    format(-0.0, '1')
    = '-0.0'
    format(-0.0, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(-0.0, '-^8')
    = '---0.0--'
    format(-0.0, '#.0f')
    = '-0.'
    format(-0.0, '.0e')
    = '-0e+00'
    format(-0.0, '#.0e')
    = '-0.e+00'
    format(-0.0, '#g')
    = '-0.00000'
    format(-0.0, '.0g')
    = '-0'
    format(-0.0, '5.')
    = ValueError: Format specifier missing precision
    format(1.0, '')
    = '1.0'
    format(1.0, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1.0, '5')
    = '  1.0'
    format(1.0, '<8')
    = '1.0     '
    format(1.0, '>8')
    = '     1.0'
    format(1.0, '^9')
    = '   1.0   '
    format(1.0, '*^9')
    = '***1.0***'
    format(1.0, '08')
    = '000001.0'
    format(1.0, '+')
    = '+1.0'
    format(1.0, ' ')
    = ' 1.0'
    format(1.0, '+08')
    = '+00001.0'
    format(1.0, ',')
    = '1.0'
    format(1.0, '_')
    = '1.0'
    format(1.0, '012,')
    = '00,000,001.0'
    format(1.0, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1.0, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1.0, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1.0, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1.0, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1.0, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1.0, 'e')
    = '1.000000e+00'
    format(1.0, '.2e')
    = '1.00e+00'
    format(1.0, 'f')
    = '1.000000'
    format(1.0, '.0f')
    = '1'
    format(1.0, '.3f')
    = '1.000'
    format(1.0, 'g')
    = '1'
    format(1.0, '.3g')
    = '1'
    format(1.0, '#.3g')
    = '1.00'
    format(1.0, 'G')
    = '1'
    format(1.0, '%')
    = '100.000000%'
    format(1.0, '.1%')
    = '100.0%'
    format(1.0, '.2')
    = '1.0'
    format(1.0, '.10')
    = '1.0'
    format(1.0, ',.2f')
    = '1.00'
    format(1.0, '_.1f')
    = '1.0'
    format(1.0, '=8')
    = '     1.0'
    format(1.0, '0=+9')
    = '+000001.0'
    format(1.0, 'é<6')
    = '1.0ééé'
    format(1.0, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1.0, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1.0, '10.3f')
    = '     1.000'
    format(1.0, '<010')
    = '1.00000000'
    format(1.0, 'z.0f')
    = '1'
    format(1.0, 'n')
    = '1'
    format(1.0, 'E')
    = '1.000000E+00'
    format(1.0, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1.0, '+.1e')
    = '+1.0e+00'
    format(1.0, '015,.2f')
    = '0,000,000,001.00'
    format(1.0, '>+8.1f')
    = '    +1.0'
    format(1.0, '05')
    = '001.0'
    format(1.0, '1')
    = '1.0'
    format(1.0, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1.0, '-^8')
    = '--1.0---'
    format(1.0, '#.0f')
    = '1.'
    format(1.0, '.0e')
    = '1e+00'
    format(1.0, '#.0e')
    = '1.e+00'
    format(1.0, '#g')
    = '1.00000'
    format(1.0, '.0g')
    = '1'
    format(1.0, '5.')
    = ValueError: Format specifier missing precision
    format(3.14159, '')
    = '3.14159'
    format(3.14159, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(3.14159, '5')
    = '3.14159'
    format(3.14159, '<8')
    = '3.14159 '
    format(3.14159, '>8')
    = ' 3.14159'
    format(3.14159, '^9')
    = ' 3.14159 '
    format(3.14159, '*^9')
    = '*3.14159*'
    format(3.14159, '08')
    = '03.14159'
    """###
