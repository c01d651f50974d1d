/// The process around one conversation, as the conversation sees it: a ledger to ask, peers to
/// dial, time, long work, and branches that run beside it.
///
/// A conversation is a coroutine. It awaits these and its connections' messages, all on one
/// thread, which it never blocks. What it throws is caught here, once.
///
///   Task<void> count(Process& process, PoolKey pool, std::size_t& count) {
///     const Ids ids = value_of(
///         co_await process.ask<FindBundles>(pool, BundleState::kPrepared, SIZE_MAX));
///     count = ids.size();
///   }
///
/// BrokerProcess is the one that users run, in CAF's network thread, with sockets and actors.
/// Tests join several in memory, and step their clock.
#pragma once

#include <chrono>
#include <coroutine>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/contract.hpp"
#include "actors/conversation/connection.hpp"
#include "actors/conversation/steady_clock.hpp"
#include "config/address.hpp"
#include "protocol/long_work.hpp"
#include "protocol/task.hpp"

namespace medisc {

class Process {
 public:
  /// Called once, when the conversation has ended; without an error if it went well.
  using Ended = std::function<void(const std::optional<Error>&)>;

  explicit Process(SteadyClock clock) : clock_(std::move(clock)) {}
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  virtual ~Process() = default;

  template <class Request>
  class Reply;
  /// Awaitable<Result<Request::Answer>>: what the process's ledger answers to
  /// Request{fields...}.
  template <class Request, class... Fields>
  Reply<Request> ask(Fields&&... fields) {
    return Reply<Request>(*this, Request{std::forward<Fields>(fields)...});
  }

  class Dialling;
  /// Awaitable<Result<std::unique_ptr<Socket>>>: a socket that is connected within `patience`.
  /// Errors: kPeerUnavailable naming the address and why.
  Dialling dial(Address address, std::chrono::milliseconds patience);

  /// Takes over a connected socket. `tls`, `remote`: as Connection takes them. The connection
  /// lives until it was closed and another is adopted, or the conversation ends.
  Connection& adopt(std::unique_ptr<Socket> socket, std::string remote,
                    std::unique_ptr<TlsSession> tls = nullptr);

  class Sleep;
  /// Awaitable: lets time pass.
  Sleep sleep(std::chrono::milliseconds duration);

  class Signal;

  class Rousing;
  /// Awaitable<bool>: whether somebody has roused the conversation since it last waited so, or
  /// does before the patience ends.
  Rousing roused(std::chrono::milliseconds patience);
  /// From the conversation's thread.
  void rouse();

  template <class T>
  class Branch;
  /// Runs a task beside the coroutine that calls this, which must await it before it ends.
  template <class T>
  Branch<T> branch(Task<T> task) {
    return Branch<T>(trampoline_, std::move(task));
  }

  /// A place where long work is done, one piece of it at a time; null: where it is asked for.
  virtual std::unique_ptr<WorkHost> work_host() = 0;

  SteadyTime now() const { return clock_(); }

 protected:
  using Answered = std::function<void(LedgerAnswer)>;
  using Dialled = std::function<void(Result<std::unique_ptr<Socket>>)>;

  /// Starts the conversation. It must live as long as this.
  void start(Task<void> conversation, Ended ended);
  bool runs() const { return conversation_.has_value(); }
  /// Ends it where it stands, before what its frames use goes: in implementations' destructors.
  void abandon() { conversation_.reset(); }

  /// Goes on with a coroutine that waited, and looks whether the conversation has ended.
  void resume(std::coroutine_handle<> waiting);
  /// The same after a connection was told something, which resumes what waits for it.
  void settle();

  /// Those that are not released, from the oldest on.
  const std::vector<std::unique_ptr<Connection>>& connections() const { return connections_; }
  /// For the implementation, twice a second or so: looks for silence.
  void tick();
  /// For the implementation: what put_to_sleep has numbered is due.
  void on_wake(std::uint64_t sleeper);

  /// Calls `answered` later, never before this returns.
  virtual void start_asking(LedgerRequest request, Answered answered) = 0;
  virtual void start_dialling(Address address, std::chrono::milliseconds patience,
                              Dialled dialled) = 0;
  /// Calls on_wake(sleeper) so much later, never before this returns.
  virtual void wake_after(std::uint64_t sleeper, std::chrono::milliseconds duration) = 0;
  /// The conversation has ended and its connections are closed: nothing of it is left.
  virtual void on_ended() = 0;

