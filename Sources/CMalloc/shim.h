// SPDX-License-Identifier: Apache-2.0
/* What the Glibc module does not show of the C library: settings of its allocator, and names of threads. */
#include <malloc.h>
#include <pthread.h>

int pthread_setname_np(pthread_t thread, const char *name);
