#include "protocol/link.hpp"

#include <string>
#include <utility>

namespace medisc {
namespace {

Error out_of_turn() {
  return {ErrorCode::kProtocol, "the peer sent a message out of turn", ""};
}

}  // namespace

void Link::reserve(std::size_t steps, std::size_t bytes_out, std::size_t bytes_in) {
  if (steps_.size() < steps) steps_.resize(steps);
  out_.reserve(bytes_out * 8);
  // What is worked on elsewhere stays where it is while the rest arrives.
  current_.bytes.reserve(bytes_in);
  next_.bytes.reserve(bytes_in);
  longest_in_ = bytes_in;
  limit(bytes_in);
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
  expect_end();
}

std::chrono::nanoseconds Link::time() const {
  std::chrono::nanoseconds sum{0};
  for (const StepTraffic& traffic : steps_) sum += traffic.time;
  return sum;
}

void Link::flush() {
  account();
  if (!out_.empty()) send_message();
}

void Link::send_message() {
  if (out_.empty()) last_put_step_ = step_;
  const std::span<const std::uint8_t> message = out_.finish();
  accounted_out_ = 0;
  bytes_sent_ += message.size();
  ++messages_;
  ++steps_[last_put_step_].flights;
  send(message, true);
  out_.clear();
}

void Link::push() {
  const std::span<const std::uint8_t> piece = out_.whole();
  if (piece.size() < kLeastPiece) return;
  account();
  bytes_sent_ += piece.size();
  accounted_out_ -= piece.size() * 8;
  send(piece, false);
  out_.drop_whole();
}

Link::Arrival Link::receive() {
  account();
  expect_end();
  wanted_.reset();
  return Arrival(*this);
}

Link::Arrival Link::arrive(std::size_t bits) {
  wanted_ = in_.position() + bits;
  return Arrival(*this);
}

Link::Arrival Link::exchange() {
  account();
  send_message();
  return receive();
}

void Link::Arrival::await_resume() {
  Link& link = *link_;
  if (!link.has_come()) throw Failure(*link.broken_);
  if (link.wanted_) return link.read_on();
  std::swap(link.current_, link.next_);
  link.next_.bytes.clear();
  link.next_.ended = false;
  link.in_ = BitReader(link.current_.bytes);
  link.accounted_in_ = 0;
  ++link.messages_;
  ++link.step().flights;
}

void Link::read_on() {
  const std::size_t position = in_.position();
  in_ = BitReader(current_.bytes);
  in_.seek(position);
}

void Link::expect_end() {
  read_on();
  in_.expect_end();
  if (!current_.ended) throw Failure(out_of_turn());
}

void Link::deliver(std::span<const std::uint8_t> piece, bool last) {
  Incoming& message = current_.ended ? next_ : current_;
  // The parties take turns, so a second message in the queue is one too many.
  if (message.ended) throw Failure(out_of_turn());
  if (message.bytes.size() + piece.size() > longest_in_) {
    throw Failure(Error{ErrorCode::kProtocol,
                        "a message of more than " + std::to_string(longest_in_) +
                            " bytes is longer than the plan allows",
                        ""});
  }
  message.bytes.insert(message.bytes.end(), piece.begin(), piece.end());
  message.ended = last;
  bytes_received_ += piece.size();
  resume();
}

void Link::break_off(Error error) {
  broken_ = std::move(error);
  resume();
}

bool Link::has_come() const {
  if (!wanted_) return next_.ended || !next_.bytes.empty();
  return current_.ended || *wanted_ <= current_.bytes.size() * 8;
}

bool Link::has_arrived() const {
  return has_come() || broken_.has_value();
}

void Link::resume() {
  if (!waiting_ || !has_arrived()) return;
  trampoline_->schedule(std::exchange(waiting_, nullptr));
  trampoline_->run();
}

}  // namespace medisc
