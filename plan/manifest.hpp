/// The manifest: what a record is, and what a result means. Public, part of the plan.
///
/// A record is a list of named parts, one after the other: an image and a table, say. A
/// hospital checks each record against it before anything is used up; it shows a result by its
/// task.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "plan/fields.hpp"

namespace medisc {

/// The order of a part's dimensions, as ONNX has them, without the batch.
enum class Layout : std::uint8_t {
  kFlat,           ///< features, or any other shape that is no image
  kChannelsFirst,  ///< channels x [depth x] height x width, or channels x length
  kChannelsLast,   ///< height x width x channels, or length x channels
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
  bool operator==(const RecordPart&) const = default;
};

/// What is done to a part's values before they are encoded, in the order of the list.
enum class StepKind : std::uint8_t {
  kScale,      ///< x factor + offset; numbers: factor, offset
  kInvert,     ///< numbers[0] - x: of an image whose bright and dark are swapped
  kNormalise,  ///< (x - mean) / deviation; numbers: means, then as many deviations: one or one
               ///< a channel
  kResize,  ///< an image to the part's shape; numbers: none. Bilinear, between pixel centres
};

struct Preprocessing {
  std::uint32_t part = 0;  ///< which part, from 0
  StepKind kind = StepKind::kScale;
  std::vector<double> numbers;
  bool operator==(const Preprocessing&) const = default;
};

/// What the results stand for.
enum class Task : std::uint8_t {
  kClasses,   ///< a logit a class, one of which is right: softmax, arg max
  kBinary,    ///< one logit: positive where its sigmoid reaches the threshold
  kFindings,  ///< a logit a finding, each yes or no by its sigmoid
  kNumber,    ///< numbers as they are
  kMap,       ///< classes x height x width logits (or one a pixel): a class a pixel
};

struct Outcome {
  Task task = Task::kClasses;
  /// Classes: one a class. Binary: negative, positive. Findings and numbers: one each. Map: one
  /// a class. Or none.
  std::vector<std::string> labels;
  std::vector<double> thresholds;    ///< binary: one; findings: one each; of a probability
  std::string unit;                  ///< of a number
  std::vector<std::uint32_t> shape;  ///< of a result: {classes}, or {classes, height, width}
  bool operator==(const Outcome&) const = default;
};

struct Manifest {
  std::string model;
  std::string version;
  std::vector<RecordPart> parts;
  std::vector<Preprocessing> preprocessing;
  Outcome outcome;
  bool operator==(const Manifest&) const = default;
};

}  // namespace medisc
