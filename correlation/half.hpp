/// The two halves of a bundle. The hospital's is a seed; the service's a seed and corrections.
#pragma once

#include <cstddef>

#include "correlation/gates.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc {

struct ServiceHalf {
  Seed seed;
  Bytes corrections;
};

/// Bytes of corrections of a bundle: the steps' bits one after the other, padded once.
std::size_t correction_bytes(const Gates& gates);

}  // namespace medisc
