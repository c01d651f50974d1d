#include "storage/peer_summary.hpp"

#include <algorithm>
#include <tuple>

#include "storage/latency.hpp"

namespace medisc {
namespace {

void see(PeerSummary& peer, const std::optional<std::string>& time) {
  if (time && (!peer.last_seen || *peer.last_seen < *time)) peer.last_seen = time;
}

}  // namespace

void PeerSummaries::add(const PoolLevel& pool) {
  for (const auto& [role, key] : {std::pair(Owner::kHospital, pool.key.hospital),
                                  std::pair(Owner::kService, pool.key.service)}) {
    PeerSummary& peer = peers_[{role, key}].summary;
    for (std::size_t i = 0; i < kBundleStates; ++i) {
      peer.bundles.counts[i] += pool.bundles.counts[i];
    }
    see(peer, pool.last_moved);
  }
}

void PeerSummaries::add(const SessionRow& session) {
  const Owner role =
      session.start.role == "hospital" ? Owner::kService : Owner::kHospital;  // the peer's
  auto& [peer, online_us] = peers_[{role, session.start.peer}];
  ++peer.sessions[static_cast<std::size_t>(session.state)];
  see(peer, session.started_at);
  if (session.state != SessionState::kDone) return;
  peer.records += session.start.records;
  online_us.push_back(session.costs.online_us);
}

std::vector<PeerSummary> PeerSummaries::take() {
  std::vector<PeerSummary> summaries;
  for (auto& [key, peer] : peers_) {
    auto& [summary, online_us] = peer;
    std::tie(summary.role, summary.key) = key;
    if (!online_us.empty()) {
      std::ranges::sort(online_us);
      summary.median_online_us = percentile(online_us, 50);
      summary.p99_online_us = percentile(online_us, 99);
    }
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace medisc
