// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let randomCases = ###"""
    (lambda r: [r.random(), r.random(), r.random(), r.random()])(random.Random(0))
    = [0.8444218515250481, 0.7579544029403025, 0.420571580830845, 0.25891675029296335]
    (lambda r: [r.randint(1, 6), r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)])(random.Random(0))
    = [4, 4, 1, 3]
    (lambda r: [r.randrange(100), r.randrange(100), r.randrange(100), r.randrange(100)])(random.Random(0))
    = [49, 97, 53, 5]
    (lambda r: [r.choice('abcé'), r.choice('abcé'), r.choice('abcé'), r.choice('abcé')])(random.Random(0))
    = ['é', 'é', 'a', 'c']
    (lambda r: [r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3])])(random.Random(0))
    = [2, 2, 1, 2]
    (lambda r: [r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3)])(random.Random(0))
    = [2.3776874061001925, 2.03181761176121, 0.68228632332338, 0.035667001171853396]
    (lambda r: [r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1)])(random.Random(0))
    = [0.9417154046806644, -1.3965781047011498, -0.6797144480784211, 0.3705035674606598]
    (lambda r: [r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5)])(random.Random(0))
    = [1.2404047407101488, 0.9457527686478412, 0.3638087636943952, 0.1997615414758761]
    (lambda r: [r.triangular(), r.triangular(), r.triangular(), r.triangular()])(random.Random(0))
    = [0.7210930724462443, 0.6521166883424145, 0.45856928638475397, 0.35980324504718086]
    (lambda r: [r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3)])(random.Random(0))
    = [0.6713781195360023, 0.2777985596345169, 0.4896903679958518, 0.2386449263709644]
    (lambda r: [r.getrandbits(10), r.getrandbits(10), r.getrandbits(10), r.getrandbits(10)])(random.Random(0))
    = [864, 394, 776, 911]
    (lambda r: [r.getrandbits(33), r.getrandbits(33), r.getrandbits(33), r.getrandbits(33)])(random.Random(0))
    = [3626764237, 7550356652, 1806341205, 5407006266]
    (lambda r: [r.getrandbits(63), r.getrandbits(63), r.getrandbits(63), r.getrandbits(63)])(random.Random(0))
    = [3553260803050964941, 8211050864078048428, 373402508605428821, 8904841857247764026]
    (lambda r: [r.getrandbits(32), r.getrandbits(32), r.getrandbits(32), r.getrandbits(32)])(random.Random(0))
    = [3626764237, 1654615998, 3255389356, 3823568514]
    (lambda r: [r.paretovariate(3), r.paretovariate(3), r.paretovariate(3), r.paretovariate(3)])(random.Random(0))
    = [1.859304271841843, 1.6046030166291767, 1.199499494470334, 1.105039157217664]
    (lambda r: [r.randbytes(7), r.randbytes(7), r.randbytes(7), r.randbytes(7)])(random.Random(0))
    = [b'\xcd\x07,\xd8o\x9fb', b'\xacL\t\xc2\x06\xe7\xe3', b'U\x94\xaak/]\n', b':^HB\xb4(\xf7']
    (lambda r: [r.random(), r.random(), r.random(), r.random()])(random.Random(42))
    = [0.6394267984578837, 0.025010755222666936, 0.27502931836911926, 0.22321073814882275]
    (lambda r: [r.randint(1, 6), r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)])(random.Random(42))
    = [6, 1, 1, 6]
    (lambda r: [r.randrange(100), r.randrange(100), r.randrange(100), r.randrange(100)])(random.Random(42))
    = [81, 14, 3, 94]
    (lambda r: [r.choice('abcé'), r.choice('abcé'), r.choice('abcé'), r.choice('abcé')])(random.Random(42))
    = ['a', 'a', 'c', 'b']
    (lambda r: [r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3])])(random.Random(42))
    = [3, 1, 1, 3]
    (lambda r: [r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3)])(random.Random(42))
    = [1.557707193831535, -0.8999569791093323, 0.10011727347647703, -0.107157047404709]
    (lambda r: [r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1)])(random.Random(42))
    = [-0.14409032957792836, -0.1729036003315193, -0.11131586156766246, 0.7019837250988631]
    (lambda r: [r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5)])(random.Random(42))
    = [0.680040191516534, 0.01688589269515926, 0.21441604271664372, 0.16839079044674235]
    (lambda r: [r.triangular(), r.triangular(), r.triangular(), r.triangular()])(random.Random(42))
    = [0.5753983033817951, 0.11182744569797465, 0.3708296902684029, 0.33407389762507844]
    (lambda r: [r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3)])(random.Random(42))
    = [0.19393072669653844, 0.49557870452635877, 0.059417863840350804, 0.14540151225118664]
    (lambda r: [r.getrandbits(10), r.getrandbits(10), r.getrandbits(10), r.getrandbits(10)])(random.Random(42))
    = [654, 114, 25, 759]
    (lambda r: [r.getrandbits(33), r.getrandbits(33), r.getrandbits(33), r.getrandbits(33)])(random.Random(42))
    = [2746317213, 4402387665, 1181241943, 958682846]
    (lambda r: [r.getrandbits(63), r.getrandbits(63), r.getrandbits(63), r.getrandbits(63)])(random.Random(42))
    = [1026847926404610461, 6839596180442651345, 2258728696626565719, 1287010195568088798]
    (lambda r: [r.getrandbits(32), r.getrandbits(32), r.getrandbits(32), r.getrandbits(32)])(random.Random(42))
    = [2746317213, 478163327, 107420369, 3184935163]
    (lambda r: [r.paretovariate(3), r.paretovariate(3), r.paretovariate(3), r.paretovariate(3)])(random.Random(42))
    = [1.4049758243344401, 1.0084786885380799, 1.1131657926562735, 1.0878414320632805]
    (lambda r: [r.randbytes(7), r.randbytes(7), r.randbytes(7), r.randbytes(7)])(random.Random(42))
    = [b'\x9dy\xb1\xa31\x80\x1c', b'\xd1\x1ag\x06@\xd6\xbd', b'WRhF;\xb1>', b'\xdeV$9\xc1\xb8#']
    (lambda r: [r.random(), r.random(), r.random(), r.random()])(random.Random(-7))
    = [0.32383276483316237, 0.15084917392450192, 0.6509344730398537, 0.07243628666754276]
    (lambda r: [r.randint(1, 6), r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)])(random.Random(-7))
    = [3, 2, 4, 6]
    (lambda r: [r.randrange(100), r.randrange(100), r.randrange(100), r.randrange(100)])(random.Random(-7))
    = [41, 19, 50, 83]
    (lambda r: [r.choice('abcé'), r.choice('abcé'), r.choice('abcé'), r.choice('abcé')])(random.Random(-7))
    = ['c', 'b', 'é', 'a']
    (lambda r: [r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3])])(random.Random(-7))
    = [2, 1, 2, 3]
    (lambda r: [r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3)])(random.Random(-7))
    = [0.29533105933264947, -0.3966033043019923, 1.603737892159415, -0.710254853329829]
    (lambda r: [r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1)])(random.Random(-7))
    = [-0.2558802884476004, 0.511431512516514, -0.2260961647831047, -0.3150684223311854]
    (lambda r: [r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5)])(random.Random(-7))
    = [0.2608765628232029, 0.10901230467031876, 0.7016637453806179, 0.05012919549329701]
    (lambda r: [r.triangular(), r.triangular(), r.triangular(), r.triangular()])(random.Random(-7))
    = [0.4023883477644217, 0.27463537092343177, 0.5822288144449487, 0.19031064955427843]
    (lambda r: [r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3)])(random.Random(-7))
    = [0.24802027761772663, 0.7158946850694241, 0.24576078996418357, 0.572983219158185]
    (lambda r: [r.getrandbits(10), r.getrandbits(10), r.getrandbits(10), r.getrandbits(10)])(random.Random(-7))
    = [331, 970, 154, 404]
    (lambda r: [r.getrandbits(33), r.getrandbits(33), r.getrandbits(33), r.getrandbits(33)])(random.Random(-7))
    = [5685818424, 647892279, 2795742288, 4606078771]
    (lambda r: [r.getrandbits(63), r.getrandbits(63), r.getrandbits(63), r.getrandbits(63)])(random.Random(-7))
    = [8742514861359412280, 3641603982383516983, 445363681616962640, 7574918311415852851]
    (lambda r: [r.getrandbits(32), r.getrandbits(32), r.getrandbits(32), r.getrandbits(32)])(random.Random(-7))
    = [1390851128, 4071050724, 647892279, 1695753998]
    (lambda r: [r.paretovariate(3), r.paretovariate(3), r.paretovariate(3), r.paretovariate(3)])(random.Random(-7))
    = [1.1393276200311298, 1.056018973376398, 1.4202485232748243, 1.0253813557101181]
    (lambda r: [r.randbytes(7), r.randbytes(7), r.randbytes(7), r.randbytes(7)])(random.Random(-7))
    = [b'8\xb4\xe6RM\xa7\xf2', b"7\r\x9e&'\x13e", b'P\xa4\xa3\xa6\x7f\\\x0c', b'3/\x8b\x12\x08?\xd2']
    (lambda r: [r.random(), r.random(), r.random(), r.random()])(random.Random(12345678901))
    = [0.9460118159397316, 0.3279999559233737, 0.3837905031006764, 0.5386389546518631]
    (lambda r: [r.randint(1, 6), r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)])(random.Random(12345678901))
    = [5, 3, 4, 3]
    (lambda r: [r.randrange(100), r.randrange(100), r.randrange(100), r.randrange(100)])(random.Random(12345678901))
    = [76, 41, 49, 45]
    (lambda r: [r.choice('abcé'), r.choice('abcé'), r.choice('abcé'), r.choice('abcé')])(random.Random(12345678901))
    = ['c', 'é', 'c', 'a']
    (lambda r: [r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3)])(random.Random(12345678901))
    = [2.7840472637589264, 0.3119998236934949, 0.5351620124027057, 1.1545558186074523]
    (lambda r: [r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1)])(random.Random(12345678901))
    = [0.8408152278587816, -0.29668754328136066, -0.9267434146207847, 0.8296356858392475]
    (lambda r: [r.triangular(), r.triangular(), r.triangular(), r.triangular()])(random.Random(12345678901))
    = [0.8357012111117852, 0.40496910741646314, 0.438058502429, 0.5197078777722162]
    (lambda r: [r.getrandbits(10), r.getrandbits(10), r.getrandbits(10), r.getrandbits(10)])(random.Random(12345678901))
    = [968, 610, 335, 888]
    (lambda r: [r.getrandbits(33), r.getrandbits(33), r.getrandbits(33), r.getrandbits(33)])(random.Random(12345678901))
    = [8358057109, 5703716371, 1648367662, 6608403981]
    (lambda r: [r.getrandbits(63), r.getrandbits(63), r.getrandbits(63), r.getrandbits(63)])(random.Random(12345678901))
    = [5502525130886993045, 8007135495873613331, 3266454846529607726, 6508639364462165517]
    (lambda r: [r.getrandbits(32), r.getrandbits(32), r.getrandbits(32), r.getrandbits(32)])(random.Random(12345678901))
    = [4063089813, 2562312935, 1408749075, 3728613023]
    (lambda r: [r.randbytes(7), r.randbytes(7), r.randbytes(7), r.randbytes(7)])(random.Random(12345678901))
    = [b'\x95\xd4-\xf2\xca\xb9\x98', b'\x13\xce\xf7S\x1e>\xde', b'.\x18@b\x8e\xa9Z', b'\r>\xe4\x89\xaa\xa6\xb4']
    (lambda r: [r.random(), r.random(), r.random(), r.random()])(random.Random('word'))
    = [0.4087544794568194, 0.41344404223500053, 0.7465585416606171, 0.5529050038325488]
    (lambda r: [r.randint(1, 6), r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)])(random.Random('word'))
    = [4, 5, 4, 1]
    (lambda r: [r.randrange(100), r.randrange(100), r.randrange(100), r.randrange(100)])(random.Random('word'))
    = [52, 69, 52, 0]
    (lambda r: [r.choice('abcé'), r.choice('abcé'), r.choice('abcé'), r.choice('abcé')])(random.Random('word'))
    = ['é', 'é', 'a', 'c']
    (lambda r: [r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3)])(random.Random('word'))
    = [0.6350179178272777, 0.6537761689400021, 1.9862341666424683, 1.2116200153301953]
    (lambda r: [r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1)])(random.Random('word'))
    = [-0.8677858148355369, 0.5602875968035301, -0.02743451034755059, -1.2685486678707592]
    (lambda r: [r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5)])(random.Random('word'))
    = [0.3503492769686764, 0.35565813718721717, 0.9150816107950778, 0.5366561250382292]
    (lambda r: [r.triangular(), r.triangular(), r.triangular(), r.triangular()])(random.Random('word'))
    = [0.4520810101391229, 0.454666934268922, 0.6440214484414946, 0.5271919014190583]
    (lambda r: [r.getrandbits(10), r.getrandbits(10), r.getrandbits(10), r.getrandbits(10)])(random.Random('word'))
    = [418, 555, 423, 4]
    (lambda r: [r.getrandbits(33), r.getrandbits(33), r.getrandbits(33), r.getrandbits(33)])(random.Random('word'))
    = [6050554420, 1775728647, 3206444539, 2374708910]
    (lambda r: [r.getrandbits(63), r.getrandbits(63), r.getrandbits(63), r.getrandbits(63)])(random.Random('word'))
    = [5003835960444854836, 36135477192390663, 2588828739582195195, 3820652778314477230]
    (lambda r: [r.getrandbits(32), r.getrandbits(32), r.getrandbits(32), r.getrandbits(32)])(random.Random('word'))
    = [1755587124, 2330092695, 1775728647, 16826893]
    (lambda r: [r.paretovariate(3), r.paretovariate(3), r.paretovariate(3), r.paretovariate(3)])(random.Random('word'))
    = [1.1914542722128294, 1.1946211055161873, 1.580183224829708, 1.307776101970369]
    (lambda r: [r.randbytes(7), r.randbytes(7), r.randbytes(7), r.randbytes(7)])(random.Random('word'))
    = [b'4"\xa4hd\xe2\x8a', b'\x07x\xd7i\xc2\x00\x01', b'\xfbu\x1e\xbf\xbc\xdaG', b'\xae.\x8b\x8d^\x0bj']
    (lambda r: [r.random(), r.random(), r.random(), r.random()])(random.Random(1.5))
    = [0.551763726942059, 0.2560930858958398, 0.583340633280344, 0.5519952937757089]
    (lambda r: [r.randint(1, 6), r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)])(random.Random(1.5))
    = [5, 3, 2, 5]
    (lambda r: [r.randrange(100), r.randrange(100), r.randrange(100), r.randrange(100)])(random.Random(1.5))
    = [70, 32, 18, 74]
    (lambda r: [r.choice('abcé'), r.choice('abcé'), r.choice('abcé'), r.choice('abcé')])(random.Random(1.5))
    = ['c', 'b', 'é', 'b']
    (lambda r: [r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3]), r.choice([1, 2, 3])])(random.Random(1.5))
    = [3, 2, 1, 3]
    (lambda r: [r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3), r.uniform(-1, 3)])(random.Random(1.5))
    = [1.207054907768236, 0.024372343583359157, 1.333362533121376, 1.2079811751028355]
    (lambda r: [r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1), r.gauss(0, 1)])(random.Random(1.5))
    = [-0.7288799211282398, -0.24579014510789154, -1.0974349735846654, -0.6336714938104845]
    (lambda r: [r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5), r.expovariate(1.5)])(random.Random(1.5))
    = [0.5349565269150091, 0.19722624495202248, 0.5836575049201336, 0.5353010277715954]
    (lambda r: [r.triangular(), r.triangular(), r.triangular(), r.triangular()])(random.Random(1.5))
    = [0.5265888293153926, 0.3578359162352487, 0.5435685337755207, 0.5267111314301323]
    (lambda r: [r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3), r.betavariate(2, 3)])(random.Random(1.5))
    = [0.3926991659219441, 0.6114010069298045, 0.2843398756448504, 0.4547328868376534]
    (lambda r: [r.getrandbits(10), r.getrandbits(10), r.getrandbits(10), r.getrandbits(10)])(random.Random(1.5))
    = [565, 842, 262, 148]
    (lambda r: [r.getrandbits(33), r.getrandbits(33), r.getrandbits(33), r.getrandbits(33)])(random.Random(1.5))
    = [6664774444, 1099911448, 2505428956, 2370801741]
    (lambda r: [r.getrandbits(63), r.getrandbits(63), r.getrandbits(63), r.getrandbits(63)])(random.Random(1.5))
    = [7590609735972315948, 1341525274999607576, 4141007886473351132, 1819477934278152269]
    (lambda r: [r.getrandbits(32), r.getrandbits(32), r.getrandbits(32), r.getrandbits(32)])(random.Random(1.5))
    = [2369807148, 3534653101, 1099911448, 624696387]
    (lambda r: [r.paretovariate(3), r.paretovariate(3), r.paretovariate(3), r.paretovariate(3)])(random.Random(1.5))
    = [1.3066652271431638, 1.1036392437370652, 1.3388737191757651, 1.306890320173804]
    (lambda r: [r.randbytes(7), r.randbytes(7), r.randbytes(7), r.randbytes(7)])(random.Random(1.5))
    = [b',c@\x8d\x86\xae\xd2', b'\x18Q\x8fA\x1c<%', b'\xdc\xcfU\x95\xa1\xefr', b'M\x90O\x8d+\x802']
    (lambda l: (random.Random(3).shuffle(l), l))(list(range(20)))
    = (None, [8, 3, 6, 5, 15, 16, 2, 12, 0, 1, 13, 10, 19, 9, 14, 11, 4, 17, 18, 7])
    random.Random(1).randint(5, 1)
    = ValueError: empty range for randrange() (5, 2, -3)
    random.Random(1).choice([])
    = IndexError: Cannot choose from an empty sequence
    random.Random(1).randrange(0)
    = ValueError: empty range for randrange()
    random.Random(1).sample([1], 2)
    = ValueError: Sample larger than population or is negative
    random.Random(1).randrange(1, 10, 0)
    = ValueError: zero step for randrange()
    (random.seed(42), random.random(), random.randint(1, 100))
    = (None, 0.6394267984578837, 4)
    random.Random(b'xyz').random()
    = 0.9371584003394712
    """###
