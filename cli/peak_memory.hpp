/// How much memory a process has taken at the most.
#pragma once

#include <cstdint>
#include <string>

namespace medisc {

/// Bytes that were resident at once (VmHWM); 0 where there is no such process. `id`: as /proc
/// names it.
std::uint64_t peak_memory(const std::string& id = "self");

/// Gives back what this process no longer uses, and counts its peak from now on, where the
/// system lets it.
void restart_peak_memory();

}  // namespace medisc
