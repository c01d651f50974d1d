#include "site/encoded_records.hpp"

#include <gmock/gmock.h>

#include "tests/records/scratch_file.hpp"
#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;

/// [-1, 1] as [-64, 64]
Plan plan_of_two() {
  Plan plan;
  plan.input = {2, 6, {0}};
  return plan;
}
const Plan kPlan = plan_of_two();

TEST(EncodedRecords, AreTheFilesFirstRowsWithTheirIds) {
  const ScratchFile file("records.csv", "id,a,b\nx-1,1,-1\nx-2,0.5,0\nx-3,9,9\n");
  const auto records = load_records(file.path().string(), kPlan, {0, 2});
  ASSERT_TRUE(succeeded(records));
  EXPECT_THAT(records->names, ElementsAre("x-1", "x-2"));
  EXPECT_THAT(records->encoded, ElementsAre(ElementsAre(64, -64), ElementsAre(32, 0)));
}

TEST(EncodedRecords, ArePreprocessed) {
  const ScratchFile file("records.csv", "a,b\n255,0\n");
  Plan plan = kPlan;
  plan.manifest = plain_manifest(2, 2);
  plan.manifest.preprocessing = {{0, StepKind::kScale, {1.0 / 255, 0}}};
  const auto records = load_records(file.path().string(), plan);
  ASSERT_TRUE(succeeded(records));
  EXPECT_THAT(records->encoded, ElementsAre(ElementsAre(64, 0)));
}

TEST(EncodedRecords, OneOutOfRangeIsNamed) {
  const ScratchFile file("records.csv", "id,a,b\nx-1,1,-1\nx-2,0.5,0\nx-3,9,9\n");
  EXPECT_TRUE(failed(load_records(file.path().string(), kPlan), ErrorCode::kBadInput,
                     "record 3 ('x-3')"));
  const ScratchFile plain("plain.csv", "0,0\n0,2\n");
  const auto refused = load_records(plain.path().string(), kPlan);
  EXPECT_TRUE(failed(refused, ErrorCode::kBadInput, "record 2: "));
}

}  // namespace
}  // namespace medisc::test
