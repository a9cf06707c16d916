/* SPDX-License-Identifier: Apache-2.0 */
#include "digests.h"
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

static inline uint32_t load32(const uint8_t *bytes) {
    uint32_t word;
    memcpy(&word, bytes, 4);
    return word;
}

static inline uint64_t load64(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

static inline uint32_t right32(uint32_t word, int count) { return word >> count | word << (32 - count); }
static inline uint64_t right64(uint64_t word, int count) { return word >> count | word << (64 - count); }

/* SHA-256 */

static const uint32_t rounds[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void compress_plainly(uint32_t words[8], const uint8_t *blocks, size_t count) {
    for (; count > 0; count--, blocks += 64) {
        uint32_t message[64];
        for (int i = 0; i < 16; i++) message[i] = __builtin_bswap32(load32(blocks + 4 * i));
        for (int i = 16; i < 64; i++) {
            uint32_t low = message[i - 15], high = message[i - 2];
            message[i] = message[i - 16] + message[i - 7] + (right32(low, 7) ^ right32(low, 18) ^ low >> 3)
                + (right32(high, 17) ^ right32(high, 19) ^ high >> 10);
        }
        uint32_t a = words[0], b = words[1], c = words[2], d = words[3];
        uint32_t e = words[4], f = words[5], g = words[6], h = words[7];
        for (int i = 0; i < 64; i++) {
            uint32_t first = h + (right32(e, 6) ^ right32(e, 11) ^ right32(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i]
                + message[i];
            uint32_t second = (right32(a, 2) ^ right32(a, 13) ^ right32(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
        }
        words[0] += a, words[1] += b, words[2] += c, words[3] += d;
        words[4] += e, words[5] += f, words[6] += g, words[7] += h;
    }
}

#if defined(__x86_64__)
/* With the processor's own instructions, four rounds at a time. They want the words as (a, b, e, f) and (c, d, g,
 * h). */
__attribute__((target("sha,sse4.1,ssse3"))) static void compress_natively(
    uint32_t words[8], const uint8_t *blocks, size_t count) {
    const __m128i swapped = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)words), 0xB1);
    __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(words + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(low, high, 8);
    __m128i cdgh = _mm_blend_epi16(high, low, 0xF0);
    for (; count > 0; count--, blocks += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i message[4];
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            if (i < 4) {
                message[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * i)), swapped);
            } else {
                __m128i sum = _mm_add_epi32(
                    _mm_sha256msg1_epu32(message[i & 3], message[(i + 1) & 3]),
                    _mm_alignr_epi8(message[(i + 3) & 3], message[(i + 2) & 3], 4));
                message[i & 3] = _mm_sha256msg2_epu32(sum, message[(i + 3) & 3]);
            }
            __m128i now = _mm_add_epi32(message[i & 3], _mm_load_si128((const __m128i *)(rounds + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, now);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(now, 0x0E));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    low = _mm_shuffle_epi32(abef, 0x1B);
    high = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)words, _mm_blend_epi16(low, high, 0xF0));
    _mm_storeu_si128((__m128i *)(words + 4), _mm_alignr_epi8(high, low, 8));
}

static bool is_native(void) {
    static int known; /* 0: not asked yet. Whoever asks at the same time finds the same. */
    int found = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (found == 0) {
        unsigned a, b, c, d, b7 = 0;
        bool has_sse = __get_cpuid(1, &a, &b, &c, &d) && (c >> 9 & 1) && (c >> 19 & 1);
        if (!__get_cpuid_count(7, 0, &a, &b7, &c, &d)) b7 = 0;
        found = has_sse && (b7 >> 29 & 1) ? 2 : 1;
        __atomic_store_n(&known, found, __ATOMIC_RELAXED);
    }
    return found == 2;
}
#endif

static void compress(uint32_t words[8], const uint8_t *blocks, size_t count) {
#if defined(__x86_64__)
    if (is_native()) return compress_natively(words, blocks, count);
#endif
    compress_plainly(words, blocks, count);
}

void martlet_sha256_begin(struct martlet_sha256 *state, bool is_224) {
    static const uint32_t of_256[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };
    static const uint32_t of_224[8] = {
        0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
    };
    memcpy(state->words, is_224 ? of_224 : of_256, sizeof of_256);
    state->byte_count = 0;
    state->used = 0;
    state->is_224 = is_224;
}

void martlet_sha256_update(struct martlet_sha256 *state, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    state->byte_count += count;
    if (state->used > 0) {
        size_t part = 64 - state->used < count ? 64 - state->used : count;
        memcpy(state->block + state->used, next, part);
        state->used += (uint32_t)part;
        next += part;
        count -= part;
        if (state->used < 64) return;
        compress(state->words, state->block, 1);
        state->used = 0;
    }
    compress(state->words, next, count / 64);
    next += count / 64 * 64;
    if (count % 64 > 0) memcpy(state->block, next, count % 64);
    state->used = (uint32_t)(count % 64);
}

void martlet_sha256_end(struct martlet_sha256 *state, uint8_t *out) {
    uint64_t bits = __builtin_bswap64(state->byte_count * 8);
    state->block[state->used++] = 0x80;
    if (state->used > 56) {
        memset(state->block + state->used, 0, 64 - state->used);
        compress(state->words, state->block, 1);
        state->used = 0;
    }
    memset(state->block + state->used, 0, 56 - state->used);
    memcpy(state->block + 56, &bits, 8);
    compress(state->words, state->block, 1);
    for (int i = 0; i < (state->is_224 ? 7 : 8); i++) {
        uint32_t word = __builtin_bswap32(state->words[i]);
        memcpy(out + 4 * i, &word, 4);
    }
}

/* BLAKE2 */

static const uint8_t orders[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static const uint64_t starts64[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/* The two kinds differ in their word, the number of their rounds and how far they turn. */
#define MIX(a, b, c, d, x, y)                                                                                         \
    v[a] += v[b] + (x), v[d] = RIGHT(v[d] ^ v[a], R1), v[c] += v[d], v[b] = RIGHT(v[b] ^ v[c], R2);                   \
    v[a] += v[b] + (y), v[d] = RIGHT(v[d] ^ v[a], R3), v[c] += v[d], v[b] = RIGHT(v[b] ^ v[c], R4)

#define ROUND(order)                                                                                                  \
    MIX(0, 4, 8, 12, m[(order)[0]], m[(order)[1]]);                                                                   \
    MIX(1, 5, 9, 13, m[(order)[2]], m[(order)[3]]);                                                                   \
    MIX(2, 6, 10, 14, m[(order)[4]], m[(order)[5]]);                                                                  \
    MIX(3, 7, 11, 15, m[(order)[6]], m[(order)[7]]);                                                                  \
    MIX(0, 5, 10, 15, m[(order)[8]], m[(order)[9]]);                                                                  \
    MIX(1, 6, 11, 12, m[(order)[10]], m[(order)[11]]);                                                                \
    MIX(2, 7, 8, 13, m[(order)[12]], m[(order)[13]]);                                                                 \
    MIX(3, 4, 9, 14, m[(order)[14]], m[(order)[15]])

#define RIGHT right64
#define R1 32
#define R2 24
#define R3 16
#define R4 63
static void mix_large(struct martlet_blake2 *state, const uint8_t *block, bool is_last) {
    uint64_t m[16], v[16];
    for (int i = 0; i < 16; i++) m[i] = load64(block + 8 * i);
    for (int i = 0; i < 8; i++) v[i] = state->words[i], v[i + 8] = starts64[i];
    v[12] ^= state->byte_count;
    if (is_last) v[14] = ~v[14];
#pragma clang loop unroll(full)
    for (int round = 0; round < 12; round++) { ROUND(orders[round % 10]); }
    for (int i = 0; i < 8; i++) state->words[i] ^= v[i] ^ v[i + 8];
}
#undef RIGHT
#undef R1
#undef R2
#undef R3
#undef R4

#define RIGHT right32
#define R1 16
#define R2 12
#define R3 8
#define R4 7
static void mix_small(struct martlet_blake2 *state, const uint8_t *block, bool is_last) {
    uint32_t m[16], v[16];
    for (int i = 0; i < 16; i++) m[i] = load32(block + 4 * i);
    for (int i = 0; i < 8; i++) v[i] = (uint32_t)state->words[i], v[i + 8] = (uint32_t)(starts64[i] >> 32);
    v[12] ^= (uint32_t)state->byte_count;
    v[13] ^= (uint32_t)(state->byte_count >> 32);
    if (is_last) v[14] = ~v[14];
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) { ROUND(orders[round]); }
    for (int i = 0; i < 8; i++) state->words[i] ^= (uint64_t)(v[i] ^ v[i + 8]);
}

static void mix(struct martlet_blake2 *state, const uint8_t *block, bool is_last) {
    if (state->is_small) mix_small(state, block, is_last); else mix_large(state, block, is_last);
}

void martlet_blake2_begin(struct martlet_blake2 *state, bool is_small, const uint8_t *parameters) {
    for (int i = 0; i < 8; i++) {
        state->words[i] = is_small ? (starts64[i] >> 32) ^ load32(parameters + 4 * i)
                                   : starts64[i] ^ load64(parameters + 8 * i);
    }
    state->byte_count = 0;
    state->used = 0;
    state->digest_size = parameters[0];
    state->is_small = is_small;
}

/* The last block is told apart, so a whole one waits until more comes. */
void martlet_blake2_update(struct martlet_blake2 *state, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    const uint32_t size = state->is_small ? 64 : 128;
    while (count > 0) {
        if (state->used == 0 && count > size) {
            state->byte_count += size;
            mix(state, next, false);
            next += size;
            count -= size;
            continue;
        }
        if (state->used == size) {
            state->byte_count += size;
            mix(state, state->block, false);
            state->used = 0;
            continue;
        }
        size_t part = size - state->used < count ? size - state->used : count;
        memcpy(state->block + state->used, next, part);
        state->used += (uint32_t)part;
        next += part;
        count -= part;
    }
}

void martlet_blake2_end(struct martlet_blake2 *state, uint8_t *out) {
    uint8_t words[64];
    const uint32_t size = state->is_small ? 64 : 128;
    state->byte_count += state->used;
    memset(state->block + state->used, 0, size - state->used);
    mix(state, state->block, true);
    for (int i = 0; i < 8; i++) {
        if (state->is_small) {
            uint32_t word = (uint32_t)state->words[i];
            memcpy(words + 4 * i, &word, 4);
        } else {
            memcpy(words + 8 * i, &state->words[i], 8);
        }
    }
    memcpy(out, words, state->digest_size < sizeof words ? state->digest_size : sizeof words);
}
