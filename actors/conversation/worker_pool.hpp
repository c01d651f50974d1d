/// The threads that do a process's long work, for all its conversations.
///
/// First come, first served, a piece at a time: a computation whose turn it was goes to the end
/// of the queue with what is left of it, so that none keeps the threads from the others for
/// longer than its pieces last. A job that starts a computation works on it too, and so never
/// waits for a thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "ring/workers.hpp"

namespace medisc {

class WorkerPool final : public Workers {
  /// What waits in the queue: a job, or a computation with pieces that nobody has taken.
  struct Entry {
    explicit Entry(bool job) : is_job(job) {}
    const bool is_job;
    bool queued = false;
    Entry* next = nullptr;
  };

 public:
  /// One thread a core.
  WorkerPool() : WorkerPool(std::thread::hardware_concurrency()) {}
  /// From 1 to 64 threads.
  explicit WorkerPool(std::size_t threads);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Precondition: every job was withdrawn.
  ~WorkerPool() override;

  std::size_t width() const override { return threads_.size(); }

  /// Work that a thread of the pool does from its beginning to its end. Belongs to who submits
  /// it, and must be withdrawn before it goes or is submitted again.
  class Job : private Entry {
   public:
    Job() : Entry(true) {}
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

   protected:
    virtual ~Job() = default;

   private:
    friend class WorkerPool;
    virtual void run(Workers& workers) noexcept = 0;
    bool running_ = false;
  };

  void submit(Job& job);
  /// Returns once the job neither waits nor runs, however far it came.
  void withdraw(Job& job);

 private:
  struct Computation : Entry {
    Computation(std::size_t all, Pieces of) : Entry(false), pieces(of), count(all) {}
    Pieces pieces;
    std::size_t count;
    std::size_t taken = 0;
    std::size_t ended = 0;
    std::uint64_t seats = 0;  ///< a bit for each that is in use
    std::exception_ptr thrown;
  };

  using Lock = std::unique_lock<std::mutex>;

  void run_pieces(std::size_t count, Pieces pieces) override;
  void work();
  void run_job(Job& job, Lock& lock);
  void run_piece(Computation& computation, Lock& lock);
  bool has_piece(const Computation& computation) const;
  void enqueue(Entry& entry);
  void dequeue(Entry& entry);

  std::mutex mutex_;
  std::condition_variable wake_;   ///< there is work, or there will be none
  std::condition_variable ended_;  ///< a computation or a job has
  Entry* first_ = nullptr;
  Entry* last_ = nullptr;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace medisc
