/// Statistics of messages over many runs, one column a bit.
///
/// A statistic of true randomness passes kLimit standard deviations with probability below
/// 1.3e-12 (two-sided).
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/memory_link.hpp"

namespace medisc::test {

inline constexpr double kLimit = 7.1;

/// All messages of one kind, of every run.
struct Channel {
  std::string name;
  std::size_t bits = 0;        ///< without padding
  std::vector<Bytes> samples;  ///< one a run
};

using Column = std::vector<std::uint64_t>;  ///< one bit a run

/// One column a bit of the whole view. The runs are a multiple of 64.
inline std::vector<Column> columns_of(const std::vector<Channel>& view) {
  std::vector<Column> columns;
  for (const Channel& channel : view) {
    for (std::size_t bit = 0; bit < channel.bits; ++bit) {
      Column column(channel.samples.size() / 64);
      for (std::size_t run = 0; run < channel.samples.size(); ++run) {
        const std::uint64_t value = (channel.samples[run][bit / 8] >> (bit % 8)) & 1;
        column[run / 64] |= value << (run % 64);
      }
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

/// Standard deviations that a column's count of ones is away from one half; with `other`, the
/// count of runs in which the two differ.
inline double deviation(const Column& column, const Column* other = nullptr) {
  std::size_t ones = 0;
  for (std::size_t w = 0; w < column.size(); ++w) {
    const std::uint64_t word = other == nullptr ? column[w] : column[w] ^ (*other)[w];
    ones += static_cast<std::size_t>(std::popcount(word));
  }
  const double runs = 64.0 * static_cast<double>(column.size());
  return std::abs(2.0 * static_cast<double>(ones) - runs) / std::sqrt(runs);
}

}  // namespace medisc::test
