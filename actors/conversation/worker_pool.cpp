#include "actors/conversation/worker_pool.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace medisc {
namespace {

constexpr std::size_t kMostThreads = 64;

}  // namespace

WorkerPool::WorkerPool(std::size_t threads) {
  threads = std::clamp<std::size_t>(threads, 1, kMostThreads);
  const Lock lock(mutex_);  // no thread looks at threads_ before it is whole
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::submit(Job& job) {
  {
    const Lock lock(mutex_);
    enqueue(job);
  }
  wake_.notify_one();
}

void WorkerPool::withdraw(Job& job) {
  Lock lock(mutex_);
  dequeue(job);
  ended_.wait(lock, [&] { return !job.running_; });
}

void WorkerPool::work() {
  Lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return first_ != nullptr || stopping_; });
    if (first_ == nullptr) return;
    if (first_->is_job) {
      run_job(static_cast<Job&>(*first_), lock);
    } else {
      run_piece(static_cast<Computation&>(*first_), lock);
    }
  }
}

void WorkerPool::run_job(Job& job, Lock& lock) {
  dequeue(job);
  job.running_ = true;
  lock.unlock();
  job.run(*this);
  lock.lock();
  job.running_ = false;
  ended_.notify_all();
}

void WorkerPool::run_pieces(std::size_t count, Pieces pieces) {
  Computation computation(count, pieces);
  Lock lock(mutex_);
  enqueue(computation);
  wake_.notify_all();
  while (has_piece(computation)) run_piece(computation, lock);
  ended_.wait(lock, [&] { return computation.ended == count; });
  if (computation.thrown) std::rethrow_exception(computation.thrown);
}

/// Whether a thread could take a piece: there is one, and a seat.
bool WorkerPool::has_piece(const Computation& computation) const {
  return computation.taken < computation.count &&
         static_cast<std::size_t>(std::popcount(computation.seats)) < threads_.size();
}

void WorkerPool::run_piece(Computation& computation, Lock& lock) {
  const std::size_t index = computation.taken++;
  const auto seat = static_cast<std::size_t>(std::countr_one(computation.seats));
  const std::uint64_t mark = std::uint64_t{1} << seat;
  computation.seats |= mark;
  dequeue(computation);
  if (has_piece(computation)) enqueue(computation);  // at the end, behind the others'
  lock.unlock();
  std::exception_ptr thrown;
  try {
    computation.pieces.call(computation.pieces.of, index, seat);
  } catch (...) {
    thrown = std::current_exception();
  }
  lock.lock();
  computation.seats &= ~mark;
  if (thrown && !computation.thrown) computation.thrown = thrown;
  if (has_piece(computation)) enqueue(computation);
  if (++computation.ended == computation.count) ended_.notify_all();
}

void WorkerPool::enqueue(Entry& entry) {
  if (std::exchange(entry.queued, true)) return;
  entry.next = nullptr;
  (first_ == nullptr ? first_ : last_->next) = &entry;
  last_ = &entry;
}

void WorkerPool::dequeue(Entry& entry) {
  if (!std::exchange(entry.queued, false)) return;
  Entry* before = nullptr;
  for (Entry* at = first_; at != &entry; at = at->next) before = at;
  (before == nullptr ? first_ : before->next) = entry.next;
  if (last_ == &entry) last_ = before;
}

}  // namespace medisc
