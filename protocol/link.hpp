/// The coroutine's end of a channel between the two parties. Does no I/O.
///
/// The parties take turns: one message up (hospital to service), one down. A gate puts bits to
/// `out()` and takes bits from `in()`; `exchange()` sends what was put and waits for the
/// answer. Gates share messages: what one leaves unsent travels with what the next one puts.
///
/// A long message travels in pieces: `push()` sends what there is of one, and `arrive()` waits
/// for as much as is worked on next. So an answer may begin before its question has ended.
///
///   link.out().words<Word>(masked, width);  // put: width bits a word
///   co_await link.exchange();               // one flight up, one down
///   link.in().words<Word>(opened, width);   // take: as many bits as the peer has put
///
/// A host subclasses Link to send, and delivers what arrives. Sizes are checked here: a message
/// must hold exactly what the gates take from it.
#pragma once

#include <chrono>
#include <coroutine>
#include <functional>
#include <limits>
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

  /// LOCAL: a piece of a message is no shorter, but for the last.
  static constexpr std::size_t kLeastPiece = std::size_t{32} * 1024;

  /// Makes room for a session ahead of time: its steps, and messages of so many bytes; longer
  /// ones are refused from then on.
  void reserve(std::size_t steps, std::size_t bytes_out, std::size_t bytes_in);

  /// Awaitable: function(Workers&), elsewhere where it takes long (long_work.hpp). It may use
  /// out() and in().
  template <class Function>
  Working<Function> work(std::uint64_t cost, Function function) {
    return medisc::work(work_host_, cost, std::move(function));
  }

  /// Sends what was put, if anything: the end of a message.
  void flush();
  /// Sends what was put so far, where that is worth a piece. More must follow before flush().
  void push();

  class Arrival;
  /// Awaitable: waits for the peer's next message, or its first piece.
  Arrival receive();
  /// Awaitable: waits until so many more bits of the message have come, or all there are.
  Arrival arrive(std::size_t bits);
  /// Awaitable: ends this party's turn, with an empty message if it has put nothing; receives.
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

  /// For the host: a message has come, or the next piece of one, its last or not; it is copied.
  /// Resumes the coroutine that waits for it.
  void deliver(std::span<const std::uint8_t> piece, bool last = true);

  /// For the host: whether the coroutine waits for the peer.
  bool waits() const { return waiting_ != nullptr; }

  /// For the host: no message will come any more. Throws `error` where the coroutine waits.
  void break_off(Error error);

 protected:
  /// Takes a message on its way, or a piece of one, its last or not, which is there until this
  /// returns; must not deliver an answer before.
  virtual void send(std::span<const std::uint8_t> piece, bool last) = 0;

  /// No message that comes from now on has more bytes, nor has a piece of one.
  virtual void limit(std::size_t /*bytes*/) {}

 private:
  friend class Arrival;
  /// What has come of a message.
  struct Incoming {
    Bytes bytes;
    bool ended = false;
  };

  /// Whether what the coroutine waits for has come.
  bool has_come() const;
  /// The same, or that it never will.
  bool has_arrived() const;
  void resume();
  /// Makes what has come of the current message since there for in().
  void read_on();
  void expect_end();
  void send_message();
  void account();
  StepTraffic& step();

  Clock clock_;
  WorkHost* work_host_;
  FrameStack frames_;
  BitWriter out_;
  Incoming current_{{}, true};  ///< before the first, an empty one
  BitReader in_;
  Incoming next_;
  std::size_t longest_in_ = std::numeric_limits<std::size_t>::max();
  std::optional<std::size_t> wanted_;  ///< bits of the current message, or the next one
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
  bool await_ready() const noexcept { return link_->has_arrived(); }
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
