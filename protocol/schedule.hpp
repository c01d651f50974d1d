/// Declares messages as the links send them: bits wait in a message until its sender turns to
/// listen.
#pragma once

#include <cstdint>
#include <utility>

#include "protocol/traffic.hpp"

namespace medisc {

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

  void put(Pending& pending, std::uint64_t bits) const {
    pending.bits += bits;
    pending.last_step = step_;
  }
  /// An empty one is the step's that ends the turn.
  void send(Party sender, Pending& pending) {
    traffic_.messages.push_back({sender, pending.bits});
    ++traffic_.steps[pending.bits == 0 ? step_ : pending.last_step].flights;
    pending = {};
  }

  Traffic traffic_;
  std::size_t step_ = 0;
  Pending pending_up_;
  Pending pending_down_;
};

}  // namespace medisc
