/// Dealing ahead of demand: a running dealer keeps its pools stocked.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "actors/conversation/event_log.hpp"
#include "config/peer_names.hpp"
#include "config/sections.hpp"
#include "messages/hello.hpp"
#include "storage/dealer_pools.hpp"

namespace medisc {

struct StockSettings {
  Levels levels;             ///< bundles of a pool that wait for their hospital
  std::uint64_t disk_bytes;  ///< that the database may take
  IsRegistered is_registered;
  std::shared_ptr<EventLog> event_log;
  NameOf peer_name = name_of(PeerNames());
};

/// What `restock` has found.
struct Stocktaking {
  std::uint64_t dealt = 0;   ///< bundles, in this round
  bool out_of_disk = false;  ///< the budget is used up, and a pool is low
};

/// Goes over all pools once. Each that is below `low` is dealt for up to `high`, the emptiest
/// first, in turns of a second or so, so that a large network does not keep a small one
/// waiting. Pools of parties that are not registered any more are passed over. `stop` is asked
/// in between.
Result<Stocktaking> restock(DealerPools& pools, const StockSettings& settings,
                            const std::function<bool()>& stop);

/// Restocks in a thread of its own, with a store of its own, until it goes. Errors go to the
/// event log, and it tries again.
class StockKeeper {
 public:
  StockKeeper(std::unique_ptr<DealerPools> pools, StockSettings settings);
  StockKeeper(const StockKeeper&) = delete;
  StockKeeper& operator=(const StockKeeper&) = delete;
  ~StockKeeper();

 private:
  void work(const std::stop_token& ended);

  std::unique_ptr<DealerPools> pools_;
  StockSettings settings_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;
};

}  // namespace medisc
