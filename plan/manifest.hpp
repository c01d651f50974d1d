/// The manifest: what a record is, and what a result means. Public, part of the plan.
///
/// A record is a list of named parts, one after the other: an image and a table, say. A
/// hospital checks each record against it before anything is used up; it shows a result by its
/// task. A manifest without parts says nothing of records, an outcome without a shape nothing
/// of results beyond their names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "error/error.hpp"
#include "plan/fields.hpp"
#include "plan/pixel_meaning.hpp"

namespace medisc {

/// The order of a part's dimensions, as ONNX has them, without the batch.
enum class Layout : std::uint8_t {
  kFlat,           ///< features, or any other shape that is no image
  kChannelsFirst,  ///< channels x [depth x] height x width, or channels x length
  kChannelsLast,   ///< [depth x] height x width x channels, or length x channels
};

/// One input of the model. Lists hold nothing (not known), one entry for all elements, one a
/// channel, or one an element.
struct RecordPart {
  std::string name;
  std::vector<std::uint32_t> shape;  ///< of one record; elements are row major
  Layout layout = Layout::kFlat;
  std::vector<std::string> features;  ///< names: none, or one an element
  std::vector<std::string> units;
  std::vector<double> least;    ///< a value, as the hospital has it; both ends belong to
  std::vector<double> largest;  ///< the range
  PixelMeaning pixels{};        ///< where a file of an image may be given for it

  static constexpr const char* kName = "part";
  static constexpr std::tuple kFields{
      Field{"name", &RecordPart::name},       Field{"shape", &RecordPart::shape},
      Field{"layout", &RecordPart::layout},   Field{"features", &RecordPart::features},
      Field{"units", &RecordPart::units},     Field{"least", &RecordPart::least},
      Field{"largest", &RecordPart::largest}, Field{"pixels", &RecordPart::pixels},
  };
  bool operator==(const RecordPart&) const = default;
};

/// What is done to a part's values before they are encoded, in the order of the list.
enum class StepKind : std::uint8_t {
  kScale,      ///< x factor + offset; numbers: factor, offset
  kInvert,     ///< numbers[0] - x: of an image whose bright and dark are swapped
  kNormalise,  ///< (x - mean) / deviation; numbers: means, then as many deviations: one or one
               ///< a channel
  kResize,     ///< an image or a volume to the part's shape (plan/resample.hpp); numbers: of
               ///< kPad the fill, a value as the hospital has it; else none
};

struct Preprocessing {
  std::uint32_t part = 0;  ///< which part, from 0
  StepKind kind = StepKind::kScale;
  std::vector<double> numbers;
  ResizeFilter filter = ResizeFilter::kBilinear;  ///< these two of a resize
  ResizeAspect aspect = ResizeAspect::kStretch;

  static constexpr const char* kName = "preprocessing";
  static constexpr std::tuple kFields{
      Field{"part", &Preprocessing::part},       Field{"kind", &Preprocessing::kind},
      Field{"numbers", &Preprocessing::numbers}, Field{"filter", &Preprocessing::filter},
      Field{"aspect", &Preprocessing::aspect},
  };
  bool operator==(const Preprocessing&) const = default;
};

/// What the results stand for.
enum class TaskKind : std::uint8_t {
  kClasses,   ///< a logit a class, one of which is right: softmax, arg max
  kBinary,    ///< one logit, or the difference of two, the second minus the first: positive
              ///< where its sigmoid reaches the threshold
  kFindings,  ///< a logit a finding, each yes or no by its sigmoid
  kNumber,    ///< numbers as they are
  kMap,       ///< classes x height x width logits: a class a pixel. Of one "class": yes where
              ///< the pixel's sigmoid reaches 1/2
};

struct Outcome {
  TaskKind task = TaskKind::kClasses;
  /// Classes: one a class. Binary: negative, positive. Findings and numbers: one each. Map: one
  /// a class; of one "class": negative, positive. Or none.
  std::vector<std::string> labels;
  std::vector<double> thresholds;    ///< binary: one; findings: one each; of a probability
  std::string unit;                  ///< of a number
  std::vector<std::uint32_t> shape;  ///< of a result: {classes}, or {classes, height, width}

  static constexpr const char* kName = "outcome";
  static constexpr std::tuple kFields{
      Field{"task", &Outcome::task},
      Field{"labels", &Outcome::labels},
      Field{"thresholds", &Outcome::thresholds},
      Field{"unit", &Outcome::unit},
      Field{"shape", &Outcome::shape},
  };
  bool operator==(const Outcome&) const = default;
};

struct Manifest {
  std::string model;
  std::string version;
  std::vector<RecordPart> parts;
  std::vector<Preprocessing> preprocessing;
  Outcome outcome;

  static constexpr const char* kName = "manifest";
  static constexpr std::tuple kFields{
      Field{"model", &Manifest::model},     Field{"version", &Manifest::version},
      Field{"parts", &Manifest::parts},     Field{"preprocessing", &Manifest::preprocessing},
      Field{"outcome", &Manifest::outcome},
  };
  bool operator==(const Manifest&) const = default;
};

/// The product of a shape's dimensions; 0 for none, or beyond 2^32.
std::uint32_t elements_of(std::span<const std::uint32_t> shape);

/// 1 for a flat part.
std::uint32_t channels_of(const RecordPart& part);

/// The channel of an element, which is below elements_of(part.shape).
std::uint32_t channel_of(const RecordPart& part, std::uint32_t element);

/// The entry of one of the part's lists that holds for an element; null where the list is
/// empty.
template <class Value>
const Value* entry_for(const RecordPart& part, const std::vector<Value>& list,
                       std::uint32_t element) {
  if (list.empty()) return nullptr;
  if (list.size() == 1) return &list.front();
  return &list[list.size() == elements_of(part.shape) ? element : channel_of(part, element)];
}

/// A manifest that says no more than the sizes do: one flat part, classes; of a single result a
/// number, which claims nothing.
Manifest plain_manifest(std::uint32_t features, std::uint32_t results,
                        std::vector<std::string> labels = {});

/// "classes", "binary", "findings", "number", "map".
const char* task_name(TaskKind task);
std::optional<TaskKind> task_named(std::string_view name);
/// "flat", "channels_first", "channels_last".
const char* layout_name(Layout layout);
std::optional<Layout> layout_named(std::string_view name);
/// "scale", "invert", "normalise", "resize".
const char* step_name(StepKind kind);

/// Checks a manifest from outside against a record's elements and a network's results: counts,
/// lengths, printable UTF-8, finite numbers, ranges the right way round, shapes that multiply
/// to what is there. Errors: kBadInput naming the field; no value from outside is in it.
Result<void> validate(const Manifest& manifest, std::uint32_t features, std::uint32_t results);

/// Whether a text can be shown in one line as it is: valid UTF-8, no control character, nothing
/// that changes the direction of what stands around it.
bool is_printable(std::string_view text);

/// Limits that `validate` enforces.
inline constexpr std::size_t kMaxText = 256;            ///< bytes of one text
inline constexpr std::size_t kMaxTexts = 1u << 16;      ///< texts of one list
inline constexpr std::size_t kMaxTextBytes = 1u << 21;  ///< of all texts together
inline constexpr std::size_t kMaxParts = 64;
inline constexpr std::size_t kMaxPartRank = 8;  ///< dimensions of a shape
inline constexpr std::size_t kMaxPreprocessing = 64;

}  // namespace medisc
