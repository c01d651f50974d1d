/// An image, or a series of them, that came to the gateway: what is known of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace medisc {

enum class ReceivedState : std::uint8_t {
  kGathering,  ///< a series that may go on
  kWaiting,    ///< for its diagnosis, or for another attempt
  kReporting,  ///< its result is there, and on its way to the archives
  kDone,
  kFailed,  ///< for good: `error` says why
  kKept,    ///< no rule named it: for people
};

/// "gathering", "waiting", ...
const char* received_state_name(ReceivedState state);
std::optional<ReceivedState> received_state_named(const std::string& name);

/// What the gateway writes down of it. Patient's names and pixels are in its files alone.
struct Received {
  std::string id;  ///< in hexadecimal; of its UID and rule, so that one that comes again is one
  ReceivedState state = ReceivedState::kWaiting;
  std::string arrived_at;  ///< UTC
  std::string asker;       ///< the caller's AE title, or the name of a token
  std::string door;        ///< "dicom" or "stow"
  std::string rule;        ///< its name; empty: none
  std::string record;      ///< its name at the hospital: a SOP or Series Instance UID
  bool series = false;
  std::vector<std::string> files;  ///< within its folder, as they came

  std::string diagnosis;          ///< the request's id; empty: none has begun
  std::vector<std::string> sent;  ///< archives that have its objects
  std::string error;              ///< of the last attempt; empty: none went wrong
  std::uint32_t attempts = 0;     ///< that went wrong
  std::string ended_at;           ///< UTC, of a state that is an end

  bool operator==(const Received&) const = default;
};

/// Whether nothing more happens to it by itself.
bool is_end(ReceivedState state);

}  // namespace medisc
