#include "python/compilation.hpp"

#include "site/local_model.hpp"
#include "site/model_manifest.hpp"
#include "site/sample_doubts.hpp"

namespace medisc::python {
namespace {

Result<void> compile_with_ranges(LocalModel& model, const std::vector<double>& ranges,
                                 std::vector<double> samples) {
  const std::size_t features = model.network().features;
  if (ranges.size() != features) {
    return fail(ErrorCode::kBadInput,
                std::to_string(ranges.size()) + " ranges; the model has " +
                    std::to_string(features) + " features",
                "give the largest |x| of each feature, or one number for all");
  }
  set_ranges(model.manifest, model.read.normalisation, ranges);
  PlanOptions settled = model.options;
  settled.manifest = model.manifest;
  settled.ranges = ranges;
  auto compiled = compile_settled(model.files, model.read, std::move(settled),
                                  model.as_seen(std::move(samples)));
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  model.compiled = std::move(*compiled);
  return {};
}

Result<std::vector<double>> sample_values(const GivenRecords& given, const LocalModel& model) {
  ReadOptions reading;
  reading.labels = false;
  reading.out_of_range = OutOfRange::kWarn;
  auto table = table_of(given, model.manifest, reading);
  if (!table) return tl::unexpected<Error>(table.error());
  const std::size_t features = model.network().features;
  if (table->columns != features) {
    return fail(ErrorCode::kBadInput,
                given.name + " has samples of " + std::to_string(table->columns) +
                    " elements; the model's records have " + std::to_string(features),
                "resize them to the model's size first");
  }
  if (auto differ = expect_different(table->values, features); !differ) {
    return fail(differ.error().code, given.name + ": " + differ.error().context,
                differ.error().hint);
  }
  return std::move(table->values);
}

Result<CompiledModel> compile(Compilation compilation) {
  auto model = LocalModel::open(std::move(compilation.files), std::move(compilation.options));
  if (!model) return tl::unexpected<Error>(model.error());
  std::vector<double> samples;
  if (compilation.samples) {
    auto values = sample_values(*compilation.samples, *model);
    if (!values) return tl::unexpected<Error>(values.error());
    samples = std::move(*values);
  }
  if (!compilation.ranges.empty()) {
    auto done = compile_with_ranges(*model, compilation.ranges, std::move(samples));
    if (!done) return tl::unexpected<Error>(done.error());
    return std::move(model->compiled);
  }
  if (samples.empty()) {
    PlanOptions options = model->options;
    options.manifest = model->manifest;
    return compile_network(model->files, model->read, std::move(options));
  }
  const std::vector<double>& one = model->files.range;
  auto done = model->compile_for(one.empty() ? std::nullopt : std::optional(one.front()),
                                 std::move(samples), compilation.samples->name);
  if (!done) return tl::unexpected<Error>(done.error());
  return std::move(model->compiled);
}

}  // namespace

Result<CompiledModel> compiled_model(Compilation compilation,
                                     const std::atomic<bool>& stopped) {
  compilation.files.progress = [&](std::size_t) {
    if (stopped) throw Failure({ErrorCode::kInterrupted, "compiling was stopped", ""});
  };
  return compile(std::move(compilation));
}

}  // namespace medisc::python
