/// Dealing: (plan, seeds) -> corrections, a pure function. No I/O, no state between bundles.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "correlation/gates.hpp"
#include "correlation/half.hpp"
#include "plan/plan.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Deals bundles of one pool. Holds what they share: the plan's gates and the weight mask a1.
class Dealing {
 public:
  virtual ~Dealing() = default;

  /// Takes chunks of corrections (correlation/chunks.hpp), in order; false: no more.
  using Sink = std::function<bool(std::span<const std::uint8_t>)>;

  /// Deals the service's half of the bundle whose hospital half is `hospital`: holds a gate's
  /// corrections at a time. Equal arguments give equal bytes. Safe to call from several
  /// threads. False where the sink wanted no more.
  virtual bool deal(const Seed& hospital, const Seed& service, const Sink& sink) const = 0;

  /// The same, whole.
  ServiceHalf deal(const Seed& hospital, const Seed& service) const;
};

/// `weight_mask` is the pool's seed of a1 in every linear layer.
std::unique_ptr<Dealing> make_dealing(const Plan& plan, const Seed& weight_mask);

}  // namespace medisc
