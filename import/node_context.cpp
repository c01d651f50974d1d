#include "import/node_context.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/pending.hpp"
#include "import/selection.hpp"

namespace medisc {

tl::unexpected<Error> refuse_quantised(const NodeContext& node) {
  return node.refuse("it compares quantised integers",
                     "put a DequantizeLinear before it, or export in QDQ format");
}

tl::unexpected<Error> refuse_ending(const NodeContext& node) {
  return node.refuse(
      "it follows a Softmax or ArgMax, which are supported at the end: inside of a network "
      "each of their results depends on all values, as in attention",
      "retrain with gates by Sigmoid in place of a softmax; or leave out what comes after it");
}

std::optional<Order> broadcast_view(const std::vector<std::uint64_t>& from,
                                    const std::vector<std::uint64_t>& to) {
  if (from.size() > to.size() || element_count(to) > kMaxTensor) return std::nullopt;
  std::vector<std::uint64_t> dims(to.size() - from.size(), 1);
  dims.insert(dims.end(), from.begin(), from.end());
  for (std::size_t axis = 0; axis < to.size(); ++axis) {
    if (dims[axis] != 1 && dims[axis] != to[axis]) return std::nullopt;
  }
  Order view(element_count(to));
  for (std::uint64_t i = 0; i < view.size(); ++i) {
    std::uint64_t rest = i;
    std::uint64_t stride = 1;
    std::uint64_t source = 0;
    for (std::size_t axis = to.size(); axis-- > 0;) {
      if (dims[axis] != 1) source += rest % to[axis] * stride;
      stride *= dims[axis];
      rest /= to[axis];
    }
    view[i] = static_cast<std::uint32_t>(source);
  }
  return view;
}

Place place_of(const onnx::NodeProto& node, int index, const std::string& file) {
  const std::string name =
      node.name().empty() ? fmt::format("#{}", index) : printable(node.name());
  return Place(fmt::format("{}: node '{}' ({})", file, name, printable(node.op_type())));
}

NodeContext::NodeContext(const onnx::NodeProto& node, int index, GraphState& graph)
    : node_(node),
      graph_(graph),
      place_(place_of(node, index, graph.file)),
      name_(node.name().empty() ? fmt::format("{}_{}", node.op_type(), index)
                                : printable(node.name())) {
  for (int input = input_count(); input-- > 0;) {
    if (record_input(input) != nullptr) x_ = input;
  }
}

int NodeContext::output_count() const {
  return node_.output_size();
}

int NodeContext::input_count() const {
  return node_.input_size();
}

bool NodeContext::has_input(int input) const {
  return input < node_.input_size() && !node_.input(input).empty();
}

std::string NodeContext::input_name(int input) const {
  return printable(node_.input(input));
}

const RecordTensor* NodeContext::record_input(int input) const {
  if (input >= node_.input_size()) return nullptr;
  const auto found = graph_.tensors.find(node_.input(input));
  return found == graph_.tensors.end() ? nullptr : &found->second;
}

bool NodeContext::has_constants_only() const {
  return std::all_of(node_.input().begin(), node_.input().end(), [&](const std::string& name) {
    return name.empty() || graph_.constants.contains(name);
  });
}

const RecordTensor& NodeContext::x() const {
  return graph_.tensors.at(node_.input(x_));
}

bool NodeContext::is_x(int input) const {
  return node_.input(input) == node_.input(x_);
}

std::uint32_t NodeContext::features() const {
  return static_cast<std::uint32_t>(element_count(x().shape));
}

Result<ConstantTensor> NodeContext::constant(int input) const {
  if (input >= node_.input_size() || !graph_.constants.contains(node_.input(input))) {
    return refuse(fmt::format("its input {} is not a constant", input + 1));
  }
  auto constant = graph_.constants.read(node_.input(input));
  if (!constant) return constant;
  const auto finite = require_finite(*constant, graph_.constants.where(node_.input(input)));
  if (!finite) return tl::unexpected(finite.error());
  return constant;
}

Result<double> NodeContext::number(int input, const char* attribute, double absent) const {
  if (attributes().has(attribute)) return attributes().real(attribute, 0);
  if (!has_input(input)) return absent;
  if (!graph_.constants.contains(node_.input(input))) {
    return refuse(fmt::format("its input {} is not a constant", input + 1));
  }
  const auto constant = graph_.constants.read(node_.input(input));
  if (!constant) return tl::unexpected(constant.error());
  if (constant->values.size() != 1 || std::isnan(constant->values.front())) {
    return damaged(fmt::format("its {} is not one number", attribute));
  }
  return constant->values.front();
}

Result<std::vector<std::int64_t>> NodeContext::integers(int input,
                                                        const char* attribute) const {
  if (attributes().has(attribute)) return attributes().integers(attribute, {});
  if (!has_input(input)) return std::vector<std::int64_t>{};
  const auto read = constant(input);
  if (!read) return tl::unexpected(read.error());
  std::vector<std::int64_t> values;
  for (const double value : read->values) {
    if (!(std::abs(value) < 0x1p40)) return damaged("it has a size out of range");
    values.push_back(static_cast<std::int64_t>(value));
  }
  return values;
}

Result<std::vector<std::uint64_t>> NodeContext::record_axes(
    const std::vector<std::int64_t>& given, std::size_t rank) const {
  const auto count = static_cast<std::int64_t>(rank);
  std::vector<std::uint64_t> found;
  for (const std::int64_t axis : given) {
    const std::int64_t forward = axis < 0 ? axis + count : axis;
    if (forward < 0 || forward >= count) {
      return damaged(fmt::format("axis {} is outside of {} dimensions", axis, rank));
    }
    if (forward == 0) {
      return refuse("it works on the batch dimension", "records have to stay apart");
    }
    found.push_back(static_cast<std::uint64_t>(forward));
  }
  std::sort(found.begin(), found.end());
  if (std::adjacent_find(found.begin(), found.end()) != found.end()) {
    return damaged("it names an axis twice");
  }
  return found;
}

Result<void> NodeContext::write_padding(int input) {
  return medisc::write_padding(graph_.tensors.at(node_.input(input)), graph_.network, place_);
}

Result<void> NodeContext::write_order(int input) {
  return medisc::write_order(graph_.tensors.at(node_.input(input)), graph_.network, place_);
}

Result<void> NodeContext::write_ending(int input) {
  if (record_input(input) == nullptr) return {};
  RecordTensor& tensor = graph_.tensors.at(node_.input(input));
  const PendingEnding ending = tensor.ending;
  if (!ending.any()) return {};
  if (ending.kind != NetworkEnding::kSigmoid || ending.pair || ending.binarised) {
    return refuse_ending(*this);
  }
  graph_.with_endings.emplace(node_.input(input), tensor);
  const Smooth smooth{stored(tensor), ending.complement
                                          ? RealFunction([](double x) { return sigmoid(-x); })
                                          : RealFunction(sigmoid)};
  graph_.network.layers.push_back({input_name(input), smooth, {tensor.tensor}});
  tensor.tensor = static_cast<std::uint32_t>(graph_.network.layers.size());
  tensor.ending = {};
  return {};
}

Result<void> NodeContext::write_order(RecordTensor& tensor) {
  return medisc::write_order(tensor, graph_.network, place_);
}

Result<std::vector<std::uint64_t>> NodeContext::common_shape() const {
  std::vector<std::uint64_t> common;
  const auto join = [&](std::vector<std::uint64_t> dims) {
    if (dims.size() > common.size())
      common.insert(common.begin(), dims.size() - common.size(), 1);
    dims.insert(dims.begin(), common.size() - dims.size(), 1);
    for (std::size_t axis = 0; axis < common.size(); ++axis) {
      if (common[axis] != dims[axis] && common[axis] != 1 && dims[axis] != 1) return false;
      if (common[axis] == 1) common[axis] = dims[axis];
    }
    return true;
  };
  std::size_t most = 0;  // dimensions of the records, the batch among them
  for (int input = 0; input < input_count(); ++input) {
    const RecordTensor* tensor = record_input(input);
    if (tensor != nullptr) most = std::max(most, tensor->shape.size() + 1);
    if (tensor != nullptr && !join(tensor->shape)) {
      return refuse(fmt::format("it works on records of shape {} and others that don't fit it",
                                shape_text(tensor->shape)));
    }
  }
  for (int input = 0; input < input_count(); ++input) {
    if (record_input(input) != nullptr || !has_input(input)) continue;
    const auto read = constant(input);
    if (!read) return tl::unexpected(read.error());
    std::vector<std::uint64_t> dims = read->dims;
    // A constant that has the batch dimension has a 1 there.
    if (dims.size() == most && dims.front() == 1) dims.erase(dims.begin());
    if (dims.size() >= most || !join(dims)) {
      return damaged(
          fmt::format("constant '{}' has shape {}, which does not fit records of "
                      "shape {}",
                      input_name(input), shape_text(read->dims), shape_text(x().shape)));
    }
  }
  if (element_count(common) > kMaxTensor) {
    return refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  return common;
}

Result<std::vector<RecordTensor>> NodeContext::record_inputs_as(
    const std::vector<std::uint64_t>& shape) {
  std::vector<RecordTensor> tensors;
  bool one_order = true;
  for (int input = 0; input < input_count(); ++input) {
    if (record_input(input) == nullptr) continue;
    RecordTensor tensor = *record_input(input);
    if (tensor.shape != shape) {
      auto view = broadcast_view(tensor.shape, shape);
      if (!view) return refuse("its inputs don't fit each other");
      tensor.order = viewed(tensor, std::move(*view), stored(tensor));
      tensor.shape = shape;
    }
    const bool moves = !tensor.order.empty() && !is_permutation(tensor.order, stored(tensor));
    if (moves) {
      if (auto written = write_order(tensor); !written) {
        return tl::unexpected(written.error());
      }
    }
    one_order = one_order && (tensors.empty() || tensors.front().order == tensor.order);
    tensor.part.reset();
    tensors.push_back(std::move(tensor));
  }
  for (RecordTensor& tensor : tensors) {
    if (one_order) break;
    if (auto written = write_order(tensor); !written) return tl::unexpected(written.error());
  }
  return tensors;
}

std::uint32_t NodeContext::add_layer(decltype(Layer::op) op,
                                     std::vector<std::uint32_t> tensors) {
  graph_.network.layers.push_back({name_, std::move(op), std::move(tensors)});
  return static_cast<std::uint32_t>(graph_.network.layers.size());
}

std::optional<std::int32_t> NodeContext::constant_type(int input) const {
  if (!has_input(input)) return std::nullopt;
  return graph_.constants.type_of(node_.input(input));
}

std::optional<std::vector<std::string>> NodeContext::texts(int input) const {
  if (!has_input(input)) return std::nullopt;
  return graph_.constants.texts(node_.input(input));
}

void NodeContext::note_channels_last() {
  if (const auto part = x().part) graph_.network.facts.inputs[*part].channels_last = true;
}

void NodeContext::emit_at(int output, RecordTensor result) {
  if (output >= node_.output_size() || node_.output(output).empty()) return;
  graph_.tensors[node_.output(output)] = std::move(result);
}

void NodeContext::emit_view_at(int output, std::vector<std::uint64_t> shape, Order view) {
  RecordTensor result = x();
  result.shape = std::move(shape);
  result.order = viewed(x(), std::move(view), stored());
  if (!result.order.empty()) result.part.reset();
  emit_at(output, std::move(result));
}

void NodeContext::emit_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape) {
  const std::uint32_t tensor = add_layer(std::move(op), {x().tensor});
  emit({tensor, std::move(shape)});
}

void NodeContext::emit_elementwise(decltype(Layer::op) op) {
  emit_like_x(add_layer(std::move(op), {x().tensor}));
}

void NodeContext::emit_affine(Affine affine) {
  emit_affine_on(x(), std::move(affine));
}

void NodeContext::emit_affine_on(RecordTensor tensor, Affine affine) {
  affine = as_stored(std::move(affine), tensor);
  tensor.tensor = add_layer(std::move(affine), {tensor.tensor});
  emit(std::move(tensor));
}

void NodeContext::emit_like_x(std::uint32_t tensor) {
  RecordTensor result = x();
  result.tensor = tensor;
  emit(std::move(result));
}

Result<void> NodeContext::emit_reshaped(std::vector<std::uint64_t> shape) {
  RecordTensor result = x();
  if (result.ending.any() && result.ending.kind != NetworkEnding::kSigmoid) {
    const auto axis = moved_axis(result.shape, result.ending.class_axis, shape);
    if (!axis) return refuse("it reshapes the result of a Softmax, whose classes get lost");
    result.ending.class_axis = *axis;
  }
  result.shape = std::move(shape);
  emit(std::move(result));
  return {};
}

Result<void> NodeContext::emit_constant(ConstantTensor tensor) {
  return graph_.constants.add(node_.output(0), std::move(tensor));
}

Result<void> NodeContext::emit_folded(Fold fold) {
  std::vector<ConstantTensor> constants(static_cast<std::size_t>(input_count()));
  ConstantNode folding{attributes(), {}, place_};
  for (int input = 0; input < input_count(); ++input) {
    folding.inputs.push_back(nullptr);
    if (!has_input(input)) continue;
    auto constant = graph_.constants.read(node_.input(input));
    if (!constant) return tl::unexpected(constant.error());
    auto& kept = constants[static_cast<std::size_t>(input)];
    kept = std::move(*constant);
    folding.inputs.back() = &kept;
  }
  // Working out holds a few copies of a result at once: one that outgrows its inputs is small.
  std::uint64_t given = 0;
  for (const ConstantTensor& constant : constants) given += constant.values.size();
  folding.most = std::min(graph_.budget.left(), std::max<std::uint64_t>(given, kMaxTensor));
  auto folded = fold(folding);
  if (!folded) return tl::unexpected(folded.error());
  return emit_constant(std::move(*folded));
}

Result<void> NodeContext::emit_held_constant() {
  return graph_.constants.add(node_, place_.text());
}

void NodeContext::emit_copy_of_constant(int input) {
  graph_.constants.add_copy(node_.input(input), node_.output(0));
}

}  // namespace medisc
