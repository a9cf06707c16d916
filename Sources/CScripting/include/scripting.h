/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCRIPTING_H
#define SCRIPTING_H
/* What scripts keep for each thread. Swift has no thread-local variables; a key of pthreads costs a call at every use,
 * and this is asked whenever a value is made or ends. Only the thread itself reads and writes its own. */
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct martlet_script_thread {
    /* Below this address native code calls no deeper; the top of all memory until the stack is measured. */
    uintptr_t stack_limit;
    /* Bytes of values made on this thread less those of values that ended on it. Only differences mean something. */
    int64_t live_bytes;
    /* Comparisons, hashes and their like inside each other, and how many there have been. */
    int32_t depth;
    uint32_t comparisons;
    /* Whether one of them, which cannot throw, went deeper than it may. */
    bool went_too_deep;
    /* The same of a hash; whoever asked for it says so. */
    bool hash_too_deep;
    /* The script instance that runs, which knows whether its task was cancelled. */
    void *_Nullable running;
    /* What lets go of values one after another. */
    void *_Nullable letting_go;
};

extern __thread struct martlet_script_thread martlet_script_thread_state __attribute__((tls_model("initial-exec")));

static inline struct martlet_script_thread *_Nonnull martlet_script_thread(void) {
    return &martlet_script_thread_state;
}

/* Gives the system back what is free on the heap: each thread frees into a part of it that others do not take from. */
static inline void martlet_trim_heap(void) { malloc_trim(0); }

/* About where the stack stands. */
static inline uintptr_t martlet_stack_pointer(void) { return (uintptr_t)__builtin_frame_address(0); }

#endif
