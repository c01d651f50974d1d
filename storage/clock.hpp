/// The time of day as a parameter, and how it is written down.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace medisc {

using TimePoint = std::chrono::system_clock::time_point;

/// What a store asks for the time; tests give their own.
using Clock = std::function<TimePoint()>;

/// The machine's clock.
Clock system_clock();

/// ISO 8601, UTC, milliseconds: "2026-01-31T09:05:07.042Z". Sorts as the times do.
std::string utc_text(TimePoint time);

}  // namespace medisc
