#include "import/node_context.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/pending.hpp"

namespace medisc {

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
  return graph_.network.size_of(x().tensor);
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
  if (input >= node_.input_size()) return std::vector<std::int64_t>{};
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

std::uint32_t NodeContext::add_layer(decltype(Layer::op) op,
                                     std::vector<std::uint32_t> tensors) {
  graph_.network.layers.push_back({name_, std::move(op), std::move(tensors)});
  return static_cast<std::uint32_t>(graph_.network.layers.size());
}

void NodeContext::emit(RecordTensor result) {
  graph_.tensors[node_.output(0)] = std::move(result);
}

void NodeContext::emit_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape) {
  const std::uint32_t tensor = add_layer(std::move(op), {x().tensor});
  emit({tensor, std::move(shape)});
}

void NodeContext::emit_elementwise(decltype(Layer::op) op) {
  emit_like_x(add_layer(std::move(op), {x().tensor}));
}

void NodeContext::emit_affine(Affine affine) {
  emit_elementwise(as_stored(std::move(affine), x()));
}

void NodeContext::emit_like_x(std::uint32_t tensor) {
  RecordTensor result = x();
  result.tensor = tensor;
  emit(std::move(result));
}

void NodeContext::emit_reshaped(std::vector<std::uint64_t> shape) {
  RecordTensor result = x();
  result.shape = std::move(shape);
  emit(std::move(result));
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
