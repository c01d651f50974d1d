#include "compiler/compilable.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "compiler/planner.hpp"
#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

/// As an importer reads it: the normalisation and the batch norm are layers of their own.
Network as_read() {
  std::mt19937 random(1);
  return {4,
          {{"norm", Affine{4, {0.5}, {-1}}, {}},
           {"fc", random_dense(4, 2, random), {}},
           {"bn", Affine{2, {2}, {1}}, {}}}};
}

PlanOptions options() {
  PlanOptions options;
  options.ranges = {1};
  return options;
}

TEST(Compilable, IsWhatCompileTakes) {
  EXPECT_THAT(compile(as_read(), options()), Refused(ErrorCode::kUnsupported, ""));
  const auto network = compilable(as_read(), "m.onnx");
  ASSERT_TRUE(network) << render(network.error());
  EXPECT_EQ(network->layers.size(), 1U);
  EXPECT_TRUE(compile(*network, options()));
}

TEST(Compilable, LeavesTheNormalisationOutside) {
  const auto read = compilable_on_normalised(as_read(), "m.onnx");
  ASSERT_TRUE(read) << render(read.error());
  EXPECT_EQ(read->normalisation.centre, std::vector<double>{2});
  EXPECT_EQ(read->normalisation.factor, std::vector<double>{0.5});
  ASSERT_EQ(read->network.layers.size(), 1U);
  const std::vector<double> record{1, 2, 3, 4};
  std::vector<double> normalised = record;
  normalise(read->normalisation, 4, normalised);
  const auto expected = evaluate(as_read(), record);
  const auto logits = evaluate(read->network, normalised);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(logits[i], expected[i], 1e-12);
}

TEST(Compilable, ErrorsNameTheModel) {
  Network network = as_read();
  std::get<Affine>(network.layers[2].op).scale = {std::numeric_limits<double>::infinity()};
  EXPECT_THAT(compilable(network, "m.onnx"),
              Refused(ErrorCode::kBadInput, "m.onnx: layer 'fc' has weights"));
  EXPECT_THAT(compilable_on_normalised(network, "m.onnx"),
              Refused(ErrorCode::kBadInput, "m.onnx: layer 'fc' has weights"));
  network.layers.erase(network.layers.begin());
  EXPECT_THAT(compilable_on_normalised(network, "m.onnx"),
              Refused(ErrorCode::kUnsupported, "m.onnx: "));
}

}  // namespace
}  // namespace medisc
