/// Comparing networks in numbers.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/differential/comparison.hpp"
#include "tests/differential/tally.hpp"

namespace medisc::test {

struct RunOptions {
  std::uint64_t networks = 1000;
  std::uint64_t first_seed = 1;
  std::optional<Kind> kind{};  ///< passes over networks of other kinds
  Flip flip = Flip::kNone;
};

/// Compares networks first_seed, first_seed + 1, ... `begin(seed)` is called before each;
/// `report` gets a line for every disagreement: the command that compares that network again,
/// and what disagrees. A network that the planner refuses as too large for its ring, or as
/// unsupported, is counted as such; any other refusal is a disagreement.
Tally compare_networks(const RunOptions& options,
                       const std::function<void(std::uint64_t)>& begin,
                       const std::function<void(const std::string&)>& report);

/// By the name that the command line gives it.
std::optional<Flip> flip_named(const std::string& name);
std::optional<Kind> kind_named(const std::string& name);

}  // namespace medisc::test
