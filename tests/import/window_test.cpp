#include "import/window.hpp"

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include "tests/import/sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr auto kBadInput = ErrorCode::kBadInput;
const Image kImage{3, 5, 7};

onnx::NodeProto node_with(const char* name, const std::vector<std::int64_t>& values) {
  onnx::NodeProto node;
  if (std::string(name) != "kernel_shape") set_ints(node, "kernel_shape", {3, 3});
  set_ints(node, name, values);
  return node;
}

TEST(OnnxWindow, ImagesAndSeries) {
  EXPECT_EQ(*image_of({3, 5, 7}), kImage);
  EXPECT_EQ(*image_of({3, 7}), (Image{3, 1, 7}));
  EXPECT_THAT(image_of({3}), Refused(ErrorCode::kUnsupported, "1 dimensions"));
  EXPECT_THAT(image_of({3, 1, 1, 1}), Refused(ErrorCode::kUnsupported, "4 dimensions"));
}

TEST(OnnxWindow, OutputShape) {
  const auto placed = place_window(Attributes(node_with("strides", {2, 1})), kImage, 2);
  ASSERT_TRUE(placed.has_value());
  EXPECT_EQ(placed->out, (Image{3, 2, 5}));
  EXPECT_EQ(placed->out.height, placed->window.output_height(kImage));
  EXPECT_EQ(placed->out.width, placed->window.output_width(kImage));
}

TEST(OnnxWindow, SamePadding) {
  for (const std::int64_t stride : {1, 2, 3}) {
    auto node = node_with("strides", {stride, stride});
    set_text(node, "auto_pad", "SAME_UPPER");
    const auto placed = place_window(Attributes(node), kImage, 2);
    EXPECT_EQ(placed->out.height, (5 + stride - 1) / stride);
    EXPECT_EQ(placed->out.width, (7 + stride - 1) / stride);
    EXPECT_GE(placed->window.pad_bottom, placed->window.pad_top);
  }
}

TEST(OnnxWindow, CeilModeStartsNoWindowOutside) {
  auto node = node_with("kernel_shape", {2, 2});
  set_ints(node, "strides", {3, 2});
  set_int(node, "ceil_mode", 1);
  const auto placed = place_window(Attributes(node), {1, 6, 5}, 2);
  EXPECT_EQ(placed->out, (Image{1, 2, 3}));
}

TEST(OnnxWindow, RefusesWhatDoesNotFit) {
  const auto place = [](const char* name, const std::vector<std::int64_t>& values) {
    return place_window(Attributes(node_with(name, values)), kImage, 2);
  };
  EXPECT_THAT(place("kernel_shape", {3}), Refused(kBadInput, "kernel_shape is [3]"));
  EXPECT_THAT(place("kernel_shape", {0, 3}), Refused(kBadInput, "kernel_shape is [0, 3]"));
  EXPECT_THAT(place("strides", {1, 2000000}), Refused(kBadInput, "strides is [1, 2000000]"));
  EXPECT_THAT(place("dilations", {1, -1}), Refused(kBadInput, "dilations"));
  EXPECT_THAT(place("pads", {1, 1}), Refused(kBadInput, "expected 4 numbers"));
  EXPECT_THAT(place("pads", {-1, 0, 0, 0}), Refused(kBadInput, "pads is [-1, 0, 0, 0]"));
  EXPECT_THAT(place("kernel_shape", {6, 3}),
              Refused(kBadInput, "larger than its input of 3x5x7"));
  EXPECT_THAT(place_window(Attributes(node_with("kernel_shape", {2, 2})), kImage, 2, {3, 3}),
              Refused(kBadInput, "not that of its weights"));
  auto node = node_with("strides", {1, 1});
  set_text(node, "auto_pad", "SOME");
  EXPECT_THAT(place_window(Attributes(node), kImage, 2), Refused(kBadInput, "auto_pad"));
}

TEST(OnnxPool, ResultIsNoLargerThanATensorMayBe) {
  for (const char* op : {"MaxPool", "AveragePool"}) {
    OnnxSample sample({1, 4096, 4096});
    sample.node("Relu", "x", "r");
    auto& pool = sample.node(op, "r", "y");
    set_ints(pool, "kernel_shape", {2, 2});
    set_ints(pool, "pads", {1, 1, 1, 1});
    EXPECT_THAT(sample.import(), Refused(ErrorCode::kUnsupported, "over 16777216 elements"));
  }
}

/// 2^20 positions of 2^20 taps.
TEST(OnnxPool, LargeWindowsTakeNoTime) {
  OnnxSample sample({1, 2048, 2048});
  auto& pool = sample.node("AveragePool", "x", "y");
  set_ints(pool, "kernel_shape", {1024, 1024});
  const auto network = sample.import();
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(network->outputs(), 1025U * 1025U);
}

/// Each sum reads the one before it on two ways, behind a Pad whose zeros only tensors without
/// values below zero may take for none.
TEST(OnnxPool, LooksAtEachSumBeforeItOnce) {
  OnnxSample sample({1, 2, 2});
  sample.constant("two", {}, {2}).shape("pads", {0, 0, 1, 1, 0, 0, 1, 1});
  sample.node("Relu", "x", "s0");
  for (int i = 0; i < 100; ++i) {
    const std::string sum = "s" + std::to_string(i);
    const std::string twice = "t" + std::to_string(i);
    sample.node("Mul", sum + " two", twice);
    sample.node("Add", sum + " " + twice, "s" + std::to_string(i + 1));
  }
  sample.node("Pad", "s100 pads", "p");
  set_ints(sample.node("MaxPool", "p", "y"), "kernel_shape", {2, 2});
  const auto network = sample.import();
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_EQ(network->outputs(), 9U);
}

/// A plan could not hold it.
TEST(OnnxPool, WindowsAndPaddingsBeyondAPlansAreNamed) {
  for (const char* op : {"GlobalAveragePool", "GlobalMaxPool"}) {
    OnnxSample sample({1, 1, kMaxWindow + 1});
    sample.node("Relu", "x", "r");
    sample.node(op, "r", "y");
    EXPECT_THAT(sample.import(), Refused(ErrorCode::kUnsupported, "over 1048576 wide"));
  }
  OnnxSample padded({1, 1, 1});
  padded.shape("pads", {0, 0, 0, 300000, 0, 0, 0, 0});
  for (int i = 0; i < 5; ++i) {
    padded.node("Pad", (i == 0 ? "x" : "p" + std::to_string(i)) + std::string(" pads"),
                "p" + std::to_string(i + 1));
  }
  padded.node("Relu", "p5", "y");
  EXPECT_THAT(padded.import(), Refused(ErrorCode::kUnsupported, "pads by over 1048576"));
}

}  // namespace
}  // namespace medisc
