/// A coroutine task for protocol code, resumed by a trampoline.
///
/// A party's run is straight-line code that awaits other tasks and its link. An awaiter never
/// resumes another coroutine itself: it hands the next one to the Trampoline, whose loop
/// resumes it, so chains of awaits that complete at once use no stack.
///
/// A co_await statement makes no braced aggregate and no lambda: g++ 12 destroys those twice.
/// What a function returns is safe: `z = co_await multiply(x, y);`.
#pragma once

#include <coroutine>
#include <deque>
#include <exception>
#include <optional>
#include <utility>

#include "protocol/frame_stack.hpp"

namespace medisc {

/// Runs coroutines one after the other until none is ready.
class Trampoline {
 public:
  void schedule(std::coroutine_handle<> next) {
    if (next_) {
      others_.push_back(next);
    } else {
      next_ = next;
    }
  }

  void run() {
    while (next_ || !others_.empty()) {
      if (!next_) {
        next_ = others_.front();
        others_.pop_front();
      }
      std::exchange(next_, nullptr).resume();
    }
  }

 private:
  std::coroutine_handle<> next_;
  /// Of others than the one that ran last, which it has made ready; rarely one.
  std::deque<std::coroutine_handle<>> others_;
};

template <class T>
class Task;

namespace task_detail {

struct PromiseBase {
  Trampoline* trampoline = nullptr;
  std::coroutine_handle<> continuation;
  std::exception_ptr exception;

  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      PromiseBase& promise = self.promise();
      if (promise.continuation) promise.trampoline->schedule(promise.continuation);
    }
    void await_resume() const noexcept {}
  };

  /// Where the coroutine's first argument has a stack of frames, it is of that.
  template <class First, class... Rest>
  requires requires(First& first) { first.frames().push(std::size_t{}); }
  static void* operator new(std::size_t size, First& first, Rest&...) {
    return first.frames().push(size);
  }
  static void* operator new(std::size_t size) { return FrameStack::heap(size); }
  static void operator delete(void* frame, std::size_t) { FrameStack::pop(frame); }

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() { exception = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

}  // namespace task_detail

/// Starts when it is awaited, or by `start`. Owns its frame.
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = task_detail::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  /// Runs the root task until it waits for its link or ends. The trampoline must outlive it.
  void start(Trampoline& trampoline) {
    frame_.promise().trampoline = &trampoline;
    trampoline.schedule(frame_);
    trampoline.run();
  }

  bool done() const { return frame_.done(); }

  /// Has `waiting` resumed when a task that was started, and is not done, ends.
  void then(std::coroutine_handle<> waiting) { frame_.promise().continuation = waiting; }

  /// The result of a task that is done; throws what it threw.
  T result() { return frame_.promise().take(); }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> caller) {
    auto& promise = frame_.promise();
    promise.trampoline = caller.promise().trampoline;
    promise.continuation = caller;
    promise.trampoline->schedule(frame_);
  }
  T await_resume() { return frame_.promise().take(); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

namespace task_detail {

template <class T>
Task<T> Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

}  // namespace task_detail
}  // namespace medisc
