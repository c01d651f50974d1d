#include "error/spelling.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(Spelling, distance_counts_edits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("listen", "listen"), 0u);
  EXPECT_EQ(edit_distance("listen", "lsten"), 1u);
  EXPECT_EQ(edit_distance("listen", "listens"), 1u);
  EXPECT_EQ(edit_distance("listen", "lissen"), 1u);
  EXPECT_EQ(edit_distance("listen", "lisetn"), 1u) << "swapped neighbours";
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Spelling, the_nearest_word_wins) {
  EXPECT_EQ(nearest_word("lisetn", {"key", "listen", "database"}), "listen");
  EXPECT_EQ(nearest_word("public-key", {"name", "public_key"}), "public_key");
  EXPECT_EQ(nearest_word("kye", {"key", "file"}), "key");
}

TEST(Spelling, what_is_far_from_all_has_no_nearest) {
  EXPECT_EQ(nearest_word("colour", {"key", "listen", "database"}), std::nullopt);
  EXPECT_EQ(nearest_word("ab", {"cd"}), std::nullopt);
  EXPECT_EQ(nearest_word("listen", {}), std::nullopt);
}

}  // namespace
}  // namespace medisc
