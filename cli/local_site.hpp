/// A dealer and a service on this machine as child processes, and what a hospital in this one
/// needs to work with them: fresh keys, configurations and databases in a temporary folder,
/// ports that are free.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.hpp"
#include "cli/child.hpp"
#include "cli/loading.hpp"
#include "cli/temporary_folder.hpp"
#include "storage/store.hpp"

namespace medisc {

class LocalSite {
 public:
  static constexpr const char* kModel = "model";

  /// Makes keys and configurations in `folder`; starts nothing. `ranges`: the largest |x|, one
  /// for all features or one a feature. `compiled`: what these options come to, without a tag.
  /// `folder` must outlive the site.
  static Result<LocalSite> build(const TemporaryFolder& folder, const ModelArguments& model,
                                 const std::vector<double>& ranges, CompiledModel compiled);

  LocalSite(LocalSite&&) = default;
  LocalSite& operator=(LocalSite&&) = delete;
  /// Ends both.
  ~LocalSite();

  /// The model as this site's service compiles it, too.
  const CompiledModel& model() const { return model_; }
  std::string hospital_config() const { return path("hospital.toml"); }

  /// Starts both until the dealer knows the plan. `check` is asked while it waits.
  Result<void> start(const std::function<Result<void>()>& check);

  /// Records to deal and prepare for at a time, whole sessions where they fit: so that the
  /// databases stay small.
  std::size_t chunk(std::size_t batch) const;

  /// Deals bundles into the pool, beside the running dealer.
  Result<void> fill(std::uint64_t count);

  /// What `medisc dealer fill` says of its work.
  struct Dealing {
    double seconds = 0;
    double peak_bytes = 0;
  };
  /// The same by that verb, in a process of its own. `check` is asked while it waits.
  Result<Dealing> fill_apart(std::uint64_t count, const std::function<Result<void>()>& check);

  /// The most memory that each has taken so far, bytes.
  std::uint64_t dealer_peak() const { return dealer_->peak_memory(); }
  std::uint64_t service_peak() const { return service_->peak_memory(); }

  std::string hospital_database() const { return path("hospital.db"); }
  std::string service_database() const { return path("service.db"); }

 private:
  LocalSite(const std::filesystem::path& folder, const ModelArguments& model);

  /// All four files, with the peers' addresses as far as they are known.
  Result<void> write_configurations(const std::string& dealer,
                                    const std::string& service) const;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
  ModelArguments arguments_;
  std::vector<double> ranges_;
  std::string dealer_key_;  ///< public ones, in hexadecimal
  std::string service_key_;
  std::string hospital_key_;
  CompiledModel model_;
  std::unique_ptr<Store> dealer_store_;
  std::optional<Child> dealer_;
  std::optional<Child> service_;
};

}  // namespace medisc
