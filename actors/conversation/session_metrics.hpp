/// What a session that has ended adds to the metrics.
#pragma once

#include <string>

#include "metrics/metrics.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// Costs count only where it ended well. `peer` is a configured name.
void count_session(Metrics& metrics, const SessionStart& session, const std::string& peer,
                   const SessionEnd& end);

}  // namespace medisc
