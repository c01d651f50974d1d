#include "records/image_records.hpp"

#include <cmath>
#include <fstream>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include "records/records.hpp"
#include "tests/files/folder.hpp"
#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

Manifest model(RecordPart part, std::vector<Preprocessing> steps = {}) {
  Manifest manifest;
  manifest.parts = {std::move(part)};
  manifest.preprocessing = std::move(steps);
  return manifest;
}

Manifest model_of_8_bits() {
  return model(test::part_of({1, 10, 14}, test::stored(8)));
}

/// A folder with copies of files of tests/imaging.
class Images {
 public:
  const Images& copy(const std::string& from, const std::string& to) const {
    fs::create_directories((folder_ / to).parent_path());
    fs::copy_file(test::kFiles / from, folder_ / to);
    return *this;
  }
  const Images& write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return *this;
  }
  /// A slice of the CT at `z`.
  const Images& slice(const std::string& name, double z) const {
    DcmFileFormat file;
    (void)file.loadFile((test::kFiles / "ct.dcm").c_str());
    (void)file.getDataset()->putAndInsertString(DCM_ImagePositionPatient,
                                                ("0\\0\\" + std::to_string(z)).c_str());
    fs::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(file.saveFile((folder_ / name).c_str()).good());
    return *this;
  }
  const fs::path& path() const { return folder_.path(); }

 private:
  test::Folder folder_;
};

TEST(ImageRecords, AFileIsARecordCalledAsItIs) {
  const auto dicom = read_records(test::kFiles / "us8.dcm", model_of_8_bits());
  ASSERT_TRUE(dicom) << render(dicom.error());
  EXPECT_THAT(dicom->ids, ElementsAre("us8"));
  EXPECT_EQ(dicom->columns, 140U);
  EXPECT_THAT(dicom->values, testing::ElementsAreArray(test::array_of("us8.npy").values));
  const auto png = read_records(test::kFiles / "grey8.png", model_of_8_bits());
  ASSERT_TRUE(png) << render(png.error());
  EXPECT_THAT(png->values, testing::ElementsAreArray(test::array_of("grey8_png.npy").values));
}

TEST(ImageRecords, AFileIsKnownByWhatItBeginsWith) {
  const Images images;
  images.copy("us8.dcm", "IM000001").copy("us8.dcm", "1.2.840.17");
  EXPECT_THAT(read_records(images.path() / "IM000001", model_of_8_bits())->ids,
              ElementsAre("IM000001"));
  EXPECT_THAT(read_records(images.path() / "1.2.840.17", model_of_8_bits())->ids,
              ElementsAre("1.2.840.17"));
}

TEST(ImageRecords, AFolderHasOneInEachFile) {
  const Images images;
  images.copy("us8.dcm", "b.dcm").copy("grey8.png", "a.png").write(".hidden", "x");
  images.write("DICOMDIR", "x");
  const auto table = read_records(images.path(), model_of_8_bits());
  ASSERT_TRUE(table) << render(table.error());
  EXPECT_THAT(table->ids, ElementsAre("a", "b"));
  EXPECT_EQ(table->values.size(), 280U);
  EXPECT_THAT(table->notes, Contains(HasSubstr(".hidden")));
  EXPECT_THAT(table->notes, Contains(HasSubstr("DICOMDIR")));
}

TEST(ImageRecords, WhatIsNoImageIsRefusedByName) {
  const Images images;
  images.copy("us8.dcm", "a.dcm").write("notes.txt", "hello");
  EXPECT_THAT(read_records(images.path(), model_of_8_bits()),
              Refused(ErrorCode::kBadInput, "notes.txt is neither"));
  ReadOptions skipping;
  skipping.skip_bad = true;
  const auto table = read_records(images.path(), model_of_8_bits(), skipping);
  ASSERT_TRUE(table) << render(table.error());
  EXPECT_TRUE(table->good(0));
  EXPECT_FALSE(table->good(1));
  EXPECT_TRUE(std::isnan(table->row(1)[0]));
  EXPECT_THAT(read_records(Images().path(), model_of_8_bits()),
              Refused(ErrorCode::kBadInput, "holds no images"));
}

TEST(ImageRecords, TwoOfOneNameAreRefused) {
  const Images images;
  images.copy("us8.dcm", "a.dcm").copy("grey8.png", "a.png");
  EXPECT_THAT(read_records(images.path(), model_of_8_bits()),
              Refused(ErrorCode::kBadInput, "two images are called 'a'"));
}

TEST(ImageRecords, AreResizedWhateverTheirSize) {
  const Manifest resizing = model(test::part_of({1, 5, 7}, test::stored(8)),
                                  {{0, StepKind::kResize, {}, ResizeFilter::kArea}});
  const auto table = read_records(test::kFiles / "us8.dcm", resizing);
  ASSERT_TRUE(table) << render(table.error());
  EXPECT_EQ(table->columns, 35U);
  const auto samples = test::array_of("us8.npy").values;
  EXPECT_DOUBLE_EQ(table->values[0], (samples[0] + samples[1] + samples[14] + samples[15]) / 4);
  EXPECT_THAT(
      read_records(test::kFiles / "us8.dcm", model(test::part_of({1, 5, 7}, test::stored(8)))),
      Refused(ErrorCode::kBadInput, "[1, 10, 14]; the model takes [1, 5, 7]"));
}

