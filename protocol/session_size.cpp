#include "protocol/session_size.hpp"

#include <algorithm>

#include "correlation/half.hpp"
#include "protocol/gate_sums.hpp"
#include "protocol/hospital.hpp"
#include "protocol/traffic.hpp"

namespace medisc {

std::uint64_t session_bytes_a_record(const Plan& plan, const Gates& gates) {
  const std::uint64_t word = plan.ring_bits / 8;
  std::uint64_t bytes =
      correction_bytes(gates) + openings_bytes(gates) + prepared_shares_bytes(gates);
  std::uint64_t largest = plan.input.features;
  const GateSize sizes = sizes_of(gates, plan.ring_bits);
  bytes += plan.input.features * word + (sizes.expanded + sizes.working) / 8;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const std::uint64_t size = result_size(plan.steps[i]);
    largest = std::max(largest, size);
    bytes += size * word;
  }
  return bytes + 2 * largest * word;
}

std::uint64_t records_a_session(const Plan& plan, const Gates& gates, std::uint64_t wanted,
                                const SessionBounds& bounds) {
  std::uint64_t longest = 1;
  for (const DeclaredMessage& message : declared_traffic(gates, 1).messages) {
    longest = std::max(longest, message.bytes());
  }
  const std::uint64_t fitting =
      std::min(bounds.memory / session_bytes_a_record(plan, gates), bounds.message / longest);
  return std::max<std::uint64_t>(1, std::min(wanted, fitting));
}

}  // namespace medisc
