// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let unicodeCases1 = ###"""
    unicodedata.category('a')
    = 'Ll'
    unicodedata.category('É')
    = 'Lu'
    unicodedata.category('٣')
    = 'Nd'
    unicodedata.category('½')
    = 'No'
    unicodedata.category('²')
    = 'No'
    unicodedata.category('Ⅷ')
    = 'Nl'
    unicodedata.category('\n')
    = 'Cc'
    unicodedata.category('\u0301')
    = 'Mn'
    unicodedata.category('ﬁ')
    = 'Ll'
    unicodedata.category('가')
    = 'Lo'
    unicodedata.category('각')
    = 'Lo'
    unicodedata.category('中')
    = 'Lo'
    unicodedata.category('😀')
    = 'So'
    unicodedata.category('(')
    = 'Ps'
    unicodedata.category('א')
    = 'Lo'
    unicodedata.category('ا')
    = 'Lo'
    unicodedata.category('Ａ')
    = 'Lu'
    unicodedata.category('€')
    = 'Sc'
    unicodedata.category('\u200b')
    = 'Cf'
    unicodedata.category('\U000e0100')
    = 'Mn'
    unicodedata.category('\u2126')
    = 'Lu'
    unicodedata.category('ǆ')
    = 'Ll'
    unicodedata.category('\u0378')
    = 'Cn'
    unicodedata.category('\ue000')
    = 'Co'
    unicodedata.category('\U0001d15e')
    = 'So'
    unicodedata.category('ab')
    = TypeError: category() argument must be a unicode character, not str
    unicodedata.category('')
    = TypeError: category() argument must be a unicode character, not str
    unicodedata.category(5)
    = TypeError: category() argument must be a unicode character, not int
    unicodedata.bidirectional('a')
    = 'L'
    unicodedata.bidirectional('É')
    = 'L'
    unicodedata.bidirectional('٣')
    = 'AN'
    unicodedata.bidirectional('½')
    = 'ON'
    unicodedata.bidirectional('²')
    = 'EN'
    unicodedata.bidirectional('Ⅷ')
    = 'L'
    unicodedata.bidirectional('\n')
    = 'B'
    unicodedata.bidirectional('\u0301')
    = 'NSM'
    unicodedata.bidirectional('ﬁ')
    = 'L'
    unicodedata.bidirectional('가')
    = 'L'
    unicodedata.bidirectional('각')
    = 'L'
    unicodedata.bidirectional('中')
    = 'L'
    unicodedata.bidirectional('😀')
    = 'ON'
    unicodedata.bidirectional('(')
    = 'ON'
    unicodedata.bidirectional('א')
    = 'R'
    unicodedata.bidirectional('ا')
    = 'AL'
    unicodedata.bidirectional('Ａ')
    = 'L'
    unicodedata.bidirectional('€')
    = 'ET'
    unicodedata.bidirectional('\u200b')
    = 'BN'
    unicodedata.bidirectional('\U000e0100')
    = 'NSM'
    unicodedata.bidirectional('\u2126')
    = 'L'
    unicodedata.bidirectional('ǆ')
    = 'L'
    unicodedata.bidirectional('\u0378')
    = ''
    unicodedata.bidirectional('\ue000')
    = 'L'
    unicodedata.bidirectional('\U0001d15e')
    = 'L'
    unicodedata.bidirectional('ab')
    = TypeError: bidirectional() argument must be a unicode character, not str
    unicodedata.bidirectional('')
    = TypeError: bidirectional() argument must be a unicode character, not str
    unicodedata.bidirectional(5)
    = TypeError: bidirectional() argument must be a unicode character, not int
    unicodedata.east_asian_width('a')
    = 'Na'
    unicodedata.east_asian_width('É')
    = 'N'
    unicodedata.east_asian_width('٣')
    = 'N'
    unicodedata.east_asian_width('½')
    = 'A'
    unicodedata.east_asian_width('²')
    = 'A'
    unicodedata.east_asian_width('Ⅷ')
    = 'A'
    unicodedata.east_asian_width('\n')
    = 'N'
    unicodedata.east_asian_width('\u0301')
    = 'A'
    unicodedata.east_asian_width('ﬁ')
    = 'N'
    unicodedata.east_asian_width('가')
    = 'W'
    unicodedata.east_asian_width('각')
    = 'W'
    unicodedata.east_asian_width('中')
    = 'W'
    unicodedata.east_asian_width('😀')
    = 'W'
    unicodedata.east_asian_width('(')
    = 'Na'
    unicodedata.east_asian_width('א')
    = 'N'
    unicodedata.east_asian_width('ا')
    = 'N'
    unicodedata.east_asian_width('Ａ')
    = 'F'
    unicodedata.east_asian_width('€')
    = 'A'
    unicodedata.east_asian_width('\u200b')
    = 'N'
    unicodedata.east_asian_width('\U000e0100')
    = 'A'
    unicodedata.east_asian_width('\u2126')
    = 'A'
    unicodedata.east_asian_width('ǆ')
    = 'N'
    unicodedata.east_asian_width('\u0378')
    = 'F'
    unicodedata.east_asian_width('\ue000')
    = 'A'
    unicodedata.east_asian_width('\U0001d15e')
    = 'N'
    unicodedata.east_asian_width('ab')
    = TypeError: east_asian_width() argument must be a unicode character, not str
    unicodedata.east_asian_width('')
    = TypeError: east_asian_width() argument must be a unicode character, not str
    unicodedata.east_asian_width(5)
    = TypeError: east_asian_width() argument must be a unicode character, not int
    unicodedata.combining('a')
    = 0
    unicodedata.combining('É')
    = 0
    unicodedata.combining('٣')
    = 0
    unicodedata.combining('½')
    = 0
    unicodedata.combining('²')
    = 0
    unicodedata.combining('Ⅷ')
    = 0
    unicodedata.combining('\n')
    = 0
    unicodedata.combining('\u0301')
    = 230
    unicodedata.combining('ﬁ')
    = 0
    unicodedata.combining('가')
    = 0
    unicodedata.combining('각')
    = 0
    unicodedata.combining('中')
    = 0
    unicodedata.combining('😀')
    = 0
    unicodedata.combining('(')
    = 0
    unicodedata.combining('א')
    = 0
    unicodedata.combining('ا')
    = 0
    unicodedata.combining('Ａ')
    = 0
    unicodedata.combining('€')
    = 0
    unicodedata.combining('\u200b')
    = 0
    unicodedata.combining('\U000e0100')
    = 0
    unicodedata.combining('\u2126')
    = 0
    unicodedata.combining('ǆ')
    = 0
    unicodedata.combining('\u0378')
    = 0
    unicodedata.combining('\ue000')
    = 0
    unicodedata.combining('\U0001d15e')
    = 0
    unicodedata.combining('ab')
    = TypeError: combining() argument must be a unicode character, not str
    unicodedata.combining('')
    = TypeError: combining() argument must be a unicode character, not str
    unicodedata.combining(5)
    = TypeError: combining() argument must be a unicode character, not int
    unicodedata.mirrored('a')
    = 0
    unicodedata.mirrored('É')
    = 0
    unicodedata.mirrored('٣')
    = 0
    unicodedata.mirrored('½')
    = 0
    unicodedata.mirrored('²')
    = 0
    unicodedata.mirrored('Ⅷ')
    = 0
    unicodedata.mirrored('\n')
    = 0
    unicodedata.mirrored('\u0301')
    = 0
    unicodedata.mirrored('ﬁ')
    = 0
    unicodedata.mirrored('가')
    = 0
    unicodedata.mirrored('각')
    = 0
    unicodedata.mirrored('中')
    = 0
    unicodedata.mirrored('😀')
    = 0
    unicodedata.mirrored('(')
    = 1
    unicodedata.mirrored('א')
    = 0
    unicodedata.mirrored('ا')
    = 0
    unicodedata.mirrored('Ａ')
    = 0
    unicodedata.mirrored('€')
    = 0
    unicodedata.mirrored('\u200b')
    = 0
    unicodedata.mirrored('\U000e0100')
    = 0
    unicodedata.mirrored('\u2126')
    = 0
    unicodedata.mirrored('ǆ')
    = 0
    unicodedata.mirrored('\u0378')
    = 0
    unicodedata.mirrored('\ue000')
    = 0
    unicodedata.mirrored('\U0001d15e')
    = 0
    unicodedata.mirrored('ab')
    = TypeError: mirrored() argument must be a unicode character, not str
    unicodedata.mirrored('')
    = TypeError: mirrored() argument must be a unicode character, not str
    unicodedata.mirrored(5)
    = TypeError: mirrored() argument must be a unicode character, not int
    unicodedata.name('a')
    = 'LATIN SMALL LETTER A'
    unicodedata.name('É')
    = 'LATIN CAPITAL LETTER E WITH ACUTE'
    unicodedata.name('٣')
    = 'ARABIC-INDIC DIGIT THREE'
    unicodedata.name('½')
    = 'VULGAR FRACTION ONE HALF'
    unicodedata.name('²')
    = 'SUPERSCRIPT TWO'
    unicodedata.name('Ⅷ')
    = 'ROMAN NUMERAL EIGHT'
    unicodedata.name('\n')
    = ValueError: no such name
    unicodedata.name('\u0301')
    = 'COMBINING ACUTE ACCENT'
    unicodedata.name('ﬁ')
    = 'LATIN SMALL LIGATURE FI'
    unicodedata.name('가')
    = 'HANGUL SYLLABLE GA'
    unicodedata.name('각')
    = 'HANGUL SYLLABLE GAG'
    unicodedata.name('中')
    = 'CJK UNIFIED IDEOGRAPH-4E2D'
    unicodedata.name('😀')
    = 'GRINNING FACE'
    unicodedata.name('(')
    = 'LEFT PARENTHESIS'
    unicodedata.name('א')
    = 'HEBREW LETTER ALEF'
    unicodedata.name('ا')
    = 'ARABIC LETTER ALEF'
    unicodedata.name('Ａ')
    = 'FULLWIDTH LATIN CAPITAL LETTER A'
    unicodedata.name('€')
    = 'EURO SIGN'
    unicodedata.name('\u200b')
    = 'ZERO WIDTH SPACE'
    unicodedata.name('\U000e0100')
    = 'VARIATION SELECTOR-17'
    unicodedata.name('\u2126')
    = 'OHM SIGN'
    unicodedata.name('ǆ')
    = 'LATIN SMALL LETTER DZ WITH CARON'
    unicodedata.name('\u0378')
    = ValueError: no such name
    unicodedata.name('\ue000')
    = ValueError: no such name
    unicodedata.name('\U0001d15e')
    = 'MUSICAL SYMBOL HALF NOTE'
    unicodedata.name('ab')
    = TypeError: name() argument 1 must be a unicode character, not str
    unicodedata.name('')
    = TypeError: name() argument 1 must be a unicode character, not str
    unicodedata.name(5)
    = TypeError: name() argument 1 must be a unicode character, not int
    unicodedata.decimal('a')
    = ValueError: not a decimal
    unicodedata.decimal('É')
    = ValueError: not a decimal
    unicodedata.decimal('٣')
    = 3
    unicodedata.decimal('½')
    = ValueError: not a decimal
    unicodedata.decimal('²')
    = ValueError: not a decimal
    unicodedata.decimal('Ⅷ')
    = ValueError: not a decimal
    unicodedata.decimal('\n')
    = ValueError: not a decimal
    unicodedata.decimal('\u0301')
    = ValueError: not a decimal
    unicodedata.decimal('ﬁ')
    = ValueError: not a decimal
    unicodedata.decimal('가')
    = ValueError: not a decimal
    unicodedata.decimal('각')
    = ValueError: not a decimal
    unicodedata.decimal('中')
    = ValueError: not a decimal
    unicodedata.decimal('😀')
    = ValueError: not a decimal
    unicodedata.decimal('(')
    = ValueError: not a decimal
    unicodedata.decimal('א')
    = ValueError: not a decimal
    unicodedata.decimal('ا')
    = ValueError: not a decimal
    unicodedata.decimal('Ａ')
    = ValueError: not a decimal
    unicodedata.decimal('€')
    = ValueError: not a decimal
    unicodedata.decimal('\u200b')
    = ValueError: not a decimal
    unicodedata.decimal('\U000e0100')
    = ValueError: not a decimal
    unicodedata.decimal('\u2126')
    = ValueError: not a decimal
    unicodedata.decimal('ǆ')
    = ValueError: not a decimal
    unicodedata.decimal('\u0378')
    = ValueError: not a decimal
    unicodedata.decimal('\ue000')
    = ValueError: not a decimal
    unicodedata.decimal('\U0001d15e')
    = ValueError: not a decimal
    unicodedata.decimal('ab')
    = TypeError: decimal() argument 1 must be a unicode character, not str
    unicodedata.decimal('')
    = TypeError: decimal() argument 1 must be a unicode character, not str
    unicodedata.decimal(5)
    = TypeError: decimal() argument 1 must be a unicode character, not int
    unicodedata.digit('a')
    = ValueError: not a digit
    unicodedata.digit('É')
    = ValueError: not a digit
    unicodedata.digit('٣')
    = 3
    unicodedata.digit('½')
    = ValueError: not a digit
    unicodedata.digit('²')
    = 2
    unicodedata.digit('Ⅷ')
    = ValueError: not a digit
    unicodedata.digit('\n')
    = ValueError: not a digit
    unicodedata.digit('\u0301')
    = ValueError: not a digit
    unicodedata.digit('ﬁ')
    = ValueError: not a digit
    unicodedata.digit('가')
    = ValueError: not a digit
    unicodedata.digit('각')
    = ValueError: not a digit
    unicodedata.digit('中')
    = ValueError: not a digit
    unicodedata.digit('😀')
    = ValueError: not a digit
    unicodedata.digit('(')
    = ValueError: not a digit
    unicodedata.digit('א')
    = ValueError: not a digit
    unicodedata.digit('ا')
    = ValueError: not a digit
    unicodedata.digit('Ａ')
    = ValueError: not a digit
    unicodedata.digit('€')
    = ValueError: not a digit
    unicodedata.digit('\u200b')
    = ValueError: not a digit
    unicodedata.digit('\U000e0100')
    = ValueError: not a digit
    unicodedata.digit('\u2126')
    = ValueError: not a digit
    unicodedata.digit('ǆ')
    = ValueError: not a digit
    unicodedata.digit('\u0378')
    = ValueError: not a digit
    unicodedata.digit('\ue000')
    = ValueError: not a digit
    unicodedata.digit('\U0001d15e')
    = ValueError: not a digit
    unicodedata.digit('ab')
    = TypeError: digit() argument 1 must be a unicode character, not str
    unicodedata.digit('')
    = TypeError: digit() argument 1 must be a unicode character, not str
    unicodedata.digit(5)
    = TypeError: digit() argument 1 must be a unicode character, not int
    unicodedata.numeric('a')
    = ValueError: not a numeric character
    unicodedata.numeric('É')
    = ValueError: not a numeric character
    unicodedata.numeric('٣')
    = 3.0
    unicodedata.numeric('½')
    = 0.5
    unicodedata.numeric('²')
    = 2.0
    unicodedata.numeric('Ⅷ')
    = 8.0
    unicodedata.numeric('\n')
    = ValueError: not a numeric character
    unicodedata.numeric('\u0301')
    = ValueError: not a numeric character
    unicodedata.numeric('ﬁ')
    = ValueError: not a numeric character
    unicodedata.numeric('가')
    = ValueError: not a numeric character
    unicodedata.numeric('각')
    = ValueError: not a numeric character
    unicodedata.numeric('中')
    = ValueError: not a numeric character
    unicodedata.numeric('😀')
    = ValueError: not a numeric character
    unicodedata.numeric('(')
    = ValueError: not a numeric character
    unicodedata.numeric('א')
    = ValueError: not a numeric character
    unicodedata.numeric('ا')
    = ValueError: not a numeric character
    """###
