#include "tests/import/node_cases.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "import/tensor.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

constexpr int kOldestOpset = 6;

std::vector<double> part(const std::vector<double>& values, std::size_t index,
                         std::size_t parts) {
  const auto run = static_cast<std::ptrdiff_t>(values.size() / parts);
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(index) * run;
  return {begin, begin + run};
}

onnx::TensorProto tensor_of(const std::string& name, const Dims& dims,
                            const std::vector<double>& values) {
  onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::DOUBLE);
  for (const std::uint64_t dim : dims) tensor.add_dims(static_cast<std::int64_t>(dim));
  for (const double value : values) tensor.add_double_data(value);
  return tensor;
}

onnx::TensorProto shape_of(const std::string& name, const Dims& dims) {
  onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_dims(static_cast<std::int64_t>(dims.size()));
  for (const std::uint64_t dim : dims) tensor.add_int64_data(static_cast<std::int64_t>(dim));
  return tensor;
}

void set_shape(onnx::ValueInfoProto& input, const Dims& dims) {
  auto* shape = input.mutable_type()->mutable_tensor_type()->mutable_shape();
  shape->clear_dim();
  for (const std::uint64_t dim : dims) {
    shape->add_dim()->set_dim_value(static_cast<std::int64_t>(dim));
  }
}

onnx::ModelProto with_least_opset(onnx::ModelProto model) {
  for (auto& opset : *model.mutable_opset_import()) {
    if (opset.version() < kOldestOpset) opset.set_version(kOldestOpset);
  }
  return model;
}

bool is_single(const OnnxNodeTest& test, const std::set<std::string>& ops) {
  return test.model.graph().node_size() == 1 && ops.count(test.ops().front()) != 0;
}

}  // namespace

