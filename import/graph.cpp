#include "import/graph.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "compiler/affine.hpp"
#include "import/graph_state.hpp"
#include "import/node.hpp"
#include "import/node_context.hpp"
#include "import/ops/table.hpp"
#include "import/pending.hpp"
#include "import/tensor.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

constexpr int kOldestOpset = 6;

bool is_external(const onnx::TensorProto& tensor) {
  return tensor.data_location() == onnx::TensorProto::EXTERNAL;
}

/// ONNX's checker would look for such files relative to where the process runs.
bool has_external_values(const onnx::GraphProto& graph) {
  return std::any_of(graph.initializer().begin(), graph.initializer().end(), is_external) ||
         std::any_of(graph.node().begin(), graph.node().end(), [](const auto& node) {
           return std::any_of(node.attribute().begin(), node.attribute().end(),
                              [](const auto& attribute) { return is_external(attribute.t()); });
         });
}

/// The one input that is not an initialiser (before IR 4 those are listed as inputs as well).
Result<const onnx::ValueInfoProto*> find_input(const onnx::GraphProto& graph,
                                               const OnnxConstants& constants,
                                               const std::string& file) {
  const onnx::ValueInfoProto* found = nullptr;
  int count = 0;
  for (const onnx::ValueInfoProto& input : graph.input()) {
    if (constants.contains(input.name())) continue;
    found = &input;
    ++count;
  }
  if (count != 1 || graph.output_size() != 1) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has {} inputs and {} outputs; supported is one of each", file,
                            count, graph.output_size()),
                "export the network from the record to the logits");
  }
  return found;
}

/// The input's shape with the batch dimension in front; 0 where that is symbolic.
Result<std::vector<std::uint64_t>> input_shape(const onnx::ValueInfoProto& input,
                                               const std::string& file) {
  const std::string where = fmt::format("{}: input '{}'", file, printable(input.name()));
  const onnx::TypeProto::Tensor& type = input.type().tensor_type();
  if (type.elem_type() != onnx::TensorProto::FLOAT &&
      type.elem_type() != onnx::TensorProto::DOUBLE) {
    return fail(ErrorCode::kUnsupported, where + " is not a tensor of float or double",
                "export the model in float32");
  }
  if (type.shape().dim_size() < 2) {
    return fail(ErrorCode::kUnsupported, where + " has no shape [N, features]",
                "export the model with a batch dimension");
  }
  if (type.shape().dim_size() > static_cast<int>(kMaxRank)) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} has over {} dimensions", where, kMaxRank));
  }
  std::vector<std::uint64_t> shape;
  std::uint64_t features = 1;
  for (const auto& dim : type.shape().dim()) {
    const bool batch = shape.empty();
    if (!batch && (!dim.has_dim_value() || dim.dim_value() <= 0)) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: dimension {} is not a fixed size", where, shape.size()),
                  "export the model with only the batch dimension left open");
    }
    const bool fixed = dim.has_dim_value() && dim.dim_value() > 0;
    shape.push_back(fixed ? static_cast<std::uint64_t>(dim.dim_value()) : 0);
    if (!batch && shape.back() > kMaxTensor / features) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{} has more than {} features", where, kMaxTensor));
    }
    if (!batch) features *= shape.back();
  }
  return shape;
}

std::int64_t opset_of(const onnx::ModelProto& model) {
  for (const onnx::OperatorSetIdProto& opset : model.opset_import()) {
    if (opset.domain().empty() || opset.domain() == "ai.onnx") return opset.version();
  }
  return kOldestOpset;
}

/// The layers up to the model's output, as they stand in the file.
Result<Network> network_up_to(const std::string& output, GraphState state) {
  const Place place(fmt::format("{}: output '{}'", state.file, printable(output)));
  const auto found = state.tensors.find(output);
  if (found == state.tensors.end()) {
    return fail(ErrorCode::kUnsupported, place.text() + " is not the result of a layer");
  }
  RecordTensor& last = found->second;
  Network& network = state.network;
  if (auto written = write_padding(last, network, place); !written) {
    return tl::unexpected(written.error());
  }
  if (auto written = write_order(last, network, place); !written) {
    return tl::unexpected(written.error());
  }
  if (last.tensor == 0) {
    network.layers = {Layer{"identity", identity_affine(network.features), {0}}};
  } else {
    network.layers.resize(last.tensor);  // what comes later has no part in it
  }
  network.ends_in_argmax = last.ending == Ending::kLabel;
  return std::move(network);
}

}  // namespace

Result<void> check_ops(const onnx::ModelProto& model, const std::string& file) {
  int index = 0;
  for (const onnx::NodeProto& node : model.graph().node()) {
    if (is_supported(node)) {
      ++index;
      continue;
    }
    return fail(ErrorCode::kUnsupported,
                place_of(node, index, file).text() + ": this op can't be run", supported_ops());
  }
  if (const std::int64_t opset = opset_of(model); opset < kOldestOpset) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("{} uses opset {}; supported are {} and later", file, opset, kOldestOpset),
        "export the model again, with opset 13 to 17");
  }
  if (has_external_values(model.graph())) {
    return fail(ErrorCode::kUnsupported, file + " keeps weights outside the model file",
                "save the model as one file, without external data");
  }
  return {};
}

Result<Network> read_graph(const onnx::ModelProto& model, const std::string& file) {
  const onnx::GraphProto& graph = model.graph();
  ImportBudget budget(model.ByteSizeLong());
  OnnxConstants constants(graph, file, budget);
  const auto input = find_input(graph, constants, file);
  if (!input) return tl::unexpected(input.error());
  const auto shape = input_shape(**input, file);
  if (!shape) return tl::unexpected(shape.error());

  GraphState state{file,
                   constants,
                   budget,
                   opset_of(model),
                   std::max<std::uint64_t>(shape->front(), 1),
                   shape->front() == 0,
                   Network{}};
  RecordTensor record{0, {shape->begin() + 1, shape->end()}};
  state.network.features = static_cast<std::uint32_t>(element_count(record.shape));
  state.tensors.emplace((*input)->name(), std::move(record));
  int index = 0;
  for (const onnx::NodeProto& node : graph.node()) {
    if (auto read = read_node(node, index++, state); !read) return tl::unexpected(read.error());
  }
  return network_up_to(graph.output(0).name(), std::move(state));
}

}  // namespace medisc
