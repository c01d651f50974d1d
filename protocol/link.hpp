/// The coroutine's end of a channel between the two parties. Does no I/O.
///
/// The parties take turns: one message up (hospital to service), one down. A gate puts bits to
/// `out()` and takes bits from `in()`; `exchange()` sends what was put and waits for the
/// answer. Gates share messages: what one leaves unsent travels with what the next one puts.
///
/// A host subclasses Link to send, and delivers what arrives. Sizes are checked here: a message
/// must hold exactly what the gates take from it.
#pragma once

#include <chrono>
#include <coroutine>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "error/error.hpp"
#include "protocol/frame_stack.hpp"
#include "protocol/long_work.hpp"
#include "protocol/task.hpp"
#include "ring/bit_stream.hpp"

namespace medisc {

/// What one step of the plan sent and took, and how long it ran, at one party.
struct StepTraffic {
  std::uint64_t bits_out = 0;
  std::uint64_t bits_in = 0;
  std::uint64_t flights = 0;  ///< messages whose last bits it put, or whose first bits it took
  std::chrono::nanoseconds time{0};
};

class Link {
 public:
  using Clock = std::function<std::chrono::nanoseconds()>;

  /// `clock` times the steps; the link itself never waits. `work_host` is where long work goes;
  /// without one it is done where the coroutine runs.
  explicit Link(Clock clock, WorkHost* work_host = nullptr)
      : clock_(std::move(clock)), work_host_(work_host) {}
  virtual ~Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  BitWriter& out() { return out_; }
  BitReader& in() { return in_; }
  FrameStack& frames() { return frames_; }

  /// Makes room for a session ahead of time: its steps, and messages of so many bytes.
  void reserve(std::size_t steps, std::size_t bytes_out, std::size_t bytes_in);

  /// Awaitable: function(Workers&), elsewhere where it takes long (long_work.hpp). It may use
  /// out() and in().
  template <class Function>
  Working<Function> work(std::uint64_t cost, Function function) {
    return medisc::work(work_host_, cost, std::move(function));
  }

  /// Sends what was put, if anything.
  void flush();

  class Arrival;
  /// Awaitable: waits for the peer's next message.
  Arrival receive();
  /// Awaitable: flush, then receive.
  Arrival exchange();

  /// Attributes traffic and time from here on to a step of the plan.
  void enter(std::size_t step);
  /// Ends the attribution; the last message must have been taken whole.
  void leave();

  const std::vector<StepTraffic>& steps() const { return steps_; }
  /// From the first step's beginning to the end: at the service, from the first message on.
  std::chrono::nanoseconds time() const;
  std::uint64_t bytes_sent() const { return bytes_sent_; }
  std::uint64_t bytes_received() const { return bytes_received_; }
  std::uint64_t messages() const { return messages_; }

  /// For the host: a message has come; it is copied. Resumes the coroutine that waits for it.
  void deliver(std::span<const std::uint8_t> message);

  /// For the host: whether the coroutine waits for the peer.
  bool waits() const { return waiting_ != nullptr; }

  /// For the host: no message will come any more. Throws `error` where the coroutine waits.
  void break_off(Error error);

 protected:
  /// Takes a message on its way, which is there until this returns; must not deliver an answer
  /// before.
  virtual void send(std::span<const std::uint8_t> message) = 0;

 private:
  friend class Arrival;
  void resume();
  void account();
  StepTraffic& step();

  Clock clock_;
  WorkHost* work_host_;
  FrameStack frames_;
  BitWriter out_;
  Bytes current_;
  BitReader in_;
  Bytes next_;  ///< that has come and is not taken yet, if has_next_
  bool has_next_ = false;
  std::optional<Error> broken_;
  std::coroutine_handle<> waiting_;
  Trampoline* trampoline_ = nullptr;  ///< of the coroutine that waits

  std::vector<StepTraffic> steps_;
  std::size_t step_ = 0;
  std::size_t last_put_step_ = 0;
  std::size_t accounted_out_ = 0;
  std::size_t accounted_in_ = 0;
  std::chrono::nanoseconds entered_{0};
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
  std::uint64_t messages_ = 0;
};

class Link::Arrival {
 public:
  explicit Arrival(Link& link) : link_(&link) {}
  bool await_ready() const noexcept { return link_->has_next_ || link_->broken_.has_value(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) {
    link_->waiting_ = waiting;
    link_->trampoline_ = waiting.promise().trampoline;
  }
  void await_resume();

 private:
  Link* link_;
};

}  // namespace medisc
