#include "imaging/orientation.hpp"

#include <gmock/gmock.h>

#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::grey_image;
using testing::ElementsAre;

MedicalImage lying(std::array<double, 6> cosines) {
  MedicalImage image = grey_image(2, 3, {1, 2, 3, 4, 5, 6});
  image.attributes[0].orientation = cosines;
  return image;
}

constexpr std::array<double, 6> kAxial{1, 0, 0, 0, 1, 0};
constexpr std::array<double, 6> kSagittal{0, 1, 0, 0, 0, -1};
const std::vector<std::string> kAxialLetters{"L", "P"};

std::vector<std::int32_t> turned(const MedicalImage& image,
                                 const std::vector<std::string>& to) {
  std::uint32_t rows = image.rows;
  std::uint32_t columns = image.columns;
  return moved(image.samples.data(), rows, columns, 1, move_to(image, 0, to).value());
}

TEST(Orientation, OfAxialAndTiltedSlices) {
  EXPECT_FALSE(move_to(lying(kAxial), 0, kAxialLetters)->moves());
  EXPECT_FALSE(
      move_to(lying({0.9848, 0.1736, 0, -0.1736, 0.9848, 0}), 0, kAxialLetters)->moves());
}

TEST(Orientation, AnotherPlaneIsRefused) {
  EXPECT_THAT(move_to(lying(kSagittal), 0, kAxialLetters),
              Refused(ErrorCode::kBadInput, "towards P and F, and the model takes L and P"));
}

TEST(Orientation, TurnsAndTransposes) {
  EXPECT_THAT(turned(lying(kAxial), {"R", "P"}), ElementsAre(3, 2, 1, 6, 5, 4));
  EXPECT_THAT(turned(lying(kAxial), {"L", "A"}), ElementsAre(4, 5, 6, 1, 2, 3));
  EXPECT_THAT(turned(lying(kAxial), {"P", "L"}), ElementsAre(1, 4, 2, 5, 3, 6));
  // Rows towards the front, from the bottom up: columns 4 1, 5 2, 6 3.
  EXPECT_THAT(turned(lying(kAxial), {"A", "L"}), ElementsAre(4, 1, 5, 2, 6, 3));
  EXPECT_THAT(turned(lying(kAxial), {"P", "R"}), ElementsAre(3, 6, 2, 5, 1, 4));
}

TEST(Orientation, ObliqueAndImproperDirectionsAreRefused) {
  EXPECT_THAT(move_to(lying({0.7071, 0.7071, 0, -0.7071, 0.7071, 0}), 0, kAxialLetters),
              Refused(ErrorCode::kBadInput, "between the patient's axes"));
  EXPECT_THAT(move_to(lying({1, 0, 0, 1, 0, 0}), 0, kAxialLetters),
              Refused(ErrorCode::kBadInput, "no pair of directions"));
  EXPECT_THAT(move_to(lying({0, 0, 0, 0, 0, 0}), 0, kAxialLetters),
              Refused(ErrorCode::kBadInput, "no pair of directions"));
}

TEST(Orientation, OfRadiographsIsInLetters) {
  MedicalImage image = grey_image(1, 1, {1});
  image.patient_orientation = {"L", "F"};
  EXPECT_FALSE(move_to(image, 0, {"L", "F"})->moves());
  image.patient_orientation = {"A", "F"};
  EXPECT_THAT(move_to(image, 0, {"L", "F"}), Refused(ErrorCode::kBadInput, "A and F"));
}

TEST(Orientation, IsMissedWhereItIsDeclared) {
  const MedicalImage image = grey_image(1, 1, {1});
  EXPECT_THAT(move_to(image, 0, {"L", "F"}),
              Refused(ErrorCode::kBadInput, "does not say which way"));
  EXPECT_FALSE(move_to(image, 0, {})->moves());
  MedicalImage png = image;
  png.is_picture = true;
  EXPECT_FALSE(move_to(png, 0, {"L", "F"})->moves());
}

}  // namespace
}  // namespace medisc
