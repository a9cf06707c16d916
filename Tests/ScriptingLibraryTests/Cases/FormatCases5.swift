// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases5 = ###"""
    format(5e-324, 'G')
    = '4.94066E-324'
    format(5e-324, '%')
    = '0.000000%'
    format(5e-324, '.1%')
    = '0.0%'
    format(5e-324, '.2')
    = '4.9e-324'
    format(5e-324, '.10')
    = '4.940656458e-324'
    format(5e-324, ',.2f')
    = '0.00'
    format(5e-324, '_.1f')
    = '0.0'
    format(5e-324, '=8')
    = '  5e-324'
    format(5e-324, '0=+9')
    = '+005e-324'
    format(5e-324, 'é<6')
    = '5e-324'
    format(5e-324, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(5e-324, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(5e-324, '10.3f')
    = '     0.000'
    format(5e-324, '<010')
    = '5e-3240000'
    format(5e-324, 'z.0f')
    = '0'
    format(5e-324, 'n')
    = '4.94066e-324'
    format(5e-324, 'E')
    = '4.940656E-324'
    format(5e-324, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(5e-324, '+.1e')
    = '+4.9e-324'
    format(5e-324, '015,.2f')
    = '0,000,000,000.00'
    format(5e-324, '>+8.1f')
    = '    +0.0'
    format(5e-324, '05')
    = '5e-324'
    format(5e-324, '1')
    = '5e-324'
    format(5e-324, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(5e-324, '-^8')
    = '-5e-324-'
    format(5e-324, '#.0f')
    = '0.'
    format(5e-324, '.0e')
    = '5e-324'
    format(5e-324, '#.0e')
    = '5.e-324'
    format(5e-324, '#g')
    = '4.94066e-324'
    format(5e-324, '.0g')
    = '5e-324'
    format(5e-324, '5.')
    = ValueError: Format specifier missing precision
    format(0.1, '')
    = '0.1'
    format(0.1, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(0.1, '5')
    = '  0.1'
    format(0.1, '<8')
    = '0.1     '
    format(0.1, '>8')
    = '     0.1'
    format(0.1, '^9')
    = '   0.1   '
    format(0.1, '*^9')
    = '***0.1***'
    format(0.1, '08')
    = '000000.1'
    format(0.1, '+')
    = '+0.1'
    format(0.1, ' ')
    = ' 0.1'
    format(0.1, '+08')
    = '+00000.1'
    format(0.1, ',')
    = '0.1'
    format(0.1, '_')
    = '0.1'
    format(0.1, '012,')
    = '00,000,000.1'
    format(0.1, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.1, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.1, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(0.1, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.1, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(0.1, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(0.1, 'e')
    = '1.000000e-01'
    format(0.1, '.2e')
    = '1.00e-01'
    format(0.1, 'f')
    = '0.100000'
    format(0.1, '.0f')
    = '0'
    format(0.1, '.3f')
    = '0.100'
    format(0.1, 'g')
    = '0.1'
    format(0.1, '.3g')
    = '0.1'
    format(0.1, '#.3g')
    = '0.100'
    format(0.1, 'G')
    = '0.1'
    format(0.1, '%')
    = '10.000000%'
    format(0.1, '.1%')
    = '10.0%'
    format(0.1, '.2')
    = '0.1'
    format(0.1, '.10')
    = '0.1'
    format(0.1, ',.2f')
    = '0.10'
    format(0.1, '_.1f')
    = '0.1'
    format(0.1, '=8')
    = '     0.1'
    format(0.1, '0=+9')
    = '+000000.1'
    format(0.1, 'é<6')
    = '0.1ééé'
    format(0.1, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.1, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.1, '10.3f')
    = '     0.100'
    format(0.1, '<010')
    = '0.10000000'
    format(0.1, 'z.0f')
    = '0'
    format(0.1, 'n')
    = '0.1'
    format(0.1, 'E')
    = '1.000000E-01'
    format(0.1, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.1, '+.1e')
    = '+1.0e-01'
    format(0.1, '015,.2f')
    = '0,000,000,000.10'
    format(0.1, '>+8.1f')
    = '    +0.1'
    format(0.1, '05')
    = '000.1'
    format(0.1, '1')
    = '0.1'
    format(0.1, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.1, '-^8')
    = '--0.1---'
    format(0.1, '#.0f')
    = '0.'
    format(0.1, '.0e')
    = '1e-01'
    format(0.1, '#.0e')
    = '1.e-01'
    format(0.1, '#g')
    = '0.100000'
    format(0.1, '.0g')
    = '0.1'
    format(0.1, '5.')
    = ValueError: Format specifier missing precision
    format(100.0, '')
    = '100.0'
    format(100.0, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(100.0, '5')
    = '100.0'
    format(100.0, '<8')
    = '100.0   '
    format(100.0, '>8')
    = '   100.0'
    format(100.0, '^9')
    = '  100.0  '
    format(100.0, '*^9')
    = '**100.0**'
    format(100.0, '08')
    = '000100.0'
    format(100.0, '+')
    = '+100.0'
    format(100.0, ' ')
    = ' 100.0'
    format(100.0, '+08')
    = '+00100.0'
    format(100.0, ',')
    = '100.0'
    format(100.0, '_')
    = '100.0'
    format(100.0, '012,')
    = '00,000,100.0'
    format(100.0, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(100.0, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(100.0, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(100.0, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(100.0, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(100.0, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(100.0, 'e')
    = '1.000000e+02'
    format(100.0, '.2e')
    = '1.00e+02'
    format(100.0, 'f')
    = '100.000000'
    format(100.0, '.0f')
    = '100'
    format(100.0, '.3f')
    = '100.000'
    format(100.0, 'g')
    = '100'
    format(100.0, '.3g')
    = '100'
    format(100.0, '#.3g')
    = '100.'
    format(100.0, 'G')
    = '100'
    format(100.0, '%')
    = '10000.000000%'
    format(100.0, '.1%')
    = '10000.0%'
    format(100.0, '.2')
    = '1e+02'
    format(100.0, '.10')
    = '100.0'
    format(100.0, ',.2f')
    = '100.00'
    format(100.0, '_.1f')
    = '100.0'
    format(100.0, '=8')
    = '   100.0'
    format(100.0, '0=+9')
    = '+000100.0'
    format(100.0, 'é<6')
    = '100.0é'
    format(100.0, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(100.0, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(100.0, '10.3f')
    = '   100.000'
    format(100.0, '<010')
    = '100.000000'
    format(100.0, 'z.0f')
    = '100'
    format(100.0, 'n')
    = '100'
    format(100.0, 'E')
    = '1.000000E+02'
    format(100.0, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(100.0, '+.1e')
    = '+1.0e+02'
    format(100.0, '015,.2f')
    = '0,000,000,100.00'
    format(100.0, '>+8.1f')
    = '  +100.0'
    format(100.0, '05')
    = '100.0'
    format(100.0, '1')
    = '100.0'
    format(100.0, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(100.0, '-^8')
    = '-100.0--'
    format(100.0, '#.0f')
    = '100.'
    format(100.0, '.0e')
    = '1e+02'
    format(100.0, '#.0e')
    = '1.e+02'
    format(100.0, '#g')
    = '100.000'
    format(100.0, '.0g')
    = '1e+02'
    format(100.0, '5.')
    = ValueError: Format specifier missing precision
    format(1e22, '')
    = '1e+22'
    format(1e22, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1e22, '5')
    = '1e+22'
    format(1e22, '<8')
    = '1e+22   '
    format(1e22, '>8')
    = '   1e+22'
    format(1e22, '^9')
    = '  1e+22  '
    format(1e22, '*^9')
    = '**1e+22**'
    format(1e22, '08')
    = '0001e+22'
    format(1e22, '+')
    = '+1e+22'
    format(1e22, ' ')
    = ' 1e+22'
    format(1e22, '+08')
    = '+001e+22'
    format(1e22, ',')
    = '1e+22'
    format(1e22, '_')
    = '1e+22'
    format(1e22, '012,')
    = '0,000,001e+22'
    format(1e22, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e22, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e22, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1e22, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e22, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1e22, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1e22, 'e')
    = '1.000000e+22'
    format(1e22, '.2e')
    = '1.00e+22'
    format(1e22, 'f')
    = '10000000000000000000000.000000'
    format(1e22, '.0f')
    = '10000000000000000000000'
    format(1e22, '.3f')
    = '10000000000000000000000.000'
    format(1e22, 'g')
    = '1e+22'
    format(1e22, '.3g')
    = '1e+22'
    format(1e22, '#.3g')
    = '1.00e+22'
    format(1e22, 'G')
    = '1E+22'
    format(1e22, '%')
    = '999999999999999983222784.000000%'
    format(1e22, '.1%')
    = '999999999999999983222784.0%'
    format(1e22, '.2')
    = '1e+22'
    format(1e22, '.10')
    = '1e+22'
    format(1e22, ',.2f')
    = '10,000,000,000,000,000,000,000.00'
    format(1e22, '_.1f')
    = '10_000_000_000_000_000_000_000.0'
    format(1e22, '=8')
    = '   1e+22'
    format(1e22, '0=+9')
    = '+0001e+22'
    format(1e22, 'é<6')
    = '1e+22é'
    format(1e22, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e22, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1e22, '10.3f')
    = '10000000000000000000000.000'
    format(1e22, '<010')
    = '1e+2200000'
    format(1e22, 'z.0f')
    = '10000000000000000000000'
    format(1e22, 'n')
    = '1e+22'
    format(1e22, 'E')
    = '1.000000E+22'
    format(1e22, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1e22, '+.1e')
    = '+1.0e+22'
    format(1e22, '015,.2f')
    = '10,000,000,000,000,000,000,000.00'
    format(1e22, '>+8.1f')
    = '+10000000000000000000000.0'
    format(1e22, '05')
    = '1e+22'
    format(1e22, '1')
    = '1e+22'
    format(1e22, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1e22, '-^8')
    = '-1e+22--'
    format(1e22, '#.0f')
    = '10000000000000000000000.'
    format(1e22, '.0e')
    = '1e+22'
    format(1e22, '#.0e')
    = '1.e+22'
    format(1e22, '#g')
    = '1.00000e+22'
    format(1e22, '.0g')
    = '1e+22'
    format(1e22, '5.')
    = ValueError: Format specifier missing precision
    format(2.675, '')
    = '2.675'
    format(2.675, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(2.675, '5')
    = '2.675'
    format(2.675, '<8')
    = '2.675   '
    format(2.675, '>8')
    = '   2.675'
    format(2.675, '^9')
    = '  2.675  '
    format(2.675, '*^9')
    = '**2.675**'
    format(2.675, '08')
    = '0002.675'
    format(2.675, '+')
    = '+2.675'
    format(2.675, ' ')
    = ' 2.675'
    format(2.675, '+08')
    = '+002.675'
    format(2.675, ',')
    = '2.675'
    format(2.675, '_')
    = '2.675'
    format(2.675, '012,')
    = '0,000,002.675'
    format(2.675, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(2.675, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(2.675, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(2.675, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(2.675, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(2.675, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(2.675, 'e')
    = '2.675000e+00'
    format(2.675, '.2e')
    = '2.67e+00'
    format(2.675, 'f')
    = '2.675000'
    format(2.675, '.0f')
    = '3'
    format(2.675, '.3f')
    = '2.675'
    format(2.675, 'g')
    = '2.675'
    format(2.675, '.3g')
    = '2.67'
    format(2.675, '#.3g')
    = '2.67'
    format(2.675, 'G')
    = '2.675'
    format(2.675, '%')
    = '267.500000%'
    format(2.675, '.1%')
    = '267.5%'
    format(2.675, '.2')
    = '2.7'
    """###
