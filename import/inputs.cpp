#include "import/inputs.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/tensor.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;
using Dimension = onnx::TensorShapeProto::Dimension;

bool is_fixed(const Dimension& dim) {
  return dim.has_dim_value() && dim.dim_value() > 0;
}

/// "dimension 2 (height)": the batch is dimension 0.
std::string dimension_text(const Dimension& dim, int index) {
  const std::string name = printable(dim.dim_param());
  return fmt::format("{}{}", index, name.empty() ? "" : fmt::format(" ('{}')", name));
}

/// The dimensions behind the batch, of which `given` fixes those that are open.
Result<Dims> shape_of(const onnx::TensorShapeProto& shape, const Dims* given,
                      const std::string& name, const std::string& where) {
  if (given != nullptr && given->size() + 1 != static_cast<std::size_t>(shape.dim_size())) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} dimensions behind the batch; it is given the shape {}",
                            where, shape.dim_size() - 1, shape_text(*given)),
                "give one number for each of them, without the batch");
  }
  Dims dims;
  std::vector<std::string> open;
  std::vector<std::string> example;
  for (int axis = 1; axis < shape.dim_size(); ++axis) {
    const Dimension& dim = shape.dim(axis);
    const std::uint64_t asked = given == nullptr ? 0 : (*given)[dims.size()];
    const auto fixed = static_cast<std::uint64_t>(is_fixed(dim) ? dim.dim_value() : 0);
    if (fixed == 0 && asked == 0) open.push_back(dimension_text(dim, axis));
    if (fixed != 0 && asked != 0 && fixed != asked) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: dimension {} is {} in the file, and {} was given", where,
                              dimension_text(dim, axis), fixed, asked),
                  "give the file's sizes where it has them");
    }
    dims.push_back(fixed != 0 ? fixed : asked);
    example.push_back(dims.back() != 0 ? fmt::format("{}", dims.back()) : "32");
  }
  if (open.empty()) return dims;
  return fail(
      ErrorCode::kUnsupported,
      fmt::format("{} leaves {} open besides the batch: {}", where,
                  open.size() == 1 ? "a dimension" : "dimensions", fmt::join(open, ", ")),
      fmt::format("give the shape of one record, as in --input-shape {}={} (channels "
                  "first, if the model has them so); or export the model with only the "
                  "batch left open",
                  name, fmt::join(example, "x")));
}

Result<RecordInput> read_input(const onnx::ValueInfoProto& input, const Dims* given,
                               const std::string& file) {
  const std::string name = printable(input.name());
  const std::string where = fmt::format("{}: input '{}'", file, name);
  const onnx::TypeProto::Tensor& type = input.type().tensor_type();
  if (!input.type().has_tensor_type() || !is_readable(type.elem_type())) {
    return fail(ErrorCode::kUnsupported, where + " is not a tensor of numbers",
                "export the model in float32, and leave text to what comes before it");
  }
  onnx::TensorShapeProto shape = type.shape();
  if (shape.dim_size() == 0 && given == nullptr) {
    return fail(ErrorCode::kUnsupported, where + " says nothing of its shape",
                fmt::format("give the shape of one record, without the batch, as in "
                            "--input-shape {}=32",
                            name));
  }
  if (shape.dim_size() == 0) {
    for (std::size_t i = 0; i <= given->size(); ++i) shape.add_dim();
  }
  if (shape.dim_size() < 2) {
    return fail(ErrorCode::kUnsupported, where + " has one dimension; expected [N, features]",
                "export the model with a batch dimension");
  }
  if (shape.dim_size() > static_cast<int>(kMaxRank)) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has over {} dimensions", where, kMaxRank));
  }
  auto dims = shape_of(shape, given, name, where);
  if (!dims) return tl::unexpected(dims.error());
  if (element_count(*dims) > kMaxTensor) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has more than {} features", where, kMaxTensor));
  }
  const Dimension& batch = shape.dim(0);
  return RecordInput{input.name(), std::move(*dims),
                     static_cast<std::uint64_t>(is_fixed(batch) ? batch.dim_value() : 0),
                     !is_real(type.elem_type())};
}

}  // namespace

Result<std::vector<RecordInput>> record_inputs(const onnx::GraphProto& graph,
                                               const OnnxConstants& constants,
                                               const std::string& file,
                                               const ImportOptions& options) {
  std::map<std::string, Dims> given = options.input_shapes;
  std::vector<RecordInput> inputs;
  for (const onnx::ValueInfoProto& input : graph.input()) {
    if (constants.contains(input.name())) continue;  // before IR 4 those are listed as well
    const auto shape = given.find(input.name());
    auto read = read_input(input, shape == given.end() ? nullptr : &shape->second, file);
    if (!read) return tl::unexpected(read.error());
    if (shape != given.end()) given.erase(shape);
    inputs.push_back(std::move(*read));
  }
  if (!given.empty()) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has no input '{}', whose shape is given", file,
                            printable(given.begin()->first)),
                "look at the names of the model's inputs");
  }
  if (!inputs.empty()) return inputs;
  return fail(ErrorCode::kUnsupported, file + " has no input",
              "export the network from the record to the logits");
}

Result<void> add_inputs(const std::vector<RecordInput>& inputs, GraphState& graph) {
  std::uint64_t features = 0;
  for (const RecordInput& input : inputs) features += element_count(input.shape);
  if (features > kMaxTensor) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has more than {} features", graph.file, kMaxTensor));
  }
  graph.network.features = static_cast<std::uint32_t>(features);
  std::uint32_t first = 0;
  for (const RecordInput& input : inputs) {
    RecordTensor tensor{0, input.shape};
    tensor.integers = input.integers;
    tensor.part = static_cast<std::uint32_t>(graph.network.facts.inputs.size());
    if (inputs.size() > 1) {
      tensor.order.resize(element_count(input.shape));
      std::iota(tensor.order.begin(), tensor.order.end(), first);
    }
    first += static_cast<std::uint32_t>(element_count(input.shape));
    NetworkInput fact{printable(input.name), {}, false};
    for (const std::uint64_t dim : input.shape) {
      fact.shape.push_back(static_cast<std::uint32_t>(dim));
    }
    graph.network.facts.inputs.push_back(std::move(fact));
    graph.tensors.emplace(input.name, std::move(tensor));
  }
  return {};
}

}  // namespace medisc
