/// A hospital's sessions with a service over one connection, one after the other.
///
/// A session is proposed, opened, and run. Opening spends the bundles, at both parties, and
/// does all that needs no record; from then on the session can wait for its records.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "actors/conversation/process.hpp"
#include "actors/conversation/session_material.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/job.hpp"
#include "protocol/hospital.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// A model, as the service calls it, and the plan that both have of it.
struct ModelPlan {
  std::string model;
  Plan plan;
};

/// What the service says to a proposed session: its id, or which bundles it can't use.
struct Proposal {
  SessionId session{};
  Ids spent;
};

/// A session's gates, and what opens them: beside it, until it has run.
struct OpenGates {
  OpenGates(Process& process, ConsumedBundles bundles, const std::vector<Seed>& seeds)
      : material(process, std::move(bundles), seeds), work_host(process.work_host()) {}

  SessionMaterial material;
  std::unique_ptr<WorkHost> work_host;
  std::unique_ptr<HospitalSession> protocol;
  std::optional<Process::Branch<void>> opening;
};

/// A session that both parties have opened.
struct ReadySession {
  SessionId id{};
  SessionStart start;
  std::unique_ptr<OpenGates> gates;
  std::chrono::nanoseconds opening{0};  ///< how long that took
};

class ServiceSessions {
 public:
  ServiceSessions(Process& process, const HospitalContext& hospital, Connection& service,
                  const ModelPlan& model, const Gates& gates)
      : process_(process),
        hospital_(hospital),
        service_(service),
        model_(model),
        gates_(gates),
        work_host_(process.work_host()) {}

  Connection& service() const { return service_; }

  /// Asks for a session on these bundles. Where the answer is lost, the service may have spent
  /// its halves: ours are burned, so that they don't wait for them for ever. Throws Failure:
  /// kBusy, with nothing spent; what the service refuses.
  Task<Proposal> propose(Ids ids);

  /// Opens an accepted session: spends the bundles while the service does the same, and returns
  /// once both are done. `room`: bytes of gates that are open ahead. Throws Failure; the
  /// session is recorded with its error then.
  Task<ReadySession> open(SessionId id, Ids ids, std::uint64_t room);

  /// Runs it; its results are kept, durably, before this returns. Throws Failure, as above.
  Task<std::vector<Diagnosis>> run(ReadySession session, SessionRecords records);

  Task<void> burn(Ids ids, std::string reason);

 private:
  Task<Proposal> ask_for_session(const Ids& ids);
  /// Expands what the bundles stand for, as far as there is room, and waits for the service to
  /// have done so.
  Task<void> expand(ReadySession& session, ConsumedBundles consumed, std::uint64_t room);
  Task<void> expect_opened(ReadySession& session);
  /// Has the opening of its gates end.
  static Task<void> leave(ReadySession& session);
  /// The logits; `end` takes what they have cost.
  Task<std::vector<std::int64_t>> infer(ReadySession& session,
                                        const std::vector<std::int64_t>& records,
                                        SessionEnd& end);
  /// Puts a session's end into metrics and database, with what it has answered. Whether it was
  /// kept.
  Task<bool> keep_end(SessionStart start, SessionEnd end, SessionAnswers answers);
  OpenSession open_message(const Ids& ids) const;
  std::vector<Seed> opened_seeds(const ConsumedBundles& consumed) const;

  Process& process_;
  const HospitalContext& hospital_;
  Connection& service_;
  const ModelPlan& model_;
  const Gates& gates_;
  std::unique_ptr<WorkHost> work_host_;
};

}  // namespace medisc
