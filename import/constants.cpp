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
  for (const onnx::SparseTensorProto& tensor : graph.sparse_initializer()) {
    sparse_[tensor.values().name()] = &tensor;
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
    } else if (attribute.name() == "value_string" || attribute.name() == "value_strings") {
      tensor.set_data_type(onnx::TensorProto::STRING);
      for (const std::string& value : attribute.strings()) tensor.add_string_data(value);
      if (attribute.name() == "value_string") tensor.add_string_data(attribute.s());
    } else {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: attribute '{}' is not a tensor of numbers", where,
                              printable(attribute.name())));
    }
    if (attribute.name().back() == 's') {
      tensor.add_dims(tensor.float_data_size() + tensor.int64_data_size() +
                      tensor.string_data_size());
    }
    own_.push_back(std::move(tensor));
    tensors_[constant.output(0)] = &own_.back();
  }
  return {};
}

void OnnxConstants::add_copy(const std::string& name, const std::string& copy) {
  if (const auto folded = folded_.find(name); folded != folded_.end()) {
    folded_[copy] = folded->second;
  } else if (const auto sparse = sparse_.find(name); sparse != sparse_.end()) {
    sparse_[copy] = sparse->second;
  } else {
    tensors_[copy] = tensors_.at(name);
  }
}

Result<void> OnnxConstants::add(const std::string& name, ConstantTensor tensor) {
  if (auto taken = take(name, tensor.values.size()); !taken) return taken;
  folded_[name] = std::make_shared<const ConstantTensor>(std::move(tensor));
  return {};
}

Result<ConstantTensor> OnnxConstants::read_held(const std::string& name) const {
  if (const auto folded = folded_.find(name); folded != folded_.end()) return *folded->second;
  const auto sparse = sparse_.find(name);
  if (sparse == sparse_.end()) return read_tensor(*tensors_.at(name), where(name));
  const auto dims = sparse_dims(*sparse->second, where(name));
  if (!dims) return tl::unexpected(dims.error());
  if (auto taken = take(name, element_count(*dims)); !taken) {
    return tl::unexpected(taken.error());
  }
  return read_sparse(*sparse->second, where(name));
}

Result<ConstantTensor> OnnxConstants::read(const std::string& name) const {
  auto tensor = read_held(name);
  if (!tensor) return tensor;
  if (auto taken = take(name, tensor->values.size()); !taken) {
    return tl::unexpected(taken.error());
  }
  return tensor;
}

std::optional<std::int32_t> OnnxConstants::type_of(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return std::nullopt;
  return found->second->data_type();
}

std::optional<std::vector<std::string>> OnnxConstants::texts(const std::string& name) const {
  std::vector<std::string> texts;
  const auto found = tensors_.find(name);
  if (found != tensors_.end() && found->second->data_type() == onnx::TensorProto::STRING) {
    for (const std::string& text : found->second->string_data()) {
      texts.push_back(printable(text));
    }
    return texts;
  }
  if (!contains(name)) return std::nullopt;
  const auto numbers = read(name);
  if (!numbers || !numbers->whole) return std::nullopt;
  for (const double value : numbers->values) texts.push_back(fmt::format("{:.0f}", value));
  return texts;
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
