#include <iostream>

#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "site/diagnosing.hpp"

namespace medisc {

Result<void> run(const PrepareArguments& arguments) {
  auto hospital = Diagnosing::open({arguments.config, arguments.socket, arguments.service,
                                    arguments.alone, "medisc hospital prepare"},
                                   passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  Result<PrepareDone> outcome = fail(ErrorCode::kInternal, "nothing was prepared");
  {
    ProgressLine progress("preparing", "bundles", arguments.count);
    Preparation preparation;
    preparation.model = arguments.model;
    preparation.count = arguments.count;
    preparation.wait_seconds = static_cast<std::uint32_t>(arguments.wait_seconds);
    outcome = (*hospital)->prepare(
        preparation, [&](const PrepareProgress& some) { progress.show(some.done); });
  }
  if (!outcome) return tl::unexpected<Error>(outcome.error());
  print(std::cout,
        {{"model", "model", arguments.model},
         {"service", "service", (*hospital)->service_name()},
         {"prepared", "bundles prepared", static_cast<std::int64_t>(outcome->prepared)},
         {"ready", "ready in all", static_cast<std::int64_t>(outcome->ready)}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
