/// Secure inference in one process: dealer, hospital and service of a model, without a socket,
/// a key or a database. The same coroutines as between machines, so the same logits and bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

/// What one step of the plan cost in a session, as the hospital counts it.
struct SimulatedLayer {
  std::string name;
  std::string op;
  std::uint64_t bits_up = 0;  ///< from hospital to service
  std::uint64_t bits_down = 0;
  std::uint64_t flights = 0;
  std::chrono::nanoseconds time{0};
};

/// Logits, one list a record, and what the session cost, all its records together.
struct SimulatedSession {
  std::vector<std::vector<std::int64_t>> logits;  ///< at the plan's output scale
  std::chrono::nanoseconds time{0};               ///< from masked record to logits
  std::uint64_t bytes_up = 0;                     ///< payload, from hospital to service
  std::uint64_t bytes_down = 0;
  std::uint64_t flights = 0;
  std::vector<SimulatedLayer> layers;  ///< one a step of the plan
};

/// For one thread at a time.
class Simulation {
 public:
  /// Errors: those of validate; kBadInput where the weights do not fit the plan.
  static Result<Simulation> make(const Plan& plan, const Weights& weights);
  Simulation(Simulation&& other) noexcept;
  Simulation& operator=(Simulation&& other) noexcept;
  ~Simulation();

  /// Records a session, `wanted` at most and one at least, that take about `memory` bytes.
  std::size_t records_a_session(std::size_t wanted, std::uint64_t memory) const;

  /// Deals bundles for one session over these encoded records, at least one, and runs it.
  /// Errors: kBadInput for a record of another length.
  Result<SimulatedSession> run(std::span<const std::vector<std::int64_t>> records);

 private:
  explicit Simulation(std::unique_ptr<class MemoryPool> pool);

  std::unique_ptr<class MemoryPool> pool_;
};

}  // namespace medisc
