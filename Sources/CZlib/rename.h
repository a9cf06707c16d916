// SPDX-License-Identifier: Apache-2.0
// renameat2 without the feature macros that the compiler's Glibc module is built without.
#ifndef MARTLET_RENAME_H
#define MARTLET_RENAME_H

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Renames a file or folder unless `to` exists. 0, or an errno; EINVAL and ENOSYS when the file system cannot do it.
static inline int martlet_rename_exclusively(const char *from, const char *to) {
#ifdef SYS_renameat2
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 1u) == 0 ? 0 : errno;
#else
    (void)from;
    (void)to;
    return ENOSYS;
#endif
}

#endif
