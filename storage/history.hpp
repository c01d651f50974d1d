/// What a database tells of the past: pools, sessions, peers. Statistics and metrics read it.
#pragma once

#include <functional>

#include "storage/latency.hpp"
#include "storage/pool_list.hpp"

namespace medisc {

class History : public virtual PoolList {
 public:
  /// An encoded plan; none where there is none of this hash.
  virtual Result<std::optional<Bytes>> plan_bytes(const std::string& hash) = 0;

  /// Shows sessions, newest first, until `visit` returns false. `visit` must not ask the store.
  virtual Result<void> each_session(const Filter& filter,
                                    const std::function<bool(SessionRow)>& visit) = 0;
  /// The newest `limit`, newest first.
  Result<std::vector<SessionRow>> sessions(std::size_t limit, const Filter& filter = {});
  /// Online times over the newest `sessions` sessions that ended well.
  Result<Latency> latency(std::size_t sessions, const Filter& filter = {});
  /// By role and key: every party of a pool, this one itself among them, and of a session.
  Result<std::vector<PeerSummary>> peers(const Filter& filter = {});

  /// Each step of each plan over its newest `sessions` sessions that ended well, ordered by
  /// model, plan and step.
  virtual Result<std::vector<LayerSummary>> layer_summaries(std::size_t sessions,
                                                            const Filter& filter = {}) = 0;
};

}  // namespace medisc
