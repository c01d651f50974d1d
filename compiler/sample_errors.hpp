/// The errors of results over samples, and what they come to.
#pragma once

#include <span>
#include <vector>

#include "compiler/fidelity.hpp"

namespace medisc {

/// Whether a plan's results decide as the float results do: how many decisions there are, and
/// how many come out alike.
struct Decisions {
  std::size_t alike = 0;
  std::size_t all = 0;

  double share() const {
    return all == 0 ? 1 : static_cast<double>(alike) / static_cast<double>(all);
  }
};

/// Fills what is told of agreement and errors from results, row major, `outputs` a record.
void fill_errors(Fidelity& fidelity, const MeasuredTask& task, std::span<const double> expected,
                 std::span<const double> actual, std::size_t outputs);

}  // namespace medisc
