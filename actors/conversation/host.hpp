/// The host of one conversation: a broker whose behaviour is a coroutine.
///
/// The broker feeds its connections; the coroutine awaits messages, ledgers, dialers, time and
/// work in a pool's threads (PooledWork), all on the network thread, none of which blocks it.
/// It may have branches, which do the same while it goes on. Exceptions of the coroutine are
/// caught here, once.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <caf/all.hpp>
#include <caf/io/all.hpp>

#include "actors/conversation/actor_errors.hpp"
#include "actors/conversation/broker.hpp"
#include "actors/conversation/connection.hpp"
#include "actors/conversation/worker_pool.hpp"
#include "protocol/long_work.hpp"
#include "protocol/task.hpp"

namespace medisc {

class Host {
 public:
  /// Called once, when the coroutine has ended; without an error if it went well.
  using Ended = std::function<void(const std::optional<Error>&)>;

  explicit Host(Broker* broker) : broker_(broker) {}
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  /// Waits for pools where they work for the conversation.
  ~Host();

  /// Takes over a connection that the broker holds. `tls`: as Connection takes it.
  Connection& adopt(caf::io::connection_handle handle, std::string remote,
                    std::unique_ptr<TlsSession> tls = nullptr);
  /// Takes over a connected socket.
  Connection& adopt_socket(int descriptor, std::string remote,
                           std::unique_ptr<TlsSession> tls = nullptr);

  template <class T>
  class Reply;
  /// Awaitable<Result<T>>: an actor's answer. T as the interface says; void for none.
  template <class T, class Actor, class... Request>
  Reply<T> ask(const Actor& actor, Request... request);

  class Sleep;
  /// Awaitable: lets time pass.
  Sleep sleep(std::chrono::milliseconds duration);

  class Signal;

  template <class T>
  class Branch;
  /// Runs a task beside the coroutine that calls this, which must await it before it ends.
  template <class T>
  Branch<T> branch(Task<T> task);

  /// The broker's behaviour. Runs `conversation` until it ends, then closes every connection
  /// and quits.
  caf::behavior run(Task<void> conversation, Ended ended);

 private:
  friend class PooledWork;

  /// Long work of the conversation while a pool has it.
  class PooledJob final : public WorkerPool::Job {
   public:
    PooledJob(Host& host, std::uint64_t number) : host_(host), number_(number) {}
    std::uint64_t number() const { return number_; }
    void submit(WorkerPool& pool, LongWork& work);
    /// Done or not, the pool has it no longer.
    void withdraw();
    /// The coroutine that waits for it.
    std::coroutine_handle<> waiting() const { return work_->waiting; }

   private:
    void run(Workers& workers) noexcept override;

    Host& host_;
    std::uint64_t number_;
    WorkerPool* pool_ = nullptr;
    LongWork* work_ = nullptr;
    caf::actor told_;  ///< the broker, alive until it has heard
  };

  Connection* find(caf::io::connection_handle handle);
  void settle();
  /// Has `waiting` resumed, from the broker's mailbox, when it is woken by the number returned.
  /// Only the first waking counts.
  std::uint64_t put_to_sleep(std::coroutine_handle<> waiting);
  void wake_after(std::uint64_t sleeper, std::chrono::milliseconds duration);
  void wake(std::uint64_t sleeper);

  PooledJob& add_errand();
  void drop_errand(const PooledJob& errand);
  /// Goes on with the coroutine that waits for it.
  void on_worked(std::uint64_t errand);

  Broker* broker_;
  std::list<PooledJob> errands_;
  std::uint64_t errands_so_far_ = 0;
  Trampoline trampoline_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::map<std::uint64_t, std::coroutine_handle<>> sleepers_;
  std::uint64_t sleepers_so_far_ = 0;
  std::optional<Task<void>> conversation_;  // after what its frame refers to
  Ended ended_;
};

/// Long work of a host's conversation, in a pool: one piece of work at a time.
class PooledWork final : public WorkHost {
 public:
  PooledWork(Host& host, WorkerPool& pool)
      : host_(host), pool_(pool), errand_(host.add_errand()) {}
  PooledWork(const PooledWork&) = delete;
  PooledWork& operator=(const PooledWork&) = delete;
  ~PooledWork() override { host_.drop_errand(errand_); }

  void start(LongWork& work) override { errand_.submit(pool_, work); }

 private:
  Host& host_;
  WorkerPool& pool_;
  Host::PooledJob& errand_;
};

template <class T>
class Host::Reply {
 public:
  template <class Actor, class... Request>
  Reply(Host& host, const Actor& actor, Request... request) : host_(&host) {
    send_ = [this, actor, message = std::make_tuple(std::move(request)...)]() mutable {
      auto asked = std::apply(
          [&](auto&&... parts) {
            return host_->broker_->request(actor, caf::infinite, std::move(parts)...);
          },
          std::move(message));
      const auto failed = [this](const caf::error& error) {
        result_.emplace(tl::unexpected<Error>(from_caf(error)));
        resume();
      };
      if constexpr (std::is_void_v<T>) {
        asked.then(
            [this] {
              result_.emplace();
              resume();
            },
            failed);
      } else {
        asked.then(
            [this](T& value) {
              result_.emplace(std::move(value));
              resume();
            },
            failed);
      }
    };
  }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    send_();
  }
  Result<T> await_resume() { return std::move(*result_); }

 private:
  void resume() {
    Host& host = *host_;  // the coroutine may end, and this with it
    host.trampoline_.schedule(std::exchange(waiting_, nullptr));
    host.trampoline_.run();
    host.settle();
  }

  Host* host_;
  std::function<void()> send_;
  std::coroutine_handle<> waiting_;
  std::optional<Result<T>> result_;
};

template <class T, class Actor, class... Request>
Host::Reply<T> Host::ask(const Actor& actor, Request... request) {
  return Reply<T>(*this, actor, std::move(request)...);
}

class Host::Sleep {
 public:
  Sleep(Host& host, std::chrono::milliseconds duration) : host_(&host), duration_(duration) {}
  bool await_ready() const noexcept { return duration_.count() <= 0; }
  void await_suspend(std::coroutine_handle<> waiting);
  void await_resume() const noexcept {}

 private:
  Host* host_;
  std::chrono::milliseconds duration_;
};

/// Waits for somebody else on the network thread to ring.
class Host::Signal {
 public:
  Signal(Host& host, std::chrono::milliseconds patience) : host_(&host), patience_(patience) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  /// Awaitable<bool>: whether it rang before the patience ended.
  bool await_ready() const noexcept { return rung_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    sleeper_ = host_->put_to_sleep(waiting);
    host_->wake_after(sleeper_, patience_);
  }
  bool await_resume() const noexcept { return rung_; }

  void ring() {
    rung_ = true;
    if (sleeper_ != 0) host_->wake(sleeper_);
  }

 private:
  Host* host_;
  std::chrono::milliseconds patience_;
  std::uint64_t sleeper_ = 0;
  bool rung_ = false;
};

/// A task that has begun already.
template <class T>
class Host::Branch {
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

template <class T>
Host::Branch<T> Host::branch(Task<T> task) {
  return Branch<T>(trampoline_, std::move(task));
}

inline Host::Sleep Host::sleep(std::chrono::milliseconds duration) {
  return Sleep(*this, duration);
}

}  // namespace medisc
