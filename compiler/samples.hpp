/// Sample records: what a plan is measured on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// Representative records and what the imported graph makes of them in double precision.
struct Samples {
  std::vector<double> records;  ///< row major, network.features values each, as the network
                                ///< reads them
  std::vector<double> results;  ///< row major, network.outputs() values each
  bool drawn = false;           ///< within the input ranges, for want of real ones

  std::size_t size(const Network& network) const {
    return network.features == 0 ? 0 : records.size() / network.features;
  }
  bool empty() const { return records.empty(); }
};

inline constexpr std::size_t kDrawnRecords = 128;

/// Records within [least, largest] (one entry for all features, or one a feature): of a table,
/// each feature for itself; of an image, a level, slow changes over the picture and some grain,
/// all drawn, because the averages of plain noise are all alike. The same numbers every time.
std::vector<double> drawn_records(const Network& network, std::span<const double> least,
                                  std::span<const double> largest, std::size_t count);

/// The same within [-range, range], as samples without results.
Samples drawn_samples_within(const Network& network, const std::vector<double>& ranges,
                             std::size_t count);

/// How many records can be evaluated with about so many products: `wanted` at most,
/// kLeastRecords at least.
inline constexpr std::size_t kLeastRecords = 8;
std::size_t affordable_records(const Network& network, std::size_t wanted, double products);

/// `count` of the records, spread evenly over all of them, with their results.
Samples thinned(const Network& network, const Samples& samples, std::size_t count);

}  // namespace medisc
