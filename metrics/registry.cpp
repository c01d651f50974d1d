#include "metrics/registry.hpp"

#include <map>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "storage/latency.hpp"

namespace medisc {
namespace {

prometheus::Labels to_prometheus(const Metrics::Labels& labels) {
  prometheus::Labels kept;
  for (const auto& [name, value] : labels) {
    if (!value.empty()) kept.emplace(name, value);
  }
  return kept;
}

/// Seconds: the buckets of `medisc stats sessions --histogram`. Bytes: a kilobyte to a
/// gigabyte.
prometheus::Histogram::BucketBoundaries buckets_of(const Metric& metric) {
  prometheus::Histogram::BucketBoundaries buckets;
  if (std::string_view(metric.name).ends_with("_bytes")) {
    for (std::int64_t bound = 1 << 10; bound <= 1 << 30; bound *= 4) {
      buckets.push_back(static_cast<double>(bound));
    }
  } else {
    for (const std::int64_t bound : kLatencyBounds) {
      buckets.push_back(static_cast<double>(bound) / 1e6);
    }
  }
  return buckets;
}

template <class Kind>
using Families = std::map<std::string_view, prometheus::Family<Kind>*>;

prometheus::MetricFamily family_of(const Metric& metric) {
  prometheus::MetricFamily family;
  family.name = metric.name;
  family.help = metric.help;
  family.type = metric.kind == MetricKind::kCounter ? prometheus::MetricType::Counter
                                                    : prometheus::MetricType::Gauge;
  return family;
}

/// Samples of one metric become one family, whatever order they come in.
std::vector<prometheus::MetricFamily> families_of(const std::vector<Sample>& samples) {
  std::vector<prometheus::MetricFamily> families;
  for (const Metric* const metric : metric::kAll) {
    auto family = family_of(*metric);
    for (const Sample& sample : samples) {
      if (sample.metric != metric) continue;
      prometheus::ClientMetric value;
      for (const auto& [name, text] : to_prometheus(sample.labels)) {
        value.label.push_back({name, text});
      }
      (metric->kind == MetricKind::kCounter ? value.counter.value : value.gauge.value) =
          sample.value;
      family.metric.push_back(std::move(value));
    }
    if (!family.metric.empty()) families.push_back(std::move(family));
  }
  return families;
}

}  // namespace

struct Registry::Kept {
  prometheus::Registry registry;
  Families<prometheus::Counter> counters;
  Families<prometheus::Gauge> gauges;
  Families<prometheus::Histogram> histograms;
};

Registry::Registry() : kept_(std::make_unique<Kept>()) {
  for (const Metric* const metric : metric::kAll) {
    const auto registered = [&](auto builder) {
      return &builder.Name(metric->name).Help(metric->help).Register(kept_->registry);
    };
    switch (metric->kind) {
      case MetricKind::kCounter:
        kept_->counters[metric->name] = registered(prometheus::BuildCounter());
        break;
      case MetricKind::kGauge:
        kept_->gauges[metric->name] = registered(prometheus::BuildGauge());
        break;
      case MetricKind::kHistogram:
        kept_->histograms[metric->name] = registered(prometheus::BuildHistogram());
        break;
    }
  }
}

Registry::~Registry() = default;

void Registry::add(const Metric& counter, const Labels& labels, double amount) {
  kept_->counters.at(counter.name)->Add(to_prometheus(labels)).Increment(amount);
}

void Registry::set(const Metric& gauge, const Labels& labels, double value) {
  kept_->gauges.at(gauge.name)->Add(to_prometheus(labels)).Set(value);
}

void Registry::observe(const Metric& histogram, const Labels& labels, double value) {
  kept_->histograms.at(histogram.name)
      ->Add(to_prometheus(labels), buckets_of(histogram))
      .Observe(value);
}

std::string Registry::text(const std::vector<Sample>& samples) const {
  auto families = kept_->registry.Collect();
  auto looked_up = families_of(samples);
  std::move(looked_up.begin(), looked_up.end(), std::back_inserter(families));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace medisc
