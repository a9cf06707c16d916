// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textualCases2 = ###"""
    urllib.parse.urlsplit('').username
    = None
    urllib.parse.urlsplit('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag').username
    = 'user'
    urllib.parse.urlsplit('//host/path').username
    = None
    urllib.parse.urlsplit('/a/b?x').username
    = None
    urllib.parse.urlsplit('mailto:a@b.c').username
    = None
    urllib.parse.urlsplit('http://[::1]:80/').username
    = None
    urllib.parse.urlsplit('http://a:99999/').username
    = None
    urllib.parse.urlsplit('HTTP://A.b').username
    = None
    urllib.parse.urlsplit('a;b;c/d;e').username
    = None
    urllib.parse.urlsplit('http://h?q#').username
    = None
    urllib.parse.urlsplit('http://a:b/').username
    = None
    urllib.parse.urlsplit(' http://x/y ').username
    = None
    urllib.parse.urlsplit('svn+ssh://h/p').username
    = None
    urllib.parse.urlsplit('1http://x').username
    = None
    urllib.parse.urlsplit('').password
    = None
    urllib.parse.urlsplit('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag').password
    = 'p%40ss'
    urllib.parse.urlsplit('//host/path').password
    = None
    urllib.parse.urlsplit('/a/b?x').password
    = None
    urllib.parse.urlsplit('mailto:a@b.c').password
    = None
    urllib.parse.urlsplit('http://[::1]:80/').password
    = None
    urllib.parse.urlsplit('http://a:99999/').password
    = None
    urllib.parse.urlsplit('HTTP://A.b').password
    = None
    urllib.parse.urlsplit('a;b;c/d;e').password
    = None
    urllib.parse.urlsplit('http://h?q#').password
    = None
    urllib.parse.urlsplit('http://a:b/').password
    = None
    urllib.parse.urlsplit(' http://x/y ').password
    = None
    urllib.parse.urlsplit('svn+ssh://h/p').password
    = None
    urllib.parse.urlsplit('1http://x').password
    = None
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g')
    = 'http://a/b/c/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', './g')
    = 'http://a/b/c/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g/')
    = 'http://a/b/c/g/'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '/g')
    = 'http://a/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '//g')
    = 'http://g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '?y')
    = 'http://a/b/c/d;p?y'
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g?y')
    = 'http://a/b/c/g?y'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '#s')
    = 'http://a/b/c/d;p?q#s'
    urllib.parse.urljoin('http://a/b/c/d;p?q', ';x')
    = 'http://a/b/c/;x'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '..')
    = 'http://a/b/'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '../g')
    = 'http://a/b/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '../../g')
    = 'http://a/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '../../../g')
    = 'http://a/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g:h')
    = 'g:h'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '')
    = 'http://a/b/c/d;p?q'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '.')
    = 'http://a/b/c/'
    urllib.parse.urljoin('http://a/b/c/d;p?q', './')
    = 'http://a/b/c/'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '/./g')
    = 'http://a/g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g.')
    = 'http://a/b/c/g.'
    urllib.parse.urljoin('http://a/b/c/d;p?q', '..g')
    = 'http://a/b/c/..g'
    urllib.parse.urljoin('http://a/b/c/d;p?q', './g/.')
    = 'http://a/b/c/g/'
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g/../h')
    = 'http://a/b/c/h'
    urllib.parse.urljoin('http://a/b/c/d;p?q', 'g;x=1/../y')
    = 'http://a/b/c/y'
    urllib.parse.urljoin('', 'x/y')
    = 'x/y'
    urllib.parse.urljoin('a/b', 'x/y')
    = 'a/x/y'
    urllib.parse.urljoin('/a', 'x/y')
    = '/x/y'
    urllib.parse.urljoin('mailto:x', 'x/y')
    = 'x/y'
    urllib.parse.urljoin('ftp://h', 'x/y')
    = 'ftp://h/x/y'
    urllib.parse.urljoin('http://h/a/', 'x/y')
    = 'http://h/a/x/y'
    urllib.parse.urlparse('http://a/b?c')
    = ParseResult(scheme='http', netloc='a', path='/b', params='', query='c', fragment='')
    urllib.parse.urldefrag('http://a#b')
    = DefragResult(url='http://a', fragment='b')
    urllib.parse.urldefrag('a')
    = DefragResult(url='a', fragment='')
    urllib.parse.urlunsplit(('http', 'h', 'p', 'q', ''))
    = 'http://h/p?q'
    urllib.parse.urlunparse(('', '', '/a', 'b', '', 'c'))
    = '/a;b#c'
    urllib.parse.quote('a b/c&d=é~')
    = 'a%20b/c%26d%3D%C3%A9~'
    urllib.parse.quote('%41%zz%e9%C3%A9+')
    = '%2541%25zz%25e9%25C3%25A9%2B'
    urllib.parse.quote('')
    = ''
    urllib.parse.quote(b'\xff a')
    = '%FF%20a'
    urllib.parse.quote(5)
    = TypeError: quote_from_bytes() expected bytes
    urllib.parse.quote('100%')
    = '100%25'
    urllib.parse.quote_plus('a b/c&d=é~')
    = 'a+b%2Fc%26d%3D%C3%A9~'
    urllib.parse.quote_plus('%41%zz%e9%C3%A9+')
    = '%2541%25zz%25e9%25C3%25A9%2B'
    urllib.parse.quote_plus('')
    = ''
    urllib.parse.quote_plus(b'\xff a')
    = '%FF+a'
    urllib.parse.quote_plus(5)
    = TypeError: quote_from_bytes() expected bytes
    urllib.parse.quote_plus('100%')
    = '100%25'
    urllib.parse.unquote('a b/c&d=é~')
    = 'a b/c&d=é~'
    urllib.parse.unquote('%41%zz%e9%C3%A9+')
    = 'A%zz�é+'
    urllib.parse.unquote('')
    = ''
    urllib.parse.unquote(b'\xff a')
    = '� a'
    urllib.parse.unquote(5)
    = TypeError: argument of type 'int' is not iterable
    urllib.parse.unquote('100%')
    = '100%'
    urllib.parse.unquote_plus('a b/c&d=é~')
    = 'a b/c&d=é~'
    urllib.parse.unquote_plus('%41%zz%e9%C3%A9+')
    = 'A%zz�é '
    urllib.parse.unquote_plus('')
    = ''
    urllib.parse.unquote_plus(b'\xff a')
    = TypeError: a bytes-like object is required, not 'str'
    urllib.parse.unquote_plus(5)
    = AttributeError: 'int' object has no attribute 'replace'
    urllib.parse.unquote_plus('100%')
    = '100%'
    urllib.parse.unquote_to_bytes('a b/c&d=é~')
    = b'a b/c&d=\xc3\xa9~'
    urllib.parse.unquote_to_bytes('%41%zz%e9%C3%A9+')
    = b'A%zz\xe9\xc3\xa9+'
    urllib.parse.unquote_to_bytes('')
    = b''
    urllib.parse.unquote_to_bytes(b'\xff a')
    = b'\xff a'
    urllib.parse.unquote_to_bytes(5)
    = AttributeError: 'int' object has no attribute 'split'
    urllib.parse.unquote_to_bytes('100%')
    = b'100%'
    urllib.parse.quote('a/b', safe='')
    = 'a%2Fb'
    urllib.parse.quote('é', encoding='latin-1')
    = '%E9'
    urllib.parse.unquote('%e9', 'latin-1')
    = 'é'
    urllib.parse.quote_from_bytes(b'a b')
    = 'a%20b'
    urllib.parse.urlencode({'a': 1, 'b c': 'é&'})
    = 'a=1&b+c=%C3%A9%26'
    urllib.parse.urlencode([('a', [1, 2]), ('b', 'xy')], doseq=True)
    = 'a=1&a=2&b=xy'
    urllib.parse.urlencode([('a', [1, 2])])
    = 'a=%5B1%2C+2%5D'
    urllib.parse.urlencode({'a': None, 'b': True}, safe='/')
    = 'a=None&b=True'
    urllib.parse.parse_qs('a=1&b=2&a=3')
    = {'a': ['1', '3'], 'b': ['2']}
    urllib.parse.parse_qs('a=&b')
    = {}
    urllib.parse.parse_qs('a=&b', True)
    = {'a': [''], 'b': ['']}
    urllib.parse.parse_qs('a=%20+c;d=1')
    = {'a': ['  c;d=1']}
    urllib.parse.parse_qs('')
    = {}
    urllib.parse.parse_qs('a=1;b=2', separator=';')
    = {'a': ['1'], 'b': ['2']}
    urllib.parse.parse_qs('a=b=c&&d=1')
    = {'a': ['b=c'], 'd': ['1']}
    urllib.parse.parse_qs('b', strict_parsing=True)
    = ValueError: bad query field: 'b'
    urllib.parse.parse_qs('a=1&b=2', max_num_fields=1)
    = ValueError: Max number of fields exceeded
    urllib.parse.parse_qsl('a=1&b=2&a=3')
    = [('a', '1'), ('b', '2'), ('a', '3')]
    urllib.parse.parse_qsl('a=&b')
    = []
    urllib.parse.parse_qsl('a=&b', True)
    = [('a', ''), ('b', '')]
    urllib.parse.parse_qsl('a=%20+c;d=1')
    = [('a', '  c;d=1')]
    urllib.parse.parse_qsl('')
    = []
    urllib.parse.parse_qsl('a=1;b=2', separator=';')
    = [('a', '1'), ('b', '2')]
    urllib.parse.parse_qsl('a=b=c&&d=1')
    = [('a', 'b=c'), ('d', '1')]
    urllib.parse.parse_qsl('b', strict_parsing=True)
    = ValueError: bad query field: 'b'
    urllib.parse.parse_qsl('a=1&b=2', max_num_fields=1)
    = ValueError: Max number of fields exceeded
    list(csv.reader(['a,b,c']))
    = [['a', 'b', 'c']]
    list(csv.reader(['a,"b,c",d']))
    = [['a', 'b,c', 'd']]
    list(csv.reader(['"a""b",c']))
    = [['a"b', 'c']]
    list(csv.reader(['a,b\n', 'c\n']))
    = [['a', 'b'], ['c']]
    list(csv.reader(['"a\n', 'b",c']))
    = [['a\nb', 'c']]
    list(csv.reader(['']))
    = [[]]
    list(csv.reader([' a , b ']))
    = [[' a ', ' b ']]
    list(csv.reader(['"a"b,c']))
    = [['ab', 'c']]
    list(csv.reader(['a"b"']))
    = [['a"b"']]
    list(csv.reader(['a\rb']))
    = Error: new-line character seen in unquoted field - do you need to open the file in universal-newline mode?
    list(csv.reader(['1,2.5,x']))
    = [['1', '2.5', 'x']]
    list(csv.reader(['a|b']))
    = [['a|b']]
    list(csv.reader(['a\\,b']))
    = [['a\\', 'b']]
    list(csv.reader([5]))
    = Error: iterator should return strings, not int (the file should be opened in text mode)
    list(csv.reader(['"a']))
    = [['a']]
    list(csv.reader(['a;"b;c";  1'], delimiter=';'))
    = [['a', 'b;c', '  1']]
    list(csv.reader(['a;"b;c";  1'], delimiter=';', quotechar=None, quoting=csv.QUOTE_NONE))
    = [['a', '"b', 'c"', '  1']]
    list(csv.reader(['a;"b;c";  1'], delimiter=';', skipinitialspace=True))
    = [['a', 'b;c', '1']]
    list(csv.reader(['a;"b;c";  1'], dialect='excel-tab'))
    = [['a;"b;c";  1']]
    list(csv.reader(['a;"b;c";  1'], dialect='none'))
    = Error: unknown dialect
    list(csv.reader(['a;"b;c";  1'], delimiter='ab'))
    = TypeError: "delimiter" must be a 1-character string
    list(csv.reader(['a;"b;c";  1'], nope=1))
    = TypeError: 'nope' is an invalid keyword argument for this function
    list(csv.reader(['a;"b;c";  1'], delimiter=';', quoting=csv.QUOTE_NONE))
    = [['a', '"b', 'c"', '  1']]
    list(csv.reader(['1,"2",3.5'], quoting=csv.QUOTE_NONNUMERIC))
    = [[1.0, '2', 3.5]]
    list(csv.reader(['a!,b,c'], escapechar='!'))
    = [['a,b', 'c']]
    list(csv.reader(['"a"b'], strict=True))
    = Error: ',' expected after '"'
    list(csv.DictReader(['a,b', '1,2', '3', '4,5,6']))
    = [{'a': '1', 'b': '2'}, {'a': '3', 'b': None}, {'a': '4', 'b': '5', None: ['6']}]
    list(csv.DictReader(['1,2'], fieldnames=['x', 'y']))
    = [{'x': '1', 'y': '2'}]
    csv.DictReader(['a,b']).fieldnames
    = ['a', 'b']
    list(csv.DictReader(['a,b', '1'], restval='-'))
    = [{'a': '1', 'b': '-'}]
    list(csv.reader(io.StringIO('a,b\nc,d\n')))
    = [['a', 'b'], ['c', 'd']]
    (lambda s: (csv.writer(s).writerow([1, 'a', 2.5, None, True]), s.getvalue()))(io.StringIO())
    = (15, '1,a,2.5,,True\r\n')
    (lambda s: (csv.writer(s).writerow(['a,b', 'c"d', ' e']), s.getvalue()))(io.StringIO())
    = (17, '"a,b","c""d", e\r\n')
    (lambda s: (csv.writer(s).writerow(['']), s.getvalue()))(io.StringIO())
    = (4, '""\r\n')
    (lambda s: (csv.writer(s).writerow(['', '']), s.getvalue()))(io.StringIO())
    = (3, ',\r\n')
    (lambda s: (csv.writer(s).writerow([]), s.getvalue()))(io.StringIO())
    = (2, '\r\n')
    (lambda s: (csv.writer(s, quoting=csv.QUOTE_ALL).writerow([1, 'a']), s.getvalue()))(io.StringIO())
    = (9, '"1","a"\r\n')
    (lambda s: (csv.writer(s, quoting=csv.QUOTE_NONNUMERIC).writerow([1, 'a', 2.5]), s.getvalue()))(io.StringIO())
    = (11, '1,"a",2.5\r\n')
    (lambda s: (csv.writer(s, delimiter='|', lineterminator='!').writerow(['a', 'b|c']), s.getvalue()))(io.StringIO())
    = (8, 'a|"b|c"!')
    (lambda s: (csv.writer(s, quoting=csv.QUOTE_NONE).writerow(['a,b']), s.getvalue()))(io.StringIO())
    = Error: need to escape, but no escapechar set
    (lambda s: (csv.writer(s).writerow(5), s.getvalue()))(io.StringIO())
    = Error: iterable expected, not int
    (lambda s: (csv.writer(s, dialect='unix').writerow(['a']), s.getvalue()))(io.StringIO())
    = (4, '"a"\n')
    (lambda s: (csv.writer(s).writerows([[1, 2], 'ab']), s.getvalue()))(io.StringIO())
    = (None, '1,2\r\na,b\r\n')
    io.StringIO('a\nb').readlines()
    = ['a\n', 'b']
    (lambda s: (s.write('é'), s.write('x'), s.getvalue()))(io.StringIO())
    = (1, 1, 'éx')
    io.StringIO('abc').read(2)
    = 'ab'
    io.StringIO('a\nb').readline()
    = 'a\n'
    io.StringIO(5)
    = TypeError: initial_value must be str or None, not int
    uuid.UUID('{12345678-1234-5678-1234-567812345678}')
    = UUID('12345678-1234-5678-1234-567812345678')
    str(uuid.UUID('urn:uuid:12345678123456781234567812345678'))
    = '12345678-1234-5678-1234-567812345678'
    uuid.UUID(int=5)
    = UUID('00000000-0000-0000-0000-000000000005')
    uuid.UUID(bytes=b'0123456789abcdef').hex
    = '30313233343536373839616263646566'
    uuid.UUID(bytes_le=b'0123456789abcdef').hex
    = '33323130353437363839616263646566'
    uuid.UUID('12')
    = ValueError: badly formed hexadecimal UUID string
    uuid.UUID()
    = TypeError: one of the hex, bytes, bytes_le, fields, or int arguments must be given
    uuid.UUID(int=-1)
    = ValueError: int is out of range (need a 128-bit value)
    uuid.uuid5(uuid.NAMESPACE_DNS, 'python.org')
    = UUID('886313e1-3b8a-5372-9b90-0c9aee199e5d')
    uuid.uuid3(uuid.NAMESPACE_URL, 'python.org')
    = UUID('22fe6191-c161-3d86-a432-a81f343eda08')
    uuid.uuid5(uuid.NAMESPACE_OID, 'é').version
    = 5
    uuid.UUID('12345678-1234-5678-1234-567812345678').int
    = 24197857161011715162171839636988778104
    uuid.UUID(int=1) < uuid.UUID(int=2)
    = True
    uuid.UUID(int=1) == uuid.UUID(int=1)
    = True
    uuid.UUID('12345678-1234-5678-8234-567812345678').variant
    = 'specified in RFC 4122'
    uuid.UUID(int=3).urn
    = 'urn:uuid:00000000-0000-0000-0000-000000000003'
    len(set([uuid.UUID(int=1), uuid.UUID(int=1)]))
    = 1
    uuid.uuid4().version
    = 4
    uuid.UUID('zz345678-1234-5678-1234-567812345678')
    = ValueError: invalid literal for int() with base 16: 'zz345678123456781234567812345678'
    """###
