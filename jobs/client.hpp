/// A hospital's daemon, as its clients see it: `medisc hospital diagnose`, the gateway, Python.
///
///   auto hospital = HospitalClient::connect("/run/medisc/hospital.socket", "diagnose");
///   auto model = hospital->find("breast");
///   auto plan = hospital->plan(model->plan_hash);
///   JobOrder order;  order.model = ...; order.records = encoded by the plan
///   hospital->diagnose(order, report);
///
/// One call at a time; a client that has to ask while a job runs opens another connection.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jobs/job_socket.hpp"

namespace medisc {

/// What a client asks for. `start.records` is set from `records`.
struct JobOrder {
  JobStart start;
  std::vector<std::string> ids;                    ///< one a record
  std::vector<std::vector<std::int64_t>> records;  ///< encoded by the plan of start.plan_hash
};

/// Takes answers as they come. `begun`: whose they are. Called first when the job has begun,
/// with none.
using JobReport =
    std::function<Result<void>(const JobBegun& begun, std::span<const JobAnswer> answers)>;

class HospitalClient {
 public:
  /// Errors: kPeerUnavailable where no daemon listens at `socket`; kProtocol where it is of
  /// another version.
  static Result<HospitalClient> connect(const std::filesystem::path& socket,
                                        const std::string& client);
  /// The same over a socket that is connected.
  static Result<HospitalClient> greet(JobSocket socket, const std::string& client);

  const Welcome& welcome() const { return welcome_; }

  Result<std::vector<OfferedModel>> models();
  /// The model of that name, with `service`, or the only one where that is empty. Errors:
  /// kPoolDry where the daemon knows none yet; kUsage where several services have it.
  Result<OfferedModel> find(const std::string& model, const std::string& service = "");
  Result<Plan> plan(const PlanHash& hash);

  /// Runs a job to its end. What `report` returns as an error ends it, as do the daemon's.
  /// `stops`, asked again and again: whether to cancel it; what is online then is finished and
  /// reported, and the job ends with kInterrupted.
  Result<JobBegun> diagnose(const JobOrder& order, const JobReport& report,
                            const JobSocket::GivesUp& stops = nullptr);

  Result<std::vector<StoredResult>> results(const ResultsQuestion& question);
  Result<RequestReport> request(const std::string& id);
  Result<void> cancel(const std::string& request);
  Result<PrepareDone> prepare(const PrepareStart& preparation,
                              const std::function<void(const PrepareProgress&)>& progress);
  Result<std::string> metrics();
  Result<Health> health();

  /// Whether it can be used again: the daemon is there, and nothing of it is unread.
  bool is_quiet() const { return socket_->is_quiet(); }

  /// From here on calls end with kInterrupted, and the connection, soon after this says so.
  void set_gives_up(JobSocket::GivesUp gives_up) { gives_up_ = std::move(gives_up); }

  /// From another thread, or a signal's: the call that waits ends with kPeerUnavailable.
  void hang_up() { socket_->shut_down(); }

 private:
  explicit HospitalClient(JobSocket socket)
      : socket_(std::make_unique<JobSocket>(std::move(socket))) {}

  /// The next message; a Refused as its error.
  Result<JobMessage> next() { return next(gives_up_); }
  Result<JobMessage> next(const JobSocket::GivesUp& gives_up);
  template <class Answer>
  Result<Answer> ask(const JobMessage& question);
  Result<void> send_records(const JobOrder& order);

  std::unique_ptr<JobSocket> socket_;
  Welcome welcome_;
  JobSocket::GivesUp gives_up_;
};

}  // namespace medisc
