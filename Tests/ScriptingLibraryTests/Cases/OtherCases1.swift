// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let otherCases1 = ###"""
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
    statistics.mean([0.1, 0.2, 0.3])
    = 0.2
    statistics.mean([1e16, 1.0, -1e16])
    = 0.3333333333333333
    statistics.mean([1, 2, 4])
    = 2.3333333333333335
    statistics.mean([True, False, 2])
    = 1
    statistics.mean([0.1] * 10)
    = 0.1
    statistics.mean([3.5, 1, 2])
    = 2.1666666666666665
    statistics.mean([9223372036854775807, 9223372036854775807])
    = 9223372036854775807
    statistics.mean([-9223372036854775808, -9223372036854775807])
    = -9.223372036854776e+18
    statistics.mean([9223372036854775807, -9223372036854775808])
    = -0.5
    statistics.mean([9223372036854775807, 1])
    = 4611686018427387904
    statistics.mean([2 ** 53 + 1, 2 ** 53 + 3])
    = 9007199254740994
    statistics.mean([1e308, 1e308])
    = 1e+308
    statistics.mean([5e-324, 1e-323])
    = 1e-323
    statistics.mean([1.5e300, -2.5e-300, 7])
    = 5e+299
    statistics.mean([float('inf'), 1.0])
    = inf
    statistics.mean([1.1, 2.2, 3.3, 4.7])
    = 2.825
    statistics.mean([float('nan'), 1])
    = nan
    statistics.mean([-0.0, -0.0])
    = 0.0
    statistics.mean([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.35600002
    statistics.mean([0.1, 'a'])
    = TypeError: can't convert type 'str' to numerator/denominator
    statistics.mean([1e-200, 2e-200, 4e-200])
    = 2.3333333333333334e-200
    statistics.mean([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 200000005.08
    statistics.mean([7.1, 7.2, 7.3, 7.1, 1e5])
    = 20005.74
    statistics.mean([5])
    = 5
    statistics.mean([1.25])
    = 1.25
    statistics.mean([3037000500, -3037000500, 1])
    = 0.3333333333333333
    statistics.fmean([0.1, 0.2, 0.3])
    = 0.19999999999999998
    statistics.fmean([1e16, 1.0, -1e16])
    = 0.3333333333333333
    statistics.fmean([1, 2, 4])
    = 2.3333333333333335
    statistics.fmean([True, False, 2])
    = 1.0
    statistics.fmean([0.1] * 10)
    = 0.1
    statistics.fmean([3.5, 1, 2])
    = 2.1666666666666665
    statistics.fmean([9223372036854775807, 9223372036854775807])
    = 9.223372036854776e+18
    statistics.fmean([-9223372036854775808, -9223372036854775807])
    = -9.223372036854776e+18
    statistics.fmean([9223372036854775807, -9223372036854775808])
    = 0.0
    statistics.fmean([9223372036854775807, 1])
    = 4.611686018427388e+18
    statistics.fmean([2 ** 53 + 1, 2 ** 53 + 3])
    = 9007199254740994.0
    statistics.fmean([1e308, 1e308])
    = OverflowError: intermediate overflow in fsum
    statistics.fmean([5e-324, 1e-323])
    = 1e-323
    statistics.fmean([1.5e300, -2.5e-300, 7])
    = 5e+299
    statistics.fmean([float('inf'), 1.0])
    = inf
    statistics.fmean([1.1, 2.2, 3.3, 4.7])
    = 2.825
    statistics.fmean([float('nan'), 1])
    = nan
    statistics.fmean([-0.0, -0.0])
    = 0.0
    statistics.fmean([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.35600002
    statistics.fmean([0.1, 'a'])
    = TypeError: must be real number, not str
    statistics.fmean([1e-200, 2e-200, 4e-200])
    = 2.333333333333333e-200
    statistics.fmean([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 200000005.07999998
    statistics.fmean([7.1, 7.2, 7.3, 7.1, 1e5])
    = 20005.739999999998
    statistics.fmean([5])
    = 5.0
    statistics.fmean([1.25])
    = 1.25
    statistics.fmean([])
    = StatisticsError: fmean requires at least one data point
    statistics.fmean([3037000500, -3037000500, 1])
    = 0.3333333333333333
    statistics.median([0.1, 0.2, 0.3])
    = 0.2
    statistics.median([1e16, 1.0, -1e16])
    = 1.0
    statistics.median([1, 2, 4])
    = 2
    statistics.median([True, False, 2])
    = True
    statistics.median([0.1] * 10)
    = 0.1
    statistics.median([3.5, 1, 2])
    = 2
    statistics.median([9223372036854775807, 9223372036854775807])
    = 9.223372036854776e+18
    statistics.median([-9223372036854775808, -9223372036854775807])
    = -9.223372036854776e+18
    statistics.median([9223372036854775807, -9223372036854775808])
    = -0.5
    statistics.median([9223372036854775807, 1])
    = 4.611686018427388e+18
    statistics.median([2 ** 53 + 1, 2 ** 53 + 3])
    = 9007199254740994.0
    statistics.median([1e308, 1e308])
    = inf
    statistics.median([5e-324, 1e-323])
    = 1e-323
    statistics.median([1.5e300, -2.5e-300, 7])
    = 7
    statistics.median([float('inf'), 1.0])
    = inf
    statistics.median([1.1, 2.2, 3.3, 4.7])
    = 2.75
    statistics.median([float('nan'), 1])
    = nan
    statistics.median([-0.0, -0.0])
    = -0.0
    statistics.median([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.005
    statistics.median([0.1, 'a'])
    = TypeError: '<' not supported between instances of 'str' and 'float'
    statistics.median([1e-200, 2e-200, 4e-200])
    = 2e-200
    statistics.median([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 1.9
    statistics.median([7.1, 7.2, 7.3, 7.1, 1e5])
    = 7.2
    statistics.median([5])
    = 5
    statistics.median([1.25])
    = 1.25
    statistics.median([3037000500, -3037000500, 1])
    = 1
    statistics.variance([0.1, 0.2, 0.3])
    = 0.009999999999999998
    statistics.variance([1e16, 1.0, -1e16])
    = 1e+32
    statistics.variance([1, 2, 4])
    = 2.3333333333333335
    statistics.variance([True, False, 2])
    = 1
    statistics.variance([0.1] * 10)
    = 0.0
    statistics.variance([3.5, 1, 2])
    = 1.5833333333333333
    statistics.variance([9223372036854775807, 9223372036854775807])
    = 0
    statistics.variance([-9223372036854775808, -9223372036854775807])
    = 0.5
    statistics.variance([9223372036854775807, -9223372036854775808])
    = 1.7014118346046923e+38
    statistics.variance([9223372036854775807, 1])
    = 42535295865117307914475081855261474818
    statistics.variance([2 ** 53 + 1, 2 ** 53 + 3])
    = 2
    statistics.variance([1e308, 1e308])
    = 0.0
    statistics.variance([5e-324, 1e-323])
    = 0.0
    statistics.variance([1.5e300, -2.5e-300, 7])
    = OverflowError: integer division result too large for a float
    statistics.variance([float('inf'), 1.0])
    = inf
    statistics.variance([1.1, 2.2, 3.3, 4.7])
    = 2.3691666666666666
    statistics.variance([float('nan'), 1])
    = nan
    statistics.variance([-0.0, -0.0])
    = 0.0
    statistics.variance([2.675, 1.005, 0.1, 3, 1e-7])
    = 1.9954924322000018
    statistics.variance([0.1, 'a'])
    = TypeError: can't convert type 'str' to numerator/denominator
    statistics.variance([1e-200, 2e-200, 4e-200])
    = 0.0
    statistics.variance([0.7, 1.9, 22.8, 1e9, 3.3e-9])
    = 1.999999974600001e+17
    statistics.variance([7.1, 7.2, 7.3, 7.1, 1e5])
    = 1999713010.303
    statistics.variance([5])
    = StatisticsError: variance requires at least two data points
    statistics.variance([1.25])
    = StatisticsError: variance requires at least two data points
    statistics.variance([])
    = StatisticsError: variance requires at least two data points
    statistics.variance([3037000500, -3037000500, 1])
    = 9.22337203700025e+18
    statistics.pvariance([0.1, 0.2, 0.3])
    = 0.006666666666666665
    statistics.pvariance([1e16, 1.0, -1e16])
    = 6.666666666666667e+31
    """###
