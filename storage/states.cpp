#include "storage/states.hpp"

#include <array>

namespace medisc {
namespace {

constexpr std::array<const char*, kBundleStates> kBundleNames = {
    "partial", "dealt", "delivered", "prepared", "consumed", "burned"};
constexpr std::array<const char*, kSessionStates> kSessionNames = {"running", "done", "failed"};
constexpr std::array<const char*, kRequestStates> kRequestNames = {"running", "done", "failed",
                                                                   "cancelled"};

template <class State, std::size_t n>
std::optional<State> find_state(const std::array<const char*, n>& names,
                                std::string_view name) {
  for (std::size_t i = 0; i < n; ++i) {
    if (name == names[i]) return static_cast<State>(i);
  }
  return std::nullopt;
}

}  // namespace

const char* state_name(BundleState state) {
  return kBundleNames[static_cast<std::size_t>(state)];
}

std::optional<BundleState> bundle_state(std::string_view name) {
  return find_state<BundleState>(kBundleNames, name);
}

const char* state_name(SessionState state) {
  return kSessionNames[static_cast<std::size_t>(state)];
}

std::optional<SessionState> session_state(std::string_view name) {
  return find_state<SessionState>(kSessionNames, name);
}

const char* state_name(RequestState state) {
  return kRequestNames[static_cast<std::size_t>(state)];
}

std::optional<RequestState> request_state(std::string_view name) {
  return find_state<RequestState>(kRequestNames, name);
}

}  // namespace medisc
