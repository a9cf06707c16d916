// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textCases1 = ###"""
    ''.split()
    = []
    ''.rsplit()
    = []
    ''.splitlines()
    = []
    ''.splitlines(True)
    = []
    ''.strip()
    = ''
    ''.lstrip()
    = ''
    ''.rstrip()
    = ''
    ''.lower()
    = ''
    ''.upper()
    = ''
    ''.title()
    = ''
    ''.capitalize()
    = ''
    ''.swapcase()
    = ''
    ''.casefold()
    = ''
    ''.isdigit()
    = False
    ''.isalpha()
    = False
    ''.isalnum()
    = False
    ''.isspace()
    = False
    ''.isupper()
    = False
    ''.islower()
    = False
    ''.isnumeric()
    = False
    ''.isdecimal()
    = False
    ''.isidentifier()
    = False
    ''.istitle()
    = False
    ''.isascii()
    = True
    ''.isprintable()
    = True
    ''.encode()
    = b''
    ''.expandtabs(4)
    = ''
    ''.zfill(12)
    = '000000000000'
    ''.ljust(11, 'é')
    = 'ééééééééééé'
    ''.rjust(11)
    = '           '
    ''.center(12, '*')
    = '************'
    ''.center(11)
    = '           '
    ''.split('a')
    = ['']
    ''.rsplit(' ', 1)
    = ['']
    ''.split(None, 1)
    = []
    ''.rsplit(None, 1)
    = []
    ''.partition(' ')
    = ('', '', '')
    ''.rpartition('a')
    = ('', '', '')
    ''.find('a')
    = -1
    ''.rfind('a', 1)
    = -1
    ''.count('a')
    = 0
    ''.count('')
    = 1
    ''.replace('a', 'ö')
    = ''
    ''.replace('', '-')
    = '-'
    ''.replace('a', '', 1)
    = ''
    ''.strip('aZ😀 ')
    = ''
    ''.startswith(('a', 'S'))
    = False
    ''.endswith('e', 0, -1)
    = False
    ''.join(['1', '2'])
    = '12'
    ''.removeprefix('a')
    = ''
    ''.removesuffix('t')
    = ''
    ''.encode('ascii', 'replace')
    = b''
    ''.encode('latin-1', 'backslashreplace')
    = b''
    ''.find('', 3)
    = -1
    ''.index('b')
    = ValueError: substring not found
    ''.translate({97: 'X', 98: None})
    = ''
    'abc'.split()
    = ['abc']
    'abc'.rsplit()
    = ['abc']
    'abc'.splitlines()
    = ['abc']
    'abc'.splitlines(True)
    = ['abc']
    'abc'.strip()
    = 'abc'
    'abc'.lstrip()
    = 'abc'
    'abc'.rstrip()
    = 'abc'
    'abc'.lower()
    = 'abc'
    'abc'.upper()
    = 'ABC'
    'abc'.title()
    = 'Abc'
    'abc'.capitalize()
    = 'Abc'
    'abc'.swapcase()
    = 'ABC'
    'abc'.casefold()
    = 'abc'
    'abc'.isdigit()
    = False
    'abc'.isalpha()
    = True
    'abc'.isalnum()
    = True
    'abc'.isspace()
    = False
    'abc'.isupper()
    = False
    'abc'.islower()
    = True
    'abc'.isnumeric()
    = False
    'abc'.isdecimal()
    = False
    'abc'.isidentifier()
    = True
    'abc'.istitle()
    = False
    'abc'.isascii()
    = True
    'abc'.isprintable()
    = True
    'abc'.encode()
    = b'abc'
    'abc'.expandtabs(4)
    = 'abc'
    'abc'.zfill(12)
    = '000000000abc'
    'abc'.ljust(11, 'é')
    = 'abcéééééééé'
    'abc'.rjust(11)
    = '        abc'
    'abc'.center(12, '*')
    = '****abc*****'
    'abc'.center(11)
    = '    abc    '
    'abc'.split('a')
    = ['', 'bc']
    'abc'.rsplit(' ', 1)
    = ['abc']
    'abc'.split(None, 1)
    = ['abc']
    'abc'.rsplit(None, 1)
    = ['abc']
    'abc'.partition(' ')
    = ('abc', '', '')
    'abc'.rpartition('a')
    = ('', 'a', 'bc')
    'abc'.find('a')
    = 0
    'abc'.rfind('a', 1)
    = -1
    'abc'.count('a')
    = 1
    'abc'.count('')
    = 4
    'abc'.replace('a', 'ö')
    = 'öbc'
    'abc'.replace('', '-')
    = '-a-b-c-'
    'abc'.replace('a', '', 1)
    = 'bc'
    'abc'.strip('aZ😀 ')
    = 'bc'
    'abc'.startswith(('a', 'S'))
    = True
    'abc'.endswith('e', 0, -1)
    = False
    'abc'.join(['1', '2'])
    = '1abc2'
    'abc'.removeprefix('a')
    = 'bc'
    'abc'.removesuffix('t')
    = 'abc'
    'abc'.encode('ascii', 'replace')
    = b'abc'
    'abc'.encode('latin-1', 'backslashreplace')
    = b'abc'
    'abc'.find('', 3)
    = 3
    'abc'.index('b')
    = 1
    'abc'.translate({97: 'X', 98: None})
    = 'Xc'
    ' a b  c '.split()
    = ['a', 'b', 'c']
    ' a b  c '.rsplit()
    = ['a', 'b', 'c']
    ' a b  c '.splitlines()
    = [' a b  c ']
    ' a b  c '.splitlines(True)
    = [' a b  c ']
    ' a b  c '.strip()
    = 'a b  c'
    ' a b  c '.lstrip()
    = 'a b  c '
    ' a b  c '.rstrip()
    = ' a b  c'
    ' a b  c '.lower()
    = ' a b  c '
    ' a b  c '.upper()
    = ' A B  C '
    ' a b  c '.title()
    = ' A B  C '
    ' a b  c '.capitalize()
    = ' a b  c '
    ' a b  c '.swapcase()
    = ' A B  C '
    ' a b  c '.casefold()
    = ' a b  c '
    ' a b  c '.isdigit()
    = False
    ' a b  c '.isalpha()
    = False
    ' a b  c '.isalnum()
    = False
    ' a b  c '.isspace()
    = False
    ' a b  c '.isupper()
    = False
    ' a b  c '.islower()
    = True
    ' a b  c '.isnumeric()
    = False
    ' a b  c '.isdecimal()
    = False
    ' a b  c '.isidentifier()
    = False
    ' a b  c '.istitle()
    = False
    ' a b  c '.isascii()
    = True
    ' a b  c '.isprintable()
    = True
    ' a b  c '.encode()
    = b' a b  c '
    ' a b  c '.expandtabs(4)
    = ' a b  c '
    ' a b  c '.zfill(12)
    = '0000 a b  c '
    ' a b  c '.ljust(11, 'é')
    = ' a b  c ééé'
    ' a b  c '.rjust(11)
    = '    a b  c '
    ' a b  c '.center(12, '*')
    = '** a b  c **'
    ' a b  c '.center(11)
    = '   a b  c  '
    ' a b  c '.split('a')
    = [' ', ' b  c ']
    ' a b  c '.rsplit(' ', 1)
    = [' a b  c', '']
    ' a b  c '.split(None, 1)
    = ['a', 'b  c ']
    ' a b  c '.rsplit(None, 1)
    = [' a b', 'c']
    ' a b  c '.partition(' ')
    = ('', ' ', 'a b  c ')
    ' a b  c '.rpartition('a')
    = (' ', 'a', ' b  c ')
    ' a b  c '.find('a')
    = 1
    ' a b  c '.rfind('a', 1)
    = 1
    ' a b  c '.count('a')
    = 1
    ' a b  c '.count('')
    = 9
    ' a b  c '.replace('a', 'ö')
    = ' ö b  c '
    ' a b  c '.replace('', '-')
    = '- -a- -b- - -c- -'
    ' a b  c '.replace('a', '', 1)
    = '  b  c '
    ' a b  c '.strip('aZ😀 ')
    = 'b  c'
    ' a b  c '.startswith(('a', 'S'))
    = False
    ' a b  c '.endswith('e', 0, -1)
    = False
    ' a b  c '.join(['1', '2'])
    = '1 a b  c 2'
    ' a b  c '.removeprefix('a')
    = ' a b  c '
    ' a b  c '.removesuffix('t')
    = ' a b  c '
    ' a b  c '.encode('ascii', 'replace')
    = b' a b  c '
    ' a b  c '.encode('latin-1', 'backslashreplace')
    = b' a b  c '
    ' a b  c '.find('', 3)
    = 3
    ' a b  c '.index('b')
    = 3
    ' a b  c '.translate({97: 'X', 98: None})
    = ' X   c '
    'a,b,,c'.split()
    = ['a,b,,c']
    'a,b,,c'.rsplit()
    = ['a,b,,c']
    'a,b,,c'.splitlines()
    = ['a,b,,c']
    'a,b,,c'.splitlines(True)
    = ['a,b,,c']
    'a,b,,c'.strip()
    = 'a,b,,c'
    'a,b,,c'.lstrip()
    = 'a,b,,c'
    'a,b,,c'.rstrip()
    = 'a,b,,c'
    'a,b,,c'.lower()
    = 'a,b,,c'
    'a,b,,c'.upper()
    = 'A,B,,C'
    'a,b,,c'.title()
    = 'A,B,,C'
    'a,b,,c'.capitalize()
    = 'A,b,,c'
    'a,b,,c'.swapcase()
    = 'A,B,,C'
    'a,b,,c'.casefold()
    = 'a,b,,c'
    'a,b,,c'.isdigit()
    = False
    'a,b,,c'.isalpha()
    = False
    'a,b,,c'.isalnum()
    = False
    'a,b,,c'.isspace()
    = False
    'a,b,,c'.isupper()
    = False
    'a,b,,c'.islower()
    = True
    'a,b,,c'.isnumeric()
    = False
    'a,b,,c'.isdecimal()
    = False
    'a,b,,c'.isidentifier()
    = False
    'a,b,,c'.istitle()
    = False
    'a,b,,c'.isascii()
    = True
    'a,b,,c'.isprintable()
    = True
    'a,b,,c'.encode()
    = b'a,b,,c'
    'a,b,,c'.expandtabs(4)
    = 'a,b,,c'
    'a,b,,c'.zfill(12)
    = '000000a,b,,c'
    'a,b,,c'.ljust(11, 'é')
    = 'a,b,,cééééé'
    'a,b,,c'.rjust(11)
    = '     a,b,,c'
    'a,b,,c'.center(12, '*')
    = '***a,b,,c***'
    'a,b,,c'.center(11)
    = '   a,b,,c  '
    'a,b,,c'.split('a')
    = ['', ',b,,c']
    'a,b,,c'.rsplit(' ', 1)
    = ['a,b,,c']
    'a,b,,c'.split(None, 1)
    = ['a,b,,c']
    'a,b,,c'.rsplit(None, 1)
    = ['a,b,,c']
    'a,b,,c'.partition(' ')
    = ('a,b,,c', '', '')
    'a,b,,c'.rpartition('a')
    = ('', 'a', ',b,,c')
    'a,b,,c'.find('a')
    = 0
    'a,b,,c'.rfind('a', 1)
    = -1
    'a,b,,c'.count('a')
    = 1
    'a,b,,c'.count('')
    = 7
    'a,b,,c'.replace('a', 'ö')
    = 'ö,b,,c'
    'a,b,,c'.replace('', '-')
    = '-a-,-b-,-,-c-'
    'a,b,,c'.replace('a', '', 1)
    = ',b,,c'
    'a,b,,c'.strip('aZ😀 ')
    = ',b,,c'
    'a,b,,c'.startswith(('a', 'S'))
    = True
    'a,b,,c'.endswith('e', 0, -1)
    = False
    'a,b,,c'.join(['1', '2'])
    = '1a,b,,c2'
    'a,b,,c'.removeprefix('a')
    = ',b,,c'
    'a,b,,c'.removesuffix('t')
    = 'a,b,,c'
    'a,b,,c'.encode('ascii', 'replace')
    = b'a,b,,c'
    'a,b,,c'.encode('latin-1', 'backslashreplace')
    = b'a,b,,c'
    'a,b,,c'.find('', 3)
    = 3
    'a,b,,c'.index('b')
    = 2
    'a,b,,c'.translate({97: 'X', 98: None})
    = 'X,,,c'
    'Straße İstanbul'.split()
    = ['Straße', 'İstanbul']
    'Straße İstanbul'.rsplit()
    = ['Straße', 'İstanbul']
    'Straße İstanbul'.splitlines()
    = ['Straße İstanbul']
    'Straße İstanbul'.splitlines(True)
    = ['Straße İstanbul']
    'Straße İstanbul'.strip()
    = 'Straße İstanbul'
    'Straße İstanbul'.lstrip()
    = 'Straße İstanbul'
    'Straße İstanbul'.rstrip()
    = 'Straße İstanbul'
    'Straße İstanbul'.lower()
    = 'straße i̇stanbul'
    'Straße İstanbul'.upper()
    = 'STRASSE İSTANBUL'
    'Straße İstanbul'.title()
    = 'Straße İstanbul'
    'Straße İstanbul'.capitalize()
    = 'Straße i̇stanbul'
    'Straße İstanbul'.swapcase()
    = 'sTRASSE i̇STANBUL'
    'Straße İstanbul'.casefold()
    = 'strasse i̇stanbul'
    'Straße İstanbul'.isdigit()
    = False
    'Straße İstanbul'.isalpha()
    = False
    'Straße İstanbul'.isalnum()
    = False
    """###
