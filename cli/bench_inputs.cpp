#include "cli/bench_inputs.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include "cli/input_ranges.hpp"
#include "cli/loading.hpp"
#include "cli/results.hpp"
#include "cli/scoring.hpp"
#include "model/public_normalisation.hpp"
#include "model/reference.hpp"
#include "plaintext/float_network.hpp"
#include "records/records.hpp"

namespace medisc {
namespace {

/// Different records are of no use beyond these.
constexpr std::size_t kMostRecords = 256;
constexpr std::size_t kWarmRuns = 3;
constexpr double kNoRange = ModelArguments{}.range;

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

/// A record as the float network takes it.
std::vector<float> decoded(const InputEncoding& input,
                           const std::vector<std::int64_t>& record) {
  std::vector<float> values;
  for (std::uint32_t i = 0; i < input.features; ++i) {
    const int shift = input.range_of(i) - static_cast<int>(input.bits);
    values.push_back(static_cast<float>(std::ldexp(static_cast<double>(record[i]), shift)));
  }
  return values;
}

Result<double> time_plaintext(const Network& network, const BenchInputs& inputs,
                              std::uint64_t runs, const std::function<Result<void>()>& check) {
  auto built = FloatNetwork::build(network);
  if (!built) return tl::unexpected<Error>(built.error());
  std::vector<double> milliseconds;
  for (std::size_t i = 0; i < kWarmRuns + runs; ++i) {
    if (auto go_on = check(); !go_on) return tl::unexpected<Error>(go_on.error());
    const auto record =
        decoded(inputs.model.plan.input, inputs.records[i % inputs.records.size()]);
    const auto started = std::chrono::steady_clock::now();
    const auto logits = built->run(record);
    const auto took = std::chrono::steady_clock::now() - started;
    if (!logits) return tl::unexpected<Error>(logits.error());
    if (i >= kWarmRuns) {
      milliseconds.push_back(std::chrono::duration<double, std::milli>(took).count());
    }
  }
  return spread_of(std::move(milliseconds)).median;
}

/// Records of the file, as they are and as the network sees them.
struct GivenRecords {
  RecordTable table;
  std::vector<double> seen;
};

Result<GivenRecords> read_given(const BenchArguments& arguments,
                                const NormalisedNetwork& read) {
  GivenRecords given;
  if (arguments.records.empty()) return given;
  auto table = read_records(arguments.records, read.network.features);
  if (!table) return tl::unexpected<Error>(table.error());
  given.table = std::move(*table);
  given.seen = given.table.values;
  if (arguments.compilation.public_normalisation) {
    normalise(read.normalisation, read.network.features, given.seen);
  }
  return given;
}

}  // namespace

Result<BenchInputs> load_bench_inputs(const BenchArguments& arguments,
                                      const std::function<Result<void>()>& check) {
  ModelArguments compilation = arguments.compilation;
  compilation.file = arguments.model;
  ModelFiles files = model_files(compilation);
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  const auto given = read_given(arguments, *read);
  if (!given) return tl::unexpected<Error>(given.error());

  std::optional<double> range = arguments.range;
  if (!range && arguments.records.empty()) range = kNoRange;
  if (!arguments.range && !compilation.ranges.empty()) range.reset();
  auto ranges = choose_ranges(range, compilation.ranges, read->network, given->seen);
  if (!ranges) return tl::unexpected<Error>(ranges.error());
  BenchInputs inputs;
  inputs.ranges = std::move(ranges->largest);
  files.ranges.reset();
  PlanOptions options = plan_options(compilation);
  options.ranges = inputs.ranges;
  auto model = compile_network(files, *read, std::move(options));
  if (!model) return tl::unexpected<Error>(model.error());
  inputs.model = std::move(*model);

  const auto count = std::min<std::uint64_t>(arguments.runs * arguments.batch, kMostRecords);
  if (arguments.records.empty()) {
    inputs.records = random_records(inputs.model.plan.input, count);
  } else {
    auto encoded = encode_rows(arguments.records, given->table, inputs.model.plan.input, count);
    if (!encoded) return tl::unexpected<Error>(encoded.error());
    inputs.records = std::move(*encoded);
    for (const auto& record : inputs.records) {
      if (auto go_on = check(); !go_on) return tl::unexpected<Error>(go_on.error());
      inputs.references.push_back(reference(inputs.model.plan, inputs.model.weights, record));
    }
  }
  auto plaintext = time_plaintext(read->network, inputs, arguments.runs, check);
  if (!plaintext) return tl::unexpected<Error>(plaintext.error());
  inputs.plaintext_ms = *plaintext;
  return inputs;
}

}  // namespace medisc
