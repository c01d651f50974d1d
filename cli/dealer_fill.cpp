#include <chrono>
#include <iostream>

#include "cli/peak_memory.hpp"
#include "cli/processor_time.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "site/dealer_pool.hpp"

namespace medisc {

Result<void> run(const DealerFillArguments& arguments) {
  auto pool = DealerPool::open(arguments.config, {arguments.model, arguments.plan,
                                                  arguments.hospital, arguments.service});
  if (!pool) return tl::unexpected<Error>(pool.error());
  Result<std::uint64_t> added = 0;
  const auto started = std::chrono::steady_clock::now();
  {
    ProgressLine progress("dealing", "bundles", arguments.count);
    added = pool->fill(arguments.count, [&](std::uint64_t done) {
      progress.show(done);
      return true;
    });
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (!added) return tl::unexpected<Error>(added.error());
  const auto waiting = pool->waiting();
  if (!waiting) return tl::unexpected<Error>(waiting.error());
  print(std::cout,
        {{"model", "model", pool->model()},
         {"plan", "plan", pool->plan()},
         {"hospital", "hospital", pool->hospital()},
         {"service", "service", pool->service()},
         {"added", "bundles added", static_cast<std::int64_t>(*added)},
         {"dealt", "waiting for their owners", static_cast<std::int64_t>(*waiting)},
         {"seconds", "seconds", seconds, 3},
         {"cpu_seconds", "seconds of processors", processor_seconds(), 3},
         {"peak_bytes", "bytes of memory, at most", static_cast<std::int64_t>(peak_memory())}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
