/// How close a plan came to its network, when it was made: public, kept with the plan, so that
/// whoever relies on a result sees it.
#pragma once

#include <cstdint>
#include <tuple>

#include "plan/fields.hpp"

namespace medisc {

/// Shares are in millionths. Errors are differences of results from the network's, divided by
/// the results' spread (compiler/fidelity.hpp).
struct FidelitySummary {
  std::uint32_t samples = 0;    ///< records that were measured, given by the service
  std::uint32_t drawn = 0;      ///< or drawn within the input ranges; neither: not measured
  std::uint32_t agreement = 0;  ///< share of labels, findings or pixels that came out alike
  std::uint32_t median = 0;     ///< of the errors
  std::uint32_t p99 = 0;        ///< their 99th percentile
  std::uint32_t largest = 0;

  static constexpr const char* kName = "fidelity";
  static constexpr std::tuple kFields{
      Field{"samples", &FidelitySummary::samples},
      Field{"drawn", &FidelitySummary::drawn},
      Field{"agreement", &FidelitySummary::agreement},
      Field{"median", &FidelitySummary::median},
      Field{"p99", &FidelitySummary::p99},
      Field{"largest", &FidelitySummary::largest},
  };
  bool measured() const { return samples + drawn > 0; }
  bool operator==(const FidelitySummary&) const = default;
};

}  // namespace medisc
