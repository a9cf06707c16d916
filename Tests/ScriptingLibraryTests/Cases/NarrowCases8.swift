// SPDX-License-Identifier: Apache-2.0

// Written by scripts/library-cases: each expression and what CPython 3.11 makes of it.
let narrowCases8 = ###"""
    numpy.mean(numpy.array([3, -7, 2000000000], dtype='int32'), axis=0)
    = np.float64(666666665.3333334)
    numpy.max(numpy.array([3, -7, 2000000000], dtype='int32'), axis=0)
    = np.int32(2000000000)
    numpy.var(numpy.array([3, -7, 2000000000], dtype='int32'), axis=0)
    = np.float64(8.888888906666666e+17)
    numpy.cumsum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=0)
    = array([         3,         -4, 1999999996])
    numpy.sort(numpy.array([3, -7, 2000000000], dtype='int32'), axis=0)
    = array([        -7,          3, 2000000000], dtype=int32)
    numpy.sum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=1)
    = ValueError: axis 1 is out of bounds for array of dimension 1
    numpy.mean(numpy.array([3, -7, 2000000000], dtype='int32'), axis=1)
    = ValueError: axis 1 is out of bounds for array of dimension 1
    numpy.max(numpy.array([3, -7, 2000000000], dtype='int32'), axis=1)
    = ValueError: axis 1 is out of bounds for array of dimension 1
    numpy.var(numpy.array([3, -7, 2000000000], dtype='int32'), axis=1)
    = ValueError: axis 1 is out of bounds for array of dimension 1
    numpy.cumsum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=1)
    = ValueError: axis 1 is out of bounds for array of dimension 1
    numpy.sort(numpy.array([3, -7, 2000000000], dtype='int32'), axis=1)
    = ValueError: axis 1 is out of bounds for array of dimension 1
    numpy.sum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=-1)
    = np.int64(1999999996)
    numpy.mean(numpy.array([3, -7, 2000000000], dtype='int32'), axis=-1)
    = np.float64(666666665.3333334)
    numpy.max(numpy.array([3, -7, 2000000000], dtype='int32'), axis=-1)
    = np.int32(2000000000)
    numpy.var(numpy.array([3, -7, 2000000000], dtype='int32'), axis=-1)
    = np.float64(8.888888906666666e+17)
    numpy.cumsum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=-1)
    = array([         3,         -4, 1999999996])
    numpy.sort(numpy.array([3, -7, 2000000000], dtype='int32'), axis=-1)
    = array([        -7,          3, 2000000000], dtype=int32)
    numpy.sum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=None)
    = np.int64(1999999996)
    numpy.mean(numpy.array([3, -7, 2000000000], dtype='int32'), axis=None)
    = np.float64(666666665.3333334)
    numpy.max(numpy.array([3, -7, 2000000000], dtype='int32'), axis=None)
    = np.int32(2000000000)
    numpy.var(numpy.array([3, -7, 2000000000], dtype='int32'), axis=None)
    = np.float64(8.888888906666666e+17)
    numpy.cumsum(numpy.array([3, -7, 2000000000], dtype='int32'), axis=None)
    = array([         3,         -4, 1999999996])
    numpy.sort(numpy.array([3, -7, 2000000000], dtype='int32'), axis=None)
    = array([        -7,          3, 2000000000], dtype=int32)
    numpy.sum(numpy.matrix([[1, 2, 3]]), axis=0)
    = matrix([[1, 2, 3]])
    numpy.mean(numpy.matrix([[1, 2, 3]]), axis=0)
    = matrix([[1., 2., 3.]])
    numpy.max(numpy.matrix([[1, 2, 3]]), axis=0)
    = matrix([[1, 2, 3]])
    numpy.var(numpy.matrix([[1, 2, 3]]), axis=0)
    = matrix([[0., 0., 0.]])
    numpy.cumsum(numpy.matrix([[1, 2, 3]]), axis=0)
    = matrix([[1, 2, 3]])
    numpy.sort(numpy.matrix([[1, 2, 3]]), axis=0)
    = matrix([[1, 2, 3]])
    numpy.sum(numpy.matrix([[1, 2, 3]]), axis=1)
    = matrix([[6]])
    numpy.mean(numpy.matrix([[1, 2, 3]]), axis=1)
    = matrix([[2.]])
    numpy.max(numpy.matrix([[1, 2, 3]]), axis=1)
    = matrix([[3]])
    numpy.var(numpy.matrix([[1, 2, 3]]), axis=1)
    = matrix([[0.66666667]])
    numpy.cumsum(numpy.matrix([[1, 2, 3]]), axis=1)
    = matrix([[1, 3, 6]])
    numpy.sort(numpy.matrix([[1, 2, 3]]), axis=1)
    = matrix([[1, 2, 3]])
    numpy.sum(numpy.matrix([[1, 2, 3]]), axis=-1)
    = matrix([[6]])
    numpy.mean(numpy.matrix([[1, 2, 3]]), axis=-1)
    = matrix([[2.]])
    numpy.max(numpy.matrix([[1, 2, 3]]), axis=-1)
    = matrix([[3]])
    numpy.var(numpy.matrix([[1, 2, 3]]), axis=-1)
    = matrix([[0.66666667]])
    numpy.cumsum(numpy.matrix([[1, 2, 3]]), axis=-1)
    = matrix([[1, 3, 6]])
    numpy.sort(numpy.matrix([[1, 2, 3]]), axis=-1)
    = matrix([[1, 2, 3]])
    numpy.sum(numpy.matrix([[1, 2, 3]]), axis=None)
    = np.int64(6)
    numpy.mean(numpy.matrix([[1, 2, 3]]), axis=None)
    = np.float64(2.0)
    numpy.max(numpy.matrix([[1, 2, 3]]), axis=None)
    = np.int64(3)
    numpy.var(numpy.matrix([[1, 2, 3]]), axis=None)
    = np.float64(0.6666666666666666)
    numpy.cumsum(numpy.matrix([[1, 2, 3]]), axis=None)
    = matrix([[1, 3, 6]])
    numpy.sort(numpy.matrix([[1, 2, 3]]), axis=None)
    = matrix([[1, 2, 3]])
    numpy.sum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=0)
    = matrix([[4.5, 6. ]])
    numpy.mean(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=0)
    = matrix([[2.25, 3.  ]])
    numpy.max(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=0)
    = matrix([[3., 4.]])
    numpy.var(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=0)
    = matrix([[0.5625, 1.    ]])
    numpy.cumsum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=0)
    = matrix([[1.5, 2. ],\n        [4.5, 6. ]])
    numpy.sort(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=0)
    = matrix([[1.5, 2. ],\n        [3. , 4. ]])
    numpy.sum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=1)
    = matrix([[3.5],\n        [7. ]])
    numpy.mean(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=1)
    = matrix([[1.75],\n        [3.5 ]])
    numpy.max(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=1)
    = matrix([[2.],\n        [4.]])
    numpy.var(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=1)
    = matrix([[0.0625],\n        [0.25  ]])
    numpy.cumsum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=1)
    = matrix([[1.5, 3.5],\n        [3. , 7. ]])
    numpy.sort(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=1)
    = matrix([[1.5, 2. ],\n        [3. , 4. ]])
    numpy.sum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=-1)
    = matrix([[3.5],\n        [7. ]])
    numpy.mean(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=-1)
    = matrix([[1.75],\n        [3.5 ]])
    numpy.max(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=-1)
    = matrix([[2.],\n        [4.]])
    numpy.var(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=-1)
    = matrix([[0.0625],\n        [0.25  ]])
    numpy.cumsum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=-1)
    = matrix([[1.5, 3.5],\n        [3. , 7. ]])
    numpy.sort(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=-1)
    = matrix([[1.5, 2. ],\n        [3. , 4. ]])
    numpy.sum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=None)
    = np.float64(10.5)
    numpy.mean(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=None)
    = np.float64(2.625)
    numpy.max(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=None)
    = np.float64(4.0)
    numpy.var(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=None)
    = np.float64(0.921875)
    numpy.cumsum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=None)
    = matrix([[ 1.5,  3.5,  6.5, 10.5]])
    numpy.sort(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), axis=None)
    = matrix([[1.5, 2. , 3. , 4. ]])
    numpy.array([1.5, -2.1, 0.1], dtype='float32').shape
    = (3,)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').ndim
    = 1
    numpy.array([1.5, -2.1, 0.1], dtype='float32').size
    = 3
    numpy.array([1.5, -2.1, 0.1], dtype='float32').dtype
    = dtype('float32')
    numpy.array([1.5, -2.1, 0.1], dtype='float32').T
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').tolist()
    = [1.5, -2.0999999046325684, 0.10000000149011612]
    numpy.array([1.5, -2.1, 0.1], dtype='float32').copy()
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').astype('float64')
    = array([ 1.5      , -2.0999999,  0.1      ])
    numpy.array([1.5, -2.1, 0.1], dtype='float32').astype('int32')
    = array([ 1, -2,  0], dtype=int32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').astype('float32')
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').reshape(-1)
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').item()
    = ValueError: can only convert an array of size 1 to a Python scalar
    numpy.array([1.5, -2.1, 0.1], dtype='float32').nbytes
    = 12
    numpy.array([1.5, -2.1, 0.1], dtype='float32').itemsize
    = 4
    numpy.array([1.5, -2.1, 0.1], dtype='float32').tobytes()
    = b'\x00\x00\xc0?ff\x06\xc0\xcd\xcc\xcc='
    numpy.array([1.5, -2.1, 0.1], dtype='float32').ravel()
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').flatten()
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.array([1.5, -2.1, 0.1], dtype='float32').A
    = AttributeError: 'numpy.ndarray' object has no attribute 'A'
    numpy.array([1.5, -2.1, 0.1], dtype='float32').A1
    = AttributeError: 'numpy.ndarray' object has no attribute 'A1'
    numpy.array([1.5, -2.1, 0.1], dtype='float32').H
    = AttributeError: 'numpy.ndarray' object has no attribute 'H'
    numpy.array([[0.3], [7e6]], 'f').shape
    = (2, 1)
    numpy.array([[0.3], [7e6]], 'f').ndim
    = 2
    numpy.array([[0.3], [7e6]], 'f').size
    = 2
    numpy.array([[0.3], [7e6]], 'f').dtype
    = dtype('float32')
    numpy.array([[0.3], [7e6]], 'f').T
    = array([[3.e-01, 7.e+06]], dtype=float32)
    numpy.array([[0.3], [7e6]], 'f').tolist()
    = [[0.30000001192092896], [7000000.0]]
    numpy.array([[0.3], [7e6]], 'f').copy()
    = array([[3.e-01],\n       [7.e+06]], dtype=float32)
    numpy.array([[0.3], [7e6]], 'f').astype('float64')
    = array([[3.00000012e-01],\n       [7.00000000e+06]])
    numpy.array([[0.3], [7e6]], 'f').astype('int32')
    = array([[      0],\n       [7000000]], dtype=int32)
    numpy.array([[0.3], [7e6]], 'f').astype('float32')
    = array([[3.e-01],\n       [7.e+06]], dtype=float32)
    numpy.array([[0.3], [7e6]], 'f').reshape(-1)
    = array([3.e-01, 7.e+06], dtype=float32)
    numpy.array([[0.3], [7e6]], 'f').item()
    = ValueError: can only convert an array of size 1 to a Python scalar
    numpy.array([[0.3], [7e6]], 'f').nbytes
    = 8
    numpy.array([[0.3], [7e6]], 'f').itemsize
    = 4
    numpy.array([[0.3], [7e6]], 'f').tobytes()
    = b'\x9a\x99\x99>\x80\x9f\xd5J'
    numpy.array([[0.3], [7e6]], 'f').ravel()
    = array([3.e-01, 7.e+06], dtype=float32)
    numpy.array([[0.3], [7e6]], 'f').flatten()
    = array([3.e-01, 7.e+06], dtype=float32)
    numpy.array([[0.3], [7e6]], 'f').A
    = AttributeError: 'numpy.ndarray' object has no attribute 'A'
    numpy.array([[0.3], [7e6]], 'f').A1
    = AttributeError: 'numpy.ndarray' object has no attribute 'A1'
    numpy.array([[0.3], [7e6]], 'f').H
    = AttributeError: 'numpy.ndarray' object has no attribute 'H'
    numpy.float32(0.1).shape
    = ()
    numpy.float32(0.1).ndim
    = 0
    numpy.float32(0.1).size
    = 1
    numpy.float32(0.1).dtype
    = dtype('float32')
    numpy.float32(0.1).T
    = np.float32(0.1)
    numpy.float32(0.1).tolist()
    = 0.10000000149011612
    numpy.float32(0.1).copy()
    = np.float32(0.1)
    numpy.float32(0.1).astype('float64')
    = np.float64(0.10000000149011612)
    numpy.float32(0.1).astype('int32')
    = np.int32(0)
    numpy.float32(0.1).astype('float32')
    = np.float32(0.1)
    numpy.float32(0.1).reshape(-1)
    = array([0.1], dtype=float32)
    numpy.float32(0.1).item()
    = 0.10000000149011612
    numpy.float32(0.1).nbytes
    = 4
    numpy.float32(0.1).itemsize
    = 4
    numpy.float32(0.1).tobytes()
    = b'\xcd\xcc\xcc='
    numpy.float32(0.1).ravel()
    = array([0.1], dtype=float32)
    numpy.float32(0.1).flatten()
    = array([0.1], dtype=float32)
    numpy.float32(0.1).A
    = AttributeError: 'numpy.float32' object has no attribute 'A'
    numpy.float32(0.1).A1
    = AttributeError: 'numpy.float32' object has no attribute 'A1'
    numpy.float32(0.1).H
    = AttributeError: 'numpy.float32' object has no attribute 'H'
    numpy.array([3, -7, 2000000000], dtype='int32').shape
    = (3,)
    numpy.array([3, -7, 2000000000], dtype='int32').ndim
    = 1
    numpy.array([3, -7, 2000000000], dtype='int32').size
    = 3
    numpy.array([3, -7, 2000000000], dtype='int32').dtype
    = dtype('int32')
    numpy.array([3, -7, 2000000000], dtype='int32').T
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.array([3, -7, 2000000000], dtype='int32').tolist()
    = [3, -7, 2000000000]
    numpy.array([3, -7, 2000000000], dtype='int32').copy()
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.array([3, -7, 2000000000], dtype='int32').astype('float64')
    = array([ 3.e+00, -7.e+00,  2.e+09])
    numpy.array([3, -7, 2000000000], dtype='int32').astype('int32')
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.array([3, -7, 2000000000], dtype='int32').astype('float32')
    = array([ 3.e+00, -7.e+00,  2.e+09], dtype=float32)
    numpy.array([3, -7, 2000000000], dtype='int32').reshape(-1)
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.array([3, -7, 2000000000], dtype='int32').item()
    = ValueError: can only convert an array of size 1 to a Python scalar
    numpy.array([3, -7, 2000000000], dtype='int32').nbytes
    = 12
    numpy.array([3, -7, 2000000000], dtype='int32').itemsize
    = 4
    numpy.array([3, -7, 2000000000], dtype='int32').tobytes()
    = b'\x03\x00\x00\x00\xf9\xff\xff\xff\x00\x945w'
    numpy.array([3, -7, 2000000000], dtype='int32').ravel()
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.array([3, -7, 2000000000], dtype='int32').flatten()
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.array([3, -7, 2000000000], dtype='int32').A
    = AttributeError: 'numpy.ndarray' object has no attribute 'A'
    numpy.array([3, -7, 2000000000], dtype='int32').A1
    = AttributeError: 'numpy.ndarray' object has no attribute 'A1'
    numpy.array([3, -7, 2000000000], dtype='int32').H
    = AttributeError: 'numpy.ndarray' object has no attribute 'H'
    numpy.int32(-3).shape
    = ()
    numpy.int32(-3).ndim
    = 0
    numpy.int32(-3).size
    = 1
    numpy.int32(-3).dtype
    = dtype('int32')
    numpy.int32(-3).T
    = np.int32(-3)
    numpy.int32(-3).tolist()
    = -3
    numpy.int32(-3).copy()
    = np.int32(-3)
    numpy.int32(-3).astype('float64')
    = np.float64(-3.0)
    numpy.int32(-3).astype('int32')
    = np.int32(-3)
    numpy.int32(-3).astype('float32')
    = np.float32(-3.0)
    numpy.int32(-3).reshape(-1)
    = array([-3], dtype=int32)
    numpy.int32(-3).item()
    = -3
    numpy.int32(-3).nbytes
    = 4
    numpy.int32(-3).itemsize
    = 4
    numpy.int32(-3).tobytes()
    = b'\xfd\xff\xff\xff'
    numpy.int32(-3).ravel()
    = array([-3], dtype=int32)
    numpy.int32(-3).flatten()
    = array([-3], dtype=int32)
    numpy.int32(-3).A
    = AttributeError: 'numpy.int32' object has no attribute 'A'
    numpy.int32(-3).A1
    = AttributeError: 'numpy.int32' object has no attribute 'A1'
    numpy.int32(-3).H
    = AttributeError: 'numpy.int32' object has no attribute 'H'
    numpy.matrix([[1, 2, 3]]).shape
    = (1, 3)
    numpy.matrix([[1, 2, 3]]).ndim
    = 2
    numpy.matrix([[1, 2, 3]]).size
    = 3
    numpy.matrix([[1, 2, 3]]).dtype
    = dtype('int64')
    numpy.matrix([[1, 2, 3]]).T
    = matrix([[1],\n        [2],\n        [3]])
    numpy.matrix([[1, 2, 3]]).tolist()
    = [[1, 2, 3]]
    numpy.matrix([[1, 2, 3]]).copy()
    = matrix([[1, 2, 3]])
    numpy.matrix([[1, 2, 3]]).astype('float64')
    = matrix([[1., 2., 3.]])
    numpy.matrix([[1, 2, 3]]).astype('int32')
    = matrix([[1, 2, 3]], dtype=int32)
    numpy.matrix([[1, 2, 3]]).astype('float32')
    = matrix([[1., 2., 3.]], dtype=float32)
    numpy.matrix([[1, 2, 3]]).reshape(-1)
    = matrix([[1, 2, 3]])
    numpy.matrix([[1, 2, 3]]).item()
    = ValueError: can only convert an array of size 1 to a Python scalar
    numpy.matrix([[1, 2, 3]]).nbytes
    = 24
    numpy.matrix([[1, 2, 3]]).itemsize
    = 8
    numpy.matrix([[1, 2, 3]]).tobytes()
    = b'\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00'
    numpy.matrix([[1, 2, 3]]).ravel()
    = matrix([[1, 2, 3]])
    numpy.matrix([[1, 2, 3]]).flatten()
    = matrix([[1, 2, 3]])
    numpy.matrix([[1, 2, 3]]).A
    = array([[1, 2, 3]])
    numpy.matrix([[1, 2, 3]]).A1
    = array([1, 2, 3])
    numpy.matrix([[1, 2, 3]]).H
    = matrix([[1],\n        [2],\n        [3]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).shape
    = (2, 2)
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).ndim
    = 2
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).size
    = 4
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).dtype
    = dtype('float64')
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).T
    = matrix([[1.5, 3. ],\n        [2. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).tolist()
    = [[1.5, 2.0], [3.0, 4.0]]
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).copy()
    = matrix([[1.5, 2. ],\n        [3. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).astype('float64')
    = matrix([[1.5, 2. ],\n        [3. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).astype('int32')
    = matrix([[1, 2],\n        [3, 4]], dtype=int32)
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).astype('float32')
    = matrix([[1.5, 2. ],\n        [3. , 4. ]], dtype=float32)
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).reshape(-1)
    = matrix([[1.5, 2. , 3. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).item()
    = ValueError: can only convert an array of size 1 to a Python scalar
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).nbytes
    = 32
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).itemsize
    = 8
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).ravel()
    = matrix([[1.5, 2. , 3. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).flatten()
    = matrix([[1.5, 2. , 3. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).A
    = array([[1.5, 2. ],\n       [3. , 4. ]])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).A1
    = array([1.5, 2. , 3. , 4. ])
    numpy.matrix([[1.5, 2.0], [3.0, 4.0]]).H
    = matrix([[1.5, 3. ],\n        [2. , 4. ]])
    numpy.maximum(numpy.array([1.5, -2.1, 0.1], dtype='float32'), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = array([ 1.5, -2.1,  0.1], dtype=float32)
    numpy.maximum(numpy.array([1.5, -2.1, 0.1], dtype='float32'), numpy.array([3, -7, 2000000000], dtype='int32'))
    = array([ 3.0000000e+00, -2.0999999e+00,  2.0000000e+09])
    numpy.maximum(numpy.array([1.5, -2.1, 0.1], dtype='float32'), numpy.matrix([[1, 2, 3]]))
    = matrix([[1.5, 2. , 3. ]])
    numpy.maximum(numpy.array([1.5, -2.1, 0.1], dtype='float32'), 2)
    = array([2., 2., 2.], dtype=float32)
    numpy.maximum(numpy.array([1.5, -2.1, 0.1], dtype='float32'), 0.5)
    = array([1.5, 0.5, 0.5], dtype=float32)
    numpy.maximum(numpy.array([[0.3], [7e6]], 'f'), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = array([[1.5e+00, 3.0e-01, 3.0e-01],\n       [7.0e+06, 7.0e+06, 7.0e+06]], dtype=float32)
    numpy.maximum(numpy.array([[0.3], [7e6]], 'f'), numpy.matrix([[1, 2, 3]]))
    = matrix([[1.e+00, 2.e+00, 3.e+00],\n        [7.e+06, 7.e+06, 7.e+06]])
    numpy.maximum(numpy.array([[0.3], [7e6]], 'f'), 2)
    = array([[2.e+00],\n       [7.e+06]], dtype=float32)
    numpy.maximum(numpy.array([[0.3], [7e6]], 'f'), 0.5)
    = array([[5.e-01],\n       [7.e+06]], dtype=float32)
    numpy.maximum(numpy.float32(0.1), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = array([1.5, 0.1, 0.1], dtype=float32)
    numpy.maximum(numpy.float32(0.1), numpy.array([3, -7, 2000000000], dtype='int32'))
    = array([3.00000000e+00, 1.00000001e-01, 2.00000000e+09])
    numpy.maximum(numpy.float32(0.1), numpy.matrix([[1, 2, 3]]))
    = matrix([[1., 2., 3.]])
    numpy.maximum(numpy.float32(0.1), 2)
    = np.float32(2.0)
    numpy.maximum(numpy.float32(0.1), 0.5)
    = np.float32(0.5)
    numpy.maximum(numpy.array([3, -7, 2000000000], dtype='int32'), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = array([ 3.0000000e+00, -2.0999999e+00,  2.0000000e+09])
    numpy.maximum(numpy.array([3, -7, 2000000000], dtype='int32'), numpy.array([3, -7, 2000000000], dtype='int32'))
    = array([         3,         -7, 2000000000], dtype=int32)
    numpy.maximum(numpy.array([3, -7, 2000000000], dtype='int32'), numpy.matrix([[1, 2, 3]]))
    = matrix([[         3,          2, 2000000000]])
    numpy.maximum(numpy.array([3, -7, 2000000000], dtype='int32'), 2)
    = array([         3,          2, 2000000000], dtype=int32)
    numpy.maximum(numpy.array([3, -7, 2000000000], dtype='int32'), 0.5)
    = array([3.e+00, 5.e-01, 2.e+09])
    numpy.maximum(numpy.int32(-3), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = array([ 1.5      , -2.0999999,  0.1      ])
    numpy.maximum(numpy.int32(-3), numpy.array([3, -7, 2000000000], dtype='int32'))
    = array([         3,         -3, 2000000000], dtype=int32)
    numpy.maximum(numpy.int32(-3), numpy.matrix([[1, 2, 3]]))
    = matrix([[1, 2, 3]])
    numpy.maximum(numpy.int32(-3), 2)
    = np.int32(2)
    numpy.maximum(numpy.int32(-3), 0.5)
    = np.float64(0.5)
    numpy.maximum(numpy.matrix([[1, 2, 3]]), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = matrix([[1.5, 2. , 3. ]])
    numpy.maximum(numpy.matrix([[1, 2, 3]]), numpy.array([3, -7, 2000000000], dtype='int32'))
    = matrix([[         3,          2, 2000000000]])
    numpy.maximum(numpy.matrix([[1, 2, 3]]), numpy.matrix([[1, 2, 3]]))
    = matrix([[1, 2, 3]])
    numpy.maximum(numpy.matrix([[1, 2, 3]]), 2)
    = matrix([[2, 2, 3]])
    numpy.maximum(numpy.matrix([[1, 2, 3]]), 0.5)
    = matrix([[1., 2., 3.]])
    numpy.maximum(numpy.matrix([[1.5, 2.0], [3.0, 4.0]]), numpy.array([1.5, -2.1, 0.1], dtype='float32'))
    = ValueError: operands could not be broadcast together with shapes (2,2) (3,) 
    """###
