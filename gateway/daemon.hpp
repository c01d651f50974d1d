/// The hospital's daemon, as a gateway's threads share it: connections that are used again, and
/// what it offers, remembered for a moment.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "jobs/client.hpp"

namespace medisc {

class Daemon {
 public:
  explicit Daemon(std::filesystem::path socket) : socket_(std::move(socket)) {}
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// A connection for one question at a time. It goes back to those that wait when this goes,
  /// unless it was spoilt.
  class Lease {
   public:
    Lease(Daemon& daemon, HospitalClient client)
        : daemon_(&daemon), client_(std::move(client)) {}
    Lease(Lease&& other) noexcept : daemon_(other.daemon_), client_(std::move(other.client_)) {
      other.client_.reset();
    }
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    HospitalClient& operator*() { return *client_; }
    HospitalClient* operator->() { return &*client_; }
    /// Something is unread on it: it is of no use to anybody else.
    void spoil() { client_.reset(); }

   private:
    Daemon* daemon_;
    std::optional<HospitalClient> client_;
  };

  /// Errors: kPeerUnavailable where no daemon listens.
  Result<Lease> lease();

  /// What it offers, a second old at most.
  Result<std::vector<OfferedModel>> models();
  /// One of them. `version`: empty, the newest; a model's name may hold it as well, "m/2".
  /// `service`: empty, the only one. Errors: kPoolDry where there is none; kUsage where several
  /// services have it.
  Result<OfferedModel> model(const std::string& name, const std::string& version = "",
                             const std::string& service = "");
  /// By its hash; remembered.
  Result<std::shared_ptr<const Plan>> plan(const PlanHash& hash);

 private:
  void give_back(HospitalClient client);

  const std::filesystem::path socket_;
  std::mutex mutex_;
  std::vector<HospitalClient> idle_;
  std::vector<OfferedModel> models_;
  std::optional<std::chrono::steady_clock::time_point> asked_;
  std::map<PlanHash, std::shared_ptr<const Plan>> plans_;
};

}  // namespace medisc
