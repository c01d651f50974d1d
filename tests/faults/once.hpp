/// "No mask is ever used for two values", checked over what left every machine and what is in
/// the databases.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/sent_log.hpp"

namespace medisc::test {

/// Bundles that a party's database says are spent, and by which session.
struct Spent {
  std::set<std::string> ids;                              ///< consumed, or burned
  std::map<std::string, std::set<std::string>> sessions;  ///< consumed, by session
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
