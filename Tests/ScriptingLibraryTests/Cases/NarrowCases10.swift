// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let narrowCases10 = ###"""
    numpy.concatenate([numpy.array([[0.3], [7e6]], 'f'), numpy.array([[0.3], [7e6]], 'f')])
    = array([[3.e-01],\n       [7.e+06],\n       [3.e-01],\n       [7.e+06]], dtype=float32)
    numpy.vstack([numpy.array([[0.3], [7e6]], 'f'), numpy.array([[0.3], [7e6]], 'f')])
    = array([[3.e-01],\n       [7.e+06],\n       [3.e-01],\n       [7.e+06]], dtype=float32)
    numpy.vstack([numpy.array([[0.3], [7e6]], 'f'), numpy.float32(0.1)])
    = array([[3.e-01],\n       [7.e+06],\n       [1.e-01]], dtype=float32)
    numpy.vstack([numpy.array([[0.3], [7e6]], 'f'), numpy.int32(-3)])
    = array([[ 3.00000012e-01],\n       [ 7.00000000e+06],\n       [-3.00000000e+00]])
    numpy.concatenate([numpy.float32(0.1), numpy.array([1.5, -2.1, 0.1], dtype='float32')])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.concatenate([numpy.float32(0.1), numpy.array([[0.3], [7e6]], 'f')])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.float32(0.1), numpy.array([[0.3], [7e6]], 'f')])
    = array([[1.e-01],\n       [3.e-01],\n       [7.e+06]], dtype=float32)
    numpy.concatenate([numpy.float32(0.1), numpy.float32(0.1)])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.float32(0.1), numpy.float32(0.1)])
    = array([[0.1],\n       [0.1]], dtype=float32)
    numpy.array([numpy.float32(0.1), numpy.float32(0.1)])
    = array([0.1, 0.1], dtype=float32)
    numpy.concatenate([numpy.float32(0.1), numpy.array([3, -7, 2000000000], dtype='int32')])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.concatenate([numpy.float32(0.1), numpy.int32(-3)])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.float32(0.1), numpy.int32(-3)])
    = array([[ 0.1],\n       [-3. ]])
    numpy.array([numpy.float32(0.1), numpy.int32(-3)])
    = array([ 0.1, -3. ])
    numpy.concatenate([numpy.float32(0.1), numpy.matrix([[1, 2, 3]])])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.concatenate([numpy.float32(0.1), numpy.matrix([[1.5, 2.0], [3.0, 4.0]])])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.array([3, -7, 2000000000], dtype='int32'), numpy.array([3, -7, 2000000000], dtype='int32')])
    = array([[         3,         -7, 2000000000],\n       [         3,         -7, 2000000000]], dtype=int32)
    numpy.array([numpy.array([3, -7, 2000000000], dtype='int32'), numpy.array([3, -7, 2000000000], dtype='int32')])
    = array([[         3,         -7, 2000000000],\n       [         3,         -7, 2000000000]], dtype=int32)
    numpy.vstack([numpy.array([3, -7, 2000000000], dtype='int32'), numpy.matrix([[1, 2, 3]])])
    = matrix([[         3,         -7, 2000000000],\n        [         1,          2,          3]])
    numpy.concatenate([numpy.int32(-3), numpy.array([1.5, -2.1, 0.1], dtype='float32')])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.concatenate([numpy.int32(-3), numpy.array([[0.3], [7e6]], 'f')])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.int32(-3), numpy.array([[0.3], [7e6]], 'f')])
    = array([[-3.00000000e+00],\n       [ 3.00000012e-01],\n       [ 7.00000000e+06]])
    numpy.concatenate([numpy.int32(-3), numpy.float32(0.1)])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.int32(-3), numpy.float32(0.1)])
    = array([[-3. ],\n       [ 0.1]])
    numpy.array([numpy.int32(-3), numpy.float32(0.1)])
    = array([-3. ,  0.1])
    numpy.concatenate([numpy.int32(-3), numpy.array([3, -7, 2000000000], dtype='int32')])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.concatenate([numpy.int32(-3), numpy.int32(-3)])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.int32(-3), numpy.int32(-3)])
    = array([[-3],\n       [-3]], dtype=int32)
    numpy.array([numpy.int32(-3), numpy.int32(-3)])
    = array([-3, -3], dtype=int32)
    numpy.concatenate([numpy.int32(-3), numpy.matrix([[1, 2, 3]])])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.concatenate([numpy.int32(-3), numpy.matrix([[1.5, 2.0], [3.0, 4.0]])])
    = ValueError: zero-dimensional arrays cannot be concatenated
    numpy.vstack([numpy.matrix([[1, 2, 3]]), numpy.array([1.5, -2.1, 0.1], dtype='float32')])
    = matrix([[ 1.       ,  2.       ,  3.       ],\n        [ 1.5      , -2.0999999,  0.1      ]])
    numpy.vstack([numpy.matrix([[1, 2, 3]]), numpy.array([3, -7, 2000000000], dtype='int32')])
    = matrix([[         1,          2,          3],\n        [         3,         -7, 2000000000]])
    numpy.concatenate([numpy.matrix([[1, 2, 3]]), numpy.matrix([[1, 2, 3]])])
    = matrix([[1, 2, 3],\n        [1, 2, 3]])
    numpy.vstack([numpy.matrix([[1, 2, 3]]), numpy.matrix([[1, 2, 3]])])
    = matrix([[1, 2, 3],\n        [1, 2, 3]])
    numpy.concatenate([numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), numpy.matrix([[1.5, 2.0], [3.0, 4.0]])])
    = matrix([[1.5, 2. ],\n        [3. , 4. ],\n        [1.5, 2. ],\n        [3. , 4. ]])
    numpy.vstack([numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), numpy.matrix([[1.5, 2.0], [3.0, 4.0]])])
    = matrix([[1.5, 2. ],\n        [3. , 4. ],\n        [1.5, 2. ],\n        [3. , 4. ]])
    numpy.matrix([[1, 2, 3], [4, 5, 6]])[0]
    = matrix([[1, 2, 3]])
    numpy.matrix([[1, 2, 3], [4, 5, 6]])[(0, 1)]
    = np.int64(2)
    numpy.matrix([[1, 2, 3], [4, 5, 6]])[[1, 0]]
    = matrix([[4, 5, 6],\n        [1, 2, 3]])
    numpy.matrix([[1, 2, 3], [4, 5, 6]])[([0, 1], [1, 2])]
    = matrix([[2, 6]])
    numpy.matrix([[1, 2, 3], [4, 5, 6]])[5]
    = IndexError: index 5 is out of bounds for axis 0 with size 2
    str(numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = '[ 1.5 -2.1  0.1]'
    str(numpy.array([[0.3], [7e6]], 'f'))
    = '[[3.e-01]\n [7.e+06]]'
    str(numpy.float32(0.1))
    = '0.1'
    str(numpy.array([3, -7, 2000000000], dtype='int32'))
    = '[         3         -7 2000000000]'
    str(numpy.int32(-3))
    = '-3'
    str(numpy.matrix([[1, 2, 3]]))
    = '[[1 2 3]]'
    str(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]))
    = '[[1.5 2. ]\n [3.  4. ]]'
    format(numpy.array([1.5, -2.1, 0.1], dtype='float32'), '.3f')
    = TypeError: unsupported format string passed to numpy.ndarray.__format__
    format(numpy.array([[0.3], [7e6]], 'f'), '.3f')
    = TypeError: unsupported format string passed to numpy.ndarray.__format__
    format(numpy.float32(0.1), '.3f')
    = '0.100'
    format(numpy.array([3, -7, 2000000000], dtype='int32'), '.3f')
    = TypeError: unsupported format string passed to numpy.ndarray.__format__
    format(numpy.int32(-3), '.3f')
    = '-3.000'
    format(numpy.matrix([[1, 2, 3]]), '.3f')
    = TypeError: unsupported format string passed to matrix.__format__
    format(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), '.3f')
    = TypeError: unsupported format string passed to matrix.__format__
    str([numpy.array([1.5, -2.1, 0.1], dtype='float32')])
    = '[array([ 1.5, -2.1,  0.1], dtype=float32)]'
    str([numpy.array([[0.3], [7e6]], 'f')])
    = '[array([[3.e-01],\n       [7.e+06]], dtype=float32)]'
    str([numpy.float32(0.1)])
    = '[np.float32(0.1)]'
    str([numpy.array([3, -7, 2000000000], dtype='int32')])
    = '[array([         3,         -7, 2000000000], dtype=int32)]'
    str([numpy.int32(-3)])
    = '[np.int32(-3)]'
    str([numpy.matrix([[1, 2, 3]])])
    = '[matrix([[1, 2, 3]])]'
    str([numpy.matrix([[1.5, 2.0], [3.0, 4.0]])])
    = '[matrix([[1.5, 2. ],\n        [3. , 4. ]])]'
    numpy.matrix('1 2; 3 4')
    = matrix([[1, 2],\n        [3, 4]])
    numpy.matrix('1,2;3')
    = ValueError: Rows not the same size.
    numpy.matrix([1, 2], dtype='float32')
    = matrix([[1., 2.]], dtype=float32)
    numpy.matrix(5)
    = matrix([[5]])
    numpy.asmatrix(numpy.arange(3))
    = matrix([[0, 1, 2]])
    numpy.frombuffer(b'12345678', dtype='int32')
    = array([875770417, 943142453], dtype=int32)
    numpy.frombuffer(b'12345678')
    = array([6.82132005e-38])
    numpy.frombuffer(b'123')
    = ValueError: buffer size must be a multiple of element size
    numpy.frombuffer(b'12345678', 'f4', 1, 4)
    = array([4.3681084e-05], dtype=float32)
    numpy.float32('1.5')
    = np.float32(1.5)
    numpy.int32('7')
    = np.int32(7)
    numpy.int32(3000000000)
    = OverflowError: Python integer 3000000000 out of bounds for int32
    numpy.array([3000000000], dtype='int32')
    = OverflowError: Python integer 3000000000 out of bounds for int32
    numpy.array([1.5, 3e9]).astype('int32')
    = array([          1, -2147483648], dtype=int32)
    numpy.linspace(0, 1, 4, dtype='float32')
    = array([0.        , 0.33333334, 0.6666667 , 1.        ], dtype=float32)
    numpy.fromstring('1.1 2', dtype='float32', sep=' ')
    = array([1.1, 2. ], dtype=float32)
    json.dumps(numpy.float32(1))
    = TypeError: Object of type float32 is not JSON serializable
    numpy.float32(1e6)
    = np.float32(1e+06)
    numpy.float32(999999)
    = np.float32(999999.0)
    numpy.float32(123456.79)
    = np.float32(123456.79)
    numpy.float32(1e-4)
    = np.float32(1e-04)
    numpy.float32(9e-5)
    = np.float32(9e-05)
    numpy.float32(16777216)
    = np.float32(1.6777216e+07)
    numpy.float32(1e10)
    = np.float32(1e+10)
    numpy.float32(1e-40)
    = np.float32(1e-40)
    numpy.float32(3.4e38)
    = np.float32(3.4e+38)
    numpy.float32(0.0)
    = np.float32(0.0)
    numpy.float32(1/3)
    = np.float32(0.33333334)
    numpy.float32(100000.1)
    = np.float32(100000.1)
    numpy.array([1e6], dtype='float32')
    = array([1.e+06], dtype=float32)
    numpy.array([999999.94], dtype='float32')
    = array([999999.94], dtype=float32)
    numpy.array([1e6, 1], dtype='float32')
    = array([1.e+06, 1.e+00], dtype=float32)
    numpy.array([1/3, 2/3], dtype='float32')
    = array([0.33333334, 0.6666667 ], dtype=float32)
    numpy.array([1e-4], dtype='float32')
    = array([0.0001], dtype=float32)
    numpy.array([1e-5, 1], dtype='float32')
    = array([1.e-05, 1.e+00], dtype=float32)
    numpy.array([0.1, 1234.5], dtype='float32')
    = array([1.0000e-01, 1.2345e+03], dtype=float32)
    numpy.array([numpy.nan, numpy.inf, 0.1], dtype='float32')
    = array([nan, inf, 0.1], dtype=float32)
    """###
