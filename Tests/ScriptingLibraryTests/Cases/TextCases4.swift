// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textCases4 = ###"""
    '\x1c\u2028z'.join(['1', '2'])
    = '1\x1c\u2028z2'
    '\x1c\u2028z'.removeprefix('a')
    = '\x1c\u2028z'
    '\x1c\u2028z'.removesuffix('t')
    = '\x1c\u2028z'
    '\x1c\u2028z'.encode('ascii', 'replace')
    = b'\x1c?z'
    '\x1c\u2028z'.encode('latin-1', 'backslashreplace')
    = b'\x1c\\u2028z'
    '\x1c\u2028z'.find('', 3)
    = 3
    '\x1c\u2028z'.index('b')
    = ValueError: substring not found
    '\x1c\u2028z'.translate({97: 'X', 98: None})
    = '\x1c\u2028z'
    'ǆ Ǆ ŉ ﬁ'.split()
    = ['ǆ', 'Ǆ', 'ŉ', 'ﬁ']
    'ǆ Ǆ ŉ ﬁ'.rsplit()
    = ['ǆ', 'Ǆ', 'ŉ', 'ﬁ']
    'ǆ Ǆ ŉ ﬁ'.splitlines()
    = ['ǆ Ǆ ŉ ﬁ']
    'ǆ Ǆ ŉ ﬁ'.splitlines(True)
    = ['ǆ Ǆ ŉ ﬁ']
    'ǆ Ǆ ŉ ﬁ'.strip()
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.lstrip()
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.rstrip()
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.lower()
    = 'ǆ ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.upper()
    = 'Ǆ Ǆ ʼN FI'
    'ǆ Ǆ ŉ ﬁ'.title()
    = 'ǅ ǅ ʼN Fi'
    'ǆ Ǆ ŉ ﬁ'.capitalize()
    = 'ǅ ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.swapcase()
    = 'Ǆ ǆ ʼN FI'
    'ǆ Ǆ ŉ ﬁ'.casefold()
    = 'ǆ ǆ ʼn fi'
    'ǆ Ǆ ŉ ﬁ'.isdigit()
    = False
    'ǆ Ǆ ŉ ﬁ'.isalpha()
    = False
    'ǆ Ǆ ŉ ﬁ'.isalnum()
    = False
    'ǆ Ǆ ŉ ﬁ'.isspace()
    = False
    'ǆ Ǆ ŉ ﬁ'.isupper()
    = False
    'ǆ Ǆ ŉ ﬁ'.islower()
    = False
    'ǆ Ǆ ŉ ﬁ'.isnumeric()
    = False
    'ǆ Ǆ ŉ ﬁ'.isdecimal()
    = False
    'ǆ Ǆ ŉ ﬁ'.isidentifier()
    = False
    'ǆ Ǆ ŉ ﬁ'.istitle()
    = False
    'ǆ Ǆ ŉ ﬁ'.isascii()
    = False
    'ǆ Ǆ ŉ ﬁ'.isprintable()
    = True
    'ǆ Ǆ ŉ ﬁ'.encode()
    = b'\xc7\x86 \xc7\x84 \xc5\x89 \xef\xac\x81'
    'ǆ Ǆ ŉ ﬁ'.expandtabs(4)
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.zfill(12)
    = '00000ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.ljust(11, 'é')
    = 'ǆ Ǆ ŉ ﬁéééé'
    'ǆ Ǆ ŉ ﬁ'.rjust(11)
    = '    ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.center(12, '*')
    = '**ǆ Ǆ ŉ ﬁ***'
    'ǆ Ǆ ŉ ﬁ'.center(11)
    = '  ǆ Ǆ ŉ ﬁ  '
    'ǆ Ǆ ŉ ﬁ'.split('a')
    = ['ǆ Ǆ ŉ ﬁ']
    'ǆ Ǆ ŉ ﬁ'.rsplit(' ', 1)
    = ['ǆ Ǆ ŉ', 'ﬁ']
    'ǆ Ǆ ŉ ﬁ'.split(None, 1)
    = ['ǆ', 'Ǆ ŉ ﬁ']
    'ǆ Ǆ ŉ ﬁ'.rsplit(None, 1)
    = ['ǆ Ǆ ŉ', 'ﬁ']
    'ǆ Ǆ ŉ ﬁ'.partition(' ')
    = ('ǆ', ' ', 'Ǆ ŉ ﬁ')
    'ǆ Ǆ ŉ ﬁ'.rpartition('a')
    = ('', '', 'ǆ Ǆ ŉ ﬁ')
    'ǆ Ǆ ŉ ﬁ'.find('a')
    = -1
    'ǆ Ǆ ŉ ﬁ'.rfind('a', 1)
    = -1
    'ǆ Ǆ ŉ ﬁ'.count('a')
    = 0
    'ǆ Ǆ ŉ ﬁ'.count('')
    = 8
    'ǆ Ǆ ŉ ﬁ'.replace('a', 'ö')
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.replace('', '-')
    = '-ǆ- -Ǆ- -ŉ- -ﬁ-'
    'ǆ Ǆ ŉ ﬁ'.replace('a', '', 1)
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.strip('aZ😀 ')
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.startswith(('a', 'S'))
    = False
    'ǆ Ǆ ŉ ﬁ'.endswith('e', 0, -1)
    = False
    'ǆ Ǆ ŉ ﬁ'.join(['1', '2'])
    = '1ǆ Ǆ ŉ ﬁ2'
    'ǆ Ǆ ŉ ﬁ'.removeprefix('a')
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.removesuffix('t')
    = 'ǆ Ǆ ŉ ﬁ'
    'ǆ Ǆ ŉ ﬁ'.encode('ascii', 'replace')
    = b'? ? ? ?'
    'ǆ Ǆ ŉ ﬁ'.encode('latin-1', 'backslashreplace')
    = b'\\u01c6 \\u01c4 \\u0149 \\ufb01'
    'ǆ Ǆ ŉ ﬁ'.find('', 3)
    = 3
    'ǆ Ǆ ŉ ﬁ'.index('b')
    = ValueError: substring not found
    'ǆ Ǆ ŉ ﬁ'.translate({97: 'X', 98: None})
    = 'ǆ Ǆ ŉ ﬁ'
    'aaaa'.split()
    = ['aaaa']
    'aaaa'.rsplit()
    = ['aaaa']
    'aaaa'.splitlines()
    = ['aaaa']
    'aaaa'.splitlines(True)
    = ['aaaa']
    'aaaa'.strip()
    = 'aaaa'
    'aaaa'.lstrip()
    = 'aaaa'
    'aaaa'.rstrip()
    = 'aaaa'
    'aaaa'.lower()
    = 'aaaa'
    'aaaa'.upper()
    = 'AAAA'
    'aaaa'.title()
    = 'Aaaa'
    'aaaa'.capitalize()
    = 'Aaaa'
    'aaaa'.swapcase()
    = 'AAAA'
    'aaaa'.casefold()
    = 'aaaa'
    'aaaa'.isdigit()
    = False
    'aaaa'.isalpha()
    = True
    'aaaa'.isalnum()
    = True
    'aaaa'.isspace()
    = False
    'aaaa'.isupper()
    = False
    'aaaa'.islower()
    = True
    'aaaa'.isnumeric()
    = False
    'aaaa'.isdecimal()
    = False
    'aaaa'.isidentifier()
    = True
    'aaaa'.istitle()
    = False
    'aaaa'.isascii()
    = True
    'aaaa'.isprintable()
    = True
    'aaaa'.encode()
    = b'aaaa'
    'aaaa'.expandtabs(4)
    = 'aaaa'
    'aaaa'.zfill(12)
    = '00000000aaaa'
    'aaaa'.ljust(11, 'é')
    = 'aaaaééééééé'
    'aaaa'.rjust(11)
    = '       aaaa'
    'aaaa'.center(12, '*')
    = '****aaaa****'
    'aaaa'.center(11)
    = '    aaaa   '
    'aaaa'.split('a')
    = ['', '', '', '', '']
    'aaaa'.rsplit(' ', 1)
    = ['aaaa']
    'aaaa'.split(None, 1)
    = ['aaaa']
    'aaaa'.rsplit(None, 1)
    = ['aaaa']
    'aaaa'.partition(' ')
    = ('aaaa', '', '')
    'aaaa'.rpartition('a')
    = ('aaa', 'a', '')
    'aaaa'.find('a')
    = 0
    'aaaa'.rfind('a', 1)
    = 3
    'aaaa'.count('a')
    = 4
    'aaaa'.count('')
    = 5
    'aaaa'.replace('a', 'ö')
    = 'öööö'
    'aaaa'.replace('', '-')
    = '-a-a-a-a-'
    'aaaa'.replace('a', '', 1)
    = 'aaa'
    'aaaa'.strip('aZ😀 ')
    = ''
    'aaaa'.startswith(('a', 'S'))
    = True
    'aaaa'.endswith('e', 0, -1)
    = False
    'aaaa'.join(['1', '2'])
    = '1aaaa2'
    'aaaa'.removeprefix('a')
    = 'aaa'
    'aaaa'.removesuffix('t')
    = 'aaaa'
    'aaaa'.encode('ascii', 'replace')
    = b'aaaa'
    'aaaa'.encode('latin-1', 'backslashreplace')
    = b'aaaa'
    'aaaa'.find('', 3)
    = 3
    'aaaa'.index('b')
    = ValueError: substring not found
    'aaaa'.translate({97: 'X', 98: None})
    = 'XXXX'
    'a'.split('')
    = ValueError: empty separator
    'a'.split(1)
    = TypeError: must be str or None, not int
    'abc'.index('z')
    = ValueError: substring not found
    'abc'.rindex('b')
    = 1
    '-42'.zfill(6)
    = '-00042'
    '+1'.zfill(1)
    = '+1'
    'a b'.join('xyz')
    = 'xa bya bz'
    ','.join([1])
    = TypeError: sequence item 0: expected str instance, int found
    ','.join(3)
    = TypeError: can only join an iterable
    'abc'.startswith(1)
    = TypeError: startswith first arg must be str or a tuple of str, not int
    'abc'.startswith(('x', 2))
    = TypeError: tuple for startswith must only contain str, not int
    'é'.encode('ascii')
    = UnicodeEncodeError: 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)
    'éé'.encode('ascii')
    = UnicodeEncodeError: 'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)
    'x'.encode('nope')
    = LookupError: unknown encoding: nope
    '€'.encode('latin-1')
    = UnicodeEncodeError: 'latin-1' codec can't encode character '\u20ac' in position 0: ordinal not in range(256)
    'abc'.maketrans('ab', 'xy', 'c')
    = {97: 120, 98: 121, 99: None}
    'abc'.translate('abc'.maketrans('ab', 'xy', 'c'))
    = 'xy'
    'a'.center(5, 'xx')
    = TypeError: The fill character must be exactly one character long
    'abc'.find('c', -1)
    = 2
    'abc'.find('', 4)
    = -1
    'abc'.count('', 1)
    = 3
    'abc'.startswith('', 4)
    = False
    'abc'.rfind('')
    = 3
    'a-b-c'.rsplit('-', 1)
    = ['a-b', 'c']
    'a-b-c'.split('-', 1)
    = ['a', 'b-c']
    '  x  y '.split(' ')
    = ['', '', 'x', '', 'y', '']
    'x'.split(maxsplit=1)
    = ['x']
    'a b c'.split(sep=' ', maxsplit=1)
    = ['a', 'b c']
    'abc'.replace('b', 'xx', -1)
    = 'axxc'
    'abc'.replace('x', 'y')
    = 'abc'
    'ß'.upper()
    = 'SS'
    b'a b'.split()
    = [b'a', b'b']
    b'a,b'.split(b',')
    = [b'a', b'b']
    b' x '.strip()
    = b'x'
    b'abc'.startswith(b'ab')
    = True
    b'\xff'.hex()
    = 'ff'
    b'abc'.find(b'c')
    = 2
    b'abc'.replace(b'b', b'')
    = b'ac'
    b','.join([b'a', b'b'])
    = b'a,b'
    b'aB'.upper()
    = b'AB'
    b'aB'.lower()
    = b'ab'
    b'\xc3\xa9'.decode()
    = 'é'
    b'\xff'.decode()
    = UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
    b'a\xc3'.decode()
    = UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 1: unexpected end of data
    b'\xe2\x28'.decode()
    = UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte
    b'\xff'.decode('latin-1')
    = 'ÿ'
    b'\xffa'.decode('utf-8', 'ignore')
    = 'a'
    b'\xffa'.decode(errors='replace')
    = '�a'
    b'\xff'.decode('ascii')
    = UnicodeDecodeError: 'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)
    'aé\U0001f600€'.encode('utf-16', 'strict')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'ignore')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'replace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'backslashreplace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'xmlcharrefreplace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'namereplace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'surrogateescape')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16', 'nope')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'strict')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'ignore')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'replace')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'backslashreplace')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'xmlcharrefreplace')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'namereplace')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'surrogateescape')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('utf-16-le', 'nope')
    = b'a\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('UTF-16BE', 'strict')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'ignore')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'replace')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'backslashreplace')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'xmlcharrefreplace')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'namereplace')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'surrogateescape')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('UTF-16BE', 'nope')
    = b'\x00a\x00\xe9\xd8=\xde\x00 \xac'
    'aé\U0001f600€'.encode('utf_32', 'strict')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'ignore')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'replace')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'backslashreplace')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'xmlcharrefreplace')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'namereplace')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'surrogateescape')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf_32', 'nope')
    = b'\xff\xfe\x00\x00a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'strict')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'ignore')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'replace')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'backslashreplace')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'xmlcharrefreplace')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'namereplace')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'surrogateescape')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-le', 'nope')
    = b'a\x00\x00\x00\xe9\x00\x00\x00\x00\xf6\x01\x00\xac \x00\x00'
    'aé\U0001f600€'.encode('utf-32-be', 'strict')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'ignore')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'replace')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'backslashreplace')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'xmlcharrefreplace')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'namereplace')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'surrogateescape')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-32-be', 'nope')
    = b'\x00\x00\x00a\x00\x00\x00\xe9\x00\x01\xf6\x00\x00\x00 \xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'strict')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'ignore')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'replace')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'backslashreplace')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'xmlcharrefreplace')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'namereplace')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'surrogateescape')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('utf-8-sig', 'nope')
    = b'\xef\xbb\xbfa\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac'
    'aé\U0001f600€'.encode('latin-1', 'strict')
    = UnicodeEncodeError: 'latin-1' codec can't encode characters in position 2-3: ordinal not in range(256)
    'aé\U0001f600€'.encode('latin-1', 'ignore')
    = b'a\xe9'
    'aé\U0001f600€'.encode('latin-1', 'replace')
    = b'a\xe9??'
    'aé\U0001f600€'.encode('latin-1', 'backslashreplace')
    = b'a\xe9\\U0001f600\\u20ac'
    'aé\U0001f600€'.encode('latin-1', 'xmlcharrefreplace')
    = b'a\xe9&#128512;&#8364;'
    'aé\U0001f600€'.encode('latin-1', 'namereplace')
    = b'a\xe9\\N{GRINNING FACE}\\N{EURO SIGN}'
    'aé\U0001f600€'.encode('latin-1', 'surrogateescape')
    = UnicodeEncodeError: 'latin-1' codec can't encode characters in position 2-3: ordinal not in range(256)
    'aé\U0001f600€'.encode('latin-1', 'nope')
    = LookupError: unknown error handler name 'nope'
    'aé\U0001f600€'.encode('ascii', 'strict')
    = UnicodeEncodeError: 'ascii' codec can't encode characters in position 1-3: ordinal not in range(128)
    'aé\U0001f600€'.encode('ascii', 'ignore')
    = b'a'
    'aé\U0001f600€'.encode('ascii', 'replace')
    = b'a???'
    'aé\U0001f600€'.encode('ascii', 'backslashreplace')
    = b'a\\xe9\\U0001f600\\u20ac'
    'aé\U0001f600€'.encode('ascii', 'xmlcharrefreplace')
    = b'a&#233;&#128512;&#8364;'
    'aé\U0001f600€'.encode('ascii', 'namereplace')
    = b'a\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{GRINNING FACE}\\N{EURO SIGN}'
    'aé\U0001f600€'.encode('ascii', 'surrogateescape')
    = UnicodeEncodeError: 'ascii' codec can't encode characters in position 1-3: ordinal not in range(128)
    """###
