/// The importer against ONNX's own tests: every one of an op that MediSC runs gives the expected
/// values, or is named below with what the importer says of it.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>

#include <gmock/gmock.h>

#include "model/onnx_import.hpp"
#include "model/onnx_tensor.hpp"
#include "tests/model/onnx_node_suite.hpp"

namespace medisc {
namespace {

const std::set<std::string> kOps{
    "Add",         "ArgMax",     "AveragePool", "BatchNormalization",
    "Clip",        "Concat",     "Constant",    "Conv",
    "Div",         "Dropout",    "Flatten",     "Gemm",
    "GlobalAveragePool",         "GlobalMaxPool",
    "Identity",    "LeakyRelu",  "LogSoftmax",  "MatMul",
    "MaxPool",     "Mul",        "Neg",         "PRelu",
    "Pad",         "ReduceMean", "Relu",        "Reshape",
    "Sigmoid",     "Softmax",    "Squeeze",     "Sub",
    "Transpose",   "Unsqueeze"};

#include "tests/model/onnx_node_refusals.inc"

/// One record of the test's batch, as a model and the values that go in and come out.
struct Case {
  onnx::ModelProto model;
  std::vector<double> record;
  std::vector<double> expected;
};

std::vector<double> part(const std::vector<double>& values, std::size_t index,
                         std::size_t parts) {
  const auto run = static_cast<std::ptrdiff_t>(values.size() / parts);
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(index) * run;
  return {begin, begin + run};
}

onnx::TensorProto float_tensor(const std::string& name, std::vector<std::uint64_t> dims,
                               const std::vector<double>& values) {
  onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::DOUBLE);
  for (const std::uint64_t dim : dims) tensor.add_dims(static_cast<std::int64_t>(dim));
  for (const double value : values) tensor.add_double_data(value);
  return tensor;
}

/// The first input is the record, the others count as constants. A record that has one dimension
/// gets a batch dimension. An operand that differs from record to record is cut as the record
/// is, where the op works on each element for itself.
Result<std::vector<Case>> cases_of(const OnnxNodeTest& test) {
  std::vector<Case> cases;
  const std::vector<std::string> names = test.open_inputs();
  if (names.empty()) return fail(ErrorCode::kUnsupported, "no input");
  const auto record = read_tensor(test.inputs[0], "input");
  const auto expected = read_tensor(test.outputs[0], "output");
  if (!record) return tl::unexpected(record.error());
  if (!expected) return tl::unexpected(expected.error());
  std::vector<std::uint64_t> dims = record->dims;
  if (dims.size() == 1) dims.insert(dims.begin(), 1);
  const std::size_t batch = dims.empty() ? 1 : std::max<std::size_t>(dims.front(), 1);

  const std::set<std::string> elementwise{"Add", "Sub", "Mul", "Div", "PRelu"};
  const bool cuts = test.ops().size() == 1 && elementwise.count(test.ops().front()) != 0;
  for (std::size_t row = 0; row < batch; ++row) {
    Case one{test.model, part(record->values, row, batch),
             part(expected->values, row, batch)};
    auto* graph = one.model.mutable_graph();
    bool cut = false;
    for (std::size_t i = 1; i < names.size(); ++i) {
      const auto operand = read_tensor(test.inputs[i], names[i]);
      cut = cuts && operand && operand->dims.size() == dims.size() &&
            operand->dims.front() == batch && batch > 1;
      onnx::TensorProto tensor = test.inputs[i];
      if (cut) {
        std::vector<std::uint64_t> single = operand->dims;
        single.front() = 1;
        tensor = float_tensor(names[i], single, part(operand->values, row, batch));
      }
      tensor.set_name(names[i]);
      *graph->add_initializer() = tensor;
    }
    for (onnx::ValueInfoProto& input : *graph->mutable_input()) {
      if (input.name() != names[0]) continue;
      auto* shape = input.mutable_type()->mutable_tensor_type()->mutable_shape();
      shape->clear_dim();
      for (const std::uint64_t dim : dims) {
        shape->add_dim()->set_dim_value(static_cast<std::int64_t>(dim));
      }
      if (cut && !dims.empty()) shape->mutable_dim(0)->set_dim_value(1);
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

/// What the hospital makes of the logits where the model ends in `op`.
std::vector<double> ended(std::vector<double> logits, const std::string& op) {
  if (op == "Sigmoid") {
    for (double& value : logits) value = 1 / (1 + std::exp(-value));
  } else if (op == "ArgMax") {
    const auto most = std::max_element(logits.begin(), logits.end());
    return {static_cast<double>(most - logits.begin())};
  } else if (op == "Softmax" || op == "LogSoftmax") {
    const double most = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const double value : logits) sum += std::exp(value - most);
    for (double& value : logits) {
      value -= most + std::log(sum);
      if (op == "Softmax") value = std::exp(value);
    }
  }
  return logits;
}

/// An error, or how far the worst value is beyond what is tolerated.
Result<double> distance(const OnnxNodeTest& test) {
  const auto cases = cases_of(test);
  if (!cases) return tl::unexpected(cases.error());
  const auto& nodes = test.model.graph().node();
  double worst = 0;
  for (const Case& one : *cases) {
    const auto network = parse_onnx(one.model.SerializeAsString(), test.name);
    if (!network) return tl::unexpected(network.error());
    const bool labels = nodes[nodes.size() - 1].op_type() == "ArgMax";
    EXPECT_EQ(network->ends_in_argmax, labels) << test.name;
    const auto result = ended(evaluate(*network, one.record), nodes[nodes.size() - 1].op_type());
    EXPECT_EQ(result.size(), one.expected.size()) << test.name;
    if (result.size() != one.expected.size()) return HUGE_VAL;
    for (std::size_t i = 0; i < result.size(); ++i) {
      const double tolerated = 1e-5 + 1e-4 * std::abs(one.expected[i]);
      worst = std::max(worst, std::abs(result[i] - one.expected[i]) / tolerated);
    }
  }
  return worst;
}

TEST(OnnxNodeSuite, NetworksGiveTheExpectedValues) {
  const auto tests = onnx_node_tests();
  if (tests.empty()) GTEST_SKIP() << "the package libonnx-testdata is not installed";
  const std::map<std::string, std::string> refusals = known_refusals();
  int passed = 0;
  int refused = 0;
  for (const OnnxNodeTest& test : tests) {
    const auto ops = test.ops();
    if (!std::all_of(ops.begin(), ops.end(), [](const auto& op) { return kOps.count(op); })) {
      continue;
    }
    const auto result = distance(test);
    const auto refusal = refusals.find(test.name);
    if (result) {
      EXPECT_EQ(refusal, refusals.end()) << test.name << " is listed as refused, but runs";
      EXPECT_LT(*result, 1.0) << test.name;
      passed += *result < 1.0 ? 1 : 0;
      continue;
    }
    ++refused;
    if (refusal == refusals.end()) {
      ADD_FAILURE() << test.name << " is refused: " << render(result.error());
      continue;
    }
    EXPECT_THAT(result.error().context, testing::HasSubstr(refusal->second)) << test.name;
    EXPECT_FALSE(result.error().hint.empty()) << test.name;
  }
  std::printf("ONNX's tests of supported ops: %d ran, %d passed, %d refused by design\n",
              passed + refused, passed, refused);
  EXPECT_GT(passed, 100);
}

}  // namespace
}  // namespace medisc
