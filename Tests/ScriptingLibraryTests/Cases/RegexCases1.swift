// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let regexCases1 = ###"""
    re.findall(r'a+', 'caaandaab')
    = ['aaa', 'aa']
    re.search(r'a+', 'caaandaab')
    = <re.Match object; span=(1, 4), match='aaa'>
    re.match(r'a+', 'caaandaab')
    = None
    re.fullmatch(r'a+', 'caaandaab')
    = None
    re.split(r'a+', 'caaandaab')
    = ['c', 'nd', 'b']
    re.sub(r'a+', '<\\g<0>>', 'caaandaab')
    = 'c<aaa>nd<aa>b'
    re.subn(r'a+', '', 'caaandaab', 1)
    = ('cndaab', 1)
    re.findall(r'(\w+) (\w+)', 'Isaac Newton, physicist')
    = [('Isaac', 'Newton')]
    re.search(r'(\w+) (\w+)', 'Isaac Newton, physicist')
    = <re.Match object; span=(0, 12), match='Isaac Newton'>
    re.match(r'(\w+) (\w+)', 'Isaac Newton, physicist')
    = <re.Match object; span=(0, 12), match='Isaac Newton'>
    re.fullmatch(r'(\w+) (\w+)', 'Isaac Newton, physicist')
    = None
    re.split(r'(\w+) (\w+)', 'Isaac Newton, physicist')
    = ['', 'Isaac', 'Newton', ', physicist']
    re.sub(r'(\w+) (\w+)', '<\\g<0>>', 'Isaac Newton, physicist')
    = '<Isaac Newton>, physicist'
    re.subn(r'(\w+) (\w+)', '', 'Isaac Newton, physicist', 1)
    = (', physicist', 1)
    re.findall(r'(?P<first>\w)(?P<rest>\w*)', 'hello world')
    = [('h', 'ello'), ('w', 'orld')]
    re.search(r'(?P<first>\w)(?P<rest>\w*)', 'hello world')
    = <re.Match object; span=(0, 5), match='hello'>
    re.match(r'(?P<first>\w)(?P<rest>\w*)', 'hello world')
    = <re.Match object; span=(0, 5), match='hello'>
    re.fullmatch(r'(?P<first>\w)(?P<rest>\w*)', 'hello world')
    = None
    re.split(r'(?P<first>\w)(?P<rest>\w*)', 'hello world')
    = ['', 'h', 'ello', ' ', 'w', 'orld', '']
    re.sub(r'(?P<first>\w)(?P<rest>\w*)', '<\\g<0>>', 'hello world')
    = '<hello> <world>'
    re.subn(r'(?P<first>\w)(?P<rest>\w*)', '', 'hello world', 1)
    = (' world', 1)
    re.findall(r'\d+', 'a1b22c333 ٣٤')
    = ['1', '22', '333', '٣٤']
    re.search(r'\d+', 'a1b22c333 ٣٤')
    = <re.Match object; span=(1, 2), match='1'>
    re.match(r'\d+', 'a1b22c333 ٣٤')
    = None
    re.fullmatch(r'\d+', 'a1b22c333 ٣٤')
    = None
    re.split(r'\d+', 'a1b22c333 ٣٤')
    = ['a', 'b', 'c', ' ', '']
    re.sub(r'\d+', '<\\g<0>>', 'a1b22c333 ٣٤')
    = 'a<1>b<22>c<333> <٣٤>'
    re.subn(r'\d+', '', 'a1b22c333 ٣٤', 1)
    = ('ab22c333 ٣٤', 1)
    re.findall(r'x*', 'axbxxc')
    = ['', 'x', '', 'xx', '', '']
    re.search(r'x*', 'axbxxc')
    = <re.Match object; span=(0, 0), match=''>
    re.match(r'x*', 'axbxxc')
    = <re.Match object; span=(0, 0), match=''>
    re.fullmatch(r'x*', 'axbxxc')
    = None
    re.split(r'x*', 'axbxxc')
    = ['', 'a', '', 'b', '', 'c', '']
    re.sub(r'x*', '<\\g<0>>', 'axbxxc')
    = '<>a<x><>b<xx><>c<>'
    re.subn(r'x*', '', 'axbxxc', 1)
    = ('axbxxc', 1)
    re.findall(r'^b', 'a\nb')
    = []
    re.search(r'^b', 'a\nb')
    = None
    re.match(r'^b', 'a\nb')
    = None
    re.fullmatch(r'^b', 'a\nb')
    = None
    re.split(r'^b', 'a\nb')
    = ['a\nb']
    re.sub(r'^b', '<\\g<0>>', 'a\nb')
    = 'a\nb'
    re.subn(r'^b', '', 'a\nb', 1)
    = ('a\nb', 0)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'^b', 'a\nb')))
    = []
    re.findall(r'(?m)^b$', 'a\nb\nc')
    = ['b']
    re.search(r'(?m)^b$', 'a\nb\nc')
    = <re.Match object; span=(2, 3), match='b'>
    re.match(r'(?m)^b$', 'a\nb\nc')
    = None
    re.fullmatch(r'(?m)^b$', 'a\nb\nc')
    = None
    re.split(r'(?m)^b$', 'a\nb\nc')
    = ['a\n', '\nc']
    re.sub(r'(?m)^b$', '<\\g<0>>', 'a\nb\nc')
    = 'a\n<b>\nc'
    re.subn(r'(?m)^b$', '', 'a\nb\nc', 1)
    = ('a\n\nc', 1)
    re.findall(r'(?i)ABC', 'xabcABc')
    = ['abc', 'ABc']
    re.search(r'(?i)ABC', 'xabcABc')
    = <re.Match object; span=(1, 4), match='abc'>
    re.match(r'(?i)ABC', 'xabcABc')
    = None
    re.fullmatch(r'(?i)ABC', 'xabcABc')
    = None
    re.split(r'(?i)ABC', 'xabcABc')
    = ['x', '', '']
    re.sub(r'(?i)ABC', '<\\g<0>>', 'xabcABc')
    = 'x<abc><ABc>'
    re.subn(r'(?i)ABC', '', 'xabcABc', 1)
    = ('xABc', 1)
    re.findall(r'a.c', 'a\nc abc')
    = ['abc']
    re.search(r'a.c', 'a\nc abc')
    = <re.Match object; span=(4, 7), match='abc'>
    re.match(r'a.c', 'a\nc abc')
    = None
    re.fullmatch(r'a.c', 'a\nc abc')
    = None
    re.split(r'a.c', 'a\nc abc')
    = ['a\nc ', '']
    re.sub(r'a.c', '<\\g<0>>', 'a\nc abc')
    = 'a\nc <abc>'
    re.subn(r'a.c', '', 'a\nc abc', 1)
    = ('a\nc ', 1)
    re.findall(r'(?s)a.c', 'a\nc abc')
    = ['a\nc', 'abc']
    re.search(r'(?s)a.c', 'a\nc abc')
    = <re.Match object; span=(0, 3), match='a\nc'>
    re.match(r'(?s)a.c', 'a\nc abc')
    = <re.Match object; span=(0, 3), match='a\nc'>
    re.fullmatch(r'(?s)a.c', 'a\nc abc')
    = None
    re.split(r'(?s)a.c', 'a\nc abc')
    = ['', ' ', '']
    re.sub(r'(?s)a.c', '<\\g<0>>', 'a\nc abc')
    = '<a\nc> <abc>'
    re.subn(r'(?s)a.c', '', 'a\nc abc', 1)
    = (' abc', 1)
    re.findall(r'(a)|(b)', 'ab')
    = [('a', ''), ('', 'b')]
    re.search(r'(a)|(b)', 'ab')
    = <re.Match object; span=(0, 1), match='a'>
    re.match(r'(a)|(b)', 'ab')
    = <re.Match object; span=(0, 1), match='a'>
    re.fullmatch(r'(a)|(b)', 'ab')
    = None
    re.split(r'(a)|(b)', 'ab')
    = ['', 'a', None, '', None, 'b', '']
    re.sub(r'(a)|(b)', '<\\g<0>>', 'ab')
    = '<a><b>'
    re.subn(r'(a)|(b)', '', 'ab', 1)
    = ('b', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'(a)|(b)', 'ab')))
    = [((0, 1), ('a', None), {}, 1, None), ((1, 2), (None, 'b'), {}, 2, None)]
    re.findall(r'(a)?b', 'b ab')
    = ['', 'a']
    re.search(r'(a)?b', 'b ab')
    = <re.Match object; span=(0, 1), match='b'>
    re.match(r'(a)?b', 'b ab')
    = <re.Match object; span=(0, 1), match='b'>
    re.fullmatch(r'(a)?b', 'b ab')
    = None
    re.split(r'(a)?b', 'b ab')
    = ['', None, ' ', 'a', '']
    re.sub(r'(a)?b', '<\\g<0>>', 'b ab')
    = '<b> <ab>'
    re.subn(r'(a)?b', '', 'b ab', 1)
    = (' ab', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'(a)?b', 'b ab')))
    = [((0, 1), (None,), {}, None, None), ((2, 4), ('a',), {}, 1, None)]
    re.findall(r'(?:ab)+', 'ababx')
    = ['abab']
    re.search(r'(?:ab)+', 'ababx')
    = <re.Match object; span=(0, 4), match='abab'>
    re.match(r'(?:ab)+', 'ababx')
    = <re.Match object; span=(0, 4), match='abab'>
    re.fullmatch(r'(?:ab)+', 'ababx')
    = None
    re.split(r'(?:ab)+', 'ababx')
    = ['', 'x']
    re.sub(r'(?:ab)+', '<\\g<0>>', 'ababx')
    = '<abab>x'
    re.subn(r'(?:ab)+', '', 'ababx', 1)
    = ('x', 1)
    re.findall(r'\bfoo\b', 'foo food foo')
    = ['foo', 'foo']
    re.search(r'\bfoo\b', 'foo food foo')
    = <re.Match object; span=(0, 3), match='foo'>
    re.match(r'\bfoo\b', 'foo food foo')
    = <re.Match object; span=(0, 3), match='foo'>
    re.fullmatch(r'\bfoo\b', 'foo food foo')
    = None
    re.split(r'\bfoo\b', 'foo food foo')
    = ['', ' food ', '']
    re.sub(r'\bfoo\b', '<\\g<0>>', 'foo food foo')
    = '<foo> food <foo>'
    re.subn(r'\bfoo\b', '', 'foo food foo', 1)
    = (' food foo', 1)
    re.findall(r'(.)\1', 'aabbc')
    = ['a', 'b']
    re.search(r'(.)\1', 'aabbc')
    = <re.Match object; span=(0, 2), match='aa'>
    re.match(r'(.)\1', 'aabbc')
    = <re.Match object; span=(0, 2), match='aa'>
    re.fullmatch(r'(.)\1', 'aabbc')
    = None
    re.split(r'(.)\1', 'aabbc')
    = ['', 'a', '', 'b', 'c']
    re.sub(r'(.)\1', '<\\g<0>>', 'aabbc')
    = '<aa><bb>c'
    re.subn(r'(.)\1', '', 'aabbc', 1)
    = ('bbc', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'(.)\1', 'aabbc')))
    = [((0, 2), ('a',), {}, 1, None), ((2, 4), ('b',), {}, 1, None)]
    re.findall(r'(?P<q>.)(?P=q)', 'xaay')
    = ['a']
    re.search(r'(?P<q>.)(?P=q)', 'xaay')
    = <re.Match object; span=(1, 3), match='aa'>
    re.match(r'(?P<q>.)(?P=q)', 'xaay')
    = None
    re.fullmatch(r'(?P<q>.)(?P=q)', 'xaay')
    = None
    re.split(r'(?P<q>.)(?P=q)', 'xaay')
    = ['x', 'a', 'y']
    re.sub(r'(?P<q>.)(?P=q)', '<\\g<0>>', 'xaay')
    = 'x<aa>y'
    re.subn(r'(?P<q>.)(?P=q)', '', 'xaay', 1)
    = ('xy', 1)
    re.findall(r'a\Z', 'ba')
    = ['a']
    re.search(r'a\Z', 'ba')
    = <re.Match object; span=(1, 2), match='a'>
    re.match(r'a\Z', 'ba')
    = None
    re.fullmatch(r'a\Z', 'ba')
    = None
    re.split(r'a\Z', 'ba')
    = ['b', '']
    re.sub(r'a\Z', '<\\g<0>>', 'ba')
    = 'b<a>'
    re.subn(r'a\Z', '', 'ba', 1)
    = ('b', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'a\Z', 'ba')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'a$', 'ba\n')
    = ['a']
    re.search(r'a$', 'ba\n')
    = <re.Match object; span=(1, 2), match='a'>
    re.match(r'a$', 'ba\n')
    = None
    re.fullmatch(r'a$', 'ba\n')
    = None
    re.split(r'a$', 'ba\n')
    = ['b', '\n']
    re.sub(r'a$', '<\\g<0>>', 'ba\n')
    = 'b<a>\n'
    re.subn(r'a$', '', 'ba\n', 1)
    = ('b\n', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'a$', 'ba\n')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'[^a-c]+', 'abcdefabc')
    = ['def']
    re.search(r'[^a-c]+', 'abcdefabc')
    = <re.Match object; span=(3, 6), match='def'>
    re.match(r'[^a-c]+', 'abcdefabc')
    = None
    re.fullmatch(r'[^a-c]+', 'abcdefabc')
    = None
    re.split(r'[^a-c]+', 'abcdefabc')
    = ['abc', 'abc']
    re.sub(r'[^a-c]+', '<\\g<0>>', 'abcdefabc')
    = 'abc<def>abc'
    re.subn(r'[^a-c]+', '', 'abcdefabc', 1)
    = ('abcabc', 1)
    re.findall(r'[]a]+', 'x]a]')
    = [']a]']
    re.search(r'[]a]+', 'x]a]')
    = <re.Match object; span=(1, 4), match=']a]'>
    re.match(r'[]a]+', 'x]a]')
    = None
    re.fullmatch(r'[]a]+', 'x]a]')
    = None
    re.split(r'[]a]+', 'x]a]')
    = ['x', '']
    re.sub(r'[]a]+', '<\\g<0>>', 'x]a]')
    = 'x<]a]>'
    re.subn(r'[]a]+', '', 'x]a]', 1)
    = ('x', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'[]a]+', 'x]a]')))
    = [((1, 4), (), {}, None, None)]
    re.findall(r'[\w.-]+@[\w-]+\.\w+', 'me@x.org, you.b@y-z.com')
    = ['me@x.org', 'you.b@y-z.com']
    re.search(r'[\w.-]+@[\w-]+\.\w+', 'me@x.org, you.b@y-z.com')
    = <re.Match object; span=(0, 8), match='me@x.org'>
    re.match(r'[\w.-]+@[\w-]+\.\w+', 'me@x.org, you.b@y-z.com')
    = <re.Match object; span=(0, 8), match='me@x.org'>
    re.fullmatch(r'[\w.-]+@[\w-]+\.\w+', 'me@x.org, you.b@y-z.com')
    = None
    re.split(r'[\w.-]+@[\w-]+\.\w+', 'me@x.org, you.b@y-z.com')
    = ['', ', ', '']
    re.sub(r'[\w.-]+@[\w-]+\.\w+', '<\\g<0>>', 'me@x.org, you.b@y-z.com')
    = '<me@x.org>, <you.b@y-z.com>'
    re.subn(r'[\w.-]+@[\w-]+\.\w+', '', 'me@x.org, you.b@y-z.com', 1)
    = (', you.b@y-z.com', 1)
    re.findall(r'é+', 'caféé')
    = ['éé']
    re.search(r'é+', 'caféé')
    = <re.Match object; span=(3, 5), match='éé'>
    re.match(r'é+', 'caféé')
    = None
    re.fullmatch(r'é+', 'caféé')
    = None
    re.split(r'é+', 'caféé')
    = ['caf', '']
    re.sub(r'é+', '<\\g<0>>', 'caféé')
    = 'caf<éé>'
    re.subn(r'é+', '', 'caféé', 1)
    = ('caf', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'é+', 'caféé')))
    = [((3, 5), (), {}, None, None)]
    re.findall(r'\s+', 'a \t\u2003b\x1cc')
    = [' \t\u2003', '\x1c']
    re.search(r'\s+', 'a \t\u2003b\x1cc')
    = <re.Match object; span=(1, 4), match=' \t\u2003'>
    re.match(r'\s+', 'a \t\u2003b\x1cc')
    = None
    re.fullmatch(r'\s+', 'a \t\u2003b\x1cc')
    = None
    re.split(r'\s+', 'a \t\u2003b\x1cc')
    = ['a', 'b', 'c']
    re.sub(r'\s+', '<\\g<0>>', 'a \t\u2003b\x1cc')
    = 'a< \t\u2003>b<\x1c>c'
    re.subn(r'\s+', '', 'a \t\u2003b\x1cc', 1)
    = ('ab\x1cc', 1)
    re.findall(r'\W+', 'a-é_b')
    = ['-']
    re.search(r'\W+', 'a-é_b')
    = <re.Match object; span=(1, 2), match='-'>
    re.match(r'\W+', 'a-é_b')
    = None
    re.fullmatch(r'\W+', 'a-é_b')
    = None
    re.split(r'\W+', 'a-é_b')
    = ['a', 'é_b']
    re.sub(r'\W+', '<\\g<0>>', 'a-é_b')
    = 'a<->é_b'
    re.subn(r'\W+', '', 'a-é_b', 1)
    = ('aé_b', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'\W+', 'a-é_b')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'(?<=a)b', 'ab cb')
    = ['b']
    re.search(r'(?<=a)b', 'ab cb')
    = <re.Match object; span=(1, 2), match='b'>
    re.match(r'(?<=a)b', 'ab cb')
    = None
    re.fullmatch(r'(?<=a)b', 'ab cb')
    = None
    re.split(r'(?<=a)b', 'ab cb')
    = ['a', ' cb']
    re.sub(r'(?<=a)b', '<\\g<0>>', 'ab cb')
    = 'a<b> cb'
    re.subn(r'(?<=a)b', '', 'ab cb', 1)
    = ('a cb', 1)
    re.findall(r'(?<!a)b', 'ab cb')
    = ['b']
    re.search(r'(?<!a)b', 'ab cb')
    = <re.Match object; span=(4, 5), match='b'>
    re.match(r'(?<!a)b', 'ab cb')
    = None
    re.fullmatch(r'(?<!a)b', 'ab cb')
    = None
    re.split(r'(?<!a)b', 'ab cb')
    = ['ab c', '']
    re.sub(r'(?<!a)b', '<\\g<0>>', 'ab cb')
    = 'ab c<b>'
    re.subn(r'(?<!a)b', '', 'ab cb', 1)
    = ('ab c', 1)
    re.findall(r'a(?=b)', 'ab ac')
    = ['a']
    re.search(r'a(?=b)', 'ab ac')
    = <re.Match object; span=(0, 1), match='a'>
    re.match(r'a(?=b)', 'ab ac')
    = <re.Match object; span=(0, 1), match='a'>
    re.fullmatch(r'a(?=b)', 'ab ac')
    = None
    re.split(r'a(?=b)', 'ab ac')
    = ['', 'b ac']
    re.sub(r'a(?=b)', '<\\g<0>>', 'ab ac')
    = '<a>b ac'
    re.subn(r'a(?=b)', '', 'ab ac', 1)
    = ('b ac', 1)
    re.findall(r'a{2}', 'aaaa')
    = ['aa', 'aa']
    re.search(r'a{2}', 'aaaa')
    = <re.Match object; span=(0, 2), match='aa'>
    re.match(r'a{2}', 'aaaa')
    = <re.Match object; span=(0, 2), match='aa'>
    re.fullmatch(r'a{2}', 'aaaa')
    = None
    re.split(r'a{2}', 'aaaa')
    = ['', '', '']
    re.sub(r'a{2}', '<\\g<0>>', 'aaaa')
    = '<aa><aa>'
    re.subn(r'a{2}', '', 'aaaa', 1)
    = ('aa', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'a{2}', 'aaaa')))
    = [((0, 2), (), {}, None, None), ((2, 4), (), {}, None, None)]
    re.findall(r'a{,2}', 'aaaa')
    = ['aa', 'aa', '']
    re.search(r'a{,2}', 'aaaa')
    = <re.Match object; span=(0, 2), match='aa'>
    re.match(r'a{,2}', 'aaaa')
    = <re.Match object; span=(0, 2), match='aa'>
    re.fullmatch(r'a{,2}', 'aaaa')
    = None
    re.split(r'a{,2}', 'aaaa')
    = ['', '', '', '']
    re.sub(r'a{,2}', '<\\g<0>>', 'aaaa')
    = '<aa><aa><>'
    re.subn(r'a{,2}', '', 'aaaa', 1)
    = ('aa', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'a{,2}', 'aaaa')))
    = [((0, 2), (), {}, None, None), ((2, 4), (), {}, None, None), ((4, 4), (), {}, None, None)]
    re.findall(r'a{1,}?', 'aaa')
    = ['a', 'a', 'a']
    re.search(r'a{1,}?', 'aaa')
    = <re.Match object; span=(0, 1), match='a'>
    re.match(r'a{1,}?', 'aaa')
    = <re.Match object; span=(0, 1), match='a'>
    re.fullmatch(r'a{1,}?', 'aaa')
    = <re.Match object; span=(0, 3), match='aaa'>
    re.split(r'a{1,}?', 'aaa')
    = ['', '', '', '']
    re.sub(r'a{1,}?', '<\\g<0>>', 'aaa')
    = '<a><a><a>'
    re.subn(r'a{1,}?', '', 'aaa', 1)
    = ('aa', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'a{1,}?', 'aaa')))
    = [((0, 1), (), {}, None, None), ((1, 2), (), {}, None, None), ((2, 3), (), {}, None, None)]
    re.findall(r'a{', 'a{')
    = ['a{']
    re.search(r'a{', 'a{')
    = <re.Match object; span=(0, 2), match='a{'>
    re.match(r'a{', 'a{')
    = <re.Match object; span=(0, 2), match='a{'>
    re.fullmatch(r'a{', 'a{')
    = <re.Match object; span=(0, 2), match='a{'>
    re.split(r'a{', 'a{')
    = ['', '']
    re.sub(r'a{', '<\\g<0>>', 'a{')
    = '<a{>'
    re.subn(r'a{', '', 'a{', 1)
    = ('', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'a{', 'a{')))
    = [((0, 2), (), {}, None, None)]
    re.findall(r'(?x) a  b # c', 'xab')
    = ['ab']
    re.search(r'(?x) a  b # c', 'xab')
    = <re.Match object; span=(1, 3), match='ab'>
    re.match(r'(?x) a  b # c', 'xab')
    = None
    re.fullmatch(r'(?x) a  b # c', 'xab')
    = None
    re.split(r'(?x) a  b # c', 'xab')
    = ['x', '']
    re.sub(r'(?x) a  b # c', '<\\g<0>>', 'xab')
    = 'x<ab>'
    re.subn(r'(?x) a  b # c', '', 'xab', 1)
    = ('x', 1)
    re.findall(r'[[:alpha:]]', 'a:]l]')
    = [':]', 'l]']
    re.search(r'[[:alpha:]]', 'a:]l]')
    = <re.Match object; span=(1, 3), match=':]'>
    re.match(r'[[:alpha:]]', 'a:]l]')
    = None
    """###
