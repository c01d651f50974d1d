#include "protocol/openings.hpp"

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

constexpr std::size_t kLanes = kSliceLanes + 64;

class OpeningsTest : public testing::Test {
 protected:
  OpeningsTest() { openings_.reshape(2, kLanes); }

  void put(std::size_t index, const Slice& slice) {
    const std::vector<std::uint64_t> share(BitPlanes::words_for(slice.lanes), 5);
    const std::vector<std::uint64_t> mask(share.size(), 3);
    SliceWriter writer(out_, slice.lanes);
    openings_.put(index, share, mask, slice, writer);
  }

  Openings openings_;
  BitWriter out_;
};

const Slice kFirst{0, kSliceLanes};
const Slice kLast{kSliceLanes, 64};

TEST_F(OpeningsTest, AreTheSumOfBothPartsOnceTheyAreTaken) {
  put(0, kLast);
  const Bytes theirs(8, 0xf0);
  SliceReader reader(BitReader(theirs), kLast.lanes);
  openings_.take(0, kLast, reader);
  EXPECT_EQ(openings_.opened(0, kLast)[0], (5 ^ 3) ^ 0xf0f0f0f0f0f0f0f0);
}

TEST_F(OpeningsTest, ASliceOfANumberIsPutOnce) {
  put(0, kFirst);
  put(0, kLast);
  put(1, kFirst);
  const std::size_t sent = out_.bits();
  EXPECT_THROW(put(0, kFirst), Failure);
  EXPECT_THROW(put(0, kLast), Failure);
  SliceWriter writer(out_, kFirst.lanes);
  const std::vector<std::uint64_t> bits(BitPlanes::words_for(kFirst.lanes));
  EXPECT_THROW(openings_.put_whole(1, bits, kFirst, writer), Failure);
  EXPECT_EQ(out_.bits(), sent) << "not a bit of it";
  openings_.reshape(2, kLanes);
  EXPECT_NO_THROW(put(0, kFirst)) << "of the next run";
}

}  // namespace
}  // namespace medisc::test
