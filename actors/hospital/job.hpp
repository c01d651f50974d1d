/// An order at work: what is left of it, and the bundles that it holds.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actors/conversation/steady_clock.hpp"
#include "actors/hospital/orders.hpp"
#include "correlation/gates.hpp"

namespace medisc {

/// How an order is cut into sessions: what may be open at once stays within its memory.
struct SessionCut {
  std::uint64_t records = 1;  ///< of a session, at most
  std::uint64_t memory = 0;   ///< of one
  bool ahead = false;         ///< whether there is room for a second one
};

/// Two sessions may be open at once where half of the memory takes as many records, or there is
/// no room for all of them in one.
/// `most_records`: that the service takes in one. Errors: kUsage where there is no room for one
/// record.
Result<SessionCut> cut_into_sessions(const DiagnoseOrder& order, const Gates& gates,
                                     std::uint64_t most_records);

/// Its owner may cancel it from any thread; all else belongs to the conversation that runs it.
struct Job {
  using Ended = std::function<void(const Result<void>&)>;

  Job(DiagnoseOrder its_order, Ended told)
      : order(std::move(its_order)), ended_(std::move(told)) {}
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  /// Tells its owner that it was given up, where nothing else was told.
  ~Job();

  /// Tells its owner how it ended, once.
  void end(const Result<void>& outcome);

  /// Records that no session has taken yet.
  std::size_t waiting() const { return order.records.size() - taken; }
  /// Whether bundles are missing for records that wait.
  bool lacks_bundles() const { return !failed && held.size() < waiting(); }
  /// Nothing of it is left to do.
  bool is_over() const { return open_sessions == 0 && (failed || waiting() == 0); }

  DiagnoseOrder order;
  std::atomic<bool> cancelled{false};

  SessionCut cut;
  SteadyTime claim_again{};       ///< when to look for bundles that it lacks
  SteadyTime deadline{};          ///< of its waiting for bundles, and for the service
  std::vector<std::string> held;  ///< its bundles, one a record that waits, or is replaced
  std::size_t taken = 0;          ///< records that sessions have taken
  std::size_t open_sessions = 0;  ///< that have records of it
  std::optional<Error> failed;    ///< its first error: no further session takes of it
  bool answered = false;          ///< its request has all of its results, durably

 private:
  Ended ended_;
};

using JobPointer = std::shared_ptr<Job>;

/// Some records of a job, one after the other, in one session.
struct JobSlice {
  JobPointer job;
  std::size_t first = 0;
  std::vector<std::string> bundles;  ///< as many as records
};

/// The records of one session, of one job or several.
using SessionRecords = std::vector<JobSlice>;

std::size_t count_of(const SessionRecords& records);
std::vector<std::string> bundles_of(const SessionRecords& records);
/// Their encoded integers, one record after the other.
std::vector<std::int64_t> values_of(const SessionRecords& records);

}  // namespace medisc
