#include "cli/peak_memory.hpp"

#include <fstream>

#include <malloc.h>

namespace medisc {

std::uint64_t peak_memory(const std::string& id) {
  std::ifstream status("/proc/" + id + "/status");
  for (std::string word; status >> word;) {
    std::uint64_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

void restart_peak_memory() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace medisc
