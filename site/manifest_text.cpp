#include "site/manifest_text.hpp"

#include <fmt/format.h>

#include "plan/resample.hpp"
#include "site/pixels_text.hpp"
#include "site/toml_lines.hpp"

namespace medisc {
namespace {

/// Comments where they are wanted.
class Writer {
 public:
  Writer(const Manifest& manifest, bool explained)
      : manifest_(manifest), explained_(explained) {}

  std::string run() {
    if (explained_) {
      text_ +=
          "# What a record of this model is, and what a result means. The hospital sees it "
          "all, "
          "and\n# checks records against it. docs/formats.md, \"model.toml\", explains every "
          "key. Please check\n# each line: what is proposed comes from the network's file and "
          "from samples.\n\n";
    }
    say("What results are shown under.");
    text_ += "name = " + toml_text(manifest_.model) + "\n";
    say("Of your own choice; results carry it.");
    text_ += "version = " + toml_text(manifest_.version) + "\n";
    for (const RecordPart& part : manifest_.parts) add_part(part);
    if (explained_ && manifest_.preprocessing.empty()) explain_preprocessing();
    for (const Preprocessing& step : manifest_.preprocessing) add_step(step);
    add_task();
    return std::move(text_);
  }

 private:
  void say(const std::string& comment) {
    if (explained_) text_ += "# " + comment + "\n";
  }

  void add_part(const RecordPart& part) {
    text_ += "\n";
    say("An input of the model; several make one record together, in this order.");
    text_ += "[[inputs]]\nname = " + toml_text(part.name) + "\n";
    say("Of one record, without the batch.");
    text_ += list_line("shape", part.shape);
    say("flat, channels_first (channels, height, width) or channels_last.");
    text_ += fmt::format("layout = \"{}\"\n", layout_name(part.layout));
    if (!part.features.empty()) {
      say("Columns of a CSV file are matched by these names, in any order.");
      text_ += list_line("features", part.features);
    } else if (explained_ && part.layout == Layout::kFlat) {
      say("Names let columns come in any order: features = [\"age\", \"bmi\"]");
    }
    if (!part.units.empty()) {
      say("Units as hospitals have them, one for all or one each; for people to read.");
      text_ += list_line("units", part.units);
    }
    if (!part.least.empty()) {
      say("The least and the largest value that a record may have, in those units: one for "
          "all,");
      say("one a channel, or one a feature. A record beyond is refused; a range much wider "
          "than");
      say("what records have costs precision.");
      text_ += list_line("least", part.least) + list_line("largest", part.largest);
    }
    if (part.pixels.values != PixelValues::kUndeclared) {
      text_ += pixels_toml(part.pixels, explained_);
    } else if (explained_ && grid_of(part.layout, part.shape)) {
      text_ += pixels_explanation();
    }
  }

  void explain_preprocessing() {
    text_ += "\n";
    say("What the hospital does to values before they are encrypted, in this order, if "
        "anything:");
    say("[[preprocessing]]");
    say("step = \"normalise\"       # (x - mean) / deviation; one number, or one a channel");
    say("mean = [0.485]");
    say("deviation = [0.229]");
    say("[[preprocessing]]");
    say("step = \"scale\"           # x factor + offset");
    say("factor = 0.00392156862745098");
    say("[[preprocessing]]");
    say("step = \"invert\"          # from - x");
    say("from = 255");
    say("[[preprocessing]]");
    say("step = \"resize\"          # an image of any size to the shape above");
    say("filter = \"area\"          # of much larger images; bilinear, area or antialias");
  }

  void add_step(const Preprocessing& step) {
    text_ += "\n[[preprocessing]]\ninput = " + toml_text(manifest_.parts[step.part].name) +
             fmt::format("\nstep = \"{}\"\n", step_name(step.kind));
    const std::vector<double>& numbers = step.numbers;
    switch (step.kind) {
      case StepKind::kScale:
        text_ += "factor = " + number_text(numbers[0]) +
                 "\noffset = " + number_text(numbers[1]) + "\n";
        break;
      case StepKind::kInvert:
        text_ += "from = " + number_text(numbers[0]) + "\n";
        break;
      case StepKind::kNormalise: {
        const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
        text_ += list_line("mean", std::vector<double>(numbers.begin(), middle)) +
                 list_line("deviation", std::vector<double>(middle, numbers.end()));
        break;
      }
      case StepKind::kResize:
        text_ += fmt::format("filter = \"{}\"\naspect = \"{}\"\n", filter_name(step.filter),
                             aspect_name(step.aspect));
        if (!numbers.empty()) text_ += "fill = " + number_text(numbers[0]) + "\n";
        break;
    }
  }

  void add_task() {
    const Outcome& outcome = manifest_.outcome;
    text_ += "\n";
    say("classes: one of several is right. binary: yes or no. findings: several may be there.");
    say("number: a quantity, as it is. map: a class for each pixel.");
    text_ += fmt::format("[task]\nkind = \"{}\"\n", task_name(outcome.task));
    if (!outcome.labels.empty()) {
      say(outcome.task == TaskKind::kBinary ? "The negative one first."
                                            : "One a result, in the model's order.");
      text_ += list_line("labels", outcome.labels);
    }
    if (!outcome.thresholds.empty()) {
      say("The probability from which it is a yes: one, or one a finding.");
      text_ += list_line("threshold", outcome.thresholds);
    }
    if (!outcome.unit.empty()) {
      say("Of the number.");
      text_ += "unit = " + toml_text(outcome.unit) + "\n";
    } else if (outcome.task == TaskKind::kNumber) {
      say("unit = \"months\"");
      if (outcome.shape == std::vector<std::uint32_t>{1}) {
        say("Where the result stands for a yes or no: kind = \"binary\", labels of both.");
      }
    }
  }

  const Manifest& manifest_;
  bool explained_;
  std::string text_;
};

}  // namespace

std::string manifest_toml(const Manifest& manifest) {
  return Writer(manifest, false).run();
}

std::string explained_manifest(const Manifest& manifest) {
  return Writer(manifest, true).run();
}

}  // namespace medisc
