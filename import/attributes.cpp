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

bool Attributes::has(std::string_view name) const {
  return find(*node_, name) != nullptr;
}

double Attributes::real(std::string_view name, float absent) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  return attribute == nullptr ? absent : attribute->f();
}

std::int64_t Attributes::integer(std::string_view name, std::int64_t absent) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  return attribute == nullptr ? absent : attribute->i();
}

std::vector<std::int64_t> Attributes::integers(std::string_view name,
                                               std::vector<std::int64_t> absent) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  if (attribute == nullptr) return absent;
  return {attribute->ints().begin(), attribute->ints().end()};
}

std::string Attributes::text(std::string_view name, const std::string& absent) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  return attribute == nullptr ? absent : attribute->s();
}

std::vector<double> Attributes::reals(std::string_view name) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  if (attribute == nullptr) return {};
  return {attribute->floats().begin(), attribute->floats().end()};
}

std::vector<std::string> Attributes::texts(std::string_view name) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  if (attribute == nullptr) return {};
  return {attribute->strings().begin(), attribute->strings().end()};
}

const onnx::TensorProto* Attributes::tensor(std::string_view name) const {
  const onnx::AttributeProto* attribute = find(*node_, name);
  return attribute == nullptr ? nullptr : &attribute->t();
}

}  // namespace medisc
