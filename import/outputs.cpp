#include "import/outputs.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "compiler/affine.hpp"
#include "import/class_axis.hpp"
#include "import/pending.hpp"
#include "import/place.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

std::string names_of(const std::vector<std::string>& outputs) {
  std::vector<std::string> names;
  for (const std::string& name : outputs) names.push_back("'" + printable(name) + "'");
  return fmt::format("{}", fmt::join(names, ", "));
}

/// How much a result tells: probabilities, then plain logits, then a label.
int worth(const PendingEnding& ending) {
  if (!ending.any()) return 1;
  return ending.is_label() || ending.binarised ? 0 : 2;
}

/// Brings the classes to the front, where it is known which axis they stand along.
Result<void> settle_classes(RecordTensor& last, std::optional<Layout> layout,
                            const Place& place, Network& network) {
  std::optional<std::uint32_t>& axis = network.facts.class_axis;
  axis = 0;
  if (last.ending.pair) return {};
  if (lacks_the_axis_of_one(last, network)) {
    last.shape.insert(last.shape.begin(), 1);
    return {};
  }
  const auto found = class_axis_of(last, network, layout, place);
  if (!found) return tl::unexpected(found.error());
  axis = *found;
  if (axis) put_first(last, *axis, network);
  return {};
}

void tell(const std::string& output, const RecordTensor& last, Network& network) {
  NetworkFacts& facts = network.facts;
  const PendingEnding& ending = last.ending;
  facts.output = printable(output);
  facts.output_shape.assign(last.shape.begin(), last.shape.end());
  if (ending.pair) facts.output_shape = {1};
  facts.ending = ending.kind;
  if (ending.class_names) facts.class_names = *ending.class_names;
  const std::uint64_t logits = element_count(last.shape);
  const bool one_label = ending.pair || last.shape.front() == logits;
  network.ends_in_argmax = facts.ending == NetworkEnding::kLabel && one_label;
}

}  // namespace

Result<std::vector<std::string>> wanted_outputs(const onnx::GraphProto& graph,
                                                const std::string& file,
                                                const ImportOptions& options) {
  std::vector<std::string> outputs;
  for (const onnx::ValueInfoProto& output : graph.output()) outputs.push_back(output.name());
  if (outputs.empty()) {
    return fail(ErrorCode::kUnsupported, file + " has no output",
                "export the network from the record to the logits");
  }
  if (!options.output) return outputs;
  if (std::find(outputs.begin(), outputs.end(), *options.output) == outputs.end()) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has no output '{}'; it has {}", file,
                            printable(*options.output), names_of(outputs)),
                "choose one of them");
  }
  return std::vector<std::string>{*options.output};
}

void keep_needed(onnx::GraphProto& graph, const std::vector<std::string>& outputs) {
  std::set<std::string> needed(outputs.begin(), outputs.end());
  std::vector<bool> kept(static_cast<std::size_t>(graph.node_size()), false);
  for (int i = graph.node_size(); i-- > 0;) {
    const onnx::NodeProto& node = graph.node(i);
    const bool is_needed = std::any_of(
        node.output().begin(), node.output().end(),
        [&](const std::string& name) { return !name.empty() && needed.count(name) != 0; });
    if (!is_needed) continue;
    kept[static_cast<std::size_t>(i)] = true;
    needed.insert(node.input().begin(), node.input().end());
  }
  google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
  nodes.Swap(graph.mutable_node());
  for (int i = 0; i < nodes.size(); ++i) {
    if (kept[static_cast<std::size_t>(i)]) graph.add_node()->Swap(nodes.Mutable(i));
  }
  // ONNX's checker wants a node for each output.
  google::protobuf::RepeatedPtrField<onnx::ValueInfoProto> given;
  given.Swap(graph.mutable_output());
  for (onnx::ValueInfoProto& output : given) {
    if (std::ranges::find(outputs, output.name()) != outputs.end()) {
      graph.add_output()->Swap(&output);
    }
  }
}

Result<std::string> chosen_output(const std::vector<std::string>& outputs, GraphState& graph) {
  if (outputs.size() == 1) return outputs.front();
  RecordTensor* best = nullptr;
  std::shared_ptr<const std::vector<std::string>> class_names;
  const std::string* chosen = nullptr;
  bool alike = true;
  for (const std::string& name : outputs) {
    const auto found = graph.tensors.find(name);
    if (found == graph.tensors.end()) {
      alike = false;
      continue;
    }
    RecordTensor& tensor = found->second;
    if (tensor.ending.class_names) class_names = tensor.ending.class_names;
    alike = alike &&
            (best == nullptr || (best->tensor == tensor.tensor && best->order == tensor.order));
    if (best != nullptr && worth(best->ending) >= worth(tensor.ending)) continue;
    best = &tensor;
    chosen = &name;
  }
  if (alike && chosen != nullptr) {
    if (!best->ending.class_names) best->ending.class_names = class_names;
    return *chosen;
  }
  return fail(ErrorCode::kUnsupported,
              fmt::format("{} has {} outputs, which are not the label and the probabilities of "
                          "one result: {}",
                          graph.file, outputs.size(), names_of(outputs)),
              "choose the one that the hospital is to have, as in --output-name " +
                  printable(outputs.front()));
}

Result<Network> network_up_to(const std::string& output, std::optional<Layout> layout,
                              GraphState& graph) {
  const Place place(fmt::format("{}: output '{}'", graph.file, printable(output)));
  const auto found = graph.tensors.find(output);
  if (found == graph.tensors.end()) {
    return fail(ErrorCode::kUnsupported, place.text() + " is not the result of a layer",
                "export the network from the record to the logits");
  }
  RecordTensor& last = found->second;
  Network& network = graph.network;
  if (last.quantised) {
    return place.refuse("is quantised", "leave out the QuantizeLinear at the end of the model");
  }
  if (auto written = write_padding(last, network, place); !written) {
    return tl::unexpected(written.error());
  }
  if (last.resized) {  // then its channels are channels again
    if (auto written = write_order(last, network, place); !written) {
      return tl::unexpected(written.error());
    }
  }
  if (auto settled = settle_classes(last, layout, place, network); !settled) {
    return tl::unexpected(settled.error());
  }
  if (auto written = write_order(last, network, place); !written) {
    return tl::unexpected(written.error());
  }
  if (last.tensor == 0) {
    network.layers = {Layer{"identity", identity_affine(network.features), {0}}};
  } else {
    network.layers.resize(last.tensor);  // what comes later has no part in it
  }
  if (last.ending.complement) {  // sigmoid(-x) = 1 - sigmoid(x)
    network.layers.push_back(
        {"complement", Affine{network.outputs(), {-1.0}, {0.0}}, {last.tensor}});
  }
  tell(output, last, network);
  return std::move(network);
}

}  // namespace medisc
