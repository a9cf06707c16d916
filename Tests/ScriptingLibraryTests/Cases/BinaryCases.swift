// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let binaryCases = ###"""
    base64.b64encode(b'')
    = b''
    base64.b64encode(b'a')
    = b'YQ=='
    base64.b64encode(b'ab')
    = b'YWI='
    base64.b64encode(b'abc')
    = b'YWJj'
    base64.b64encode(b'\x00\xff\xfe>?')
    = b'AP/+Pj8='
    base64.b64encode('é€'.encode())
    = b'w6nigqw='
    base64.b64encode(b'hello world, this is a text')
    = b'aGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0ZXh0'
    base64.urlsafe_b64encode(b'')
    = b''
    base64.urlsafe_b64encode(b'a')
    = b'YQ=='
    base64.urlsafe_b64encode(b'ab')
    = b'YWI='
    base64.urlsafe_b64encode(b'abc')
    = b'YWJj'
    base64.urlsafe_b64encode(b'\x00\xff\xfe>?')
    = b'AP_-Pj8='
    base64.urlsafe_b64encode('é€'.encode())
    = b'w6nigqw='
    base64.urlsafe_b64encode(b'hello world, this is a text')
    = b'aGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0ZXh0'
    base64.standard_b64encode(b'')
    = b''
    base64.standard_b64encode(b'a')
    = b'YQ=='
    base64.standard_b64encode(b'ab')
    = b'YWI='
    base64.standard_b64encode(b'abc')
    = b'YWJj'
    base64.standard_b64encode(b'\x00\xff\xfe>?')
    = b'AP/+Pj8='
    base64.standard_b64encode('é€'.encode())
    = b'w6nigqw='
    base64.standard_b64encode(b'hello world, this is a text')
    = b'aGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0ZXh0'
    base64.b16encode(b'')
    = b''
    base64.b16encode(b'a')
    = b'61'
    base64.b16encode(b'ab')
    = b'6162'
    base64.b16encode(b'abc')
    = b'616263'
    base64.b16encode(b'\x00\xff\xfe>?')
    = b'00FFFE3E3F'
    base64.b16encode('é€'.encode())
    = b'C3A9E282AC'
    base64.b16encode(b'hello world, this is a text')
    = b'68656C6C6F20776F726C642C207468697320697320612074657874'
    base64.b32encode(b'')
    = b''
    base64.b32encode(b'a')
    = b'ME======'
    base64.b32encode(b'ab')
    = b'MFRA===='
    base64.b32encode(b'abc')
    = b'MFRGG==='
    base64.b32encode(b'\x00\xff\xfe>?')
    = b'AD774PR7'
    base64.b32encode('é€'.encode())
    = b'YOU6FAVM'
    base64.b32encode(b'hello world, this is a text')
    = b'NBSWY3DPEB3W64TMMQWCA5DINFZSA2LTEBQSA5DFPB2A===='
    base64.encodebytes(b'')
    = b''
    base64.encodebytes(b'a')
    = b'YQ==\n'
    base64.encodebytes(b'ab')
    = b'YWI=\n'
    base64.encodebytes(b'abc')
    = b'YWJj\n'
    base64.encodebytes(b'\x00\xff\xfe>?')
    = b'AP/+Pj8=\n'
    base64.encodebytes('é€'.encode())
    = b'w6nigqw=\n'
    base64.encodebytes(b'hello world, this is a text')
    = b'aGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0ZXh0\n'
    base64.b64decode(base64.b64encode(b''))
    = b''
    base64.b64decode(base64.b64encode(b'a'))
    = b'a'
    base64.b64decode(base64.b64encode(b'ab'))
    = b'ab'
    base64.b64decode(base64.b64encode(b'abc'))
    = b'abc'
    base64.b64decode(base64.b64encode(b'\x00\xff\xfe>?'))
    = b'\x00\xff\xfe>?'
    base64.b64decode(base64.b64encode('é€'.encode()))
    = b'\xc3\xa9\xe2\x82\xac'
    base64.b64decode(base64.b64encode(b'hello world, this is a text'))
    = b'hello world, this is a text'
    base64.b32decode(base64.b32encode(b''))
    = b''
    base64.b32decode(base64.b32encode(b'a'))
    = b'a'
    base64.b32decode(base64.b32encode(b'ab'))
    = b'ab'
    base64.b32decode(base64.b32encode(b'abc'))
    = b'abc'
    base64.b32decode(base64.b32encode(b'\x00\xff\xfe>?'))
    = b'\x00\xff\xfe>?'
    base64.b32decode(base64.b32encode('é€'.encode()))
    = b'\xc3\xa9\xe2\x82\xac'
    base64.b32decode(base64.b32encode(b'hello world, this is a text'))
    = b'hello world, this is a text'
    base64.b64decode('')
    = b''
    base64.b64decode('YWI=')
    = b'ab'
    base64.b64decode(b'YWI')
    = Error: Incorrect padding
    base64.b64decode('YQ')
    = Error: Incorrect padding
    base64.b64decode('Y')
    = Error: Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
    base64.b64decode('YWJj\nZGU=')
    = b'abcde'
    base64.b64decode('Y-_W')
    = Error: Incorrect padding
    base64.b64decode('é')
    = ValueError: string argument should contain only ASCII characters
    base64.b64decode('YW=J')
    = Error: Incorrect padding
    base64.b64decode('61FF')
    = b'\xebQE'
    base64.b64decode('61f')
    = Error: Incorrect padding
    base64.b64decode('MFRA====')
    = b'0T@'
    base64.b64decode('MFR1====')
    = b'0Tu'
    base64.b64decode('A=======A')
    = Error: Incorrect padding
    base64.b64decode(5)
    = TypeError: argument should be a bytes-like object or ASCII string, not 'int'
    base64.urlsafe_b64decode('')
    = b''
    base64.urlsafe_b64decode('YWI=')
    = b'ab'
    base64.urlsafe_b64decode(b'YWI')
    = Error: Incorrect padding
    base64.urlsafe_b64decode('YQ')
    = Error: Incorrect padding
    base64.urlsafe_b64decode('Y')
    = Error: Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
    base64.urlsafe_b64decode('YWJj\nZGU=')
    = b'abcde'
    base64.urlsafe_b64decode('Y-_W')
    = b'c\xef\xd6'
    base64.urlsafe_b64decode('é')
    = ValueError: string argument should contain only ASCII characters
    base64.urlsafe_b64decode('YW=J')
    = Error: Incorrect padding
    base64.urlsafe_b64decode('61FF')
    = b'\xebQE'
    base64.urlsafe_b64decode('61f')
    = Error: Incorrect padding
    base64.urlsafe_b64decode('MFRA====')
    = b'0T@'
    base64.urlsafe_b64decode('MFR1====')
    = b'0Tu'
    base64.urlsafe_b64decode('A=======A')
    = Error: Incorrect padding
    base64.urlsafe_b64decode(5)
    = TypeError: argument should be a bytes-like object or ASCII string, not 'int'
    base64.b32decode('')
    = b''
    base64.b32decode('YWI=')
    = Error: Incorrect padding
    base64.b32decode(b'YWI')
    = Error: Incorrect padding
    base64.b32decode('YQ')
    = Error: Incorrect padding
    base64.b32decode('Y')
    = Error: Incorrect padding
    base64.b32decode('YWJj\nZGU=')
    = Error: Incorrect padding
    base64.b32decode('Y-_W')
    = Error: Incorrect padding
    base64.b32decode('é')
    = ValueError: string argument should contain only ASCII characters
    base64.b32decode('YW=J')
    = Error: Incorrect padding
    base64.b32decode('61FF')
    = Error: Incorrect padding
    base64.b32decode('61f')
    = Error: Incorrect padding
    base64.b32decode('MFRA====')
    = b'ab'
    base64.b32decode('MFR1====')
    = Error: Non-base32 digit found
    base64.b32decode('A=======A')
    = Error: Incorrect padding
    base64.b32decode(5)
    = TypeError: argument should be a bytes-like object or ASCII string, not 'int'
    base64.b16decode('')
    = b''
    base64.b16decode('YWI=')
    = Error: Non-base16 digit found
    base64.b16decode(b'YWI')
    = Error: Non-base16 digit found
    base64.b16decode('YQ')
    = Error: Non-base16 digit found
    base64.b16decode('Y')
    = Error: Non-base16 digit found
    base64.b16decode('YWJj\nZGU=')
    = Error: Non-base16 digit found
    base64.b16decode('Y-_W')
    = Error: Non-base16 digit found
    base64.b16decode('é')
    = ValueError: string argument should contain only ASCII characters
    base64.b16decode('YW=J')
    = Error: Non-base16 digit found
    base64.b16decode('61FF')
    = b'a\xff'
    base64.b16decode('61f')
    = Error: Non-base16 digit found
    base64.b16decode('MFRA====')
    = Error: Non-base16 digit found
    base64.b16decode('MFR1====')
    = Error: Non-base16 digit found
    base64.b16decode('A=======A')
    = Error: Non-base16 digit found
    base64.b16decode(5)
    = TypeError: argument should be a bytes-like object or ASCII string, not 'int'
    base64.b64decode('YW-J', validate=True)
    = Error: Only base64 data is allowed
    base64.b64encode(b'\xfb\xff', b'-_')
    = b'-_8='
    base64.b64encode('a')
    = TypeError: a bytes-like object is required, not 'str'
    base64.b64decode('-_==', '-_')
    = b'\xfb'
    base64.b16decode('ff', True)
    = b'\xff'
    base64.decodebytes(b'YWI=\n')
    = b'ab'
    binascii.hexlify(b'\x01\xff')
    = b'01ff'
    binascii.unhexlify('01ff')
    = b'\x01\xff'
    binascii.unhexlify('0')
    = Error: Odd-length string
    binascii.unhexlify('zz')
    = Error: Non-hexadecimal digit found
    binascii.b2a_base64(b'ab')
    = b'YWI=\n'
    binascii.a2b_base64('YWI=')
    = b'ab'
    zlib.crc32(b'')
    = 0
    zlib.crc32(b'a')
    = 3904355907
    zlib.crc32(b'ab')
    = 2659403885
    zlib.crc32(b'abc')
    = 891568578
    zlib.crc32(b'\x00\xff\xfe>?')
    = 1356765558
    zlib.crc32('é€'.encode())
    = 608641629
    zlib.crc32(b'hello world, this is a text')
    = 3836584905
    zlib.adler32(b'')
    = 1
    zlib.adler32(b'a')
    = 6422626
    zlib.adler32(b'ab')
    = 19267780
    zlib.adler32(b'abc')
    = 38600999
    zlib.adler32(b'\x00\xff\xfe>?')
    = 129368699
    zlib.adler32('é€'.encode())
    = 181273469
    zlib.adler32(b'hello world, this is a text')
    = 2326399427
    zlib.crc32(b'b', zlib.crc32(b'a'))
    = 2659403885
    zlib.adler32(b'b', zlib.adler32(b'a'))
    = 19267780
    zlib.crc32('a')
    = TypeError: a bytes-like object is required, not 'str'
    zlib.crc32(b'0123456789abcdefghijklmnop', 7)
    = 1538825285
    zlib.adler32('a'.ljust(6000, 'z').encode())
    = 1546726381
    zlib.crc32()
    = TypeError: crc32 expected at least 1 argument, got 0
    struct.calcsize('<ihb')
    = 7
    struct.calcsize('@ihb')
    = 7
    struct.calcsize('bi')
    = 8
    struct.calcsize('b0i')
    = 4
    struct.calcsize('!4sH')
    = 6
    struct.calcsize('3x2h')
    = 8
    struct.calcsize('Q')
    = 8
    struct.calcsize('<q ?')
    = 9
    struct.calcsize('z')
    = error: bad char in struct format
    struct.calcsize('4')
    = error: repeat count given without format specifier
    struct.calcsize('n')
    = 8
    struct.pack('>hid', 1, -2, 3.5)
    = b'\x00\x01\xff\xff\xff\xfe@\x0c\x00\x00\x00\x00\x00\x00'
    struct.pack('!f', 0.1)
    = b'=\xcc\xcc\xcd'
    struct.pack('<e', 1.5)
    = b'\x00>'
    struct.pack('<4sp', b'abcdef', b'x')
    = b'abcd\x00'
    struct.pack('<3s5p', b'a', b'abcdefg')
    = b'a\x00\x00\x04abcd'
    struct.pack('<c?', b'x', 0)
    = b'x\x00'
    struct.pack('<b', 128)
    = error: byte format requires -128 <= number <= 127
    struct.pack('<B', -1)
    = error: ubyte format requires 0 <= number <= 255
    struct.pack('<H', 65536)
    = error: ushort format requires 0 <= number <= 65535
    struct.pack('<i', 1 << 31)
    = error: 'i' format requires -2147483648 <= number <= 2147483647
    struct.pack('<h', -32769)
    = error: short format requires -32768 <= number <= 32767
    struct.pack('<I', -1)
    = error: argument out of range
    struct.pack('<q', int('9223372036854775808'))
    = error: argument out of range
    struct.pack('<Q', int('18446744073709551615'))
    = b'\xff\xff\xff\xff\xff\xff\xff\xff'
    struct.pack('<Q', int('18446744073709551616'))
    = error: argument out of range
    struct.pack('<i', 1.5)
    = error: required argument is not an integer
    struct.pack('<i')
    = error: pack expected 1 items for packing (got 0)
    struct.pack('<f', 1e40)
    = OverflowError: float too large to pack with f format
    struct.pack('<e', 1e6)
    = OverflowError: float too large to pack with e format
    struct.pack('<d', 'x')
    = error: required argument is not a float
    struct.pack('<c', b'xx')
    = error: char format requires a bytes object of length 1
    struct.pack('<s', 'x')
    = error: argument for 's' must be a bytes object
    struct.pack('<2x', )
    = b'\x00\x00'
    struct.pack('bi', 1, 2)
    = b'\x01\x00\x00\x00\x02\x00\x00\x00'
    struct.pack('<i', 1, 2)
    = error: pack expected 1 items for packing (got 2)
    struct.unpack('<bBhH', b'\xff\xff\xfe\xff\xff\xff')
    = (-1, 255, -2, 65535)
    struct.unpack('>I', b'\x00\x00\x01\x00')
    = (256,)
    struct.unpack('<Q', b'\xff\xff\xff\xff\xff\xff\xff\xff')
    = (18446744073709551615,)
    struct.unpack('<q', b'\xff\xff\xff\xff\xff\xff\xff\x7f')
    = (9223372036854775807,)
    struct.unpack('<f', b'\x00\x00\xc0?')
    = (1.5,)
    struct.unpack('<e', b'\x00>')
    = (1.5,)
    struct.unpack('<3sb', b'abc\x07')
    = (b'abc', 7)
    struct.unpack('<5p', b'\x02abcd')
    = (b'ab',)
    struct.unpack('<i', b'abc')
    = error: unpack requires a buffer of 4 bytes
    struct.unpack('<?c', b'\x02x')
    = (True, b'x')
    struct.unpack('<xb', b'a\x01')
    = (1,)
    struct.unpack('>d', b'?\xf0\x00\x00\x00\x00\x00\x00')
    = (1.0,)
    struct.unpack_from('<h', b'abcd', 2)
    = (25699,)
    list(struct.iter_unpack('<h', b'abcd'))
    = [(25185,), (25699,)]
    list(struct.iter_unpack('<h', b'abc'))
    = error: iterative unpacking requires a buffer of a multiple of 2 bytes
    struct.Struct('<hb').size
    = 3
    struct.Struct('<h').pack(1)
    = b'\x01\x00'
    struct.Struct('<h').unpack(b'ab')
    = (25185,)
    struct.Struct('<h').format
    = '<h'
    """###
