/// Small ONNX models, built node by node.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// A model from input "x" to output "y". Its batch dimension is symbolic unless `batch` is set.
class OnnxSample {
 public:
  explicit OnnxSample(std::vector<std::int64_t> record_shape, std::int64_t batch = 0);

  /// A float initialiser in raw_data.
  OnnxSample& constant(const std::string& name, std::vector<std::int64_t> dims,
                       const std::vector<float>& values);
  /// An int64 initialiser.
  OnnxSample& shape(const std::string& name, const std::vector<std::int64_t>& values);

  /// A node named after its op and output; inputs separated by blanks.
  onnx::NodeProto& node(const std::string& op, const std::string& inputs,
                        const std::string& output);

  onnx::GraphProto& graph() { return *model_.mutable_graph(); }
  onnx::ModelProto& model() { return model_; }

  std::string bytes() const { return model_.SerializeAsString(); }
  Result<Network> import() const;

 private:
  onnx::ModelProto model_;
};

void set_int(onnx::NodeProto& node, const std::string& name, std::int64_t value);
void set_ints(onnx::NodeProto& node, const std::string& name,
              const std::vector<std::int64_t>& values);
void set_text(onnx::NodeProto& node, const std::string& name, const std::string& value);
void set_float(onnx::NodeProto& node, const std::string& name, float value);

}  // namespace medisc
