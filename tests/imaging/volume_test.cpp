#include "imaging/volume.hpp"

#include <gmock/gmock.h>

#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::grey_image;
using test::part_of;
using test::stored;
using testing::ElementsAre;

MedicalImage slice(const std::string& name, double z, std::int32_t sample) {
  MedicalImage image = grey_image(1, 2, {sample, sample + 1});
  image.name = name;
  image.series_uid = "1.2";
  image.attributes[0].orientation = {1, 0, 0, 0, 1, 0};
  image.attributes[0].position = {0, 0, z};
  return image;
}

Result<ImageValues> volume_of(const std::vector<MedicalImage>& images,
                              PixelMeaning pixels = stored(8), Layout layout = {}) {
  const bool last = layout == Layout::kChannelsLast;
  const RecordPart part =
      last ? part_of({3, 1, 2, 1}, pixels, layout) : part_of({1, 3, 1, 2}, pixels);
  Volume volume(part, "series");
  for (const MedicalImage& image : images) {
    if (auto added = volume.add(image); !added) return tl::unexpected(added.error());
  }
  return volume.end();
}

TEST(Volume, SortsSlicesByTheirPlace) {
  const auto volume = volume_of({slice("b", 2, 20), slice("c", 4.1, 40), slice("a", 0, 10)});
  ASSERT_TRUE(volume) << render(volume.error());
  EXPECT_THAT(volume->values, ElementsAre(10, 11, 20, 21, 40, 41));
  EXPECT_THAT(volume->shape, ElementsAre(1, 3, 1, 2));
}

TEST(Volume, RunsWhereTheModelDeclares) {
  PixelMeaning pixels = stored(8);
  pixels.orientation = {"L", "P"};  // towards the head, by the right-hand rule
  const std::vector<MedicalImage> slices{slice("a", 0, 10), slice("b", 2, 20)};
  EXPECT_THAT(volume_of(slices, pixels)->values, ElementsAre(10, 11, 20, 21));
  pixels.orientation = {"L", "P", "F"};
  EXPECT_THAT(volume_of(slices, pixels)->values, ElementsAre(20, 21, 10, 11));
  pixels.orientation = {"R", "P"};  // one turn makes the rule point to the feet
  EXPECT_THAT(volume_of(slices, pixels)->values, ElementsAre(21, 20, 11, 10));
}

TEST(Volume, HasDepthFirstWhereChannelsAreLast) {
  const auto volume =
      volume_of({slice("a", 0, 10), slice("b", 2, 20)}, stored(8), Layout::kChannelsLast);
  EXPECT_THAT(volume->shape, ElementsAre(2, 1, 2, 1));
  EXPECT_THAT(volume->values, ElementsAre(10, 11, 20, 21));
}

TEST(Volume, RefusesByName) {
  EXPECT_THAT(volume_of({slice("a", 0, 1), slice("b", 0, 1)}),
              Refused(ErrorCode::kBadInput, "a and b lie at one place"));
  EXPECT_THAT(
      volume_of({slice("a", 0, 1), slice("b", 1, 1), slice("c", 2, 1), slice("d", 4, 1)}),
      Refused(ErrorCode::kBadInput, "between c and d"));
  MedicalImage other = slice("b", 1, 1);
  other.series_uid = "1.3";
  EXPECT_THAT(volume_of({slice("a", 0, 1), other}),
              Refused(ErrorCode::kBadInput, "b is of another series than a"));
  MedicalImage large = slice("b", 1, 1);
  large.columns = 1;
  large.rows = 2;
  EXPECT_THAT(volume_of({slice("a", 0, 1), large}),
              Refused(ErrorCode::kBadInput, "b has another size than a"));
  MedicalImage tilted = slice("b", 1, 1);
  tilted.attributes[0].orientation = {1, 0, 0, 0, 0, -1};
  EXPECT_THAT(volume_of({slice("a", 0, 1), tilted}),
              Refused(ErrorCode::kBadInput, "b lies in another plane"));
  MedicalImage lost = slice("b", 1, 1);
  lost.attributes[0].position.reset();
  EXPECT_THAT(volume_of({slice("a", 0, 1), lost}),
              Refused(ErrorCode::kBadInput, "b does not say where it lies"));
  EXPECT_THAT(volume_of({slice("a", 0, 1)}), Refused(ErrorCode::kBadInput, "has one slice"));
  EXPECT_THAT(volume_of({}), Refused(ErrorCode::kBadInput, "series holds no slices"));
}

TEST(Volume, OfAFileOfFramesIsSortedByTheirGroups) {
  const MedicalImage image = test::image_of("enhanced.dcm").value();
  const RecordPart part = part_of({1, 4, 10, 14}, test::modality_values());
  Volume volume(part, "enhanced");
  ASSERT_TRUE(volume.add(image));
  const auto values = volume.end();
  ASSERT_TRUE(values) << render(values.error());
  const NpyArray expected = test::array_of("enhanced.npy");
  const std::size_t order[] = {2, 1, 3, 0};  // at 0, 2, 4 and 6 mm
  for (std::size_t z = 0; z < 4; ++z) {
    const auto frame = static_cast<double>(order[z]);
    for (std::size_t i = 0; i < 140; ++i) {
      EXPECT_EQ(values->values[z * 140 + i],
                expected.values[order[z] * 140 + i] - 1000 - frame);
    }
  }
}

TEST(Volume, OfFramesWithoutAPlaceStandsInTheFilesOrder) {
  const MedicalImage image = test::image_of("frames.dcm").value();
  const RecordPart part = part_of({1, 3, 10, 14}, stored(8));
  Volume volume(part, "frames");
  ASSERT_TRUE(volume.add(image));
  const auto values = volume.end();
  ASSERT_TRUE(values) << render(values.error());
  EXPECT_THAT(values->values, testing::ElementsAreArray(test::array_of("frames.npy").values));
  EXPECT_THAT(values->notes, testing::Contains(testing::HasSubstr("in the file's order")));
}

}  // namespace
}  // namespace medisc
