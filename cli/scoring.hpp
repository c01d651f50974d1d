/// How good a classifier's answers are, against known labels. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace medisc {

/// The part of `predicted` that equals `actual`, from 0 to 1; both of one length, above 0.
double accuracy(std::span<const std::uint32_t> predicted,
                std::span<const std::uint32_t> actual);

/// Counts, [actual][predicted]; every class is below `classes`.
std::vector<std::vector<std::uint64_t>> confusion(std::span<const std::uint32_t> predicted,
                                                  std::span<const std::uint32_t> actual,
                                                  std::size_t classes);

/// The area under the ROC curve: the chance that a record of class 1 scores above one of class
/// 0, ties counting half (Mann and Whitney's U over the number of pairs). Nothing where a class
/// has no record.
std::optional<double> area_under_curve(std::span<const double> scores,
                                       std::span<const std::uint32_t> actual);

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

/// Of at least one value.
Spread spread_of(std::vector<double> values);

}  // namespace medisc
