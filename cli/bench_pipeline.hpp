/// Dealing, preparing and diagnosing at once, as `medisc bench` times them.
#pragma once

#include <functional>

#include "cli/arguments.hpp"
#include "cli/bench_inputs.hpp"
#include "cli/local_site.hpp"
#include "site/hospital.hpp"

namespace medisc {

/// Records a second, sustained: while some are diagnosed, bundles for as many more are
/// prepared, and for as many again dealt. All three have ended before the next ones begin.
/// `check` is asked between steps. Errors: those of the verbs; kInternal where a result differs
/// from its reference.
Result<double> pipeline_records_per_second(const BenchArguments& arguments,
                                           const BenchInputs& inputs, LocalSite& site,
                                           Hospital& hospital,
                                           const std::function<Result<void>()>& check);

}  // namespace medisc
