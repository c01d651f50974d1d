#include "gateway/picture_routes.hpp"

#include <gmock/gmock.h>

#include "gateway/picture_answer.hpp"
#include "gateway/report/source_picture.hpp"
#include "tests/gateway/asked_router.hpp"
#include "tests/imaging/files.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HttpResponse picture_of(const std::string& body) {
  Daemon daemon("nowhere.socket");
  return AskedRouter(picture_routes(daemon, {})).ask("POST", "/v1/pictures", body);
}

TEST(RgbPicture, ThatFitsStaysAsItIs) {
  EXPECT_THAT(shrunk({1, 2, {1, 2, 3, 4, 5, 6}}, 2).pixels, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(RgbPicture, IsShrunkByAreas) {
  // Three columns become two: each has one and a half.
  const RgbPicture small = shrunk({1, 3, {0, 90, 9, 90, 0, 9, 30, 30, 9}}, 2);
  EXPECT_EQ(small.rows, 1U);
  EXPECT_EQ(small.columns, 2U);
  EXPECT_THAT(small.pixels, ElementsAre(30, 60, 9, 50, 20, 9));
  EXPECT_THAT(shrunk({4, 1, {10, 0, 0, 30, 0, 0, 50, 0, 0, 70, 0, 0}}, 2).pixels,
              ElementsAre(20, 0, 0, 60, 0, 0));
}

TEST(RgbPicture, OfOneColourKeepsItWhateverItsSize) {
  for (const std::uint32_t rows : {1U, 7U, 31U, 100U}) {
    for (const std::uint32_t columns : {1U, 13U, 64U, 101U}) {
      const std::vector<std::uint8_t> pixels(std::size_t{3} * rows * columns, 200);
      const RgbPicture small = shrunk({rows, columns, pixels}, 10);
      EXPECT_LE(std::max(small.rows, small.columns), 10U);
      EXPECT_EQ(small.pixels.size(), std::size_t{3} * small.rows * small.columns);
      EXPECT_THAT(small.pixels, testing::Each(200)) << rows << " x " << columns;
    }
  }
}

TEST(PictureRoutes, ShowADicomFileThroughItsWindow) {
  const HttpResponse response = picture_of(bytes_of(kFiles / "ct.dcm"));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.headers.get("Content-Type"), "image/png");
  EXPECT_EQ(response.headers.get("X-Frames"), "1");
  const auto picture = read_image(response.body, "picture");
  ASSERT_TRUE(picture.has_value()) << render(picture.error());
  const auto expected = source_picture(image_of("ct.dcm").value());
  EXPECT_EQ(std::vector<std::uint8_t>(picture->samples.begin(), picture->samples.end()),
            expected);
}

TEST(PictureRoutes, TellOfAllFramesAndShowTheFirst) {
  const HttpResponse response = picture_of(bytes_of(kFiles / "frames.dcm"));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.headers.get("X-Frames"),
            std::to_string(image_of("frames.dcm").value().frames));
}

TEST(PictureRoutes, ShrinkWhatIsLarge) {
  MedicalImage image = grey_image(3000, 1000, std::vector<std::int32_t>(3'000'000, 7));
  const HttpResponse response = picture_answer(image, {3000, 1000, source_picture(image)});
  const auto picture = read_image(response.body, "picture");
  ASSERT_TRUE(picture.has_value()) << render(picture.error());
  EXPECT_EQ(picture->rows, kSentSide);
  EXPECT_EQ(picture->columns, 341U);
  EXPECT_EQ(response.headers.get("X-Rows"), "3000");
}

TEST(PictureRoutes, RefuseWhatIsNoImage) {
  EXPECT_EQ(picture_of("").status, 400);
  EXPECT_EQ(picture_of("a,b\n1,2\n").status, 400);
  std::string cut = bytes_of(kFiles / "ct.dcm");
  cut.resize(cut.size() / 2);
  const HttpResponse response = picture_of(cut);
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("the file"));
}

TEST(PictureRoutes, ShowFilesOfScanners) {
  if (!std::filesystem::exists(kRealFiles)) {
    GTEST_SKIP() << "no real files: " << kRealFiles << " is not there";
  }
  for (const auto& entry : std::filesystem::directory_iterator(kRealFiles)) {
    if (entry.path().extension() != ".dcm") continue;
    const HttpResponse response = picture_of(bytes_of(entry.path()));
    EXPECT_EQ(response.status, 200) << entry.path() << response.body;
  }
}

}  // namespace
}  // namespace medisc::test
