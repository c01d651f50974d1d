/// What the threads that deal hand to the one that stores: parts of bundles, bounded by their
/// bytes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include "storage/rows.hpp"

namespace medisc {

class PartQueue {
 public:
  /// `dealers`: threads that put, each of which leaves in the end.
  explicit PartQueue(std::size_t dealers) : dealers_(dealers) {}
  PartQueue(const PartQueue&) = delete;
  PartQueue& operator=(const PartQueue&) = delete;

  /// Waits for room. False where nothing is stored any more.
  bool put(NewBundle part);
  /// The thread puts no more.
  void leave();

  /// Waits for as much as makes a transaction, or all there is; takes it, each bundle once.
  /// Nothing where there is nothing any more.
  std::vector<NewBundle> take();
  /// Nothing is stored any more.
  void close();

 private:
  bool makes_transaction() const;

  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable parts_;
  std::deque<NewBundle> queue_;
  std::size_t bytes_ = 0;
  std::size_t dealers_;
  bool closed_ = false;
};

}  // namespace medisc
