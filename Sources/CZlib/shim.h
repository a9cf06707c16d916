#include <zlib.h>

#include "rename.h"
