/// Trained networks: how close the importer is to PyTorch, and the plan to the importer.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "compiler/calibration.hpp"
#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "records/npy.hpp"
#include "tests/import/model_file.hpp"

namespace medisc {
namespace {

const std::filesystem::path kHeldOut = MEDISC_SOURCE_DIR "/../shared/data";

std::size_t label_of(const std::vector<double>& logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) -
                                  logits.begin());
}

std::vector<double> run_plan(const CompiledModel& model, std::span<const double> record) {
  const auto input = encode(model.plan.input, record);
  EXPECT_TRUE(input.has_value()) << render(input.error());
  return decode_logits(model.plan, reference(model.plan, model.weights, *input));
}

std::uint32_t widest_comparison(const Plan& plan) {
  std::uint32_t widest = 0;
  for (const Step& step : plan.steps) {
    if (const auto* relu = std::get_if<ThresholdStep>(&step.op)) {
      widest = std::max(widest, relu->width);
    } else if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) {
      widest = std::max(widest, pool->width);
    }
  }
  return widest;
}

struct HeldOut {
  const char* folder;
  const char* model;
  bool raw;  ///< records as they come, or normalised
  std::size_t records;
  std::size_t float_right;
  std::size_t quantised_right;  ///< at least
  std::size_t agreed;           ///< at least
};

class HeldOutRecords : public testing::TestWithParam<HeldOut> {
 protected:
  void SetUp() override {
    const auto folder = kHeldOut / GetParam().folder;
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no held-out records here";
    auto network = read_model(folder / GetParam().model);
    ASSERT_TRUE(network.has_value()) << render(network.error());
    network_ = std::move(*network);
    auto records = read_npy(folder / (GetParam().raw ? "test_x.npy" : "test_x_norm.npy"));
    auto labels = read_npy(folder / "test_y.npy");
    auto logits = read_npy(folder / "test_logits.npy");
    ASSERT_TRUE(records && labels && logits);
    records_ = std::move(records->values);
    labels_ = std::move(labels->values);
    logits_ = std::move(logits->values);
    ASSERT_GE(records_.size(), GetParam().records * network_.features);
  }

  std::span<const double> record(std::size_t i) const {
    return std::span(records_).subspan(i * network_.features, network_.features);
  }

  /// Pixels have one range; features of tables one each.
  PlanOptions options() const {
    PlanOptions options;
    const bool pixels = network_.features >= 28 * 28;
    if (pixels) {
      options.ranges = {GetParam().raw ? 256.0 : 1.0};
      options.input_bits = 8;
    } else {
      options.ranges = ranges_of(records_, network_.features);
    }
    if (std::string(GetParam().folder) == "c1") {
      options.observed = observe(network_, std::span(records_).first(10 * network_.features));
    }
    return options;
  }

  Network network_;
  std::vector<double> records_;
  std::vector<double> labels_;
  std::vector<double> logits_;
};

TEST_P(HeldOutRecords, PlanAgreesWithPyTorch) {
  const auto compiled = compile(network_, options());
  ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
  EXPECT_LE(widest_comparison(compiled->plan), kCheapWidth);
  std::size_t agreed = 0;
  std::size_t right = 0;
  std::size_t float_right = 0;
  for (std::size_t i = 0; i < GetParam().records; ++i) {
    const auto floating = evaluate(network_, record(i));
    for (std::size_t k = 0; k < floating.size(); ++k) {
      const double expected = logits_[floating.size() * i + k];
      ASSERT_NEAR(floating[k], expected, 1e-3 * std::max(1.0, std::abs(expected)));
    }
    const std::size_t planned = label_of(run_plan(*compiled, record(i)));
    const auto expected = static_cast<std::size_t>(labels_[i]);
    agreed += planned == label_of(floating) ? 1 : 0;
    right += planned == expected ? 1 : 0;
    float_right += label_of(floating) == expected ? 1 : 0;
  }
  EXPECT_EQ(float_right, GetParam().float_right);
  EXPECT_GE(right, GetParam().quantised_right);
  EXPECT_GE(agreed, GetParam().agreed);
}

INSTANTIATE_TEST_SUITE_P(
    Accuracy, HeldOutRecords,
    testing::Values(HeldOut{"breast", "model.onnx", true, 114, 112, 112, 113},
                    HeldOut{"breast", "model_norm.onnx", false, 114, 112, 112, 113},
                    HeldOut{"diabetes", "model.onnx", true, 154, 109, 109, 153},
                    HeldOut{"diabetes", "model_norm.onnx", false, 154, 109, 109, 153},
                    HeldOut{"liver", "model.onnx", true, 117, 86, 85, 116},
                    HeldOut{"liver", "model_norm.onnx", false, 117, 86, 85, 116},
                    HeldOut{"thyroid", "model.onnx", true, 200, 197, 196, 199},
                    HeldOut{"thyroid", "model_norm.onnx", false, 200, 197, 196, 199},
                    HeldOut{"m1", "model.onnx", true, 200, 199, 199, 199},
                    HeldOut{"m1", "model_norm.onnx", false, 200, 199, 199, 199},
                    HeldOut{"m2", "model.onnx", true, 200, 200, 200, 200},
                    HeldOut{"m2", "model_norm.onnx", false, 200, 200, 200, 200},
                    HeldOut{"m2", "model_as_exported_with_noop_pad.onnx", true, 40, 40, 40, 40},
                    HeldOut{"mnist_maxpool", "model.onnx", true, 200, 200, 200, 200},
                    HeldOut{"mnist_maxpool", "model_norm.onnx", false, 200, 200, 200, 200},
                    HeldOut{"pneumonia_maxpool", "model.onnx", true, 200, 173, 172, 199},
                    HeldOut{"pneumonia_maxpool", "model_norm.onnx", false, 200, 173, 172, 199},
                    HeldOut{"c1", "model.onnx", true, 30, 26, 25, 29},
                    HeldOut{"c1", "model_norm.onnx", false, 30, 26, 25, 29}),
    [](const auto& test) {
      const std::string model = test.param.model;
      return test.param.folder + std::string(test.param.raw ? "_raw" : "_normalised") +
             (model.find("noop") == std::string::npos ? "" : "_with_pad");
    });

}  // namespace
}  // namespace medisc
