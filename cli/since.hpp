/// A time as people write it on a command line.
#pragma once

#include <string>

#include "error/error.hpp"
#include "storage/clock.hpp"

namespace medisc {

/// So long before `now` ("90s", "15m", "2h", "7d"), or a time in UTC ("2026-01-31",
/// "2026-01-31T09:05", "2026-01-31T09:05:07", with a Z or without). Returned as utc_text writes
/// it. Errors: kUsage.
Result<std::string> parse_since(const std::string& text, TimePoint now);

}  // namespace medisc
