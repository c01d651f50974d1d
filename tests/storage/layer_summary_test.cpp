#include "storage/layer_summary.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

LayerSample sample(std::int64_t step, std::int64_t online_us, const std::string& model = "m") {
  return {model, "p", 2, {step, "fc" + std::to_string(step), "dense", online_us, 10, 20, 3}};
}

TEST(LayerSummary, of_nothing_is_nothing) {
  EXPECT_TRUE(summarise({}, 5).empty());
}

TEST(LayerSummary, takes_the_middle_of_an_odd_number) {
  const auto summaries = summarise({sample(0, 900), sample(0, 100), sample(0, 200)}, 5);
  ASSERT_EQ(summaries.size(), 1u);
  EXPECT_DOUBLE_EQ(summaries[0].median_online_us, 200);
  EXPECT_DOUBLE_EQ(summaries[0].mean_online_us, 400);
  EXPECT_EQ(summaries[0].sessions, 3);
  EXPECT_EQ(summaries[0].records, 6);
  EXPECT_DOUBLE_EQ(summaries[0].mean_bits_up, 10);
  EXPECT_DOUBLE_EQ(summaries[0].mean_bits_down, 20);
  EXPECT_DOUBLE_EQ(summaries[0].mean_flights, 3);
}

TEST(LayerSummary, halves_the_middle_two_of_an_even_number) {
  const auto summaries = summarise({sample(0, 9), sample(0, 1), sample(0, 4), sample(0, 2)}, 5);
  ASSERT_EQ(summaries.size(), 1u);
  EXPECT_DOUBLE_EQ(summaries[0].median_online_us, 3);
}

TEST(LayerSummary, groups_by_model_and_step_in_order) {
  const auto summaries =
      summarise({sample(10, 1, "b"), sample(2, 1, "b"), sample(0, 1, "a")}, 5);
  ASSERT_EQ(summaries.size(), 3u);
  EXPECT_EQ(summaries[0].model, "a");
  EXPECT_EQ(summaries[1].step, 2);
  EXPECT_EQ(summaries[2].step, 10);
  EXPECT_EQ(summaries[2].name, "fc10");
}

TEST(LayerSummary, uses_the_newest_sessions_only) {
  const auto summaries = summarise({sample(0, 5), sample(0, 7), sample(0, 1000)}, 2);
  ASSERT_EQ(summaries.size(), 1u);
  EXPECT_EQ(summaries[0].sessions, 2);
  EXPECT_DOUBLE_EQ(summaries[0].mean_online_us, 6);
  EXPECT_TRUE(summarise({sample(0, 5)}, 0).empty());
}

}  // namespace
}  // namespace medisc
