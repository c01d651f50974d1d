#include "cli/scoring.hpp"

#include <algorithm>
#include <numeric>

namespace medisc {

double accuracy(std::span<const std::uint32_t> predicted,
                std::span<const std::uint32_t> actual) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) equal += predicted[i] == actual[i] ? 1 : 0;
  return static_cast<double>(equal) / static_cast<double>(actual.size());
}

std::vector<std::vector<std::uint64_t>> confusion(std::span<const std::uint32_t> predicted,
                                                  std::span<const std::uint32_t> actual,
                                                  std::size_t classes) {
  std::vector<std::vector<std::uint64_t>> counts(classes, std::vector<std::uint64_t>(classes));
  for (std::size_t i = 0; i < actual.size(); ++i) ++counts[actual[i]][predicted[i]];
  return counts;
}

std::optional<double> area_under_curve(std::span<const double> scores,
                                       std::span<const std::uint32_t> actual) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double positives = 0;
  double rank_sum = 0;  // of class 1; tied records share the mean of their ranks
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && scores[order[last]] == scores[order[first]]) ++last;
    const double rank = static_cast<double>(first + 1 + last) / 2;
    for (; first < last; ++first) {
      if (actual[order[first]] != 1) continue;
      positives += 1;
      rank_sum += rank;
    }
  }
  const double negatives = static_cast<double>(scores.size()) - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;
  return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back()};
}

}  // namespace medisc
