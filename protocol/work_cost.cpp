#include "protocol/work_cost.hpp"

#include "protocol/gate_sums.hpp"

namespace medisc {

std::uint64_t opening_cost(const Gates& gates, std::uint64_t batch) {
  return batch * costs_of(gates).opening;
}

std::uint64_t preparing_cost(const Gates& gates) {
  return costs_of(gates).preparing;
}

std::uint64_t masking_cost(const Gates& gates) {
  return costs_of(gates).masking;
}

}  // namespace medisc
