/// The hospital's run: P0 of the protocol.
///
/// Offline, once a bundle:  seed, D  ->  its share of every linear layer, and openings
/// Online, once a batch:    records  ->  logits
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "correlation/gates.hpp"
#include "error/error.hpp"
#include "protocol/link.hpp"
#include "protocol/task.hpp"
#include "ring/seed.hpp"
#include "ring/workers.hpp"

namespace medisc {

/// What preparing a bundle yields.
struct Preparation {
  Bytes shares;    ///< its shares of the linear results that a session uses; its secret
  Bytes openings;  ///< for the service: h = y0 + r0 of every reveal that is not live
};

/// A bundle as the hospital holds it when a session consumes it.
struct HospitalBundle {
  Seed seed;
  Bytes shares;
};

/// Bytes of Preparation::shares and ::openings under a plan.
std::size_t prepared_shares_bytes(const Gates& gates);
std::size_t openings_bytes(const Gates& gates);

/// Bytes of D = W - a1 of all linear layers, which the hospital gets once a pool.
std::size_t masked_weights_bytes(const Gates& gates);

/// One session's bundles, expanded and ready for records.
class HospitalSession {
 public:
  virtual ~HospitalSession() = default;

  /// `records`: batch x features integers (plan/input_encoding.hpp). Returns batch x outputs
  /// logits as signed integers at the plan's output scale. Runs once.
  /// Throws Failure: kProtocol where the service's messages don't fit the plan; kBadInput where
  /// the records are not one a bundle.
  virtual Task<std::vector<std::int64_t>> infer(Link& link,
                                                std::span<const std::int64_t> records) = 0;
};

/// Expands bundles, one a record of the batch. Needs no masked weights: preparing used them.
/// What the session works in is made here; while it runs it allocates nothing. `plan` and
/// `gates` must outlive it. Errors: kBadInput where there is no bundle, or stored shares don't
/// fit the plan.
Result<std::unique_ptr<HospitalSession>> open_hospital_session(
    const Plan& plan, const Gates& gates, std::span<const HospitalBundle> bundles,
    Workers& workers = this_thread());

/// Prepares bundles of one pool, under its masked weights D.
class Preparing {
 public:
  virtual ~Preparing() = default;
  /// A pure function of the seed: preparing again yields the same bytes.
  virtual Preparation prepare(const Seed& seed, Workers& workers = this_thread()) const = 0;
};

/// Errors: kBadInput where D does not fit the plan. `plan` and `gates` must outlive the result.
Result<std::unique_ptr<Preparing>> make_preparing(const Plan& plan, const Gates& gates,
                                                  std::span<const std::uint8_t> masked_weights);

}  // namespace medisc
