// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases6 = ###"""
    format(2.675, '.10')
    = '2.675'
    format(2.675, ',.2f')
    = '2.67'
    format(2.675, '_.1f')
    = '2.7'
    format(2.675, '=8')
    = '   2.675'
    format(2.675, '0=+9')
    = '+0002.675'
    format(2.675, 'é<6')
    = '2.675é'
    format(2.675, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(2.675, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(2.675, '10.3f')
    = '     2.675'
    format(2.675, '<010')
    = '2.67500000'
    format(2.675, 'z.0f')
    = '3'
    format(2.675, 'n')
    = '2.675'
    format(2.675, 'E')
    = '2.675000E+00'
    format(2.675, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(2.675, '+.1e')
    = '+2.7e+00'
    format(2.675, '015,.2f')
    = '0,000,000,002.67'
    format(2.675, '>+8.1f')
    = '    +2.7'
    format(2.675, '05')
    = '2.675'
    format(2.675, '1')
    = '2.675'
    format(2.675, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(2.675, '-^8')
    = '-2.675--'
    format(2.675, '#.0f')
    = '3.'
    format(2.675, '.0e')
    = '3e+00'
    format(2.675, '#.0e')
    = '3.e+00'
    format(2.675, '#g')
    = '2.67500'
    format(2.675, '.0g')
    = '3'
    format(2.675, '5.')
    = ValueError: Format specifier missing precision
    format(0.5, '')
    = '0.5'
    format(0.5, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(0.5, '5')
    = '  0.5'
    format(0.5, '<8')
    = '0.5     '
    format(0.5, '>8')
    = '     0.5'
    format(0.5, '^9')
    = '   0.5   '
    format(0.5, '*^9')
    = '***0.5***'
    format(0.5, '08')
    = '000000.5'
    format(0.5, '+')
    = '+0.5'
    format(0.5, ' ')
    = ' 0.5'
    format(0.5, '+08')
    = '+00000.5'
    format(0.5, ',')
    = '0.5'
    format(0.5, '_')
    = '0.5'
    format(0.5, '012,')
    = '00,000,000.5'
    format(0.5, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.5, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.5, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(0.5, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.5, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(0.5, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(0.5, 'e')
    = '5.000000e-01'
    format(0.5, '.2e')
    = '5.00e-01'
    format(0.5, 'f')
    = '0.500000'
    format(0.5, '.0f')
    = '0'
    format(0.5, '.3f')
    = '0.500'
    format(0.5, 'g')
    = '0.5'
    format(0.5, '.3g')
    = '0.5'
    format(0.5, '#.3g')
    = '0.500'
    format(0.5, 'G')
    = '0.5'
    format(0.5, '%')
    = '50.000000%'
    format(0.5, '.1%')
    = '50.0%'
    format(0.5, '.2')
    = '0.5'
    format(0.5, '.10')
    = '0.5'
    format(0.5, ',.2f')
    = '0.50'
    format(0.5, '_.1f')
    = '0.5'
    format(0.5, '=8')
    = '     0.5'
    format(0.5, '0=+9')
    = '+000000.5'
    format(0.5, 'é<6')
    = '0.5ééé'
    format(0.5, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.5, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(0.5, '10.3f')
    = '     0.500'
    format(0.5, '<010')
    = '0.50000000'
    format(0.5, 'z.0f')
    = '0'
    format(0.5, 'n')
    = '0.5'
    format(0.5, 'E')
    = '5.000000E-01'
    format(0.5, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(0.5, '+.1e')
    = '+5.0e-01'
    format(0.5, '015,.2f')
    = '0,000,000,000.50'
    format(0.5, '>+8.1f')
    = '    +0.5'
    format(0.5, '05')
    = '000.5'
    format(0.5, '1')
    = '0.5'
    format(0.5, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(0.5, '-^8')
    = '--0.5---'
    format(0.5, '#.0f')
    = '0.'
    format(0.5, '.0e')
    = '5e-01'
    format(0.5, '#.0e')
    = '5.e-01'
    format(0.5, '#g')
    = '0.500000'
    format(0.5, '.0g')
    = '0.5'
    format(0.5, '5.')
    = ValueError: Format specifier missing precision
    format(1.5, '')
    = '1.5'
    format(1.5, 'd')
    = ValueError: Unknown format code 'd' for object of type 'float'
    format(1.5, '5')
    = '  1.5'
    format(1.5, '<8')
    = '1.5     '
    format(1.5, '>8')
    = '     1.5'
    format(1.5, '^9')
    = '   1.5   '
    format(1.5, '*^9')
    = '***1.5***'
    format(1.5, '08')
    = '000001.5'
    format(1.5, '+')
    = '+1.5'
    format(1.5, ' ')
    = ' 1.5'
    format(1.5, '+08')
    = '+00001.5'
    format(1.5, ',')
    = '1.5'
    format(1.5, '_')
    = '1.5'
    format(1.5, '012,')
    = '00,000,001.5'
    format(1.5, 'x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1.5, '#x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1.5, '#b')
    = ValueError: Unknown format code 'b' for object of type 'float'
    format(1.5, 'o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1.5, '#X')
    = ValueError: Unknown format code 'X' for object of type 'float'
    format(1.5, 'c')
    = ValueError: Unknown format code 'c' for object of type 'float'
    format(1.5, 'e')
    = '1.500000e+00'
    format(1.5, '.2e')
    = '1.50e+00'
    format(1.5, 'f')
    = '1.500000'
    format(1.5, '.0f')
    = '2'
    format(1.5, '.3f')
    = '1.500'
    format(1.5, 'g')
    = '1.5'
    format(1.5, '.3g')
    = '1.5'
    format(1.5, '#.3g')
    = '1.50'
    format(1.5, 'G')
    = '1.5'
    format(1.5, '%')
    = '150.000000%'
    format(1.5, '.1%')
    = '150.0%'
    format(1.5, '.2')
    = '1.5'
    format(1.5, '.10')
    = '1.5'
    format(1.5, ',.2f')
    = '1.50'
    format(1.5, '_.1f')
    = '1.5'
    format(1.5, '=8')
    = '     1.5'
    format(1.5, '0=+9')
    = '+000001.5'
    format(1.5, 'é<6')
    = '1.5ééé'
    format(1.5, 's')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1.5, '.2s')
    = ValueError: Unknown format code 's' for object of type 'float'
    format(1.5, '10.3f')
    = '     1.500'
    format(1.5, '<010')
    = '1.50000000'
    format(1.5, 'z.0f')
    = '2'
    format(1.5, 'n')
    = '1.5'
    format(1.5, 'E')
    = '1.500000E+00'
    format(1.5, '_x')
    = ValueError: Unknown format code 'x' for object of type 'float'
    format(1.5, '+.1e')
    = '+1.5e+00'
    format(1.5, '015,.2f')
    = '0,000,000,001.50'
    format(1.5, '>+8.1f')
    = '    +1.5'
    format(1.5, '05')
    = '001.5'
    format(1.5, '1')
    = '1.5'
    format(1.5, '#o')
    = ValueError: Unknown format code 'o' for object of type 'float'
    format(1.5, '-^8')
    = '--1.5---'
    format(1.5, '#.0f')
    = '2.'
    format(1.5, '.0e')
    = '2e+00'
    format(1.5, '#.0e')
    = '2.e+00'
    format(1.5, '#g')
    = '1.50000'
    format(1.5, '.0g')
    = '2'
    format(1.5, '5.')
    = ValueError: Format specifier missing precision
    format(True, '')
    = 'True'
    format(True, 'd')
    = '1'
    format(True, '5')
    = '    1'
    format(True, '<8')
    = '1       '
    format(True, '>8')
    = '       1'
    format(True, '^9')
    = '    1    '
    format(True, '*^9')
    = '****1****'
    format(True, '08')
    = '00000001'
    format(True, '+')
    = '+1'
    format(True, ' ')
    = ' 1'
    format(True, '+08')
    = '+0000001'
    format(True, ',')
    = '1'
    format(True, '_')
    = '1'
    format(True, '012,')
    = '0,000,000,001'
    format(True, 'x')
    = '1'
    format(True, '#x')
    = '0x1'
    format(True, '#b')
    = '0b1'
    format(True, 'o')
    = '1'
    format(True, '#X')
    = '0X1'
    format(True, 'c')
    = '\x01'
    format(True, 'e')
    = '1.000000e+00'
    format(True, '.2e')
    = '1.00e+00'
    format(True, 'f')
    = '1.000000'
    format(True, '.0f')
    = '1'
    format(True, '.3f')
    = '1.000'
    format(True, 'g')
    = '1'
    format(True, '.3g')
    = '1'
    format(True, '#.3g')
    = '1.00'
    format(True, 'G')
    = '1'
    format(True, '%')
    = '100.000000%'
    format(True, '.1%')
    = '100.0%'
    format(True, '.2')
    = ValueError: Precision not allowed in integer format specifier
    format(True, '.10')
    = ValueError: Precision not allowed in integer format specifier
    format(True, ',.2f')
    = '1.00'
    format(True, '_.1f')
    = '1.0'
    format(True, '=8')
    = '       1'
    format(True, '0=+9')
    = '+00000001'
    format(True, 'é<6')
    = '1ééééé'
    format(True, 's')
    = ValueError: Unknown format code 's' for object of type 'bool'
    format(True, '.2s')
    = ValueError: Unknown format code 's' for object of type 'bool'
    format(True, '10.3f')
    = '     1.000'
    format(True, '<010')
    = '1000000000'
    format(True, 'z.0f')
    = '1'
    format(True, 'n')
    = '1'
    format(True, 'E')
    = '1.000000E+00'
    format(True, '_x')
    = '1'
    format(True, '+.1e')
    = '+1.0e+00'
    format(True, '015,.2f')
    = '0,000,000,001.00'
    format(True, '>+8.1f')
    = '    +1.0'
    format(True, '05')
    = '00001'
    format(True, '1')
    = '1'
    format(True, '#o')
    = '0o1'
    format(True, '-^8')
    = '---1----'
    format(True, '#.0f')
    = '1.'
    format(True, '.0e')
    = '1e+00'
    format(True, '#.0e')
    = '1.e+00'
    format(True, '#g')
    = '1.00000'
    format(True, '.0g')
    = '1'
    format(True, '5.')
    = ValueError: Format specifier missing precision
    format('text', '')
    = 'text'
    format('text', 'd')
    = ValueError: Unknown format code 'd' for object of type 'str'
    format('text', '5')
    = 'text '
    format('text', '<8')
    = 'text    '
    format('text', '>8')
    = '    text'
    format('text', '^9')
    = '  text   '
    format('text', '*^9')
    = '**text***'
    format('text', '08')
    = 'text0000'
    format('text', '+')
    = ValueError: Sign not allowed in string format specifier
    format('text', ' ')
    = ValueError: Space not allowed in string format specifier
    format('text', '+08')
    = ValueError: Sign not allowed in string format specifier
    format('text', ',')
    = ValueError: Cannot specify ',' with 's'.
    format('text', '_')
    = ValueError: Cannot specify '_' with 's'.
    format('text', '012,')
    = ValueError: Cannot specify ',' with 's'.
    format('text', 'x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('text', '#x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('text', '#b')
    = ValueError: Unknown format code 'b' for object of type 'str'
    format('text', 'o')
    = ValueError: Unknown format code 'o' for object of type 'str'
    format('text', '#X')
    = ValueError: Unknown format code 'X' for object of type 'str'
    format('text', 'c')
    = ValueError: Unknown format code 'c' for object of type 'str'
    format('text', 'e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('text', '.2e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('text', 'f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '.3f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', 'g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('text', '.3g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('text', '#.3g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('text', 'G')
    = ValueError: Unknown format code 'G' for object of type 'str'
    format('text', '%')
    = ValueError: Unknown format code '%' for object of type 'str'
    format('text', '.1%')
    = ValueError: Unknown format code '%' for object of type 'str'
    format('text', '.2')
    = 'te'
    format('text', '.10')
    = 'text'
    format('text', ',.2f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '_.1f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '=8')
    = ValueError: '=' alignment not allowed in string format specifier
    """###
