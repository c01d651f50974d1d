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
#include "protocol/material_source.hpp"
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
/// Whether these are chunks of D, by their sizes, one at least; of the last one, that nothing
/// but zeros pads it.
bool are_of_masked_weights(const Chunks& chunks, const Gates& gates);

/// One session: as the service's, two coroutines of one thread share it (service.hpp).
class HospitalSession {
 public:
  virtual ~HospitalSession() = default;

  /// Opens the gates, in order, ahead of `infer`, as far as there is room; long work goes to
  /// `host`. Ends with the last gate, or after `end`; what it throws comes out of `infer`. Both
  /// outlive it.
  virtual Task<void> open(MaterialSource& source, WorkHost* host) = 0;
  /// Waits until there is no more room, or all gates are open. Throws what `open` has thrown.
  virtual Task<void> filled() = 0;

  /// `records`: batch x features integers (plan/input_encoding.hpp). Returns batch x outputs
  /// logits as signed integers at the plan's output scale. Runs once.
  /// Throws Failure: kProtocol where the service's messages don't fit the plan; kBadInput where
  /// the records are not one a bundle; and what `open` has thrown.
  virtual Task<std::vector<std::int64_t>> infer(Link& link,
                                                std::span<const std::int64_t> records) = 0;
  /// Nobody infers any more: has `open` end.
  virtual void end() = 0;
};

/// A session whose gates may take `room` bytes, about, while they are open; a seed a record.
/// Needs no masked weights: preparing used them. `plan` and `gates` must outlive it.
std::unique_ptr<HospitalSession> make_hospital_session(const Plan& plan, const Gates& gates,
                                                       std::vector<Seed> seeds,
                                                       std::uint64_t room);

/// The same with all gates open; while it runs it allocates nothing. Errors: kBadInput where
/// there is no bundle, or stored shares don't fit the plan.
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

/// Makes it of D, which comes in parts: no more of it is held than the layer that they end in,
/// beside what is packed.
class PackingWeights {
 public:
  virtual ~PackingWeights() = default;
  /// The next bytes of D.
  virtual void add(std::span<const std::uint8_t> part) = 0;
  /// Once, behind the last part. Errors: kBadInput where D does not fit the plan.
  virtual Result<std::unique_ptr<Preparing>> finish() = 0;
};

/// `plan` and `gates` must outlive it, and what it makes.
std::unique_ptr<PackingWeights> make_packing(const Plan& plan, const Gates& gates);

/// Of D whole. Errors: kBadInput where D does not fit the plan.
Result<std::unique_ptr<Preparing>> make_preparing(const Plan& plan, const Gates& gates,
                                                  std::span<const std::uint8_t> masked_weights);

}  // namespace medisc
