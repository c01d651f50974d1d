#include "protocol/link.hpp"

#include <utility>

namespace medisc {

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
  Bytes message = out_.take();
  accounted_out_ = 0;
  bytes_sent_ += message.size();
  ++messages_;
  ++steps_[last_put_step_].flights;
  send(std::move(message));
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
  if (link.inbox_.empty()) throw Failure(*link.broken_);
  link.current_ = std::move(link.inbox_.front());
  link.inbox_.erase(link.inbox_.begin());
  link.in_ = BitReader(link.current_);
  link.accounted_in_ = 0;
  link.bytes_received_ += link.current_.size();
  ++link.messages_;
  ++link.step().flights;
}

void Link::deliver(Bytes message) {
  // The parties take turns, so a second message in the queue is one too many.
  if (!inbox_.empty()) {
    throw Failure(Error{ErrorCode::kProtocol, "the peer sent a message out of turn", ""});
  }
  inbox_.push_back(std::move(message));
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
