// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let mathCases3 = ###"""
    math.prod([1.5, 2], start=2)
    = 6.0
    math.fsum([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    = 0.7000000000000001
    math.fsum([1e100, 1, -1e100])
    = 1.0
    math.copysign(1, -0.0)
    = -1.0
    math.atan2(1, -1)
    = 2.356194490192345
    math.dist((0, 0), (3, 4))
    = 5.0
    math.dist([1], [1, 2])
    = ValueError: both points must have the same number of dimensions
    math.isqrt(99)
    = 9
    math.isqrt(-1)
    = ValueError: isqrt() argument must be nonnegative
    math.ldexp(1.5, 4)
    = 24.0
    math.sqrt('a')
    = TypeError: must be real number, not str
    math.sqrt()
    = TypeError: math.sqrt() takes exactly one argument (0 given)
    math.erf(0.5)
    = 0.5204998778130465
    math.floor(-0.5)
    = -1
    math.gamma(5)
    = 24.0
    math.gamma(-1)
    = ValueError: math domain error
    math.lgamma(0)
    = ValueError: math domain error
    math.remainder(7, 4)
    = -1.0
    math.floor('a')
    = TypeError: must be real number, not str
    math.nextafter(1, 2)
    = 1.0000000000000002
    math.ulp(1)
    = 2.220446049250313e-16
    """###
