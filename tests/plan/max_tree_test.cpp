/// The tree of a max-pool, run over plain numbers.
#include "plan/max_tree.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "plan/window_walk.hpp"

namespace medisc::test {
namespace {

using Numbers = std::vector<int>;

MaxPoolStep pool_of(Image in, Window window) {
  return {in, {in.channels, window.output_height(in), window.output_width(in)}, window, 8};
}

Numbers run_tree(const MaxTree& tree, Numbers x) {
  for (const MaxTree::Level& level : tree.levels) {
    Numbers next;
    for (std::size_t i = 0; i < level.a.size(); ++i) {
      next.push_back(std::max(x.at(level.a[i]), x.at(level.b[i])));
    }
    for (const std::uint32_t index : level.passed) next.push_back(x.at(index));
    x = std::move(next);
  }
  Numbers result;
  for (const std::uint32_t index : tree.result) result.push_back(x.at(index));
  return result;
}

/// Of one channel.
Numbers pooled(const MaxPoolStep& step, const Numbers& x) {
  Numbers result(std::size_t{step.out.height} * step.out.width,
                 std::numeric_limits<int>::min());
  for_each_window(step.in, step.out, step.window, [&](std::size_t at, auto&& each_tap) {
    each_tap(
        [&](std::size_t, std::size_t pixel) { result[at] = std::max(result[at], x[pixel]); });
  });
  return result;
}

struct Expected {
  std::size_t levels;
  std::size_t comparisons;
};

void expect_tree(const MaxPoolStep& step, const Expected& expected) {
  const MaxTree tree = make_max_tree(step);
  EXPECT_EQ(tree.levels.size(), expected.levels);
  EXPECT_EQ(tree.comparisons(), expected.comparisons);
}

TEST(MaxTree, SharesRowsOfOverlappingWindows) {
  // 55 x 55 windows of 3 x 3 at stride 2: 111 rows of 55 windows, then 55 rows of as many.
  Window window{3, 3, 2, 2};
  expect_tree(pool_of({1, 111, 111}, window), {4, (111 + 55) * 55 * 2});
  window = {2, 2, 2, 2};
  expect_tree(pool_of({3, 8, 8}, window), {2, 16 * 3});
  // By rows and columns 5 x 5 would take 6 levels, whole windows 5.
  window = {5, 5, 1, 1};
  expect_tree(pool_of({1, 9, 9}, window), {5, 25 * 24});
  // Rows between windows are not read.
  window = {2, 2, 5, 1};
  expect_tree(pool_of({1, 12, 6}, window), {2, 3 * 2 * 5 + 3 * 5});
  window = {1, 1, 1, 1};
  expect_tree(pool_of({2, 3, 3}, window), {0, 0});
}

TEST(MaxTree, FindsEveryMaximum) {
  std::mt19937 random(11);
  const auto below = [&](std::uint32_t end) {
    return static_cast<std::uint32_t>(random() % end);
  };
  for (int round = 0; round < 400; ++round) {
    Window window{1 + below(4), 1 + below(4), 1 + below(3), 1 + below(3)};
    window.dilation_height = 1 + below(2);
    window.dilation_width = 1 + below(2);
    window.pad_top = below(window.kernel_height);
    window.pad_left = below(window.kernel_width);
    window.pad_bottom = below(window.kernel_height);
    window.pad_right = below(window.kernel_width);
    const Image in{1, 8 + below(8), 8 + below(8)};
    const MaxPoolStep step = pool_of(in, window);
    bool reads = true;  // each window reads something
    for_each_window(step.in, step.out, step.window, [&](std::size_t, auto&& each_tap) {
      std::size_t taps = 0;
      each_tap([&](std::size_t, std::size_t) { ++taps; });
      reads = reads && taps > 0;
    });
    if (!reads) continue;
    Numbers x(in.size());
    for (int& number : x) number = static_cast<int>(random() % 1000);
    const MaxTree tree = make_max_tree(step);
    ASSERT_EQ(run_tree(tree, x), pooled(step, x)) << "round " << round;
    const auto taps = window.kernel_height * window.kernel_width;
    EXPECT_LE(tree.levels.size(), static_cast<std::size_t>(std::bit_width(taps - 1)));
  }
}

}  // namespace
}  // namespace medisc::test
