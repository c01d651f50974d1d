#include <array>
#include <iostream>

#include <fmt/format.h>
#include <sodium.h>

#include "cli/notes.hpp"
#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/result_stream.hpp"
#include "cli/results.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "site/diagnosing.hpp"
#include "site/encoded_records.hpp"

namespace medisc {
namespace {

/// A name for a request that has none, so that it can be gone on with.
std::string fresh_name() {
  std::array<std::uint8_t, 6> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return "run-" + to_hex(bytes);
}

JobOrder order_of(const DiagnoseArguments& arguments, const std::string& name, const Plan& plan,
                  const EncodedRecords& records) {
  JobOrder order;
  order.start.door = "command";
  order.start.name = name;
  order.start.model = arguments.model;
  order.start.plan_hash = hash_of(plan);
  order.start.batch = static_cast<std::uint32_t>(arguments.batch);
  order.start.memory = arguments.memory_megabytes << 20;
  order.start.wait_seconds = static_cast<std::uint32_t>(arguments.wait_seconds);
  order.start.ahead = !arguments.no_ahead;
  order.ids = records.names;
  order.records = records.encoded;
  return order;
}

/// A job's results, printed as they come.
class PrintedJob {
 public:
  PrintedJob(const DiagnoseArguments& arguments, const Plan& plan, EncodedRecords records)
      : arguments_(arguments),
        records_(std::move(records)),
        results_(plan, true),
        name_(arguments.request.empty() ? fresh_name() : arguments.request) {}

  Result<void> expect(const Plan& plan);
  Result<void> run(Diagnosing& hospital, const Plan& plan, const StopSignal& stop);

 private:
  Result<void> begin(const JobBegun& job);
  Result<void> take(std::span<const JobAnswer> answers);
  Result<void> end(const Result<JobBegun>& done);
  std::string how_to_go_on() const;

  const DiagnoseArguments& arguments_;
  const EncodedRecords records_;
  ResultTable results_;
  const std::string name_;
  bool begun_ = false;                  ///< by whoever diagnoses
  std::optional<ResultStream> stream_;  ///< once there is a result
};

Result<void> PrintedJob::expect(const Plan& plan) {
  for (const auto& bad : records_.bad) results_.add_bad(bad);
  if (!arguments_.expect.empty()) {
    auto expected = load_expected(arguments_.expect, plan);
    if (!expected) return tl::unexpected<Error>(expected.error());
    results_.compare_with(std::move(*expected));
  }
  return results_.write_maps(arguments_.maps, records_.names);
}

Result<void> PrintedJob::begin(const JobBegun& job) {
  if (stream_) return {};
  stream_.emplace(std::cout, arguments_.format, results_.empty_table(arguments_.format));
  std::vector<Fact> head = results_.head_facts();
  head.push_back({"request", "request", job.request});
  return stream_->begin(std::move(head));
}

Result<void> PrintedJob::take(std::span<const JobAnswer> answers) {
  for (const JobAnswer& answer : answers) {
    results_.add(records_.names.at(answer.place), answer.logits, &answer.costs);
    if (auto printed = stream_->row(results_.last_row(arguments_.format)); !printed) {
      return printed;
    }
  }
  return {};
}

std::string PrintedJob::how_to_go_on() const {
  return fmt::format("{} of {} done; go on with: --resume {}", results_.size(),
                     records_.encoded.size(), name_);
}

/// What was diagnosed before an error stays: its bundles are spent.
Result<void> PrintedJob::end(const Result<JobBegun>& done) {
  if (!stream_) return {};
  for (std::vector<Cell>& bad : results_.bad_rows(arguments_.format)) {
    if (auto printed = stream_->row(std::move(bad)); !printed) return printed;
  }
  std::vector<Fact> tail = results_.tail_facts();
  tail.push_back({"complete", "complete", done.has_value()});
  if (!done) {
    for (Fact& fact : error_facts(done.error())) tail.push_back(std::move(fact));
  }
  return stream_->end(tail, results_.names(arguments_.format));
}

Result<void> PrintedJob::run(Diagnosing& hospital, const Plan& plan, const StopSignal& stop) {
  Result<JobBegun> done = fail(ErrorCode::kInternal, "nothing was diagnosed");
  {
    ProgressLine progress("diagnosing", "records", records_.encoded.size());
    done = hospital.diagnose(
        order_of(arguments_, name_, plan, records_),
        [&](const JobBegun& job, std::span<const JobAnswer> answers) -> Result<void> {
          begun_ = true;
          if (answers.empty()) return {};  // it has begun, and may be refused still
          if (auto begun = begin(job); !begun) return begun;
          if (auto taken = take(answers); !taken) return taken;
          progress.show(results_.size());
          return {};
        },
        [&] { return stop.requested(); });
  }
  const bool stopped = !done && done.error().code == ErrorCode::kInterrupted;
  if (!done && begun_ && (stopped || results_.size() > 0)) {
    const Error& error = done.error();
    done = fail(error.code, stopped ? how_to_go_on() : error.context,
                stopped ? "" : error.hint + (error.hint.empty() ? "" : "; ") + how_to_go_on());
  }
  auto ended = end(done);
  if (!done) return tl::unexpected<Error>(done.error());
  if (!ended) return ended;
  if (results_.differing() > 0) {
    return fail(ErrorCode::kInternal, std::to_string(results_.differing()) + " of " +
                                          std::to_string(results_.size()) +
                                          " diagnoses differ from the reference");
  }
  return results_.maps_written();
}

}  // namespace

Result<void> run(const DiagnoseArguments& arguments) {
  const StopSignal stop;
  auto hospital =
      Diagnosing::open({arguments.config, arguments.socket, arguments.service, arguments.alone,
                        "medisc hospital diagnose", arguments.wait_seconds},
                       passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto plan = (*hospital)->plan(arguments.model);
  if (!plan) return tl::unexpected<Error>(plan.error());
  auto records = load_records(arguments.records, *plan, arguments.rows, arguments.reading);
  if (!records) return tl::unexpected<Error>(records.error());
  print_notes(records->notes);
  PrintedJob job(arguments, *plan, std::move(*records));
  if (auto expected = job.expect(*plan); !expected) return expected;
  if (auto stopped = stop.check("nothing was diagnosed", ""); !stopped) return stopped;
  return job.run(**hospital, *plan, stop);
}

}  // namespace medisc
