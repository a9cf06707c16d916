// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let mathCases1 = ###"""
    math.sqrt(0)
    = 0.0
    math.sqrt(1)
    = 1.0
    math.sqrt(-1)
    = ValueError: math domain error
    math.sqrt(0.5)
    = 0.7071067811865476
    math.sqrt(2.5)
    = 1.5811388300841898
    math.sqrt(-2.5)
    = ValueError: math domain error
    math.sqrt(10)
    = 3.1622776601683795
    math.sqrt(1e308)
    = 1e+154
    math.sqrt(float('inf'))
    = inf
    math.sqrt(float('nan'))
    = nan
    math.sqrt(700)
    = 26.457513110645905
    math.sqrt(-0.3)
    = ValueError: math domain error
    math.sqrt(3)
    = 1.7320508075688772
    math.sqrt(1e-10)
    = 1e-05
    math.exp(0)
    = 1.0
    math.exp(1)
    = 2.718281828459045
    math.exp(-1)
    = 0.36787944117144233
    math.exp(0.5)
    = 1.6487212707001282
    math.exp(2.5)
    = 12.182493960703473
    math.exp(-2.5)
    = 0.0820849986238988
    math.exp(10)
    = 22026.465794806718
    math.exp(1e308)
    = OverflowError: math range error
    math.exp(float('inf'))
    = inf
    math.exp(float('nan'))
    = nan
    math.exp(700)
    = 1.0142320547350045e+304
    math.exp(-0.3)
    = 0.7408182206817179
    math.exp(3)
    = 20.085536923187668
    math.exp(1e-10)
    = 1.0000000001
    math.log(0)
    = ValueError: math domain error
    math.log(1)
    = 0.0
    math.log(-1)
    = ValueError: math domain error
    math.log(0.5)
    = -0.6931471805599453
    math.log(2.5)
    = 0.9162907318741551
    math.log(-2.5)
    = ValueError: math domain error
    math.log(10)
    = 2.302585092994046
    math.log(1e308)
    = 709.1962086421661
    math.log(float('inf'))
    = inf
    math.log(float('nan'))
    = nan
    math.log(700)
    = 6.551080335043404
    math.log(-0.3)
    = ValueError: math domain error
    math.log(3)
    = 1.0986122886681098
    math.log(1e-10)
    = -23.025850929940457
    math.log2(0)
    = ValueError: math domain error
    math.log2(1)
    = 0.0
    math.log2(-1)
    = ValueError: math domain error
    math.log2(0.5)
    = -1.0
    math.log2(2.5)
    = 1.3219280948873624
    math.log2(-2.5)
    = ValueError: math domain error
    math.log2(10)
    = 3.321928094887362
    math.log2(1e308)
    = 1023.1538532253076
    math.log2(float('inf'))
    = inf
    math.log2(float('nan'))
    = nan
    math.log2(700)
    = 9.451211111832329
    math.log2(-0.3)
    = ValueError: math domain error
    math.log2(3)
    = 1.584962500721156
    math.log2(1e-10)
    = -33.219280948873624
    math.log10(0)
    = ValueError: math domain error
    math.log10(1)
    = 0.0
    math.log10(-1)
    = ValueError: math domain error
    math.log10(0.5)
    = -0.3010299956639812
    math.log10(2.5)
    = 0.3979400086720376
    math.log10(-2.5)
    = ValueError: math domain error
    math.log10(10)
    = 1.0
    math.log10(1e308)
    = 308.0
    math.log10(float('inf'))
    = inf
    math.log10(float('nan'))
    = nan
    math.log10(700)
    = 2.845098040014257
    math.log10(-0.3)
    = ValueError: math domain error
    math.log10(3)
    = 0.47712125471966244
    math.log10(1e-10)
    = -10.0
    math.log1p(0)
    = 0.0
    math.log1p(1)
    = 0.6931471805599453
    math.log1p(-1)
    = ValueError: math domain error
    math.log1p(0.5)
    = 0.4054651081081644
    math.log1p(2.5)
    = 1.252762968495368
    math.log1p(-2.5)
    = ValueError: math domain error
    math.log1p(10)
    = 2.3978952727983707
    math.log1p(1e308)
    = 709.1962086421661
    math.log1p(float('inf'))
    = inf
    math.log1p(float('nan'))
    = nan
    math.log1p(700)
    = 6.55250788703459
    math.log1p(-0.3)
    = -0.35667494393873234
    math.log1p(3)
    = 1.3862943611198906
    math.log1p(1e-10)
    = 9.999999999500001e-11
    math.expm1(0)
    = 0.0
    math.expm1(1)
    = 1.718281828459045
    math.expm1(-1)
    = -0.6321205588285577
    math.expm1(0.5)
    = 0.6487212707001282
    math.expm1(2.5)
    = 11.182493960703473
    math.expm1(-2.5)
    = -0.9179150013761013
    math.expm1(10)
    = 22025.465794806718
    math.expm1(1e308)
    = OverflowError: math range error
    math.expm1(float('inf'))
    = inf
    math.expm1(float('nan'))
    = nan
    math.expm1(700)
    = 1.0142320547350045e+304
    math.expm1(-0.3)
    = -0.2591817793182821
    math.expm1(3)
    = 19.085536923187668
    math.expm1(1e-10)
    = 1.00000000005e-10
    math.fabs(0)
    = 0.0
    math.fabs(1)
    = 1.0
    math.fabs(-1)
    = 1.0
    math.fabs(0.5)
    = 0.5
    math.fabs(2.5)
    = 2.5
    math.fabs(-2.5)
    = 2.5
    math.fabs(10)
    = 10.0
    math.fabs(1e308)
    = 1e+308
    math.fabs(float('inf'))
    = inf
    math.fabs(float('nan'))
    = nan
    math.fabs(700)
    = 700.0
    math.fabs(-0.3)
    = 0.3
    math.fabs(3)
    = 3.0
    math.fabs(1e-10)
    = 1e-10
    math.sin(0)
    = 0.0
    math.sin(1)
    = 0.8414709848078965
    math.sin(-1)
    = -0.8414709848078965
    math.sin(0.5)
    = 0.479425538604203
    math.sin(2.5)
    = 0.5984721441039565
    math.sin(-2.5)
    = -0.5984721441039565
    math.sin(10)
    = -0.5440211108893698
    math.sin(1e308)
    = 0.4533964905016491
    math.sin(float('inf'))
    = ValueError: math domain error
    math.sin(float('nan'))
    = nan
    math.sin(700)
    = 0.5439705233633756
    math.sin(-0.3)
    = -0.29552020666133955
    math.sin(3)
    = 0.1411200080598672
    math.sin(1e-10)
    = 1e-10
    math.cos(0)
    = 1.0
    math.cos(1)
    = 0.5403023058681398
    math.cos(-1)
    = 0.5403023058681398
    math.cos(0.5)
    = 0.8775825618903728
    math.cos(2.5)
    = -0.8011436155469337
    math.cos(-2.5)
    = -0.8011436155469337
    math.cos(10)
    = -0.8390715290764524
    math.cos(1e308)
    = -0.8913089376870335
    math.cos(float('inf'))
    = ValueError: math domain error
    math.cos(float('nan'))
    = nan
    math.cos(700)
    = -0.8391043258807425
    math.cos(-0.3)
    = 0.955336489125606
    math.cos(3)
    = -0.9899924966004454
    math.cos(1e-10)
    = 1.0
    math.tan(0)
    = 0.0
    math.tan(1)
    = 1.5574077246549023
    math.tan(-1)
    = -1.5574077246549023
    math.tan(0.5)
    = 0.5463024898437905
    math.tan(2.5)
    = -0.7470222972386603
    math.tan(-2.5)
    = 0.7470222972386603
    math.tan(10)
    = 0.6483608274590866
    math.tan(1e308)
    = -0.5086861259107568
    math.tan(float('inf'))
    = ValueError: math domain error
    math.tan(float('nan'))
    = nan
    math.tan(700)
    = -0.6482751984294827
    math.tan(-0.3)
    = -0.30933624960962325
    math.tan(3)
    = -0.1425465430742778
    math.tan(1e-10)
    = 1e-10
    math.asin(0)
    = 0.0
    math.asin(1)
    = 1.5707963267948966
    math.asin(-1)
    = -1.5707963267948966
    math.asin(0.5)
    = 0.5235987755982989
    math.asin(2.5)
    = ValueError: math domain error
    math.asin(-2.5)
    = ValueError: math domain error
    math.asin(10)
    = ValueError: math domain error
    math.asin(1e308)
    = ValueError: math domain error
    math.asin(float('inf'))
    = ValueError: math domain error
    math.asin(float('nan'))
    = nan
    math.asin(700)
    = ValueError: math domain error
    math.asin(-0.3)
    = -0.3046926540153975
    math.asin(3)
    = ValueError: math domain error
    math.asin(1e-10)
    = 1e-10
    math.acos(0)
    = 1.5707963267948966
    math.acos(1)
    = 0.0
    math.acos(-1)
    = 3.141592653589793
    math.acos(0.5)
    = 1.0471975511965979
    math.acos(2.5)
    = ValueError: math domain error
    math.acos(-2.5)
    = ValueError: math domain error
    math.acos(10)
    = ValueError: math domain error
    math.acos(1e308)
    = ValueError: math domain error
    math.acos(float('inf'))
    = ValueError: math domain error
    math.acos(float('nan'))
    = nan
    math.acos(700)
    = ValueError: math domain error
    math.acos(-0.3)
    = 1.8754889808102941
    math.acos(3)
    = ValueError: math domain error
    math.acos(1e-10)
    = 1.5707963266948965
    math.atan(0)
    = 0.0
    math.atan(1)
    = 0.7853981633974483
    math.atan(-1)
    = -0.7853981633974483
    math.atan(0.5)
    = 0.4636476090008061
    math.atan(2.5)
    = 1.1902899496825317
    math.atan(-2.5)
    = -1.1902899496825317
    math.atan(10)
    = 1.4711276743037347
    math.atan(1e308)
    = 1.5707963267948966
    math.atan(float('inf'))
    = 1.5707963267948966
    math.atan(float('nan'))
    = nan
    math.atan(700)
    = 1.5693677563381414
    math.atan(-0.3)
    = -0.2914567944778671
    math.atan(3)
    = 1.2490457723982544
    math.atan(1e-10)
    = 1e-10
    math.sinh(0)
    = 0.0
    math.sinh(1)
    = 1.1752011936438014
    math.sinh(-1)
    = -1.1752011936438014
    math.sinh(0.5)
    = 0.5210953054937474
    math.sinh(2.5)
    = 6.0502044810397875
    math.sinh(-2.5)
    = -6.0502044810397875
    math.sinh(10)
    = 11013.232874703393
    math.sinh(1e308)
    = OverflowError: math range error
    math.sinh(float('inf'))
    = inf
    math.sinh(float('nan'))
    = nan
    math.sinh(700)
    = 5.0711602736750225e+303
    math.sinh(-0.3)
    = -0.3045202934471426
    math.sinh(3)
    = 10.017874927409903
    math.sinh(1e-10)
    = 1e-10
    math.cosh(0)
    = 1.0
    math.cosh(1)
    = 1.5430806348152437
    math.cosh(-1)
    = 1.5430806348152437
    math.cosh(0.5)
    = 1.1276259652063807
    math.cosh(2.5)
    = 6.132289479663686
    math.cosh(-2.5)
    = 6.132289479663686
    math.cosh(10)
    = 11013.232920103324
    math.cosh(1e308)
    = OverflowError: math range error
    math.cosh(float('inf'))
    = inf
    math.cosh(float('nan'))
    = nan
    math.cosh(700)
    = 5.0711602736750225e+303
    math.cosh(-0.3)
    = 1.0453385141288605
    math.cosh(3)
    = 10.067661995777765
    math.cosh(1e-10)
    = 1.0
    math.tanh(0)
    = 0.0
    math.tanh(1)
    = 0.7615941559557649
    math.tanh(-1)
    = -0.7615941559557649
    math.tanh(0.5)
    = 0.46211715726000974
    math.tanh(2.5)
    = 0.9866142981514303
    math.tanh(-2.5)
    = -0.9866142981514303
    math.tanh(10)
    = 0.9999999958776927
    math.tanh(1e308)
    = 1.0
    math.tanh(float('inf'))
    = 1.0
    math.tanh(float('nan'))
    = nan
    math.tanh(700)
    = 1.0
    math.tanh(-0.3)
    = -0.2913126124515909
    math.tanh(3)
    = 0.9950547536867305
    math.tanh(1e-10)
    = 1e-10
    math.asinh(0)
    = 0.0
    math.asinh(1)
    = 0.881373587019543
    """###
