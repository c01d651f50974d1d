#include "protocol/link.hpp"

#include <utility>

namespace medisc {

void Link::reserve(std::size_t steps, std::size_t bytes_out, std::size_t bytes_in) {
  if (steps_.size() < steps) steps_.resize(steps);
  out_.reserve(bytes_out * 8);
  current_.reserve(bytes_in);
  next_.reserve(bytes_in);
}

StepTraffic& Link::step() {
  if (steps_.size() <= step_) steps_.resize(step_ + 1);
  return steps_[step_];
}

void Link::account() {
  StepTraffic& traffic = step();
  if (out_.bits() > accounted_out_) last_put_step_ = step_;
  traffic.bits_out += out_.bits() - accounted_out_;
  traffic.bits_in += in_.position() - accounted_in_;
  accounted_out_ = out_.bits();
  accounted_in_ = in_.position();
}

void Link::enter(std::size_t index) {
  const auto now = clock_();
  account();
  if (entered_.count() != 0) step().time += now - entered_;
  entered_ = now;
  step_ = index;
}

void Link::leave() {
  enter(step_);
  entered_ = std::chrono::nanoseconds{0};
  in_.expect_end();
}

std::chrono::nanoseconds Link::time() const {
  std::chrono::nanoseconds sum{0};
  for (const StepTraffic& traffic : steps_) sum += traffic.time;
  return sum;
}

void Link::flush() {
  account();
  if (out_.empty()) return;
  const std::span<const std::uint8_t> message = out_.finish();
  accounted_out_ = 0;
  bytes_sent_ += message.size();
  ++messages_;
  ++steps_[last_put_step_].flights;
  send(message);
  out_.clear();
}

Link::Arrival Link::receive() {
  account();
  in_.expect_end();
  return Arrival(*this);
}

Link::Arrival Link::exchange() {
  flush();
  return receive();
}

void Link::Arrival::await_resume() {
  Link& link = *link_;
  if (!link.has_next_) throw Failure(*link.broken_);
  link.has_next_ = false;
  std::swap(link.current_, link.next_);
  link.in_ = BitReader(link.current_);
  link.accounted_in_ = 0;
  link.bytes_received_ += link.current_.size();
  ++link.messages_;
  ++link.step().flights;
}

void Link::deliver(std::span<const std::uint8_t> message) {
  // The parties take turns, so a second message in the queue is one too many.
  if (has_next_) {
    throw Failure(Error{ErrorCode::kProtocol, "the peer sent a message out of turn", ""});
  }
  next_.assign(message.begin(), message.end());
  has_next_ = true;
  resume();
}

void Link::break_off(Error error) {
  broken_ = std::move(error);
  resume();
}

void Link::resume() {
  if (!waiting_) return;
  trampoline_->schedule(std::exchange(waiting_, nullptr));
  trampoline_->run();
}

}  // namespace medisc
