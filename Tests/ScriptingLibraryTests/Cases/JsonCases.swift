// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let jsonCases = ###"""
    json.loads('1')
    = 1
    json.loads('-0')
    = 0
    json.loads('1.5')
    = 1.5
    json.loads('1e5')
    = 100000.0
    json.loads('true')
    = True
    json.loads('null')
    = None
    json.loads('"a"')
    = 'a'
    json.loads('"\\u00e9\\n\\\\\\""')
    = 'é\n\\"'
    json.loads('[]')
    = []
    json.loads('[1, 2]')
    = [1, 2]
    json.loads('{}')
    = {}
    json.loads('{"a": [1, {"b": null}]}')
    = {'a': [1, {'b': None}]}
    json.loads(' { "x" : 1 } ')
    = {'x': 1}
    json.loads('')
    = JSONDecodeError: Expecting value: line 1 column 1 (char 0)
    json.loads('[')
    = JSONDecodeError: Expecting value: line 1 column 2 (char 1)
    json.loads('[1,]')
    = JSONDecodeError: Expecting value: line 1 column 4 (char 3)
    json.loads('{')
    = JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
    json.loads('{"a"}')
    = JSONDecodeError: Expecting ':' delimiter: line 1 column 5 (char 4)
    json.loads('{"a":}')
    = JSONDecodeError: Expecting value: line 1 column 6 (char 5)
    json.loads('{"a":1,}')
    = JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 8 (char 7)
    json.loads('nul')
    = JSONDecodeError: Expecting value: line 1 column 1 (char 0)
    json.loads('1 2')
    = JSONDecodeError: Extra data: line 1 column 3 (char 2)
    json.loads('"a')
    = JSONDecodeError: Unterminated string starting at: line 1 column 1 (char 0)
    json.loads('"\\x"')
    = JSONDecodeError: Invalid \escape: line 1 column 2 (char 1)
    json.loads('"\\ud83d\\ude00"')
    = '😀'
    json.loads('NaN')
    = nan
    json.loads('[-Infinity]')
    = [-inf]
    json.loads('01')
    = JSONDecodeError: Extra data: line 1 column 2 (char 1)
    json.loads('-')
    = JSONDecodeError: Expecting value: line 1 column 1 (char 0)
    json.loads('"\t"')
    = JSONDecodeError: Invalid control character at: line 1 column 2 (char 1)
    json.loads('{1: 2}')
    = JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
    json.loads('[1 2]')
    = JSONDecodeError: Expecting ',' delimiter: line 1 column 4 (char 3)
    json.loads('{"a" 1}')
    = JSONDecodeError: Expecting ':' delimiter: line 1 column 6 (char 5)
    json.loads('\n\n [x]')
    = JSONDecodeError: Expecting value: line 3 column 3 (char 4)
    json.loads('"\\u12"')
    = JSONDecodeError: Invalid \uXXXX escape: line 1 column 3 (char 2)
    json.dumps(None)
    = 'null'
    json.dumps(None, indent=2)
    = 'null'
    json.dumps(None, sort_keys=True)
    = 'null'
    json.dumps(None, separators=(',', ':'))
    = 'null'
    json.dumps(None, ensure_ascii=False)
    = 'null'
    json.dumps(True)
    = 'true'
    json.dumps(True, indent=2)
    = 'true'
    json.dumps(True, sort_keys=True)
    = 'true'
    json.dumps(True, separators=(',', ':'))
    = 'true'
    json.dumps(True, ensure_ascii=False)
    = 'true'
    json.dumps(1)
    = '1'
    json.dumps(1, indent=2)
    = '1'
    json.dumps(1, sort_keys=True)
    = '1'
    json.dumps(1, separators=(',', ':'))
    = '1'
    json.dumps(1, ensure_ascii=False)
    = '1'
    json.dumps(1.5)
    = '1.5'
    json.dumps(1.5, indent=2)
    = '1.5'
    json.dumps(1.5, sort_keys=True)
    = '1.5'
    json.dumps(1.5, separators=(',', ':'))
    = '1.5'
    json.dumps(1.5, ensure_ascii=False)
    = '1.5'
    json.dumps('é\n"')
    = '"\\u00e9\\n\\""'
    json.dumps('é\n"', indent=2)
    = '"\\u00e9\\n\\""'
    json.dumps('é\n"', sort_keys=True)
    = '"\\u00e9\\n\\""'
    json.dumps('é\n"', separators=(',', ':'))
    = '"\\u00e9\\n\\""'
    json.dumps('é\n"', ensure_ascii=False)
    = '"é\\n\\""'
    json.dumps('😀')
    = '"\\ud83d\\ude00"'
    json.dumps('😀', indent=2)
    = '"\\ud83d\\ude00"'
    json.dumps('😀', sort_keys=True)
    = '"\\ud83d\\ude00"'
    json.dumps('😀', separators=(',', ':'))
    = '"\\ud83d\\ude00"'
    json.dumps('😀', ensure_ascii=False)
    = '"😀"'
    json.dumps([])
    = '[]'
    json.dumps([], indent=2)
    = '[]'
    json.dumps([], sort_keys=True)
    = '[]'
    json.dumps([], separators=(',', ':'))
    = '[]'
    json.dumps([], ensure_ascii=False)
    = '[]'
    json.dumps([1, [2]])
    = '[1, [2]]'
    json.dumps([1, [2]], indent=2)
    = '[\n  1,\n  [\n    2\n  ]\n]'
    json.dumps([1, [2]], sort_keys=True)
    = '[1, [2]]'
    json.dumps([1, [2]], separators=(',', ':'))
    = '[1,[2]]'
    json.dumps([1, [2]], ensure_ascii=False)
    = '[1, [2]]'
    json.dumps({})
    = '{}'
    json.dumps({}, indent=2)
    = '{}'
    json.dumps({}, sort_keys=True)
    = '{}'
    json.dumps({}, separators=(',', ':'))
    = '{}'
    json.dumps({}, ensure_ascii=False)
    = '{}'
    json.dumps({'b': 1, 'a': [None]})
    = '{"b": 1, "a": [null]}'
    json.dumps({'b': 1, 'a': [None]}, indent=2)
    = '{\n  "b": 1,\n  "a": [\n    null\n  ]\n}'
    json.dumps({'b': 1, 'a': [None]}, sort_keys=True)
    = '{"a": [null], "b": 1}'
    json.dumps({'b': 1, 'a': [None]}, separators=(',', ':'))
    = '{"b":1,"a":[null]}'
    json.dumps({'b': 1, 'a': [None]}, ensure_ascii=False)
    = '{"b": 1, "a": [null]}'
    json.dumps({1: 2, None: 3, True: 4, 1.5: 5})
    = '{"1": 4, "null": 3, "1.5": 5}'
    json.dumps({1: 2, None: 3, True: 4, 1.5: 5}, indent=2)
    = '{\n  "1": 4,\n  "null": 3,\n  "1.5": 5\n}'
    json.dumps({1: 2, None: 3, True: 4, 1.5: 5}, separators=(',', ':'))
    = '{"1":4,"null":3,"1.5":5}'
    json.dumps({1: 2, None: 3, True: 4, 1.5: 5}, ensure_ascii=False)
    = '{"1": 4, "null": 3, "1.5": 5}'
    json.dumps((1, 2))
    = '[1, 2]'
    json.dumps((1, 2), indent=2)
    = '[\n  1,\n  2\n]'
    json.dumps((1, 2), sort_keys=True)
    = '[1, 2]'
    json.dumps((1, 2), separators=(',', ':'))
    = '[1,2]'
    json.dumps((1, 2), ensure_ascii=False)
    = '[1, 2]'
    json.dumps(float('nan'))
    = 'NaN'
    json.dumps(float('nan'), indent=2)
    = 'NaN'
    json.dumps(float('nan'), sort_keys=True)
    = 'NaN'
    json.dumps(float('nan'), separators=(',', ':'))
    = 'NaN'
    json.dumps(float('nan'), ensure_ascii=False)
    = 'NaN'
    json.dumps('\x7f\u2028')
    = '"\\u007f\\u2028"'
    json.dumps('\x7f\u2028', indent=2)
    = '"\\u007f\\u2028"'
    json.dumps('\x7f\u2028', sort_keys=True)
    = '"\\u007f\\u2028"'
    json.dumps('\x7f\u2028', separators=(',', ':'))
    = '"\\u007f\\u2028"'
    json.dumps('\x7f\u2028', ensure_ascii=False)
    = '"\x7f\u2028"'
    json.dumps({'k': {'n': {}}})
    = '{"k": {"n": {}}}'
    json.dumps({'k': {'n': {}}}, indent=2)
    = '{\n  "k": {\n    "n": {}\n  }\n}'
    json.dumps({'k': {'n': {}}}, sort_keys=True)
    = '{"k": {"n": {}}}'
    json.dumps({'k': {'n': {}}}, separators=(',', ':'))
    = '{"k":{"n":{}}}'
    json.dumps({'k': {'n': {}}}, ensure_ascii=False)
    = '{"k": {"n": {}}}'
    json.dumps(1e16)
    = '1e+16'
    json.dumps(1e16, indent=2)
    = '1e+16'
    json.dumps(1e16, sort_keys=True)
    = '1e+16'
    json.dumps(1e16, separators=(',', ':'))
    = '1e+16'
    json.dumps(1e16, ensure_ascii=False)
    = '1e+16'
    json.dumps('</')
    = '"</"'
    json.dumps('</', indent=2)
    = '"</"'
    json.dumps('</', sort_keys=True)
    = '"</"'
    json.dumps('</', separators=(',', ':'))
    = '"</"'
    json.dumps('</', ensure_ascii=False)
    = '"</"'
    json.dumps({1})
    = TypeError: Object of type set is not JSON serializable
    json.dumps({1}, default=lambda x: list(x))
    = '[1]'
    json.dumps({(1,): 2})
    = TypeError: keys must be str, int, float, bool or None, not tuple
    json.dumps({(1,): 2}, skipkeys=True)
    = '{}'
    json.dumps(float('inf'), allow_nan=False)
    = ValueError: Out of range float values are not JSON compliant
    json.dumps([1, 2], indent='\t')
    = '[\n\t1,\n\t2\n]'
    json.loads(b'[1]')
    = [1]
    json.loads(5)
    = TypeError: the JSON object must be str, bytes or bytearray, not int
    json.dumps(collections.OrderedDict([('a', 1)]))
    = '{"a": 1}'
    json.loads('{"a": 1, "a": 2}')
    = {'a': 2}
    json.dumps({'b': 1, 'a': 2}, sort_keys=True, indent=1)
    = '{\n "a": 2,\n "b": 1\n}'
    json.loads('[1.0, 10000000000.5]')
    = [1.0, 10000000000.5]
    json.dumps(b'x')
    = TypeError: Object of type bytes is not JSON serializable
    json.dumps(datetime.date(2024, 1, 1), default=str)
    = '"2024-01-01"'
    """###
