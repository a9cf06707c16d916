#include <snappy-c.h>

#include "crc32c.h"
