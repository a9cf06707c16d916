// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let regexCases2 = ###"""
    re.fullmatch(r'[[:alpha:]]', 'a:]l]')
    = None
    re.split(r'[[:alpha:]]', 'a:]l]')
    = ['a', '', '']
    re.sub(r'[[:alpha:]]', '<\\g<0>>', 'a:]l]')
    = 'a<:]><l]>'
    re.subn(r'[[:alpha:]]', '', 'a:]l]', 1)
    = ('al]', 1)
    re.findall(r'\x41\u0042', 'AB')
    = ['AB']
    re.search(r'\x41\u0042', 'AB')
    = <re.Match object; span=(0, 2), match='AB'>
    re.match(r'\x41\u0042', 'AB')
    = <re.Match object; span=(0, 2), match='AB'>
    re.fullmatch(r'\x41\u0042', 'AB')
    = <re.Match object; span=(0, 2), match='AB'>
    re.split(r'\x41\u0042', 'AB')
    = ['', '']
    re.sub(r'\x41\u0042', '<\\g<0>>', 'AB')
    = '<AB>'
    re.subn(r'\x41\u0042', '', 'AB', 1)
    = ('', 1)
    re.findall(r'(?a)\w+', 'aé1')
    = ['a', '1']
    re.search(r'(?a)\w+', 'aé1')
    = <re.Match object; span=(0, 1), match='a'>
    re.match(r'(?a)\w+', 'aé1')
    = <re.Match object; span=(0, 1), match='a'>
    re.fullmatch(r'(?a)\w+', 'aé1')
    = None
    re.split(r'(?a)\w+', 'aé1')
    = ['', 'é', '']
    re.sub(r'(?a)\w+', '<\\g<0>>', 'aé1')
    = '<a>é<1>'
    re.subn(r'(?a)\w+', '', 'aé1', 1)
    = ('é1', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'(?a)\w+', 'aé1')))
    = [((0, 1), (), {}, None, None), ((2, 3), (), {}, None, None)]
    re.findall(r'😀|x', 'a😀xb')
    = ['😀', 'x']
    re.search(r'😀|x', 'a😀xb')
    = <re.Match object; span=(1, 2), match='😀'>
    re.match(r'😀|x', 'a😀xb')
    = None
    re.fullmatch(r'😀|x', 'a😀xb')
    = None
    re.split(r'😀|x', 'a😀xb')
    = ['a', '', 'b']
    re.sub(r'😀|x', '<\\g<0>>', 'a😀xb')
    = 'a<😀><x>b'
    re.subn(r'😀|x', '', 'a😀xb', 1)
    = ('axb', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'😀|x', 'a😀xb')))
    = [((1, 2), (), {}, None, None), ((2, 3), (), {}, None, None)]
    re.findall(r'(a(b)?)+', 'ababa')
    = [('a', 'b')]
    re.search(r'(a(b)?)+', 'ababa')
    = <re.Match object; span=(0, 5), match='ababa'>
    re.match(r'(a(b)?)+', 'ababa')
    = <re.Match object; span=(0, 5), match='ababa'>
    re.fullmatch(r'(a(b)?)+', 'ababa')
    = <re.Match object; span=(0, 5), match='ababa'>
    re.split(r'(a(b)?)+', 'ababa')
    = ['', 'a', 'b', '']
    re.sub(r'(a(b)?)+', '<\\g<0>>', 'ababa')
    = '<ababa>'
    re.subn(r'(a(b)?)+', '', 'ababa', 1)
    = ('', 1)
    re.findall(r'(?i:a)b', 'Ab AB')
    = ['Ab']
    re.search(r'(?i:a)b', 'Ab AB')
    = <re.Match object; span=(0, 2), match='Ab'>
    re.match(r'(?i:a)b', 'Ab AB')
    = <re.Match object; span=(0, 2), match='Ab'>
    re.fullmatch(r'(?i:a)b', 'Ab AB')
    = None
    re.split(r'(?i:a)b', 'Ab AB')
    = ['', ' AB']
    re.sub(r'(?i:a)b', '<\\g<0>>', 'Ab AB')
    = '<Ab> AB'
    re.subn(r'(?i:a)b', '', 'Ab AB', 1)
    = (' AB', 1)
    re.findall(r'(x)?(?(1)y|z)', 'xy z')
    = ['x', '']
    re.search(r'(x)?(?(1)y|z)', 'xy z')
    = <re.Match object; span=(0, 2), match='xy'>
    re.match(r'(x)?(?(1)y|z)', 'xy z')
    = <re.Match object; span=(0, 2), match='xy'>
    re.fullmatch(r'(x)?(?(1)y|z)', 'xy z')
    = None
    re.split(r'(x)?(?(1)y|z)', 'xy z')
    = ['', 'x', ' ', None, '']
    re.sub(r'(x)?(?(1)y|z)', '<\\g<0>>', 'xy z')
    = '<xy> <z>'
    re.subn(r'(x)?(?(1)y|z)', '', 'xy z', 1)
    = (' z', 1)
    re.findall(r'\.', 'a.b')
    = ['.']
    re.search(r'\.', 'a.b')
    = <re.Match object; span=(1, 2), match='.'>
    re.match(r'\.', 'a.b')
    = None
    re.fullmatch(r'\.', 'a.b')
    = None
    re.split(r'\.', 'a.b')
    = ['a', 'b']
    re.sub(r'\.', '<\\g<0>>', 'a.b')
    = 'a<.>b'
    re.subn(r'\.', '', 'a.b', 1)
    = ('ab', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'\.', 'a.b')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'', 'ab')
    = ['', '', '']
    re.search(r'', 'ab')
    = <re.Match object; span=(0, 0), match=''>
    re.match(r'', 'ab')
    = <re.Match object; span=(0, 0), match=''>
    re.fullmatch(r'', 'ab')
    = None
    re.split(r'', 'ab')
    = ['', 'a', 'b', '']
    re.sub(r'', '<\\g<0>>', 'ab')
    = '<>a<>b<>'
    re.subn(r'', '', 'ab', 1)
    = ('ab', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'', 'ab')))
    = [((0, 0), (), {}, None, None), ((1, 1), (), {}, None, None), ((2, 2), (), {}, None, None)]
    re.findall(r'#', 'a#b')
    = ['#']
    re.search(r'#', 'a#b')
    = <re.Match object; span=(1, 2), match='#'>
    re.match(r'#', 'a#b')
    = None
    re.fullmatch(r'#', 'a#b')
    = None
    re.split(r'#', 'a#b')
    = ['a', 'b']
    re.sub(r'#', '<\\g<0>>', 'a#b')
    = 'a<#>b'
    re.subn(r'#', '', 'a#b', 1)
    = ('ab', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'#', 'a#b')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'\v', 'a\x0bb')
    = ['\x0b']
    re.search(r'\v', 'a\x0bb')
    = <re.Match object; span=(1, 2), match='\x0b'>
    re.match(r'\v', 'a\x0bb')
    = None
    re.fullmatch(r'\v', 'a\x0bb')
    = None
    re.split(r'\v', 'a\x0bb')
    = ['a', 'b']
    re.sub(r'\v', '<\\g<0>>', 'a\x0bb')
    = 'a<\x0b>b'
    re.subn(r'\v', '', 'a\x0bb', 1)
    = ('ab', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'\v', 'a\x0bb')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'^', 'a\nb\n')
    = ['']
    re.search(r'^', 'a\nb\n')
    = <re.Match object; span=(0, 0), match=''>
    re.match(r'^', 'a\nb\n')
    = <re.Match object; span=(0, 0), match=''>
    re.fullmatch(r'^', 'a\nb\n')
    = None
    re.split(r'^', 'a\nb\n')
    = ['', 'a\nb\n']
    re.sub(r'^', '<\\g<0>>', 'a\nb\n')
    = '<>a\nb\n'
    re.subn(r'^', '', 'a\nb\n', 1)
    = ('a\nb\n', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'^', 'a\nb\n')))
    = [((0, 0), (), {}, None, None)]
    re.findall(r'(?m)^', 'a\nb\n')
    = ['', '', '']
    re.search(r'(?m)^', 'a\nb\n')
    = <re.Match object; span=(0, 0), match=''>
    re.match(r'(?m)^', 'a\nb\n')
    = <re.Match object; span=(0, 0), match=''>
    re.fullmatch(r'(?m)^', 'a\nb\n')
    = None
    re.split(r'(?m)^', 'a\nb\n')
    = ['', 'a\n', 'b\n', '']
    re.sub(r'(?m)^', '<\\g<0>>', 'a\nb\n')
    = '<>a\n<>b\n<>'
    re.subn(r'(?m)^', '', 'a\nb\n', 1)
    = ('a\nb\n', 1)
    re.findall(r'(?m)$', 'a\nb\n')
    = ['', '', '']
    re.search(r'(?m)$', 'a\nb\n')
    = <re.Match object; span=(1, 1), match=''>
    re.match(r'(?m)$', 'a\nb\n')
    = None
    re.fullmatch(r'(?m)$', 'a\nb\n')
    = None
    re.split(r'(?m)$', 'a\nb\n')
    = ['a', '\nb', '\n', '']
    re.sub(r'(?m)$', '<\\g<0>>', 'a\nb\n')
    = 'a<>\nb<>\n<>'
    re.subn(r'(?m)$', '', 'a\nb\n', 1)
    = ('a\nb\n', 1)
    re.findall(r'$', 'a\n')
    = ['', '']
    re.search(r'$', 'a\n')
    = <re.Match object; span=(1, 1), match=''>
    re.match(r'$', 'a\n')
    = None
    re.fullmatch(r'$', 'a\n')
    = None
    re.split(r'$', 'a\n')
    = ['a', '\n', '']
    re.sub(r'$', '<\\g<0>>', 'a\n')
    = 'a<>\n<>'
    re.subn(r'$', '', 'a\n', 1)
    = ('a\n', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'$', 'a\n')))
    = [((1, 1), (), {}, None, None), ((2, 2), (), {}, None, None)]
    re.findall(r'\Aa|b\Z', 'a b')
    = ['a', 'b']
    re.search(r'\Aa|b\Z', 'a b')
    = <re.Match object; span=(0, 1), match='a'>
    re.match(r'\Aa|b\Z', 'a b')
    = <re.Match object; span=(0, 1), match='a'>
    re.fullmatch(r'\Aa|b\Z', 'a b')
    = None
    re.split(r'\Aa|b\Z', 'a b')
    = ['', ' ', '']
    re.sub(r'\Aa|b\Z', '<\\g<0>>', 'a b')
    = '<a> <b>'
    re.subn(r'\Aa|b\Z', '', 'a b', 1)
    = (' b', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'\Aa|b\Z', 'a b')))
    = [((0, 1), (), {}, None, None), ((2, 3), (), {}, None, None)]
    re.findall(r'(a+)+b', 'aaab')
    = ['aaa']
    re.search(r'(a+)+b', 'aaab')
    = <re.Match object; span=(0, 4), match='aaab'>
    re.match(r'(a+)+b', 'aaab')
    = <re.Match object; span=(0, 4), match='aaab'>
    re.fullmatch(r'(a+)+b', 'aaab')
    = <re.Match object; span=(0, 4), match='aaab'>
    re.split(r'(a+)+b', 'aaab')
    = ['', 'aaa', '']
    re.sub(r'(a+)+b', '<\\g<0>>', 'aaab')
    = '<aaab>'
    re.subn(r'(a+)+b', '', 'aaab', 1)
    = ('', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'(a+)+b', 'aaab')))
    = [((0, 4), ('aaa',), {}, 1, None)]
    re.findall(r'[a-z]+?\d', 'ab1c2')
    = ['ab1', 'c2']
    re.search(r'[a-z]+?\d', 'ab1c2')
    = <re.Match object; span=(0, 3), match='ab1'>
    re.match(r'[a-z]+?\d', 'ab1c2')
    = <re.Match object; span=(0, 3), match='ab1'>
    re.fullmatch(r'[a-z]+?\d', 'ab1c2')
    = None
    re.split(r'[a-z]+?\d', 'ab1c2')
    = ['', '', '']
    re.sub(r'[a-z]+?\d', '<\\g<0>>', 'ab1c2')
    = '<ab1><c2>'
    re.subn(r'[a-z]+?\d', '', 'ab1c2', 1)
    = ('c2', 1)
    re.findall(r'(?P<year>\d{4})-(?P<mo>\d\d)', 'on 2024-05 and 2023-11')
    = [('2024', '05'), ('2023', '11')]
    re.search(r'(?P<year>\d{4})-(?P<mo>\d\d)', 'on 2024-05 and 2023-11')
    = <re.Match object; span=(3, 10), match='2024-05'>
    re.match(r'(?P<year>\d{4})-(?P<mo>\d\d)', 'on 2024-05 and 2023-11')
    = None
    re.fullmatch(r'(?P<year>\d{4})-(?P<mo>\d\d)', 'on 2024-05 and 2023-11')
    = None
    re.split(r'(?P<year>\d{4})-(?P<mo>\d\d)', 'on 2024-05 and 2023-11')
    = ['on ', '2024', '05', ' and ', '2023', '11', '']
    re.sub(r'(?P<year>\d{4})-(?P<mo>\d\d)', '<\\g<0>>', 'on 2024-05 and 2023-11')
    = 'on <2024-05> and <2023-11>'
    re.subn(r'(?P<year>\d{4})-(?P<mo>\d\d)', '', 'on 2024-05 and 2023-11', 1)
    = ('on  and 2023-11', 1)
    re.findall(r'"([^"]*)"', 'say "hi" "yo"')
    = ['hi', 'yo']
    re.search(r'"([^"]*)"', 'say "hi" "yo"')
    = <re.Match object; span=(4, 8), match='"hi"'>
    re.match(r'"([^"]*)"', 'say "hi" "yo"')
    = None
    re.fullmatch(r'"([^"]*)"', 'say "hi" "yo"')
    = None
    re.split(r'"([^"]*)"', 'say "hi" "yo"')
    = ['say ', 'hi', ' ', 'yo', '']
    re.sub(r'"([^"]*)"', '<\\g<0>>', 'say "hi" "yo"')
    = 'say <"hi"> <"yo">'
    re.subn(r'"([^"]*)"', '', 'say "hi" "yo"', 1)
    = ('say  "yo"', 1)
    re.findall(r'ß', 'STRASSE ß')
    = ['ß']
    re.search(r'ß', 'STRASSE ß')
    = <re.Match object; span=(8, 9), match='ß'>
    re.match(r'ß', 'STRASSE ß')
    = None
    re.fullmatch(r'ß', 'STRASSE ß')
    = None
    re.split(r'ß', 'STRASSE ß')
    = ['STRASSE ', '']
    re.sub(r'ß', '<\\g<0>>', 'STRASSE ß')
    = 'STRASSE <ß>'
    re.subn(r'ß', '', 'STRASSE ß', 1)
    = ('STRASSE ', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'ß', 'STRASSE ß')))
    = [((8, 9), (), {}, None, None)]
    re.findall(r'\0', 'a\x00')
    = ['\x00']
    re.search(r'\0', 'a\x00')
    = <re.Match object; span=(1, 2), match='\x00'>
    re.match(r'\0', 'a\x00')
    = None
    re.fullmatch(r'\0', 'a\x00')
    = None
    re.split(r'\0', 'a\x00')
    = ['a', '']
    re.sub(r'\0', '<\\g<0>>', 'a\x00')
    = 'a<\x00>'
    re.subn(r'\0', '', 'a\x00', 1)
    = ('a', 1)
    list(map(lambda m: (m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup), re.finditer(r'\0', 'a\x00')))
    = [((1, 2), (), {}, None, None)]
    re.findall(r'[\d\-x]+', '1-x')
    = ['1-x']
    re.search(r'[\d\-x]+', '1-x')
    = <re.Match object; span=(0, 3), match='1-x'>
    re.match(r'[\d\-x]+', '1-x')
    = <re.Match object; span=(0, 3), match='1-x'>
    re.fullmatch(r'[\d\-x]+', '1-x')
    = <re.Match object; span=(0, 3), match='1-x'>
    re.split(r'[\d\-x]+', '1-x')
    = ['', '']
    re.sub(r'[\d\-x]+', '<\\g<0>>', '1-x')
    = '<1-x>'
    re.subn(r'[\d\-x]+', '', '1-x', 1)
    = ('', 1)
    re.compile(r'(')
    = error: missing ), unterminated subpattern at position 0
    re.compile(r')')
    = error: unbalanced parenthesis at position 0
    re.compile(r'*a')
    = error: nothing to repeat at position 0
    re.compile(r'a**')
    = error: multiple repeat at position 2
    re.compile(r'[')
    = error: unterminated character set at position 0
    re.compile(r'[z-a]')
    = error: bad character range z-a at position 1
    re.compile(r'\q')
    = error: bad escape \q at position 0
    re.compile(r'(?P<n>a)(?P<n>b)')
    = error: redefinition of group name 'n' as group 2; was group 1 at position 12
    re.compile(r'(?P=x)')
    = error: unknown group name 'x' at position 4
    re.compile(r'\1')
    = error: invalid group reference 1 at position 1
    re.compile(r'(?<n>a)')
    = error: unknown extension ?<n at position 1
    re.compile(r'a{3,2}')
    = error: min repeat greater than max repeat at position 2
    re.compile('\\')
    = error: bad escape (end of pattern) at position 0
    re.compile(r'(?P<1>a)')
    = error: bad character in group name '1' at position 4
    re.compile(r'(?z)')
    = error: unknown extension ?z at position 1
    re.compile(r'(a')
    = error: missing ), unterminated subpattern at position 0
    re.compile(r'(?#')
    = error: missing ), unterminated comment at position 0
    re.compile(r'a|*')
    = error: nothing to repeat at position 2
    re.compile(r'x{2}{3}')
    = error: multiple repeat at position 4
    re.compile(r'\x4')
    = error: incomplete escape \x4 at position 0
    re.compile(r'(*UTF)a')
    = error: nothing to repeat at position 1
    re.compile(r'(?R)')
    = error: unknown extension ?R at position 1
    re.compile(r'\K')
    = error: bad escape \K at position 0
    re.compile(r'[\d-z]')
    = error: bad character range \d-z at position 1
    re.compile(r'a(?i)b')
    = error: global flags not at the start of the expression at position 1
    re.sub(r'(\w)(\w)', r'\2\1', 'abcd')
    = 'badc'
    re.sub('a', lambda m: m.group().upper(), 'banana')
    = 'bAnAnA'
    re.sub('a', 'x', 'banana', count=2)
    = 'bxnxna'
    re.sub('x', r'\q', 'x')
    = error: bad escape \q at position 0
    re.sub('(x)', r'\2', 'x')
    = error: invalid group reference 2 at position 1
    re.sub('(?P<n>x)', r'[\g<n>\g<1>]', 'axb')
    = 'a[xx]b'
    re.sub('x', r'\g<zz>', 'x')
    = IndexError: unknown group name 'zz'
    re.sub('b', r'\n\t\\', 'abc')
    = 'a\n\t\\c'
    re.sub('x*', '-', 'abxd')
    = '-a-b--d-'
    re.split(r'(,)\s*', 'a, b,c')
    = ['a', ',', 'b', ',', 'c']
    re.split(',', 'a,b,c', maxsplit=1)
    = ['a', 'b,c']
    re.compile('a', re.I | re.M)
    = re.compile('a', re.IGNORECASE|re.MULTILINE)
    re.compile('(?P<a>x)(y)').groupindex['a']
    = 1
    re.compile('(a)(b)').groups
    = 2
    re.compile('a').flags
    = 32
    re.search('b', 'abc').start()
    = 1
    re.search('é(.)', 'xéy').span(1)
    = (2, 3)
    re.match('(a)(b)?', 'a').group(1, 2)
    = ('a', None)
    re.match('(a)', 'a')[1]
    = 'a'
    re.match('a', 'a').group(1)
    = IndexError: no such group
    re.match('(?P<x>a)', 'a')['x']
    = 'a'
    re.match('(?P<x>a)', 'a').expand(r'<\g<x>>')
    = '<a>'
    re.match('(a)(b)?', 'a').groups('-')
    = ('a', '-')
    re.findall(r'(?i)(?s)a.b', 'A\nB')
    = ['A\nB']
    re.findall(r'(?x)(?i) a b', 'AB')
    = ['AB']
    re.escape('a.b*c é_')
    = 'a\\.b\\*c\\ é_'
    re.compile('b').search('abcb', 2).start()
    = 3
    re.compile('^b').match('ab', 1)
    = None
    re.compile('b').findall('abbb', 1, 3)
    = ['b', 'b']
    re.findall('a', 5)
    = TypeError: expected string or bytes-like object, got 'int'
    re.findall(5, 'a')
    = TypeError: first argument must be string or compiled pattern
    re.search('a', 'A', flags=re.I).group()
    = 'A'
    re.match('a', 'b') == None
    = True
    re.findall(r'\w+', 'Ünïcödé wörds')
    = ['Ünïcödé', 'wörds']
    re.sub(r'(?i)HELLO', 'x', 'Hello hELLO')
    = 'x x'
    re.compile('x').pattern
    = 'x'
    """###
