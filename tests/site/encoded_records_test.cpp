#include "site/encoded_records.hpp"

#include <gmock/gmock.h>

#include "tests/records/scratch_file.hpp"
#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;

const InputEncoding kInput{2, 6, {0}};  // [-1, 1] as [-64, 64]

TEST(EncodedRecords, AreTheFilesFirstRowsWithTheirIds) {
  const ScratchFile file("records.csv", "id,a,b\nx-1,1,-1\nx-2,0.5,0\nx-3,9,9\n");
  const auto records = load_records(file.path().string(), kInput, 2);
  ASSERT_TRUE(succeeded(records));
  EXPECT_THAT(records->names, ElementsAre("x-1", "x-2"));
  EXPECT_THAT(records->encoded, ElementsAre(ElementsAre(64, -64), ElementsAre(32, 0)));
}

TEST(EncodedRecords, OneOutOfRangeIsNamed) {
  const ScratchFile file("records.csv", "id,a,b\nx-1,1,-1\nx-2,0.5,0\nx-3,9,9\n");
  EXPECT_TRUE(failed(load_records(file.path().string(), kInput), ErrorCode::kBadInput,
                     "record 3 ('x-3')"));
  const ScratchFile plain("plain.csv", "0,0\n0,2\n");
  const auto refused = load_records(plain.path().string(), kInput);
  EXPECT_TRUE(failed(refused, ErrorCode::kBadInput, "record 2: "));
}

}  // namespace
}  // namespace medisc::test
