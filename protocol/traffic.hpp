/// What a plan's online run costs, declared gate by gate: messages, bits, flights. Tests hold
/// the links' counts against it.
#pragma once

#include <cstdint>
#include <vector>

#include "correlation/gates.hpp"
#include "correlation/party.hpp"

namespace medisc {

/// One message: who sends it and how long it is.
struct DeclaredMessage {
  Party sender;
  std::uint64_t bits = 0;
  std::uint64_t bytes() const { return (bits + 7) / 8; }
};

/// One step's part. A message's flight belongs to the step that puts its last bits.
struct DeclaredStep {
  std::uint64_t bits_up = 0;
  std::uint64_t bits_down = 0;
  std::uint64_t flights = 0;
};

struct Traffic {
  std::vector<DeclaredMessage> messages;  ///< in order; parties take turns, the hospital starts
  std::vector<DeclaredStep> steps;

  std::uint64_t bytes_up() const;
  std::uint64_t bytes_down() const;
  std::uint64_t flights() const { return messages.size(); }
};

/// The online traffic of one session over `batch` records.
Traffic declared_traffic(const Gates& gates, std::uint64_t batch);

/// Bytes of a session's longest message each way.
struct LongestMessages {
  LongestMessages(const Gates& gates, std::uint64_t batch);
  std::uint64_t up = 0;
  std::uint64_t down = 0;
};

}  // namespace medisc
