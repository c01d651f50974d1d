#include "import/class_axis.hpp"

#include <gmock/gmock.h>

#include "import/onnx.hpp"
#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr auto kBadInput = ErrorCode::kBadInput;
constexpr auto kUnsupported = ErrorCode::kUnsupported;
using testing::ElementsAre;
using testing::Optional;

/// Three channels out of one, over two pixels: 1, 10 and 100 times the pixel.
OnnxSample three_channels() {
  OnnxSample sample({1, 1, 2});
  sample.constant("w", {3, 1, 1, 1}, {1, 10, 100});
  sample.node("Conv", "x w", "c");
  return sample;
}

TEST(OnnxClassAxis, ChannelsLastComeChannelsFirst) {
  for (const char* ending : {"", "Softmax", "ArgMax", "Sigmoid"}) {
    auto sample = three_channels();
    const std::string last = *ending == '\0' ? "y" : "t";
    set_ints(sample.node("Transpose", "c", last), "perm", {0, 2, 3, 1});
    if (*ending != '\0') {
      auto& end = sample.node(ending, "t", "y");
      if (std::string(ending) != "Sigmoid") set_int(end, "axis", -1);
    }
    EXPECT_THAT(run(sample, {1, 2}), ElementsAre(1, 2, 10, 20, 100, 200)) << ending;
    const auto facts = sample.import()->facts;
    EXPECT_THAT(facts.output_shape, ElementsAre(3, 1, 2)) << ending;
    EXPECT_THAT(facts.class_axis, Optional(2U)) << ending;
  }
}

TEST(OnnxClassAxis, OfASequenceIsTheMatricesLast) {
  OnnxSample sample({2, 1});
  sample.constant("w", {1, 3}, {1, 10, 100}).node("MatMul", "x w", "y");
  EXPECT_THAT(run(sample, {1, 2}), ElementsAre(1, 2, 10, 20, 100, 200));
  EXPECT_THAT(sample.import()->facts.output_shape, ElementsAre(3, 2));
}

TEST(OnnxClassAxis, IsThatOfTheSoftmaxWhereLayersTellNone) {
  OnnxSample sample({2, 2, 2});
  set_int(sample.node("Softmax", "x", "y"), "axis", 2);
  EXPECT_THAT(run(sample, {0, 1, 2, 3, 4, 5, 6, 7}), ElementsAre(0, 1, 4, 5, 2, 3, 6, 7));
  EXPECT_THAT(sample.import()->facts.class_axis, Optional(1U));
}

TEST(OnnxClassAxis, OfASoftmaxAcrossTheChannelsIsRefused) {
  auto sample = three_channels();
  set_int(sample.node("Softmax", "c", "y"), "axis", 3);
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "works along axis 3"));
}

TEST(OnnxClassAxis, OfOneElementIsRefused) {
  for (const char* op : {"Softmax", "ArgMax"}) {
    OnnxSample sample({3, 1, 1});
    sample.node("Relu", "x", "r");
    set_int(sample.node(op, "r", "y"), "axis", -1);
    EXPECT_THAT(sample.import(), Refused(kUnsupported, "the same for every record")) << op;
  }
}

/// Six numbers of a matrix, as two by three.
OnnxSample reshaped() {
  OnnxSample sample({1});
  sample.constant("w", {1, 6}, {1, 2, 3, 4, 5, 6}).shape("s", {-1, 2, 3});
  sample.node("MatMul", "x w", "m");
  sample.node("Reshape", "m s", "y");
  return sample;
}

TEST(OnnxClassAxis, OfAReshapedListIsUnknown) {
  const auto network = reshaped().import();
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(network->facts.class_axis, std::nullopt);
  EXPECT_THAT(network->facts.output_shape, ElementsAre(2, 3));
  EXPECT_THAT(run(reshaped(), {1}), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(OnnxClassAxis, IsDeclaredWhereItIsUnknown) {
  ImportOptions options;
  options.result_layout = Layout::kChannelsLast;
  const auto network = parse_onnx(reshaped().bytes(), "m", options);
  ASSERT_TRUE(network.has_value());
  EXPECT_THAT(network->facts.output_shape, ElementsAre(3, 2));
  EXPECT_THAT(evaluate(*network, std::vector<double>{1}), ElementsAre(1, 4, 2, 5, 3, 6));
  auto clear = three_channels();
  clear.node("Relu", "c", "y");
  EXPECT_THAT(parse_onnx(clear.bytes(), "m", options),
              Refused(kBadInput, "the layout channels_last is declared"));
}

TEST(OnnxClassAxis, OfOneChannelMayBeLeftOut) {
  OnnxSample sample({1, 3, 2});
  sample.constant("w", {1, 1, 1, 1}, {2}).shape("s", {-1, 3, 2});
  sample.node("Conv", "x w", "c");
  sample.node("Reshape", "c s", "y");
  EXPECT_THAT(sample.import()->facts.output_shape, ElementsAre(1, 3, 2));
}

TEST(OnnxClassAxis, ARegressorsResultsAreNumbers) {
  OnnxSample sample({2});
  auto& node = sample.node("LinearRegressor", "x", "y");
  node.set_domain("ai.onnx.ml");
  set_int(node, "targets", 2);
  auto* coefficients = node.add_attribute();
  coefficients->set_name("coefficients");
  coefficients->set_type(onnx::AttributeProto::FLOATS);
  for (const float value : {1.0F, 2.0F, 3.0F, 4.0F}) coefficients->add_floats(value);
  auto* opset = sample.model().add_opset_import();
  opset->set_domain("ai.onnx.ml");
  opset->set_version(1);
  const auto network = sample.import();
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_TRUE(network->facts.regresses);
}

}  // namespace
}  // namespace medisc
