#include "import/constants.hpp"

#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

namespace medisc {

OnnxConstants::OnnxConstants(const onnx::GraphProto& graph, std::string file,
                             ImportBudget& budget)
    : file_(std::move(file)), budget_(budget) {
  for (const onnx::TensorProto& tensor : graph.initializer()) {
    tensors_[tensor.name()] = &tensor;
  }
}

OnnxConstants::~OnnxConstants() = default;

Result<void> OnnxConstants::add(const onnx::NodeProto& constant, const std::string& where) {
  for (const onnx::AttributeProto& attribute : constant.attribute()) {
    onnx::TensorProto tensor;
    if (attribute.name() == "value") {
      tensor = attribute.t();
    } else if (attribute.name() == "value_float" || attribute.name() == "value_floats") {
      tensor.set_data_type(onnx::TensorProto::FLOAT);
      for (const float value : attribute.floats()) tensor.add_float_data(value);
      if (attribute.name() == "value_float") tensor.add_float_data(attribute.f());
    } else if (attribute.name() == "value_int" || attribute.name() == "value_ints") {
      tensor.set_data_type(onnx::TensorProto::INT64);
      for (const std::int64_t value : attribute.ints()) tensor.add_int64_data(value);
      if (attribute.name() == "value_int") tensor.add_int64_data(attribute.i());
    } else {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: attribute '{}' is not a tensor of numbers", where,
                              printable(attribute.name())));
    }
    if (attribute.name().back() == 's') {
      tensor.add_dims(tensor.float_data_size() + tensor.int64_data_size());
    }
    own_.push_back(std::move(tensor));
    tensors_[constant.output(0)] = &own_.back();
  }
  return {};
}

void OnnxConstants::add_copy(const std::string& name, const std::string& copy) {
  if (const auto folded = folded_.find(name); folded != folded_.end()) {
    folded_[copy] = folded->second;
  } else {
    tensors_[copy] = tensors_.at(name);
  }
}

Result<void> OnnxConstants::add(const std::string& name, ConstantTensor tensor) {
  if (auto taken = take(name, tensor.values.size()); !taken) return taken;
  folded_[name] = std::make_shared<const ConstantTensor>(std::move(tensor));
  return {};
}

Result<ConstantTensor> OnnxConstants::read(const std::string& name) const {
  const auto folded = folded_.find(name);
  auto tensor = folded != folded_.end() ? Result<ConstantTensor>(*folded->second)
                                        : read_tensor(*tensors_.at(name), where(name));
  if (!tensor) return tensor;
  if (auto taken = take(name, tensor->values.size()); !taken) {
    return tl::unexpected(taken.error());
  }
  return tensor;
}

Result<void> OnnxConstants::take(const std::string& name, std::uint64_t elements) const {
  if (budget_.take(elements)) return {};
  return fail(ErrorCode::kUnsupported,
              where(name) + " takes more room than a file of this size may",
              "export the model with constants folded");
}

std::string OnnxConstants::where(const std::string& name) const {
  return fmt::format("{}: constant '{}'", file_, printable(name));
}

}  // namespace medisc
