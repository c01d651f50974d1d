#include <iostream>

#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "site/hospital.hpp"

namespace medisc {

Result<void> run(const PrepareArguments& arguments) {
  auto hospital = Hospital::open(arguments.config, arguments.service, passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  Result<PrepareOutcome> outcome = fail(ErrorCode::kInternal, "nothing was prepared");
  {
    ProgressLine progress("preparing", "bundles", arguments.count);
    outcome = hospital->prepare({arguments.model, arguments.count,
                                 [&](std::size_t done, std::size_t) { progress.show(done); },
                                 std::chrono::seconds(arguments.wait_seconds)});
  }
  if (!outcome) return tl::unexpected<Error>(outcome.error());
  print(std::cout,
        {{"model", "model", arguments.model},
         {"service", "service", hospital->service_name()},
         {"prepared", "bundles prepared", static_cast<std::int64_t>(outcome->prepared)},
         {"ready", "ready in all", static_cast<std::int64_t>(outcome->ready)}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
