/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARTLET_H
#define MARTLET_H
/* The C interface of libMartletC.so; protocol/capi.md says what requests, replies and events hold.
 *
 * Requests and replies are values in Python's marshal format, version 2. A function gives 0 when it has done what was
 * asked, or 1 with an error map as reply. A reply is released with martlet_free. No function calls back into its host,
 * and none but martlet_poll (until its deadline), martlet_put, martlet_take and martlet_close takes long. Any thread
 * may call any function. After a fork, a child must not use the sessions of its parent: its calls give an error. */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Starts a session. options: a map of "master", "appName", "conf", "executor",
 * "watcher". */
int32_t martlet_open(const uint8_t *options, size_t count, uint64_t *session, uint8_t **reply, size_t *replyCount);
/* Carries out one request. Never waits for a job: actions give the number of the job that they start. */
int32_t martlet_call(uint64_t session, const uint8_t *request, size_t count, uint8_t **reply, size_t *replyCount);
/* The next event of a job. When none comes within the time: how far the job is. For job -1 the next event of any job,
 * or None. A negative time is as zero. */
int32_t martlet_poll(
    uint64_t session, int64_t job, int32_t timeoutMilliseconds, uint8_t **reply, size_t *replyCount);
/* Makes a dataset of what an Arrow C stream (struct ArrowArrayStream) holds. The stream is always released. */
int32_t martlet_put(
    uint64_t session, void *arrowArrayStream, const uint8_t *request, size_t count, uint8_t **reply,
    size_t *replyCount);
/* Writes the result of a finished job as an Arrow C stream into *arrowArrayStream, which the caller releases. */
int32_t martlet_take(
    uint64_t session, const uint8_t *request, size_t count, void *arrowArrayStream, uint8_t **reply,
    size_t *replyCount);
/* Cancels a job, or all with -1. Fit for a signal handler's deferred work: returns at once. */
int32_t martlet_cancel(uint64_t session, int64_t job);
/* Ends all jobs, lets the executors go and waits for it. A second call does nothing. */
int32_t martlet_close(uint64_t session);
/* The work of a process that outlives the driver's by a moment ("watcher" of martlet_open): reads from a file
 * descriptor
 * what to clean up, waits for the driver's end, and does it. Gives an exit status. */
int32_t martlet_watch(int32_t input);
/* Releases a reply. */
void martlet_free(uint8_t *reply);

#ifdef __cplusplus
}
#endif
#endif
