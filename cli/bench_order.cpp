#include "cli/bench_order.hpp"

namespace medisc {
namespace {

Result<void> compare(const BenchArguments& arguments, const BenchInputs& inputs,
                     std::size_t first, std::span<const Diagnosis> session) {
  for (std::size_t i = 0; i < session.size() && !inputs.references.empty(); ++i) {
    const std::size_t record = (first + i) % inputs.records.size();
    if (session[i].logits == inputs.references[record]) continue;
    return fail(ErrorCode::kInternal, "the result of record " + std::to_string(record + 1) +
                                          " of " + arguments.records +
                                          " differs from the reference");
  }
  return {};
}

}  // namespace

DiagnoseOrder bench_order(const BenchArguments& arguments, const BenchInputs& inputs,
                          const LocalSite& site, std::size_t first, std::size_t count,
                          DiagnosisReport report) {
  DiagnoseOrder order;
  order.model = LocalSite::kModel;
  order.plan = site.plan();
  for (std::size_t i = 0; i < count; ++i) {
    order.records.push_back(inputs.records[(first + i) % inputs.records.size()]);
  }
  order.batch = arguments.batch;
  order.memory = arguments.memory_megabytes << 20;
  order.report = [&arguments, &inputs, first, report = std::move(report)](
                     std::size_t at, std::span<const Diagnosis> session) -> Result<void> {
    if (auto kept = report(at, session); !kept) return kept;
    return compare(arguments, inputs, first + at, session);
  };
  return order;
}

}  // namespace medisc
