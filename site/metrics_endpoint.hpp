/// [metrics] of a daemon's configuration.
#pragma once

#include <memory>
#include <optional>

#include "actors/conversation/event_log.hpp"
#include "metrics/endpoint.hpp"

namespace medisc {

/// Serves /metrics and /healthz of a role's daemon at `listen`, if that is anywhere, and notes
/// where. Call block_daemon_signals before: it starts threads. Errors: kUsage where the address
/// can't be listened at.
Result<std::unique_ptr<Endpoint>> serve_metrics(const std::optional<Address>& listen, Role role,
                                                const std::filesystem::path& database,
                                                const NameOf& peer_name, EventLog& event_log);

}  // namespace medisc
