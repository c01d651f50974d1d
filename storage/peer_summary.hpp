/// What is known of each party that this one deals with, put together from pools and sessions.
#pragma once

#include <vector>

#include "storage/rows.hpp"

namespace medisc {

/// Sessions with one peer that are in one state.
struct PeerSessions {
  std::string key;
  Owner role{};  ///< the peer's
  SessionState state{};
  std::int64_t sessions = 0;
  std::int64_t records = 0;
  std::string newest;  ///< UTC text
};

/// The online time of one session that ended well.
struct PeerTime {
  std::string key;
  Owner role{};
  std::int64_t online_us = 0;
};

/// One summary a (role, key), in that order. A pool counts for both its parties: a store does
/// not know which of them is its own. `times` ascend.
std::vector<PeerSummary> summarise_peers(const std::vector<PoolLevel>& pools,
                                         const std::vector<PeerSessions>& sessions,
                                         const std::vector<PeerTime>& times);

}  // namespace medisc
