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

/// Refers to the node, which must outlive it.
class Attributes {
 public:
  explicit Attributes(const onnx::NodeProto& node) : node_(&node) {}

  bool has(std::string_view name) const;
  double real(std::string_view name, float absent) const;
  std::int64_t integer(std::string_view name, std::int64_t absent) const;
  std::vector<std::int64_t> integers(std::string_view name,
                                     std::vector<std::int64_t> absent) const;
  std::string text(std::string_view name, const std::string& absent) const;
  /// None if absent.
  std::vector<double> reals(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  /// Null if absent.
  const onnx::TensorProto* tensor(std::string_view name) const;

 private:
  const onnx::NodeProto* node_;
};

}  // namespace medisc