std::vector<OnnxNodeCase> cases_of(const OnnxNodeTest& test) {
  const std::vector<std::string> names = test.open_inputs();
  const auto expected = read_tensor(test.outputs[0], "output");
  const auto record =
      test.inputs.empty() ? Result<ConstantTensor>{} : read_tensor(test.inputs[0], "input");
  const bool readable = record && expected && !names.empty() && !record->dims.empty();
  Dims dims = readable ? record->dims : Dims{1, 1};
  if (dims.size() == 1) dims.insert(dims.begin(), 1);
  const std::size_t batch = std::max<std::size_t>(dims.front(), 1);
  const bool cuts =
      is_single(test, {"Add", "Sub", "Mul", "Div", "PRelu", "Max", "Mean", "Min", "Sum"});

  std::vector<OnnxNodeCase> cases;
  for (std::size_t row = 0; row < batch; ++row) {
    OnnxNodeCase one{with_least_opset(test.model), {}, {}};
    if (readable) {
      one.record = part(record->values, row, batch);
      one.expected = part(expected->values, row, batch);
    }
    Dims shape = dims;
    auto* graph = one.model.mutable_graph();
    for (std::size_t i = 1; i < names.size(); ++i) {
      onnx::TensorProto constant = test.inputs[i];
      const auto operand = read_tensor(constant, names[i]);
      if (cuts && batch > 1 && operand && operand->dims.size() == dims.size() &&
          operand->dims.front() == batch) {
        shape.front() = 1;
        Dims single = operand->dims;
        single.front() = 1;
        constant = tensor_of(names[i], single, part(operand->values, row, batch));
      }
      constant.set_name(names[i]);
      *graph->add_initializer() = constant;
    }
    for (onnx::ValueInfoProto& input : *graph->mutable_input()) {
      if (readable && input.name() == names[0]) set_shape(input, shape);
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

std::vector<OnnxNodeCase> joined_cases_of(const OnnxNodeTest& test) {
  const std::vector<std::string> names = test.open_inputs();
  if (!is_single(test, {"Add", "Concat", "Max", "Mean", "Min", "Sub", "Sum"}) ||
      names.size() < 2)
    return {};
  std::vector<ConstantTensor> parts;
  for (const onnx::TensorProto& input : test.inputs) {
    auto part = read_tensor(input, "input");
    if (!part || part->dims.size() < 2 || part->dims != read_tensor(test.inputs[0], "")->dims) {
      return {};
    }
    parts.push_back(std::move(*part));
  }
  const std::size_t batch = parts.front().dims.front();
  const std::size_t size = parts.front().values.size() / batch;
  const std::size_t total = size * parts.size();
  const auto expected = read_tensor(test.outputs[0], "output");

  onnx::ModelProto model = with_least_opset(test.model);
  model.set_ir_version(8);  // from 4 on, initialisers need not be inputs
  auto* graph = model.mutable_graph();
  const onnx::NodeProto node = graph->node(0);
  onnx::ValueInfoProto input = graph->input(0);
  input.set_name("record");
  set_shape(input, {batch, total});
  graph->clear_input();
  graph->clear_node();
  *graph->add_input() = input;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<double> picks(total * size, 0.0);
    for (std::size_t k = 0; k < size; ++k) picks[(i * size + k) * size + k] = 1;
    *graph->add_initializer() = tensor_of("picks_" + names[i], {total, size}, picks);
    *graph->add_initializer() = shape_of("shape_" + names[i], parts[i].dims);
    auto* pick = graph->add_node();
    pick->set_op_type("MatMul");
    pick->add_input("record");
    pick->add_input("picks_" + names[i]);
    pick->add_output("flat_" + names[i]);
    auto* reshape = graph->add_node();
    reshape->set_op_type("Reshape");
    reshape->add_input("flat_" + names[i]);
    reshape->add_input("shape_" + names[i]);
    reshape->add_output(names[i]);
  }
  *graph->add_node() = node;

  std::vector<OnnxNodeCase> cases;
  for (std::size_t row = 0; row < batch; ++row) {
    OnnxNodeCase one{model, {}, part(expected->values, row, batch)};
    for (const ConstantTensor& tensor : parts) {
      const std::vector<double> values = part(tensor.values, row, batch);
      one.record.insert(one.record.end(), values.begin(), values.end());
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

namespace {

/// Results with their classes along the axis that the file has them on.
std::vector<double> with_classes_back(const std::vector<double>& results,
                                      const NetworkFacts& facts) {
  if (facts.class_axis.value_or(0) == 0) return results;
  const auto& shape = facts.output_shape;
  const std::size_t classes = shape.front();
  std::size_t behind = 1;
  for (std::size_t axis = *facts.class_axis + 1; axis < shape.size(); ++axis)
    behind *= shape[axis];
  const std::size_t positions = results.size() / classes;
  std::vector<double> back(results.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::size_t position = i % positions;
    back[(position / behind * classes + i / positions) * behind + position % behind] =
        results[i];
  }
  return back;
}

}  // namespace

std::vector<double> ended(std::vector<double> logits, const std::string& op,
                          const NetworkFacts& facts) {
  if (op == "Sigmoid") {
    for (double& value : logits) value = 1 / (1 + std::exp(-value));
    return with_classes_back(logits, facts);
  }
  const bool along = op == "ArgMax" || op == "Softmax" || op == "LogSoftmax";
  if (!along) return with_classes_back(logits, facts);
  const std::size_t step = logits.size() / facts.output_shape.front();  // between two classes
  const std::size_t classes = facts.output_shape.front();
  std::vector<double> labels;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i / step % classes != 0) continue;
    std::size_t best = i;
    for (std::size_t k = 0; k < classes; ++k) {
      if (logits[i + k * step] > logits[best]) best = i + k * step;
    }
    labels.push_back(static_cast<double>((best - i) / step));
    const double most = logits[best];
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k) sum += std::exp(logits[i + k * step] - most);
    for (std::size_t k = 0; k < classes; ++k) {
      double& value = logits[i + k * step];
      value -= most + std::log(sum);
      if (op == "Softmax") value = std::exp(value);
    }
  }
  return op == "ArgMax" ? labels : with_classes_back(logits, facts);
}

}  // namespace medisc
