#include "site/simulation.hpp"

#include <algorithm>

#include "messages/identity.hpp"
#include "protocol/session_size.hpp"
#include "simulation/memory_pool.hpp"

namespace medisc {
namespace {

/// Entries of a linear step's bias; 0 for other steps.
std::size_t bias_count(const Step& step) {
  if (const auto* dense = std::get_if<DenseStep>(&step.op)) return dense->outputs;
  if (const auto* conv = std::get_if<ConvStep>(&step.op)) return conv->out.channels;
  return 0;
}

/// What runs a plan relies on it and on its weights' sizes.
Result<void> check(const Plan& plan, const Weights& weights) {
  if (auto valid = validate(plan); !valid) return valid;
  std::size_t next = 0;
  for (const Step& step : plan.steps) {
    if (weight_count(step) == 0) continue;
    if (next == weights.size() || weights[next].matrix.size() != weight_count(step) ||
        weights[next].bias.size() != bias_count(step)) {
      return fail(ErrorCode::kBadInput, "the weights do not fit step '" + step.name + "'");
    }
    ++next;
  }
  if (next == weights.size()) return {};
  return fail(ErrorCode::kBadInput, "there are more weights than linear steps");
}

std::chrono::nanoseconds now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

Simulation::Simulation(std::unique_ptr<MemoryPool> pool) : pool_(std::move(pool)) {}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

Result<Simulation> Simulation::make(const Plan& plan, const Weights& weights) {
  if (auto ready = initialise_crypto(); !ready) return tl::unexpected<Error>(ready.error());
  if (auto fitting = check(plan, weights); !fitting) {
    return tl::unexpected<Error>(fitting.error());
  }
  auto pool = MemoryPool::make(plan, weights);
  if (!pool) return tl::unexpected<Error>(pool.error());
  return Simulation(std::move(*pool));
}

std::size_t Simulation::records_a_session(std::size_t wanted, std::uint64_t memory) const {
  // All gates are open at once.
  const std::uint64_t record = session_bytes(pool_->plan(), pool_->gates(), 1, UINT64_MAX);
  return std::max<std::uint64_t>(1, std::min<std::uint64_t>(wanted, memory / record));
}

Result<SimulatedSession> Simulation::run(std::span<const std::vector<std::int64_t>> records) {
  std::vector<std::int64_t> values;
  for (const auto& record : records) {
    if (record.size() != pool_->plan().input.features) {
      return fail(ErrorCode::kBadInput, "a record has " + std::to_string(record.size()) +
                                            " features; the plan wants " +
                                            std::to_string(pool_->plan().input.features));
    }
    values.insert(values.end(), record.begin(), record.end());
  }
  if (records.empty()) return fail(ErrorCode::kBadInput, "a session wants a record");
  const auto session = pool_->run(pool_->deal(records.size()), values, now);
  if (!session) return tl::unexpected<Error>(session.error());
  SimulatedSession result;
  const std::size_t outputs = pool_->plan().outputs();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto first = session->logits.begin() + static_cast<std::ptrdiff_t>(i * outputs);
    result.logits.emplace_back(first, first + static_cast<std::ptrdiff_t>(outputs));
  }
  result.time = session->time;
  result.bytes_up = session->bytes_up;
  result.bytes_down = session->bytes_down;
  result.flights = session->flights;
  const std::vector<Step>& steps = pool_->plan().steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StepTraffic& traffic = session->hospital_steps[i];
    result.layers.push_back({steps[i].name, op_name(steps[i]), traffic.bits_out,
                             traffic.bits_in, traffic.flights, traffic.time});
  }
  return result;
}

}  // namespace medisc
