/// The states of a bundle, a session and a request, and the words that stand for them in the
/// database.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace medisc {

/// A bundle's life. It only ever moves down this list, and never out of the last two.
enum class BundleState : std::uint8_t {
  kPartial,    ///< some chunks of it are there; nobody can use it yet
  kDealt,      ///< at the dealer: at least one party has not taken its half
  kDelivered,  ///< at the dealer: both halves are gone; at a party: it holds its half
  kPrepared,   ///< at a party: the offline openings are there as well
  kConsumed,   ///< spent on a record; only the id is left
  kBurned,     ///< given up unused; only the id is left
};
inline constexpr std::size_t kBundleStates = 6;

/// "partial", "dealt", "delivered", "prepared", "consumed" or "burned".
const char* state_name(BundleState state);
std::optional<BundleState> bundle_state(std::string_view name);

enum class SessionState : std::uint8_t { kRunning, kDone, kFailed };
inline constexpr std::size_t kSessionStates = 3;

/// "running", "done" or "failed".
const char* state_name(SessionState state);
std::optional<SessionState> session_state(std::string_view name);

/// A request ends in one of the last three; in all but kDone it may be asked again.
enum class RequestState : std::uint8_t { kRunning, kDone, kFailed, kCancelled };
inline constexpr std::size_t kRequestStates = 4;

/// "running", "done", "failed" or "cancelled".
const char* state_name(RequestState state);
std::optional<RequestState> request_state(std::string_view name);

}  // namespace medisc
