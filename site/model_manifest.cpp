#include "site/model_manifest.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "plan/preprocess.hpp"
#include "records/records.hpp"
#include "site/network_facts.hpp"

namespace medisc {
namespace {

tl::unexpected<Error> unfit(const DeclaredManifest& declared, const std::string& what,
                            const std::string& hint) {
  return fail(ErrorCode::kBadInput, declared.from + ": " + what, hint);
}

std::string names_of(const Manifest& manifest) {
  std::vector<std::string> names;
  for (const RecordPart& part : manifest.parts) names.push_back("'" + part.name + "'");
  return fmt::format("{}", fmt::join(names, ", "));
}

/// The part that a declaration means: by its name, or the only one.
Result<std::size_t> part_named(const Manifest& manifest, const DeclaredManifest& declared,
                               const std::string& name) {
  const auto found = std::find_if(manifest.parts.begin(), manifest.parts.end(),
                                  [&](const RecordPart& part) { return part.name == name; });
  if (found != manifest.parts.end()) {
    return static_cast<std::size_t>(found - manifest.parts.begin());
  }
  if (manifest.parts.size() == 1 && name.empty()) return std::size_t{0};
  return unfit(declared, fmt::format("the model has no input '{}'", name),
               "its inputs: " + names_of(manifest));
}

template <class Value>
void take(std::vector<Value>& list, const std::vector<Value>& declared) {
  if (!declared.empty()) list = declared;
}

/// What a window or the full range is mapped to is the range of values, and the reverse.
void settle_pixel_range(RecordPart& part) {
  std::vector<double>& range = part.pixels.range;
  const bool mapped = part.pixels.values == PixelValues::kWindow ||
                      part.pixels.values == PixelValues::kFullRange;
  if (!mapped) return;
  if (range.empty() && part.least.size() == 1 && part.largest.size() == 1) {
    range = {part.least[0], part.largest[0]};
  }
  if (range.size() == 2 && part.least.empty() && part.largest.empty()) {
    part.least = {range[0]};
    part.largest = {range[1]};
  }
}

Result<void> add_part(Manifest& manifest, const DeclaredManifest& declared,
                      const DeclaredPart& from) {
  // One input needs no name: what is declared may give it a better one.
  const bool only = manifest.parts.size() == 1 && declared.parts.size() == 1;
  const auto index = part_named(manifest, declared, only ? "" : from.name);
  if (!index) return tl::unexpected<Error>(index.error());
  RecordPart* const part = &manifest.parts[*index];
  if (only && !from.name.empty()) part->name = from.name;
  if (!from.shape.empty()) {
    if (elements_of(from.shape) != elements_of(part->shape)) {
      return unfit(declared,
                   fmt::format("input '{}' has the shape [{}], of {} elements; the model "
                               "takes [{}], of {}",
                               part->name, fmt::join(from.shape, ", "), elements_of(from.shape),
                               fmt::join(part->shape, ", "), elements_of(part->shape)),
                   "correct the shape, without the batch");
    }
    part->shape = from.shape;
    if (part->shape.size() < 2) part->layout = Layout::kFlat;
  }
  if (from.layout) part->layout = *from.layout;
  take(part->features, from.features);
  take(part->units, from.units);
  take(part->least, from.least);
  take(part->largest, from.largest);
  if (from.pixels == PixelMeaning{}) return {};
  part->pixels = from.pixels;
  settle_pixel_range(*part);
  return {};
}

/// Of several parts: each in the file's order, named.
Result<void> add_parts(Manifest& manifest, const DeclaredManifest& declared) {
  std::set<std::string> seen;
  for (const DeclaredPart& part : declared.parts) {
    if (!seen.insert(part.name).second) {
      return unfit(declared, fmt::format("input '{}' is there twice", part.name),
                   "give each input one [[inputs]] entry");
    }
    if (auto added = add_part(manifest, declared, part); !added) return added;
  }
  return {};
}

Result<void> add_steps(Manifest& manifest, const DeclaredManifest& declared) {
  if (!declared.preprocessing.empty()) manifest.preprocessing.clear();
  for (const DeclaredPreprocessing& step : declared.preprocessing) {
    const auto part = part_named(manifest, declared, step.input);
    if (!part) return tl::unexpected<Error>(part.error());
    manifest.preprocessing.push_back(
        {static_cast<std::uint32_t>(*part), step.kind, step.numbers, step.filter, step.aspect});
  }
  return {};
}

/// A manifest on its way.
struct Draft {
  Manifest manifest;
  std::optional<TaskKind> task;
  // Who says so besides the file, for errors.
  std::string labels_from{};
  std::string unit_from{};
  std::string task_from{};
  std::string thresholds_from{};
};

Result<void> add(Draft& draft, const DeclaredManifest& declared) {
  Manifest& manifest = draft.manifest;
  if (!declared.name.empty()) manifest.model = declared.name;
  if (!declared.version.empty()) manifest.version = declared.version;
  if (auto added = add_parts(manifest, declared); !added) return added;
  if (auto added = add_steps(manifest, declared); !added) return added;
  if (declared.task) {
    draft.task = declared.task;
    draft.task_from = declared.from;
  }
  if (!declared.labels.empty()) draft.labels_from = declared.from;
  take(manifest.outcome.labels, declared.labels);
  if (!declared.thresholds.empty()) draft.thresholds_from = declared.from;
  take(manifest.outcome.thresholds, declared.thresholds);
  if (declared.unit) {
    manifest.outcome.unit = *declared.unit;
    draft.unit_from = declared.from;
  }
  return {};
}

/// Whether these are the features that the model names, in another order: its ranges would be
/// those of others.
bool is_another_order(const Manifest& manifest, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const RecordPart& part : manifest.parts) {
    known.insert(known.end(), part.features.begin(), part.features.end());
  }
  return known != names && std::ranges::is_permutation(known, names);
}

/// Names of features in the header of a file of ranges, where it has as many.
Result<void> add_names(Manifest& manifest, const std::filesystem::path& ranges) {
  const auto table = read_records(ranges);
  if (!table) return tl::unexpected<Error>(table.error());
  std::size_t elements = 0;
  for (const RecordPart& part : manifest.parts) elements += elements_of(part.shape);
  if (table->features.size() != elements) return {};
  if (is_another_order(manifest, table->features)) {
    return fail(ErrorCode::kBadInput,
                ranges.string() + " has the model's features in another order",
                "put its columns in the model's order");
  }
  auto next = table->features.begin();
  for (RecordPart& part : manifest.parts) {
    const auto end = next + elements_of(part.shape);
    part.features.assign(next, end);
    next = end;
  }
  return {};
}

std::size_t labels_wanted(const Outcome& outcome, std::uint32_t results) {
  if (outcome.task == TaskKind::kBinary) return 2;
  if (outcome.task == TaskKind::kMap) return std::max(outcome.shape.front(), 2U);
  return results;
}

Result<void> settle_labels(Draft& draft, std::uint32_t results) {
  Outcome& outcome = draft.manifest.outcome;
  const std::size_t wanted = labels_wanted(outcome, results);
  if (outcome.labels.empty() || outcome.labels.size() == wanted) return {};
  if (draft.labels_from.empty()) {  // the file's own, which are for another output
    outcome.labels.clear();
    return {};
  }
  return fail(
      ErrorCode::kBadInput,
      fmt::format("{}: there are {} labels, and the model has {} results, task '{}'",
                  draft.labels_from, outcome.labels.size(), results, task_name(outcome.task)),
      fmt::format("give {} labels, in the order of the results, or none", wanted));
}

/// One threshold may stand for all findings; 0.5 for none.
Result<void> settle_thresholds(Draft& draft, std::uint32_t results) {
  Outcome& outcome = draft.manifest.outcome;
  const bool has_them =
      outcome.task == TaskKind::kBinary || outcome.task == TaskKind::kFindings;
  if (!has_them) {
    if (outcome.thresholds.empty()) return {};
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: there is a threshold, and the task is '{}'",
                            draft.thresholds_from, task_name(outcome.task)),
                "thresholds are for the tasks binary and findings: declare one, or remove it");
  }
  const std::size_t wanted = outcome.task == TaskKind::kBinary ? 1 : results;
  if (outcome.thresholds.empty()) outcome.thresholds = {0.5};
  if (outcome.thresholds.size() == 1) outcome.thresholds.resize(wanted, outcome.thresholds[0]);
  return {};
}

