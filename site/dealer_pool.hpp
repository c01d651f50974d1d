/// One of a dealer's pools, filled by hand: beside the running dealer, or without it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/config_source.hpp"
#include "error/error.hpp"

namespace medisc {

/// By names of the dealer's configuration; an empty one stands for the only one there is.
struct PoolChoice {
  std::string model{};
  std::string plan{};  ///< hash, or its beginning; empty: the model's newest
  std::string hospital{};
  std::string service{};
};

class DealerPool {
 public:
  /// Opens the dealer's database. Errors: kUsage for the configuration, or a choice that leaves
  /// several; kPeerUnavailable where the service has registered no such plan; kStorage.
  static Result<DealerPool> open(const ConfigSource& dealer, const PoolChoice& choice);
  DealerPool(DealerPool&& other) noexcept;
  DealerPool& operator=(DealerPool&& other) noexcept;
  ~DealerPool();

  /// As configuration and database name them.
  const std::string& model() const;
  const std::string& plan() const;  ///< its hash
  const std::string& hospital() const;
  const std::string& service() const;

  /// Adds so many bundles; `progress(done)` is told after each batch, and returns false to stop
  /// early. Returns how many were added. Errors: kStorage.
  Result<std::uint64_t> fill(std::uint64_t count,
                             const std::function<bool(std::uint64_t done)>& progress);

  /// Bundles that wait for their owners. Errors: kStorage.
  Result<std::uint64_t> waiting() const;

 private:
  struct Opened;

  explicit DealerPool(std::unique_ptr<Opened> opened);

  std::unique_ptr<Opened> opened_;
};

}  // namespace medisc
