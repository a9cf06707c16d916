// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let textualCases1 = ###"""
    os.path.split('')
    = ('', '')
    os.path.split('/')
    = ('/', '')
    os.path.split('a')
    = ('', 'a')
    os.path.split('a/b.txt')
    = ('a', 'b.txt')
    os.path.split('/a/b/')
    = ('/a/b', '')
    os.path.split('a//b/../c.tar.gz')
    = ('a//b/..', 'c.tar.gz')
    os.path.split('../a/./b')
    = ('../a/.', 'b')
    os.path.split('.bashrc')
    = ('', '.bashrc')
    os.path.split('a/..b.c')
    = ('a', '..b.c')
    os.path.split(b'a/b')
    = (b'a', b'b')
    os.path.split('//a/b')
    = ('//a', 'b')
    os.path.split('///a')
    = ('///', 'a')
    os.path.split('/..')
    = ('/', '..')
    os.path.split('a.')
    = ('', 'a.')
    os.path.split(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.basename('')
    = ''
    os.path.basename('/')
    = ''
    os.path.basename('a')
    = 'a'
    os.path.basename('a/b.txt')
    = 'b.txt'
    os.path.basename('/a/b/')
    = ''
    os.path.basename('a//b/../c.tar.gz')
    = 'c.tar.gz'
    os.path.basename('../a/./b')
    = 'b'
    os.path.basename('.bashrc')
    = '.bashrc'
    os.path.basename('a/..b.c')
    = '..b.c'
    os.path.basename(b'a/b')
    = b'b'
    os.path.basename('//a/b')
    = 'b'
    os.path.basename('///a')
    = 'a'
    os.path.basename('/..')
    = '..'
    os.path.basename('a.')
    = 'a.'
    os.path.basename(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.dirname('')
    = ''
    os.path.dirname('/')
    = '/'
    os.path.dirname('a')
    = ''
    os.path.dirname('a/b.txt')
    = 'a'
    os.path.dirname('/a/b/')
    = '/a/b'
    os.path.dirname('a//b/../c.tar.gz')
    = 'a//b/..'
    os.path.dirname('../a/./b')
    = '../a/.'
    os.path.dirname('.bashrc')
    = ''
    os.path.dirname('a/..b.c')
    = 'a'
    os.path.dirname(b'a/b')
    = b'a'
    os.path.dirname('//a/b')
    = '//a'
    os.path.dirname('///a')
    = '///'
    os.path.dirname('/..')
    = '/'
    os.path.dirname('a.')
    = ''
    os.path.dirname(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.splitext('')
    = ('', '')
    os.path.splitext('/')
    = ('/', '')
    os.path.splitext('a')
    = ('a', '')
    os.path.splitext('a/b.txt')
    = ('a/b', '.txt')
    os.path.splitext('/a/b/')
    = ('/a/b/', '')
    os.path.splitext('a//b/../c.tar.gz')
    = ('a//b/../c.tar', '.gz')
    os.path.splitext('../a/./b')
    = ('../a/./b', '')
    os.path.splitext('.bashrc')
    = ('.bashrc', '')
    os.path.splitext('a/..b.c')
    = ('a/..b', '.c')
    os.path.splitext(b'a/b')
    = (b'a/b', b'')
    os.path.splitext('//a/b')
    = ('//a/b', '')
    os.path.splitext('///a')
    = ('///a', '')
    os.path.splitext('/..')
    = ('/..', '')
    os.path.splitext('a.')
    = ('a', '.')
    os.path.splitext(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.normpath('')
    = '.'
    os.path.normpath('/')
    = '/'
    os.path.normpath('a')
    = 'a'
    os.path.normpath('a/b.txt')
    = 'a/b.txt'
    os.path.normpath('/a/b/')
    = '/a/b'
    os.path.normpath('a//b/../c.tar.gz')
    = 'a/c.tar.gz'
    os.path.normpath('../a/./b')
    = '../a/b'
    os.path.normpath('.bashrc')
    = '.bashrc'
    os.path.normpath('a/..b.c')
    = 'a/..b.c'
    os.path.normpath(b'a/b')
    = b'a/b'
    os.path.normpath('//a/b')
    = '//a/b'
    os.path.normpath('///a')
    = '/a'
    os.path.normpath('/..')
    = '/'
    os.path.normpath('a.')
    = 'a.'
    os.path.normpath(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.isabs('')
    = False
    os.path.isabs('/')
    = True
    os.path.isabs('a')
    = False
    os.path.isabs('a/b.txt')
    = False
    os.path.isabs('/a/b/')
    = True
    os.path.isabs('a//b/../c.tar.gz')
    = False
    os.path.isabs('../a/./b')
    = False
    os.path.isabs('.bashrc')
    = False
    os.path.isabs('a/..b.c')
    = False
    os.path.isabs(b'a/b')
    = False
    os.path.isabs('//a/b')
    = True
    os.path.isabs('///a')
    = True
    os.path.isabs('/..')
    = True
    os.path.isabs('a.')
    = False
    os.path.isabs(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.splitdrive('')
    = ('', '')
    os.path.splitdrive('/')
    = ('', '/')
    os.path.splitdrive('a')
    = ('', 'a')
    os.path.splitdrive('a/b.txt')
    = ('', 'a/b.txt')
    os.path.splitdrive('/a/b/')
    = ('', '/a/b/')
    os.path.splitdrive('a//b/../c.tar.gz')
    = ('', 'a//b/../c.tar.gz')
    os.path.splitdrive('../a/./b')
    = ('', '../a/./b')
    os.path.splitdrive('.bashrc')
    = ('', '.bashrc')
    os.path.splitdrive('a/..b.c')
    = ('', 'a/..b.c')
    os.path.splitdrive(b'a/b')
    = (b'', b'a/b')
    os.path.splitdrive('//a/b')
    = ('', '//a/b')
    os.path.splitdrive('///a')
    = ('', '///a')
    os.path.splitdrive('/..')
    = ('', '/..')
    os.path.splitdrive('a.')
    = ('', 'a.')
    os.path.splitdrive(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.normcase('')
    = ''
    os.path.normcase('/')
    = '/'
    os.path.normcase('a')
    = 'a'
    os.path.normcase('a/b.txt')
    = 'a/b.txt'
    os.path.normcase('/a/b/')
    = '/a/b/'
    os.path.normcase('a//b/../c.tar.gz')
    = 'a//b/../c.tar.gz'
    os.path.normcase('../a/./b')
    = '../a/./b'
    os.path.normcase('.bashrc')
    = '.bashrc'
    os.path.normcase('a/..b.c')
    = 'a/..b.c'
    os.path.normcase(b'a/b')
    = b'a/b'
    os.path.normcase('//a/b')
    = '//a/b'
    os.path.normcase('///a')
    = '///a'
    os.path.normcase('/..')
    = '/..'
    os.path.normcase('a.')
    = 'a.'
    os.path.normcase(5)
    = TypeError: expected str, bytes or os.PathLike object, not int
    os.path.join('', 'x')
    = 'x'
    os.path.join('', '/x')
    = '/x'
    os.path.join('', '')
    = ''
    os.path.join('', 'x', 'y')
    = 'x/y'
    os.path.join('', b'x')
    = TypeError: Can't mix strings and bytes in path components
    os.path.join('/', 'x')
    = '/x'
    os.path.join('/', '/x')
    = '/x'
    os.path.join('/', '')
    = '/'
    os.path.join('/', 'x', 'y')
    = '/x/y'
    os.path.join('/', b'x')
    = TypeError: Can't mix strings and bytes in path components
    os.path.join('a', 'x')
    = 'a/x'
    os.path.join('a', '/x')
    = '/x'
    os.path.join('a', '')
    = 'a/'
    os.path.join('a', 'x', 'y')
    = 'a/x/y'
    os.path.join('a', b'x')
    = TypeError: Can't mix strings and bytes in path components
    os.path.join('a/b.txt', 'x')
    = 'a/b.txt/x'
    os.path.join('a/b.txt', '/x')
    = '/x'
    os.path.join('a/b.txt', '')
    = 'a/b.txt/'
    os.path.join('a/b.txt', 'x', 'y')
    = 'a/b.txt/x/y'
    os.path.join('a/b.txt', b'x')
    = TypeError: Can't mix strings and bytes in path components
    os.path.join('/a/b/', 'x')
    = '/a/b/x'
    os.path.join('/a/b/', '/x')
    = '/x'
    os.path.join('/a/b/', '')
    = '/a/b/'
    os.path.join('/a/b/', 'x', 'y')
    = '/a/b/x/y'
    os.path.join('/a/b/', b'x')
    = TypeError: Can't mix strings and bytes in path components
    os.path.join('a//b/../c.tar.gz', 'x')
    = 'a//b/../c.tar.gz/x'
    os.path.join('a//b/../c.tar.gz', '/x')
    = '/x'
    os.path.join('a//b/../c.tar.gz', '')
    = 'a//b/../c.tar.gz/'
    os.path.join('a//b/../c.tar.gz', 'x', 'y')
    = 'a//b/../c.tar.gz/x/y'
    os.path.join('a//b/../c.tar.gz', b'x')
    = TypeError: Can't mix strings and bytes in path components
    os.path.commonpath(['/a/b/c', '/a/b/d'])
    = '/a/b'
    os.path.commonpath(['a', '/b'])
    = ValueError: Can't mix absolute and relative paths
    os.path.commonpath([])
    = ValueError: commonpath() arg is an empty sequence
    os.path.commonprefix(['/abc', '/abd'])
    = '/ab'
    os.path.commonprefix([])
    = ''
    os.path.sep
    = '/'
    tuple(urllib.parse.urlsplit(''))
    = ('', '', '', '', '')
    tuple(urllib.parse.urlsplit('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag'))
    = ('http', 'user:p%40ss@Example.com:8080', '/a/b;c', 'q=1&r=%20', 'frag')
    tuple(urllib.parse.urlsplit('//host/path'))
    = ('', 'host', '/path', '', '')
    tuple(urllib.parse.urlsplit('/a/b?x'))
    = ('', '', '/a/b', 'x', '')
    tuple(urllib.parse.urlsplit('mailto:a@b.c'))
    = ('mailto', '', 'a@b.c', '', '')
    tuple(urllib.parse.urlsplit('http://[::1]:80/'))
    = ('http', '[::1]:80', '/', '', '')
    tuple(urllib.parse.urlsplit('http://a:99999/'))
    = ('http', 'a:99999', '/', '', '')
    tuple(urllib.parse.urlsplit('HTTP://A.b'))
    = ('http', 'A.b', '', '', '')
    tuple(urllib.parse.urlsplit('a;b;c/d;e'))
    = ('', '', 'a;b;c/d;e', '', '')
    tuple(urllib.parse.urlsplit('http://h?q#'))
    = ('http', 'h', '', 'q', '')
    tuple(urllib.parse.urlsplit('http://a:b/'))
    = ('http', 'a:b', '/', '', '')
    tuple(urllib.parse.urlsplit(' http://x/y '))
    = ('http', 'x', '/y ', '', '')
    tuple(urllib.parse.urlsplit('svn+ssh://h/p'))
    = ('svn+ssh', 'h', '/p', '', '')
    tuple(urllib.parse.urlsplit('1http://x'))
    = ('', '', '1http://x', '', '')
    tuple(urllib.parse.urlparse(''))
    = ('', '', '', '', '', '')
    tuple(urllib.parse.urlparse('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag'))
    = ('http', 'user:p%40ss@Example.com:8080', '/a/b', 'c', 'q=1&r=%20', 'frag')
    tuple(urllib.parse.urlparse('//host/path'))
    = ('', 'host', '/path', '', '', '')
    tuple(urllib.parse.urlparse('/a/b?x'))
    = ('', '', '/a/b', '', 'x', '')
    tuple(urllib.parse.urlparse('mailto:a@b.c'))
    = ('mailto', '', 'a@b.c', '', '', '')
    tuple(urllib.parse.urlparse('http://[::1]:80/'))
    = ('http', '[::1]:80', '/', '', '', '')
    tuple(urllib.parse.urlparse('http://a:99999/'))
    = ('http', 'a:99999', '/', '', '', '')
    tuple(urllib.parse.urlparse('HTTP://A.b'))
    = ('http', 'A.b', '', '', '', '')
    tuple(urllib.parse.urlparse('a;b;c/d;e'))
    = ('', '', 'a;b;c/d', 'e', '', '')
    tuple(urllib.parse.urlparse('http://h?q#'))
    = ('http', 'h', '', '', 'q', '')
    tuple(urllib.parse.urlparse('http://a:b/'))
    = ('http', 'a:b', '/', '', '', '')
    tuple(urllib.parse.urlparse(' http://x/y '))
    = ('http', 'x', '/y ', '', '', '')
    tuple(urllib.parse.urlparse('svn+ssh://h/p'))
    = ('svn+ssh', 'h', '/p', '', '', '')
    tuple(urllib.parse.urlparse('1http://x'))
    = ('', '', '1http://x', '', '', '')
    urllib.parse.urlsplit('').geturl()
    = ''
    urllib.parse.urlsplit('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag').geturl()
    = 'http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag'
    urllib.parse.urlsplit('//host/path').geturl()
    = '//host/path'
    urllib.parse.urlsplit('/a/b?x').geturl()
    = '/a/b?x'
    urllib.parse.urlsplit('mailto:a@b.c').geturl()
    = 'mailto:a@b.c'
    urllib.parse.urlsplit('http://[::1]:80/').geturl()
    = 'http://[::1]:80/'
    urllib.parse.urlsplit('http://a:99999/').geturl()
    = 'http://a:99999/'
    urllib.parse.urlsplit('HTTP://A.b').geturl()
    = 'http://A.b'
    urllib.parse.urlsplit('a;b;c/d;e').geturl()
    = 'a;b;c/d;e'
    urllib.parse.urlsplit('http://h?q#').geturl()
    = 'http://h?q'
    urllib.parse.urlsplit('http://a:b/').geturl()
    = 'http://a:b/'
    urllib.parse.urlsplit(' http://x/y ').geturl()
    = 'http://x/y '
    urllib.parse.urlsplit('svn+ssh://h/p').geturl()
    = 'svn+ssh://h/p'
    urllib.parse.urlsplit('1http://x').geturl()
    = '1http://x'
    urllib.parse.urlparse('').geturl()
    = ''
    urllib.parse.urlparse('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag').geturl()
    = 'http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag'
    urllib.parse.urlparse('//host/path').geturl()
    = '//host/path'
    urllib.parse.urlparse('/a/b?x').geturl()
    = '/a/b?x'
    urllib.parse.urlparse('mailto:a@b.c').geturl()
    = 'mailto:a@b.c'
    urllib.parse.urlparse('http://[::1]:80/').geturl()
    = 'http://[::1]:80/'
    urllib.parse.urlparse('http://a:99999/').geturl()
    = 'http://a:99999/'
    urllib.parse.urlparse('HTTP://A.b').geturl()
    = 'http://A.b'
    urllib.parse.urlparse('a;b;c/d;e').geturl()
    = 'a;b;c/d;e'
    urllib.parse.urlparse('http://h?q#').geturl()
    = 'http://h?q'
    urllib.parse.urlparse('http://a:b/').geturl()
    = 'http://a:b/'
    urllib.parse.urlparse(' http://x/y ').geturl()
    = 'http://x/y '
    urllib.parse.urlparse('svn+ssh://h/p').geturl()
    = 'svn+ssh://h/p'
    urllib.parse.urlparse('1http://x').geturl()
    = '1http://x'
    urllib.parse.urlsplit('').hostname
    = None
    urllib.parse.urlsplit('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag').hostname
    = 'example.com'
    urllib.parse.urlsplit('//host/path').hostname
    = 'host'
    urllib.parse.urlsplit('/a/b?x').hostname
    = None
    urllib.parse.urlsplit('mailto:a@b.c').hostname
    = None
    urllib.parse.urlsplit('http://[::1]:80/').hostname
    = '::1'
    urllib.parse.urlsplit('http://a:99999/').hostname
    = 'a'
    urllib.parse.urlsplit('HTTP://A.b').hostname
    = 'a.b'
    urllib.parse.urlsplit('a;b;c/d;e').hostname
    = None
    urllib.parse.urlsplit('http://h?q#').hostname
    = 'h'
    urllib.parse.urlsplit('http://a:b/').hostname
    = 'a'
    urllib.parse.urlsplit(' http://x/y ').hostname
    = 'x'
    urllib.parse.urlsplit('svn+ssh://h/p').hostname
    = 'h'
    urllib.parse.urlsplit('1http://x').hostname
    = None
    urllib.parse.urlsplit('').port
    = None
    urllib.parse.urlsplit('http://user:p%40ss@Example.com:8080/a/b;c?q=1&r=%20#frag').port
    = 8080
    urllib.parse.urlsplit('//host/path').port
    = None
    urllib.parse.urlsplit('/a/b?x').port
    = None
    urllib.parse.urlsplit('mailto:a@b.c').port
    = None
    urllib.parse.urlsplit('http://[::1]:80/').port
    = 80
    urllib.parse.urlsplit('http://a:99999/').port
    = ValueError: Port out of range 0-65535
    urllib.parse.urlsplit('HTTP://A.b').port
    = None
    urllib.parse.urlsplit('a;b;c/d;e').port
    = None
    urllib.parse.urlsplit('http://h?q#').port
    = None
    urllib.parse.urlsplit('http://a:b/').port
    = ValueError: Port could not be cast to integer value as 'b'
    urllib.parse.urlsplit(' http://x/y ').port
    = None
    urllib.parse.urlsplit('svn+ssh://h/p').port
    = None
    urllib.parse.urlsplit('1http://x').port
    = None
    """###
