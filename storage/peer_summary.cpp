#include "storage/peer_summary.hpp"

#include <algorithm>
#include <map>

#include "storage/latency.hpp"

namespace medisc {
namespace {

using Key = std::pair<Owner, std::string>;

void see(PeerSummary& peer, const std::optional<std::string>& time) {
  if (time && (!peer.last_seen || *peer.last_seen < *time)) peer.last_seen = time;
}

}  // namespace

std::vector<PeerSummary> summarise_peers(const std::vector<PoolLevel>& pools,
                                         const std::vector<PeerSessions>& sessions,
                                         const std::vector<PeerTime>& times) {
  std::map<Key, PeerSummary> peers;
  for (const PoolLevel& pool : pools) {
    for (const Key& key :
         {Key{Owner::kHospital, pool.key.hospital}, Key{Owner::kService, pool.key.service}}) {
      PeerSummary& peer = peers[key];
      for (std::size_t i = 0; i < kBundleStates; ++i) {
        peer.bundles.counts[i] += pool.bundles.counts[i];
      }
      see(peer, pool.last_moved);
    }
  }
  for (const PeerSessions& group : sessions) {
    PeerSummary& peer = peers[{group.role, group.key}];
    peer.sessions[static_cast<std::size_t>(group.state)] += group.sessions;
    if (group.state == SessionState::kDone) peer.records += group.records;
    see(peer, group.newest);
  }
  std::map<Key, std::vector<std::int64_t>> online;
  for (const PeerTime& time : times) online[{time.role, time.key}].push_back(time.online_us);

  std::vector<PeerSummary> summaries;
  for (auto& [key, peer] : peers) {
    std::tie(peer.role, peer.key) = key;
    if (const auto found = online.find(key); found != online.end()) {
      peer.median_online_us = percentile(found->second, 50);
      peer.p99_online_us = percentile(found->second, 99);
    }
    summaries.push_back(std::move(peer));
  }
  return summaries;
}

}  // namespace medisc
