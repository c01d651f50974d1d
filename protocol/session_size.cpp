#include "protocol/session_size.hpp"

#include "correlation/chunks.hpp"
#include "protocol/gate_sums.hpp"
#include "protocol/hospital.hpp"
#include "protocol/last_readers.hpp"
#include "protocol/session_gates.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

/// Of one record, bytes.
struct OpenGateBytes {
  std::uint64_t widest = 0;
  std::uint64_t all = 0;
};

OpenGateBytes open_gates(const Plan& plan, const Gates& gates) {
  OpenGateBytes bytes;
  for (const std::uint64_t gate : open_gate_bytes(plan, gates)) {
    bytes.widest = std::max(bytes.widest, gate);
    bytes.all += gate;
  }
  return bytes;
}

/// The record and results that are of use to a later step, where these are the most.
std::uint64_t live_tensors(const Plan& plan) {
  const auto needless = needless_after(plan);
  const auto size = [&](std::size_t tensor) -> std::uint64_t {
    return tensor == 0 ? plan.input.features : result_size(plan.steps[tensor - 1]);
  };
  std::uint64_t live = size(0);
  std::uint64_t most = live;
  for (std::size_t step = 0; step < plan.steps.size(); ++step) {
    live += size(step + 1);
    most = std::max(most, live);
    for (const std::size_t tensor : needless[step]) live -= size(tensor);
  }
  return most * (plan.ring_bits / 8);
}

/// What gates work in: linear layers in memory of their own.
std::uint64_t working_memory(const Plan& plan, const Gates& gates) {
  std::uint64_t inputs = 0;
  for (const Gate& gate : gates) {
    const auto* linear = std::get_if<LinearGate>(&gate);
    if (linear != nullptr) inputs = std::max<std::uint64_t>(inputs, linear->inputs);
  }
  return inputs * (plan.ring_bits / 8) + sizes_of(gates, plan.ring_bits).working / 8;
}

/// A stream of the bundles, as far as it is here: what was read of it first, or a gate's chunks
/// as they come and once more as they are opened, and what is read ahead of them.
std::uint64_t stream_bytes(const std::vector<std::uint64_t>& gate_bits, std::uint64_t records) {
  std::uint64_t bits = 0;
  std::uint64_t widest = 0;
  for (const std::uint64_t gate : gate_bits) {
    bits += gate;
    widest = std::max(widest, gate);
  }
  const std::uint64_t ahead = std::max(kFirstRead, kReadAhead) + records * 3 * kChunkBytes;
  return std::min(records * (bits / 8 + 1), ahead + records * (widest / 4));
}

}  // namespace

std::uint64_t session_bytes(const Plan& plan, const Gates& gates, std::uint64_t records,
                            std::uint64_t room) {
  const OpenGateBytes open = open_gates(plan, gates);
  const std::uint64_t window =
      std::min(records * open.all, std::max(records * open.widest, room));
  const LongestMessages longest(gates, records);
  const std::uint64_t material = std::max(stream_bytes(correction_bits_of(gates), records) +
                                              stream_bytes(opening_bits_of(gates), records),
                                          stream_bytes(share_bits_of(gates), records));
  return window + records * (live_tensors(plan) + working_memory(plan, gates)) +
         2 * (longest.up + longest.down) + material;
}

std::uint64_t records_a_session(const Plan& plan, const Gates& gates, std::uint64_t wanted,
                                std::uint64_t memory) {
  const auto fits = [&](std::uint64_t records) {
    return session_bytes(plan, gates, records, gates_ahead(memory)) <= memory;
  };
  std::uint64_t fitting = 0;
  std::uint64_t beyond = wanted + 1;
  while (beyond - fitting > 1) {
    const std::uint64_t records = fitting + (beyond - fitting) / 2;
    (fits(records) ? fitting : beyond) = records;
  }
  return fitting;
}

}  // namespace medisc
