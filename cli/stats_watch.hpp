/// Looking at something again and again.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/stats.hpp"

namespace medisc {

using Look = std::function<Result<StatsReport>(TimePoint now)>;

/// Looks every `interval` until SIGINT or SIGTERM, or until nobody reads on. On a terminal, a
/// table is drawn anew in place of the last, below `title`; else each look adds lines with its
/// time in front: JSON one object a line, CSV with a single header. Errors: the first of a
/// look.
Result<void> watch(const Look& look, std::chrono::milliseconds interval,
                   const std::string& title, Format format);

}  // namespace medisc
