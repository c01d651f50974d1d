/// How long a process has kept processors busy.
#pragma once

#include <sys/types.h>

namespace medisc {

/// Seconds, the user's and the system's, of all threads that it has or had; 0 where there is no
/// such process. `id`: 0 for this one.
double processor_seconds(pid_t id = 0);

}  // namespace medisc
