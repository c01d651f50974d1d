#include "gateway/daemon.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::chrono::seconds kFresh{1};
/// LOCAL: connections that wait to be used again, and plans that are remembered.
constexpr std::size_t kMostIdle = 128;
constexpr std::size_t kMostPlans = 64;

}  // namespace

Daemon::Lease::~Lease() {
  if (client_) daemon_->give_back(std::move(*client_));
}

void Daemon::give_back(HospitalClient client) {
  if (!client.is_quiet()) return;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(client));
}

Result<Daemon::Lease> Daemon::lease() {
  for (;;) {
    std::optional<HospitalClient> client;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) break;
      client.emplace(std::move(idle_.back()));
      idle_.pop_back();
    }
    // One that the daemon has ended meanwhile is let go.
    if (client->is_quiet()) return Lease(*this, std::move(*client));
  }
  auto client = HospitalClient::connect(socket_, "medisc gateway");
  if (!client) return tl::unexpected<Error>(client.error());
  return Lease(*this, std::move(*client));
}

Result<std::vector<OfferedModel>> Daemon::models() {
  {
    const std::lock_guard lock(mutex_);
    if (asked_ && std::chrono::steady_clock::now() - *asked_ < kFresh) return models_;
  }
  auto daemon = lease();
  if (!daemon) return tl::unexpected<Error>(daemon.error());
  auto models = (*daemon)->models();
  if (!models) return models;
  const std::lock_guard lock(mutex_);
  models_ = *models;
  asked_ = std::chrono::steady_clock::now();
  return models;
}

Result<OfferedModel> Daemon::model(const std::string& name, const std::string& version,
                                   const std::string& service) {
  const std::string full = version.empty() ? name : name + "/" + version;
  auto known = models();
  if (!known) return tl::unexpected<Error>(known.error());
  std::erase_if(*known, [&](const OfferedModel& offered) {
    return offered.model != full || (!service.empty() && offered.service != service);
  });
  if (known->size() == 1) return std::move(known->front());
  if (known->empty()) {
    return fail(ErrorCode::kPoolDry, "there is no model '" + full + "'",
                "what there is: GET /v2/models");
  }
  return fail(ErrorCode::kUsage, "several services have model '" + full + "'",
              "say which: the parameter \"service\"");
}

Result<std::shared_ptr<const Plan>> Daemon::plan(const PlanHash& hash) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = plans_.find(hash);
    if (known != plans_.end()) return known->second;
  }
  auto daemon = lease();
  if (!daemon) return tl::unexpected<Error>(daemon.error());
  auto plan = (*daemon)->plan(hash);
  if (!plan) return tl::unexpected<Error>(plan.error());
  auto shared = std::make_shared<const Plan>(std::move(*plan));
  const std::lock_guard lock(mutex_);
  if (plans_.size() >= kMostPlans) plans_.clear();
  plans_[hash] = shared;
  return shared;
}

}  // namespace medisc
