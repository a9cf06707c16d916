// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let otherCases2 = ###"""
    statistics.pvariance([1, 2, 4])
    = 1.5555555555555556
    statistics.pvariance([True, False, 2])
    = 0.6666666666666666
    statistics.pvariance([0.1] * 10)
    = 0.0
    statistics.pvariance([3.5, 1, 2])
    = 1.0555555555555556
    statistics.pvariance([9223372036854775807, 9223372036854775807])
    = 0
    statistics.pvariance([-9223372036854775808, -9223372036854775807])
    = 0.25
    statistics.pvariance([9223372036854775807, -9223372036854775808])
    = 8.507059173023462e+37
    statistics.pvariance([9223372036854775807, 1])
    = 21267647932558653957237540927630737409
    statistics.pvariance([2 ** 53 + 1, 2 ** 53 + 3])
    = 1
    statistics.pvariance([1e308, 1e308])
    = 0.0
    statistics.pvariance([5e-324, 1e-323])
    = 0.0
    statistics.pvariance([1.5e300, -2.5e-300, 7])
    = OverflowError: integer division result too large for a float
    statistics.pvariance([float('inf'), 1.0])
    = inf
    statistics.pvariance([1.1, 2.2, 3.3, 4.7])
    = 1.776875
    statistics.pvariance([float('nan'), 1])
    = nan
    statistics.pvariance([-0.0, -0.0])
    = 0.0
    statistics.pvariance([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.5963939457600016
    statistics.pvariance([0.1, 'a'])
    = TypeError: can't convert type 'str' to numerator/denominator
    statistics.pvariance([1e-200, 2e-200, 4e-200])
    = 0.0
    statistics.pvariance([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 1.5999999796800006e+17
    statistics.pvariance([7.1, 7.2, 7.3, 7.1, 1e5])
    = 1599770408.2424
    statistics.pvariance([5])
    = 0
    statistics.pvariance([1.25])
    = 0.0
    statistics.pvariance([])
    = StatisticsError: pvariance requires at least one data point
    statistics.pvariance([3037000500, -3037000500, 1])
    = 6.1489146913335e+18
    statistics.stdev([0.1, 0.2, 0.3])
    = 0.09999999999999999
    statistics.stdev([1e16, 1.0, -1e16])
    = 1e+16
    statistics.stdev([1, 2, 4])
    = 1.5275252316519468
    statistics.stdev([True, False, 2])
    = 1.0
    statistics.stdev([0.1] * 10)
    = 0.0
    statistics.stdev([3.5, 1, 2])
    = 1.2583057392117916
    statistics.stdev([9223372036854775807, 9223372036854775807])
    = 0.0
    statistics.stdev([-9223372036854775808, -9223372036854775807])
    = 0.7071067811865476
    statistics.stdev([9223372036854775807, -9223372036854775808])
    = 1.3043817825332783e+19
    statistics.stdev([9223372036854775807, 1])
    = 6.521908912666392e+18
    statistics.stdev([2 ** 53 + 1, 2 ** 53 + 3])
    = 1.4142135623730951
    statistics.stdev([1e308, 1e308])
    = 0.0
    statistics.stdev([5e-324, 1e-323])
    = 5e-324
    statistics.stdev([1.5e300, -2.5e-300, 7])
    = 8.660254037844387e+299
    statistics.stdev([float('inf'), 1.0])
    = AttributeError: 'float' object has no attribute 'numerator'
    statistics.stdev([1.1, 2.2, 3.3, 4.7])
    = 1.5392097539538485
    statistics.stdev([float('nan'), 1])
    = AttributeError: 'float' object has no attribute 'numerator'
    statistics.stdev([-0.0, -0.0])
    = 0.0
    statistics.stdev([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.4126189975361374
    statistics.stdev([0.1, 'a'])
    = TypeError: can't convert type 'str' to numerator/denominator
    statistics.stdev([1e-200, 2e-200, 4e-200])
    = 1.5275252316519466e-200
    statistics.stdev([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 447213592.6601517
    statistics.stdev([7.1, 7.2, 7.3, 7.1, 1e5])
    = 44718.15079252495
    statistics.stdev([5])
    = StatisticsError: stdev requires at least two data points
    statistics.stdev([1.25])
    = StatisticsError: stdev requires at least two data points
    statistics.stdev([])
    = StatisticsError: stdev requires at least two data points
    statistics.stdev([3037000500, -3037000500, 1])
    = 3037000500.0
    statistics.pstdev([0.1, 0.2, 0.3])
    = 0.0816496580927726
    statistics.pstdev([1e16, 1.0, -1e16])
    = 8164965809277260.0
    statistics.pstdev([1, 2, 4])
    = 1.247219128924647
    statistics.pstdev([True, False, 2])
    = 0.816496580927726
    statistics.pstdev([0.1] * 10)
    = 0.0
    statistics.pstdev([3.5, 1, 2])
    = 1.0274023338281628
    statistics.pstdev([9223372036854775807, 9223372036854775807])
    = 0.0
    statistics.pstdev([-9223372036854775808, -9223372036854775807])
    = 0.5
    statistics.pstdev([9223372036854775807, -9223372036854775808])
    = 9.223372036854776e+18
    statistics.pstdev([9223372036854775807, 1])
    = 4.611686018427388e+18
    statistics.pstdev([2 ** 53 + 1, 2 ** 53 + 3])
    = 1.0
    statistics.pstdev([1e308, 1e308])
    = 0.0
    statistics.pstdev([5e-324, 1e-323])
    = 0.0
    statistics.pstdev([1.5e300, -2.5e-300, 7])
    = 7.071067811865476e+299
    statistics.pstdev([float('inf'), 1.0])
    = AttributeError: 'float' object has no attribute 'numerator'
    statistics.pstdev([1.1, 2.2, 3.3, 4.7])
    = 1.332994748676828
    statistics.pstdev([float('nan'), 1])
    = AttributeError: 'float' object has no attribute 'numerator'
    statistics.pstdev([-0.0, -0.0])
    = 0.0
    statistics.pstdev([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.2634848419193645
    statistics.pstdev([0.1, 'a'])
    = TypeError: can't convert type 'str' to numerator/denominator
    statistics.pstdev([1e-200, 2e-200, 4e-200])
    = 1.2472191289246471e-200
    statistics.pstdev([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 399999997.4600001
    statistics.pstdev([7.1, 7.2, 7.3, 7.1, 1e5])
    = 39997.130000068755
    statistics.pstdev([5])
    = 0.0
    statistics.pstdev([1.25])
    = 0.0
    statistics.pstdev([])
    = StatisticsError: pstdev requires at least one data point
    statistics.pstdev([3037000500, -3037000500, 1])
    = 2479700524.5257945
    statistics.variance([1, 2, 3], 2)
    = 1
    statistics.pvariance([1.5, 2.5], 2.0)
    = 0.25
    statistics.stdev([1, 2, 4], xbar=2)
    = 1.5811388300841898
    statistics.pstdev([1, 2, 4], mu=2.5)
    = 1.2583057392117916
    statistics.fmean([1, 2, 3], [1, 1, 2])
    = 2.25
    statistics.fmean([1, 2], weights=[0.5])
    = StatisticsError: data and weights must be the same length
    statistics.fmean([1, 2], [0, 0])
    = StatisticsError: sum of weights must be non-zero
    statistics.median(['a', 'b', 'c'])
    = 'b'
    {collections.deque(): 1}
    = TypeError: unhashable type: 'collections.deque'
    {collections.OrderedDict(): 1}
    = TypeError: unhashable type: 'collections.OrderedDict'
    {collections.Counter(): 1}
    = TypeError: unhashable type: 'Counter'
    collections.Counter([collections.defaultdict(int)])
    = TypeError: unhashable type: 'collections.defaultdict'
    {collections.ChainMap(): 1}
    = TypeError: unhashable type: 'ChainMap'
    collections.ChainMap({'a': 1}, {'a': 2, 'b': 3})
    = ChainMap({'a': 1}, {'a': 2, 'b': 3})
    collections.ChainMap()
    = ChainMap({})
    len(collections.ChainMap({1: 2}, {1: 3}))
    = 1
    collections.ChainMap({'a': 1}, {'b': 2})['b']
    = 2
    collections.ChainMap({'a': 1})['x']
    = KeyError: 'x'
    list(collections.ChainMap({'a': 1, 'c': 4}, {'b': 2, 'c': 3}))
    = ['b', 'c', 'a']
    list(collections.ChainMap({'a': 1, 'c': 4}, {'b': 2, 'c': 3}).items())
    = [('b', 2), ('c', 4), ('a', 1)]
    list(collections.ChainMap({'a': 1}, {'b': 2}).values())
    = [2, 1]
    collections.ChainMap({'a': 1}, {'b': 2}).get('b')
    = 2
    collections.ChainMap({'a': 1}).get('z', 9)
    = 9
    'b' in collections.ChainMap({'a': 1}, {'b': 2})
    = True
    bool(collections.ChainMap({}, {}))
    = False
    collections.ChainMap({'a': 1}).new_child({'b': 2})
    = ChainMap({'b': 2}, {'a': 1})
    collections.ChainMap({'a': 1}).new_child(b=3)
    = ChainMap({'b': 3}, {'a': 1})
    collections.ChainMap({'a': 1}, {'b': 2}).parents
    = ChainMap({'b': 2})
    collections.ChainMap({'a': 1}).maps
    = [{'a': 1}]
    (lambda c: (c.update(b=5), c.maps))(collections.ChainMap({'a': 1}, {'b': 2}))
    = (None, [{'a': 1, 'b': 5}, {'b': 2}])
    (lambda c: (c.pop('a'), c))(collections.ChainMap({'a': 1}, {'b': 2}))
    = (1, ChainMap({}, {'b': 2}))
    collections.ChainMap({'a': 1}, {'b': 2}).pop('b')
    = KeyError: "Key not found in the first mapping: 'b'"
    collections.ChainMap({'a': 1}).pop('b', 7)
    = 7
    collections.ChainMap({}, {'b': 2}).popitem()
    = KeyError: 'No keys found in the first mapping.'
    collections.ChainMap({'a': 1}, {'b': 2}).popitem()
    = ('a', 1)
    (lambda c: (c.setdefault('b', 9), c.setdefault('z', 8), c))(collections.ChainMap({'a': 1}, {'b': 2}))
    = (2, 8, ChainMap({'a': 1, 'z': 8}, {'b': 2}))
    (lambda c: (c.clear(), c))(collections.ChainMap({'a': 1}, {'b': 2}))
    = (None, ChainMap({}, {'b': 2}))
    collections.ChainMap({'a': 1}, {'b': 2}) == {'a': 1, 'b': 2}
    = True
    collections.ChainMap({'a': 1}) == 3
    = False
    collections.ChainMap({'a': 1}, {'b': 2}) == collections.ChainMap({'b': 2}, {'a': 1})
    = True
    collections.ChainMap({'a': 1}, {'b': 2}) | {'c': 3}
    = ChainMap({'a': 1, 'c': 3}, {'b': 2})
    {'a': 0, 'z': 1} | collections.ChainMap({'a': 1})
    = ChainMap({'a': 1, 'z': 1})
    collections.ChainMap({'a': 1}, {'b': 2}).copy()
    = ChainMap({'a': 1}, {'b': 2})
    collections.ChainMap.fromkeys('ab', 0)
    = ChainMap({'a': 0, 'b': 0})
    (lambda c: (c['k'], c.maps))(collections.ChainMap({}, collections.defaultdict(int)))
    = (0, [{}, defaultdict(<class 'int'>, {'k': 0})])
    string.Template('$who likes ${what}s $$5').substitute(who='tim', what='kung pao')
    = 'tim likes kung paos $5'
    string.Template('$a $b').substitute({'a': 1, 'b': 2.5})
    = '1 2.5'
    string.Template('$a $b').substitute({'a': 1}, b='x')
    = '1 x'
    string.Template('$a').substitute({'a': 1}, a=2)
    = '2'
    string.Template('$a $b').substitute(a=1)
    = KeyError: 'b'
    string.Template('$a ${b} $$').safe_substitute(a=1)
    = '1 ${b} $'
    string.Template('$').substitute()
    = ValueError: Invalid placeholder in string: line 1, col 1
    string.Template('a\nb $ c').substitute()
    = ValueError: Invalid placeholder in string: line 2, col 3
    string.Template('${a').substitute(a=1)
    = ValueError: Invalid placeholder in string: line 1, col 1
    string.Template('${a $1 $').safe_substitute(a=1)
    = '${a $1 $'
    string.Template('$ä').substitute()
    = ValueError: Invalid placeholder in string: line 1, col 1
    string.Template('$aä').substitute(a=7)
    = '7ä'
    string.Template('$A_1x-$b').substitute(A_1x='é', b=None)
    = 'é-None'
    string.Template('$a').template
    = '$a'
    string.Template('$a $b $a $$').get_identifiers()
    = ['a', 'b']
    string.Template('$a $').is_valid()
    = False
    string.Template('${a}$$').is_valid()
    = True
    string.Template('$a').substitute([1])
    = TypeError: list indices must be integers or slices, not str
    string.Template(5).substitute()
    = TypeError: expected string or bytes-like object, got 'int'
    string.Template('x\r\ny\n  ${').substitute()
    = ValueError: Invalid placeholder in string: line 3, col 3
    (1.0).hex()
    = '0x1.0000000000000p+0'
    (0.1).hex()
    = '0x1.999999999999ap-4'
    (-0.0).hex()
    = '-0x0.0p+0'
    (0.0).hex()
    = '0x0.0p+0'
    (-2.5).hex()
    = '-0x1.4000000000000p+1'
    (5e-324).hex()
    = '0x0.0000000000001p-1022'
    (1.7976931348623157e308).hex()
    = '0x1.fffffffffffffp+1023'
    (float('inf')).hex()
    = 'inf'
    (float('nan')).hex()
    = 'nan'
    (2.2250738585072014e-308).hex()
    = '0x1.0000000000000p-1022'
    (3.5e-310).hex()
    = '0x0.0406de80b2597p-1022'
    (1e22).hex()
    = '0x1.0f0cf064dd592p+73'
    (-float('inf')).hex()
    = '-inf'
    float.fromhex('0x1.8p+1')
    = 3.0
    float.fromhex('-0X1.8P-1')
    = -0.75
    float.fromhex('1.8')
    = 1.5
    float.fromhex('0x.8')
    = 0.5
    float.fromhex('0x1p1024')
    = OverflowError: hexadecimal value too large to represent as a float
    float.fromhex('inf')
    = inf
    float.fromhex('-Infinity')
    = -inf
    float.fromhex('nan')
    = nan
    float.fromhex(' 0x10 ')
    = 16.0
    float.fromhex('ffp4')
    = 4080.0
    float.fromhex('')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('0x')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('p3')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('0x1.8p')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('0x1.fffffffffffff8p0')
    = 2.0
    float.fromhex('0x1p-1074')
    = 5e-324
    float.fromhex('0x1p-1075')
    = 0.0
    float.fromhex('0x1.8p-1075')
    = 5e-324
    float.fromhex('1.p2')
    = 4.0
    float.fromhex('0x1 p2')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('+a.b')
    = 10.6875
    float.fromhex('g')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('x1')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('0x0.0000000000001p-1022')
    = 5e-324
    float.fromhex('0x1.00000000000008p0')
    = 1.0
    float.fromhex('0x1.000000000000080001p0')
    = 1.0000000000000002
    float.fromhex('-0x0p0')
    = -0.0
    float.fromhex('infinit')
    = ValueError: invalid hexadecimal floating-point string
    float.fromhex('0x1p+0x1')
    = ValueError: invalid hexadecimal floating-point string
    (3).hex()
    = AttributeError: 'int' object has no attribute 'hex'
    float.fromhex((0.3).hex())
    = 0.3
    bisect.bisect([1, 2, 2, 3], 2)
    = 3
    bisect.bisect_left([1, 2, 2, 3], 2)
    = 1
    (lambda l: (bisect.insort(l, 2), l))([1, 3])
    = (None, [1, 2, 3])
    bisect.bisect_right([1, 2], 5)
    = 2
    bisect.bisect_left(['a', 'c'], 'b')
    = 1
    bisect.bisect([1, 5, 9], 5, key=lambda x: x)
    = 2
    bisect.bisect_left([1, 2, 3], 1, 1)
    = 1
    heapq.nlargest(2, [3, 1, 5, 2])
    = [5, 3]
    heapq.nsmallest(2, [3, 1, 5, 2])
    = [1, 2]
    heapq.nlargest(2, ['a', 'ccc', 'bb'], key=len)
    = ['ccc', 'bb']
    (lambda h: (heapq.heapify(h), h))([5, 3, 8, 1, 9, 2])
    = (None, [1, 3, 2, 5, 9, 8])
    (lambda h: (heapq.heappush(h, 0), h))([1, 3, 2])
    = (None, [0, 1, 2, 3])
    (lambda h: (heapq.heappop(h), h))([1, 3, 2])
    = (1, [2, 3])
    heapq.heappop([])
    = IndexError: index out of range
    list(heapq.merge([1, 4], [2, 3]))
    = [1, 2, 3, 4]
    (lambda h: (heapq.heapreplace(h, 7), h))([1, 3, 2])
    = (1, [2, 3, 7])
    (lambda h: (heapq.heappushpop(h, 0), h))([1, 3, 2])
    = (0, [1, 3, 2])
    heapq.nsmallest(0, [1])
    = []
    hashlib.md5(b'').hexdigest()
    = 'd41d8cd98f00b204e9800998ecf8427e'
    hashlib.md5(b'abc').hexdigest()
    = '900150983cd24fb0d6963f7d28e17f72'
    hashlib.sha1(b'abc').hexdigest()
    = 'a9993e364706816aba3e25717850c26c9cd0d89d'
    hashlib.sha256(b'abc').hexdigest()
    = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    hashlib.sha256('a'.ljust(200, 'b').encode()).hexdigest()
    = 'ba203dd8badb0e434b5f7a5ca76fa17fa1efda1659b4b660ed54f24b632c18a9'
    hashlib.md5('é'.encode()).hexdigest()
    = '66ddcd97cfdeabb2f6fb8a999b4bc76f'
    hashlib.md5('a')
    = TypeError: Strings must be encoded before hashing
    hashlib.sha512(b'abc').hexdigest().count('a')
    = 18
    hashlib.new('sha1', b'x').hexdigest()
    = '11f6ad8ec52a2984abaafd7c3b516503785c2072'
    hashlib.sha224(b'').hexdigest()
    = 'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f'
    hashlib.sha224(b'abc').hexdigest()
    = '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'
    hashlib.sha384(b'abc').hexdigest()
    = 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'
    hashlib.blake2s(b'abc').hexdigest()
    = '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982'
    hashlib.blake2s(b'abc', digest_size=4, key=b'k', salt=b's', person=b'p').hexdigest()
    = '8c4edd45'
    hashlib.blake2b('a'.ljust(256, 'b').encode(), digest_size=20, key=b'secret').hexdigest()
    = 'b334134ac720ce85180395b64f72b9b2c06ccd10'
    hashlib.md5(b'x', usedforsecurity=False).hexdigest()
    = '9dd4e461268c8034f5c8564e155c67a6'
    hashlib.sha256(string=b'x').hexdigest()
    = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'
    zlib.crc32(hashlib.new('md5', 'a'.ljust(0, 'b').encode()).digest())
    = 3460136202
    zlib.crc32(hashlib.new('md5', 'a'.ljust(1, 'b').encode()).digest())
    = 3460136202
    zlib.crc32(hashlib.new('md5', 'a'.ljust(55, 'b').encode()).digest())
    = 2634416575
    zlib.crc32(hashlib.new('md5', 'a'.ljust(56, 'b').encode()).digest())
    = 3657311961
    zlib.crc32(hashlib.new('md5', 'a'.ljust(64, 'b').encode()).digest())
    = 2297224974
    zlib.crc32(hashlib.new('md5', 'a'.ljust(65, 'b').encode()).digest())
    = 469463849
    zlib.crc32(hashlib.new('md5', 'a'.ljust(111, 'b').encode()).digest())
    = 4252208697
    zlib.crc32(hashlib.new('md5', 'a'.ljust(112, 'b').encode()).digest())
    = 818102879
    zlib.crc32(hashlib.new('md5', 'a'.ljust(128, 'b').encode()).digest())
    = 1816825510
    zlib.crc32(hashlib.new('md5', 'a'.ljust(129, 'b').encode()).digest())
    = 3160033156
    zlib.crc32(hashlib.new('md5', 'a'.ljust(255, 'b').encode()).digest())
    = 1343959157
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(0, 'b').encode()).digest())
    = 330331397
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(1, 'b').encode()).digest())
    = 330331397
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(55, 'b').encode()).digest())
    = 1631755624
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(56, 'b').encode()).digest())
    = 2509540700
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(64, 'b').encode()).digest())
    = 482753291
    zlib.crc32(hashlib.new('sha1', 'a'.ljust(65, 'b').encode()).digest())
    = 1011316494
    """###
