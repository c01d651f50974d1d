/// How many records of each hospital a service answers in an hour.
///
/// Exact answers let a hospital fit a model of its own; whoever offers a network may slow that.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>

#include "error/error.hpp"
#include "messages/identifiers.hpp"

namespace medisc {

/// Counts by the minute, since the service has started. Used on the network thread alone.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// 0: no limit.
  explicit RateLimit(std::uint64_t records_an_hour) : limit_(records_an_hour) {}

  /// Counts these records. Errors, counting nothing: kBusy with the minutes until there is
  /// room; kRefused for more at once than an hour may have.
  Result<void> take(const PublicKey& hospital, std::uint64_t records,
                    Clock::time_point now = Clock::now());

 private:
  struct Minute {
    std::int64_t number;
    std::uint64_t records;
  };

  std::uint64_t limit_;
  std::map<PublicKey, std::deque<Minute>> hours_;
};

}  // namespace medisc
