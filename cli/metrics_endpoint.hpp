/// [metrics] of a daemon's configuration.
#pragma once

#include <memory>
#include <optional>

#include "actors/journal.hpp"
#include "cli/database_owner.hpp"
#include "metrics/endpoint.hpp"

namespace medisc {

/// Serves /metrics and /healthz at `listen`, if that is anywhere, and notes where. Call
/// block_signals before: it starts threads. Errors: kUsage where the address can't be listened
/// at.
Result<std::unique_ptr<Endpoint>> serve_metrics(const std::optional<Address>& listen,
                                                const DatabaseOwner& owner, Journal& journal);

}  // namespace medisc
