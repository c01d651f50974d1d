#include <algorithm>
#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "site/diagnosing.hpp"

namespace medisc {
namespace {

/// Bundles that are prepared between two looks at signals: as many as take about a second.
class Stride {
 public:
  std::uint64_t of(std::uint64_t left) {
    const auto now = Clock::now();
    const auto took = now - begun_;
    if (asked_ > 0 && took < std::chrono::milliseconds(700)) size_ *= 2;
    if (asked_ > 0 && took > std::chrono::seconds(2))
      size_ = std::max<std::uint64_t>(1, size_ / 2);
    begun_ = now;
    asked_ = std::min(left, size_);
    return asked_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::uint64_t size_ = 64;
  std::uint64_t asked_ = 0;
  Clock::time_point begun_;
};

}  // namespace

Result<void> run(const PrepareArguments& arguments) {
  const StopSignal stop;
  auto hospital =
      Diagnosing::open({arguments.config, arguments.socket, arguments.service, arguments.alone,
                        "medisc hospital prepare", arguments.wait_seconds},
                       passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  PrepareDone all;
  Result<void> outcome;
  {
    ProgressLine progress("preparing", "bundles", arguments.count);
    PrepareStart preparation;
    preparation.model = arguments.model;
    preparation.wait_seconds = static_cast<std::uint32_t>(arguments.wait_seconds);
    Stride stride;
    while (outcome && all.prepared < arguments.count) {
      outcome = stop.check(
          fmt::format("{} of {} bundles were prepared", all.prepared, arguments.count),
          "they stay; prepare the rest later");
      if (!outcome) break;
      preparation.count = stride.of(arguments.count - all.prepared);
      const auto done = (*hospital)->prepare(preparation, [&](const PrepareProgress& some) {
        progress.show(all.prepared + some.done);
      });
      if (!done) {
        Error error = done.error();
        if (all.prepared > 0) {
          error.context =
              fmt::format("{} bundles were prepared; then: {}", all.prepared, error.context);
        }
        outcome = tl::unexpected<Error>(error);
        break;
      }
      all.prepared += done->prepared;
      all.ready = done->ready;
    }
  }
  if (!outcome) return outcome;
  print(std::cout,
        {{"model", "model", arguments.model},
         {"service", "service", (*hospital)->service_name()},
         {"prepared", "bundles prepared", static_cast<std::int64_t>(all.prepared)},
         {"ready", "ready in all", static_cast<std::int64_t>(all.ready)}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
