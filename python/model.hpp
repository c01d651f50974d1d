/// A compiled model: its plan and weights, its reference, and its simulation in this process.
#pragma once

#include <mutex>
#include <optional>

#include "compiler/planner.hpp"
#include "site/simulation.hpp"

namespace medisc::python {

class Model {
 public:
  explicit Model(CompiledModel compiled) : compiled_(std::move(compiled)) {}

  const CompiledModel& compiled() const { return compiled_; }

  /// One session over these encoded records. One thread at a time; others wait. Errors: those
  /// of Simulation.
  Result<SimulatedSession> simulate(std::span<const std::vector<std::int64_t>> records);

  /// Records a session, of `wanted`, that take about `memory` bytes. Errors: those of
  /// Simulation::make.
  Result<std::size_t> records_a_session(std::size_t wanted, std::uint64_t memory);

 private:
  Result<Simulation*> simulation();

  CompiledModel compiled_;
  std::mutex mutex_;
  std::optional<Simulation> simulation_;  ///< made when it is first asked for
};

}  // namespace medisc::python
