/// The sessions that `medisc bench` times, with the dealing and preparing that they take.
#pragma once

#include <functional>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/bench_inputs.hpp"
#include "cli/local_site.hpp"
#include "site/hospital.hpp"

namespace medisc {

/// Milliseconds of processors a record, in all processes.
struct ProcessorCosts {
  double dealing = 0;
  double preparing = 0;
  double online = 0;  ///< sessions, their opening and their books too
};

struct SessionFigures {
  std::vector<double> online_ms;       ///< one a timed session
  SessionCosts costs;                  ///< of one of the largest
  std::int64_t records_a_session = 0;  ///< of the largest
  double records_per_second = 0;  ///< through one session after the other, in the books too
  double dealt_per_second = 0;
  double first_prepare_ms = 0;  ///< one bundle, plan and masked weights fetched as well
  double prepare_ms = 0;        ///< a bundle
  ProcessorCosts cpu_ms;
  std::uint64_t fill_peak_bytes = 0;
};

/// Runs sessions over `inputs.records` in turns: a few to warm up, then those that count.
/// `ahead`: whether each opens while the one before it runs, as diagnoses do, or has the
/// machine for itself. `check` is asked between steps. Errors: those of the verbs; kInternal
/// where a result differs from its reference.
Result<SessionFigures> time_sessions(const BenchArguments& arguments, const BenchInputs& inputs,
                                     bool ahead, LocalSite& site, Hospital& hospital,
                                     const std::function<Result<void>()>& check);

}  // namespace medisc