Result<void> settle_unit(Draft& draft) {
  Outcome& outcome = draft.manifest.outcome;
  if (outcome.task == TaskKind::kNumber || outcome.unit.empty()) return {};
  if (draft.unit_from.empty()) {
    outcome.unit.clear();
    return {};
  }
  return fail(ErrorCode::kBadInput,
              fmt::format("{}: there is a unit, and the task is '{}'", draft.unit_from,
                          task_name(outcome.task)),
              "units are for the task number: declare it, or remove the unit");
}

/// A map's classes come first, so it must be known where they stand.
Result<void> settle_shape(Draft& draft, const Network& network) {
  Outcome& outcome = draft.manifest.outcome;
  outcome.shape = {network.outputs()};
  if (outcome.task != TaskKind::kMap) return {};
  outcome.shape = result_shape(network);
  if (outcome.shape.size() < 2 || network.facts.class_axis) return {};
  return fail(
      ErrorCode::kBadInput,
      fmt::format("{}the task is 'map', and nothing says which axis of a result of shape "
                  "[{}] has the classes",
                  draft.task_from.empty() ? "" : draft.task_from + ": ",
                  fmt::join(outcome.shape, ", ")),
      "add layout = \"channels_first\" or \"channels_last\" to [task] in a model.toml; "
      "or let the model end in a Softmax or ArgMax along that axis");
}

