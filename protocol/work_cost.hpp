/// What work costs on one thread, in nanoseconds, about: from public sizes, to tell long work
/// from short (long_work.hpp). Measured with AVX2 on one core of 3 GHz.
#pragma once

#include <cstdint>

#include "correlation/gates.hpp"

namespace medisc {

/// Values that a turn of a comparison, or a tensor's sum, goes over.
constexpr std::uint64_t turn_cost(std::uint64_t values) {
  return 4 * values;
}

/// W x by the service.
std::uint64_t linear_cost(const LinearGate& gate, std::uint64_t batch);

/// Opening a session of either party.
std::uint64_t opening_cost(const Gates& gates, std::uint64_t batch);

/// Preparing one bundle.
std::uint64_t preparing_cost(const Gates& gates);

/// Masking the service's weights, or packing masked ones.
std::uint64_t masking_cost(const Gates& gates);

}  // namespace medisc
