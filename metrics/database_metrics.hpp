/// What a database tells at the moment it is asked: pools, and its size.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/peer_names.hpp"
#include "messages/identifiers.hpp"
#include "metrics/registry.hpp"
#include "storage/pool_use.hpp"

namespace medisc {

/// Looks into the database on its own connection, opened when it is first needed, which reads
/// only. Safe to use from several threads.
class DatabaseMetrics {
 public:
  /// `role` is whose database it is.
  DatabaseMetrics(std::filesystem::path path, Role role, NameOf peer_name,
                  Clock clock = system_clock());

  /// Pools of one model with the same peers, e.g. of two plans of it, count as one. Errors:
  /// kStorage.
  Result<std::vector<Sample>> samples();
  /// Whether it can be read. Errors: kStorage.
  Result<void> check();

 private:
  Result<History*> history();
  void add_pools(const std::vector<PoolUse>& uses, std::vector<Sample>& samples) const;
  Metrics::Labels labels_of(const PoolLevel& level) const;

  std::filesystem::path path_;
  Role role_;
  NameOf peer_name_;
  Clock clock_;
  std::mutex mutex_;
  std::unique_ptr<History> history_;
};

}  // namespace medisc