TEST(ImageRecords, AreHeldAgainstTheRangeBeforeTheyAreResized) {
  Manifest narrow = model(test::part_of({1, 1, 1}, test::stored(8)),
                          {{0, StepKind::kResize, {}, ResizeFilter::kArea}});
  narrow.parts[0].least = {0};
  narrow.parts[0].largest = {200};
  EXPECT_THAT(read_records(test::kFiles / "us8.dcm", narrow),
              Refused(ErrorCode::kBadInput, "pixel in row"));
  ReadOptions clipping;
  clipping.out_of_range = OutOfRange::kClip;
  EXPECT_TRUE(read_records(test::kFiles / "us8.dcm", narrow, clipping));
}

TEST(ImageRecords, FramesAreRecordsWhereThatIsAsked) {
  EXPECT_THAT(read_records(test::kFiles / "frames.dcm", model_of_8_bits()),
              Refused(ErrorCode::kBadInput, "frames.dcm has 3 frames"));
  ReadOptions each;
  each.each_frame = true;
  EXPECT_THAT(read_records(test::kFiles / "frames.dcm", model_of_8_bits(), each)->ids,
              ElementsAre("frames-1", "frames-2", "frames-3"));
}

TEST(ImageRecords, ModelsOfOtherRecordsRefuseImages) {
  Manifest table;
  table.parts = {{"table", {140}, Layout::kFlat, {}, {}, {}, {}}};
  EXPECT_THAT(read_records(test::kFiles / "us8.dcm", table),
              Refused(ErrorCode::kBadInput, "records are no images"));
  Manifest both = model_of_8_bits();
  both.parts.push_back(table.parts[0]);
  EXPECT_THAT(read_records(test::kFiles / "us8.dcm", both),
              Refused(ErrorCode::kBadInput, "have 2 parts"));
}

TEST(ImageRecords, ProportionsNeedSquarePixels) {
  const Images images;
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile((test::kFiles / "ct.dcm").c_str()).good());
  ASSERT_TRUE(file.getDataset()->putAndInsertString(DCM_PixelSpacing, "1\\2").good());
  ASSERT_TRUE(file.saveFile((images.path() / "a.dcm").c_str()).good());
  const Manifest padding =
      model(test::part_of({1, 14, 14}, test::modality_values()),
            {{0, StepKind::kResize, {-5000}, ResizeFilter::kArea, ResizeAspect::kPad}});
  EXPECT_THAT(read_records(images.path() / "a.dcm", padding),
              Refused(ErrorCode::kBadInput, "not square"));
  const auto square = read_records(test::kFiles / "ct.dcm", padding);
  ASSERT_TRUE(square) << render(square.error());
  EXPECT_EQ(square->values[0], -5000);
}

TEST(ImageRecords, AFolderOfASeriesIsAVolume) {
  const Images images;
  images.slice("case/z.dcm", 0).slice("case/a.dcm", 2.5).slice("case/m.dcm", 5);
  const Manifest volumes = model(test::part_of({1, 3, 10, 14}, test::modality_values()));
  const auto table = read_records(images.path() / "case", volumes);
  ASSERT_TRUE(table) << render(table.error());
  EXPECT_THAT(table->ids, ElementsAre("case"));
  EXPECT_EQ(table->columns, 420U);
  images.slice("other/z.dcm", 0).slice("other/a.dcm", 2.5).slice("other/m.dcm", 5);
  EXPECT_THAT(read_records(images.path(), volumes)->ids, ElementsAre("case", "other"));
  EXPECT_THAT(read_records(images.path() / "case" / "a.dcm", volumes),
              Refused(ErrorCode::kBadInput, "has one slice"));
  images.slice("case/twice.dcm", 5);
  EXPECT_THAT(read_records(images.path() / "case", volumes),
              Refused(ErrorCode::kBadInput, "lie at one place"));
}

TEST(ImageRecords, AVolumeIsResizedAlongItsDepth) {
  const Images images;
  images.slice("z.dcm", 0).slice("a.dcm", 2.5).slice("m.dcm", 5).slice("n.dcm", 7.5);
  const Manifest volumes = model(test::part_of({1, 2, 5, 7}, test::modality_values()),
                                 {{0, StepKind::kResize, {}, ResizeFilter::kArea}});
  const auto table = read_records(images.path(), volumes);
  ASSERT_TRUE(table) << render(table.error());
  EXPECT_EQ(table->columns, 70U);
  EXPECT_EQ(table->values[0], table->values[35]);
}

}  // namespace
}  // namespace medisc
