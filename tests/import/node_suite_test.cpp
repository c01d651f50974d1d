/// The importer against ONNX's own tests: every one of an op that MediSC runs gives the
/// expected values, or is named below with what the importer says of it.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "tests/import/model_file.hpp"
#include "tests/import/node_cases.hpp"
#include "tests/import/node_refusals.hpp"

namespace medisc {
namespace {

const std::set<std::string> kOps{"Abs",
                                 "Add",
                                 "ArgMax",
                                 "AveragePool",
                                 "BatchNormalization",
                                 "Celu",
                                 "Clip",
                                 "Concat",
                                 "Constant",
                                 "Conv",
                                 "ConvTranspose",
                                 "DepthToSpace",
                                 "DequantizeLinear",
                                 "Div",
                                 "Dropout",
                                 "Elu",
                                 "Erf",
                                 "Exp",
                                 "Expand",
                                 "Flatten",
                                 "Gather",
                                 "Gelu",
                                 "Gemm",
                                 "GlobalAveragePool",
                                 "GlobalMaxPool",
                                 "HardSigmoid",
                                 "HardSwish",
                                 "Identity",
                                 "LeakyRelu",
                                 "LogSoftmax",
                                 "MatMul",
                                 "Max",
                                 "MaxPool",
                                 "Mean",
                                 "Min",
                                 "Mish",
                                 "Mul",
                                 "Neg",
                                 "PRelu",
                                 "Pad",
                                 "ReduceMax",
                                 "ReduceMean",
                                 "ReduceMin",
                                 "ReduceSum",
                                 "Relu",
                                 "Reshape",
                                 "Resize",
                                 "Selu",
                                 "Shrink",
                                 "Sigmoid",
                                 "Slice",
                                 "Softmax",
                                 "Softplus",
                                 "Softsign",
                                 "SpaceToDepth",
                                 "Split",
                                 "Squeeze",
                                 "Sub",
                                 "Sum",
                                 "Tanh",
                                 "ThresholdedRelu",
                                 "Tile",
                                 "Transpose",
                                 "Unsqueeze",
                                 "Upsample"};

/// An error, or by how much the worst value misses, in terms of what is tolerated.
Result<double> miss_of(const OnnxNodeTest& test, const std::vector<OnnxNodeCase>& cases) {
  const auto& nodes = test.model.graph().node();
  const std::string last = nodes.empty() ? "" : nodes[nodes.size() - 1].op_type();
  double worst = 0;
  for (const OnnxNodeCase& one : cases) {
    ImportOptions first;
    if (one.model.graph().output_size() > 0) first.output = one.model.graph().output(0).name();
    const auto network =
        parse_onnx(one.model.SerializeAsString(), test.name, first)
            .and_then([&](const Network& read) { return compilable(read, test.name); });
    if (!network) return tl::unexpected(network.error());
    EXPECT_EQ(network->facts.ending == NetworkEnding::kLabel, last == "ArgMax") << test.name;
    EXPECT_EQ(network->features, one.record.size()) << test.name;
    if (network->features != one.record.size()) return HUGE_VAL;
    const auto result = ended(evaluate(*network, one.record), last, network->facts);
    EXPECT_EQ(result.size(), one.expected.size()) << test.name;
    if (result.size() != one.expected.size()) return HUGE_VAL;
    for (std::size_t i = 0; i < result.size(); ++i) {
      const double tolerated = 1e-5 + 1e-4 * std::abs(one.expected[i]);
      worst = std::max(worst, std::abs(result[i] - one.expected[i]) / tolerated);
    }
  }
  return worst;
}

/// Both ways to bind a test's inputs where there are two; it is enough that one is supported.
Result<double> miss_of(const OnnxNodeTest& test) {
  const auto bound = miss_of(test, cases_of(test));
  const auto cases = joined_cases_of(test);
  if (cases.empty()) return bound;
  const auto joined = miss_of(test, cases);
  if (!joined) return bound ? bound : joined;
  return bound ? std::max(*bound, *joined) : *joined;
}

TEST(OnnxNodeSuite, NetworksGiveTheExpectedValues) {
  const auto tests = onnx_node_tests();
  if (tests.empty()) GTEST_SKIP() << "the package libonnx-testdata is not installed";
  std::map<std::string, std::string> refusals = refused_node_tests();
  refusals.merge(later_refused_node_tests());
  std::size_t unknown = refusals.size();
  int passed = 0;
  int refused = 0;
  for (const OnnxNodeTest& test : tests) {
    const auto ops = test.ops();
    if (!std::all_of(ops.begin(), ops.end(), [](const auto& op) { return kOps.count(op); })) {
      continue;
    }
    if (is_corrected_node_test(test.name)) continue;
    const auto result = miss_of(test);
    const auto refusal = refusals.find(test.name);
    if (refusal != refusals.end()) --unknown;
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
  // Each release's tests lack some of the other's.
  EXPECT_LE(unknown, later_refused_node_tests().size()) << "listed, but not there";
  EXPECT_GT(passed, 150);
}

}  // namespace
}  // namespace medisc
