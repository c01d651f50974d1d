#include "import/graph.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/graph_state.hpp"
#include "import/inputs.hpp"
#include "import/node.hpp"
#include "import/node_context.hpp"
#include "import/ops/table.hpp"
#include "import/outputs.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

constexpr int kOldestOpset = 6;
constexpr int kNewestOpset = 24;  ///< no op that is read has changed its meaning up to it

std::int64_t opset_of(const onnx::ModelProto& model) {
  for (const onnx::OperatorSetIdProto& opset : model.opset_import()) {
    if (opset.domain().empty() || opset.domain() == "ai.onnx") return opset.version();
  }
  return kOldestOpset;
}

/// Why an op has no place in a network, where many ask.
std::string cause_of(const std::string& op) {
  static const std::set<std::string> curved{"Celu",     "Elu",   "Erf",  "Exp",
                                            "Gelu",     "Mish",  "Selu", "Softplus",
                                            "Softsign", "Swish", "Tanh"};
  if (curved.contains(op)) return ": it is neither linear nor piecewise linear";
  static const std::set<std::string> integer{"ConvInteger",   "DynamicQuantizeLinear",
                                             "MatMulInteger", "QLinearConv",
                                             "QLinearMatMul", "QGemm",
                                             "QLinearAdd",    "QLinearGlobalAveragePool"};
  if (integer.contains(op))
    return ": it computes with quantised integers; export in QDQ format";
  return {};
}

constexpr std::size_t kMostMetadata = 64;
constexpr std::size_t kLongestMetadata = 4096;

/// Entries of the model's metadata that are no larger than a few words.
std::map<std::string, std::string> metadata_of(const onnx::ModelProto& model) {
  std::map<std::string, std::string> metadata;
  for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
    const bool small = entry.key().size() <= 128 && entry.value().size() <= kLongestMetadata;
    if (small && metadata.size() < kMostMetadata) {
      metadata[printable(entry.key())] = entry.value();
    }
  }
  return metadata;
}

Result<void> check_opset(const onnx::ModelProto& model, const std::string& file) {
  const std::int64_t opset = opset_of(model);
  if (opset >= kOldestOpset && opset <= kNewestOpset) return {};
  return fail(ErrorCode::kUnsupported,
              fmt::format("{} uses opset {}; supported are {} to {}", file, opset, kOldestOpset,
                          kNewestOpset),
              "export the model again, with opset 13 to 22");
}

}  // namespace

Result<void> check_ops(const onnx::ModelProto& model, const std::string& file) {
  int index = 0;
  for (const onnx::NodeProto& node : model.graph().node()) {
    if (is_supported(node)) {
      ++index;
      continue;
    }
    return place_of(node, index, file)
        .refuse("this op can't be run" + cause_of(node.op_type()), supported_ops());
  }
  return check_opset(model, file);
}

Result<Network> read_graph(const onnx::ModelProto& model, const std::string& file,
                           const ImportOptions& options,
                           const std::vector<std::string>& outputs) {
  const onnx::GraphProto& graph = model.graph();
  ImportBudget budget(model.ByteSizeLong());
  OnnxConstants constants(graph, file, budget);
  const auto inputs = record_inputs(graph, constants, file, options);
  if (!inputs) return tl::unexpected(inputs.error());

  GraphState state(file, constants, budget, opset_of(model));
  state.network.facts.metadata = metadata_of(model);
  for (const RecordInput& input : *inputs) {
    state.symbolic_batch = state.symbolic_batch || input.batch == 0;
    state.batch = std::max(state.batch, input.batch);
  }
  if (auto added = add_inputs(*inputs, state); !added) return tl::unexpected(added.error());
  int index = 0;
  for (const onnx::NodeProto& node : graph.node()) {
    if (auto read = read_node(node, index++, state); !read) return tl::unexpected(read.error());
  }
  for (auto& [name, tensor] : state.with_endings) state.tensors[name] = std::move(tensor);
  const auto output = chosen_output(outputs, state);
  if (!output) return tl::unexpected(output.error());
  return network_up_to(*output, options.result_layout, state);
}

}  // namespace medisc
