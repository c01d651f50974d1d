/// The ops of ai.onnx.ml that linear models, scalers and classifiers of scikit-learn become.
#include "import/ops/label.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Reals = std::vector<double>;

bool is_flat(const NodeContext& node) {
  return node.x().shape.back() == node.features();
}

/// A list of one entry a feature, or one for all; `absent` where there is none.
Result<Reals> each_feature(const NodeContext& node, const char* name, double absent) {
  Reals values = node.attributes().reals(name);
  const std::uint64_t features = node.x().shape.back();
  if (values.empty()) values.push_back(absent);
  if (values.size() == 1) values.resize(features, values.front());
  if (values.size() == features) return values;
  return node.damaged(fmt::format("its {} has {} entries, and there are {} features", name,
                                  values.size(), features));
}

/// (x - offset) scale.
Result<void> import_scaler(NodeContext& node) {
  const auto scale = each_feature(node, "scale", 1);
  const auto offset = each_feature(node, "offset", 0);
  if (!scale) return tl::unexpected(scale.error());
  if (!offset) return tl::unexpected(offset.error());
  Affine affine{node.features(), {}, {}};
  for (std::size_t i = 0; i < affine.size; ++i) {
    const std::size_t feature = i % scale->size();
    affine.scale.push_back((*scale)[feature]);
    affine.shift.push_back(-(*offset)[feature] * (*scale)[feature]);
  }
  node.emit_affine(std::move(affine));
  return {};
}

/// coefficients x + intercepts; `coefficients` is [outputs][features], row major.
Result<Dense> dense_of(const NodeContext& node) {
  if (!is_flat(node)) {
    return node.refuse("it works on records of shape " + shape_text(node.x().shape),
                       "put a Flatten before it");
  }
  const Reals coefficients = node.attributes().reals("coefficients");
  Reals intercepts = node.attributes().reals("intercepts");
  const std::uint32_t features = node.features();
  const std::size_t outputs = coefficients.size() / features;
  if (outputs == 0 || outputs * features != coefficients.size() ||
      (!intercepts.empty() && intercepts.size() != outputs)) {
    return node.damaged(
        fmt::format("its {} coefficients and {} intercepts do not fit {} features",
                    coefficients.size(), intercepts.size(), features));
  }
  intercepts.resize(outputs, 0.0);
  if (outputs * node.stored() > std::max<std::uint64_t>(node.graph().budget.left(), 1)) {
    return node.refuse("it takes more room than a file of this size may");
  }
  const RecordTensor& x = node.x();
  const std::uint32_t stored = node.stored();
  Dense dense{stored, static_cast<std::uint32_t>(outputs), Reals(outputs * stored),
              std::move(intercepts)};
  for (std::size_t row = 0; row < outputs; ++row) {
    for (std::size_t column = 0; column < features; ++column) {
      const std::size_t at = x.order.empty() ? column : x.order[column];
      dense.matrix[row * stored + at] += coefficients[row * features + column];
    }
  }
  return dense;
}

Result<void> import_linear_regressor(NodeContext& node) {
  auto dense = dense_of(node);
  if (!dense) return tl::unexpected(dense.error());
  const std::string post = node.attributes().text("post_transform", "NONE");
  if (node.attributes().integer("targets", 1) != dense->outputs) {
    return node.damaged("its targets are not as many as its intercepts");
  }
  RecordTensor result{0, {dense->outputs}};
  if (post == "NONE") node.note_regressor();
  if (post == "LOGISTIC") result.ending.kind = NetworkEnding::kSigmoid;
  if (post == "SOFTMAX") result.ending.kind = NetworkEnding::kSoftmax;
  if (post != "NONE" && !result.ending.any()) {
    return node.refuse(
        fmt::format("its post_transform is {}; supported are NONE, LOGISTIC and "
                    "SOFTMAX",
                    printable(post)));
  }
  result.tensor = node.add_layer(std::move(*dense), {node.x().tensor});
  node.emit(std::move(result));
  return {};
}

std::vector<std::string> class_names(const NodeContext& node, const char* integers,
                                     const char* texts) {
  std::vector<std::string> names;
  for (const std::int64_t value : node.attributes().integers(integers, {})) {
    names.push_back(fmt::format("{}", value));
  }
  for (const std::string& text : node.attributes().texts(texts))
    names.push_back(printable(text));
  return names;
}

/// Whether the scores of two classes are s and -s, as scikit-learn's binary models write them.
bool is_mirrored(const Dense& dense) {
  if (dense.outputs != 2) return false;
  for (std::uint32_t i = 0; i < dense.inputs; ++i) {
    if (dense.matrix[i] != -dense.matrix[dense.inputs + i]) return false;
  }
  return dense.bias[0] == -dense.bias[1];
}

/// The logit of the second class alone.
Dense second_row(const Dense& dense) {
  return {dense.inputs,
          1,
          Reals(dense.matrix.begin() + static_cast<std::ptrdiff_t>(dense.inputs),
                dense.matrix.end()),
          {dense.bias[1]}};
}

/// What stands behind the scores of so many classes. `pair`: one score, and both probabilities.
Result<PendingEnding> ending_of(const NodeContext& node, std::uint32_t scores, bool pair) {
  const std::string post = node.attributes().text("post_transform", "NONE");
  PendingEnding ending;
  if (post == "LOGISTIC") {
    ending.kind = NetworkEnding::kSigmoid;
    ending.pair = pair;
    return ending;
  }
  if (post == "SOFTMAX" && scores > 1) {
    ending.kind = NetworkEnding::kSoftmax;
    return ending;
  }
  if (post == "NONE" && scores > 1) return ending;
  return node.refuse(
      fmt::format("its post_transform is {} on {} scores; supported are LOGISTIC, "
                  "and for several scores SOFTMAX and NONE",
                  printable(post), scores));
}

