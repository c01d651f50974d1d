/// How fast pools are used up, and how long they will last.
#pragma once

#include <optional>
#include <vector>

#include "storage/clock.hpp"
#include "storage/history.hpp"

namespace medisc {

/// Whose database: a party uses a bundle up when it consumes it, the dealer when both owners
/// have their halves.
enum class Side : std::uint8_t { kDealer, kParty };

struct PoolUse {
  PoolLevel level;
  std::uint64_t left = 0;       ///< bundles that can still be used
  std::uint64_t used_hour = 0;  ///< used up in the hour before now
  std::uint64_t used_day = 0;   ///< used up in the day before now
  /// Until none is left, at the faster of the hour's and the day's rate. None where none was
  /// used.
  std::optional<double> hours_left;
};

/// Every pool that `filter` takes in, whose `since` does not matter here.
Result<std::vector<PoolUse>> pool_use(History& history, Filter filter, TimePoint now,
                                      Side side);

}  // namespace medisc
