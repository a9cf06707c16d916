/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DIGESTS_H
#define DIGESTS_H
/* The digests of Python's hashlib that the network's library does not have: SHA-224 (and SHA-256, which it is cut from;
 * FIPS 180-4), BLAKE2b and BLAKE2s (RFC 7693). A state is plain memory: a copy goes on by itself. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct martlet_sha256 {
    uint32_t words[8];
    uint64_t byte_count;
    uint32_t used;
    bool is_224;
    uint8_t block[64];
};

void martlet_sha256_begin(struct martlet_sha256 *_Nonnull state, bool is_224);
void martlet_sha256_update(struct martlet_sha256 *_Nonnull state, const void *_Nullable bytes, size_t count);
/* 32 bytes, or 28 of SHA-224. The state is used up. */
void martlet_sha256_end(struct martlet_sha256 *_Nonnull state, uint8_t *_Nonnull out);

/* Both kinds: BLAKE2s keeps its words in the lower halves. */
struct martlet_blake2 {
    uint64_t words[8];
    uint64_t byte_count;
    uint32_t used;
    uint32_t digest_size;
    bool is_small;
    uint8_t block[128];
};

/* `parameters`: the parameter block of the RFC, 64 bytes of BLAKE2b or 32 of BLAKE2s. A key is the first block,
 * padded. */
void martlet_blake2_begin(struct martlet_blake2 *_Nonnull state, bool is_small, const uint8_t *_Nonnull parameters);
void martlet_blake2_update(struct martlet_blake2 *_Nonnull state, const void *_Nullable bytes, size_t count);
/* As many bytes as the first of the parameters says. The state is used up. */
void martlet_blake2_end(struct martlet_blake2 *_Nonnull state, uint8_t *_Nonnull out);

#endif
