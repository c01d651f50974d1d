#include "cli/bench_inputs.hpp"

#include <algorithm>
#include <random>

#include "cli/chosen_model.hpp"
#include "plan/reference.hpp"
#include "records/records.hpp"
#include "site/encoded_records.hpp"
#include "site/model_manifest.hpp"

namespace medisc {
namespace {

/// Different records are of no use beyond these.
constexpr std::size_t kMostRecords = 256;

/// Of no meaning, and never secret: any generator does.
std::vector<std::vector<std::int64_t>> random_records(const InputEncoding& input,
                                                      std::size_t count) {
  std::mt19937_64 random(1);
  const auto most = std::int64_t{1} << input.bits;
  std::uniform_int_distribution<std::int64_t> value(-most, most);
  std::vector<std::vector<std::int64_t>> records(count,
                                                 std::vector<std::int64_t>(input.features));
  for (auto& record : records) {
    std::generate(record.begin(), record.end(), [&] { return value(random); });
  }
  return records;
}

}  // namespace

Result<BenchInputs> load_bench_inputs(const BenchArguments& arguments,
                                      const std::function<Result<void>()>& check) {
  auto model = open_local_model(arguments.model, arguments.compilation);
  if (!model) return tl::unexpected<Error>(model.error());
  std::optional<RecordTable> given;
  if (!arguments.records.empty()) {
    ReadOptions reading;
    reading.labels = false;
    auto table = read_records(arguments.records, model->manifest, reading);
    if (!table) return tl::unexpected<Error>(table.error());
    given = std::move(*table);
  }
  std::optional<double> range = arguments.range;
  const bool declared = !magnitudes_of(model->manifest, model->read.normalisation).empty();
  if (!range && !given && !declared && arguments.compilation.ranges.empty()) {
    range = kDefaultRange;
  }
  const auto records = given ? given->values : std::vector<double>();
  if (auto compiled = model->compile_for(range, records, arguments.records); !compiled) {
    return tl::unexpected<Error>(compiled.error());
  }

  BenchInputs inputs{std::move(*model), {}, {}};
  const CompiledModel& compiled = inputs.model.compiled;
  const auto count = std::min<std::uint64_t>(arguments.runs * arguments.batch, kMostRecords);
  if (!given) {
    inputs.records = random_records(compiled.plan.input, count);
    return inputs;
  }
  auto encoded = encode_rows(arguments.records, *given, compiled.plan, {0, count});
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  inputs.records = std::move(*encoded);
  for (const auto& record : inputs.records) {
    if (auto go_on = check(); !go_on) return tl::unexpected<Error>(go_on.error());
    inputs.references.push_back(reference(compiled.plan, compiled.weights, record));
  }
  return inputs;
}

}  // namespace medisc
