/// "No mask is ever used for two values", checked over what left every machine and what is in
/// the databases.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/sent_log.hpp"

namespace medisc::test {

/// A session that consumed bundles.
struct SpendingSession {
  std::string plan_hash;
  std::size_t records = 0;
};

/// What a party's database says is spent.
struct Spent {
  std::set<std::string> ids;  ///< bundles consumed or burned
  std::map<std::string, SpendingSession> sessions;
};

/// What breaks the rule, a line each:
/// - a bundle in more than one session for which the hospital has sent a turn;
/// - a bundle or session for which a party has sent a turn, and which its database does not
///   hold for spent;
/// - a session in which a party has sent more, or another message, than its plan declares for
///   as many records: an opening, or a selection, that was sent twice;
/// - openings, masked weights or sealed halves that left a machine twice with different bytes.
/// Plans are known from the offers that were sent; a session of any other is a line, too.
std::vector<std::string> reuse_in(const std::vector<SentStream>& sent, const Spent& hospital,
                                  const Spent& service);

}  // namespace medisc::test
