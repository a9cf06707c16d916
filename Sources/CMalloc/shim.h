// SPDX-License-Identifier: Apache-2.0
/* What the Glibc module does not show of the C library: settings of its allocator, names of threads, moves of
 * pages. */
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

int pthread_setname_np(pthread_t thread, const char *name);
void *mremap(void *address, size_t old_size, size_t new_size, int flags, ...);

/* Moves pages that were mapped to where others are, which end; false, with nothing moved, when the system refuses. */
static inline bool martlet_move_pages(void *from, size_t size, void *to) {
    const int may_move = 1, fixed = 2;
    return mremap(from, size, size, may_move | fixed, to) == to;
}
