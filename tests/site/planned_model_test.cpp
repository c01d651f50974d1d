/// What a child process plans is what this one would.
#include "site/planned_model.hpp"

#include <csignal>

#include <gmock/gmock.h>

#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

const Seed kKey = Seed::random();

ModelConfig breast_config() {
  ModelConfig model;
  model.name = "breast";
  model.file = breast() / "model.onnx";
  model.input_range = breast() / "ranges.csv";
  model.declared.labels = {"benign", "malignant"};
  return model;
}

TEST(PlannedModel, OfAChildIsThatOfThisProcess) {
  const auto here = plan_model(breast_config(), kKey);
  ASSERT_TRUE(succeeded(here));
  auto expected = *here;
  expected.caps = {{"a layer", 1.5, 0.25}, {"another", 3, 4}};  // this model has none
  expected.warnings = {"doubtful", ""};
  expected.far = "far away";
  const auto made = made_in_child([&] { return Result<PlannedModel>(expected); });
  ASSERT_TRUE(succeeded(made));
  EXPECT_EQ(made->plan, expected.plan);
  EXPECT_EQ(made->weights, expected.weights);
  ASSERT_EQ(made->caps.size(), 2U);
  EXPECT_EQ(made->caps[0].layer, "a layer");
  EXPECT_EQ(made->caps[0].proven, 1.5);
  EXPECT_EQ(made->caps[1].cap, 4);
  EXPECT_EQ(made->warnings, expected.warnings);
  EXPECT_EQ(made->far, expected.far);

  const auto planned = made_in_child([] { return plan_model(breast_config(), kKey); });
  ASSERT_TRUE(succeeded(planned));
  EXPECT_EQ(planned->plan, here->plan);
  EXPECT_EQ(planned->weights, here->weights);
  EXPECT_FALSE(planned->far);
}

TEST(PlannedModel, ErrorsOfAChildArriveWhole) {
  const auto refused = made_in_child([]() -> Result<PlannedModel> {
    return fail(ErrorCode::kFidelity, "what is wrong", "what to do");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kFidelity);
  EXPECT_EQ(refused.error().context, "what is wrong");
  EXPECT_EQ(refused.error().hint, "what to do");
}

TEST(PlannedModel, AChildThatDiesIsAnError) {
  const auto killed = made_in_child([]() -> Result<PlannedModel> {
    ::raise(SIGKILL);
    return fail(ErrorCode::kInternal, "not reached");
  });
  EXPECT_TRUE(failed(killed, ErrorCode::kInternal, "signal 9"));
  const auto thrown = made_in_child([]() -> Result<PlannedModel> { throw std::bad_alloc(); });
  EXPECT_TRUE(failed(thrown, ErrorCode::kInternal, "status 1"));
}

}  // namespace
}  // namespace medisc::test
