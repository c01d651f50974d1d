#include "actors/dealer/fill_pool.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include <sodium.h>

#include "actors/dealer/part_queue.hpp"
#include "actors/ledger/dealer_answers.hpp"
#include "correlation/chunks.hpp"
#include "dealer/deal.hpp"
#include "messages/sealed_box.hpp"

namespace medisc {
namespace {

struct Sealers {
  Sealer hospital;
  Sealer service;
};

/// A bundle, chunk by chunk. False where nobody stores any more.
bool deal_one(const Dealing& dealing, std::uint32_t chunks, const Sealers& sealers,
              PartQueue& queue) {
  BundleId id;
  randombytes_buf(id.data(), id.size());
  const Seed hospital = Seed::random();
  const Seed service = Seed::random();
  const ChunkBox box(service);
  std::uint32_t index = 0;
  return dealing.deal(hospital, service, [&](std::span<const std::uint8_t> chunk) {
    NewBundle part;
    part.id = to_hex(id);
    if (index == 0) {
      part.hospital_half = sealers.hospital.seal(id, Role::kHospital, hospital);
      part.service_half = sealers.service.seal(id, Role::kService, service);
    }
    part.chunks = {chunks, index, {}};
    part.chunks.parts.push_back(box.seal(index, chunk));
    ++index;
    return queue.put(std::move(part));
  });
}

/// Threads that deal `count` bundles for the queue, until nobody stores any more.
class Dealers {
 public:
  Dealers(const Dealing& dealing, std::uint32_t chunks, const Sealers& sealers,
          std::uint64_t count, std::size_t threads)
      : queue_(threads), left_(count) {
    try {
      for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this, &dealing, chunks, &sealers] {
          while (takes_one() && deal_one(dealing, chunks, sealers, queue_)) continue;
          queue_.leave();
        });
      }
    } catch (...) {  // no thread to be had: those that run must not wait for room
      queue_.close();
      throw;
    }
  }
  Dealers(const Dealers&) = delete;
  Dealers& operator=(const Dealers&) = delete;
  ~Dealers() { queue_.close(); }

  PartQueue& queue() { return queue_; }

 private:
  bool takes_one() {
    std::uint64_t left = left_;
    while (left > 0 && !left_.compare_exchange_weak(left, left - 1)) continue;
    return left > 0;
  }

  PartQueue queue_;
  std::atomic<std::uint64_t> left_;
  std::vector<std::jthread> threads_;
};

std::uint64_t whole_bundles(const std::vector<NewBundle>& parts) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      parts, [](const NewBundle& part) { return part.chunks.end() == part.chunks.in_all; }));
}

/// Deals and stores. How many bundles are stored whole.
Result<std::uint64_t> store_dealt(DealerPools& pools, PoolId pool, Dealers& dealers,
                                  const std::function<bool(std::uint64_t done)>& progress) {
  std::uint64_t done = 0;
  for (;;) {
    const std::vector<NewBundle> parts = dealers.queue().take();
    if (parts.empty()) return done;
    if (auto stored = pools.add_dealt(pool, parts); !stored) {
      return tl::unexpected<Error>(stored.error());
    }
    const std::uint64_t whole = whole_bundles(parts);
    done += whole;
    if (whole > 0 && !progress(done)) return done;
  }
}

}  // namespace

Result<std::uint64_t> fill_pool(DealerPools& pools, const FillOrder& order,
                                const std::function<bool(std::uint64_t done)>& progress) {
  const auto pool = pools.ensure_pool(
      {to_hex(order.plan_hash), to_hex(order.hospital), to_hex(order.service)});
  if (!pool) return tl::unexpected<Error>(pool.error());
  const auto mask = pool_mask(pools, *pool);
  if (!mask) return tl::unexpected<Error>(mask.error());
  auto hospital = Sealer::create(order.hospital);
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  auto service = Sealer::create(order.service);
  if (!service) return tl::unexpected<Error>(service.error());
  const Sealers sealers{std::move(*hospital), std::move(*service)};

  // What a dealer that was killed has left.
  if (auto dropped = pools.drop_partial(*pool); !dropped) {
    return tl::unexpected<Error>(dropped.error());
  }
  const auto dealing = make_dealing(order.plan, *mask);
  const std::uint32_t chunks = chunks_of(correction_bytes(make_gates(order.plan)));
  const auto threads = static_cast<std::size_t>(std::clamp<std::uint64_t>(
      std::thread::hardware_concurrency(), 1, std::max<std::uint64_t>(1, order.count)));
  const auto started = std::chrono::steady_clock::now();
  Result<std::uint64_t> stored;
  {
    Dealers dealers(*dealing, chunks, sealers, order.count, threads);
    stored = store_dealt(pools, *pool, dealers, progress);
  }
  // Those that were not dealt to their end, because nobody wanted more, or the disk is full.
  auto dropped = pools.drop_partial(*pool);
  if (!stored) return stored;
  if (!dropped) return dropped;
  const std::uint64_t done = *stored;
  if (done > 0) {
    const auto taken = std::chrono::steady_clock::now() - started;
    const auto pace = std::chrono::duration_cast<std::chrono::microseconds>(taken).count() /
                      static_cast<std::int64_t>(done);
    if (auto kept = pools.set_pace(*pool, pace); !kept)
      return tl::unexpected<Error>(kept.error());
  }
  return done;
}

}  // namespace medisc
