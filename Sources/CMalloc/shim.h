// SPDX-License-Identifier: Apache-2.0
/* Settings of the C library's allocator, which the Glibc module does not show. */
#include <malloc.h>