/// What the results stand for, once all have said what they know.
Result<void> settle(Draft& draft, const Network& network) {
  Outcome& outcome = draft.manifest.outcome;
  const std::uint32_t results = network.outputs();
  outcome.task = draft.task.value_or(suggested_task(network, outcome.labels.size()));
  if (auto settled = settle_shape(draft, network); !settled) return settled;
  if (auto settled = settle_labels(draft, results); !settled) return settled;
  if (auto settled = settle_thresholds(draft, results); !settled) return settled;
  return settle_unit(draft);
}

/// The model.toml that is named, or stands beside the network.
Result<std::optional<std::filesystem::path>> manifest_file(const ManifestSources& sources) {
  if (sources.file) return sources.file;
  return manifest_beside(sources.network);
}

std::vector<std::filesystem::path> networks_beside(const std::filesystem::path& network) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  const auto folder = std::filesystem::absolute(network).parent_path();
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".onnx") found.push_back(at->path());
  }
  return found;
}

/// The values of a list, one a few elements where they repeat so.
std::vector<double> compacted(const RecordPart& part, const std::vector<double>& values) {
  if (std::all_of(values.begin(), values.end(), [&](double x) { return x == values[0]; })) {
    return {values.front()};
  }
  const std::uint32_t channels = channels_of(part);
  std::vector<std::optional<double>> of_channel(channels);
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    std::optional<double>& entry = of_channel[channel_of(part, i)];
    if (entry && *entry != values[i]) return values;
    entry = values[i];
  }
  std::vector<double> compact;
  for (const auto& entry : of_channel) compact.push_back(*entry);
  return compact;
}

double normalised(const PublicNormalisation& normalisation, std::size_t features,
                  std::size_t element, double x) {
  if (normalisation.centre.empty() || features == 0) return x;
  const std::size_t run = element * normalisation.centre.size() / features;
  return (x - normalisation.centre[run]) * normalisation.factor[run];
}

std::size_t features_of(const Manifest& manifest) {
  std::size_t features = 0;
  for (const RecordPart& part : manifest.parts) features += elements_of(part.shape);
  return features;
}

}  // namespace

Result<std::optional<std::filesystem::path>> manifest_beside(
    const std::filesystem::path& network) {
  std::error_code ignored;
  std::filesystem::path own = network;
  own.replace_extension(".toml");
  if (std::filesystem::exists(own, ignored)) return own;
  const std::filesystem::path shared = network.parent_path() / "model.toml";
  if (!std::filesystem::exists(shared, ignored)) return std::nullopt;
  if (networks_beside(network).size() <= 1) return shared;
  return fail(ErrorCode::kUsage,
              shared.string() + " stands beside several networks; nobody knows whose it is",
              "name it " + own.filename().string() + ", or write manifest = \"FILE\"");
}

Result<std::optional<Layout>> declared_result_layout(const ManifestSources& sources) {
  const auto file = manifest_file(sources);
  if (!file) return tl::unexpected<Error>(file.error());
  if (!*file) return std::nullopt;
  const auto declared = load_declared_manifest(**file);
  if (!declared) return tl::unexpected<Error>(declared.error());
  return declared->result_layout;
}

Result<Manifest> compose_manifest(const Network& network, const ManifestSources& sources) {
  Draft draft{manifest_of_file(network), task_in_metadata(network.facts)};
  if (draft.manifest.model.empty()) draft.manifest.model = sources.name;
  const auto own = manifest_file(sources);
  if (!own) return tl::unexpected<Error>(own.error());
  const std::optional<std::filesystem::path>& file = *own;
  if (file) {
    const auto declared = load_declared_manifest(*file);
    if (!declared) return tl::unexpected<Error>(declared.error());
    if (auto added = add(draft, *declared); !added) return tl::unexpected<Error>(added.error());
  }
  if (sources.ranges) {
    if (auto named = add_names(draft.manifest, *sources.ranges); !named) {
      return tl::unexpected<Error>(named.error());
    }
  }
  if (auto added = add(draft, sources.declared); !added) {
    return tl::unexpected<Error>(added.error());
  }
  if (auto settled = settle(draft, network); !settled) {
    return tl::unexpected<Error>(settled.error());
  }
  if (auto valid = validate(draft.manifest, network.features, network.outputs()); !valid) {
    Error error = valid.error();
    if (file) error.context = file->string() + ": " + error.context;
    return tl::unexpected<Error>(error);
  }
  return std::move(draft.manifest);
}

