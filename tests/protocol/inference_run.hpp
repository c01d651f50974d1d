/// Inferences in memory for tests: every seed taken from one series, errors as exceptions.
#pragma once

#include <stdexcept>
#include <utility>

#include "simulation/memory_pool.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {

using Bundles = MemoryBundles;
using InferenceRun = MemorySession;

/// The value, or the error as an exception, which fails the test.
template <class T>
T expect_value(Result<T> result) {
  if (!result) throw std::runtime_error(render(result.error()));
  return std::move(*result);
}

/// Seed 0 of the series is the pool's weight mask.
class InferencePool {
 public:
  InferencePool(Plan plan, const Weights& weights, std::uint64_t series)
      : pool_(expect_value(MemoryPool::make(std::move(plan), weights,
                                            [series, next = std::uint64_t{0}]() mutable {
                                              return numbered_seed(next++, series);
                                            }))) {}

  const Plan& plan() const { return pool_->plan(); }
  const Gates& gates() const { return pool_->gates(); }
  const ServiceModel& model() const { return pool_->model(); }
  const Preparing& preparing() const { return pool_->preparing(); }
  const Bytes& masked_weights() const { return pool_->masked_weights(); }
  Seed weight_mask_seed() const { return pool_->weight_mask(); }

  Bundles deal(std::size_t count) { return pool_->deal(count); }

  InferenceRun run(const Bundles& bundles, std::span<const std::int64_t> records) const {
    return expect_value(pool_->run(bundles, records));
  }
  InferenceRun run(std::span<const std::int64_t> records) {
    return run(deal(records.size() / plan().input.features), records);
  }

 private:
  std::unique_ptr<MemoryPool> pool_;
};

}  // namespace medisc::test
