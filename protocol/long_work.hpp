/// Work that takes so long that a coroutine's thread should not do it.
///
/// The thread that runs coroutines serves many conversations. A coroutine hands longer work
/// over, with `auto step = work(host, cost, function); co_await step;`, and goes on in its own
/// thread when it is done. Short work runs at once: handing over costs more.
/// `function(Workers&)` must touch nothing that the coroutine's thread may touch meanwhile.
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <utility>

#include "ring/workers.hpp"

namespace medisc {

/// LOCAL: nanoseconds of work from which on handing it over pays; a hop there and back takes 50
/// to 150 microseconds.
inline constexpr std::uint64_t kLongWork = 200'000;

/// Work handed over, and the coroutine that waits for it.
class LongWork {
 public:
  LongWork() = default;
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;

  /// Called once, in any thread; keeps what is thrown for the coroutine.
  virtual void run(Workers& workers) noexcept = 0;

  std::coroutine_handle<> waiting;

 protected:
  ~LongWork() = default;
};

/// Has long work done elsewhere.
class WorkHost {
 public:
  virtual ~WorkHost() = default;
  /// Has `work` run, then resumes the coroutine that waits for it, through its trampoline, in
  /// the thread that called this; never before it returns.
  virtual void start(LongWork& work) = 0;
};

/// Awaitable; see work().
template <class Function>
class Working final : public LongWork {
 public:
  Working(WorkHost* host, std::uint64_t cost, Function function)
      : host_(cost < kLongWork ? nullptr : host), function_(std::move(function)) {}

  void run(Workers& workers) noexcept override {
    try {
      function_(workers);
    } catch (...) {
      thrown_ = std::current_exception();
    }
  }

  bool await_ready() {
    if (host_ != nullptr) return false;
    function_(this_thread());
    return true;
  }
  void await_suspend(std::coroutine_handle<> caller) {
    waiting = caller;
    // The analyzer does not know that await_ready() asks first.
    // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage)
    host_->start(*this);
  }
  void await_resume() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  WorkHost* host_;
  Function function_;
  std::exception_ptr thrown_;
};

/// `cost`: nanoseconds on one thread, about, from public sizes. Without a host all work runs at
/// once.
template <class Function>
Working<Function> work(WorkHost* host, std::uint64_t cost, Function function) {
  return Working<Function>(host, cost, std::move(function));
}

}  // namespace medisc
