/// Small files that ask for much: refused before it is there.
#include "import/budget.hpp"

#include <string>

#include <gmock/gmock.h>

#include "tests/import/folded.hpp"
#include "tests/import/sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr auto kUnsupported = ErrorCode::kUnsupported;

std::string numbered(const char* name, int index) {
  return name + std::to_string(index);
}

/// A relu, so that there is a network besides the constants that the test adds.
OnnxSample sample_with(const std::string& name, std::vector<std::int64_t> dims) {
  OnnxSample sample({4});
  sample.shape(name, dims);
  sample.node("Relu", "x", "y");
  return sample;
}

ConstantTensor whole(std::vector<std::uint64_t> dims, std::vector<double> values) {
  return {std::move(dims), std::move(values), true};
}

TEST(ImportBudget, GrowsWithTheFile) {
  ImportBudget budget(10);
  EXPECT_EQ(budget.left(), ImportBudget::kAllowance + 10 * ImportBudget::kEachByte);
  EXPECT_TRUE(budget.take(ImportBudget::kAllowance));
  EXPECT_TRUE(budget.take(160));
  EXPECT_TRUE(budget.take(0));
  EXPECT_FALSE(budget.take(1));
}

TEST(ImportBudget, StaysSpentOnceItWasShort) {
  ImportBudget budget(0);
  EXPECT_FALSE(budget.take(ImportBudget::kAllowance + 1));
  EXPECT_FALSE(budget.take(1));
}

/// What no output depends on is not read.
void also_gives(OnnxSample& sample, const std::string& name) {
  onnx::ValueInfoProto output = sample.graph().output(0);
  output.set_name(name);
  *sample.graph().add_output() = output;
}

TEST(ImportBudget, HoldsForConstantsWorkedOut) {
  auto sample = sample_with("size", {1 << 24});
  sample.node("ConstantOfShape", "size", "c0");
  EXPECT_TRUE(sample.import().has_value());
  for (int i = 1; i < 4; ++i) sample.node("ConstantOfShape", "size", numbered("c", i));
  for (int i = 0; i < 4; ++i) also_gives(sample, numbered("c", i));
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "too large"));
}

TEST(ImportBudget, HoldsForASingleResult) {
  auto sample = sample_with("size", {1 << 28});
  sample.constant("one", {1}, {1});
  sample.node("Expand", "one size", "wide");
  also_gives(sample, "wide");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "too large"));
}

TEST(ImportBudget, HoldsForConstantsReadOftenByOtherConstants) {
  auto sample = sample_with("size", {1 << 22});
  sample.node("ConstantOfShape", "size", "c");
  for (int i = 0; i < 10; ++i) sample.node("Shape", "c", numbered("s", i));
  for (int i = 0; i < 10; ++i) also_gives(sample, numbered("s", i));
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "constant 'c' takes more room"));
}

TEST(ImportBudget, AnotherNameTakesNone) {
  auto sample = sample_with("size", {1 << 22});
  sample.node("ConstantOfShape", "size", "c0");
  for (int i = 0; i < 1000; ++i) {
    sample.node("Identity", numbered("c", i), numbered("c", i + 1));
  }
  EXPECT_TRUE(sample.import().has_value());
}

TEST(ImportBudget, HoldsForWeightsThatManyLayersShare) {
  OnnxSample sample({1024});
  sample.shape("size", {1024, 1024});
  sample.node("ConstantOfShape", "size", "w");
  sample.node("Relu", "x", "m0");
  for (int i = 0; i < 40; ++i) {
    sample.node("MatMul", numbered("m", i) + " w", numbered("m", i + 1));
  }
  sample.node("Relu", "m40", "y");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "more room"));
}

TEST(ImportBudget, HoldsForResultsAndTheirOrders) {
  OnnxSample relus({1 << 22});
  OnnxSample moved({1 << 11, 1 << 11});
  for (int i = 0; i < 10; ++i) {
    const std::string from = i == 0 ? "x" : numbered("m", i);
    const std::string to = i == 9 ? "y" : numbered("m", i + 1);
    relus.node("Relu", from, to);
    set_ints(moved.node("Transpose", "x", to), "perm", {0, 2, 1});
    if (i < 9) also_gives(moved, to);
  }
  EXPECT_THAT(relus.import(), Refused(kUnsupported, "more room"));
  EXPECT_THAT(moved.import(), Refused(kUnsupported, "more room"));
}

TEST(ImportBudget, HoldsForAKernelWithItsChannelsLast) {
  OnnxSample sample({1, 8193, 128});
  sample.constant("w", {128, 128, 1, 2}, std::vector<float>(128 * 128 * 2, 1));
  set_ints(sample.node("Transpose", "x", "t"), "perm", {0, 3, 1, 2});
  set_ints(sample.node("Conv", "t w", "y"), "dilations", {1, 8192});
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "too large, channels last"));
}

TEST(ImportBudget, LimitsDimensions) {
  OnnxSample sample(std::vector<std::int64_t>(kMaxRank, 1));
  sample.node("Relu", "x", "y");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "dimensions"));

  onnx::NodeProto expand;
  expand.set_op_type("Expand");
  const ConstantTensor one = whole({1}, {1});
  const ConstantTensor ones = whole({kMaxRank + 1}, std::vector<double>(kMaxRank + 1, 1));
  EXPECT_THAT(folded(expand, {one, ones}), Refused(kUnsupported, "dimensions"));
}

/// 2^28 rows of nothing.
TEST(ImportBudget, NothingIsJoinedAndGatheredAtOnce) {
  const ConstantTensor none = whole({1 << 28, 0}, {});
  const ConstantTensor first = whole({1}, {0});
  onnx::NodeProto concat;
  concat.set_op_type("Concat");
  set_int(concat, "axis", 1);
  EXPECT_EQ(folded(concat, {none, none})->values.size(), 0U);
  onnx::NodeProto gather;
  gather.set_op_type("Gather");
  set_int(gather, "axis", 1);
  EXPECT_THAT(folded(gather, {none, first}),
              Refused(ErrorCode::kBadInput, "index 0 is outside of 0"));
  const ConstantTensor three = whole({1, 2, 0}, {});
  EXPECT_EQ(folded(gather, {three, first})->values.size(), 0U);
}

TEST(ImportBudget, WeightsOfNoElementsGetNoBias) {
  OnnxSample sample({2});
  sample.constant("w", {0, 1 << 28}, {}).constant("b", {1}, {1});
  sample.node("Gemm", "x w b", "y");
  EXPECT_THAT(sample.import(), Refused(ErrorCode::kBadInput, "have shape 0x268435456"));
}

TEST(ImportBudget, ResultsThatOutgrowTheirInputsAreTensors) {
  auto sample = sample_with("size", {1 << 24, 2});
  sample.constant("one", {1}, {1});
  sample.node("Expand", "one size", "wide");
  also_gives(sample, "wide");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "too large"));
}

}  // namespace
}  // namespace medisc
