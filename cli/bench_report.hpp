/// What `medisc bench` prints.
#pragma once

#include <cstdint>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/bench_sessions.hpp"
#include "plan/plan.hpp"

namespace medisc {

struct RoundTripTimes {
  double channel_us = 0;  ///< a message to the service's process and back, as sessions send it
  double tcp_us = 0;      ///< the same over a plain connection
};

/// Bytes of memory that each process has taken at the most, with one session at a time.
struct PeakMemory {
  std::uint64_t hospital = 0;
  std::uint64_t service = 0;
  std::uint64_t dealer = 0;  ///< running or filling, whichever took more
};

struct BenchFigures {
  SessionFigures sessions;        ///< one at a time
  double records_per_second = 0;  ///< where each session opens while the one before it runs
  double pipeline_records_per_second = 0;  ///< while bundles are dealt and prepared beside
  double plaintext_ms = 0;
  RoundTripTimes round_trips;
  PeakMemory peak;
  std::vector<LayerSummary> layers;          ///< in the hospital's books
  std::vector<LayerSummary> service_layers;  ///< in the service's
};

/// Prints keys as docs/formats.md lists them; CSV leaves the layers out.
void print(const BenchArguments& arguments, const Plan& plan, const BenchFigures& figures);

}  // namespace medisc
