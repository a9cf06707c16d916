// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textCases2 = ###"""
    'Straße İstanbul'.isspace()
    = False
    'Straße İstanbul'.isupper()
    = False
    'Straße İstanbul'.islower()
    = False
    'Straße İstanbul'.isnumeric()
    = False
    'Straße İstanbul'.isdecimal()
    = False
    'Straße İstanbul'.isidentifier()
    = False
    'Straße İstanbul'.istitle()
    = True
    'Straße İstanbul'.isascii()
    = False
    'Straße İstanbul'.isprintable()
    = True
    'Straße İstanbul'.encode()
    = b'Stra\xc3\x9fe \xc4\xb0stanbul'
    'Straße İstanbul'.expandtabs(4)
    = 'Straße İstanbul'
    'Straße İstanbul'.zfill(12)
    = 'Straße İstanbul'
    'Straße İstanbul'.ljust(11, 'é')
    = 'Straße İstanbul'
    'Straße İstanbul'.rjust(11)
    = 'Straße İstanbul'
    'Straße İstanbul'.center(12, '*')
    = 'Straße İstanbul'
    'Straße İstanbul'.center(11)
    = 'Straße İstanbul'
    'Straße İstanbul'.split('a')
    = ['Str', 'ße İst', 'nbul']
    'Straße İstanbul'.rsplit(' ', 1)
    = ['Straße', 'İstanbul']
    'Straße İstanbul'.split(None, 1)
    = ['Straße', 'İstanbul']
    'Straße İstanbul'.rsplit(None, 1)
    = ['Straße', 'İstanbul']
    'Straße İstanbul'.partition(' ')
    = ('Straße', ' ', 'İstanbul')
    'Straße İstanbul'.rpartition('a')
    = ('Straße İst', 'a', 'nbul')
    'Straße İstanbul'.find('a')
    = 3
    'Straße İstanbul'.rfind('a', 1)
    = 10
    'Straße İstanbul'.count('a')
    = 2
    'Straße İstanbul'.count('')
    = 16
    'Straße İstanbul'.replace('a', 'ö')
    = 'Ströße İstönbul'
    'Straße İstanbul'.replace('', '-')
    = '-S-t-r-a-ß-e- -İ-s-t-a-n-b-u-l-'
    'Straße İstanbul'.replace('a', '', 1)
    = 'Strße İstanbul'
    'Straße İstanbul'.strip('aZ😀 ')
    = 'Straße İstanbul'
    'Straße İstanbul'.startswith(('a', 'S'))
    = True
    'Straße İstanbul'.endswith('e', 0, -1)
    = False
    'Straße İstanbul'.join(['1', '2'])
    = '1Straße İstanbul2'
    'Straße İstanbul'.removeprefix('a')
    = 'Straße İstanbul'
    'Straße İstanbul'.removesuffix('t')
    = 'Straße İstanbul'
    'Straße İstanbul'.encode('ascii', 'replace')
    = b'Stra?e ?stanbul'
    'Straße İstanbul'.encode('latin-1', 'backslashreplace')
    = b'Stra\xdfe \\u0130stanbul'
    'Straße İstanbul'.find('', 3)
    = 3
    'Straße İstanbul'.index('b')
    = 12
    'Straße İstanbul'.translate({97: 'X', 98: None})
    = 'StrXße İstXnul'
    'ΑΣ ΣΑΣ'.split()
    = ['ΑΣ', 'ΣΑΣ']
    'ΑΣ ΣΑΣ'.rsplit()
    = ['ΑΣ', 'ΣΑΣ']
    'ΑΣ ΣΑΣ'.splitlines()
    = ['ΑΣ ΣΑΣ']
    'ΑΣ ΣΑΣ'.splitlines(True)
    = ['ΑΣ ΣΑΣ']
    'ΑΣ ΣΑΣ'.strip()
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.lstrip()
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.rstrip()
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.lower()
    = 'ας σας'
    'ΑΣ ΣΑΣ'.upper()
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.title()
    = 'Ας Σας'
    'ΑΣ ΣΑΣ'.capitalize()
    = 'Ας σας'
    'ΑΣ ΣΑΣ'.swapcase()
    = 'ας σας'
    'ΑΣ ΣΑΣ'.casefold()
    = 'ασ σασ'
    'ΑΣ ΣΑΣ'.isdigit()
    = False
    'ΑΣ ΣΑΣ'.isalpha()
    = False
    'ΑΣ ΣΑΣ'.isalnum()
    = False
    'ΑΣ ΣΑΣ'.isspace()
    = False
    'ΑΣ ΣΑΣ'.isupper()
    = True
    'ΑΣ ΣΑΣ'.islower()
    = False
    'ΑΣ ΣΑΣ'.isnumeric()
    = False
    'ΑΣ ΣΑΣ'.isdecimal()
    = False
    'ΑΣ ΣΑΣ'.isidentifier()
    = False
    'ΑΣ ΣΑΣ'.istitle()
    = False
    'ΑΣ ΣΑΣ'.isascii()
    = False
    'ΑΣ ΣΑΣ'.isprintable()
    = True
    'ΑΣ ΣΑΣ'.encode()
    = b'\xce\x91\xce\xa3 \xce\xa3\xce\x91\xce\xa3'
    'ΑΣ ΣΑΣ'.expandtabs(4)
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.zfill(12)
    = '000000ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.ljust(11, 'é')
    = 'ΑΣ ΣΑΣééééé'
    'ΑΣ ΣΑΣ'.rjust(11)
    = '     ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.center(12, '*')
    = '***ΑΣ ΣΑΣ***'
    'ΑΣ ΣΑΣ'.center(11)
    = '   ΑΣ ΣΑΣ  '
    'ΑΣ ΣΑΣ'.split('a')
    = ['ΑΣ ΣΑΣ']
    'ΑΣ ΣΑΣ'.rsplit(' ', 1)
    = ['ΑΣ', 'ΣΑΣ']
    'ΑΣ ΣΑΣ'.split(None, 1)
    = ['ΑΣ', 'ΣΑΣ']
    'ΑΣ ΣΑΣ'.rsplit(None, 1)
    = ['ΑΣ', 'ΣΑΣ']
    'ΑΣ ΣΑΣ'.partition(' ')
    = ('ΑΣ', ' ', 'ΣΑΣ')
    'ΑΣ ΣΑΣ'.rpartition('a')
    = ('', '', 'ΑΣ ΣΑΣ')
    'ΑΣ ΣΑΣ'.find('a')
    = -1
    'ΑΣ ΣΑΣ'.rfind('a', 1)
    = -1
    'ΑΣ ΣΑΣ'.count('a')
    = 0
    'ΑΣ ΣΑΣ'.count('')
    = 7
    'ΑΣ ΣΑΣ'.replace('a', 'ö')
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.replace('', '-')
    = '-Α-Σ- -Σ-Α-Σ-'
    'ΑΣ ΣΑΣ'.replace('a', '', 1)
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.strip('aZ😀 ')
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.startswith(('a', 'S'))
    = False
    'ΑΣ ΣΑΣ'.endswith('e', 0, -1)
    = False
    'ΑΣ ΣΑΣ'.join(['1', '2'])
    = '1ΑΣ ΣΑΣ2'
    'ΑΣ ΣΑΣ'.removeprefix('a')
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.removesuffix('t')
    = 'ΑΣ ΣΑΣ'
    'ΑΣ ΣΑΣ'.encode('ascii', 'replace')
    = b'?? ???'
    'ΑΣ ΣΑΣ'.encode('latin-1', 'backslashreplace')
    = b'\\u0391\\u03a3 \\u03a3\\u0391\\u03a3'
    'ΑΣ ΣΑΣ'.find('', 3)
    = 3
    'ΑΣ ΣΑΣ'.index('b')
    = ValueError: substring not found
    'ΑΣ ΣΑΣ'.translate({97: 'X', 98: None})
    = 'ΑΣ ΣΑΣ'
    'naïve\u00a0x\u2003y'.split()
    = ['naïve', 'x', 'y']
    'naïve\u00a0x\u2003y'.rsplit()
    = ['naïve', 'x', 'y']
    'naïve\u00a0x\u2003y'.splitlines()
    = ['naïve\xa0x\u2003y']
    'naïve\u00a0x\u2003y'.splitlines(True)
    = ['naïve\xa0x\u2003y']
    'naïve\u00a0x\u2003y'.strip()
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.lstrip()
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.rstrip()
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.lower()
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.upper()
    = 'NAÏVE\xa0X\u2003Y'
    'naïve\u00a0x\u2003y'.title()
    = 'Naïve\xa0X\u2003Y'
    'naïve\u00a0x\u2003y'.capitalize()
    = 'Naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.swapcase()
    = 'NAÏVE\xa0X\u2003Y'
    'naïve\u00a0x\u2003y'.casefold()
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.isdigit()
    = False
    'naïve\u00a0x\u2003y'.isalpha()
    = False
    'naïve\u00a0x\u2003y'.isalnum()
    = False
    'naïve\u00a0x\u2003y'.isspace()
    = False
    'naïve\u00a0x\u2003y'.isupper()
    = False
    'naïve\u00a0x\u2003y'.islower()
    = True
    'naïve\u00a0x\u2003y'.isnumeric()
    = False
    'naïve\u00a0x\u2003y'.isdecimal()
    = False
    'naïve\u00a0x\u2003y'.isidentifier()
    = False
    'naïve\u00a0x\u2003y'.istitle()
    = False
    'naïve\u00a0x\u2003y'.isascii()
    = False
    'naïve\u00a0x\u2003y'.isprintable()
    = False
    'naïve\u00a0x\u2003y'.encode()
    = b'na\xc3\xafve\xc2\xa0x\xe2\x80\x83y'
    'naïve\u00a0x\u2003y'.expandtabs(4)
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.zfill(12)
    = '000naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.ljust(11, 'é')
    = 'naïve\xa0x\u2003yéé'
    'naïve\u00a0x\u2003y'.rjust(11)
    = '  naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.center(12, '*')
    = '*naïve\xa0x\u2003y**'
    'naïve\u00a0x\u2003y'.center(11)
    = ' naïve\xa0x\u2003y '
    'naïve\u00a0x\u2003y'.split('a')
    = ['n', 'ïve\xa0x\u2003y']
    'naïve\u00a0x\u2003y'.rsplit(' ', 1)
    = ['naïve\xa0x\u2003y']
    'naïve\u00a0x\u2003y'.split(None, 1)
    = ['naïve', 'x\u2003y']
    'naïve\u00a0x\u2003y'.rsplit(None, 1)
    = ['naïve\xa0x', 'y']
    'naïve\u00a0x\u2003y'.partition(' ')
    = ('naïve\xa0x\u2003y', '', '')
    'naïve\u00a0x\u2003y'.rpartition('a')
    = ('n', 'a', 'ïve\xa0x\u2003y')
    'naïve\u00a0x\u2003y'.find('a')
    = 1
    'naïve\u00a0x\u2003y'.rfind('a', 1)
    = 1
    'naïve\u00a0x\u2003y'.count('a')
    = 1
    'naïve\u00a0x\u2003y'.count('')
    = 10
    'naïve\u00a0x\u2003y'.replace('a', 'ö')
    = 'nöïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.replace('', '-')
    = '-n-a-ï-v-e-\xa0-x-\u2003-y-'
    'naïve\u00a0x\u2003y'.replace('a', '', 1)
    = 'nïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.strip('aZ😀 ')
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.startswith(('a', 'S'))
    = False
    'naïve\u00a0x\u2003y'.endswith('e', 0, -1)
    = False
    'naïve\u00a0x\u2003y'.join(['1', '2'])
    = '1naïve\xa0x\u2003y2'
    'naïve\u00a0x\u2003y'.removeprefix('a')
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.removesuffix('t')
    = 'naïve\xa0x\u2003y'
    'naïve\u00a0x\u2003y'.encode('ascii', 'replace')
    = b'na?ve?x?y'
    'naïve\u00a0x\u2003y'.encode('latin-1', 'backslashreplace')
    = b'na\xefve\xa0x\\u2003y'
    'naïve\u00a0x\u2003y'.find('', 3)
    = 3
    'naïve\u00a0x\u2003y'.index('b')
    = ValueError: substring not found
    'naïve\u00a0x\u2003y'.translate({97: 'X', 98: None})
    = 'nXïve\xa0x\u2003y'
    '日本語 テキスト'.split()
    = ['日本語', 'テキスト']
    '日本語 テキスト'.rsplit()
    = ['日本語', 'テキスト']
    '日本語 テキスト'.splitlines()
    = ['日本語 テキスト']
    '日本語 テキスト'.splitlines(True)
    = ['日本語 テキスト']
    '日本語 テキスト'.strip()
    = '日本語 テキスト'
    '日本語 テキスト'.lstrip()
    = '日本語 テキスト'
    '日本語 テキスト'.rstrip()
    = '日本語 テキスト'
    '日本語 テキスト'.lower()
    = '日本語 テキスト'
    '日本語 テキスト'.upper()
    = '日本語 テキスト'
    '日本語 テキスト'.title()
    = '日本語 テキスト'
    '日本語 テキスト'.capitalize()
    = '日本語 テキスト'
    '日本語 テキスト'.swapcase()
    = '日本語 テキスト'
    '日本語 テキスト'.casefold()
    = '日本語 テキスト'
    '日本語 テキスト'.isdigit()
    = False
    '日本語 テキスト'.isalpha()
    = False
    '日本語 テキスト'.isalnum()
    = False
    '日本語 テキスト'.isspace()
    = False
    '日本語 テキスト'.isupper()
    = False
    '日本語 テキスト'.islower()
    = False
    '日本語 テキスト'.isnumeric()
    = False
    '日本語 テキスト'.isdecimal()
    = False
    '日本語 テキスト'.isidentifier()
    = False
    '日本語 テキスト'.istitle()
    = False
    '日本語 テキスト'.isascii()
    = False
    '日本語 テキスト'.isprintable()
    = True
    '日本語 テキスト'.encode()
    = b'\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x83\x86\xe3\x82\xad\xe3\x82\xb9\xe3\x83\x88'
    '日本語 テキスト'.expandtabs(4)
    = '日本語 テキスト'
    '日本語 テキスト'.zfill(12)
    = '0000日本語 テキスト'
    '日本語 テキスト'.ljust(11, 'é')
    = '日本語 テキストééé'
    '日本語 テキスト'.rjust(11)
    = '   日本語 テキスト'
    '日本語 テキスト'.center(12, '*')
    = '**日本語 テキスト**'
    '日本語 テキスト'.center(11)
    = '  日本語 テキスト '
    '日本語 テキスト'.split('a')
    = ['日本語 テキスト']
    '日本語 テキスト'.rsplit(' ', 1)
    = ['日本語', 'テキスト']
    '日本語 テキスト'.split(None, 1)
    = ['日本語', 'テキスト']
    '日本語 テキスト'.rsplit(None, 1)
    = ['日本語', 'テキスト']
    '日本語 テキスト'.partition(' ')
    = ('日本語', ' ', 'テキスト')
    '日本語 テキスト'.rpartition('a')
    = ('', '', '日本語 テキスト')
    '日本語 テキスト'.find('a')
    = -1
    '日本語 テキスト'.rfind('a', 1)
    = -1
    '日本語 テキスト'.count('a')
    = 0
    '日本語 テキスト'.count('')
    = 9
    '日本語 テキスト'.replace('a', 'ö')
    = '日本語 テキスト'
    '日本語 テキスト'.replace('', '-')
    = '-日-本-語- -テ-キ-ス-ト-'
    '日本語 テキスト'.replace('a', '', 1)
    = '日本語 テキスト'
    '日本語 テキスト'.strip('aZ😀 ')
    = '日本語 テキスト'
    '日本語 テキスト'.startswith(('a', 'S'))
    = False
    '日本語 テキスト'.endswith('e', 0, -1)
    = False
    '日本語 テキスト'.join(['1', '2'])
    = '1日本語 テキスト2'
    '日本語 テキスト'.removeprefix('a')
    = '日本語 テキスト'
    '日本語 テキスト'.removesuffix('t')
    = '日本語 テキスト'
    '日本語 テキスト'.encode('ascii', 'replace')
    = b'??? ????'
    '日本語 テキスト'.encode('latin-1', 'backslashreplace')
    = b'\\u65e5\\u672c\\u8a9e \\u30c6\\u30ad\\u30b9\\u30c8'
    '日本語 テキスト'.find('', 3)
    = 3
    '日本語 テキスト'.index('b')
    = ValueError: substring not found
    '日本語 テキスト'.translate({97: 'X', 98: None})
    = '日本語 テキスト'
    'a\tb\nc\r\nd\x0be'.split()
    = ['a', 'b', 'c', 'd', 'e']
    'a\tb\nc\r\nd\x0be'.rsplit()
    = ['a', 'b', 'c', 'd', 'e']
    'a\tb\nc\r\nd\x0be'.splitlines()
    = ['a\tb', 'c', 'd', 'e']
    'a\tb\nc\r\nd\x0be'.splitlines(True)
    = ['a\tb\n', 'c\r\n', 'd\x0b', 'e']
    'a\tb\nc\r\nd\x0be'.strip()
    = 'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.lstrip()
    = 'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.rstrip()
    = 'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.lower()
    = 'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.upper()
    = 'A\tB\nC\r\nD\x0bE'
    'a\tb\nc\r\nd\x0be'.title()
    = 'A\tB\nC\r\nD\x0bE'
    'a\tb\nc\r\nd\x0be'.capitalize()
    = 'A\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.swapcase()
    = 'A\tB\nC\r\nD\x0bE'
    'a\tb\nc\r\nd\x0be'.casefold()
    = 'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.isdigit()
    = False
    'a\tb\nc\r\nd\x0be'.isalpha()
    = False
    'a\tb\nc\r\nd\x0be'.isalnum()
    = False
    'a\tb\nc\r\nd\x0be'.isspace()
    = False
    'a\tb\nc\r\nd\x0be'.isupper()
    = False
    'a\tb\nc\r\nd\x0be'.islower()
    = True
    'a\tb\nc\r\nd\x0be'.isnumeric()
    = False
    'a\tb\nc\r\nd\x0be'.isdecimal()
    = False
    'a\tb\nc\r\nd\x0be'.isidentifier()
    = False
    'a\tb\nc\r\nd\x0be'.istitle()
    = False
    'a\tb\nc\r\nd\x0be'.isascii()
    = True
    'a\tb\nc\r\nd\x0be'.isprintable()
    = False
    'a\tb\nc\r\nd\x0be'.encode()
    = b'a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.expandtabs(4)
    = 'a   b\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.zfill(12)
    = '00a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.ljust(11, 'é')
    = 'a\tb\nc\r\nd\x0beé'
    'a\tb\nc\r\nd\x0be'.rjust(11)
    = ' a\tb\nc\r\nd\x0be'
    'a\tb\nc\r\nd\x0be'.center(12, '*')
    = '*a\tb\nc\r\nd\x0be*'
    'a\tb\nc\r\nd\x0be'.center(11)
    = ' a\tb\nc\r\nd\x0be'
    """###
