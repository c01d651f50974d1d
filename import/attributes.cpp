#include "import/attributes.hpp"

#include <onnx/onnx_pb.h>

namespace medisc {
namespace {

const onnx::AttributeProto* find(const onnx::NodeProto& node, std::string_view name) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

}  // namespace

bool has_attribute(const onnx::NodeProto& node, std::string_view name) {
  return find(node, name) != nullptr;
}

double float_attribute(const onnx::NodeProto& node, std::string_view name, float absent) {
  const onnx::AttributeProto* attribute = find(node, name);
  return attribute == nullptr ? absent : attribute->f();
}

std::int64_t int_attribute(const onnx::NodeProto& node, std::string_view name,
                           std::int64_t absent) {
  const onnx::AttributeProto* attribute = find(node, name);
  return attribute == nullptr ? absent : attribute->i();
}

std::vector<std::int64_t> ints_attribute(const onnx::NodeProto& node, std::string_view name,
                                         std::vector<std::int64_t> absent) {
  const onnx::AttributeProto* attribute = find(node, name);
  if (attribute == nullptr) return absent;
  return {attribute->ints().begin(), attribute->ints().end()};
}

std::string text_attribute(const onnx::NodeProto& node, std::string_view name,
                           const std::string& absent) {
  const onnx::AttributeProto* attribute = find(node, name);
  return attribute == nullptr ? absent : attribute->s();
}

const onnx::TensorProto* tensor_attribute(const onnx::NodeProto& node, std::string_view name) {
  const onnx::AttributeProto* attribute = find(node, name);
  return attribute == nullptr ? nullptr : &attribute->t();
}

}  // namespace medisc
