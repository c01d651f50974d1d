#include <chrono>

#include "cli/daemon.hpp"
#include "cli/evaluation_inputs.hpp"
#include "cli/evaluations.hpp"
#include "cli/local_site.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signal.hpp"
#include "site/hospital.hpp"

namespace medisc {
namespace {

/// Fills, prepares and diagnoses the records, chunk by chunk.
class LocalRun {
 public:
  LocalRun(const EvaluateArguments& arguments, LocalSite& site, Hospital& hospital,
           const StopSignal& stop)
      : arguments_(arguments), site_(site), hospital_(hospital), stop_(stop) {}

  Result<std::vector<RecordOutcome>> run(
      const std::vector<std::vector<std::int64_t>>& records) {
    ProgressLine progress("evaluating", "records", records.size());
    const std::size_t chunk = site_.chunk(arguments_.batch);
    for (std::size_t first = 0; first < records.size(); first += chunk) {
      const auto begin = records.begin() + static_cast<std::ptrdiff_t>(first);
      const std::size_t count = std::min(chunk, records.size() - first);
      if (auto done = run_chunk({begin, begin + static_cast<std::ptrdiff_t>(count)}, progress);
          !done) {
        return tl::unexpected<Error>(done.error());
      }
    }
    return std::move(outcomes_);
  }

 private:
  Result<void> check() const {
    return stop_.check("the evaluation was stopped after " + std::to_string(outcomes_.size()) +
                           " records; nothing of it is kept",
                       "");
  }

  Result<void> run_chunk(std::vector<std::vector<std::int64_t>> records,
                         ProgressLine& progress) {
    const std::size_t count = records.size();
    if (auto go_on = check(); !go_on) return go_on;
    if (auto filled = site_.fill(count); !filled) return filled;
    const auto prepared = hospital_.prepare({LocalSite::kModel, count, nullptr});
    if (!prepared) return tl::unexpected<Error>(prepared.error());
    DiagnoseOrder order;
    order.model = LocalSite::kModel;
    order.plan = site_.plan();
    order.records = std::move(records);
    order.batch = arguments_.batch;
    order.memory = arguments_.memory_megabytes << 20;
    order.report = [&](std::size_t, std::span<const Diagnosis> session) {
      auto outcomes = outcomes_of(session);
      std::move(outcomes.begin(), outcomes.end(), std::back_inserter(outcomes_));
      progress.show(outcomes_.size());
      return check();
    };
    return hospital_.diagnose(std::move(order));
  }

  const EvaluateArguments& arguments_;
  LocalSite& site_;
  Hospital& hospital_;
  const StopSignal& stop_;
  std::vector<RecordOutcome> outcomes_;
};

}  // namespace

Result<void> evaluate_locally(const EvaluateArguments& arguments) {
  block_signals();  // one that comes before StopSignal listens waits, and leaves no folder
  const auto folder = TemporaryFolder::make();
  if (!folder) return tl::unexpected<Error>(folder.error());
  const StopSignal stop([&] { folder->remove(); });
  const auto check = [&] {
    return stop.check("the evaluation was stopped", "");
  };
  auto inputs = load_evaluation_inputs(arguments, check);
  if (!inputs) return tl::unexpected<Error>(inputs.error());

  auto site = LocalSite::start_new(*folder, std::move(inputs->model), check);
  if (!site) return tl::unexpected<Error>(site.error());
  auto hospital = Hospital::open(site->hospital_config());
  if (!hospital) return tl::unexpected<Error>(hospital.error());

  const auto started = std::chrono::steady_clock::now();
  auto outcomes = LocalRun(arguments, *site, *hospital, stop).run(inputs->encoded);
  if (!outcomes) return tl::unexpected<Error>(outcomes.error());
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report(
      arguments,
      {site->plan(), inputs->set, std::move(*outcomes), std::move(inputs->references), seconds},
      "on this machine, in three processes", plan_facts(site->model()));
}

}  // namespace medisc
