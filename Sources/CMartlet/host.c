/* SPDX-License-Identifier: Apache-2.0
 *
 * Debian's static libraries are made for programs: they reach the C library's own variables directly, which a shared
 * library cannot. The linker sends such references here (--wrap); a copy is made when the library is loaded. The
 * environment is copied whole, because the host's may move at any time. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN __attribute__((visibility("hidden")))

extern char **__real_environ;
extern FILE *__real_stderr;
extern FILE *__real_stdout;
extern FILE *__real_stdin;

HIDDEN char **__wrap_environ;
HIDDEN FILE *__wrap_stderr;
HIDDEN FILE *__wrap_stdout;
HIDDEN FILE *__wrap_stdin;
HIDDEN struct in6_addr __wrap_in6addr_any = IN6ADDR_ANY_INIT;

static char *nothing[] = {NULL};

__attribute__((constructor(101))) static void martlet_copy_host(void)
{
    size_t count = 0;
    char **copy;

    __wrap_stderr = __real_stderr;
    __wrap_stdout = __real_stdout;
    __wrap_stdin = __real_stdin;
    __wrap_environ = nothing;
    while (__real_environ && __real_environ[count]) count++;
    copy = calloc(count + 1, sizeof *copy);
    if (!copy) return;
    for (size_t index = 0; index < count; index++) copy[index] = strdup(__real_environ[index]);
    __wrap_environ = copy;
}
