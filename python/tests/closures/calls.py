# SPDX-License-Identifier: Apache-2.0
"""Expressions over the language and the library, with the variables of one row.

s, t: str; i, j: int; f, g: float; l: list of int; ls: list of str; d: dict of str to int; a: anything; b: bytes.
"""

CALLS = r"""
s.upper()
s.lower()
s.title()
s.capitalize()
s.swapcase()
s.casefold()
s.strip()
s.strip(t)
s.lstrip(t)
s.rstrip(t)
s.split()
s.split(t)
s.split(t, 1)
s.split(None, 1)
s.rsplit(None, 1)
s.rsplit(t, 1)
s.rsplit(t)
s.split(t, i)
s.splitlines()
s.splitlines(True)
s.partition(t)
s.rpartition(t)
s.find(t)
s.find(t, i)
s.find(t, i, j)
s.rfind(t, i, j)
s.index(t)
s.rindex(t, 1)
s.count(t)
s.count(t, 1, -1)
s.replace(t, 'Q')
s.replace(t, 'Q', i)
s.replace('', '-')
s.startswith(t)
s.startswith((t, 'a'))
s.startswith(t, i)
s.endswith(t, i, j)
s.endswith(('a', t))
s.startswith(i)
s.endswith([t])
s.isdigit()
s.isalpha()
s.isalnum()
s.isdecimal()
s.isnumeric()
s.isspace()
s.isupper()
s.islower()
s.istitle()
s.isidentifier()
s.isprintable()
s.isascii()
s.zfill(i % 20)
s.zfill(i % 50 - 20)
s.ljust(i % 30, '*')
s.rjust(i % 30)
s.center(i % 30, 'é')
s.center(i % 30, t)
s.expandtabs()
s.expandtabs(4)
s.encode()
s.encode('utf-8')
s.encode('latin-1')
s.encode('ascii')
s.encode('ascii', 'ignore')
s.encode('ascii', 'replace')
s.encode('nope')
s.join(ls)
s.join(l)
s.join(t)
s.join([t, i])
s.removeprefix(t)
s.removesuffix(t)
s.translate({97: 'x', 98: None, 99: 100})
s.translate(str.maketrans('ab', 'xy', 'c'))
s.maketrans('ab', 'cd')
s.format()
s[i]
s[i:j]
s[i:]
s[:j]
s[i:j:2]
s[::-1]
s[i:j:-1]
s[i:j:i]
s[::0]
s[None]
s['a']
s[f]
s + t
s + i
s * i if abs(i) < 100 else s
s * (i % 7)
s % ()
s % i
s in t
i in s
s < t
s <= t
s == i
s < i
s > None
s == t
min(s, t)
max(s, default='z')
min(s)
sorted(s)
sorted(s, reverse=True)
sorted(ls, key=len)
sorted(ls, key=lambda q: (len(q), q), reverse=True)
sorted(l, key=lambda q: -q % 7)
sorted([s, i])
sorted(d)
sorted(d.items())
sorted(d.items(), key=lambda kv: kv[1])
sorted(a) if isinstance(a, (list, tuple, str)) else a
list(s)
tuple(s)
set(s) == set(t)
sorted(set(s) & set(t))
sorted(set(s) | set(t))
sorted(set(s) - set(t))
sorted(set(s) ^ set(t))
set(l) <= set([1, 2, 3])
set(l).isdisjoint({1, 2})
frozenset(l) == set(l)
len(s)
len(i)
len(a)
ord(s)
ord(s[0])
chr(i % 1000)
chr(i)
hex(i)
oct(i)
bin(i)
abs(i)
abs(a)
-a
+a
~a
not a
i + j
i - j
i * j
i // j
i % j
i / j
i ** 2
i ** (j % 5)
i ** j if abs(j) < 20 else 0
pow(i, 2, 7)
pow(i, 3, -5)
pow(i, -1, 7)
pow(2, j % 10)
pow(i, 2, 0)
divmod(i, j)
divmod(f, g)
divmod(f, i)
i << (j % 8)
i >> (j % 8)
i << j if j < 70 else 0
i >> j
i & j
i | j
i ^ j
~i
f & i
i & True
True + True
True | False
True & i
(i > 0) ^ (j > 0)
f + g
f - g
f * g
f / g
f // g
f % g
f ** 2
f ** g if abs(g) < 10 and f >= 0 else 0
g ** i if abs(i) < 10 else 0
i / f
i % f
i // f
f % i
f // i
i + f
i == f
i < f
f < i
f == g
round(f)
round(f, 1)
round(f, 2)
round(f, -1)
round(i, -1)
round(i, -2)
round(i, 2)
round(f, None)
round(s)
int(f)
int(s)
int(s, 16)
int(s, 36)
int(s, 1)
int('0x1f', 16)
int('0b11', 0)
int(' 12_3 ')
int(None)
int(l)
int(a)
float(s)
float(i)
float(a)
float('nan')
float('1_0.5')
float(' inf ')
float('-Infinity')
bool(a)
str(a)
repr(a)
str(f)
repr(f)
str(l)
repr(d)
repr(s)
repr(t)
ascii(s)
ascii(a)
str(b)
repr(b)
str(s, 'utf-8')
str(b, 'utf-8')
format(i, ',')
format(f, '.3f')
format(s, '>10')
format(a, '')
format(a, 'd')
format(i, '#x')
format(i, '#b')
format(i, '+,d')
format(i, '010,d')
format(i, '^+12')
format(i, 'c')
format(i, 's')
format(i, '.2')
format(i, 'n')
format(i, '%')
format(f, 'g')
format(f, 'e')
format(f, 'E')
format(f, 'G')
format(f, '010.2f')
format(f, '+.1e')
format(f, ',.2f')
format(f, '_.2f')
format(f, '%')
format(f, '.0f')
format(f, '#.0f')
format(f, 'd')
format(f, '.17g')
format(f, '.15')
format(f, '20')
format(f, '<20')
format(f, '=+20')
format(f, 'n')
format(f, ' ')
format(f, '-')
format(f, 'z')
format(s, '=10')
format(s, 'd')
format(s, '.3')
format(s, '*^15.2s')
format(l, '>10')
format(None, '>10')
format(True, 'd')
format(True, '')
format(True, '5')
f'{s!r:>20}'
f'{s!a}'
f'{i:>{abs(j) % 20}}'
f'{f:{abs(j) % 20}.{abs(i) % 5}f}'
f'{l}'
f'{d}'
f'{a}'
f'{a!r}'
f'{i=}'
f'{{{i}}}'
'{} {}'.format(i, s)
'{1} {0}'.format(i, s)
'{0[0]}'.format(l)
'{0.real}'.format(i)
'{x}'.format(x=i)
'{x!r:>10}'.format(x=s)
'{'.format(i)
'{} {}'.format(i)
'{a}'.format(b=i)
'%d' % f
'%d' % s
'%i %s' % (i, s)
'%x' % i
'%X' % i
'%o' % i
'%#x' % i
'%5.1f|' % f
'%-8d|' % i
'%+d' % i
'% d' % i
'%05d' % i
'%e' % f
'%g' % f
'%G' % f
'%.3s' % s
'%r' % s
'%a' % s
'%c' % (i % 100)
'%c' % s
'%%' % ()
'%s' % i
'%s %s' % s
'%s' % (i, j)
'%(a)s %(b)d' % {'a': s, 'b': i}
'%(z)s' % {'a': s}
'%z' % i
'%*d' % (5, i)
'%.*f' % (2, f)
l[i]
l[i:j]
l[::-1]
l[i:j:i]
l + ls
l + (1,)
l + s
l * (i % 4)
l * s
l == ls
l < [1, 2]
l < ls
l < (1,)
i in l
l.index(i)
l.count(i)
l.index(1, 1)
l.copy()
sum(l)
sum(ls)
sum(l, 0.5)
sum([f, g, i])
sum([[1], [2]], [])
max(l)
min(l)
max(l, key=lambda q: -q)
min(ls, key=len)
max(ls, key=lambda q: q[-1])
max(l, default=None)
max(i, s)
max([])
min(i)
max(i, f)
max(f, i)
min(f, g)
max(1, 1.0, True)
max(True, 1)
list(reversed(l))
list(reversed(s))
list(reversed(range(i % 10)))
list(reversed(d))
list(enumerate(s))
list(enumerate(l, 5))
list(zip(l, s))
list(zip(l, s, ls))
list(zip(l, s, strict=True))
list(map(str, l))
list(map(lambda p, q: p + q, l, l))
list(map(lambda p, q: (p, q), l, s))
list(filter(None, l))
list(filter(lambda q: q > 0, l))
list(range(i % 10))
list(range(i % 10, j % 10))
list(range(10, 0, -3))
list(range(0, 10, 0))
range(i % 10)[2]
i in range(0, 10, 2)
range(5) == range(0, 5, 1)
list(range(f))
any(l)
all(l)
any(q > 2 for q in l)
all(q > 2 for q in l)
sum(q for q in l if q % 2)
[q * 2 for q in l]
[(p, q) for p in l for q in s if p]
[[q for q in range(p % 4)] for p in l]
{q: len(q) for q in ls}
{q % 3 for q in l} == {0}
sorted({q % 3 for q in l})
{**d, 'z': 1}
{'z': 1, **d}
[*l, *ls]
(*l, 1)
{*l} == set(l)
list(q for q in s)
d[s]
d.get(s)
d.get(s, i)
d['missing']
d[l]
d.get(l)
list(d)
list(d.keys())
list(d.values())
list(d.items())
d.pop(s, None)
d.pop('missing')
d.popitem()
d.setdefault(s, 5)
d.copy()
d.update({'a': 1})
d == dict(d.items())
dict([(1, 2), (3, 4)])
dict(a=1, b=s)
dict(zip(ls, l))
dict.fromkeys(ls)
dict.fromkeys(l, 0)
dict(l)
d | {'a': 9}
d < d
s in d
len(d)
d.keys() == {'a'}
d.keys() & {'a', 'b'} == set()
sorted(d.keys() | {'a'})
{1: 'a', True: 'b', 1.0: 'c'}
{l: 1}
{(1, 2): s}[(1, 2)]
{1, 1.0, True}
{0.1, i} == {i, 0.1}
{l}
(i, s) < (j, t)
(i, s) < (i, i)
(i, None) < (i, None)
(i, None) < (j, None)
(i, s) == [i, s]
(1, 2) + (3,)
(1, 2) * (i % 3)
(1, 2)[i]
(1, 2, 3)[::2]
(1, 2).index(i)
None < None
None == None
None is a
a is None
a == None
a != None
a == a
a < a
a + a
a + 1
a * 2
a[0]
a[0:1]
a['a']
a()
a.upper()
a.foo
s.foo
s.foo()
l.foo()
None.foo
i.bit_length()
i.real
i.numerator
i.conjugate()
f.is_integer()
i.as_integer_ratio()
(i % 256).to_bytes(2, 'big')
int.from_bytes(b'\x01\x02', 'big')
i.bit_count()
b.decode()
b.decode('latin-1')
b.decode('ascii', 'replace')
b.hex()
b[0]
b[0:2]
b + b'x'
b + s
b * 2
b.upper()
b.split(b' ')
b.find(b'a')
b == s
list(b)
bytes([1, 2, 255])
bytes([256])
bytes(3)
bytes(s, 'utf-8')
b.startswith(b'a')
b < b'b'
hash(i) == hash(float(i))
hash(True) == hash(1)
hash(0.5) == 1152921504606846976
hash(-1)
hash(i)
hash(l)
hash(d)
hash((1, 2)) == hash((1, 2))
isinstance(a, (int, str))
isinstance(a, float)
isinstance(True, int)
isinstance(a, (list, tuple, dict))
isinstance(a, type(None))
type(a).__name__
type(a) is int
type(a) == type(i)
type(i) in (int, float)
callable(len)
next(iter(l))
next(iter(l), None)
next(iter(s))
next(iter([]))
math.sqrt(f)
math.sqrt(i)
math.floor(f)
math.ceil(f)
math.trunc(f)
math.log(f)
math.log(i, 2)
math.log2(i)
math.log10(f)
math.log1p(f)
math.exp(f)
math.expm1(f)
math.pow(f, g)
math.sin(f)
math.cos(f)
math.tan(f)
math.atan2(f, g)
math.asin(f)
math.acos(f)
math.atan(f)
math.sinh(f)
math.cosh(f)
math.tanh(f)
math.hypot(f, g)
math.fmod(f, g)
math.modf(f)
math.frexp(f)
math.ldexp(f, 3)
math.copysign(f, g)
math.gcd(i, j)
math.lcm(i % 100, j % 100)
math.factorial(i % 20)
math.factorial(i % 30)
math.perm(10, 3)
math.isnan(f)
math.isinf(f)
math.isfinite(f)
math.isclose(f, g)
math.fsum([f, g, 0.1])
math.prod(l)
math.degrees(f)
math.radians(f)
math.isqrt(i)
math.erf(f)
math.erfc(f)
math.pi
math.inf
math.nan
math.sqrt(s)
math.floor(s)
math.dist([1.0, 2.0], [f, g])
math.fabs(i)
math.remainder(f, g)
math.nextafter(f, g)
math.ulp(f)
math.cbrt(f)
math.exp2(f)
re.match(r'(\w+)\s*(\d*)', s).groups()
bool(re.match(r'[a-z]+', s))
bool(re.search('é', s))
re.findall(r'\w+', s)
re.findall(r'(\w)(\w)', s)
re.findall(r'', s)
re.sub(r'\s+', '_', s)
re.sub(r'(\w)', r'<\1>', s)
re.sub(r'(\w)', lambda m: m.group(1).upper(), s)
re.sub('a', 'b', s, count=1)
re.subn('a', 'b', s)
re.split(r'[ ,-]+', s)
re.split(r'([ ,-])', s)
re.split(r'', s)
re.fullmatch(r'.*', s) is not None
re.search(r'(?P<n>a)', s).group('n')
re.search('a', s).span()
re.search('a', s).start()
[m.group() for m in re.finditer(r'\w', s)]
re.escape(s)
re.compile(r'A', re.I).findall(s)
re.findall('a', s, re.IGNORECASE)
re.match('(', s)
re.match('[', s)
re.sub('a', r'\2', s)
re.findall(r'\b\w', s)
re.findall(r'^.', s, re.M)
bool(re.match(s, s))
bool(re.search(t, s))
re.findall(i, s)
re.findall('a', i)
json.loads('{"a": [1, 2.5, null, true, "é"]}')
json.loads(s)
json.loads(t)
json.dumps(a)
json.dumps(d)
json.dumps(l)
json.dumps(s)
json.dumps(f)
json.dumps({'a': i, 'b': s, 'c': None, 'd': [f]})
json.dumps(d, sort_keys=True)
json.dumps({'b': 1, 'a': [1, 2]}, indent=2)
json.dumps(d, ensure_ascii=False)
json.dumps(l, separators=(',', ':'))
json.dumps({1: 2, None: 3, True: 4, 1.5: 5})
json.dumps({(1, 2): 3})
json.dumps({1, 2})
json.dumps(b)
json.loads(json.dumps(d)) == d
json.loads('[1,')
json.loads('')
json.loads('nope')
json.loads('{"a": 1}')['b']
json.loads('12345678901234567890')
json.loads('1e5')
json.loads('NaN')
json.loads('"\\u00e9\\ud83d\\ude00"')
collections.Counter(s).most_common(2)
collections.Counter(s)['a']
collections.Counter(l)
dict(collections.Counter(ls))
collections.Counter(s) + collections.Counter(t)
collections.Counter(s) - collections.Counter(t)
sorted(collections.Counter(s).elements())
collections.defaultdict(int)
collections.OrderedDict([('a', 1)])
list(collections.deque(l, maxlen=2))
itertools.chain(l, s) and 1
list(itertools.chain(l, s))
list(itertools.chain.from_iterable([l, s]))
list(itertools.islice(l, 2))
list(itertools.accumulate(l))
list(itertools.accumulate(l, max))
list(itertools.combinations(s[:4], 2))
list(itertools.permutations(l[:3], 2))
list(itertools.product(l[:2], s[:2]))
list(itertools.groupby(s)) and 1
[(k, len(list(v))) for k, v in itertools.groupby(sorted(s))]
list(itertools.zip_longest(l, s, fillvalue=0))
list(itertools.takewhile(lambda q: q > 0, l))
list(itertools.dropwhile(lambda q: q > 0, l))
list(itertools.repeat(i, 3))
list(itertools.starmap(lambda p, q: p + q, [(1, 2)]))
list(itertools.compress(s, l))
list(itertools.pairwise(l))
list(itertools.combinations_with_replacement(l[:3], 2))
[next(c) for c in [itertools.cycle([1, 2])] for _ in range(3)]
functools.reduce(lambda p, q: p + q, l)
functools.reduce(lambda p, q: p * q, l, 1)
functools.reduce(operator.add, ls, '')
functools.partial(pow, 2)(3)
operator.add(i, j)
operator.itemgetter(0)(l)
operator.itemgetter(0, 1)(s)
operator.mul(s, 2)
operator.truediv(i, j)
operator.floordiv(i, j)
operator.mod(i, j)
operator.neg(a)
operator.contains(l, i)
operator.attrgetter('real')(i)
operator.methodcaller('upper')(s)
statistics.mean([q % 1000 for q in l])
statistics.median([q % 1000 for q in l])
statistics.mode(l)
datetime.date(2024, 2, 29)
datetime.date(2024, 13, 1)
datetime.date(2024, 2, i % 40)
datetime.datetime.strptime('2024-02-03 04:05', '%Y-%m-%d %H:%M')
datetime.datetime.strptime(s, '%Y')
datetime.date(2024, 2, 3).strftime('%d/%m/%Y %A %j %b')
datetime.datetime(2024, 2, 3, 4, 5, 6, 7).isoformat()
datetime.date.fromisoformat('2024-02-03')
datetime.date.fromisoformat(s)
str(datetime.datetime(2024, 2, 3, 4, 5, 6))
repr(datetime.datetime(2024, 2, 3, 4, 5, 6))
datetime.date(2024, 2, 3).weekday()
datetime.date(2024, 2, 3).isocalendar()[1]
(datetime.date(2024, 2, 3) - datetime.date(2023, 1, 1)).days
datetime.date(2024, 2, 3) < datetime.date(2024, 2, 4)
datetime.date(2024, 2, 3) < 5
datetime.date(2024, 2, 3).replace(year=2023)
datetime.datetime(2024, 2, 3).timestamp() and 1
datetime.datetime(2024, 2, 3, 4, 5).date()
string.ascii_letters
string.punctuation in s
string.capwords(s)
(lambda *p: p)(*l)
(lambda p, q=2, *r, k=3: (p, q, r, k))(1)
(lambda p, q=2: (p, q))(q=i, p=s)
(lambda p: p)()
(lambda p: p)(1, 2)
(lambda p: p)(z=1)
(lambda **k: sorted(k.items()))(**{'b': 1, 'a': 2})
[y := i, y ** 2][1] if abs(i) < 1000 else 0
i if s else j
i and s
i or s
s and l and d
1 < i < 10
1 < i > j
i == j == 0
i is None
not i
i.__add__(1)
s.__len__()
1 if a else 2
[p for p, *q in [s + 'ab']]
[q for p, *q in [(1, 2, 3)]]
[p for p, q in [s]]
[p for p, q in [(1, 2, 3)]]
[p for p, q in l]
heapq.nlargest(2, l)
heapq.nsmallest(2, l, key=lambda q: -q)
bisect.bisect_left([1, 3, 5], i)
random.Random(i % 100).random()
random.Random(5).randint(1, 10)
random.Random(5).choice(s)
random.Random(5).sample(range(10), 3)
random.Random(5).shuffle(l)
random.Random(1).gauss(0, 1)
random.Random(1).uniform(1, 2)
hashlib.md5(s.encode()).hexdigest()
hashlib.sha256(b).hexdigest()
copy.copy(l)
l.append(1)
l.extend(s)
l.extend(5)
l.insert(0, 1)
l.remove(1)
l.remove(99)
l.pop()
l.pop(0)
l.pop(99)
l.pop(s)
[].pop()
l.reverse()
l.sort()
l.sort(key=lambda q: -q)
l.sort(reverse=True)
ls.sort(key=len)
l.clear()
{1}.pop()
set().pop()
{1, 2}.union([3]) == {1, 2, 3}
{1, 2}.remove(3)
{1}.add(2)
{1}.add([2])
{1, 2} | [3]
{1, 2} - {2}
{1, 2} >= {1}
{1} < [1]
{1, 2}.issubset([1, 2, 3])
{1, 2}.symmetric_difference({2, 3}) == {1, 3}
frozenset([1, 2])
{frozenset([1]): 2}
{1: 2}[1.0]
{1: 2}[True]
{'a': 1}['b']
{1: 1}[2]
{(1, 'a'): 1}[(1, 'b')]
[1][True]
[1, 2]['a']
[1][10**3]
(1,)['a']
'abc'[10]
b'abc'[10]
int('99999999999999999999')
float('1e400')
1e308 * 10
i * 10 ** 18
10 ** 18 * i
-(-(2**63) + 0 * i)
abs(-(2**63) + 0 * i)
(-(2**63) + 0 * i) // -1
(-(2**63) + 0 * i) % -1
divmod(-(2**63) + 0 * i, -1)
int(1e19 + f * 0)
round(1e19)
int(float('nan'))
int(float('inf'))
round(float('nan'))
math.floor(float('inf'))
sum([2**62, 2**62])
2 ** -1
0 ** -1
0.0 ** -1
i % 0
i // 0
i / 0
f / 0
f % 0
f // 0
divmod(i, 0)
divmod(f, 0.0)
i << -1
i >> -1
1 << 62
1 << (63 + 0 * i)
0 << 100
1 >> 100
-1 >> 100
'a' * -1
[1] * -1
'a' < 1
'a' + 1
1 + 'a'
None + 1
1 + None
[] + 1
{} + {}
'a' - 'b'
'a' / 2
'a' * 'b'
'a' * 2.0
-'a'
~1.5
+None
None[0]
1[0]
len(None)
len(5)
5()
'a'()
int('a')
int('')
int('1.5')
float('a')
float('')
int([])
float([])
str(1, 2)
chr(-1)
chr(1114112)
chr('a')
ord('ab')
ord(1)
abs('a')
sum(5)
sum(['a'])
sum([1, 'a'])
max(5)
max(1, 'a')
sorted(5)
sorted([1, 'a'])
sorted([None, 1])
reversed(5)
enumerate(5)
zip(5)
range('a')
range(1.5)
round('a')
list(5)
tuple(5)
set([[]])
dict(5)
iter(5)
next(5)
isinstance(1, 5)
'abc'.split('')
'abc'.index('z')
'abc'.replace(1, 2)
'abc'.join(5)
','.join([1])
','.join(['a', None])
'abc'.startswith(1)
'abc'.find(1)
'abc'.strip(1)
'abc'.upper(1)
'abc'.zfill('a')
'abc'.center(5, 'ab')
[].index(1)
[1].remove(2)
[1].insert('a', 1)
[1, 'a'].sort()
{}.pop('a')
{}.popitem()
(1,).index(2)
1 in 5
1 in 'abc'
None in 'abc'
[] in {}
[] in set()
'a'.nope
(1).nope()
[].nope()
{}.nope()
(1,).nope
None.nope()
format(1, 'zz')
format(1.5, 'd')
format('a', 'd')
format([], 'd')
'{:d}'.format('a')
'%d' % 'a'
'%d' % None
'%f' % 'a'
'%s %s' % (1,)
'%s' % (1, 2)
'{0}'.format()
'{a}'.format()
int('1' * 30)
(1, 2)[5]
[1, 2][-5]
[][0]
''[0]
math.sqrt(-1)
math.log(0)
math.log(-1)
math.exp(1000)
math.factorial(-1)
math.factorial(1.5)
math.sqrt('a')
math.floor('a')
math.gcd(1.5, 2)
math.pow(0, -1)
math.acos(2)
math.fmod(1, 0)
math.isqrt(-1)
math.comb(-1, 2)
json.loads('{')
json.loads('[1 2]')
json.loads('{"a" 1}')
json.loads('tru')
json.loads('"abc')
json.loads(5)
json.dumps(len)
re.compile('(')
re.compile('*')
re.compile('[')
re.match('a', 5)
re.match('a', 'b').group()
re.match('a', 'a').group(1)
re.match('(?P<q>a)', 'a').groupdict()
datetime.date(2024, 0, 1)
datetime.date('a', 1, 1)
datetime.datetime(2024, 1, 1, 25)
datetime.datetime.strptime('x', '%Y')
operator.itemgetter(5)([1])
functools.reduce(lambda p, q: p + q, [])
collections.deque([1], 1).append(2)
collections.deque().pop()
next(iter([]), 5)
[p for p in 5]
[*5]
{**5}
(lambda p, q: p)(1)
(lambda: 1)(1)
(lambda p: p)(p=1, q=2)
'a b'.split(5)
'a'.encode('zz')
b'\xff'.decode()
b'\xff'.decode('ascii')
'é'.encode('ascii')
bytes([300])
bytes('a')
'a' in 5
5 in None
'abc'['a']
{1: 2}.get([])
set([1]).remove(5)
list(zip([1], [1, 2], strict=True))
int('12', 99)
int(1.5, 10)
round(1.5, 'a')
pow(2, -1, 4)
pow(2, 3, 0)
divmod(1, 'a')
divmod(1, 0)
1 < 'a'
1 < None
[] < ()
{} < {}
{1} < 1
(1, 'a') < (1, 2)
[1, None] < [1, 2]
hash(f) if f == f else 0
hash((i, f, True)) if f == f else 0
len(range(i % 1000, j))
list(itertools.islice(itertools.count(i % 1000), 3))
""".strip().split("\n")
