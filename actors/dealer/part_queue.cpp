#include "actors/dealer/part_queue.hpp"

#include <algorithm>
#include <utility>

namespace medisc {
namespace {

/// One transaction holds so many bytes of chunks, or so many bundles, about.
constexpr std::size_t kBatchBytes = std::size_t{16} << 20;
constexpr std::size_t kBatchBundles = 1024;
/// Bytes that may wait.
constexpr std::size_t kMostBytes = 2 * kBatchBytes;

std::size_t bytes_of(const NewBundle& part) {
  std::size_t bytes = 0;
  for (const Bytes& chunk : part.chunks.parts) bytes += chunk.size();
  return bytes;
}

}  // namespace

bool PartQueue::put(NewBundle part) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return closed_ || bytes_ < kMostBytes; });
  if (closed_) return false;
  bytes_ += bytes_of(part);
  queue_.push_back(std::move(part));
  if (makes_transaction()) parts_.notify_one();
  return true;
}

void PartQueue::leave() {
  const std::lock_guard lock(mutex_);
  --dealers_;
  parts_.notify_one();
}

bool PartQueue::makes_transaction() const {
  return dealers_ == 0 || bytes_ >= kBatchBytes || queue_.size() >= kBatchBundles;
}

std::vector<NewBundle> PartQueue::take() {
  std::unique_lock lock(mutex_);
  parts_.wait(lock, [&] { return makes_transaction(); });
  std::vector<NewBundle> batch;
  std::size_t bytes = 0;
  while (!queue_.empty() && bytes < kBatchBytes && batch.size() < kBatchBundles) {
    NewBundle part = std::move(queue_.front());
    queue_.pop_front();
    bytes += bytes_of(part);
    const auto same = [&](const NewBundle& other) {
      return other.id == part.id;
    };
    const auto before = part.chunks.first == 0
                            ? batch.rend()
                            : std::find_if(batch.rbegin(), batch.rend(), same);
    if (before == batch.rend()) {
      batch.push_back(std::move(part));
    } else {
      std::ranges::move(part.chunks.parts, std::back_inserter(before->chunks.parts));
    }
  }
  bytes_ -= bytes;
  room_.notify_all();
  return batch;
}

void PartQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  room_.notify_all();
}

}  // namespace medisc
