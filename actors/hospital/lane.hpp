/// The jobs of one model with one service: their records go through its sessions, one session
/// after the other, whoever's they are.
///
///   jobs arrive -> bundles are claimed -> records are taken, interactive ones first
///     -> a session of them -> results are kept, durably -> and reported
///
/// While a session runs, the next opens over a second connection, where records wait for one:
/// so they need not wait for what needs no record. All bundles of a job are claimed before its
/// first record is taken, so that no two jobs meet at one.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/job.hpp"
#include "actors/hospital/service_sessions.hpp"

namespace medisc {

class Lane {
 public:
  /// Those that have come since it was asked last.
  using Arrivals = std::function<std::vector<JobPointer>()>;

  Lane(Process& process, const HospitalContext& hospital, ModelPlan model, Arrivals arrivals);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Works until no job is left. Errors end jobs, not this.
  Task<void> work();

  /// Keeps the service from hanging up on who says nothing; lets go of what does not answer.
  Task<void> stay_connected();

 private:
  struct Session {
    SessionRecords records;
    ReadySession ready;
  };

  Task<void> step();
  Task<void> take_arrivals();
  Task<void> claim_prepared();
  Task<void> claim_the_rest();
  /// Claims what a job lacks. Throws Failure: kPoolDry where it waits no longer, and others.
  Task<void> claim_for(Job& job);
  Task<void> release(Job& job);
  bool somebody_looks_for_bundles() const;
  Task<void> connect();
  void disconnect();

  /// The next session's records, and their bundles; empty where none wait that have theirs.
  SessionRecords take();
  /// They go back to where they came from, as if they had not been taken.
  static void give_back(const SessionRecords& records);
  static void return_bundles(const SessionRecords& records);
  static void fail(const SessionRecords& records, const Error& error);

  /// A session, or that the service has no room for it, and nothing is spent.
  struct Opening {
    std::optional<ReadySession> session;
    std::optional<Error> busy;
  };

  /// A session of these, over this connection. Throws Failure: what ends the records' jobs.
  Task<Opening> open(ServiceSessions& sessions, SessionRecords& records);
  Task<void> replace_spent(ServiceSessions& sessions, SessionRecords& records,
                           const Ids& spent);
  Task<bool> open_next();
  Task<std::optional<ReadySession>> open_ahead(SessionRecords& records);
  Task<void> run_ready();
  Task<void> run_and_report(Session session);

  void close_slices(const SessionRecords& records);
  Task<void> end_jobs();
  Task<void> end_job(JobPointer job);

  Process& process_;
  const HospitalContext& hospital_;
  const ModelPlan model_;
  const Gates gates_;
  const Arrivals arrivals_;
  std::uint64_t most_records_ = 1;            ///< of a session, that the service takes
  std::list<JobPointer> jobs_;                ///< interactive ones first, then as they came
  std::unique_ptr<ServiceSessions> running_;  ///< over the connection that runs, or is next
  std::unique_ptr<ServiceSessions> other_;
  std::optional<Session> ready_;
  bool ahead_ = true;   ///< whether a session opens ahead
  bool timed_ = false;  ///< whether it is known how long one takes
};

}  // namespace medisc
