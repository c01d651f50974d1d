/// How much of a server requests in flight take up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace medisc {

/// Safe to use from several threads.
class Room {
 public:
  Room(std::size_t requests, std::size_t bytes)
      : requests_left_(requests), bytes_left_(bytes) {}

  /// False where there is none left.
  bool take_request() {
    const std::scoped_lock lock(mutex_);
    if (requests_left_ == 0) return false;
    --requests_left_;
    ++in_flight_;
    return true;
  }
  bool take_bytes(std::size_t count) {
    const std::scoped_lock lock(mutex_);
    if (bytes_left_ < count) return false;
    bytes_left_ -= count;
    return true;
  }
  /// A request that was taken ends, with all of its bytes.
  void give_back(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    ++requests_left_;
    bytes_left_ += bytes;
    if (--in_flight_ == 0) empty_.notify_all();
  }
  /// Waits until no request is in flight, `grace` at most.
  void wait_until_empty(std::chrono::milliseconds grace) {
    std::unique_lock lock(mutex_);
    empty_.wait_for(lock, grace, [this] { return in_flight_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t requests_left_;
  std::size_t bytes_left_;
  std::size_t in_flight_ = 0;
};

}  // namespace medisc
