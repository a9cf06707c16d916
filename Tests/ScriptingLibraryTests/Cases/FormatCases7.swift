// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases7 = ###"""
    format('text', '0=+9')
    = ValueError: Sign not allowed in string format specifier
    format('text', 'é<6')
    = 'textéé'
    format('text', 's')
    = 'text'
    format('text', '.2s')
    = 'te'
    format('text', '10.3f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '<010')
    = 'text000000'
    format('text', 'z.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', 'n')
    = ValueError: Unknown format code 'n' for object of type 'str'
    format('text', 'E')
    = ValueError: Unknown format code 'E' for object of type 'str'
    format('text', '_x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('text', '+.1e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('text', '015,.2f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '>+8.1f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '05')
    = 'text0'
    format('text', '1')
    = 'text'
    format('text', '#o')
    = ValueError: Unknown format code 'o' for object of type 'str'
    format('text', '-^8')
    = '--text--'
    format('text', '#.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('text', '.0e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('text', '#.0e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('text', '#g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('text', '.0g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('text', '5.')
    = ValueError: Format specifier missing precision
    format('é', '')
    = 'é'
    format('é', 'd')
    = ValueError: Unknown format code 'd' for object of type 'str'
    format('é', '5')
    = 'é    '
    format('é', '<8')
    = 'é       '
    format('é', '>8')
    = '       é'
    format('é', '^9')
    = '    é    '
    format('é', '*^9')
    = '****é****'
    format('é', '08')
    = 'é0000000'
    format('é', '+')
    = ValueError: Sign not allowed in string format specifier
    format('é', ' ')
    = ValueError: Space not allowed in string format specifier
    format('é', '+08')
    = ValueError: Sign not allowed in string format specifier
    format('é', ',')
    = ValueError: Cannot specify ',' with 's'.
    format('é', '_')
    = ValueError: Cannot specify '_' with 's'.
    format('é', '012,')
    = ValueError: Cannot specify ',' with 's'.
    format('é', 'x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('é', '#x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('é', '#b')
    = ValueError: Unknown format code 'b' for object of type 'str'
    format('é', 'o')
    = ValueError: Unknown format code 'o' for object of type 'str'
    format('é', '#X')
    = ValueError: Unknown format code 'X' for object of type 'str'
    format('é', 'c')
    = ValueError: Unknown format code 'c' for object of type 'str'
    format('é', 'e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('é', '.2e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('é', 'f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '.3f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', 'g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('é', '.3g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('é', '#.3g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('é', 'G')
    = ValueError: Unknown format code 'G' for object of type 'str'
    format('é', '%')
    = ValueError: Unknown format code '%' for object of type 'str'
    format('é', '.1%')
    = ValueError: Unknown format code '%' for object of type 'str'
    format('é', '.2')
    = 'é'
    format('é', '.10')
    = 'é'
    format('é', ',.2f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '_.1f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '=8')
    = ValueError: '=' alignment not allowed in string format specifier
    format('é', '0=+9')
    = ValueError: Sign not allowed in string format specifier
    format('é', 'é<6')
    = 'éééééé'
    format('é', 's')
    = 'é'
    format('é', '.2s')
    = 'é'
    format('é', '10.3f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '<010')
    = 'é000000000'
    format('é', 'z.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', 'n')
    = ValueError: Unknown format code 'n' for object of type 'str'
    format('é', 'E')
    = ValueError: Unknown format code 'E' for object of type 'str'
    format('é', '_x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('é', '+.1e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('é', '015,.2f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '>+8.1f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '05')
    = 'é0000'
    format('é', '1')
    = 'é'
    format('é', '#o')
    = ValueError: Unknown format code 'o' for object of type 'str'
    format('é', '-^8')
    = '---é----'
    format('é', '#.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('é', '.0e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('é', '#.0e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('é', '#g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('é', '.0g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('é', '5.')
    = ValueError: Format specifier missing precision
    format('', '')
    = ''
    format('', 'd')
    = ValueError: Unknown format code 'd' for object of type 'str'
    format('', '5')
    = '     '
    format('', '<8')
    = '        '
    format('', '>8')
    = '        '
    format('', '^9')
    = '         '
    format('', '*^9')
    = '*********'
    format('', '08')
    = '00000000'
    format('', '+')
    = ValueError: Sign not allowed in string format specifier
    format('', ' ')
    = ValueError: Space not allowed in string format specifier
    format('', '+08')
    = ValueError: Sign not allowed in string format specifier
    format('', ',')
    = ValueError: Cannot specify ',' with 's'.
    format('', '_')
    = ValueError: Cannot specify '_' with 's'.
    format('', '012,')
    = ValueError: Cannot specify ',' with 's'.
    format('', 'x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('', '#x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('', '#b')
    = ValueError: Unknown format code 'b' for object of type 'str'
    format('', 'o')
    = ValueError: Unknown format code 'o' for object of type 'str'
    format('', '#X')
    = ValueError: Unknown format code 'X' for object of type 'str'
    format('', 'c')
    = ValueError: Unknown format code 'c' for object of type 'str'
    format('', 'e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('', '.2e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('', 'f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '.3f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', 'g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('', '.3g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('', '#.3g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('', 'G')
    = ValueError: Unknown format code 'G' for object of type 'str'
    format('', '%')
    = ValueError: Unknown format code '%' for object of type 'str'
    format('', '.1%')
    = ValueError: Unknown format code '%' for object of type 'str'
    format('', '.2')
    = ''
    format('', '.10')
    = ''
    format('', ',.2f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '_.1f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '=8')
    = ValueError: '=' alignment not allowed in string format specifier
    format('', '0=+9')
    = ValueError: Sign not allowed in string format specifier
    format('', 'é<6')
    = 'éééééé'
    format('', 's')
    = ''
    format('', '.2s')
    = ''
    format('', '10.3f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '<010')
    = '0000000000'
    format('', 'z.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', 'n')
    = ValueError: Unknown format code 'n' for object of type 'str'
    format('', 'E')
    = ValueError: Unknown format code 'E' for object of type 'str'
    format('', '_x')
    = ValueError: Unknown format code 'x' for object of type 'str'
    format('', '+.1e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('', '015,.2f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '>+8.1f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '05')
    = '00000'
    format('', '1')
    = ' '
    format('', '#o')
    = ValueError: Unknown format code 'o' for object of type 'str'
    format('', '-^8')
    = '--------'
    format('', '#.0f')
    = ValueError: Unknown format code 'f' for object of type 'str'
    format('', '.0e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('', '#.0e')
    = ValueError: Unknown format code 'e' for object of type 'str'
    format('', '#g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('', '.0g')
    = ValueError: Unknown format code 'g' for object of type 'str'
    format('', '5.')
    = ValueError: Format specifier missing precision
    '{} {}'.format(1, 'a')
    = '1 a'
    '{1} {0}'.format(1, 'a')
    = 'a 1'
    '{a!r:>6}|'.format(a='x')
    = "   'x'|"
    '{0[1]} {1[k]}'.format([1, 2], {'k': 3})
    = '2 3'
    '{:{}}|'.format('a', 5)
    = 'a    |'
    '{:{w}.{p}f}'.format(3.14159, w=8, p=2)
    = '    3.14'
    '{{}}'.format()
    = '{}'
    '{'.format(1)
    = ValueError: Single '{' encountered in format string
    '}'.format(1)
    = ValueError: Single '}' encountered in format string
    '{} {0}'.format(1)
    = ValueError: cannot switch from automatic field numbering to manual field specification
    '{0} {}'.format(1)
    = ValueError: cannot switch from manual field specification to automatic field numbering
    '{}'.format()
    = IndexError: Replacement index 0 out of range for positional args tuple
    '{x}'.format()
    = KeyError: 'x'
    '{!s}'.format(1.5)
    = '1.5'
    '{!a}'.format('é')
    = "'\\xe9'"
    '{!x}'.format(1)
    = ValueError: Unknown conversion specifier x
    '{:>{}}'.format(1)
    = IndexError: Replacement index 1 out of range for positional args tuple
    '{a[b]}'.format(a={'b': 1})
    = '1'
    '{a}'.format_map({'a': 1})
    = '1'
    '{:%Y}'.format(datetime.date(2024, 1, 2))
    = '2024'
    '%d %s' % (1, 'a')
    = '1 a'
    '%s' % 'x'
    = 'x'
    '%s' % (1,)
    = '1'
    '%5d|%-5d|%05d' % (1, 2, 3)
    = '    1|2    |00003'
    '%+d % d' % (1, 2)
    = '+1  2'
    '%x %X %o' % (255, 255, 8)
    = 'ff FF 10'
    '%#x %#o' % (255, 8)
    = '0xff 0o10'
    '%f %.2f %e %g' % (1.5, 2.345, 12345.678, 0.00001)
    = '1.500000 2.35 1.234568e+04 1e-05'
    '%r %a' % ('é', 'é')
    = "'é' '\\xe9'"
    '%c%c' % (65, 'b')
    = 'Ab'
    '%%'% ()
    = '%'
    '%(a)s-%(b)03d' % {'a': 1, 'b': 2}
    = '1-002'
    '%*d|' % (5, 1)
    = '    1|'
    '%-*d|' % (5, 1)
    = '1    |'
    '%.*f' % (2, 3.14159)
    = '3.14'
    '%.3s|' % 'abcdef'
    = 'abc|'
    '%5.1s|' % 'xyz'
    = '    x|'
    '%d' % 3.99
    = '3'
    '%d' % 'x'
    = TypeError: %d format: a real number is required, not str
    '%x' % 1.5
    = TypeError: %x format: an integer is required, not float
    '%d %d' % (1,)
    = TypeError: not enough arguments for format string
    '%d' % (1, 2)
    = TypeError: not all arguments converted during string formatting
    '%y' % 1
    = ValueError: unsupported format character 'y' (0x79) at index 1
    '%' % ()
    = ValueError: incomplete format
    '%s' % [1, 2]
    = '[1, 2]'
    '%s' % {'a': 1}
    = "{'a': 1}"
    'x' % {'a': 1}
    = 'x'
    '%.3d' % 5
    = '005'
    '%i' % True
    = '1'
    '%s' % None
    = 'None'
    '%f' % 'a'
    = TypeError: must be real number, not str
    '%(a)s' % 1
    = TypeError: format requires a mapping
    '%5s|%-5s|' % ('é', 'é')
    = '    é|é    |'
    '%+.1f' % -0.04
    = '-0.0'
    '%g' % 1e10
    = '1e+10'
    '%g' % 123456
    = '123456'
    '%g' % 1234567
    = '1.23457e+06'
    '%#g' % 1.0
    = '1.00000'
    '%G' % 1e-10
    = '1E-10'
    '%e' % 0
    = '0.000000e+00'
    '%010.2f' % -3.5
    = '-000003.50'
    '%c' % 'ab'
    = TypeError: %c requires int or char
    '%c' % 128512
    = '😀'
    repr('a\'b')
    = '"a\'b"'
    repr('a\'b"c')
    = '\'a\\\'b"c\''
    repr('\n\t\\\x00\x7f\xa0\u200b')
    = "'\\n\\t\\\\\\x00\\x7f\\xa0\\u200b'"
    repr('é😀\u2028')
    = "'é😀\\u2028'"
    repr(b'\x00a\'\xff')
    = 'b"\\x00a\'\\xff"'
    [1, 'a', None, True, 1.5, (1,), (), {}, {'k': [1]}]
    = [1, 'a', None, True, 1.5, (1,), (), {}, {'k': [1]}]
    {1}
    = {1}
    set()
    = set()
    frozenset([1])
    = frozenset({1})
    str([1.0, 'x'])
    = "[1.0, 'x']"
    ascii('é😀')
    = "'\\xe9\\U0001f600'"
    str(1e100)
    = '1e+100'
    int(' 42 ')
    = 42
    int('x')
    = ValueError: invalid literal for int() with base 10: 'x'
    int('')
    = ValueError: invalid literal for int() with base 10: ''
    int('1_000')
    = 1000
    int('1__0')
    = ValueError: invalid literal for int() with base 10: '1__0'
    int('_1')
    = ValueError: invalid literal for int() with base 10: '_1'
    int('0x1f', 16)
    = 31
    int('0b11', 0)
    = 3
    int('z', 36)
    = 35
    int('٣٤')
    = 34
    int('12', 2)
    = ValueError: invalid literal for int() with base 2: '12'
    int('+5')
    = 5
    int('- 5')
    = ValueError: invalid literal for int() with base 10: '- 5'
    int('1.5')
    = ValueError: invalid literal for int() with base 10: '1.5'
    int('1', 1)
    = ValueError: int() base must be >= 2 and <= 36, or 0
    int('010', 0)
    = ValueError: invalid literal for int() with base 0: '010'
    int('00', 0)
    = 0
    int('é\n')
    = ValueError: invalid literal for int() with base 10: 'é\n'
    int('0x', 16)
    = ValueError: invalid literal for int() with base 16: '0x'
    int('0_1', 0)
    = ValueError: invalid literal for int() with base 0: '0_1'
    float('1.5')
    = 1.5
    float(' 1e5 ')
    = 100000.0
    float('inf')
    = inf
    float('-Infinity')
    = -inf
    """###
