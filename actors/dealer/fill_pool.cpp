#include "actors/dealer/fill_pool.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include <sodium.h>

#include "actors/ledger/dealer_answers.hpp"
#include "dealer/deal.hpp"
#include "messages/sealed_box.hpp"

namespace medisc {
namespace {

/// One transaction holds so many bytes of halves, or so many bundles, at most.
constexpr std::size_t kBatchBytes = 16u << 20;
constexpr std::size_t kBatchBundles = 1024;

struct Sealers {
  Sealer hospital;
  Sealer service;
};

NewBundle deal_one(const Dealing& dealing, const Sealers& sealers) {
  BundleId id;
  randombytes_buf(id.data(), id.size());
  const Seed hospital = Seed::random();
  const Seed service = Seed::random();
  ServiceHalf half = dealing.deal(hospital, service);
  Bytes service_half = pack_half(half);
  wipe(half.corrections);
  NewBundle bundle;
  bundle.id = to_hex(id);
  bundle.hospital_half = sealers.hospital.seal(id, Role::kHospital, hospital.bytes());
  bundle.service_half = sealers.service.seal(id, Role::kService, service_half);
  wipe(service_half);
  return bundle;
}

std::vector<NewBundle> deal_batch(const Dealing& dealing, const Sealers& sealers,
                                  std::size_t count) {
  std::vector<NewBundle> bundles(count);
  const std::size_t workers =
      std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, count);
  std::vector<std::jthread> threads;
  for (std::size_t worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&, worker] {
      for (std::size_t i = worker; i < count; i += workers)
        bundles[i] = deal_one(dealing, sealers);
    });
  }
  threads.clear();
  return bundles;
}

/// Stores one batch while the next is dealt.
class Storing {
 public:
  explicit Storing(std::function<Result<void>(const std::vector<NewBundle>&)> store)
      : store_(std::move(store)) {}
  Storing(const Storing&) = delete;
  Storing& operator=(const Storing&) = delete;
  ~Storing() { (void)stored(); }

  /// How many bundles of the batch under way, if there is one, are stored now.
  Result<std::uint64_t> stored() {
    if (!under_way_.valid()) return 0;
    if (auto done = under_way_.get(); !done) return tl::unexpected<Error>(done.error());
    return std::exchange(batch_, {}).size();
  }

  void start(std::vector<NewBundle> batch) {
    batch_ = std::move(batch);
    under_way_ = std::async(std::launch::async, [this] { return store_(batch_); });
  }

 private:
  std::function<Result<void>(const std::vector<NewBundle>&)> store_;
  std::vector<NewBundle> batch_;
  std::future<Result<void>> under_way_;
};

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

  const auto dealing = make_dealing(order.plan, *mask);
  const std::size_t bundle_bytes = Seed::kBytes + correction_bytes(make_gates(order.plan));
  const std::size_t batch =
      std::clamp<std::size_t>(kBatchBytes / bundle_bytes, 1, kBatchBundles);
  const auto started = std::chrono::steady_clock::now();
  Storing storing(
      [&](const std::vector<NewBundle>& bundles) { return pools.add_dealt(*pool, bundles); });
  std::uint64_t dealt = 0;
  std::uint64_t done = 0;
  bool wanted = true;
  while (wanted && done < order.count) {
    std::vector<NewBundle> bundles;
    if (const auto left = std::min<std::uint64_t>(batch, order.count - dealt); left > 0) {
      bundles = deal_batch(*dealing, sealers, static_cast<std::size_t>(left));
    }
    const auto stored = storing.stored();
    if (!stored) return tl::unexpected<Error>(stored.error());
    done += *stored;
    if (*stored > 0) wanted = progress(done);
    if (wanted && !bundles.empty()) {
      dealt += bundles.size();
      storing.start(std::move(bundles));
    }
  }
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
