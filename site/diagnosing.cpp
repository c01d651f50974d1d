#include "site/diagnosing.hpp"

#include <chrono>
#include <thread>

#include "config/hospital_config.hpp"
#include "site/hospital.hpp"

namespace medisc {
namespace {

constexpr std::chrono::milliseconds kComeAgain{250};

class ByDaemon final : public Diagnosing {
 public:
  ByDaemon(HospitalClient client, std::string service)
      : client_(std::move(client)), service_(std::move(service)) {}

  Result<Plan> plan(const std::string& model) override {
    const auto offered = client_.find(model, service_);
    if (!offered) return tl::unexpected<Error>(offered.error());
    service_ = offered->service;
    return client_.plan(offered->plan_hash);
  }
  Result<JobBegun> diagnose(JobOrder order, const JobReport& report,
                            const JobSocket::GivesUp& stops) override {
    order.start.service = service_;
    return client_.diagnose(order, report, stops);
  }
  Result<PrepareDone> prepare(
      const PrepareStart& preparation,
      const std::function<void(const PrepareProgress&)>& progress) override {
    PrepareStart asked = preparation;
    asked.service = service_;
    auto done = client_.prepare(asked, progress);
    if (done && service_.empty()) {
      if (const auto offered = client_.find(asked.model)) service_ = offered->service;
    }
    return done;
  }
  std::string service_name() override { return service_; }

 private:
  HospitalClient client_;
  std::string service_;
};

class Alone final : public Diagnosing {
 public:
  explicit Alone(Hospital hospital) : hospital_(std::move(hospital)) {}

  Result<Plan> plan(const std::string& model) override { return hospital_.plan(model); }
  Result<JobBegun> diagnose(JobOrder order, const JobReport& report,
                            const JobSocket::GivesUp& stops) override {
    return hospital_.run(std::move(order), report, stops);
  }
  Result<PrepareDone> prepare(
      const PrepareStart& preparation,
      const std::function<void(const PrepareProgress&)>& progress) override {
    const auto outcome = hospital_.prepare({preparation.model, preparation.count,
                                            [&](std::size_t done, std::size_t of) {
                                              progress({done, of});
                                            },
                                            std::chrono::seconds(preparation.wait_seconds)});
    if (!outcome) return tl::unexpected<Error>(outcome.error());
    return PrepareDone{outcome->prepared, outcome->ready};
  }
  std::string service_name() override { return hospital_.service_name(); }

 private:
  Hospital hospital_;
};

/// Who may wait comes again where too many are there before.
Result<HospitalClient> greeted(JobSocket socket, const std::filesystem::path& path,
                               const DiagnosingOptions& options) {
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::seconds(options.wait_seconds);
  for (auto client = HospitalClient::greet(std::move(socket), options.client);;) {
    if (client || client.error().code != ErrorCode::kBusy ||
        std::chrono::steady_clock::now() > until) {
      return client;
    }
    std::this_thread::sleep_for(kComeAgain);
    client = HospitalClient::connect(path, options.client);
  }
}

Result<std::unique_ptr<Diagnosing>> by_daemon(JobSocket socket,
                                              const std::filesystem::path& path,
                                              const DiagnosingOptions& options) {
  auto client = greeted(std::move(socket), path, options);
  if (!client) return tl::unexpected<Error>(client.error());
  return std::make_unique<ByDaemon>(std::move(*client), options.service);
}

}  // namespace

Result<std::unique_ptr<Diagnosing>> Diagnosing::open(const DiagnosingOptions& options,
                                                     const AskPassphrase& ask) {
  std::filesystem::path socket = options.socket;
  if (options.socket.empty()) {
    const auto config = load_hospital_config(options.config);
    if (!config) return tl::unexpected<Error>(config.error());
    socket = config->socket.path;
  }
  if (!options.alone) {
    auto connected = JobSocket::connect(socket);
    if (connected) return by_daemon(std::move(*connected), socket, options);
    const bool nobody = connected.error().code == ErrorCode::kPeerUnavailable;
    if (!nobody || !options.socket.empty()) return tl::unexpected<Error>(connected.error());
  }
  auto hospital = Hospital::open(options.config, options.service, ask);
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  return std::make_unique<Alone>(std::move(*hospital));
}

}  // namespace medisc
