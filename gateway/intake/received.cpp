#include "gateway/intake/received.hpp"

#include <array>
#include <utility>

namespace medisc {
namespace {

constexpr std::array<std::pair<ReceivedState, const char*>, 6> kNames{
    {{ReceivedState::kGathering, "gathering"},
     {ReceivedState::kWaiting, "waiting"},
     {ReceivedState::kReporting, "reporting"},
     {ReceivedState::kDone, "done"},
     {ReceivedState::kFailed, "failed"},
     {ReceivedState::kKept, "kept"}}};

}  // namespace

const char* received_state_name(ReceivedState state) {
  for (const auto& [known, name] : kNames) {
    if (known == state) return name;
  }
  return "unknown";
}

std::optional<ReceivedState> received_state_named(const std::string& name) {
  for (const auto& [state, known] : kNames) {
    if (name == known) return state;
  }
  return std::nullopt;
}

bool is_end(ReceivedState state) {
  return state == ReceivedState::kDone || state == ReceivedState::kFailed ||
         state == ReceivedState::kKept;
}

}  // namespace medisc
