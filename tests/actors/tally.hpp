/// Metrics that a test can ask for.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "metrics/metrics.hpp"

namespace medisc::test {

/// Remembers sums, last values and sums of what was observed, as "name label=value".
class Tally final : public Metrics {
 public:
  void add(const Metric& counter, const Labels& labels, double amount) override {
    const std::scoped_lock lock(mutex_);
    values_[key(counter, labels)] += amount;
  }
  void set(const Metric& gauge, const Labels& labels, double value) override {
    const std::scoped_lock lock(mutex_);
    values_[key(gauge, labels)] = value;
  }
  void observe(const Metric& histogram, const Labels& labels, double value) override {
    add(histogram, labels, value);
  }
  /// -1 for what was never reported.
  double value(const std::string& key) const {
    const std::scoped_lock lock(mutex_);
    const auto found = values_.find(key);
    return found == values_.end() ? -1 : found->second;
  }

 private:
  static std::string key(const Metric& metric, const Labels& labels) {
    std::string key = metric.name;
    for (const auto& [name, value] : labels) key += " " + std::string(name) + "=" + value;
    return key;
  }

  mutable std::mutex mutex_;
  std::map<std::string, double> values_;
};

}  // namespace medisc::test
