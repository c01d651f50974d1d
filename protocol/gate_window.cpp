#include "protocol/gate_window.hpp"

namespace medisc {

bool GateWindow::is_granted(Wish wish, std::size_t step) const {
  switch (wish) {
    case Wish::kRoom:
      return ended_ || has_room();
    case Wish::kOpen:
      return failure_ || opened_ > step;
    case Wish::kFilled:
      return ended_ || failure_ || is_full();
  }
  return true;
}

void GateWindow::opened() {
  taken_ += weights_[opened_];
  ++opened_;
  look();
}

void GateWindow::closed(std::size_t step) {
  taken_ -= weights_[step];
  look();
}

void GateWindow::fail(std::exception_ptr failure) {
  failure_ = std::move(failure);
  look();
}

void GateWindow::end() {
  ended_ = true;
  look();
}

/// Has those resumed whose wish is granted now.
void GateWindow::look() {
  for (const Wish wish : {Wish::kRoom, Wish::kOpen, Wish::kFilled}) {
    Waiter& waiter = waiters_[static_cast<std::size_t>(wish)];
    if (!waiter.coroutine || !is_granted(wish, waiter.step)) continue;
    waiter.trampoline->schedule(std::exchange(waiter.coroutine, nullptr));
  }
}

}  // namespace medisc
