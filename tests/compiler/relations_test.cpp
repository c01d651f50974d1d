/// Two models of one architecture have plans of the same steps: other weights change scales,
/// shifts and widths, and nothing else that is public.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/compilable.hpp"
#include "compiler/planner.hpp"
#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

/// A batch norm of any factors, above and below zero.
Affine any_norm(std::uint32_t size, std::size_t channels, std::mt19937& random) {
  std::uniform_real_distribution<double> number(-1.5, 1.5);
  Affine norm{size, {}, {}};
  for (std::size_t c = 0; c < channels; ++c) {
    norm.scale.push_back(number(random));
    norm.shift.push_back(number(random));
  }
  return norm;
}

Network any_weights(std::mt19937& random) {
  const Image record{1, 8, 8};
  const Image eight{4, 8, 8};
  const Image four{4, 4, 4};
  const Window three{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  const Window two{2, 2, 2, 2, 0, 0, 0, 0, 1, 1};
  std::normal_distribution<double> weight(0, 0.3);
  const auto conv = [&](const Image& in, const Image& out) {
    Conv made{in, out, three, 1, {}, {}};
    made.matrix.resize(std::size_t{out.channels} * in.channels * 9);
    for (double& w : made.matrix) w = weight(random);
    made.bias.resize(out.channels);
    for (double& b : made.bias) b = weight(random);
    return made;
  };
  return {64,
          {{"conv", conv(record, eight)},
           {"norm", any_norm(256, 4, random)},  // goes into the convolution
           {"relu", relu(256)},
           {"norm2", any_norm(256, 4, random)},  // before a maximum
           {"max", MaxPool{eight, four, two}},
           {"conv2", conv(four, four)},
           {"relu2", relu(64)},
           {"sum", Sum{64, {1, 1}, 0.0}, {7, 5}},
           {"norm3", any_norm(64, 4, random)},  // before an activation
           {"clip", clip(64, 0, 6)},
           {"fc", random_dense(64, 3, random)}}};
}

/// What the plan tells, but for scales, shifts and widths.
std::string architecture(const Plan& plan) {
  std::string text;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    text += fmt::format("{} {} of {}", step.name, op_name(step),
                        fmt::join(inputs_of(plan, i), ","));
    text += fmt::format(" gives {}", result_size(step));
    const auto* threshold = std::get_if<ThresholdStep>(&step.op);
    if (threshold != nullptr) text += fmt::format(" at {}", threshold->function.knots.size());
    text += "\n";
  }
  return text;
}

TEST(PlanRelations, OtherWeightsGiveTheSameSteps) {
  std::string first;
  for (unsigned seed = 1; seed <= 24; ++seed) {
    std::mt19937 random(seed);
    const auto network = compilable(any_weights(random), "model");
    ASSERT_TRUE(network.has_value()) << render(network.error());
    PlanOptions options;
    options.ring_bits = 64;
    const auto compiled = compile(*network, options);
    ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
    const std::string now = architecture(compiled->plan);
    if (first.empty()) first = now;
    ASSERT_EQ(now, first) << "seed " << seed;
  }
}

}  // namespace
}  // namespace medisc
