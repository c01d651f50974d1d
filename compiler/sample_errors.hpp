/// The errors of results over samples, and what they come to.
#pragma once

#include <span>
#include <vector>

#include "compiler/fidelity.hpp"

namespace medisc {

/// Whether a plan's results decide as the float results do: how many decisions there are, and
/// how many come out alike. What the float results decide by less than `close` is
/// left out.
struct Decisions {
  std::size_t alike = 0;
  std::size_t all = 0;
};
Decisions compare_decisions(const MeasuredTask& task, std::span<const double> expected,
                            std::span<const double> actual, double close = 0);

/// Fills agreement, largest, p99 and median from results, row major, `outputs` a record.
void fill_errors(Fidelity& fidelity, const MeasuredTask& task, std::span<const double> expected,
                 std::span<const double> actual, std::size_t outputs);

}  // namespace medisc