Result<Manifest> manifest_of_file_alone(const Network& network, const std::string& name) {
  Draft draft{manifest_of_file(network), task_in_metadata(network.facts)};
  if (draft.manifest.model.empty()) draft.manifest.model = name;
  if (auto settled = settle(draft, network); !settled) {
    return tl::unexpected<Error>(settled.error());
  }
  return std::move(draft.manifest);
}

std::vector<double> magnitudes_of(const Manifest& manifest,
                                  const PublicNormalisation& normalisation) {
  const std::vector<ValueRange> ranges = ranges_after(manifest);
  std::vector<double> magnitudes;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const double one = normalised(normalisation, ranges.size(), i, ranges[i].least);
    const double other = normalised(normalisation, ranges.size(), i, ranges[i].largest);
    const double largest = std::max(std::abs(one), std::abs(other));
    magnitudes.push_back(largest == 0 ? 1 : largest);
  }
  const bool equal = std::all_of(magnitudes.begin(), magnitudes.end(),
                                 [&](double x) { return x == magnitudes[0]; });
  if (!magnitudes.empty() && equal) magnitudes.resize(1);
  return magnitudes;
}

void set_ranges(Manifest& manifest, const PublicNormalisation& normalisation,
                const std::vector<double>& magnitudes) {
  const std::size_t features = features_of(manifest);
  if (magnitudes.size() != 1 && magnitudes.size() != features) return;
  // Where a value of 0 and one of 1 go tells the map; resizes move nothing here.
  std::vector<double> zeros(features, 0.0);
  std::vector<double> ones(features, 1.0);
  zeros = preprocessed(manifest, std::move(zeros));
  ones = preprocessed(manifest, std::move(ones));
  std::size_t element = 0;
  for (RecordPart& part : manifest.parts) {
    std::vector<double> least;
    std::vector<double> largest;
    for (std::uint32_t i = 0; i < elements_of(part.shape); ++i, ++element) {
      const double start = normalised(normalisation, features, element, zeros[element]);
      const double slope = normalised(normalisation, features, element, ones[element]) - start;
      const double range = magnitudes[magnitudes.size() == 1 ? 0 : element];
      const double one = (-range - start) / slope;
      const double other = (range - start) / slope;
      least.push_back(std::min(one, other));
      largest.push_back(std::max(one, other));
    }
    part.least = compacted(part, least);
    part.largest = compacted(part, largest);
  }
}

std::vector<std::optional<double>> fixed_of(const Manifest& manifest,
                                            const PublicNormalisation& normalisation) {
  const std::vector<ValueRange> ranges = ranges_after(manifest);
  std::vector<std::optional<double>> fixed(ranges.size());
  std::size_t element = 0;
  for (const RecordPart& part : manifest.parts) {
    for (std::uint32_t i = 0; i < elements_of(part.shape) && element < ranges.size();
         ++i, ++element) {
      const auto [least, largest] = ranges[element];
      if (part.layout != Layout::kFlat || least != largest) continue;
      fixed[element] = normalised(normalisation, ranges.size(), element, least);
    }
  }
  return fixed;
}

void keep_fixed(Manifest& manifest, const Manifest& before) {
  const auto value = [](const RecordPart& part, const std::vector<double>& list,
                        std::uint32_t element) {
    const double* entry = entry_for(part, list, element);
    return entry == nullptr ? 0.0 : *entry;
  };
  for (std::size_t index = 0; index < manifest.parts.size(); ++index) {
    RecordPart& part = manifest.parts[index];
    const RecordPart& declared = before.parts[index];
    if (part.layout != Layout::kFlat || declared.least.empty() || part.least.empty()) continue;
    std::vector<double> least;
    std::vector<double> largest;
    for (std::uint32_t i = 0; i < elements_of(part.shape); ++i) {
      const double low = value(declared, declared.least, i);
      const bool is_fixed = low == value(declared, declared.largest, i);
      least.push_back(is_fixed ? low : value(part, part.least, i));
      largest.push_back(is_fixed ? low : value(part, part.largest, i));
    }
    part.least = compacted(part, least);
    part.largest = compacted(part, largest);
  }
}

std::string undeclared_hint(const Manifest& manifest) {
  const Outcome& outcome = manifest.outcome;
  const bool open = outcome.task == TaskKind::kNumber && outcome.shape.size() == 1 &&
                    outcome.shape[0] == 1 && outcome.unit.empty() && outcome.labels.empty();
  if (!open) return "";
  return "its single result is shown as a number, because nothing says what it is; where it "
         "stands for a yes or no, declare task = \"binary\" and labels, else a unit";
}

}  // namespace medisc
