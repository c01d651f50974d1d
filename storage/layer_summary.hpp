/// Medians and means of layer costs over sessions.
#pragma once

#include <vector>

#include "storage/rows.hpp"

namespace medisc {

/// One step in one session that ended well.
struct LayerSample {
  std::string model;
  std::string plan_hash;
  std::int64_t records = 0;
  LayerCosts costs;
};

/// Groups by (model, plan, step), in that order, over the first `sessions` samples of each
/// group. Takes samples newest session first.
std::vector<LayerSummary> summarise(const std::vector<LayerSample>& samples,
                                    std::size_t sessions);

}  // namespace medisc
