#include "actors/filling.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <sodium.h>

#include "actors/dealer_ledger.hpp"
#include "dealer/deal.hpp"
#include "messages/sealed_box.hpp"

namespace medisc {
namespace {

/// One transaction holds so many bytes of halves, or so many bundles, at most.
constexpr std::size_t kBatchBytes = 32u << 20;
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
  Bytes service_half = pack_half(dealing.deal(hospital, service));
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

}  // namespace

Result<std::uint64_t> fill_pool(Store& store, const FillOrder& order,
                                const std::function<bool(std::uint64_t done)>& progress) {
  const auto pool = store.ensure_pool(
      {to_hex(order.plan_hash), to_hex(order.hospital), to_hex(order.service)});
  if (!pool) return tl::unexpected<Error>(pool.error());
  const auto mask = pool_mask(store, *pool);
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
  std::uint64_t done = 0;
  while (done < order.count) {
    const auto here =
        static_cast<std::size_t>(std::min<std::uint64_t>(batch, order.count - done));
    auto added =
        store.add_bundles(*pool, deal_batch(*dealing, sealers, here), BundleState::kDealt);
    if (!added) return tl::unexpected<Error>(added.error());
    done += here;
    if (!progress(done)) break;
  }
  if (done > 0) {
    const auto taken = std::chrono::steady_clock::now() - started;
    const auto pace = std::chrono::duration_cast<std::chrono::microseconds>(taken).count() /
                      static_cast<std::int64_t>(done);
    if (auto kept = store.set_pace(*pool, pace); !kept)
      return tl::unexpected<Error>(kept.error());
  }
  return done;
}

}  // namespace medisc
