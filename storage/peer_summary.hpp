/// What is known of each party that this one deals with, put together from pools and sessions.
#pragma once

#include <map>
#include <vector>

#include "storage/rows.hpp"

namespace medisc {

class PeerSummaries {
 public:
  /// A pool counts for both its parties: a store does not know which of them is its own.
  void add(const PoolLevel& pool);
  void add(const SessionRow& session);

  /// One summary a (role, key), in that order.
  std::vector<PeerSummary> take();

 private:
  struct Peer {
    PeerSummary summary;
    std::vector<std::int64_t> online_us;  ///< of sessions that ended well
  };

  std::map<std::pair<Owner, std::string>, Peer> peers_;
};

}  // namespace medisc
