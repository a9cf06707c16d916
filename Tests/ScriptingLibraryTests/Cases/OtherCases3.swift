// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let otherCases3 = ###"""
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(111, 'b').encode()).digest())
    = 2569038250
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(112, 'b').encode()).digest())
    = 514123249
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(128, 'b').encode()).digest())
    = 2240658899
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(129, 'b').encode()).digest())
    = 391449989
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(255, 'b').encode()).digest())
    = 274204370
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(0, 'b').encode()).digest())
    = 2993948359
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(1, 'b').encode()).digest())
    = 2993948359
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(55, 'b').encode()).digest())
    = 1058549258
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(56, 'b').encode()).digest())
    = 1392942441
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(64, 'b').encode()).digest())
    = 4044607251
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(65, 'b').encode()).digest())
    = 2454555200
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(111, 'b').encode()).digest())
    = 1459846354
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(112, 'b').encode()).digest())
    = 3273986525
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(128, 'b').encode()).digest())
    = 2565003675
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(129, 'b').encode()).digest())
    = 1390722296
    zlib.crc32(hashlib.new('sha224', 'a'.ljust(255, 'b').encode()).digest())
    = 3445026556
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(0, 'b').encode()).digest())
    = 274473036
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(1, 'b').encode()).digest())
    = 274473036
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(55, 'b').encode()).digest())
    = 647987465
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(56, 'b').encode()).digest())
    = 3768961119
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(64, 'b').encode()).digest())
    = 3849222597
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(65, 'b').encode()).digest())
    = 3631135101
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(111, 'b').encode()).digest())
    = 3428101889
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(112, 'b').encode()).digest())
    = 3394241859
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(128, 'b').encode()).digest())
    = 3250051869
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(129, 'b').encode()).digest())
    = 2686584949
    zlib.crc32(hashlib.new('sha256', 'a'.ljust(255, 'b').encode()).digest())
    = 755864263
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(0, 'b').encode()).digest())
    = 2396435928
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(1, 'b').encode()).digest())
    = 2396435928
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(55, 'b').encode()).digest())
    = 2449811201
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(56, 'b').encode()).digest())
    = 1925931384
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(64, 'b').encode()).digest())
    = 1868065264
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(65, 'b').encode()).digest())
    = 2144300133
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(111, 'b').encode()).digest())
    = 1641286331
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(112, 'b').encode()).digest())
    = 4201019908
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(128, 'b').encode()).digest())
    = 3045610980
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(129, 'b').encode()).digest())
    = 1766774865
    zlib.crc32(hashlib.new('sha384', 'a'.ljust(255, 'b').encode()).digest())
    = 3133482864
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(0, 'b').encode()).digest())
    = 3058920355
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(1, 'b').encode()).digest())
    = 3058920355
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(55, 'b').encode()).digest())
    = 4121448618
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(56, 'b').encode()).digest())
    = 2186733228
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(64, 'b').encode()).digest())
    = 2824900814
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(65, 'b').encode()).digest())
    = 383290386
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(111, 'b').encode()).digest())
    = 2012814823
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(112, 'b').encode()).digest())
    = 4057831540
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(128, 'b').encode()).digest())
    = 1418082790
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(129, 'b').encode()).digest())
    = 2209411663
    zlib.crc32(hashlib.new('sha512', 'a'.ljust(255, 'b').encode()).digest())
    = 2280727696
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(0, 'b').encode()).digest())
    = 2922322052
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(1, 'b').encode()).digest())
    = 2922322052
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(55, 'b').encode()).digest())
    = 2920538713
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(56, 'b').encode()).digest())
    = 4262448333
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(64, 'b').encode()).digest())
    = 1978039581
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(65, 'b').encode()).digest())
    = 1018289262
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(111, 'b').encode()).digest())
    = 1980611010
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(112, 'b').encode()).digest())
    = 2464281173
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(128, 'b').encode()).digest())
    = 4147582036
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(129, 'b').encode()).digest())
    = 1382357883
    zlib.crc32(hashlib.new('blake2b', 'a'.ljust(255, 'b').encode()).digest())
    = 1612204048
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(0, 'b').encode()).digest())
    = 528163527
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(1, 'b').encode()).digest())
    = 528163527
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(55, 'b').encode()).digest())
    = 812972536
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(56, 'b').encode()).digest())
    = 3593857615
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(64, 'b').encode()).digest())
    = 1514424962
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(65, 'b').encode()).digest())
    = 3754237891
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(111, 'b').encode()).digest())
    = 4202352124
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(112, 'b').encode()).digest())
    = 2746550102
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(128, 'b').encode()).digest())
    = 294224355
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(129, 'b').encode()).digest())
    = 3991418537
    zlib.crc32(hashlib.new('blake2s', 'a'.ljust(255, 'b').encode()).digest())
    = 2971292847
    hashlib.blake2b().digest_size
    = 64
    hashlib.blake2b().block_size
    = 128
    hashlib.blake2s().name
    = 'blake2s'
    hashlib.sha384().block_size
    = 128
    hashlib.new('sha3', b'')
    = ValueError: unsupported hash type sha3
    hashlib.blake2s(b'a', b'b')
    = TypeError: blake2s() takes at most 1 positional argument (2 given)
    hashlib.md5(b'a').digest()
    = b'\x0c\xc1u\xb9\xc0\xf1\xb6\xa81\xc3\x99\xe2iw&a'
    copy.copy([1, [2]])
    = [1, [2]]
    copy.deepcopy({'a': [1, (2, [3])]})
    = {'a': [1, (2, [3])]}
    (lambda l: copy.deepcopy([l, l]))([1])
    = [[1], [1]]
    (lambda a, b: (a == b, a))([1, [2]], copy.deepcopy([1, [2]]))
    = (True, [1, [2]])
    copy.copy(collections.Counter('ab'))
    = Counter({'a': 1, 'b': 1})
    """###
