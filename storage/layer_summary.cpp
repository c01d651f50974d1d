#include "storage/layer_summary.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace medisc {
namespace {

using Group = std::vector<const LayerSample*>;

double mean(const Group& group, std::int64_t LayerCosts::*cost) {
  double sum = 0;
  for (const auto* sample : group) sum += static_cast<double>(sample->costs.*cost);
  return sum / static_cast<double>(group.size());
}

double median_online_us(const Group& group) {
  std::vector<std::int64_t> times;
  for (const auto* sample : group) times.push_back(sample->costs.online_us);
  std::ranges::sort(times);
  const std::size_t middle = times.size() / 2;
  const auto upper = static_cast<double>(times[middle]);
  if (times.size() % 2 == 1) return upper;
  return (static_cast<double>(times[middle - 1]) + upper) / 2;
}

LayerSummary summary_of(const Group& group) {
  const LayerSample& newest = *group.front();
  LayerSummary summary;
  summary.model = newest.model;
  summary.plan_hash = newest.plan_hash;
  summary.step = newest.costs.step;
  summary.name = newest.costs.name;
  summary.op = newest.costs.op;
  summary.sessions = static_cast<std::int64_t>(group.size());
  for (const auto* sample : group) summary.records += sample->records;
  summary.median_online_us = median_online_us(group);
  summary.mean_online_us = mean(group, &LayerCosts::online_us);
  summary.mean_bits_up = mean(group, &LayerCosts::bits_up);
  summary.mean_bits_down = mean(group, &LayerCosts::bits_down);
  summary.mean_flights = mean(group, &LayerCosts::flights);
  return summary;
}

}  // namespace

std::vector<LayerSummary> summarise(const std::vector<LayerSample>& samples,
                                    std::size_t sessions) {
  std::map<std::tuple<std::string, std::string, std::int64_t>, Group> groups;
  if (sessions == 0) return {};
  for (const auto& sample : samples) {
    Group& group = groups[{sample.model, sample.plan_hash, sample.costs.step}];
    if (group.size() < sessions) group.push_back(&sample);
  }
  std::vector<LayerSummary> summaries;
  for (const auto& [key, group] : groups) summaries.push_back(summary_of(group));
  return summaries;
}

}  // namespace medisc
