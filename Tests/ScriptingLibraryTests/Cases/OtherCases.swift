// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let otherCases = ###"""
    collections.Counter('abracadabra')
    = Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1})
    collections.Counter('abracadabra').most_common()
    = [('a', 5), ('b', 2), ('r', 2), ('c', 1), ('d', 1)]
    collections.Counter('abracadabra').most_common(2)
    = [('a', 5), ('b', 2)]
    collections.Counter('abracadabra')['z']
    = 0
    collections.Counter('abracadabra') + collections.Counter('abc')
    = Counter({'a': 6, 'b': 3, 'r': 2, 'c': 2, 'd': 1})
    collections.Counter('abracadabra') - collections.Counter('aaab')
    = Counter({'a': 2, 'r': 2, 'b': 1, 'c': 1, 'd': 1})
    collections.Counter('abracadabra') & collections.Counter('aab')
    = Counter({'a': 2, 'b': 1})
    collections.Counter('abracadabra') | collections.Counter('zzz')
    = Counter({'a': 5, 'z': 3, 'b': 2, 'r': 2, 'c': 1, 'd': 1})
    list(collections.Counter('abracadabra').elements())
    = ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'r', 'r', 'c', 'd']
    collections.Counter('abracadabra').total()
    = 11
    collections.Counter(a=2, b=1)
    = Counter({'a': 2, 'b': 1})
    collections.Counter({'x': 3})
    = Counter({'x': 3})
    (lambda c: (c.update('ab'), c.subtract('bb'), c))(collections.Counter('a'))
    = (None, None, Counter({'a': 2, 'b': -1}))
    collections.Counter()
    = Counter()
    collections.Counter('aab') == {'a': 2, 'b': 1}
    = True
    len(collections.Counter('aab'))
    = 2
    (lambda d: (d['a'], d['b'], d))(collections.defaultdict(int))
    = (0, 0, defaultdict(<class 'int'>, {'a': 0, 'b': 0}))
    (lambda d: (d['a'], d))(collections.defaultdict(list))
    = ([], defaultdict(<class 'list'>, {'a': []}))
    collections.defaultdict(int, {'a': 1})
    = defaultdict(<class 'int'>, {'a': 1})
    collections.defaultdict(None)['x']
    = KeyError: 'x'
    collections.OrderedDict([('b', 1), ('a', 2)])
    = OrderedDict([('b', 1), ('a', 2)])
    (lambda d: (d.move_to_end('b'), d))(collections.OrderedDict([('b', 1), ('a', 2)]))
    = (None, OrderedDict([('a', 2), ('b', 1)]))
    (lambda d: (d.popitem(False), d))(collections.OrderedDict([('b', 1), ('a', 2)]))
    = (('b', 1), OrderedDict([('a', 2)]))
    collections.OrderedDict()
    = OrderedDict()
    collections.OrderedDict([('a', 1), ('b', 2)]) == collections.OrderedDict([('b', 2), ('a', 1)])
    = False
    collections.deque([1, 2, 3])
    = deque([1, 2, 3])
    collections.deque([1, 2, 3], 2)
    = deque([2, 3], maxlen=2)
    collections.deque([1], maxlen=3)
    = deque([1], maxlen=3)
    (lambda d: (d.append(4), d.appendleft(0), d.pop(), d.popleft(), d))(collections.deque([1, 2]))
    = (None, None, 4, 0, deque([1, 2]))
    (lambda d: (d.rotate(1), d))(collections.deque([1, 2, 3]))
    = (None, deque([3, 1, 2]))
    (lambda d: (d.rotate(-1), d))(collections.deque([1, 2, 3]))
    = (None, deque([2, 3, 1]))
    (lambda d: (d.extendleft([7, 8]), d))(collections.deque([1]))
    = (None, deque([8, 7, 1]))
    collections.deque().pop()
    = IndexError: pop from an empty deque
    collections.deque([1])[1]
    = IndexError: deque index out of range
    list(collections.deque('ab'))
    = ['a', 'b']
    collections.deque([1, 2, 1]).count(1)
    = 2
    (lambda d: (d.append(3), d))(collections.deque([1, 2], maxlen=2))
    = (None, deque([2, 3], maxlen=2))
    (lambda d: (d.remove(2), d))(collections.deque([1, 2, 3]))
    = (None, deque([1, 3]))
    collections.deque([1]).remove(5)
    = ValueError: 5 is not in deque
    collections.deque([5, 6]).index(6)
    = 1
    collections.namedtuple('P', 'x y')(1, 2)
    = P(x=1, y=2)
    collections.namedtuple('P', ['x', 'y'])(1, y=2).y
    = 2
    collections.namedtuple('P', 'x,y')(1)
    = TypeError: P.__new__() missing 1 required positional argument: 'y'
    collections.namedtuple('P', 'x y')(1, 2) == (1, 2)
    = True
    collections.namedtuple('P', 'x y')(1, 2)._asdict()
    = {'x': 1, 'y': 2}
    collections.namedtuple('P', 'x y')(1, 2)._replace(x=5)
    = P(x=5, y=2)
    collections.namedtuple('P', 'x y')._make([3, 4])
    = P(x=3, y=4)
    collections.namedtuple('P', 'x y', defaults=[9])(1)
    = P(x=1, y=9)
    collections.namedtuple('P', 'x y')(1, 2)[1]
    = 2
    collections.namedtuple('P', 'x y')._fields
    = ('x', 'y')
    list(itertools.chain([1], 'ab'))
    = [1, 'a', 'b']
    list(itertools.chain.from_iterable([[1], [2, 3]]))
    = [1, 2, 3]
    list(itertools.islice(itertools.count(), 5))
    = [0, 1, 2, 3, 4]
    list(itertools.islice('abcdef', 1, None, 2))
    = ['b', 'd', 'f']
    list(itertools.islice(itertools.count(1.5, 0.5), 3))
    = [1.5, 2.0, 2.5]
    list(itertools.islice('abc', -1))
    = ValueError: Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.
    list(itertools.islice(itertools.cycle('ab'), 5))
    = ['a', 'b', 'a', 'b', 'a']
    list(itertools.repeat(1, 3))
    = [1, 1, 1]
    list(itertools.product('ab', [1, 2]))
    = [('a', 1), ('a', 2), ('b', 1), ('b', 2)]
    list(itertools.product([0, 1], repeat=2))
    = [(0, 0), (0, 1), (1, 0), (1, 1)]
    list(itertools.permutations([1, 2, 3]))
    = [(1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)]
    list(itertools.permutations('abc', 2))
    = [('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c'), ('c', 'a'), ('c', 'b')]
    list(itertools.combinations('abcd', 2))
    = [('a', 'b'), ('a', 'c'), ('a', 'd'), ('b', 'c'), ('b', 'd'), ('c', 'd')]
    list(itertools.combinations_with_replacement('ab', 2))
    = [('a', 'a'), ('a', 'b'), ('b', 'b')]
    list(itertools.combinations([1], 2))
    = []
    list(itertools.product())
    = [()]
    list(map(lambda p: (p[0], list(p[1])), itertools.groupby('aabccc')))
    = [('a', ['a', 'a']), ('b', ['b']), ('c', ['c', 'c', 'c'])]
    list(map(lambda p: (p[0], list(p[1])), itertools.groupby([1, 3, 2, 4], lambda x: x % 2)))
    = [(1, [1, 3]), (0, [2, 4])]
    list(itertools.takewhile(lambda x: x < 3, [1, 2, 3, 1]))
    = [1, 2]
    list(itertools.dropwhile(lambda x: x < 3, [1, 2, 3, 1]))
    = [3, 1]
    list(itertools.filterfalse(lambda x: x % 2, [1, 2, 3, 4]))
    = [2, 4]
    list(itertools.accumulate([1, 2, 3]))
    = [1, 3, 6]
    list(itertools.accumulate([1, 2, 3], operator.mul))
    = [1, 2, 6]
    list(itertools.accumulate([1, 2], initial=10))
    = [10, 11, 13]
    list(itertools.zip_longest('ab', [1], fillvalue='-'))
    = [('a', 1), ('b', '-')]
    list(itertools.starmap(operator.add, [(1, 2), (3, 4)]))
    = [3, 7]
    list(map(list, itertools.tee([1, 2])))
    = [[1, 2], [1, 2]]
    list(itertools.pairwise('abc'))
    = [('a', 'b'), ('b', 'c')]
    list(itertools.compress('abcd', [1, 0, 1, 0]))
    = ['a', 'c']
    next(itertools.count(5))
    = 5
    list(itertools.repeat('x', 0))
    = []
    functools.reduce(lambda a, b: a + b, [1, 2, 3])
    = 6
    functools.reduce(operator.mul, [1, 2], 10)
    = 20
    functools.reduce(operator.add, [])
    = TypeError: reduce() of empty iterable with no initial value
    functools.partial(operator.add, 1)(2)
    = 3
    functools.partial(operator.sub, 5)(3)
    = 2
    functools.lru_cache(maxsize=None)(lambda x: x + 1)(2)
    = 3
    functools.cache(lambda x: x * 2)(4)
    = 8
    functools.cmp_to_key(lambda a, b: b - a)(1) < functools.cmp_to_key(lambda a, b: b - a)(2)
    = False
    operator.itemgetter(1)([5, 6])
    = 6
    operator.itemgetter('a', 'b')({'a': 1, 'b': 2})
    = (1, 2)
    operator.attrgetter('year')(datetime.date(2024, 1, 1))
    = 2024
    operator.methodcaller('upper')('a')
    = 'A'
    operator.methodcaller('split', ',', maxsplit=1)('a,b,c')
    = ['a', 'b,c']
    operator.add(1, 2.5)
    = 3.5
    operator.contains([1, 2], 2)
    = True
    operator.not_(0)
    = True
    operator.neg(3)
    = -3
    operator.floordiv(-7, 2)
    = -4
    operator.mod(-7, 3)
    = 2
    operator.truediv(1, 0)
    = ZeroDivisionError: division by zero
    operator.lt(1, 2)
    = True
    operator.eq('a', 'a')
    = True
    operator.concat([1], [2])
    = [1, 2]
    operator.getitem({'a': 1}, 'b')
    = KeyError: 'b'
    operator.lt(1, 'a')
    = TypeError: '<' not supported between instances of 'int' and 'str'
    string.ascii_letters
    = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
    string.digits
    = '0123456789'
    string.punctuation
    = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
    string.whitespace
    = ' \t\n\r\x0b\x0c'
    string.hexdigits
    = '0123456789abcdefABCDEF'
    string.capwords('hello  wORLD')
    = 'Hello World'
    string.octdigits
    = '01234567'
    string.ascii_lowercase
    = 'abcdefghijklmnopqrstuvwxyz'
    statistics.mean([1, 2, 3, 4])
    = 2.5
    statistics.mean([1.5, 2.5])
    = 2.0
    statistics.median([3, 1, 2])
    = 2
    statistics.median([1, 2, 3, 4])
    = 2.5
    statistics.stdev([1, 2, 3, 4])
    = 1.2909944487358056
    statistics.pstdev([1, 2, 3])
    = 0.816496580927726
    statistics.variance([1.0, 2.0, 4.0])
    = 2.3333333333333335
    statistics.mode('aab')
    = 'a'
    statistics.mean([])
    = StatisticsError: mean requires at least one data point
    statistics.median([])
    = StatisticsError: no median for empty data
    statistics.stdev([1])
    = StatisticsError: stdev requires at least two data points
    statistics.median_low([1, 2, 3, 4])
    = 2
    statistics.median_high([1, 2, 3, 4])
    = 3
    statistics.fmean([1, 2])
    = 1.5
    statistics.pvariance([1, 2, 3])
    = 0.6666666666666666
    statistics.multimode('aabb')
    = ['a', 'b']
    statistics.mean([1, 2])
    = 1.5
    statistics.variance([1, 2, 3, 4])
    = 1.6666666666666667
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
