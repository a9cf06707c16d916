// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let mathCases2 = ###"""
    math.asinh(-1)
    = -0.881373587019543
    math.asinh(0.5)
    = 0.48121182505960347
    math.asinh(2.5)
    = 1.6472311463710958
    math.asinh(-2.5)
    = -1.6472311463710958
    math.asinh(10)
    = 2.99822295029797
    math.asinh(1e308)
    = 709.889355822726
    math.asinh(float('inf'))
    = inf
    math.asinh(float('nan'))
    = nan
    math.asinh(700)
    = 7.2442280258070415
    math.asinh(-0.3)
    = -0.29567304756342244
    math.asinh(3)
    = 1.8184464592320668
    math.asinh(1e-10)
    = 1e-10
    math.acosh(0)
    = ValueError: math domain error
    math.acosh(1)
    = 0.0
    math.acosh(-1)
    = ValueError: math domain error
    math.acosh(0.5)
    = ValueError: math domain error
    math.acosh(2.5)
    = 1.566799236972411
    math.acosh(-2.5)
    = ValueError: math domain error
    math.acosh(10)
    = 2.993222846126381
    math.acosh(1e308)
    = 709.889355822726
    math.acosh(float('inf'))
    = inf
    math.acosh(float('nan'))
    = nan
    math.acosh(700)
    = 7.244227005398878
    math.acosh(-0.3)
    = ValueError: math domain error
    math.acosh(3)
    = 1.762747174039086
    math.acosh(1e-10)
    = ValueError: math domain error
    math.atanh(0)
    = 0.0
    math.atanh(1)
    = ValueError: math domain error
    math.atanh(-1)
    = ValueError: math domain error
    math.atanh(0.5)
    = 0.5493061443340548
    math.atanh(2.5)
    = ValueError: math domain error
    math.atanh(-2.5)
    = ValueError: math domain error
    math.atanh(10)
    = ValueError: math domain error
    math.atanh(1e308)
    = ValueError: math domain error
    math.atanh(float('inf'))
    = ValueError: math domain error
    math.atanh(float('nan'))
    = nan
    math.atanh(700)
    = ValueError: math domain error
    math.atanh(-0.3)
    = -0.30951960420311175
    math.atanh(3)
    = ValueError: math domain error
    math.atanh(1e-10)
    = 1e-10
    math.degrees(0)
    = 0.0
    math.degrees(1)
    = 57.29577951308232
    math.degrees(-1)
    = -57.29577951308232
    math.degrees(0.5)
    = 28.64788975654116
    math.degrees(2.5)
    = 143.2394487827058
    math.degrees(-2.5)
    = -143.2394487827058
    math.degrees(10)
    = 572.9577951308232
    math.degrees(1e308)
    = inf
    math.degrees(float('inf'))
    = inf
    math.degrees(float('nan'))
    = nan
    math.degrees(700)
    = 40107.04565915763
    math.degrees(-0.3)
    = -17.188733853924695
    math.degrees(3)
    = 171.88733853924697
    math.degrees(1e-10)
    = 5.729577951308233e-09
    math.radians(0)
    = 0.0
    math.radians(1)
    = 0.017453292519943295
    math.radians(-1)
    = -0.017453292519943295
    math.radians(0.5)
    = 0.008726646259971648
    math.radians(2.5)
    = 0.04363323129985824
    math.radians(-2.5)
    = -0.04363323129985824
    math.radians(10)
    = 0.17453292519943295
    math.radians(1e308)
    = 1.7453292519943295e+306
    math.radians(float('inf'))
    = inf
    math.radians(float('nan'))
    = nan
    math.radians(700)
    = 12.217304763960307
    math.radians(-0.3)
    = -0.005235987755982988
    math.radians(3)
    = 0.05235987755982989
    math.radians(1e-10)
    = 1.7453292519943296e-12
    math.floor(0)
    = 0
    math.floor(1)
    = 1
    math.floor(-1)
    = -1
    math.floor(0.5)
    = 0
    math.floor(2.5)
    = 2
    math.floor(-2.5)
    = -3
    math.floor(10)
    = 10
    math.floor(float('inf'))
    = OverflowError: cannot convert float infinity to integer
    math.floor(float('nan'))
    = ValueError: cannot convert float NaN to integer
    math.floor(700)
    = 700
    math.floor(-0.3)
    = -1
    math.floor(3)
    = 3
    math.floor(1e-10)
    = 0
    math.ceil(0)
    = 0
    math.ceil(1)
    = 1
    math.ceil(-1)
    = -1
    math.ceil(0.5)
    = 1
    math.ceil(2.5)
    = 3
    math.ceil(-2.5)
    = -2
    math.ceil(10)
    = 10
    math.ceil(float('inf'))
    = OverflowError: cannot convert float infinity to integer
    math.ceil(float('nan'))
    = ValueError: cannot convert float NaN to integer
    math.ceil(700)
    = 700
    math.ceil(-0.3)
    = 0
    math.ceil(3)
    = 3
    math.ceil(1e-10)
    = 1
    math.trunc(0)
    = 0
    math.trunc(1)
    = 1
    math.trunc(-1)
    = -1
    math.trunc(0.5)
    = 0
    math.trunc(2.5)
    = 2
    math.trunc(-2.5)
    = -2
    math.trunc(10)
    = 10
    math.trunc(float('inf'))
    = OverflowError: cannot convert float infinity to integer
    math.trunc(float('nan'))
    = ValueError: cannot convert float NaN to integer
    math.trunc(700)
    = 700
    math.trunc(-0.3)
    = 0
    math.trunc(3)
    = 3
    math.trunc(1e-10)
    = 0
    math.isnan(0)
    = False
    math.isnan(1)
    = False
    math.isnan(-1)
    = False
    math.isnan(0.5)
    = False
    math.isnan(2.5)
    = False
    math.isnan(-2.5)
    = False
    math.isnan(10)
    = False
    math.isnan(1e308)
    = False
    math.isnan(float('inf'))
    = False
    math.isnan(float('nan'))
    = True
    math.isnan(700)
    = False
    math.isnan(-0.3)
    = False
    math.isnan(3)
    = False
    math.isnan(1e-10)
    = False
    math.isinf(0)
    = False
    math.isinf(1)
    = False
    math.isinf(-1)
    = False
    math.isinf(0.5)
    = False
    math.isinf(2.5)
    = False
    math.isinf(-2.5)
    = False
    math.isinf(10)
    = False
    math.isinf(1e308)
    = False
    math.isinf(float('inf'))
    = True
    math.isinf(float('nan'))
    = False
    math.isinf(700)
    = False
    math.isinf(-0.3)
    = False
    math.isinf(3)
    = False
    math.isinf(1e-10)
    = False
    math.isfinite(0)
    = True
    math.isfinite(1)
    = True
    math.isfinite(-1)
    = True
    math.isfinite(0.5)
    = True
    math.isfinite(2.5)
    = True
    math.isfinite(-2.5)
    = True
    math.isfinite(10)
    = True
    math.isfinite(1e308)
    = True
    math.isfinite(float('inf'))
    = False
    math.isfinite(float('nan'))
    = False
    math.isfinite(700)
    = True
    math.isfinite(-0.3)
    = True
    math.isfinite(3)
    = True
    math.isfinite(1e-10)
    = True
    math.modf(0)
    = (0.0, 0.0)
    math.modf(1)
    = (0.0, 1.0)
    math.modf(-1)
    = (-0.0, -1.0)
    math.modf(0.5)
    = (0.5, 0.0)
    math.modf(2.5)
    = (0.5, 2.0)
    math.modf(-2.5)
    = (-0.5, -2.0)
    math.modf(10)
    = (0.0, 10.0)
    math.modf(1e308)
    = (0.0, 1e+308)
    math.modf(float('inf'))
    = (0.0, inf)
    math.modf(float('nan'))
    = (nan, nan)
    math.modf(700)
    = (0.0, 700.0)
    math.modf(-0.3)
    = (-0.3, -0.0)
    math.modf(3)
    = (0.0, 3.0)
    math.modf(1e-10)
    = (1e-10, 0.0)
    math.frexp(0)
    = (0.0, 0)
    math.frexp(1)
    = (0.5, 1)
    math.frexp(-1)
    = (-0.5, 1)
    math.frexp(0.5)
    = (0.5, 0)
    math.frexp(2.5)
    = (0.625, 2)
    math.frexp(-2.5)
    = (-0.625, 2)
    math.frexp(10)
    = (0.625, 4)
    math.frexp(1e308)
    = (0.5562684646268004, 1024)
    math.frexp(float('inf'))
    = (inf, 0)
    math.frexp(float('nan'))
    = (nan, 0)
    math.frexp(700)
    = (0.68359375, 10)
    math.frexp(-0.3)
    = (-0.6, -1)
    math.frexp(3)
    = (0.75, 2)
    math.frexp(1e-10)
    = (0.8589934592, -33)
    math.cbrt(0)
    = 0.0
    math.cbrt(1)
    = 1.0
    math.cbrt(-1)
    = -1.0
    math.cbrt(0.5)
    = 0.7937005259840998
    math.cbrt(2.5)
    = 1.3572088082974532
    math.cbrt(-2.5)
    = -1.3572088082974532
    math.cbrt(10)
    = 2.1544346900318834
    math.cbrt(1e308)
    = 4.64158883361278e+102
    math.cbrt(float('inf'))
    = inf
    math.cbrt(float('nan'))
    = nan
    math.cbrt(700)
    = 8.879040017426009
    math.cbrt(-0.3)
    = -0.6694329500821694
    math.cbrt(3)
    = 1.4422495703074083
    math.cbrt(1e-10)
    = 0.0004641588833612778
    math.exp2(0)
    = 1.0
    math.exp2(1)
    = 2.0
    math.exp2(-1)
    = 0.5
    math.exp2(0.5)
    = 1.4142135623730951
    math.exp2(2.5)
    = 5.656854249492381
    math.exp2(-2.5)
    = 0.1767766952966369
    math.exp2(10)
    = 1024.0
    math.exp2(1e308)
    = OverflowError: math range error
    math.exp2(float('inf'))
    = inf
    math.exp2(float('nan'))
    = nan
    math.exp2(700)
    = 5.260135901548374e+210
    math.exp2(-0.3)
    = 0.8122523963562356
    math.exp2(3)
    = 8.0
    math.exp2(1e-10)
    = 1.0000000000693148
    math.pi
    = 3.141592653589793
    math.tau
    = 6.283185307179586
    math.e
    = 2.718281828459045
    math.inf
    = inf
    math.log(8, 2)
    = 3.0
    math.log(8, 1)
    = ZeroDivisionError: float division by zero
    math.log(100, 10)
    = 2.0
    math.pow(2, 10)
    = 1024.0
    math.pow(0, -1)
    = ValueError: math domain error
    math.pow(-8, 1/3)
    = ValueError: math domain error
    math.pow(1e300, 2)
    = OverflowError: math range error
    math.fmod(7, 3)
    = 1.0
    math.fmod(-7, 3)
    = -1.0
    math.fmod(1, 0)
    = ValueError: math domain error
    math.hypot(3, 4)
    = 5.0
    math.hypot(1, 1)
    = 1.4142135623730951
    math.hypot(1, 2, 3)
    = 3.7416573867739413
    math.hypot()
    = 0.0
    math.gcd(12, 18)
    = 6
    math.gcd()
    = 0
    math.gcd(0, -5)
    = 5
    math.lcm(4, 6)
    = 12
    math.lcm(0, 1)
    = 0
    math.isclose(1, 1.0000000001)
    = True
    math.isclose(1, 1.1, rel_tol=0.2)
    = True
    math.factorial(20)
    = 2432902008176640000
    math.factorial(-1)
    = ValueError: factorial() not defined for negative values
    math.factorial(1.5)
    = TypeError: 'float' object cannot be interpreted as an integer
    math.comb(10, 3)
    = 120
    math.comb(60, 30)
    = 118264581564861424
    math.comb(3, 5)
    = 0
    math.comb(-1, 2)
    = ValueError: n must be a non-negative integer
    math.perm(5)
    = 120
    math.perm(5, 2)
    = 20
    math.prod([1, 2, 3])
    = 6
    """###
