// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "find.h"
#include "rename.h"
