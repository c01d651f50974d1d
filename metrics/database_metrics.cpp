#include "metrics/database_metrics.hpp"

#include <algorithm>
#include <map>

#include "storage/store.hpp"

namespace medisc {
namespace {

/// Pools that have the same labels, together.
struct PoolTotals {
  BundleCounts bundles;
  std::optional<double> hours_left;  ///< of the one that is empty first
};

double count_of(const BundleCounts& bundles, BundleState state) {
  return static_cast<double>(bundles.in(state));
}

Metrics::Labels with(Metrics::Labels labels, std::string_view name, std::string value) {
  labels.emplace_back(name, std::move(value));
  return labels;
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  return missing ? 0 : size;
}

}  // namespace

DatabaseMetrics::DatabaseMetrics(std::filesystem::path path, Role role, NameOf peer_name,
                                 Clock clock)
    : path_(std::move(path)),
      role_(role),
      peer_name_(std::move(peer_name)),
      clock_(std::move(clock)) {}

Result<History*> DatabaseMetrics::history() {
  if (!history_) {
    auto opened = open_history(path_);
    if (!opened) return tl::unexpected<Error>(opened.error());
    history_ = std::move(*opened);
  }
  return history_.get();
}

Result<void> DatabaseMetrics::check() {
  const std::scoped_lock lock(mutex_);
  const auto opened = history();
  if (!opened) return tl::unexpected<Error>(opened.error());
  const auto read = (*opened)->sessions(1);
  if (!read) return tl::unexpected<Error>(read.error());
  return {};
}

Metrics::Labels DatabaseMetrics::labels_of(const PoolLevel& level) const {
  Metrics::Labels labels{{"model", level.model}};
  if (role_ != Role::kHospital) labels.emplace_back("hospital", peer_name_(level.key.hospital));
  if (role_ != Role::kService) labels.emplace_back("service", peer_name_(level.key.service));
  return labels;
}

void DatabaseMetrics::add_pools(const std::vector<PoolUse>& uses,
                                std::vector<Sample>& samples) const {
  std::map<Metrics::Labels, PoolTotals> totals;
  for (const PoolUse& use : uses) {
    PoolTotals& total = totals[labels_of(use.level)];
    for (std::size_t i = 0; i < kBundleStates; ++i) {
      total.bundles.counts[i] += use.level.bundles.counts[i];
    }
    // A pool of an old plan that is used up tells nothing of how long the model's lasts.
    if (!use.hours_left || (use.left == 0 && use.used_hour == 0)) continue;
    total.hours_left = std::min(total.hours_left.value_or(*use.hours_left), *use.hours_left);
  }
  for (const auto& [labels, total] : totals) {
    const BundleCounts& bundles = total.bundles;
    double ever = 0;
    for (const std::uint64_t count : bundles.counts) ever += static_cast<double>(count);
    ever -= count_of(bundles, BundleState::kPartial);
    const auto usable = role_ == Role::kDealer
                            ? std::vector{BundleState::kDealt}
                            : std::vector{BundleState::kDelivered, BundleState::kPrepared};
    for (const BundleState state : usable) {
      samples.push_back({&metric::kPoolBundles, with(labels, "state", state_name(state)),
                         count_of(bundles, state)});
    }
    if (total.hours_left) {
      samples.push_back({&metric::kPoolRunway, labels, *total.hours_left * 3600});
    }
    if (role_ == Role::kDealer) {
      samples.push_back({&metric::kBundlesDealt, labels, ever});
      samples.push_back(
          {&metric::kBundlesDelivered, labels, count_of(bundles, BundleState::kDelivered)});
    } else {
      samples.push_back({&metric::kBundlesDelivered, labels, ever});
      samples.push_back(
          {&metric::kBundlesConsumed, labels, count_of(bundles, BundleState::kConsumed)});
    }
    samples.push_back(
        {&metric::kBundlesBurned, labels, count_of(bundles, BundleState::kBurned)});
  }
}

Result<std::vector<Sample>> DatabaseMetrics::samples() {
  const std::scoped_lock lock(mutex_);
  const auto opened = history();
  if (!opened) return tl::unexpected<Error>(opened.error());
  const Side side = role_ == Role::kDealer ? Side::kDealer : Side::kParty;
  const auto uses = pool_use(**opened, {}, clock_(), side);
  if (!uses) return tl::unexpected<Error>(uses.error());
  std::vector<Sample> samples;
  add_pools(*uses, samples);
  const auto bytes = size_of(path_) + size_of(path_.string() + "-wal");
  samples.push_back({&metric::kDatabaseBytes, {}, static_cast<double>(bytes)});
  std::error_code unknown;
  const auto space = std::filesystem::space(path_, unknown);
  if (!unknown) {
    samples.push_back({&metric::kDiskFreeBytes, {}, static_cast<double>(space.available)});
  }
  return samples;
}

}  // namespace medisc
