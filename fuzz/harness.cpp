#include "fuzz/harness.hpp"

#include <cstdio>
#include <cstdlib>

namespace medisc::fuzz {

void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "medisc: this does not hold: %s\n", claim);
  std::abort();
}

}  // namespace medisc::fuzz
