// Files that are cut, changed or no images end in one error that names them, never in a crash.
#include <random>

#include <gmock/gmock.h>

#include "imaging/study_attributes.hpp"
#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

std::vector<std::filesystem::path> all_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(test::kFiles)) {
    if (entry.path().extension() != ".npy") files.push_back(entry.path());
  }
  return files;
}

/// An error names the file, and never the patient.
void expect_fair(const Result<MedicalImage>& image) {
  if (image) {
    EXPECT_EQ(image->samples.size(), image->frame_samples() * image->frames);
    return;
  }
  EXPECT_TRUE(image.error().context.starts_with("it.file")) << render(image.error());
  for (const char* secret : {"Doe", "4711", "19700102"}) {
    EXPECT_EQ(render(image.error()).find(secret), std::string::npos);
  }
}

TEST(DamagedFiles, CutAnywhere) {
  for (const auto& file : all_files()) {
    const std::string bytes = test::bytes_of(file);
    const std::size_t step = std::max<std::size_t>(bytes.size() / 61, 1);
    for (std::size_t size = 0; size < bytes.size(); size += step) {
      expect_fair(read_image(bytes.substr(0, size), "it.file"));
    }
  }
}

TEST(DamagedFiles, CutPixelsAreRefused) {
  for (const char* name : {"ct.dcm", "ct_rle.dcm", "ct_jpegls.dcm", "ct_jpeg_sv1.dcm",
                           "us8_j2k.dcm", "ct_deflated.dcm", "grey8.png", "rgb8.png"}) {
    const std::string bytes = test::bytes_of(test::kFiles / name);
    EXPECT_FALSE(read_image(bytes.substr(0, bytes.size() - 40), name)) << name;
  }
}

TEST(DamagedFiles, WithBytesChanged) {
  std::mt19937 random(1);  // NOLINT: the same every time
  for (const auto& file : all_files()) {
    const std::string bytes = test::bytes_of(file);
    for (int round = 0; round < 60; ++round) {
      std::string changed = bytes;
      for (int i = 0; i < 1 + round % 4; ++i) {
        changed[random() % changed.size()] = static_cast<char>(random());
      }
      expect_fair(read_image(changed, "it.file"));
    }
  }
}

TEST(DamagedFiles, NoImages) {
  EXPECT_THAT(read_image("", "x"), Refused(ErrorCode::kBadInput, "x is neither"));
  EXPECT_THAT(read_image("a,b\n1,2\n", "x"), Refused(ErrorCode::kBadInput, "x is neither"));
  EXPECT_THAT(read_image(std::string(4096, '\0'), "x"),
              Refused(ErrorCode::kBadInput, "x is neither"));
  EXPECT_THAT(read_image(std::string(128, '\0') + "DICM" + std::string(300, '\xFF'), "x"),
              Refused(ErrorCode::kBadInput, "x"));
  // Without preamble and mark, as a data set over the network is.
  const std::string bytes = test::bytes_of(test::kFiles / "ct.dcm");
  EXPECT_THAT(read_image(bytes.substr(132), "x"),
              Refused(ErrorCode::kBadInput, "x is neither"));
  EXPECT_THAT(read_study_attributes(bytes.substr(132), "x"),
              Refused(ErrorCode::kBadInput, "lacks the preamble"));
}

TEST(DamagedFiles, PngsOfMorePixelsThanAnyoneHas) {
  std::string bytes = test::bytes_of(test::kFiles / "grey8.png");
  bytes[16] = '\x40';  // the width's highest byte; its checksum is wrong by then, too
  EXPECT_THAT(read_image(bytes, "x"),
              Refused(ErrorCode::kBadInput, "x: the PNG can't be read"));
}

}  // namespace
}  // namespace medisc
