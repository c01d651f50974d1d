#include "site/hospital.hpp"

#include <unistd.h>

#include "site/job_runner.hpp"
#include "site/running_hospital.hpp"
#include "site/selection.hpp"

namespace medisc {
namespace {

/// Between two questions whether to stop.
constexpr std::chrono::milliseconds kLook{100};
constexpr std::chrono::milliseconds kForever{-1};

}  // namespace

Hospital::Hospital(std::unique_ptr<RunningHospital> running, std::unique_ptr<JobRunner> runner)
    : running_(std::move(running)), runner_(std::move(runner)) {}
Hospital::Hospital(Hospital&&) noexcept = default;
Hospital& Hospital::operator=(Hospital&&) noexcept = default;
Hospital::~Hospital() = default;

Result<Hospital> Hospital::open(const ConfigSource& source, const std::string& service_name,
                                const AskPassphrase& ask) {
  if (auto ready = initialise_crypto(); !ready) return tl::unexpected<Error>(ready.error());
  const auto config = load_hospital_config(source);
  if (!config) return tl::unexpected<Error>(config.error());
  const auto service = choose(config->services, service_name, "service", source.file);
  if (!service) return tl::unexpected<Error>(service.error());
  HospitalStart how;
  how.event_log = make_event_log(config->log);
  how.ask = ask;
  auto running = RunningHospital::start(*config, **service, std::move(how));
  if (!running) return tl::unexpected<Error>(running.error());
  std::vector<NamedService> services{{(*service)->name, (*running)->context()}};
  auto runner = JobRunner::open((*running)->system(), std::move(services), config->database,
                                config->jobs.waiting_mb << 20);
  if (!runner) return tl::unexpected<Error>(runner.error());
  return Hospital(std::move(*running), std::move(*runner));
}

const std::string& Hospital::service_name() const {
  return running_->context()->settings.service_name;
}

std::string Hospital::service_key() const {
  return to_hex(running_->context()->settings.service.peer.key);
}

Result<Plan> Hospital::plan(const std::string& model) const {
  return stored_plan(running_->system(), *running_->context(), model);
}

Result<PrepareOutcome> Hospital::prepare(PrepareOrder order) {
  return medisc::prepare(running_->system(), running_->context(), std::move(order)).get();
}

Result<void> Hospital::diagnose(DiagnoseOrder order) {
  return medisc::diagnose(running_->context(), std::move(order)).get();
}

Result<JobBegun> Hospital::run(JobOrder order, const JobReport& report,
                               const JobSocket::GivesUp& stops) {
  order.start.service = service_name();
  if (order.start.asker.empty()) order.start.asker = name_of_user(::getuid());
  const auto job = runner_->begin(std::move(order));
  if (!job) return tl::unexpected<Error>(job.error());
  Result<void> taken = report(job->begun, {});
  bool cancelled = false;
  for (;;) {
    if (!cancelled && (!taken || (stops && stops()))) {
      cancelled = true;
      runner_->cancel(*job);
    }
    JobEvents::Taken some = job->events->wait(stops ? kLook : kForever);
    if (!some.answers.empty() && taken) taken = report(job->begun, some.answers);
    if (!some.ended) continue;
    if (!taken) return tl::unexpected<Error>(taken.error());
    if (!*some.ended) return tl::unexpected<Error>(some.ended->error());
    return job->begun;
  }
}

Result<std::vector<Diagnosis>> Hospital::diagnoses(DiagnoseOrder order) {
  std::vector<Diagnosis> all;
  order.report = [&all](std::size_t, std::span<const Diagnosis> session) {
    all.insert(all.end(), session.begin(), session.end());
    return Result<void>{};
  };
  if (auto done = diagnose(std::move(order)); !done) return tl::unexpected<Error>(done.error());
  return all;
}

Result<RoundTrips> Hospital::ping(std::size_t count) {
  return ping_service(running_->system(), running_->context(), count).get();
}

}  // namespace medisc
