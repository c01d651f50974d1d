// Records that are files of images, from the command line.
#include <filesystem>

#include "tests/cli/dicom_site.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
const fs::path& kImages = kDicomImages;

/// image_model, read from files of every kind.
class Images : public testing::Test {
 protected:
  Images() {
    site_.write("model.onnx", image_model());
    declare("pixels = \"full_range\"\npixel_range = [0, 255]\n");
  }

  void declare(const std::string& pixels) {
    site_.write("model.toml", "[[inputs]]\nleast = 0\nlargest = 255\n" + pixels +
                                  "[[preprocessing]]\nstep = \"resize\"\nfilter = \"area\"\n"
                                  "[task]\nkind = \"classes\"\n");
  }

  Outcome read(const std::string& records, const Words& more = {}) {
    Words words{"reference", site_.path("model.onnx"), "--records", records, "--format",
                "json"};
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words, 60s);
  }

  Site site_;
};

TEST_F(Images, OfEveryKindAreRecords) {
  const Outcome plain = read(kImages / "us8.dcm");
  ASSERT_TRUE(succeeded(plain));
  EXPECT_EQ(plain.report().fact("pixels"), "full_range to 0..255");
  const auto results = plain.report().table("results");
  EXPECT_EQ(column(results, "record"), (Words{"us8"}));
  for (const std::string same : {"us8_j2k.dcm", "grey8.png"}) {
    const Outcome other = read(kImages / same);
    ASSERT_TRUE(succeeded(other));
    if (same == "us8_j2k.dcm") {
      EXPECT_EQ(column(other.report().table("results"), "logit_0"), column(results, "logit_0"));
    }
  }
}

TEST_F(Images, OfAFolderAreOneEach) {
  fs::create_directory(site_.path("images"));
  fs::copy_file(kImages / "us8.dcm", site_.path("images/b.dcm"));
  fs::copy_file(kImages / "grey8.png", site_.path("images/a.png"));
  const Outcome done = read(site_.path("images"));
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(column(done.report().table("results"), "record"), (Words{"a", "b"}));
  site_.write("images/c.dcm", "no image");
  EXPECT_TRUE(refused(read(site_.path("images")), 2, {"c.dcm"}));
  const Outcome skipped = read(site_.path("images"), {"--skip-bad"});
  ASSERT_TRUE(succeeded(skipped));
  EXPECT_EQ(skipped.report().fact("bad_records"), "1");
}

TEST_F(Images, OfSeveralFramesAreRecordsWhereThatIsAsked) {
  EXPECT_TRUE(refused(read(kImages / "frames.dcm"), 2, {"frames.dcm", "3 frames"}));
  const Outcome done = read(kImages / "frames.dcm", {"--each-frame"});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(column(done.report().table("results"), "record"),
            (Words{"frames-1", "frames-2", "frames-3"}));
}

TEST_F(Images, WhoseModelDeclaresNothingAreRefusedWithWhatToDeclare) {
  declare("");
  EXPECT_TRUE(
      refused(read(kImages / "ct.dcm"), 2, {"ct.dcm", "does not declare", "model.toml"}));
  EXPECT_TRUE(succeeded(read(kImages / "us8.dcm")));
}

}  // namespace
}  // namespace medisc::test
