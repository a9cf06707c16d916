// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let formatCases8 = ###"""
    float('nan')
    = nan
    float('1_0.5')
    = 10.5
    float('x')
    = ValueError: could not convert string to float: 'x'
    float('')
    = ValueError: could not convert string to float: ''
    float('1e')
    = ValueError: could not convert string to float: '1e'
    float('.5')
    = 0.5
    float('5.')
    = 5.0
    float('.')
    = ValueError: could not convert string to float: '.'
    float('0x1p3')
    = ValueError: could not convert string to float: '0x1p3'
    float('1e400')
    = inf
    float('٣.٥')
    = 3.5
    float('1 2')
    = ValueError: could not convert string to float: '1 2'
    float('--1')
    = ValueError: could not convert string to float: '--1'
    float('1._5')
    = ValueError: could not convert string to float: '1._5'
    """###
