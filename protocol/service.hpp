/// The service's run: P1 of the protocol.
///
/// Once a pool:           weights, seed of a1  ->  D = W - a1, for the hospital
/// Online, once a batch:  nothing comes out; the hospital gets the logits
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "correlation/gates.hpp"
#include "correlation/half.hpp"
#include "error/error.hpp"
#include "plan/weights.hpp"
#include "protocol/link.hpp"
#include "protocol/material_source.hpp"
#include "protocol/task.hpp"
#include "ring/workers.hpp"

namespace medisc {

/// A bundle as the service holds it when a session consumes it: its half, and what the hospital
/// opened ahead of time.
struct ServiceBundle {
  ServiceHalf half;
  Bytes openings;
};

/// One session. Two coroutines of one thread share it: one expands its bundles gate by gate,
/// the other runs the gates and lets go of them.
class ServiceSession {
 public:
  virtual ~ServiceSession() = default;
  /// Opens the gates, in order, ahead of `serve`, as far as there is room; long work goes to
  /// `host`. Ends with the last gate, or after `end`; what it throws comes out of `serve`. Both
  /// outlive it.
  virtual Task<void> open(MaterialSource& source, WorkHost* host) = 0;
  /// Waits until there is no more room, or all gates are open. Throws what `open` has thrown.
  virtual Task<void> filled() = 0;
  /// Serves one batch. Runs once. Throws Failure: kProtocol where the hospital's messages don't
  /// fit the plan; and what `open` has thrown.
  virtual Task<void> serve(Link& link) = 0;
  /// Nobody serves any more: has `open` end.
  virtual void end() = 0;
};

/// A network with its weights as residues, shared by all its sessions, which it outlives.
class ServiceModel {
 public:
  virtual ~ServiceModel() = default;

  /// So many bytes, from a byte on, of D = W - a1 of every linear layer, packed layer by layer
  /// without gaps; they must lie within it. `weight_mask` is the pool's seed of a1. A pool's
  /// mask serves these weights alone: other weights under it would give away their difference.
  virtual Bytes masked_weights(const Seed& weight_mask, std::size_t first, std::size_t count,
                               Workers& workers = this_thread()) const = 0;
  /// All of it.
  Bytes masked_weights(const Seed& weight_mask, Workers& workers = this_thread()) const {
    return masked_weights(weight_mask, 0, masked_weights_bytes(), workers);
  }
  virtual std::size_t masked_weights_bytes() const = 0;

  /// A session whose gates may take `room` bytes, about, while they are open: one a seed.
  virtual std::unique_ptr<ServiceSession> make_session(std::vector<Seed> seeds,
                                                       std::uint64_t room,
                                                       std::size_t threads) const = 0;

  /// A session whose gates are all open; while it runs it allocates nothing.
  /// Errors: kBadInput where there is no bundle, or one does not fit the plan.
  virtual Result<std::unique_ptr<ServiceSession>> open_session(
      std::span<const ServiceBundle> bundles, Workers& workers = this_thread()) const = 0;
};

/// `plan` and `gates` must outlive the model. `weights` must be those of the plan.
std::unique_ptr<ServiceModel> make_service_model(const Plan& plan, const Gates& gates,
                                                 const Weights& weights);

}  // namespace medisc
