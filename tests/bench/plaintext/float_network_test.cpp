// Single precision by oneDNN against double precision by the book.
#include "bench/plaintext/float_network.hpp"

#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>

#include "tests/compiler/test_networks.hpp"
#include "tests/import/model_file.hpp"

namespace medisc {
namespace {

/// Records in [-range, range]; logits within `tolerance` of the largest one.
void expect_same(const Network& network, double range, double tolerance) {
  auto built = FloatNetwork::build(network);
  ASSERT_TRUE(built) << render(built.error());
  FloatNetwork moved = std::move(*built);  // steps must not point into what was moved
  std::mt19937 random(7);
  std::uniform_real_distribution<double> inside(-range, range);
  for (int i = 0; i < 5; ++i) {
    std::vector<double> record(network.features);
    std::vector<float> single;
    for (double& x : record) {
      single.push_back(static_cast<float>(inside(random)));
      x = single.back();
    }
    const std::vector<double> wanted = evaluate(network, record);
    const auto found = moved.run(single);
    ASSERT_TRUE(found) << render(found.error());
    ASSERT_EQ(found->size(), wanted.size());
    double largest = 1;
    for (const double logit : wanted) largest = std::max(largest, std::abs(logit));
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      EXPECT_NEAR((*found)[k], wanted[k], tolerance * largest) << "logit " << k;
    }
  }
}

TEST(FloatNetwork, EqualsTheEvaluationOfRandomNetworks) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    std::mt19937 random(seed);
    for (const auto& [name, network] : random_image_networks(random)) {
      SCOPED_TRACE(name);
      expect_same(network, 1, 1e-5);
    }
  }
}

TEST(FloatNetwork, TakesActivationsAndProducts) {
  std::mt19937 random(5);
  const Image image{2, 6, 6};
  const Image three{3, 6, 6};
  for (const Activation& activation :
       {clip(108, 0.25, 1), clip(108, -1, 1), Activation{108, 0.25, 0, {{0, 0.75}}}}) {
    expect_same({72,
                 {{"c", random_conv(image, 3, square(3, 1, 1), 1, random)},
                  {"a", activation},
                  {"e", random_conv(three, 3, square(3, 1, 1), 1, random)},
                  {"p", Product{108, 108}, {2, 3}},
                  {"m", SumPool{three, {3, 1, 1}, square(6), 36}, {2}},
                  {"g", Product{108, 3}, {4, 5}},
                  {"f", random_dense(108, 4, random)}}},
                1, 1e-5);
  }
}

TEST(FloatNetwork, TakesElementWiseLayersAnywhere) {
  std::mt19937 random(1);
  const Image image{2, 6, 6};
  expect_same({72,
               {{"a", Affine{72, {2, -0.5}, {0.25, 1}}},
                {"c", random_conv(image, 3, square(3, 1, 1), 1, random)},
                {"s", Sum{108, {-0.5}, 3}, {2}},
                {"r", relu(108), {3}},
                {"d", Sum{108, {1, -2, 0.5}, 0}, {2, 4, 2}},
                {"p", SumPool{{3, 6, 6}, {3, 3, 3}, square(2, 2), 1}},
                {"q", relu(27)},
                {"b", Affine{27, {3}, {-1}}}}},
              1, 1e-5);
}

TEST(FloatNetwork, AReluThatOthersPassByIsNotTakenAlong) {
  std::mt19937 random(2);
  expect_same(
      {72,
       {{"f", random_dense(72, 5, random)}, {"r", relu(5)}, {"d", Sum{5, {1, -1}}, {1, 2}}}},
      1, 1e-5);
}

TEST(FloatNetwork, ALastReluIsPartOfIt) {
  std::mt19937 random(3);
  expect_same({72, {{"f", random_dense(72, 9, random)}, {"r", relu(9)}}}, 1, 1e-5);
}

TEST(FloatNetwork, EqualsTheEvaluationOfTheExamples) {
  for (const auto& folder :
       std::filesystem::directory_iterator(MEDISC_SOURCE_DIR "/examples")) {
    const auto model = folder.path() / "model.onnx";
    if (!std::filesystem::exists(model)) continue;
    SCOPED_TRACE(model.string());
    const auto network = read_model(model);
    ASSERT_TRUE(network) << render(network.error());
    expect_same(*network, 1, 1e-4);
  }
}

}  // namespace
}  // namespace medisc
