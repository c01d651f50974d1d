/// Dealing: (plan, seeds) -> corrections, a pure function. No I/O, no state between bundles.
#pragma once

#include <memory>

#include "correlation/gates.hpp"
#include "correlation/half.hpp"
#include "plan/plan.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Deals bundles of one pool. Holds what they share: the plan's gates and the weight mask a1.
class Dealing {
 public:
  virtual ~Dealing() = default;

  /// The service's half of the bundle whose hospital half is `hospital`. Equal arguments give
  /// equal bytes. Safe to call from several threads.
  virtual ServiceHalf deal(const Seed& hospital, const Seed& service) const = 0;
};

/// `weight_mask` is the pool's seed of a1 in every linear layer.
std::unique_ptr<Dealing> make_dealing(const Plan& plan, const Seed& weight_mask);

}  // namespace medisc
