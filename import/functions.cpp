#include "import/functions.hpp"

#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/unknown_field_set.h>
#include <onnx/onnx_pb.h>

#include "import/tensor.hpp"

namespace medisc {
namespace {

constexpr int kMostNodes = 1 << 16;
constexpr int kDeepest = 32;  ///< calls within calls
constexpr std::uint64_t kMostBytes = 1u
                                     << 24;  ///< of what is put in, beside four times the file
constexpr int kAttributeDefaults = 11;  ///< field of FunctionProto, unknown to older libraries

using Key = std::pair<std::string, std::string>;

template <class Imports>
std::int64_t opset_in(const Imports& imports) {
  for (const onnx::OperatorSetIdProto& opset : imports) {
    if (opset.domain().empty() || opset.domain() == "ai.onnx") return opset.version();
  }
  return 0;
}

/// What stands for attributes that a call leaves out.
std::vector<onnx::AttributeProto> defaults_of(const onnx::FunctionProto& function) {
  std::vector<onnx::AttributeProto> defaults;
  const auto* field = function.GetDescriptor()->FindFieldByNumber(kAttributeDefaults);
  if (field != nullptr) {
    const auto* reflection = function.GetReflection();
    for (int i = 0; i < reflection->FieldSize(function, field); ++i) {
      defaults.emplace_back().CopyFrom(reflection->GetRepeatedMessage(function, field, i));
    }
    return defaults;
  }
  const auto& unknown = function.GetReflection()->GetUnknownFields(function);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const auto& one = unknown.field(i);
    if (one.number() != kAttributeDefaults ||
        one.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    onnx::AttributeProto attribute;
    if (attribute.ParseFromString(one.length_delimited())) defaults.push_back(attribute);
  }
  return defaults;
}

class Inliner {
 public:
  Inliner(const onnx::ModelProto& model, const std::string& file)
      : model_(model), file_(file), bytes_left_(kMostBytes + 4 * model.ByteSizeLong()) {}

  Result<void> run(onnx::GraphProto& graph) {
    for (const onnx::FunctionProto& function : model_.functions()) {
      const Key key{function.domain(), function.name()};
      const std::int64_t opset = opset_in(function.opset_import());
      if (opset != 0 && opset != opset_in(model_.opset_import())) {
        return fail(
            ErrorCode::kUnsupported,
            fmt::format("{}: its function '{}' is of opset {}, and the model of {}", file_,
                        printable(function.name()), opset, opset_in(model_.opset_import())),
            "inline the functions when the model is exported (onnx.inliner)");
      }
      if (!functions_.emplace(key, &function).second) {
        return damaged(function.name(), "is there twice");
      }
    }
    google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
    nodes.Swap(graph.mutable_node());
    for (const onnx::NodeProto& node : nodes) {
      if (auto put = place(node, 0, graph); !put) return put;
    }
    return {};
  }

 private:
  tl::unexpected<Error> damaged(const std::string& function, const std::string& reason) const {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: its function '{}' {}", file_, printable(function), reason),
                "export the model again");
  }

  Result<void> place(const onnx::NodeProto& node, int depth, onnx::GraphProto& graph) {
    const auto found = functions_.find({node.domain(), node.op_type()});
    if (found != functions_.end()) return expand(node, *found->second, depth, graph);
    const std::uint64_t bytes = node.ByteSizeLong();
    if (graph.node_size() >= kMostNodes || bytes > bytes_left_) return too_large();
    bytes_left_ -= bytes;
    *graph.add_node() = node;
    return {};
  }

  tl::unexpected<Error> too_large() const {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("{} has over {} nodes, or far larger ones than its size tells, once "
                    "its functions are put in",
                    file_, kMostNodes),
        "use a smaller model");
  }

  Result<void> expand(const onnx::NodeProto& call, const onnx::FunctionProto& function,
                      int depth, onnx::GraphProto& graph) {
    if (depth >= kDeepest) return damaged(function.name(), "calls itself");
    if (calls_ >= kMostNodes) return too_large();
    if (call.input_size() > function.input_size() ||
        call.output_size() > function.output_size() || call.output_size() == 0) {
      return damaged(function.name(), "is called with other inputs or outputs than it has");
    }
    std::map<std::string, std::string> names;
    for (int i = 0; i < function.input_size(); ++i) {
      names[function.input(i)] = i < call.input_size() ? call.input(i) : "";
    }
    for (int i = 0; i < call.output_size(); ++i) {
      if (!call.output(i).empty()) names[function.output(i)] = call.output(i);
    }
    const std::string prefix = fmt::format("{}#{}/", call.output(0), calls_++);
    for (const onnx::NodeProto& inner : function.node()) {
      onnx::NodeProto node = inner;
      for (std::string& name : *node.mutable_input()) name = renamed(name, prefix, names);
      for (std::string& name : *node.mutable_output()) name = renamed(name, prefix, names);
      if (!call.name().empty()) {
        node.set_name(call.name() + "/" +
                      (inner.name().empty() ? inner.op_type() : inner.name()));
      }
      bind_attributes(call, function, node);
      if (auto put = place(node, depth + 1, graph); !put) return put;
    }
    return {};
  }

  static std::string renamed(const std::string& name, const std::string& prefix,
                             const std::map<std::string, std::string>& names) {
    if (name.empty()) return name;
    const auto found = names.find(name);
    return found == names.end() ? prefix + name : found->second;
  }

  /// Attributes of the body that stand for one of the call's, or of the function's defaults;
  /// where neither has it, neither has the node.
  static void bind_attributes(const onnx::NodeProto& call, const onnx::FunctionProto& function,
                              onnx::NodeProto& node) {
    google::protobuf::RepeatedPtrField<onnx::AttributeProto> bound;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (attribute.ref_attr_name().empty()) {
        *bound.Add() = attribute;
        continue;
      }
      const auto bind = [&](const auto& values) {
        for (const onnx::AttributeProto& given : values) {
          if (given.name() != attribute.ref_attr_name()) continue;
          onnx::AttributeProto* added = bound.Add();
          *added = given;
          added->set_name(attribute.name());
          return true;
        }
        return false;
      };
      if (!bind(call.attribute())) bind(defaults_of(function));
    }
    node.mutable_attribute()->Swap(&bound);
  }

  const onnx::ModelProto& model_;
  const std::string& file_;
  std::map<Key, const onnx::FunctionProto*> functions_;
  std::uint64_t bytes_left_;
  int calls_ = 0;
};

}  // namespace

Result<void> inline_functions(onnx::ModelProto& model, const std::string& file) {
  if (model.functions_size() == 0) return {};
  onnx::GraphProto graph = model.graph();
  if (auto done = Inliner(model, file).run(graph); !done) return done;
  *model.mutable_graph() = std::move(graph);
  model.clear_functions();
  return {};
}

}  // namespace medisc