 private:
  /// Has `waiting` resumed when it is woken by the number returned. Only the first waking
  /// counts.
  std::uint64_t put_to_sleep(std::coroutine_handle<> waiting);

  SteadyClock clock_;
  Trampoline trampoline_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::map<std::uint64_t, std::coroutine_handle<>> sleepers_;
  std::uint64_t sleepers_so_far_ = 0;
  bool roused_ = false;
  std::uint64_t to_rouse_ = 0;              ///< the sleeper that waits to be; 0: none
  std::optional<Task<void>> conversation_;  // after what its frame refers to
  Ended ended_;
};

template <class Request>
class Process::Reply {
 public:
  using Answer = Result<typename Request::Answer>;

  Reply(Process& process, Request request) : process_(&process), request_(std::move(request)) {}
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    process_->start_asking(std::move(request_), [this, waiting](LedgerAnswer answer) {
      answer_.emplace(std::get<Answer>(std::move(answer)));
      process_->resume(waiting);  // the coroutine may end, and this with it
    });
  }
  Answer await_resume() { return std::move(*answer_); }

 private:
  Process* process_;
  Request request_;
  std::optional<Answer> answer_;
};

class Process::Dialling {
 public:
  Dialling(Process& process, Address address, std::chrono::milliseconds patience)
      : process_(&process), address_(std::move(address)), patience_(patience) {}
  Dialling(const Dialling&) = delete;
  Dialling& operator=(const Dialling&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting);
  Result<std::unique_ptr<Socket>> await_resume() { return std::move(*socket_); }

 private:
  Process* process_;
  Address address_;
  std::chrono::milliseconds patience_;
  std::optional<Result<std::unique_ptr<Socket>>> socket_;
};

class Process::Sleep {
 public:
  Sleep(Process& process, std::chrono::milliseconds duration)
      : process_(&process), duration_(duration) {}
  bool await_ready() const noexcept { return duration_.count() <= 0; }
  void await_suspend(std::coroutine_handle<> waiting) {
    process_->wake_after(process_->put_to_sleep(waiting), duration_);
  }
  void await_resume() const noexcept {}

 private:
  Process* process_;
  std::chrono::milliseconds duration_;
};

/// Waits until somebody else on the thread gives it.
class Process::Signal {
 public:
  Signal(Process& process, std::chrono::milliseconds patience)
      : process_(&process), patience_(patience) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  /// Awaitable<bool>: whether it was given before the patience ended.
  bool await_ready() const noexcept { return given_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    sleeper_ = process_->put_to_sleep(waiting);
    process_->wake_after(sleeper_, patience_);
  }
  bool await_resume() const noexcept { return given_; }

  void give() {
    given_ = true;
    if (sleeper_ != 0) process_->wake_after(sleeper_, std::chrono::milliseconds(0));
  }

 private:
  Process* process_;
  std::chrono::milliseconds patience_;
  std::uint64_t sleeper_ = 0;
  bool given_ = false;
};

class Process::Rousing {
 public:
  Rousing(Process& process, std::chrono::milliseconds patience)
      : process_(&process), patience_(patience) {}
  Rousing(const Rousing&) = delete;
  Rousing& operator=(const Rousing&) = delete;

  bool await_ready() const noexcept { return process_->roused_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    process_->to_rouse_ = process_->put_to_sleep(waiting);
    process_->wake_after(process_->to_rouse_, patience_);
  }
  bool await_resume() const noexcept {
    process_->to_rouse_ = 0;
    return std::exchange(process_->roused_, false);
  }

 private:
  Process* process_;
  std::chrono::milliseconds patience_;
};

/// A task that has begun already.
template <class T>
class Process::Branch {
 public:
  Branch(Trampoline& trampoline, Task<T> task) : task_(std::move(task)) {
    task_.start(trampoline);
  }

  /// Awaitable<T>: what the task returns, or throws.
  bool await_ready() const noexcept { return task_.done(); }
  void await_suspend(std::coroutine_handle<> waiting) { task_.then(waiting); }
  T await_resume() { return task_.result(); }

 private:
  Task<T> task_;
};

inline Process::Dialling Process::dial(Address address, std::chrono::milliseconds patience) {
  return {*this, std::move(address), patience};
}

inline Process::Rousing Process::roused(std::chrono::milliseconds patience) {
  return {*this, patience};
}

inline Process::Sleep Process::sleep(std::chrono::milliseconds duration) {
  return {*this, duration};
}

}  // namespace medisc
