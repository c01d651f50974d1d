#include "python/model.hpp"

namespace medisc::python {

Result<Simulation*> Model::simulation() {
  if (!simulation_) {
    auto made = Simulation::make(compiled_.plan, compiled_.weights);
    if (!made) return tl::unexpected<Error>(made.error());
    simulation_ = std::move(*made);
  }
  return &*simulation_;
}

Result<SimulatedSession> Model::simulate(std::span<const std::vector<std::int64_t>> records) {
  const std::lock_guard lock(mutex_);
  auto ready = simulation();
  if (!ready) return tl::unexpected<Error>(ready.error());
  return (*ready)->run(records);
}

Result<std::size_t> Model::records_a_session(std::size_t wanted, std::uint64_t memory) {
  const std::lock_guard lock(mutex_);
  auto ready = simulation();
  if (!ready) return tl::unexpected<Error>(ready.error());
  return (*ready)->records_a_session(wanted, memory);
}

}  // namespace medisc::python
