#include "protocol/traffic.hpp"

#include <algorithm>

namespace medisc {
namespace {

/// Mirrors the links: bits wait in a message until its sender turns to listen.
class Schedule {
 public:
  explicit Schedule(std::size_t steps) { traffic_.steps.resize(steps); }

  void enter(std::size_t step) { step_ = step; }

  void up(std::uint64_t bits) {
    traffic_.steps[step_].bits_up += bits;
    put(pending_up_, bits);
  }
  void down(std::uint64_t bits) {
    traffic_.steps[step_].bits_down += bits;
    put(pending_down_, bits);
  }
  void send_up() { send(Party::kHospital, pending_up_); }
  void send_down() { send(Party::kService, pending_down_); }

  Traffic take() { return std::move(traffic_); }

 private:
  struct Pending {
    std::uint64_t bits = 0;
    std::size_t last_step = 0;
  };

  void put(Pending& pending, std::uint64_t bits) {
    pending.bits += bits;
    pending.last_step = step_;
  }
  void send(Party sender, Pending& pending) {
    traffic_.messages.push_back({sender, pending.bits});
    ++traffic_.steps[pending.last_step].flights;
    pending = {};
  }

  Traffic traffic_;
  std::size_t step_ = 0;
  Pending pending_up_;
  Pending pending_down_;
};

void declare(const LinearGate& gate, std::uint64_t batch, Schedule& schedule) {
  schedule.up(batch * gate.inputs * gate.width);
}

void declare(const LocalGate&, std::uint64_t, Schedule&) {}

/// See relu.hpp and comparison.hpp.
void declare(const ReluGate& gate, std::uint64_t batch, Schedule& schedule) {
  const std::uint64_t values = batch * gate.step.size;
  const auto& levels = gate.circuit.levels;
  const auto opened = [&](std::size_t level) {
    return level < levels.size() ? values * levels[level].opens.size() : values * gate.blinds();
  };
  if (gate.live) schedule.up(batch * gate.leaf_opening_bits());
  schedule.send_up();
  schedule.down(values * (gate.step.output_width + gate.circuit.monomials.size()));
  schedule.down(opened(0));
  schedule.send_down();
  for (std::size_t level = 0; level < levels.size(); level += 2) {
    schedule.up(opened(level));
    schedule.up(opened(level + 1));
    schedule.send_up();
    schedule.down(opened(level + 1));
    schedule.down(opened(level + 2));
    schedule.send_down();
  }
  schedule.up(values * gate.blinds());
}

void declare(const MaxPoolGate& gate, std::uint64_t batch, Schedule& schedule) {
  for (const MaxLevel& level : gate.levels) declare(level.relu, batch, schedule);
}

std::uint64_t result_bits(const Gate& gate) {
  struct Bits {
    std::uint64_t operator()(const LinearGate& linear) const {
      return std::uint64_t{linear.outputs} * linear.width;
    }
    std::uint64_t operator()(const ReluGate& relu) const {
      return std::uint64_t{relu.step.size} * relu.step.output_width;
    }
    std::uint64_t operator()(const MaxPoolGate& pool) const {
      return pool.step.out.size() * pool.step.width;
    }
    std::uint64_t operator()(const LocalGate& local) const {
      return std::visit(
          [](const auto& step) { return step.result_size() * step.result_width(); }, local);
    }
  };
  return std::visit(Bits{}, gate);
}

}  // namespace

std::uint64_t Traffic::bytes_up() const {
  std::uint64_t bytes = 0;
  for (const DeclaredMessage& m : messages)
    bytes += m.sender == Party::kHospital ? m.bytes() : 0;
  return bytes;
}

std::uint64_t Traffic::bytes_down() const {
  std::uint64_t bytes = 0;
  for (const DeclaredMessage& m : messages)
    bytes += m.sender == Party::kService ? m.bytes() : 0;
  return bytes;
}

Traffic declared_traffic(const Gates& gates, std::uint64_t batch) {
  Schedule schedule(gates.size());
  for (std::size_t step = 0; step < gates.size(); ++step) {
    schedule.enter(step);
    std::visit([&](const auto& gate) { declare(gate, batch, schedule); }, gates[step]);
  }
  schedule.send_up();
  schedule.down(batch * result_bits(gates.back()));
  schedule.send_down();
  return schedule.take();
}

LongestMessages::LongestMessages(const Gates& gates, std::uint64_t batch) {
  for (const DeclaredMessage& message : declared_traffic(gates, batch).messages) {
    std::uint64_t& longest = message.sender == Party::kHospital ? up : down;
    longest = std::max(longest, message.bytes());
  }
}

}  // namespace medisc
