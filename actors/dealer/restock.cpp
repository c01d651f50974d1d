#include "actors/dealer/restock.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "actors/dealer/fill_pool.hpp"
#include "messages/plan_codec.hpp"

namespace medisc {
namespace {

using Clock = std::chrono::steady_clock;

/// Between two looks at the pools.
constexpr std::chrono::milliseconds kInterval{500};
/// After an error.
constexpr std::chrono::seconds kAfterError{10};
/// How long one pool is dealt for before the others are looked at again.
constexpr std::chrono::milliseconds kTurn{1'000};

struct Shelf {
  PoolRow pool;
  std::uint64_t waiting = 0;
};

Peer peer_of(const std::string& key, Role role) {
  return {value_of(from_hex<PublicKey>(key, "public key")), role};
}

/// Pools of registered parties that are below `level`, the emptiest first.
std::vector<Shelf> low_shelves(DealerPools& pools, const StockSettings& settings,
                               std::uint64_t level) {
  std::vector<Shelf> low;
  for (PoolRow& pool : value_of(pools.pools())) {
    if (!settings.is_registered(peer_of(pool.key.hospital, Role::kHospital)) ||
        !settings.is_registered(peer_of(pool.key.service, Role::kService))) {
      continue;
    }
    const auto waiting = value_of(pools.undelivered_count(pool.id, Owner::kHospital));
    if (waiting < level) low.push_back({std::move(pool), waiting});
  }
  std::ranges::sort(low, {}, &Shelf::waiting);
  return low;
}

FillOrder order_for(DealerPools& pools, const Shelf& shelf, std::uint64_t count) {
  const auto row = value_of(pools.find_plan(shelf.pool.key.plan_hash));
  if (!row) throw Failure({ErrorCode::kStorage, "a pool has no plan", ""});
  const PoolKey& key = shelf.pool.key;
  Plan plan = value_of(decode_plan(row->encoded));
  return {hash_of(plan), std::move(plan), value_of(from_hex<PublicKey>(key.hospital, "key")),
          value_of(from_hex<PublicKey>(key.service, "key")), count};
}

/// Deals for one pool for a turn; how many bundles.
std::uint64_t deal_turn(DealerPools& pools, const Shelf& shelf, const StockSettings& settings,
                        const std::function<bool()>& stop) {
  const auto started = Clock::now();
  const auto order = order_for(pools, shelf, settings.levels.high - shelf.waiting);
  return value_of(fill_pool(pools, order, [&](std::uint64_t) {
    return !stop() && Clock::now() - started < kTurn &&
           value_of(pools.used_bytes()) < settings.disk_bytes;
  }));
}

Stocktaking take_stock(DealerPools& pools, const StockSettings& settings,
                       const std::function<bool()>& stop) {
  Stocktaking stock;
  std::vector<Shelf> low = low_shelves(pools, settings, settings.levels.low);
  while (!low.empty() && !stop()) {
    std::vector<Shelf> unfinished;
    for (Shelf& shelf : low) {
      if (stop()) break;
      if (value_of(pools.used_bytes()) >= settings.disk_bytes) {
        stock.out_of_disk = true;
        return stock;
      }
      const std::uint64_t dealt = deal_turn(pools, shelf, settings, stop);
      stock.dealt += dealt;
      shelf.waiting += dealt;
      settings.event_log->info("pool-restocked",
                               {{"model", shelf.pool.model},
                                {"hospital", settings.peer_name(shelf.pool.key.hospital)},
                                {"hospital_key", shelf.pool.key.hospital},
                                {"service", settings.peer_name(shelf.pool.key.service)},
                                {"service_key", shelf.pool.key.service},
                                {"dealt", std::to_string(dealt)},
                                {"waiting", std::to_string(shelf.waiting)}});
      if (shelf.waiting < settings.levels.high) unfinished.push_back(std::move(shelf));
    }
    low = std::move(unfinished);
  }
  return stock;
}

}  // namespace

Result<Stocktaking> restock(DealerPools& pools, const StockSettings& settings,
                            const std::function<bool()>& stop) {
  try {
    return take_stock(pools, settings, stop);
  } catch (const Failure& failure) {
    return tl::unexpected<Error>(failure.error());
  }
}

StockKeeper::StockKeeper(std::unique_ptr<DealerPools> pools, StockSettings settings)
    : pools_(std::move(pools)),
      settings_(std::move(settings)),
      thread_([this](const std::stop_token& ended) { work(ended); }) {}

StockKeeper::~StockKeeper() = default;

void StockKeeper::work(const std::stop_token& ended) {
  bool warned = false;
  while (!ended.stop_requested()) {
    const auto stock = restock(*pools_, settings_, [&ended] { return ended.stop_requested(); });
    if (!stock) {
      settings_.event_log->error("restocking-failed", {{"error", render(stock.error())}});
    } else if (stock->out_of_disk && !warned) {
      settings_.event_log->warning(
          "disk-budget-used-up",
          {{"disk_mb", std::to_string(settings_.disk_bytes >> 20)},
           {"hint", "pools are low: raise disk_mb in [stock], or lower high"}});
    }
    warned = stock && stock->out_of_disk;
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, ended, stock ? kInterval : kAfterError, [] { return false; });
  }
}

}  // namespace medisc
