#include <iostream>

#include "cli/notes.hpp"
#include "cli/passphrase.hpp"
#include "cli/progress.hpp"
#include "cli/results.hpp"
#include "cli/verbs.hpp"
#include "site/encoded_records.hpp"
#include "site/hospital.hpp"

namespace medisc {

Result<void> run(const DiagnoseArguments& arguments) {
  auto hospital = Hospital::open(arguments.config, arguments.service, passphrase_at_terminal());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto plan = hospital->plan(arguments.model);
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

  Result<void> done;
  {
    ProgressLine progress("diagnosing", "records", records->encoded.size());
    DiagnoseOrder order;
    order.model = arguments.model;
    order.plan = *plan;
    order.records = std::move(records->encoded);
    order.batch = arguments.batch;
    order.wait = std::chrono::seconds(arguments.wait_seconds);
    order.ahead = !arguments.no_ahead;
    order.memory = arguments.memory_megabytes << 20;
    order.report = [&](std::size_t first, std::span<const Diagnosis> diagnoses) {
      for (std::size_t i = 0; i < diagnoses.size(); ++i) {
        results.add(records->names[first + i], diagnoses[i].logits, &diagnoses[i].costs);
      }
      progress.show(first + diagnoses.size());
      return Result<void>{};
    };
    done = hospital->diagnose(std::move(order));
  }
  // What was diagnosed before an error is printed all the same: its bundles are spent.
  if (done || results.size() > 0) {
    print(std::cout, results.facts(), results.tables(arguments.format), arguments.format);
  }
  if (!done) return done;
  if (results.differing() > 0) {
    return fail(ErrorCode::kInternal, std::to_string(results.differing()) + " of " +
                                          std::to_string(results.size()) +
                                          " diagnoses differ from the reference");
  }
  return results.maps_written();
}

}  // namespace medisc
