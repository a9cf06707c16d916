// SPDX-License-Identifier: Apache-2.0
// memmem without the feature macros that the compiler's Glibc module is built without.
#ifndef MARTLET_FIND_H
#define MARTLET_FIND_H

#include <stddef.h>

void *memmem(const void *haystack, size_t haystack_length, const void *needle, size_t needle_length);

/// Where `needle` is in `haystack` first, or a null pointer; linear in the length of both.
static inline const void *martlet_find(const void *haystack, size_t length, const void *needle, size_t needle_length) {
    return memmem(haystack, length, needle, needle_length);
}

#endif
