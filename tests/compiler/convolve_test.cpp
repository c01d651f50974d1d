#include "compiler/convolve.hpp"

#include <gtest/gtest.h>

#include "plan/image_size.hpp"
#include "plan/window_walk.hpp"
#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

/// Product by product.
std::vector<double> plainly(const Conv& conv, const std::vector<double>& image) {
  const std::size_t reads = conv.in.channels / conv.groups;
  const std::size_t writes = conv.out.channels / conv.groups;
  std::vector<double> result(conv.out.size());
  for (std::size_t channel = 0; channel < conv.out.channels; ++channel) {
    for_each_window(conv.in, conv.out, conv.window, [&](std::size_t at, auto&& each_tap) {
      double& sum = result[channel * plane(conv.out) + at];
      sum = conv.bias[channel];
      each_tap([&](std::size_t tap, std::size_t pixel) {
        for (std::size_t read = 0; read < reads; ++read) {
          sum += conv.matrix[(channel * reads + read) * taps(conv.window) + tap] *
                 image[(channel / writes * reads + read) * plane(conv.in) + pixel];
        }
      });
    });
  }
  return result;
}

void expect_as_plainly(const Image& in, std::uint32_t channels, const Window& window,
                       std::uint32_t groups) {
  std::mt19937 random(in.width + channels);
  std::uniform_int_distribution<int> any(-100, 100);
  Conv conv = random_conv(in, channels, window, groups, random);
  // Integers: sums are exact, in whatever order.
  for (double& weight : conv.matrix) weight = any(random);
  for (double& bias : conv.bias) bias = any(random);
  std::vector<double> image(in.size());
  for (double& pixel : image) pixel = any(random);
  EXPECT_EQ(convolve(conv, image), plainly(conv, image))
      << in.channels << "x" << in.height << "x" << in.width << " to " << channels;
}

TEST(Convolve, IsTheSumOfProducts) {
  expect_as_plainly({3, 11, 13}, 5, square(3, 2, 1), 1);
  expect_as_plainly({4, 9, 7}, 8, square(5, 1, 2), 2);
  expect_as_plainly({4, 6, 6}, 4, square(1), 1);
  expect_as_plainly({6, 10, 3}, 12, Window{3, 2, 2, 1, 0, 2, 1, 0, 2, 2}, 3);
}

TEST(Convolve, IsTheSumOfProductsBeyondOneBlock) {
  expect_as_plainly({40, 30, 31}, 6, square(3, 1, 1), 1);
  expect_as_plainly({300, 5, 5}, 9, square(1), 1);
}

TEST(Convolve, GoesChannelByChannel) {
  expect_as_plainly({7, 12, 10}, 7, square(3, 1, 1), 7);
  expect_as_plainly({7, 13, 11}, 14, square(3, 2, 1), 7);
  expect_as_plainly({2, 3, 3}, 2, square(5, 1, 2), 2);
}

TEST(Convolve, WindowsMayStandBesideTheImage) {
  expect_as_plainly({1, 2, 2}, 4, square(3, 2, 4), 1);
  expect_as_plainly({2, 2, 2}, 2, square(3, 1, 4), 2);
}

}  // namespace
}  // namespace medisc
