/// Keeping a hospital's pools full: what `medisc hospital run` does.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <caf/all.hpp>

#include "actors/hospital/keep_pool.hpp"

namespace medisc {

/// Pools that are kept full, each by a conversation of its own: one service that is away, or a
/// dealer that is dry, does not keep the others waiting.
class PoolKeepers {
 public:
  PoolKeepers(caf::actor_system& system, std::vector<KeptPool> pools,
              std::shared_ptr<EventLog> event_log);
  PoolKeepers(const PoolKeepers&) = delete;
  PoolKeepers& operator=(const PoolKeepers&) = delete;
  /// Ends them: those that are at work get up to `kGrace` to finish their round. Bundles of a
  /// round that is cut off stay as they are, and are taken up by the next.
  ~PoolKeepers();

  static constexpr std::chrono::seconds kGrace{5};

 private:
  std::shared_ptr<PoolShift> shift_ = std::make_shared<PoolShift>();
  std::vector<caf::actor> keepers_;
};

}  // namespace medisc
