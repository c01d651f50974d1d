/// Where the parts of a daemon report what is counted. This class itself forgets everything: it
/// serves where nobody asks for metrics. Registry (registry.hpp) keeps them.
///
/// To add a metric: give it a name in names.hpp and a line in docs/formats.md, and call `add`,
/// `set` or `observe` where it happens.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/names.hpp"

namespace medisc {

/// Safe to use from several threads.
class Metrics {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string>>;

  virtual ~Metrics() = default;
  /// To a counter; `amount` is not negative.
  virtual void add(const Metric&, const Labels& = {}, double /*amount*/ = 1) {}
  /// A gauge.
  virtual void set(const Metric&, const Labels&, double /*value*/) {}
  /// In a histogram.
  virtual void observe(const Metric&, const Labels&, double /*value*/) {}
};

std::shared_ptr<Metrics> no_metrics();

}  // namespace medisc
