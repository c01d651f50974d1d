/// Attributes of an ONNX node, and what stands for those that are absent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onnx {
class NodeProto;
class TensorProto;
}  // namespace onnx

namespace medisc {

bool has_attribute(const onnx::NodeProto& node, std::string_view name);
double float_attribute(const onnx::NodeProto& node, std::string_view name, float absent);
std::int64_t int_attribute(const onnx::NodeProto& node, std::string_view name,
                           std::int64_t absent);
std::vector<std::int64_t> ints_attribute(const onnx::NodeProto& node, std::string_view name,
                                         std::vector<std::int64_t> absent);
std::string text_attribute(const onnx::NodeProto& node, std::string_view name,
                           const std::string& absent);
/// Null if absent.
const onnx::TensorProto* tensor_attribute(const onnx::NodeProto& node, std::string_view name);

}  // namespace medisc
