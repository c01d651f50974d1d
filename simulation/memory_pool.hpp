/// Whole inferences in one process: dealer, hospital and service of one pool, joined by a link
/// in memory. No socket, no database, no thread; the same coroutines as between machines.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "dealer/deal.hpp"
#include "protocol/hospital.hpp"
#include "protocol/memory_link.hpp"
#include "protocol/service.hpp"

namespace medisc {

/// Bundles of one session, both halves, prepared.
struct MemoryBundles {
  std::vector<HospitalBundle> hospital;
  std::vector<ServiceBundle> service;
};

/// What one session yields and what could be seen of it.
struct MemorySession {
  std::vector<std::int64_t> logits;  ///< batch x outputs
  std::vector<Crossing> crossings;
  std::uint64_t flights = 0;
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  std::chrono::nanoseconds time{0};  ///< at the hospital, by the clock given
  std::vector<StepTraffic> hospital_steps;
  std::vector<StepTraffic> service_steps;
};

class MemoryPool {
 public:
  /// Where seeds come from: the first is the pool's weight mask, then each bundle takes two,
  /// the hospital's and the service's.
  using SeedSource = std::function<Seed()>;

  /// `weights` must be those of the plan. Errors: kBadInput where they do not fit it.
  static Result<std::unique_ptr<MemoryPool>> make(
      Plan plan, const Weights& weights, SeedSource seeds = [] { return Seed::random(); });
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  const Plan& plan() const { return plan_; }
  const Gates& gates() const { return gates_; }
  const ServiceModel& model() const { return *model_; }
  const Preparing& preparing() const { return *preparing_; }
  const Bytes& masked_weights() const { return masked_weights_; }
  const Seed& weight_mask() const { return weight_mask_; }

  /// The pool's next bundles.
  MemoryBundles deal(std::size_t count);

  /// One session over `records`, batch x features. `clock` times the parties' steps; without
  /// one, time stands still. Errors: as the sessions'.
  Result<MemorySession> run(
      const MemoryBundles& bundles, std::span<const std::int64_t> records,
      const Link::Clock& clock = [] { return std::chrono::nanoseconds{0}; }) const;

 private:
  MemoryPool(Plan plan, const Weights& weights, SeedSource seeds);

  Plan plan_;
  Gates gates_;
  SeedSource seeds_;
  Seed weight_mask_;
  std::unique_ptr<Dealing> dealing_;
  std::unique_ptr<ServiceModel> model_;
  Bytes masked_weights_;
  std::unique_ptr<Preparing> preparing_;
};

}  // namespace medisc
