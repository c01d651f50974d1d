#include "protocol/gates/local_run.hpp"

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

/// The largest products of shares: none may be computed as a signed number.
template <RingWord Word>
void negate_largest_shares(unsigned width) {
  const std::vector<Word> shares(3, width_mask<Word>(width));
  const std::vector<std::span<const Word>> inputs{shares, std::span(shares).first(1)};
  std::vector<Word> sum(3);
  compute_local<Word>(LocalGate{SumStep{3, {-1, -1}, 5, width}}, Party::kService, inputs, 1,
                      sum);
  EXPECT_EQ(sum, std::vector<Word>(3, 7));
}

TEST(Local, NegatesTheLargestShares) {
  negate_largest_shares<std::uint32_t>(32);
  negate_largest_shares<std::uint64_t>(64);
}

}  // namespace
}  // namespace medisc::test
