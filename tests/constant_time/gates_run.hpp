/// Which gates have run in batches, in words; and which must have, so that none is left out
/// unseen.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "correlation/gates.hpp"
#include "plan/weights.hpp"

namespace medisc::test {

class GatesRun {
 public:
  void add(const Plan& plan, const Weights& weights, std::size_t batch);

  /// What has run, an entry a kind: "64-bit ring: cap by chain, live, shifted".
  const std::set<std::string>& kinds() const { return kinds_; }

 private:
  std::set<std::string> kinds_;
};

/// Every function, borrow, place and shift of a threshold gate; every pair of places of a
/// product's factors; max-pools, linear layers and local steps; what goes in pieces; each for
/// both rings.
std::vector<std::string> required_kinds();

}  // namespace medisc::test