/// Outputs: the label, and the scores or probabilities.
Result<void> import_linear_classifier(NodeContext& node) {
  auto dense = dense_of(node);
  if (!dense) return tl::unexpected(dense.error());
  auto names = class_names(node, "classlabels_ints", "classlabels_strings");
  const bool single = dense->outputs == 1 && names.size() == 2;
  if (!single && names.size() != dense->outputs) {
    return node.damaged(fmt::format("it has {} classes and {} rows of coefficients",
                                    names.size(), dense->outputs));
  }
  const bool logistic = node.attributes().text("post_transform", "NONE") == "LOGISTIC";
  const bool pair = single || (logistic && is_mirrored(*dense));
  if (pair && !single) dense = second_row(*dense);
  auto ending = ending_of(node, dense->outputs, pair);
  if (!ending) return tl::unexpected(ending.error());
  ending->class_names = std::make_shared<const std::vector<std::string>>(std::move(names));
  const std::uint64_t classes = pair ? 2 : dense->outputs;
  RecordTensor scores{0, {classes}};
  scores.tensor = node.add_layer(std::move(*dense), {node.x().tensor});
  scores.ending = std::move(*ending);
  RecordTensor label = scores;
  label.ending.kind = NetworkEnding::kLabel;
  node.emit_at(1, std::move(scores));
  node.emit_at(0, std::move(label));
  return {};
}

/// Of probabilities: those of a softmax add up to 1 already.
Result<void> import_normalizer(NodeContext& node) {
  const PendingEnding& ending = node.x().ending;
  const bool sums = node.attributes().text("norm", "MAX") == "L1";
  if (!ending.any() || ending.is_label() || !sums) {
    return node.refuse(
        "it divides a record's values by their norm, which is not linear; "
        "supported is L1, of probabilities at the end",
        "normalise before the record is given");
  }
  RecordTensor result = node.x();
  const bool adds_up = ending.pair || ending.kind == NetworkEnding::kSoftmax;
  if (!adds_up) result.ending.kind = NetworkEnding::kShares;
  node.emit(std::move(result));
  return {};
}

Result<void> import_zip_map(NodeContext& node) {
  return emit_with_names(node, class_names(node, "classlabels_int64s", "classlabels_strings"));
}

/// Picks columns; or of a table of classes, the label's.
Result<void> import_feature_extractor(NodeContext& node) {
  if (!node.is_x(0)) {
    if (node.x().ending.is_label()) return emit_named_label(node, 0);
    return node.refuse("its indices are not constant");
  }
  if (node.x().ending.any()) return refuse_ending(node);
  const auto indices = node.constant(1);
  if (!indices) return tl::unexpected(indices.error());
  const std::uint64_t width = node.x().shape.back();
  std::vector<std::uint64_t> shape = node.x().shape;
  shape.back() = indices->values.size();
  if (shape.back() == 0 || element_count(shape) > kMaxTensor) {
    return node.damaged("its indices are none, or too many");
  }
  Order view;
  for (std::uint64_t row = 0; row < node.features() / width; ++row) {
    for (const double index : indices->values) {
      if (!(index >= 0 && index < static_cast<double>(width))) {
        return node.damaged(fmt::format("index {} is outside of {}", index, width));
      }
      view.push_back(static_cast<std::uint32_t>(row * width) +
                     static_cast<std::uint32_t>(index));
    }
  }
  node.emit_view(std::move(shape), std::move(view));
  return {};
}

/// At 0.5 of sigmoids: yes or no of several findings, whose thresholds say the same.
Result<void> import_binarizer(NodeContext& node) {
  const bool sigmoids = node.x().ending.kind == NetworkEnding::kSigmoid;
  if (!sigmoids || node.attributes().real("threshold", 0) != 0.5) {
    return node.refuse("it jumps at its threshold; supported is 0.5 of sigmoids at the end",
                       "leave the threshold to who gets the result");
  }
  RecordTensor result = node.x();
  result.ending.binarised = true;
  node.emit(std::move(result));
  return {};
}

}  // namespace

Result<void> emit_with_names(NodeContext& node, std::vector<std::string> names) {
  RecordTensor result = node.x();
  if (names.empty()) {
    node.emit(std::move(result));
    return {};
  }
  const std::uint64_t classes = result.ending.pair ? 2 : node.features();
  if (names.size() != classes && !(classes == 1 && names.size() == 2)) {
    return node.refuse(
        fmt::format("it names {} classes, and there are {} results", names.size(), classes));
  }
  result.ending.class_names =
      std::make_shared<const std::vector<std::string>>(std::move(names));
  node.emit(std::move(result));
  return {};
}

Result<void> emit_named_label(NodeContext& node, int table) {
  auto names = node.texts(table);
  if (!names) {
    return node.refuse("its classes are no constant of integers or text",
                       "choose the output with the probabilities");
  }
  return emit_with_names(node, std::move(*names));
}

OnnxOps classical_ops() {
  static constexpr unsigned kFlat = kTakesOrder | kTakesSelection;
  static constexpr unsigned kEnd = kFlat | kTakesEnding | kTakesIntegers;
  static constexpr OnnxOp kOps[] = {
      {"ArrayFeatureExtractor", import_feature_extractor, {}, kEnd, true},
      {"Binarizer", import_binarizer, {}, kEnd, true},
      {"LinearClassifier", import_linear_classifier, {}, kFlat, true},
      {"LinearRegressor", import_linear_regressor, {}, kFlat, true},
      {"Normalizer", import_normalizer, {}, kEnd, true},
      {"Scaler", import_scaler, {}, kTakesOrder, true},
      {"ZipMap", import_zip_map, {}, kEnd, true},
  };
  return kOps;
}

}  // namespace medisc
