/// Jobs of a running hospital, for whoever asks: over its socket, or within its process.
///
///   a request begins, durably, under its asker's name
///     -> its records wait in the lane of their model (actors/hospital/lane.hpp)
///     -> answers come as sessions end, each kept before it is told
///
/// Any thread may call; all calls wait for the ledger at most.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "actors/contract.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "actors/hospital/job.hpp"
#include "config/hospital_config.hpp"
#include "jobs/client.hpp"
#include "storage/clock.hpp"
#include "storage/history.hpp"

namespace caf {
class actor_system;
}

namespace medisc {

/// What becomes of a job, for its owner: answers, and how it ended. A descriptor can be read
/// while there is something to take.
class JobEvents {
 public:
  JobEvents();

  int descriptor() const { return signal_.number(); }

  struct Taken {
    std::vector<JobAnswer> answers;
    std::optional<Result<void>> ended;  ///< nothing comes after it
  };
  Taken take();
  /// The same once there is something, or so much time has passed.
  Taken wait(std::chrono::milliseconds time = std::chrono::milliseconds(-1));

  // For who runs the job.
  void add(std::vector<JobAnswer> answers);
  void end(const Result<void>& outcome);

 private:
  void ring();

  std::mutex mutex_;
  Taken waiting_;
  Descriptor signal_;
};

/// A job that has begun.
struct RunningJob {
  JobBegun begun;
  std::shared_ptr<JobEvents> events;
  JobPointer job;  ///< none where all of its answers were there
};

/// A service that the hospital may ask.
struct NamedService {
  std::string name;
  std::shared_ptr<const HospitalContext> hospital;  ///< with that service
};

class JobRunner {
 public:
  /// `most_waiting`: bytes of records that wait, in all. Errors: kStorage.
  static Result<std::unique_ptr<JobRunner>> open(caf::actor_system& system,
                                                 std::vector<NamedService> services,
                                                 const std::filesystem::path& database,
                                                 std::uint64_t most_waiting);
  ~JobRunner();

  /// Begins a job, or takes it up again. `order.start.asker` counts as it stands there. Errors,
  /// before anything is used up: kUsage for a service or a number of records that does not fit;
  /// kBadInput for records that are not the plan's; kPlanMismatch; kBusy where too much waits
  /// or a request of this name runs; kStorage.
  Result<RunningJob> begin(JobOrder order);
  /// What is online is finished and kept; no further record is taken.
  void cancel(const RunningJob& job);
  /// The same by its request's id. Errors: kRefused where no such request runs, or it is not
  /// the asker's; empty: anybody's.
  Result<void> cancel(const std::string& request, const std::string& asker);
  void cancel_all();

  /// What [[pools]] asks for, to be told with the models.
  void set_pools(std::vector<PoolConfig> pools);

  Result<ModelList> models();
  /// Errors: kPoolDry where this hospital has no such plan.
  Result<std::shared_ptr<const Plan>> plan(const PlanHash& hash);
  Result<StoredResults> results(const ResultsQuestion& question);
  /// Errors: kBadInput where there is no such request.
  Result<RequestReport> request(const std::string& id);
  /// Forgets results made before this time; how many.
  Result<std::uint64_t> drop_results(TimePoint before);
  Result<PrepareDone> prepare(const PrepareStart& preparation,
                              const std::function<void(std::size_t, std::size_t)>& progress);

 private:
  JobRunner(caf::actor_system& system, std::vector<NamedService> services,
            std::unique_ptr<History> history, std::uint64_t most_waiting);

  Result<const NamedService*> service_of(const std::string& name) const;
  std::string name_of_service(const std::string& key) const;
  /// Of the model, as its service offers it. Errors: kPoolDry where none was fetched yet.
  Result<PlanHash> current_plan(const NamedService& service, const std::string& model) const;
  template <class Request, class... Fields>
  Result<typename Request::Answer> ask(Fields&&... fields) const;
  Result<BegunRequest> begin_request(const JobOrder& order, std::vector<InputDigest> digests,
                                     const HospitalContext& hospital);
  /// Has the order's records wait in their lane.
  Result<void> queue(const NamedService& service, DiagnoseOrder order, RunningJob& running);
  Result<void> count_in(std::uint64_t bytes);
  /// Call under the mutex.
  void add_levels(OfferedModel& model, const std::vector<PoolRow>& rows) const;

  caf::actor_system& system_;
  const std::vector<NamedService> services_;
  const std::uint64_t most_waiting_;
  const std::shared_ptr<std::atomic<std::uint64_t>> waiting_ =
      std::make_shared<std::atomic<std::uint64_t>>(0);
  std::mutex mutex_;
  std::unique_ptr<History> history_;
  std::map<PlanHash, std::shared_ptr<const Plan>> plans_;
  struct Named {
    std::string asker;
    std::weak_ptr<Job> job;
  };
  std::map<std::string, Named> running_;  ///< by request
  std::vector<PoolConfig> pools_;
};

}  // namespace medisc
