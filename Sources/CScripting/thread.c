/* SPDX-License-Identifier: Apache-2.0 */
#include "scripting.h"

__thread struct martlet_script_thread martlet_script_thread_state = {.stack_limit = UINTPTR_MAX};
