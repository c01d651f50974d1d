#include "python/compile_options.hpp"

#include <cmath>
#include <map>

#include <pybind11/stl.h>

#include "python/words.hpp"
#include "site/import_options.hpp"

namespace py = pybind11;

namespace medisc::python {
namespace {

/// An entry of the options' dictionary, taken out; none where it is None or not
/// there.
template <class Value>
std::optional<Value> taken(const py::dict& options, const char* name) {
  if (!options.contains(name)) return std::nullopt;
  const py::object value = options.attr("pop")(name);
  if (value.is_none()) return std::nullopt;
  try {
    return value.cast<Value>();
  } catch (const py::cast_error&) {
    throw Failure({ErrorCode::kUsage,
                   std::string(name) + " can't be a " +
                       py::str(py::type::of(value).attr("__name__")).cast<std::string>(),
                   "see: help(medisc.compile)"});
  }
}

template <class Value>
void take_into(Value& place, const py::dict& options, const char* name) {
  if (auto value = taken<Value>(options, name)) place = std::move(*value);
}

template <class Value>
void take_word(Value& place, const py::dict& options, const char* name,
               const std::map<std::string, Value>& words) {
  if (const auto word = taken<std::string>(options, name)) place = chosen(name, *word, words);
}

std::optional<std::filesystem::path> taken_path(const py::dict& options, const char* name) {
  const auto text = taken<std::string>(options, name);
  return text ? std::optional<std::filesystem::path>(*text) : std::nullopt;
}

void take_plan_options(PlanOptions& plan, const py::dict& options) {
  plan.widen_ring = true;
  if (const auto ring = taken<std::uint32_t>(options, "ring")) {
    plan.ring_bits = *ring;
    plan.widen_ring = false;
  }
  plan.input_bits = taken<std::uint32_t>(options, "input_bits");
  plan.activation_bits = taken<std::uint32_t>(options, "activation_bits");
  plan.weight_bits = taken<std::uint32_t>(options, "weight_bits");
  take_into(plan.full_width, options, "full_width");
  take_into(plan.margin_bits, options, "margin");
  take_word<Output>(plan.output, options, "output",
                    {{"logits", Output::kLogits}, {"label", Output::kLabel}});
}

void expect(bool good, const char* what) {
  if (!good) throw Failure({ErrorCode::kUsage, what, "see: help(medisc.compile)"});
}

void take_borrows(BorrowOptions& borrows, const py::dict& options) {
  take_word<ComparisonChoice>(borrows.comparison, options, "comparison",
                              {{"auto", ComparisonChoice::kAuto},
                               {"tree", ComparisonChoice::kTree},
                               {"chain", ComparisonChoice::kChain}});
  take_into(borrows.link.delay_ms, options, "delay_ms");
  take_into(borrows.link.mbit_s, options, "mbit_s");
  borrows.bundle_mb = taken<double>(options, "bundle_mb");
  expect(std::isfinite(borrows.link.delay_ms) && borrows.link.delay_ms >= 0,
         "delay_ms is below 0, or no number");
  expect(std::isfinite(borrows.link.mbit_s) && borrows.link.mbit_s > 0,
         "mbit_s is not above 0");
  expect(!borrows.bundle_mb || *borrows.bundle_mb > 0, "bundle_mb is not above 0");
}

void take_declared(DeclaredManifest& declared, const py::dict& options) {
  declared.from = "the call";
  take_into(declared.labels, options, "labels");
  const auto task = taken<std::string>(options, "task");
  if (task) declared.task = task_named(*task);
  expect(!task || declared.task, "task is none of classes, binary, findings, number, map");
  take_into(declared.thresholds, options, "threshold");
  for (const double threshold : declared.thresholds) {
    expect(threshold >= 0 && threshold <= 1, "a threshold is not within 0 and 1");
  }
  declared.unit = taken<std::string>(options, "unit");
}

}  // namespace

Compilation compilation_of(const std::string& network, const GivenRecords* samples,
                           const std::vector<double>& ranges, const py::dict& given) {
  const py::dict options = given.attr("copy")();
  Compilation compilation;
  ModelFiles& files = compilation.files;
  files.network = network;
  files.ranges = taken_path(options, "ranges_file");
  files.calibration = taken_path(options, "calibrate");
  files.manifest = taken_path(options, "manifest");
  if (const auto range = taken<double>(options, "range")) files.range = {*range};
  take_into(files.public_normalisation, options, "public_normalisation");
  take_word<bool>(files.any_fidelity, options, "fidelity", {{"refuse", false}, {"warn", true}});
  files.import =
      value_of(import_options(taken<std::string>(options, "output_name").value_or(""),
                              taken<std::vector<std::string>>(options, "input_shape")
                                  .value_or(std::vector<std::string>{})));
  take_borrows(files.borrows, options);
  take_declared(files.declared, options);
  take_plan_options(compilation.options, options);
  for (const auto& [name, value] : options) {
    throw Failure({ErrorCode::kUsage, "there is no option " + py::str(name).cast<std::string>(),
                   "see: help(medisc.compile)"});
  }
  compilation.ranges = ranges;
  if (samples != nullptr) compilation.samples = *samples;
  return compilation;
}

}  // namespace medisc::python
