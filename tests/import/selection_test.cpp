/// Orders of elements as convolutions: each gives what the order says.
#include "import/selection.hpp"

#include <numeric>

#include <gmock/gmock.h>

namespace medisc {
namespace {

std::vector<double> selected(const Order& order, std::uint32_t size, std::uint64_t* weights) {
  const auto layers = selection(order, size);
  EXPECT_TRUE(layers.has_value());
  if (!layers) return {};
  Network network;
  network.features = size;
  *weights = 0;
  for (const Conv& conv : *layers) {
    *weights += conv.matrix.size();
    network.layers.push_back({"s", conv, {}});
  }
  std::vector<double> record(size);
  std::iota(record.begin(), record.end(), 0.0);
  return layers->empty() ? record : evaluate(network, record);
}

void expect_selected(const Order& order, std::uint32_t size, std::uint64_t most_weights) {
  std::uint64_t weights = 0;
  EXPECT_EQ(selected(order, size, &weights), std::vector<double>(order.begin(), order.end()));
  EXPECT_LE(weights, most_weights);
}

TEST(Selection, NothingMoves) {
  Order order(100);
  std::iota(order.begin(), order.end(), 0U);
  expect_selected(order, 100, 0);
}

TEST(Selection, ARangeTakesOneFilter) {
  Order order(1000);
  std::iota(order.begin(), order.end(), 7U);
  expect_selected(order, 1011, 12);
}

TEST(Selection, EverySecondChannel) {
  Order order;
  for (std::uint32_t channel = 1; channel < 8; channel += 2) {
    for (std::uint32_t i = 0; i < 9; ++i) order.push_back(channel * 9 + i);
  }
  expect_selected(order, 72, 2);
}

TEST(Selection, ACropOfEachChannel) {
  Order order;
  for (std::uint32_t channel = 0; channel < 3; ++channel) {
    for (std::uint32_t y = 2; y < 18; ++y) {
      for (std::uint32_t x = 3; x < 17; ++x) order.push_back((channel * 20 + y) * 20 + x);
    }
  }
  expect_selected(order, 1200, 500);
}

TEST(Selection, ChannelsLastToFirst) {
  Order order;
  for (std::uint32_t channel = 0; channel < 3; ++channel) {
    for (std::uint32_t pixel = 0; pixel < 400; ++pixel) order.push_back(pixel * 3 + channel);
  }
  expect_selected(order, 1200, 9);
}

TEST(Selection, ShuffledChannels) {
  Order order;
  for (const std::uint32_t channel : {2U, 0U, 3U, 1U, 2U}) {
    for (std::uint32_t i = 0; i < 25; ++i) order.push_back(channel * 25 + i);
  }
  expect_selected(order, 100, 20);
}

TEST(Selection, PixelsRepeated) {
  Order order;
  for (std::uint32_t y = 0; y < 32; ++y) {
    for (std::uint32_t x = 0; x < 48; ++x) order.push_back(y / 2 * 16 + x / 3);
  }
  expect_selected(order, 256, 2000);
}

TEST(Selection, AnyOrderOfFewElements) {
  expect_selected({5, 0, 5, 3, 1, 1, 4}, 6, 42);
}

TEST(Selection, TooLargeOnesAreNone) {
  Order order(1u << 16);
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = (i * 40503u) % (1u << 16);
  EXPECT_FALSE(selection(order, 1u << 16).has_value());
  EXPECT_TRUE(is_permutation(order, 1u << 16));
  EXPECT_FALSE(is_permutation({0, 0}, 2));
  EXPECT_FALSE(is_permutation({0}, 2));
}

}  // namespace
}  // namespace medisc
