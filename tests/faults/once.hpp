/// "No mask is ever used for two values", checked over what left every machine and what is in
/// the databases.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/faults/sent_log.hpp"

namespace medisc::test {

/// What a party's database says is spent.
struct Spent {
  std::set<std::string> ids;       ///< bundles consumed or burned
  std::set<std::string> sessions;  ///< that consumed some
};

/// What breaks the rule, a line each:
/// - a bundle in more than one session for which the hospital has sent a turn;
/// - a bundle or session for which a party has sent a turn, and which its database does not
/// hold
///   for spent;
/// - openings, masked weights or sealed halves that left a machine twice with different bytes.
std::vector<std::string> reuse_in(const std::vector<SentStream>& sent, const Spent& hospital,
                                  const Spent& service);

}  // namespace medisc::test
