#include "tests/import/sample.hpp"

#include <sstream>

#include "tests/import/model_file.hpp"

namespace medisc {
namespace {

void set_shape(onnx::ValueInfoProto& value, const std::string& name, std::int64_t batch,
               const std::vector<std::int64_t>& record_shape) {
  value.set_name(name);
  auto* type = value.mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  auto* first = type->mutable_shape()->add_dim();
  if (batch != 0) {
    first->set_dim_value(batch);
  } else {
    first->set_dim_param("N");
  }
  for (const std::int64_t dim : record_shape) {
    auto* added = type->mutable_shape()->add_dim();
    if (dim != 0) {
      added->set_dim_value(dim);
    } else {
      added->set_dim_param("unknown");
    }
  }
}

}  // namespace

OnnxSample::OnnxSample(std::vector<std::int64_t> record_shape, std::int64_t batch) {
  model_.set_ir_version(8);
  model_.add_opset_import()->set_version(13);
  graph().set_name("sample");
  set_shape(*graph().add_input(), "x", batch, record_shape);
  auto& output = *graph().add_output();
  output.set_name("y");
  output.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  output.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_param("N");
}

OnnxSample& OnnxSample::constant(const std::string& name, std::vector<std::int64_t> dims,
                                 const std::vector<float>& values) {
  auto* tensor = graph().add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t dim : dims) tensor->add_dims(dim);
  tensor->set_raw_data(values.data(), values.size() * sizeof(float));
  return *this;
}

OnnxSample& OnnxSample::shape(const std::string& name,
                              const std::vector<std::int64_t>& values) {
  auto* tensor = graph().add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto::INT64);
  tensor->add_dims(static_cast<std::int64_t>(values.size()));
  for (const std::int64_t value : values) tensor->add_int64_data(value);
  return *this;
}

onnx::NodeProto& OnnxSample::node(const std::string& op, const std::string& inputs,
                                  const std::string& output) {
  auto* node = graph().add_node();
  node->set_op_type(op);
  node->set_name(op + "_" + output);
  std::istringstream names(inputs);
  for (std::string name; names >> name;) node->add_input(name);
  node->add_output(output);
  return *node;
}

Result<Network> OnnxSample::import() const {
  return parse_model(bytes(), "sample.onnx");
}

void set_int(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

void set_ints(onnx::NodeProto& node, const std::string& name,
              const std::vector<std::int64_t>& values) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute->add_ints(value);
}

void set_text(onnx::NodeProto& node, const std::string& name, const std::string& value) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::STRING);
  attribute->set_s(value);
}

void set_float(onnx::NodeProto& node, const std::string& name, float value) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::FLOAT);
  attribute->set_f(value);
}

}  // namespace medisc
