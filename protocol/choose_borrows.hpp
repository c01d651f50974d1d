/// Chooses, gate by gate, how a plan compares: by the tree or by the chain
/// (correlation/borrow.hpp). The plan says it, so that all parties do the same.
///
/// A chain takes two flights less a gate, a tree fewer bits and less dealt material: what
/// finishes first depends on the line between hospital and service.
#pragma once

#include <cstdint>
#include <optional>

#include "plan/plan.hpp"
#include "protocol/traffic.hpp"

namespace medisc {

/// The line that a plan is made for.
struct LinkSpeed {
  double delay_ms = 10;  ///< one way
  double mbit_s = 100;
  bool operator==(const LinkSpeed&) const = default;
};

enum class ComparisonChoice { kAuto, kTree, kChain };

struct BorrowOptions {
  ComparisonChoice comparison = ComparisonChoice::kAuto;
  LinkSpeed link;
  /// Most that the service's half of a bundle may take, MB; none: twice what trees alone would.
  std::optional<double> bundle_mb;
  bool operator==(const BorrowOptions&) const = default;
};

/// What a session's messages take over the line: flights x delay + bytes / rate. Without the
/// parties' work.
double seconds_over(const Traffic& traffic, const LinkSpeed& link);

/// Sets `chain` of every step that compares: each step finishes first, over the line and with
/// what the service takes for the bytes that are dealt for it. Where a bundle would leave its
/// bound, bytes count for more.
void choose_borrows(Plan& plan, const BorrowOptions& options);

}  // namespace medisc
