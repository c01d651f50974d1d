#include "simulation/memory_pool.hpp"

#include <utility>

namespace medisc {

MemoryPool::MemoryPool(Plan plan, const Weights& weights, SeedSource seeds)
    : plan_(std::move(plan)),
      gates_(make_gates(plan_)),
      seeds_(std::move(seeds)),
      weight_mask_(seeds_()),
      dealing_(make_dealing(plan_, weight_mask_)),
      model_(make_service_model(plan_, gates_, weights)),
      masked_weights_(model_->masked_weights(weight_mask_)) {}

Result<std::unique_ptr<MemoryPool>> MemoryPool::make(Plan plan, const Weights& weights,
                                                     SeedSource seeds) {
  std::unique_ptr<MemoryPool> pool(new MemoryPool(std::move(plan), weights, std::move(seeds)));
  auto preparing = make_preparing(pool->plan_, pool->gates_, pool->masked_weights_);
  if (!preparing) return tl::unexpected<Error>(preparing.error());
  pool->preparing_ = std::move(*preparing);
  return pool;
}

MemoryBundles MemoryPool::deal(std::size_t count) {
  MemoryBundles bundles;
  for (std::size_t b = 0; b < count; ++b) {
    const Seed hospital = seeds_();
    const Seed service = seeds_();
    Preparation prepared = preparing_->prepare(hospital);
    bundles.hospital.push_back({hospital, std::move(prepared.shares)});
    bundles.service.push_back(
        {dealing_->deal(hospital, service), std::move(prepared.openings)});
  }
  return bundles;
}

Result<MemorySession> MemoryPool::run(const MemoryBundles& bundles,
                                      std::span<const std::int64_t> records,
                                      const Link::Clock& clock) const {
  const auto hospital = open_hospital_session(plan_, gates_, bundles.hospital);
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto service = model_->open_session(bundles.service);
  if (!service) return tl::unexpected<Error>(service.error());
  MemoryChannel channel(clock);
  auto up = (*hospital)->infer(channel.hospital(), records);
  auto down = (*service)->serve(channel.service());
  channel.run(up, down);
  MemorySession session;
  try {
    if (up.done()) session.logits = up.result();
    if (down.done()) down.result();
  } catch (const Failure& failure) {
    return tl::unexpected<Error>(failure.error());
  }
  if (!up.done() || !down.done()) {
    return fail(ErrorCode::kInternal, "a party waits for a message that nobody sends");
  }
  session.crossings = channel.crossings();
  session.flights = channel.flights();
  session.bytes_up = channel.hospital().bytes_sent();
  session.bytes_down = channel.hospital().bytes_received();
  session.time = channel.hospital().time();
  session.hospital_steps = channel.hospital().steps();
  session.service_steps = channel.service().steps();
  return session;
}

}  // namespace medisc
