// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textCases3 = ###"""
    'a\tb\nc\r\nd\x0be'.split('a')
    = ['', '\tb\nc\r\nd\x0be']
    'a\tb\nc\r\nd\x0be'.rsplit(' ', 1)
    = ['a\tb\nc\r\nd\x0be']
    'a\tb\nc\r\nd\x0be'.split(None, 1)
    = ['a', 'b\nc\r\nd\x0be']
    'a\tb\nc\r\nd\x0be'.rsplit(None, 1)
    = ['a\tb\nc\r\nd', 'e']
    'a\tb\nc\r\nd\x0be'.partition(' ')
    = ('a\tb\nc\r\nd\x0be', '', '')
    'a\tb\nc\r\nd\x0be'.rpartition('a')
    = ('', 'a', '\tb\nc\r\nd\x0be')
    'a\tb\nc\r\nd\x0be'.find('a')
    = 0
    'a\tb\nc\r\nd\x0be'.rfind('a', 1)
    = -1
    'a\tb\nc\r\nd\x0be'.count('a')
    = 1
    'a\tb\nc\r\nd\x0be'.count('')
    = 11
    'a\tb\nc\r\nd\x0be'.replace('a', 'ö')
    = 'ö\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.replace('', '-')
    = '-a-\t-b-\n-c-\r-\n-d-\x0b-e-'
    'a\tb\nc\r\nd\x0be'.replace('a', '', 1)
    = '\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.strip('aZ😀 ')
    = '\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.startswith(('a', 'S'))
    = True
    'a\tb\nc\r\nd\x0be'.endswith('e', 0, -1)
    = False
    'a\tb\nc\r\nd\x0be'.join(['1', '2'])
    = '1a\tb\nc\r\nd\x0be2'
    'a\tb\nc\r\nd\x0be'.removeprefix('a')
    = '\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.removesuffix('t')
    = 'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.encode('ascii', 'replace')
    = b'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.encode('latin-1', 'backslashreplace')
    = b'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.find('', 3)
    = 3
    'a\tb\nc\r\nd\x0be'.index('b')
    = 2
    'a\tb\nc\r\nd\x0be'.translate({97: 'X', 98: None})
    = 'X\t\nc\r\nd\x0be'
    '😀x😀'.split()
    = ['😀x😀']
    '😀x😀'.rsplit()
    = ['😀x😀']
    '😀x😀'.splitlines()
    = ['😀x😀']
    '😀x😀'.splitlines(True)
    = ['😀x😀']
    '😀x😀'.strip()
    = '😀x😀'
    '😀x😀'.lstrip()
    = '😀x😀'
    '😀x😀'.rstrip()
    = '😀x😀'
    '😀x😀'.lower()
    = '😀x😀'
    '😀x😀'.upper()
    = '😀X😀'
    '😀x😀'.title()
    = '😀X😀'
    '😀x😀'.capitalize()
    = '😀x😀'
    '😀x😀'.swapcase()
    = '😀X😀'
    '😀x😀'.casefold()
    = '😀x😀'
    '😀x😀'.isdigit()
    = False
    '😀x😀'.isalpha()
    = False
    '😀x😀'.isalnum()
    = False
    '😀x😀'.isspace()
    = False
    '😀x😀'.isupper()
    = False
    '😀x😀'.islower()
    = True
    '😀x😀'.isnumeric()
    = False
    '😀x😀'.isdecimal()
    = False
    '😀x😀'.isidentifier()
    = False
    '😀x😀'.istitle()
    = False
    '😀x😀'.isascii()
    = False
    '😀x😀'.isprintable()
    = True
    '😀x😀'.encode()
    = b'\xf0\x9f\x98\x80x\xf0\x9f\x98\x80'
    '😀x😀'.expandtabs(4)
    = '😀x😀'
    '😀x😀'.zfill(12)
    = '000000000😀x😀'
    '😀x😀'.ljust(11, 'é')
    = '😀x😀éééééééé'
    '😀x😀'.rjust(11)
    = '        😀x😀'
    '😀x😀'.center(12, '*')
    = '****😀x😀*****'
    '😀x😀'.center(11)
    = '    😀x😀    '
    '😀x😀'.split('a')
    = ['😀x😀']
    '😀x😀'.rsplit(' ', 1)
    = ['😀x😀']
    '😀x😀'.split(None, 1)
    = ['😀x😀']
    '😀x😀'.rsplit(None, 1)
    = ['😀x😀']
    '😀x😀'.partition(' ')
    = ('😀x😀', '', '')
    '😀x😀'.rpartition('a')
    = ('', '', '😀x😀')
    '😀x😀'.find('a')
    = -1
    '😀x😀'.rfind('a', 1)
    = -1
    '😀x😀'.count('a')
    = 0
    '😀x😀'.count('')
    = 4
    '😀x😀'.replace('a', 'ö')
    = '😀x😀'
    '😀x😀'.replace('', '-')
    = '-😀-x-😀-'
    '😀x😀'.replace('a', '', 1)
    = '😀x😀'
    '😀x😀'.strip('aZ😀 ')
    = 'x'
    '😀x😀'.startswith(('a', 'S'))
    = False
    '😀x😀'.endswith('e', 0, -1)
    = False
    '😀x😀'.join(['1', '2'])
    = '1😀x😀2'
    '😀x😀'.removeprefix('a')
    = '😀x😀'
    '😀x😀'.removesuffix('t')
    = '😀x😀'
    '😀x😀'.encode('ascii', 'replace')
    = b'?x?'
    '😀x😀'.encode('latin-1', 'backslashreplace')
    = b'\\U0001f600x\\U0001f600'
    '😀x😀'.find('', 3)
    = 3
    '😀x😀'.index('b')
    = ValueError: substring not found
    '😀x😀'.translate({97: 'X', 98: None})
    = '😀x😀'
    'They\'re "HERE"'.split()
    = ["They're", '"HERE"']
    'They\'re "HERE"'.rsplit()
    = ["They're", '"HERE"']
    'They\'re "HERE"'.splitlines()
    = ['They\'re "HERE"']
    'They\'re "HERE"'.splitlines(True)
    = ['They\'re "HERE"']
    'They\'re "HERE"'.strip()
    = 'They\'re "HERE"'
    'They\'re "HERE"'.lstrip()
    = 'They\'re "HERE"'
    'They\'re "HERE"'.rstrip()
    = 'They\'re "HERE"'
    'They\'re "HERE"'.lower()
    = 'they\'re "here"'
    'They\'re "HERE"'.upper()
    = 'THEY\'RE "HERE"'
    'They\'re "HERE"'.title()
    = 'They\'Re "Here"'
    'They\'re "HERE"'.capitalize()
    = 'They\'re "here"'
    'They\'re "HERE"'.swapcase()
    = 'tHEY\'RE "here"'
    'They\'re "HERE"'.casefold()
    = 'they\'re "here"'
    'They\'re "HERE"'.isdigit()
    = False
    'They\'re "HERE"'.isalpha()
    = False
    'They\'re "HERE"'.isalnum()
    = False
    'They\'re "HERE"'.isspace()
    = False
    'They\'re "HERE"'.isupper()
    = False
    'They\'re "HERE"'.islower()
    = False
    'They\'re "HERE"'.isnumeric()
    = False
    'They\'re "HERE"'.isdecimal()
    = False
    'They\'re "HERE"'.isidentifier()
    = False
    'They\'re "HERE"'.istitle()
    = False
    'They\'re "HERE"'.isascii()
    = True
    'They\'re "HERE"'.isprintable()
    = True
    'They\'re "HERE"'.encode()
    = b'They\'re "HERE"'
    'They\'re "HERE"'.expandtabs(4)
    = 'They\'re "HERE"'
    'They\'re "HERE"'.zfill(12)
    = 'They\'re "HERE"'
    'They\'re "HERE"'.ljust(11, 'é')
    = 'They\'re "HERE"'
    'They\'re "HERE"'.rjust(11)
    = 'They\'re "HERE"'
    'They\'re "HERE"'.center(12, '*')
    = 'They\'re "HERE"'
    'They\'re "HERE"'.center(11)
    = 'They\'re "HERE"'
    'They\'re "HERE"'.split('a')
    = ['They\'re "HERE"']
    'They\'re "HERE"'.rsplit(' ', 1)
    = ["They're", '"HERE"']
    'They\'re "HERE"'.split(None, 1)
    = ["They're", '"HERE"']
    'They\'re "HERE"'.rsplit(None, 1)
    = ["They're", '"HERE"']
    'They\'re "HERE"'.partition(' ')
    = ("They're", ' ', '"HERE"')
    'They\'re "HERE"'.rpartition('a')
    = ('', '', 'They\'re "HERE"')
    'They\'re "HERE"'.find('a')
    = -1
    'They\'re "HERE"'.rfind('a', 1)
    = -1
    'They\'re "HERE"'.count('a')
    = 0
    'They\'re "HERE"'.count('')
    = 15
    'They\'re "HERE"'.replace('a', 'ö')
    = 'They\'re "HERE"'
    'They\'re "HERE"'.replace('', '-')
    = '-T-h-e-y-\'-r-e- -"-H-E-R-E-"-'
    'They\'re "HERE"'.replace('a', '', 1)
    = 'They\'re "HERE"'
    'They\'re "HERE"'.strip('aZ😀 ')
    = 'They\'re "HERE"'
    'They\'re "HERE"'.startswith(('a', 'S'))
    = False
    'They\'re "HERE"'.endswith('e', 0, -1)
    = False
    'They\'re "HERE"'.join(['1', '2'])
    = '1They\'re "HERE"2'
    'They\'re "HERE"'.removeprefix('a')
    = 'They\'re "HERE"'
    'They\'re "HERE"'.removesuffix('t')
    = 'They\'re "HERE"'
    'They\'re "HERE"'.encode('ascii', 'replace')
    = b'They\'re "HERE"'
    'They\'re "HERE"'.encode('latin-1', 'backslashreplace')
    = b'They\'re "HERE"'
    'They\'re "HERE"'.find('', 3)
    = 3
    'They\'re "HERE"'.index('b')
    = ValueError: substring not found
    'They\'re "HERE"'.translate({97: 'X', 98: None})
    = 'They\'re "HERE"'
    'x²½Ⅷ٣'.split()
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.rsplit()
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.splitlines()
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.splitlines(True)
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.strip()
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.lstrip()
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.rstrip()
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.lower()
    = 'x²½ⅷ٣'
    'x²½Ⅷ٣'.upper()
    = 'X²½Ⅷ٣'
    'x²½Ⅷ٣'.title()
    = 'X²½Ⅷ٣'
    'x²½Ⅷ٣'.capitalize()
    = 'X²½ⅷ٣'
    'x²½Ⅷ٣'.swapcase()
    = 'X²½ⅷ٣'
    'x²½Ⅷ٣'.casefold()
    = 'x²½ⅷ٣'
    'x²½Ⅷ٣'.isdigit()
    = False
    'x²½Ⅷ٣'.isalpha()
    = False
    'x²½Ⅷ٣'.isalnum()
    = True
    'x²½Ⅷ٣'.isspace()
    = False
    'x²½Ⅷ٣'.isupper()
    = False
    'x²½Ⅷ٣'.islower()
    = False
    'x²½Ⅷ٣'.isnumeric()
    = False
    'x²½Ⅷ٣'.isdecimal()
    = False
    'x²½Ⅷ٣'.isidentifier()
    = False
    'x²½Ⅷ٣'.istitle()
    = False
    'x²½Ⅷ٣'.isascii()
    = False
    'x²½Ⅷ٣'.isprintable()
    = True
    'x²½Ⅷ٣'.encode()
    = b'x\xc2\xb2\xc2\xbd\xe2\x85\xa7\xd9\xa3'
    'x²½Ⅷ٣'.expandtabs(4)
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.zfill(12)
    = '0000000x²½Ⅷ٣'
    'x²½Ⅷ٣'.ljust(11, 'é')
    = 'x²½Ⅷ٣éééééé'
    'x²½Ⅷ٣'.rjust(11)
    = '      x²½Ⅷ٣'
    'x²½Ⅷ٣'.center(12, '*')
    = '***x²½Ⅷ٣****'
    'x²½Ⅷ٣'.center(11)
    = '   x²½Ⅷ٣   '
    'x²½Ⅷ٣'.split('a')
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.rsplit(' ', 1)
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.split(None, 1)
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.rsplit(None, 1)
    = ['x²½Ⅷ٣']
    'x²½Ⅷ٣'.partition(' ')
    = ('x²½Ⅷ٣', '', '')
    'x²½Ⅷ٣'.rpartition('a')
    = ('', '', 'x²½Ⅷ٣')
    'x²½Ⅷ٣'.find('a')
    = -1
    'x²½Ⅷ٣'.rfind('a', 1)
    = -1
    'x²½Ⅷ٣'.count('a')
    = 0
    'x²½Ⅷ٣'.count('')
    = 6
    'x²½Ⅷ٣'.replace('a', 'ö')
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.replace('', '-')
    = '-x-²-½-Ⅷ-٣-'
    'x²½Ⅷ٣'.replace('a', '', 1)
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.strip('aZ😀 ')
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.startswith(('a', 'S'))
    = False
    'x²½Ⅷ٣'.endswith('e', 0, -1)
    = False
    'x²½Ⅷ٣'.join(['1', '2'])
    = '1x²½Ⅷ٣2'
    'x²½Ⅷ٣'.removeprefix('a')
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.removesuffix('t')
    = 'x²½Ⅷ٣'
    'x²½Ⅷ٣'.encode('ascii', 'replace')
    = b'x????'
    'x²½Ⅷ٣'.encode('latin-1', 'backslashreplace')
    = b'x\xb2\xbd\\u2167\\u0663'
    'x²½Ⅷ٣'.find('', 3)
    = 3
    'x²½Ⅷ٣'.index('b')
    = ValueError: substring not found
    'x²½Ⅷ٣'.translate({97: 'X', 98: None})
    = 'x²½Ⅷ٣'
    '\x1c\u2028z'.split()
    = ['z']
    '\x1c\u2028z'.rsplit()
    = ['z']
    '\x1c\u2028z'.splitlines()
    = ['', '', 'z']
    '\x1c\u2028z'.splitlines(True)
    = ['\x1c', '\u2028', 'z']
    '\x1c\u2028z'.strip()
    = 'z'
    '\x1c\u2028z'.lstrip()
    = 'z'
    '\x1c\u2028z'.rstrip()
    = '\x1c\u2028z'
    '\x1c\u2028z'.lower()
    = '\x1c\u2028z'
    '\x1c\u2028z'.upper()
    = '\x1c\u2028Z'
    '\x1c\u2028z'.title()
    = '\x1c\u2028Z'
    '\x1c\u2028z'.capitalize()
    = '\x1c\u2028z'
    '\x1c\u2028z'.swapcase()
    = '\x1c\u2028Z'
    '\x1c\u2028z'.casefold()
    = '\x1c\u2028z'
    '\x1c\u2028z'.isdigit()
    = False
    '\x1c\u2028z'.isalpha()
    = False
    '\x1c\u2028z'.isalnum()
    = False
    '\x1c\u2028z'.isspace()
    = False
    '\x1c\u2028z'.isupper()
    = False
    '\x1c\u2028z'.islower()
    = True
    '\x1c\u2028z'.isnumeric()
    = False
    '\x1c\u2028z'.isdecimal()
    = False
    '\x1c\u2028z'.isidentifier()
    = False
    '\x1c\u2028z'.istitle()
    = False
    '\x1c\u2028z'.isascii()
    = False
    '\x1c\u2028z'.isprintable()
    = False
    '\x1c\u2028z'.encode()
    = b'\x1c\xe2\x80\xa8z'
    '\x1c\u2028z'.expandtabs(4)
    = '\x1c\u2028z'
    '\x1c\u2028z'.zfill(12)
    = '000000000\x1c\u2028z'
    '\x1c\u2028z'.ljust(11, 'é')
    = '\x1c\u2028zéééééééé'
    '\x1c\u2028z'.rjust(11)
    = '        \x1c\u2028z'
    '\x1c\u2028z'.center(12, '*')
    = '****\x1c\u2028z*****'
    '\x1c\u2028z'.center(11)
    = '    \x1c\u2028z    '
    '\x1c\u2028z'.split('a')
    = ['\x1c\u2028z']
    '\x1c\u2028z'.rsplit(' ', 1)
    = ['\x1c\u2028z']
    '\x1c\u2028z'.split(None, 1)
    = ['z']
    '\x1c\u2028z'.rsplit(None, 1)
    = ['z']
    '\x1c\u2028z'.partition(' ')
    = ('\x1c\u2028z', '', '')
    '\x1c\u2028z'.rpartition('a')
    = ('', '', '\x1c\u2028z')
    '\x1c\u2028z'.find('a')
    = -1
    '\x1c\u2028z'.rfind('a', 1)
    = -1
    '\x1c\u2028z'.count('a')
    = 0
    '\x1c\u2028z'.count('')
    = 4
    '\x1c\u2028z'.replace('a', 'ö')
    = '\x1c\u2028z'
    '\x1c\u2028z'.replace('', '-')
    = '-\x1c-\u2028-z-'
    '\x1c\u2028z'.replace('a', '', 1)
    = '\x1c\u2028z'
    '\x1c\u2028z'.strip('aZ😀 ')
    = '\x1c\u2028z'
    '\x1c\u2028z'.startswith(('a', 'S'))
    = False
    '\x1c\u2028z'.endswith('e', 0, -1)
    = False
    """###
