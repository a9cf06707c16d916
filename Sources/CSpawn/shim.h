// SPDX-License-Identifier: Apache-2.0
/* What the Glibc module does not show of how processes are started. */
#include <spawn.h>

/* A file in memory, which may be executed. */
int memfd_create(const char *name, unsigned int flags);

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
