#include "protocol/session_size.hpp"

#include <algorithm>

#include "correlation/half.hpp"
#include "protocol/hospital.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

/// Words that a comparison expands for each of its values: masks, and ring shares of the random
/// bits and of their products.
constexpr std::uint64_t kWordsAValue = 8;

/// Bytes a value of the largest tensor that its comparison works in beside words: a hundred
/// rows of bits.
constexpr std::uint64_t kRowBytesAValue = 13;

std::uint64_t expanded_bytes(const Gate& gate, std::uint64_t word) {
  if (const auto* linear = std::get_if<LinearGate>(&gate)) {
    return (linear->inputs + 2 * linear->outputs) * word;
  }
  std::uint64_t bytes = correction_bits(gate) / 8;
  for_each_relu(gate, [&](const ReluGate& relu) {
    bytes += relu.step.size * kWordsAValue * word + relu.leaf_opening_bits() / 4;
  });
  return bytes;
}

}  // namespace

std::uint64_t session_bytes_a_record(const Plan& plan, const Gates& gates) {
  const std::uint64_t word = plan.ring_bits / 8;
  std::uint64_t bytes =
      correction_bytes(gates) + openings_bytes(gates) + prepared_shares_bytes(gates);
  std::uint64_t largest = plan.input.features;
  bytes += plan.input.features * word;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const std::uint64_t size = result_size(plan.steps[i]);
    largest = std::max(largest, size);
    bytes += size * word + expanded_bytes(gates[i], word);
  }
  return bytes + largest * (2 * word + kRowBytesAValue);
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
