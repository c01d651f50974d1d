/// What a report says, after TID 1500 (PS3.16). Only this folder's sources include it.
#pragma once

#include "gateway/report/report_tree.hpp"
#include "site/answer.hpp"

namespace medisc {

/// Classes, and classes of a map, that a report lists: those of the largest shares.
inline constexpr std::size_t kMostClassItems = 32;
/// Findings and numbers: a report of more is refused.
inline constexpr std::size_t kMostFindingItems = 1024;

/// Writes the tree from its root on. `source`'s image has UIDs. Errors: kUnsupported beyond
/// kMostFindingItems; kBadInput where the answer is none of this plan, or no finite number.
Result<void> write_content(ReportTree& tree, const ObjectSource& source, const Plan& plan,
                           const Answer& answer);

}  // namespace medisc
