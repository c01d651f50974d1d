#include "tests/differential/cost_comparison.hpp"

#include <fmt/format.h>

namespace medisc::test {
namespace {

std::optional<std::string> differ(const std::string& what, std::uint64_t measured,
                                  std::uint64_t declared) {
  if (measured == declared) return std::nullopt;
  return fmt::format("{}: {} measured, {} declared", what, measured, declared);
}

std::optional<std::string> messages_differ(const MemorySession& session,
                                           const Traffic& declared) {
  const auto& messages = declared.messages;
  if (auto count = differ("messages", session.crossings.size(), messages.size())) return count;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Crossing& crossing = session.crossings[i];
    const std::uint64_t bytes = crossing.payload.size();
    (crossing.sender == Party::kHospital ? up : down) += bytes;
    if (crossing.sender != messages[i].sender) {
      return fmt::format("message {} is not sent by whom it should be", i);
    }
    if (auto size = differ(fmt::format("bytes of message {}", i), bytes, messages[i].bytes())) {
      return size;
    }
  }
  if (auto flights = differ("flights", session.flights, declared.flights())) return flights;
  if (auto bytes = differ("bytes up", session.bytes_up, up)) return bytes;
  return differ("bytes down", session.bytes_down, down);
}

std::optional<std::string> steps_differ(const MemorySession& session, const Traffic& declared) {
  const std::size_t steps = declared.steps.size();
  if (auto count = differ("the hospital's steps", session.hospital_steps.size(), steps)) {
    return count;
  }
  if (auto count = differ("the service's steps", session.service_steps.size(), steps)) {
    return count;
  }
  for (std::size_t i = 0; i < steps; ++i) {
    const StepTraffic& hospital = session.hospital_steps[i];
    const StepTraffic& service = session.service_steps[i];
    const DeclaredStep& step = declared.steps[i];
    const auto of_step = [&](const char* what) {
      return fmt::format("step {}, {}", i, what);
    };
    for (const auto& difference :
         {differ(of_step("bits that the hospital sent"), hospital.bits_out, step.bits_up),
          differ(of_step("bits that the service took"), service.bits_in, step.bits_up),
          differ(of_step("bits that the service sent"), service.bits_out, step.bits_down),
          differ(of_step("bits that the hospital took"), hospital.bits_in, step.bits_down),
          differ(of_step("flights"), hospital.flights, step.flights)}) {
      if (difference) return difference;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> cost_disagreement(const MemorySession& session,
                                             const Traffic& declared) {
  if (auto difference = messages_differ(session, declared)) return difference;
  return steps_differ(session, declared);
}

}  // namespace medisc::test
