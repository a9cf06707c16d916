// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textCases5 = ###"""
    'aé\U0001f600€'.encode('ascii', 'nope')
    = LookupError: unknown error handler name 'nope'
    'aé\U0001f600€'.encode('u16', 'strict')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'ignore')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'replace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'backslashreplace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'xmlcharrefreplace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'namereplace')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'surrogateescape')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    'aé\U0001f600€'.encode('u16', 'nope')
    = b'\xff\xfea\x00\xe9\x00=\xd8\x00\xde\xac '
    b'a'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0x61 in position 0: truncated data
    b'a'.decode('utf-16', 'ignore')
    = ''
    b'a'.decode('utf-16', 'replace')
    = '�'
    b'a'.decode('utf-16', 'backslashreplace')
    = '\\x61'
    b'\xff\xfea\x00b'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0x62 in position 4: truncated data
    b'\xff\xfea\x00b'.decode('utf-16', 'ignore')
    = 'a'
    b'\xff\xfea\x00b'.decode('utf-16', 'replace')
    = 'a�'
    b'\xff\xfea\x00b'.decode('utf-16', 'backslashreplace')
    = 'a\\x62'
    b'\x00\xd8a\x00'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 0-1: illegal UTF-16 surrogate
    b'\x00\xd8a\x00'.decode('utf-16', 'ignore')
    = 'a'
    b'\x00\xd8a\x00'.decode('utf-16', 'replace')
    = '�a'
    b'\x00\xd8a\x00'.decode('utf-16', 'backslashreplace')
    = '\\x00\\xd8a'
    b'a\x00\x00\xd8'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 2-3: unexpected end of data
    b'a\x00\x00\xd8'.decode('utf-16', 'ignore')
    = 'a'
    b'a\x00\x00\xd8'.decode('utf-16', 'replace')
    = 'a�'
    b'a\x00\x00\xd8'.decode('utf-16', 'backslashreplace')
    = 'a\\x00\\xd8'
    b'\x00\xdca\x00'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding
    b'\x00\xdca\x00'.decode('utf-16', 'ignore')
    = 'a'
    b'\x00\xdca\x00'.decode('utf-16', 'replace')
    = '�a'
    b'\x00\xdca\x00'.decode('utf-16', 'backslashreplace')
    = '\\x00\\xdca'
    b'\xd8\x00\x00a'.decode('utf-16-be', 'strict')
    = UnicodeDecodeError: 'utf-16-be' codec can't decode bytes in position 0-1: illegal UTF-16 surrogate
    b'\xd8\x00\x00a'.decode('utf-16-be', 'ignore')
    = 'a'
    b'\xd8\x00\x00a'.decode('utf-16-be', 'replace')
    = '�a'
    b'\xd8\x00\x00a'.decode('utf-16-be', 'backslashreplace')
    = '\\xd8\\x00a'
    b'\xd8\x00'.decode('utf-16-be', 'strict')
    = UnicodeDecodeError: 'utf-16-be' codec can't decode bytes in position 0-1: unexpected end of data
    b'\xd8\x00'.decode('utf-16-be', 'ignore')
    = ''
    b'\xd8\x00'.decode('utf-16-be', 'replace')
    = '�'
    b'\xd8\x00'.decode('utf-16-be', 'backslashreplace')
    = '\\xd8\\x00'
    b'\xdc\x00'.decode('utf-16-be', 'strict')
    = UnicodeDecodeError: 'utf-16-be' codec can't decode bytes in position 0-1: illegal encoding
    b'\xdc\x00'.decode('utf-16-be', 'ignore')
    = ''
    b'\xdc\x00'.decode('utf-16-be', 'replace')
    = '�'
    b'\xdc\x00'.decode('utf-16-be', 'backslashreplace')
    = '\\xdc\\x00'
    b'\xfe\xff\x00a'.decode('utf-16', 'strict')
    = 'a'
    b'\xfe\xff\x00a'.decode('utf-16', 'ignore')
    = 'a'
    b'\xfe\xff\x00a'.decode('utf-16', 'replace')
    = 'a'
    b'\xfe\xff\x00a'.decode('utf-16', 'backslashreplace')
    = 'a'
    b'\xfe\xff\xdc\x00'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-be' codec can't decode bytes in position 2-3: illegal encoding
    b'\xfe\xff\xdc\x00'.decode('utf-16', 'ignore')
    = ''
    b'\xfe\xff\xdc\x00'.decode('utf-16', 'replace')
    = '�'
    b'\xfe\xff\xdc\x00'.decode('utf-16', 'backslashreplace')
    = '\\xdc\\x00'
    b'\xff\xfea\x00'.decode('utf-16-le', 'strict')
    = '\ufeffa'
    b'\xff\xfea\x00'.decode('utf-16-le', 'ignore')
    = '\ufeffa'
    b'\xff\xfea\x00'.decode('utf-16-le', 'replace')
    = '\ufeffa'
    b'\xff\xfea\x00'.decode('utf-16-le', 'backslashreplace')
    = '\ufeffa'
    b''.decode('utf-16', 'strict')
    = ''
    b''.decode('utf-16', 'ignore')
    = ''
    b''.decode('utf-16', 'replace')
    = ''
    b''.decode('utf-16', 'backslashreplace')
    = ''
    b'\xff'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0xff in position 0: truncated data
    b'\xff'.decode('utf-16', 'ignore')
    = ''
    b'\xff'.decode('utf-16', 'replace')
    = '�'
    b'\xff'.decode('utf-16', 'backslashreplace')
    = '\\xff'
    b'\x00\xd8a'.decode('utf-16', 'strict')
    = UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 0-2: unexpected end of data
    b'\x00\xd8a'.decode('utf-16', 'ignore')
    = ''
    b'\x00\xd8a'.decode('utf-16', 'replace')
    = '�'
    b'\x00\xd8a'.decode('utf-16', 'backslashreplace')
    = '\\x00\\xd8\\x61'
    b'=\xd8\x00\xde'.decode('utf-16', 'strict')
    = '😀'
    b'=\xd8\x00\xde'.decode('utf-16', 'ignore')
    = '😀'
    b'=\xd8\x00\xde'.decode('utf-16', 'replace')
    = '😀'
    b'=\xd8\x00\xde'.decode('utf-16', 'backslashreplace')
    = '😀'
    b'a\x00\x00'.decode('utf-32', 'strict')
    = UnicodeDecodeError: 'utf-32-le' codec can't decode bytes in position 0-2: truncated data
    b'a\x00\x00'.decode('utf-32', 'ignore')
    = ''
    b'a\x00\x00'.decode('utf-32', 'replace')
    = '�'
    b'a\x00\x00'.decode('utf-32', 'backslashreplace')
    = '\\x61\\x00\\x00'
    b'a\x00\x00\x00b'.decode('utf-32', 'strict')
    = UnicodeDecodeError: 'utf-32-le' codec can't decode byte 0x62 in position 4: truncated data
    b'a\x00\x00\x00b'.decode('utf-32', 'ignore')
    = 'a'
    b'a\x00\x00\x00b'.decode('utf-32', 'replace')
    = 'a�'
    b'a\x00\x00\x00b'.decode('utf-32', 'backslashreplace')
    = 'a\\x62'
    b'\x00\xd8\x00\x00'.decode('utf-32', 'ignore')
    = ''
    b'\x00\xd8\x00\x00'.decode('utf-32', 'replace')
    = '�'
    b'\x00\xd8\x00\x00'.decode('utf-32', 'backslashreplace')
    = '\\x00\\xd8\\x00\\x00'
    b'\x00\x00\x11\x00'.decode('utf-32', 'strict')
    = UnicodeDecodeError: 'utf-32-le' codec can't decode bytes in position 0-3: code point not in range(0x110000)
    b'\x00\x00\x11\x00'.decode('utf-32', 'ignore')
    = ''
    b'\x00\x00\x11\x00'.decode('utf-32', 'replace')
    = '�'
    b'\x00\x00\x11\x00'.decode('utf-32', 'backslashreplace')
    = '\\x00\\x00\\x11\\x00'
    b'\x00\x00\x00a\x00\x00\xd8\x00\x01'.decode('utf-32-be', 'ignore')
    = 'a'
    b'\x00\x00\x00a\x00\x00\xd8\x00\x01'.decode('utf-32-be', 'replace')
    = 'a��'
    b'\x00\x00\x00a\x00\x00\xd8\x00\x01'.decode('utf-32-be', 'backslashreplace')
    = 'a\\x00\\x00\\xd8\\x00\\x01'
    b'\x00\x11\x00\x00'.decode('utf-32-be', 'strict')
    = UnicodeDecodeError: 'utf-32-be' codec can't decode bytes in position 0-3: code point not in range(0x110000)
    b'\x00\x11\x00\x00'.decode('utf-32-be', 'ignore')
    = ''
    b'\x00\x11\x00\x00'.decode('utf-32-be', 'replace')
    = '�'
    b'\x00\x11\x00\x00'.decode('utf-32-be', 'backslashreplace')
    = '\\x00\\x11\\x00\\x00'
    b'\x00\x00\xfe\xff\x00\x00\x00a'.decode('utf-32', 'strict')
    = 'a'
    b'\x00\x00\xfe\xff\x00\x00\x00a'.decode('utf-32', 'ignore')
    = 'a'
    b'\x00\x00\xfe\xff\x00\x00\x00a'.decode('utf-32', 'replace')
    = 'a'
    b'\x00\x00\xfe\xff\x00\x00\x00a'.decode('utf-32', 'backslashreplace')
    = 'a'
    b'\xff\xfe\x00\x00a\x00\x00\x00'.decode('utf-32', 'strict')
    = 'a'
    b'\xff\xfe\x00\x00a\x00\x00\x00'.decode('utf-32', 'ignore')
    = 'a'
    b'\xff\xfe\x00\x00a\x00\x00\x00'.decode('utf-32', 'replace')
    = 'a'
    b'\xff\xfe\x00\x00a\x00\x00\x00'.decode('utf-32', 'backslashreplace')
    = 'a'
    b'\xef\xbb\xbfa'.decode('utf-8-sig', 'strict')
    = 'a'
    b'\xef\xbb\xbfa'.decode('utf-8-sig', 'ignore')
    = 'a'
    b'\xef\xbb\xbfa'.decode('utf-8-sig', 'replace')
    = 'a'
    b'\xef\xbb\xbfa'.decode('utf-8-sig', 'backslashreplace')
    = 'a'
    b'a\xff'.decode('utf-8-sig', 'strict')
    = UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte
    b'a\xff'.decode('utf-8-sig', 'ignore')
    = 'a'
    b'a\xff'.decode('utf-8-sig', 'replace')
    = 'a�'
    b'a\xff'.decode('utf-8-sig', 'backslashreplace')
    = 'a\\xff'
    b'a\xffb'.decode('ascii', 'strict')
    = UnicodeDecodeError: 'ascii' codec can't decode byte 0xff in position 1: ordinal not in range(128)
    b'a\xffb'.decode('ascii', 'ignore')
    = 'ab'
    b'a\xffb'.decode('ascii', 'replace')
    = 'a�b'
    b'a\xffb'.decode('ascii', 'backslashreplace')
    = 'a\\xffb'
    b'\xe9'.decode('latin-1', 'strict')
    = 'é'
    b'\xe9'.decode('latin-1', 'ignore')
    = 'é'
    b'\xe9'.decode('latin-1', 'replace')
    = 'é'
    b'\xe9'.decode('latin-1', 'backslashreplace')
    = 'é'
    b'a\xff'.decode('ascii', 'namereplace')
    = TypeError: don't know how to handle UnicodeDecodeError in error callback
    b'\xff'.decode('utf-16', 'nope')
    = LookupError: unknown error handler name 'nope'
    b'\xf0\x9f\x98'.decode('utf-8', 'replace')
    = '�'
    b'\xed\xa0\x80'.decode('utf-8', 'replace')
    = '���'
    """###
