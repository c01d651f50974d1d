/// Diagnoses that run while their askers do something else, and may be looked at meanwhile.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/asking.hpp"

namespace medisc {

/// One of them. Any thread may look.
struct RunningDiagnosis {
  std::string id;  ///< of its request
  std::string model;
  std::string asker;
  std::shared_ptr<const Plan> plan;
  std::vector<std::string> ids;  ///< of its records

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  // Under the mutex.
  bool begun = false;
  bool over = false;
  std::optional<Error> error;
  std::vector<JobAnswer> answers;  ///< as they came
};

class Diagnoses {
 public:
  Diagnoses(Daemon& daemon, const GatewayConfig& config) : daemon_(daemon), config_(config) {}
  Diagnoses(const Diagnoses&) = delete;
  Diagnoses& operator=(const Diagnoses&) = delete;
  /// Waits for those that run: the daemon ends them where it stops.
  ~Diagnoses();

  /// Returns once the daemon has begun it, or refused it with an error. kBusy where too many
  /// run here.
  Result<std::shared_ptr<const RunningDiagnosis>> begin(Asked asked);

  /// One that runs, or has ended a short while ago.
  std::shared_ptr<const RunningDiagnosis> find(const std::string& id) const;

 private:
  void run(const std::shared_ptr<RunningDiagnosis>& diagnosis, const JobOrder& order);
  void forget_old();

  Daemon& daemon_;
  const GatewayConfig& config_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t at_work_ = 0;
  std::map<std::string, std::shared_ptr<RunningDiagnosis>> known_;
  std::vector<std::string> order_;  ///< the oldest first
};

}  // namespace medisc
