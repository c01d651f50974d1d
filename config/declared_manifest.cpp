#include "config/declared_manifest.hpp"

#include <limits>

#include "plan/plan.hpp"

namespace medisc {
namespace {

/// The one number of a key that a step must have.
void add_number(TomlSection& section, const std::string& key, std::optional<double> fallback,
                std::vector<double>& numbers) {
  const auto number = section.number(key);
  if (!number && !fallback) {
    section.complain("step", "the step lacks the number \"" + key + "\"", "add " + key);
  }
  numbers.push_back(number.value_or(fallback.value_or(1)));
}

PixelMeaning read_pixels(TomlSection& section) {
  PixelMeaning pixels;
  const auto choice = [&](const char* key, std::initializer_list<std::string> names) {
    return section.choice_or(key, "", names);
  };
  pixels.values = values_named(choice("pixels", {"stored", "full_range", "modality", "window"}))
                      .value_or(PixelValues::kUndeclared);
  pixels.bits = static_cast<std::uint32_t>(section.integer("bits", 1, 32).value_or(0));
  pixels.window = section.numbers("window");
  pixels.function =
      function_named(choice("window_function", {"linear", "linear_exact", "sigmoid"}))
          .value_or(WindowFunction::kLinear);
  pixels.range = section.numbers("pixel_range");
  pixels.polarity =
      polarity_named(choice("polarity", {"bright", "stored"})).value_or(Polarity::kBright);
  pixels.colour =
      colour_named(choice("colour", {"refuse", "luminance"})).value_or(ColourTo::kRefuse);
  pixels.orientation = section.texts("orientation");
  pixels.modalities = section.texts("modalities");
  return pixels;
}

void read_resize(TomlSection& section, DeclaredPreprocessing& step) {
  step.filter =
      filter_named(section.choice_or("filter", "bilinear", {"bilinear", "area", "antialias"}))
          .value_or(ResizeFilter::kBilinear);
  step.aspect = aspect_named(section.choice_or("aspect", "stretch", {"stretch", "pad", "crop"}))
                    .value_or(ResizeAspect::kStretch);
  if (step.aspect == ResizeAspect::kPad) {
    add_number(section, "fill", std::nullopt, step.numbers);
  }
}

DeclaredPart read_part(TomlSection& section) {
  DeclaredPart part;
  part.name = section.optional_text("name").value_or("");
  for (const std::int64_t size : section.integers("shape", 1, kMaxTensor)) {
    part.shape.push_back(static_cast<std::uint32_t>(size));
  }
  const std::string layout =
      section.choice_or("layout", "", {"flat", "channels_first", "channels_last"});
  part.layout = layout_named(layout);
  part.features = section.texts("features");
  part.units = section.texts("units");
  part.least = section.numbers("least");
  part.largest = section.numbers("largest");
  if (part.least.empty() != part.largest.empty()) {
    section.complain(part.least.empty() ? "largest" : "least",
                     "least and largest belong together", "give both");
  }
  part.pixels = read_pixels(section);
  return part;
}

void add_normalisation(TomlSection& section, std::vector<double>& numbers) {
  numbers = section.numbers("mean");
  const std::vector<double> deviations = section.numbers("deviation");
  if (numbers.empty() || numbers.size() != deviations.size()) {
    section.complain("step", "the step wants as many means as deviations",
                     "give mean and deviation, one number or one a channel");
  }
  numbers.insert(numbers.end(), deviations.begin(), deviations.end());
}

DeclaredPreprocessing read_step(TomlSection& section) {
  DeclaredPreprocessing step;
  step.input = section.optional_text("input").value_or("");
  const std::string kind =
      section.choice_or("step", "", {"scale", "invert", "normalise", "resize"});
  if (kind == "scale") {
    add_number(section, "factor", 1.0, step.numbers);
    add_number(section, "offset", 0.0, step.numbers);
  } else if (kind == "invert") {
    step.kind = StepKind::kInvert;
    add_number(section, "from", std::nullopt, step.numbers);
  } else if (kind == "normalise") {
    step.kind = StepKind::kNormalise;
    add_normalisation(section, step.numbers);
  } else if (kind == "resize") {
    step.kind = StepKind::kResize;
    read_resize(section, step);
  } else {
    section.complain("step", "an entry of [[preprocessing]] names no step",
                     "add: step = \"scale\", \"invert\", \"normalise\" or \"resize\"");
  }
  return step;
}

}  // namespace

void read_task(TomlSection& section, const std::string& task_key, DeclaredManifest& declared) {
  const std::string task =
      section.choice_or(task_key, "", {"classes", "binary", "findings", "number", "map"});
  declared.task = task_named(task);
  declared.labels = section.texts("labels");
  declared.thresholds = section.numbers("threshold");
  for (const double threshold : declared.thresholds) {
    if (threshold > 0 && threshold < 1) continue;
    section.complain("threshold", "a threshold is not between 0 and 1",
                     "it is a probability: 0.5, say");
  }
  declared.unit = section.optional_text("unit");
}

Result<DeclaredManifest> load_declared_manifest(const std::filesystem::path& file) {
  auto reader = TomlReader::open(file);
  if (!reader) return tl::unexpected(reader.error());
  DeclaredManifest declared;
  declared.from = file.string();
  auto root = reader->root();
  declared.name = root.optional_text("name").value_or("");
  declared.version = root.optional_text("version").value_or("");
  for (auto& section : reader->optional_sections("inputs")) {
    declared.parts.push_back(read_part(section));
  }
  for (auto& section : reader->optional_sections("preprocessing")) {
    declared.preprocessing.push_back(read_step(section));
  }
  auto task = reader->optional_section("task");
  read_task(task, "kind", declared);
  declared.result_layout =
      layout_named(task.choice_or("layout", "", {"channels_first", "channels_last"}));
  if (auto finished = reader->finish(); !finished) return tl::unexpected(finished.error());
  return declared;
}

}  // namespace medisc
