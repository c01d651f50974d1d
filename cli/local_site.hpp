/// A dealer and a service on this machine as child processes, and what a hospital in this one
/// needs to work with them: fresh keys, configurations and databases in a temporary folder,
/// ports that are free.
#pragma once

#include <optional>
#include <string>

#include "cli/child.hpp"
#include "config/tls_config.hpp"
#include "site/dealer_pool.hpp"
#include "site/local_model.hpp"
#include "site/temporary_folder.hpp"

namespace medisc {

class LocalSite {
 public:
  static constexpr const char* kModel = "model";

  /// Makes keys and configurations in `folder`, which must outlive the site, and starts both
  /// until the dealer knows the plan. `check` is asked while it waits.
  static Result<LocalSite> start_new(const TemporaryFolder& folder, LocalModel model,
                                     const std::function<Result<void>()>& check,
                                     TlsMode tls = TlsMode::kAuto);

  LocalSite(LocalSite&&) = default;
  LocalSite& operator=(LocalSite&&) = delete;
  /// Ends both.
  ~LocalSite();

  /// The model as this site's service compiles it, too: with its tag.
  const LocalModel& model() const { return model_; }
  /// Keeps the plan alone: a hospital has no more.
  void forget_model();
  const Plan& plan() const { return model_.compiled.plan; }
  std::string hospital_config() const { return path("hospital.toml"); }

  /// Records to deal and prepare for at a time, whole sessions where they fit: so that the
  /// databases stay small.
  std::size_t chunk(std::size_t batch) const;

  /// Deals bundles into the pool, beside the running dealer.
  Result<void> fill(std::uint64_t count);

  /// What `medisc dealer fill` says of its work.
  struct Dealing {
    double seconds = 0;
    double cpu_seconds = 0;
    double peak_bytes = 0;
  };
  /// The same by that verb, in a process of its own. `check` is asked while it waits.
  Result<Dealing> fill_apart(std::uint64_t count, const std::function<Result<void>()>& check);

  /// The most memory that each has taken so far, bytes.
  std::uint64_t dealer_peak() const { return dealer_->peak_memory(); }
  std::uint64_t service_peak() const { return service_->peak_memory(); }

  /// How long this process, the dealer and the service have kept processors busy so far.
  double processor_seconds() const;

  std::string hospital_database() const { return path("hospital.db"); }
  std::string service_database() const { return path("service.db"); }

 private:
  LocalSite(std::filesystem::path folder, LocalModel model);

  Result<void> make_keys();
  Result<void> start(const std::function<Result<void>()>& check);
  /// All four files, with the peers' addresses as far as they are known.
  Result<void> write_configurations(const std::string& dealer,
                                    const std::string& service) const;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
  LocalModel model_;
  TlsMode tls_ = TlsMode::kAuto;
  std::string dealer_key_;  ///< public ones, in hexadecimal
  std::string service_key_;
  std::string hospital_key_;
  std::optional<DealerPool> pool_;
  std::optional<Child> dealer_;
  std::optional<Child> service_;
};

}  // namespace medisc
