#include "cli/bench_pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <future>

#include "cli/bench_order.hpp"
#include "cli/progress.hpp"

namespace medisc {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLeastRounds = 3;

Result<void> prepare(Hospital& hospital, std::size_t count) {
  const auto done = hospital.prepare({LocalSite::kModel, count, nullptr});
  if (!done) return tl::unexpected<Error>(done.error());
  return {};
}

}  // namespace

Result<double> pipeline_records_per_second(const BenchArguments& arguments,
                                           const BenchInputs& inputs, LocalSite& site,
                                           Hospital& hospital,
                                           const std::function<Result<void>()>& check) {
  const std::size_t total = arguments.runs * arguments.batch;
  const std::size_t count = std::min(site.chunk(arguments.batch), total);
  const std::size_t rounds = std::max((total + count - 1) / count, kLeastRounds);
  ProgressLine progress("timing, all at once", "records", rounds * count);
  if (auto done = site.fill(2 * count); !done) return tl::unexpected<Error>(done.error());
  if (auto done = prepare(hospital, count); !done) return tl::unexpected<Error>(done.error());

  const auto started = Clock::now();
  for (std::size_t round = 0; round < rounds; ++round) {
    if (auto go_on = check(); !go_on) return tl::unexpected<Error>(go_on.error());
    const std::size_t first = round * count;
    auto dealing = std::async(std::launch::async, [&] { return site.fill(count); });
    auto preparing = std::async(std::launch::async, [&] { return prepare(hospital, count); });
    const auto report = [&](std::size_t at, std::span<const Diagnosis> session) {
      progress.show(first + at + session.size());
      return check();
    };
    auto diagnosed =
        hospital.diagnose(bench_order(arguments, inputs, site, first, count, report));
    for (const Result<void>& done : {diagnosed, preparing.get(), dealing.get()}) {
      if (!done) return tl::unexpected<Error>(done.error());
    }
  }
  const std::chrono::duration<double> seconds = Clock::now() - started;
  return static_cast<double>(rounds * count) / seconds.count();
}

}  // namespace medisc
