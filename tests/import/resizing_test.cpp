/// Resize and Upsample: ONNX's own node tests have the values of most modes; these have what a
/// network makes of them.
#include <numeric>

#include <gmock/gmock.h>

#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

/// A Resize of `x` to `y` by scales or sizes.
onnx::NodeProto& add_resize(OnnxSample& sample, const std::string& mode,
                            const std::vector<float>& scales,
                            const std::vector<std::int64_t>& sizes = {}) {
  auto& resize = sample.node("Resize", "x", "y");
  resize.add_input("");
  if (sizes.empty()) {
    sample.constant("scales", {static_cast<std::int64_t>(scales.size())}, scales);
    resize.add_input("scales");
  } else {
    sample.shape("sizes", sizes);
    resize.add_input("");
    resize.add_input("sizes");
  }
  set_text(resize, "mode", mode);
  return resize;
}

TEST(OnnxResize, LinearlyBetweenPixelCentres) {
  OnnxSample sample({1, 2, 2});
  add_resize(sample, "linear", {1, 1, 2, 2});
  EXPECT_THAT(run(sample, {1, 2, 3, 4}), ElementsAre(1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5,
                                                     2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4));
}

TEST(OnnxResize, OfSeveralChannelsAndOneAxisAlone) {
  OnnxSample both({2, 1, 2});
  add_resize(both, "linear", {}, {1, 2, 2, 3});
  EXPECT_THAT(run(both, {0, 6, 10, 40}),
              Pointwise(DoubleNear(1e-9), {0, 3, 6, 0, 3, 6, 10, 25, 40, 10, 25, 40}));
  OnnxSample down({2, 2, 1});
  add_resize(down, "linear", {}, {1, 2, 3, 1});
  EXPECT_THAT(run(down, {0, 6, 10, 40}), Pointwise(DoubleNear(1e-9), {0, 3, 6, 10, 25, 40}));
  OnnxSample middle({2, 2, 2});
  add_resize(middle, "linear", {}, {1, 2, 1, 2});
  EXPECT_THAT(run(middle, {0, 6, 10, 40, 1, 2, 3, 4}),
              Pointwise(DoubleNear(1e-9), {5, 23, 2, 3}));
  OnnxSample series({2, 2});
  add_resize(series, "linear", {1, 1, 2});
  EXPECT_THAT(run(series, {0, 4, 8, 16}),
              Pointwise(DoubleNear(1e-9), {0, 1, 3, 4, 8, 10, 14, 16}));
}

TEST(OnnxResize, ItsChannelsAreTheClasses) {
  for (const char* mode : {"nearest", "linear"}) {
    for (const std::int64_t classes : {1, 3}) {
      OnnxSample sample({1, 2, 2});
      const std::vector<float> ones(static_cast<std::size_t>(classes), 1);
      sample.constant("a", {classes, 1, 1, 1}, ones).node("Conv", "x a", "h");
      add_resize(sample, mode, {1, 1, 2, 2}).set_input(0, "h");
      const auto network = sample.import();
      ASSERT_TRUE(network.has_value()) << render(network.error());
      EXPECT_EQ(network->facts.class_axis, 0U) << mode;
      EXPECT_THAT(network->facts.output_shape, ElementsAre(classes, 4, 4)) << mode;
    }
  }
}

TEST(OnnxResize, BetweenConvolutions) {
  OnnxSample sample({1, 2, 2});
  sample.constant("a", {2, 1, 1, 1}, {1, -1}).constant("b", {1, 2, 1, 1}, {3, 1});
  sample.node("Conv", "x a", "h");
  auto& resize = add_resize(sample, "linear", {1, 1, 1, 2});
  resize.set_input(0, "h");
  resize.set_output(0, "r");
  sample.node("Conv", "r b", "y");
  EXPECT_THAT(run(sample, {0, 4, 8, 16}),
              Pointwise(DoubleNear(1e-9), {0, 2, 6, 8, 16, 20, 28, 32}));
}

TEST(OnnxResize, BesideOtherChannels) {
  OnnxSample sample({2, 1, 2});
  sample.node("Relu", "x", "h");
  auto& linear = add_resize(sample, "linear", {1, 1, 1, 2});
  linear.set_input(0, "h");
  linear.set_output(0, "l");
  auto& nearest = sample.node("Resize", "h", "n");
  nearest.add_input("");
  nearest.add_input("scales");
  set_int(sample.node("Concat", "l n", "c"), "axis", 1);
  sample.constant("w", {1, 4, 1, 1}, {1, 10, 100, 1000}).node("Conv", "c w", "y");
  EXPECT_THAT(run(sample, {0, 4, 8, 16}),
              Pointwise(DoubleNear(1e-9), {8080, 8101, 16543, 16564}));
}

TEST(OnnxResize, ByTheNearestToAnySize) {
  OnnxSample sample({1, 4});
  auto& resize = add_resize(sample, "nearest", {}, {1, 1, 3});
  set_text(resize, "coordinate_transformation_mode", "asymmetric");
  set_text(resize, "nearest_mode", "floor");
  EXPECT_THAT(run(sample, {1, 2, 3, 4}), ElementsAre(1, 2, 3));
  OnnxSample kept({1, 4});
  auto& larger = add_resize(kept, "nearest", {}, {1, 2, 5});
  set_text(larger, "keep_aspect_ratio_policy", "not_larger");
  set_ints(larger, "axes", {2});
  kept.model().mutable_opset_import(0)->set_version(19);
  EXPECT_THAT(kept.import(), Refused(ErrorCode::kBadInput, "3 values for 'sizes'; expected 1"));
}

/// An element of the result is made of four: 1/8, 3/8, 3/8 and 1/8 of them.
TEST(OnnxResize, SmoothsWhatItMakesSmaller) {
  OnnxSample sample({1, 4});
  sample.model().mutable_opset_import(0)->set_version(19);
  set_int(add_resize(sample, "linear", {1, 1, 0.5F}), "antialias", 1);
  EXPECT_THAT(run(sample, {0, 8, 16, 32}), Pointwise(DoubleNear(1e-9), {5, 23}));
}

TEST(OnnxResize, UpsampleIsAsymmetric) {
  OnnxSample sample({1, 2});
  sample.model().mutable_opset_import(0)->set_version(9);
  sample.constant("scales", {3}, {1, 1, 2});
  set_text(sample.node("Upsample", "x scales", "y"), "mode", "linear");
  EXPECT_THAT(run(sample, {0, 4}), ElementsAre(0, 2, 4, 4));
}

TEST(OnnxResize, RefusesWhatIsNotLinearOrMixesRecords) {
  OnnxSample batch({1, 2});
  add_resize(batch, "nearest", {2, 1, 1});
  EXPECT_THAT(batch.import(),
              Refused(ErrorCode::kUnsupported, "it resizes the batch dimension"));
  OnnxSample large({1, 1, 5000});
  add_resize(large, "linear", {1, 1, 1, 2});
  EXPECT_THAT(large.import(), Refused(ErrorCode::kUnsupported, "it takes too large a layer"));
  OnnxSample integers({1, 4});
  integers.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::UINT8);
  integers.graph().mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::UINT8);
  add_resize(integers, "linear", {1, 1, 2});
  EXPECT_THAT(integers.import(), Refused(ErrorCode::kUnsupported, "it mixes integers"));
}

}  // namespace
}  // namespace medisc
