// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli) by the CPU's own instruction. The caller asks martlet_crc32c_in_hardware() first.
#ifndef MARTLET_CRC32C_H
#define MARTLET_CRC32C_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

static inline int martlet_crc32c_in_hardware(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2) != 0;
}

// The builtins, not the intrinsics of <nmmintrin.h>: those are functions that a sanitizer build does not emit.

/// The raw register after `count` bytes at `bytes`; the caller inverts before the first and after the last call.
__attribute__((target("sse4.2"))) static inline uint32_t martlet_crc32c_extend(
    uint32_t state, const void *bytes, size_t count) {
    const unsigned char *next = (const unsigned char *)bytes;
    uint64_t wide = state;
    for (; count >= 8; next += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    uint32_t narrow = (uint32_t)wide;
    for (; count > 0; next += 1, count -= 1) narrow = __builtin_ia32_crc32qi(narrow, *next);
    return narrow;
}

/// Three registers at once over three stretches of `count` bytes each (a multiple of 8) that follow one another; the
/// instruction takes three cycles but one can start every cycle.
__attribute__((target("sse4.2"))) static inline void martlet_crc32c_extend3(
    uint32_t *states, const void *bytes, size_t count) {
    const unsigned char *next = (const unsigned char *)bytes;
    uint64_t first = states[0], second = states[1], third = states[2];
    for (size_t offset = 0; offset < count; offset += 8) {
        uint64_t a, b, c;
        memcpy(&a, next + offset, 8);
        memcpy(&b, next + offset + count, 8);
        memcpy(&c, next + offset + 2 * count, 8);
        first = __builtin_ia32_crc32di(first, a);
        second = __builtin_ia32_crc32di(second, b);
        third = __builtin_ia32_crc32di(third, c);
    }
    states[0] = (uint32_t)first;
    states[1] = (uint32_t)second;
    states[2] = (uint32_t)third;
}
#else
static inline int martlet_crc32c_in_hardware(void) { return 0; }

static inline uint32_t martlet_crc32c_extend(uint32_t state, const void *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return state;
}

static inline void martlet_crc32c_extend3(uint32_t *states, const void *bytes, size_t count) {
    (void)states;
    (void)bytes;
    (void)count;
}
#endif

#endif
