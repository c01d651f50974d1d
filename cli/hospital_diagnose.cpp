#include <iostream>

#include "cli/notes.hpp"
#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/results.hpp"
#include "cli/verbs.hpp"
#include "site/diagnosing.hpp"
#include "site/encoded_records.hpp"

namespace medisc {
namespace {

JobOrder order_of(const DiagnoseArguments& arguments, const Plan& plan,
                  const EncodedRecords& records) {
  JobOrder order;
  order.start.door = "command";
  order.start.name = arguments.request;
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

}  // namespace

Result<void> run(const DiagnoseArguments& arguments) {
  auto hospital = Diagnosing::open({arguments.config, arguments.socket, arguments.service,
                                    arguments.alone, "medisc hospital diagnose"},
                                   passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto plan = (*hospital)->plan(arguments.model);
  if (!plan) return tl::unexpected<Error>(plan.error());
  auto records = load_records(arguments.records, *plan, arguments.limit, arguments.reading);
  if (!records) return tl::unexpected<Error>(records.error());
  print_notes(records->notes);
  ResultTable results(*plan);
  for (const auto& bad : records->bad) results.add_bad(bad);
  if (!arguments.expect.empty()) {
    auto expected = load_expected(arguments.expect, *plan);
    if (!expected) return tl::unexpected<Error>(expected.error());
    results.compare_with(std::move(*expected));
  }
  if (auto maps = results.write_maps(arguments.maps, records->names); !maps) return maps;

  Result<JobBegun> done = fail(ErrorCode::kInternal, "nothing was diagnosed");
  {
    ProgressLine progress("diagnosing", "records", records->encoded.size());
    done = (*hospital)->diagnose(order_of(arguments, *plan, *records),
                                 [&](const JobBegun&, std::span<const JobAnswer> answers) {
                                   for (const JobAnswer& answer : answers) {
                                     results.add(records->names.at(answer.place), answer.logits,
                                                 &answer.costs);
                                   }
                                   progress.show(results.size());
                                   return Result<void>{};
                                 });
  }
  // What was diagnosed before an error is printed all the same: its bundles are spent.
  if (done || results.size() > 0) {
    print(std::cout, results.facts(), results.tables(arguments.format), arguments.format);
  }
  if (!done) return tl::unexpected<Error>(done.error());
  if (results.differing() > 0) {
    return fail(ErrorCode::kInternal, std::to_string(results.differing()) + " of " +
                                          std::to_string(results.size()) +
                                          " diagnoses differ from the reference");
  }
  return results.maps_written();
}

}  // namespace medisc
