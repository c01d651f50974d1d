/// Keeps metrics, and writes them in Prometheus' text format.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "metrics/metrics.hpp"

namespace medisc {

/// A value that is looked up rather than counted.
struct Sample {
  const Metric* metric = nullptr;  ///< a counter or a gauge
  Metrics::Labels labels;
  double value = 0;
};

class Registry final : public Metrics {
 public:
  Registry();
  ~Registry() override;

  void add(const Metric& counter, const Labels& labels, double amount) override;
  void set(const Metric& gauge, const Labels& labels, double value) override;
  void observe(const Metric& histogram, const Labels& labels, double value) override;

  /// Everything kept here, and `samples`, with HELP and TYPE. A metric that has no value yet is
  /// left out; so is a label without a value.
  std::string text(const std::vector<Sample>& samples) const;

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

}  // namespace medisc
