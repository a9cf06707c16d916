// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let unicodeCases2 = ###"""
    unicodedata.numeric('Ａ')
    = ValueError: not a numeric character
    unicodedata.numeric('€')
    = ValueError: not a numeric character
    unicodedata.numeric('\u200b')
    = ValueError: not a numeric character
    unicodedata.numeric('\U000e0100')
    = ValueError: not a numeric character
    unicodedata.numeric('\u2126')
    = ValueError: not a numeric character
    unicodedata.numeric('ǆ')
    = ValueError: not a numeric character
    unicodedata.numeric('\u0378')
    = ValueError: not a numeric character
    unicodedata.numeric('\ue000')
    = ValueError: not a numeric character
    unicodedata.numeric('\U0001d15e')
    = ValueError: not a numeric character
    unicodedata.numeric('ab')
    = TypeError: numeric() argument 1 must be a unicode character, not str
    unicodedata.numeric('')
    = TypeError: numeric() argument 1 must be a unicode character, not str
    unicodedata.numeric(5)
    = TypeError: numeric() argument 1 must be a unicode character, not int
    unicodedata.name('a', None)
    = 'LATIN SMALL LETTER A'
    unicodedata.name('É', None)
    = 'LATIN CAPITAL LETTER E WITH ACUTE'
    unicodedata.name('٣', None)
    = 'ARABIC-INDIC DIGIT THREE'
    unicodedata.name('½', None)
    = 'VULGAR FRACTION ONE HALF'
    unicodedata.name('²', None)
    = 'SUPERSCRIPT TWO'
    unicodedata.name('Ⅷ', None)
    = 'ROMAN NUMERAL EIGHT'
    unicodedata.name('\n', None)
    = None
    unicodedata.name('\u0301', None)
    = 'COMBINING ACUTE ACCENT'
    unicodedata.name('ﬁ', None)
    = 'LATIN SMALL LIGATURE FI'
    unicodedata.name('가', None)
    = 'HANGUL SYLLABLE GA'
    unicodedata.name('각', None)
    = 'HANGUL SYLLABLE GAG'
    unicodedata.name('中', None)
    = 'CJK UNIFIED IDEOGRAPH-4E2D'
    unicodedata.decimal('a', None)
    = None
    unicodedata.decimal('É', None)
    = None
    unicodedata.decimal('٣', None)
    = 3
    unicodedata.decimal('½', None)
    = None
    unicodedata.decimal('²', None)
    = None
    unicodedata.decimal('Ⅷ', None)
    = None
    unicodedata.decimal('\n', None)
    = None
    unicodedata.decimal('\u0301', None)
    = None
    unicodedata.decimal('ﬁ', None)
    = None
    unicodedata.decimal('가', None)
    = None
    unicodedata.decimal('각', None)
    = None
    unicodedata.decimal('中', None)
    = None
    unicodedata.digit('a', None)
    = None
    unicodedata.digit('É', None)
    = None
    unicodedata.digit('٣', None)
    = 3
    unicodedata.digit('½', None)
    = None
    unicodedata.digit('²', None)
    = 2
    unicodedata.digit('Ⅷ', None)
    = None
    unicodedata.digit('\n', None)
    = None
    unicodedata.digit('\u0301', None)
    = None
    unicodedata.digit('ﬁ', None)
    = None
    unicodedata.digit('가', None)
    = None
    unicodedata.digit('각', None)
    = None
    unicodedata.digit('中', None)
    = None
    unicodedata.numeric('a', None)
    = None
    unicodedata.numeric('É', None)
    = None
    unicodedata.numeric('٣', None)
    = 3.0
    unicodedata.numeric('½', None)
    = 0.5
    unicodedata.numeric('²', None)
    = 2.0
    unicodedata.numeric('Ⅷ', None)
    = 8.0
    unicodedata.numeric('\n', None)
    = None
    unicodedata.numeric('\u0301', None)
    = None
    unicodedata.numeric('ﬁ', None)
    = None
    unicodedata.numeric('가', None)
    = None
    unicodedata.numeric('각', None)
    = None
    unicodedata.numeric('中', None)
    = None
    unicodedata.normalize('NFC', 'Éé e\u0301')
    = 'Éé é'
    unicodedata.normalize('NFC', 'ﬁ ½ ² Ａ ①')
    = 'ﬁ ½ ² Ａ ①'
    unicodedata.normalize('NFC', '각가 \u1100\u1161\u11a8')
    = '각가 각'
    unicodedata.normalize('NFC', 'q\u0307\u0323')
    = 'q̣̇'
    unicodedata.normalize('NFC', '\u212b \u2126')
    = 'Å Ω'
    unicodedata.normalize('NFC', 'ǆ ŉ ㎏')
    = 'ǆ ŉ ㎏'
    unicodedata.normalize('NFC', '')
    = ''
    unicodedata.normalize('NFC', '\u0958')
    = 'क़'
    unicodedata.normalize('NFC', 'a\u0315\u0300\u05ae\u0062')
    = 'à֮̕b'
    unicodedata.normalize('NFC', '\U0001d15e')
    = '𝅗𝅥'
    unicodedata.normalize('NFC', '\u1e9b\u0323')
    = 'ẛ̣'
    unicodedata.normalize('NFC', '日本')
    = '日本'
    unicodedata.normalize('NFC', 5)
    = TypeError: normalize() argument 2 must be str, not int
    unicodedata.normalize('NFC', '\u0344')
    = '̈́'
    unicodedata.normalize('NFC', '\ufb1d')
    = 'יִ'
    unicodedata.normalize('NFC', '\u0f73')
    = 'ཱི'
    unicodedata.normalize('NFC', '\u1100\u0300\u1161')
    = 'ᄀ̀ᅡ'
    unicodedata.normalize('NFD', 'Éé e\u0301')
    = 'Éé é'
    unicodedata.normalize('NFD', 'ﬁ ½ ² Ａ ①')
    = 'ﬁ ½ ² Ａ ①'
    unicodedata.normalize('NFD', '각가 \u1100\u1161\u11a8')
    = '각가 각'
    unicodedata.normalize('NFD', 'q\u0307\u0323')
    = 'q̣̇'
    unicodedata.normalize('NFD', '\u212b \u2126')
    = 'Å Ω'
    unicodedata.normalize('NFD', 'ǆ ŉ ㎏')
    = 'ǆ ŉ ㎏'
    unicodedata.normalize('NFD', '')
    = ''
    unicodedata.normalize('NFD', '\u0958')
    = 'क़'
    unicodedata.normalize('NFD', 'a\u0315\u0300\u05ae\u0062')
    = 'à֮̕b'
    unicodedata.normalize('NFD', '\U0001d15e')
    = '𝅗𝅥'
    unicodedata.normalize('NFD', '\u1e9b\u0323')
    = 'ẛ̣'
    unicodedata.normalize('NFD', '日本')
    = '日本'
    unicodedata.normalize('NFD', 5)
    = TypeError: normalize() argument 2 must be str, not int
    unicodedata.normalize('NFD', '\u0344')
    = '̈́'
    unicodedata.normalize('NFD', '\ufb1d')
    = 'יִ'
    unicodedata.normalize('NFD', '\u0f73')
    = 'ཱི'
    unicodedata.normalize('NFD', '\u1100\u0300\u1161')
    = 'ᄀ̀ᅡ'
    unicodedata.normalize('NFKC', 'Éé e\u0301')
    = 'Éé é'
    unicodedata.normalize('NFKC', 'ﬁ ½ ² Ａ ①')
    = 'fi 1⁄2 2 A 1'
    unicodedata.normalize('NFKC', '각가 \u1100\u1161\u11a8')
    = '각가 각'
    unicodedata.normalize('NFKC', 'q\u0307\u0323')
    = 'q̣̇'
    unicodedata.normalize('NFKC', '\u212b \u2126')
    = 'Å Ω'
    unicodedata.normalize('NFKC', 'ǆ ŉ ㎏')
    = 'dž ʼn kg'
    unicodedata.normalize('NFKC', '')
    = ''
    unicodedata.normalize('NFKC', '\u0958')
    = 'क़'
    unicodedata.normalize('NFKC', 'a\u0315\u0300\u05ae\u0062')
    = 'à֮̕b'
    unicodedata.normalize('NFKC', '\U0001d15e')
    = '𝅗𝅥'
    unicodedata.normalize('NFKC', '\u1e9b\u0323')
    = 'ṩ'
    unicodedata.normalize('NFKC', '日本')
    = '日本'
    unicodedata.normalize('NFKC', 5)
    = TypeError: normalize() argument 2 must be str, not int
    unicodedata.normalize('NFKC', '\u0344')
    = '̈́'
    unicodedata.normalize('NFKC', '\ufb1d')
    = 'יִ'
    unicodedata.normalize('NFKC', '\u0f73')
    = 'ཱི'
    unicodedata.normalize('NFKC', '\u1100\u0300\u1161')
    = 'ᄀ̀ᅡ'
    unicodedata.normalize('NFKD', 'Éé e\u0301')
    = 'Éé é'
    unicodedata.normalize('NFKD', 'ﬁ ½ ² Ａ ①')
    = 'fi 1⁄2 2 A 1'
    unicodedata.normalize('NFKD', '각가 \u1100\u1161\u11a8')
    = '각가 각'
    unicodedata.normalize('NFKD', 'q\u0307\u0323')
    = 'q̣̇'
    unicodedata.normalize('NFKD', '\u212b \u2126')
    = 'Å Ω'
    unicodedata.normalize('NFKD', 'ǆ ŉ ㎏')
    = 'dž ʼn kg'
    unicodedata.normalize('NFKD', '')
    = ''
    unicodedata.normalize('NFKD', '\u0958')
    = 'क़'
    unicodedata.normalize('NFKD', 'a\u0315\u0300\u05ae\u0062')
    = 'à֮̕b'
    unicodedata.normalize('NFKD', '\U0001d15e')
    = '𝅗𝅥'
    unicodedata.normalize('NFKD', '\u1e9b\u0323')
    = 'ṩ'
    unicodedata.normalize('NFKD', '日本')
    = '日本'
    unicodedata.normalize('NFKD', 5)
    = TypeError: normalize() argument 2 must be str, not int
    unicodedata.normalize('NFKD', '\u0344')
    = '̈́'
    unicodedata.normalize('NFKD', '\ufb1d')
    = 'יִ'
    unicodedata.normalize('NFKD', '\u0f73')
    = 'ཱི'
    unicodedata.normalize('NFKD', '\u1100\u0300\u1161')
    = 'ᄀ̀ᅡ'
    unicodedata.normalize('X', 'Éé e\u0301')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', 'ﬁ ½ ² Ａ ①')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '각가 \u1100\u1161\u11a8')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', 'q\u0307\u0323')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '\u212b \u2126')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', 'ǆ ŉ ㎏')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '')
    = ''
    unicodedata.normalize('X', '\u0958')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', 'a\u0315\u0300\u05ae\u0062')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '\U0001d15e')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '\u1e9b\u0323')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '日本')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', 5)
    = TypeError: normalize() argument 2 must be str, not int
    unicodedata.normalize('X', '\u0344')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '\ufb1d')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '\u0f73')
    = ValueError: invalid normalization form
    unicodedata.normalize('X', '\u1100\u0300\u1161')
    = ValueError: invalid normalization form
    unicodedata.is_normalized('NFC', 'é')
    = True
    unicodedata.is_normalized('NFC', 'e\u0301')
    = False
    unicodedata.is_normalized('NFC', 'ﬁ')
    = True
    unicodedata.is_normalized('NFC', 'abc')
    = True
    unicodedata.is_normalized('NFD', 'é')
    = False
    unicodedata.is_normalized('NFD', 'e\u0301')
    = True
    unicodedata.is_normalized('NFD', 'ﬁ')
    = True
    unicodedata.is_normalized('NFD', 'abc')
    = True
    unicodedata.is_normalized('NFKC', 'é')
    = True
    unicodedata.is_normalized('NFKC', 'e\u0301')
    = False
    unicodedata.is_normalized('NFKC', 'ﬁ')
    = False
    unicodedata.is_normalized('NFKC', 'abc')
    = True
    unicodedata.unidata_version
    = '14.0.0'
    unicodedata.decomposition('é')
    = '0065 0301'
    """###
