// Data sets whose attributes are missing, wrong or at odds with one another.
#include "imaging/dicom_dataset.hpp"

#include <functional>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include "imaging/dicom_bytes.hpp"
#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

Result<MedicalImage> changed(const std::string& name,
                             const std::function<void(DcmDataset&)>& change) {
  const std::string bytes = test::bytes_of(test::kFiles / name);
  const auto file = dicom_of_bytes(bytes, name);
  if (!file) return tl::unexpected(file.error());
  change(file->dataset());
  return image_of_dataset(file->dataset(), name);
}

TEST(DicomDataset, IsReadFromMemory) {
  EXPECT_EQ(changed("ct.dcm", [](DcmDataset&) {})->samples, test::image_of("ct.dcm")->samples);
}

TEST(DicomDataset, NamesTheAttributeThatIsMissing) {
  for (const auto& [key, text] :
       {std::pair<DcmTagKey, const char*>{DCM_Rows, "ct.dcm: Rows (0028,0010) is missing"},
        {DCM_Columns, "Columns (0028,0011) is missing"},
        {DCM_BitsAllocated, "BitsAllocated (0028,0100) is missing"},
        {DCM_BitsStored, "BitsStored (0028,0101) is missing"},
        {DCM_HighBit, "HighBit (0028,0102) is missing"},
        {DCM_PixelRepresentation, "PixelRepresentation (0028,0103) is missing"},
        {DCM_PhotometricInterpretation, "PhotometricInterpretation (0028,0004) is missing"},
        {DCM_RescaleIntercept, "RescaleIntercept (0028,1052) is missing"},
        {DCM_WindowWidth, "WindowWidth (0028,1051) has not as many values"},
        {DCM_PixelData, "is no image"}}) {
    EXPECT_THAT(
        changed("ct.dcm",
                [key = key](DcmDataset& dataset) { dataset.findAndDeleteElement(key); }),
        Refused(ErrorCode::kBadInput, text));
  }
}

TEST(DicomDataset, RefusesAttributesThatDoNotFit) {
  struct Case {
    DcmTagKey key;
    Uint16 value;
    const char* text;
  };
  for (const Case& one :
       {Case{DCM_Rows, 0, "Rows (0028,0010) is not from 1"},
        Case{DCM_Rows, 11, "PixelData (7FE0,0010) has 280 bytes"},
        Case{DCM_Rows, 9, "PixelData (7FE0,0010) has 280 bytes"},
        Case{DCM_SamplesPerPixel, 3, "SamplesPerPixel (0028,0002) does not"},
        Case{DCM_BitsStored, 17, "BitsStored (0028,0101) is above"},
        Case{DCM_HighBit, 3, "HighBit (0028,0102) does not fit"},
        Case{DCM_HighBit, 16, "HighBit (0028,0102) does not fit"},
        Case{DCM_PixelRepresentation, 2, "PixelRepresentation (0028,0103)"}}) {
    EXPECT_THAT(
        changed("ct.dcm",
                [&](DcmDataset& dataset) { dataset.putAndInsertUint16(one.key, one.value); }),
        Refused(ErrorCode::kBadInput, one.text));
  }
}

TEST(DicomDataset, RefusesBombs) {
  EXPECT_THAT(changed("ct.dcm",
                      [](DcmDataset& dataset) {
                        dataset.putAndInsertUint16(DCM_Rows, 65535);
                        dataset.putAndInsertUint16(DCM_Columns, 65535);
                      }),
              Refused(ErrorCode::kBadInput, "samples at most"));
  EXPECT_THAT(changed("frames_rle.dcm",
                      [](DcmDataset& dataset) {
                        dataset.putAndInsertString(DCM_NumberOfFrames, "1000000");
                      }),
              Refused(ErrorCode::kBadInput, "samples at most"));
  EXPECT_THAT(
      changed("frames.dcm",
              [](DcmDataset& dataset) { dataset.putAndInsertString(DCM_NumberOfFrames, "0"); }),
      Refused(ErrorCode::kBadInput, "NumberOfFrames (0028,0008)"));
}

TEST(DicomDataset, RefusesStreamsOfAnotherSize) {
  const auto wider = [](DcmDataset& dataset) {
    dataset.putAndInsertUint16(DCM_Columns, 15);
  };
  for (const char* name : {"ct_jpeg_sv1.dcm", "ct_jpegls.dcm", "us8_jpeg_baseline.dcm"}) {
    EXPECT_THAT(changed(name, wider), Refused(ErrorCode::kBadInput, "is a stream of 10 x 14"));
  }
  EXPECT_THAT(changed("us8_j2k.dcm", wider),
              Refused(ErrorCode::kBadInput, "10 x 14 pixels of 1 channels"));
  EXPECT_THAT(changed("ct_rle.dcm", wider), Refused(ErrorCode::kBadInput, "ct_rle.dcm"));
  EXPECT_THAT(changed("us8_j2k.dcm",
                      [](DcmDataset& dataset) {
                        dataset.putAndInsertUint16(DCM_BitsStored, 6);
                        dataset.putAndInsertUint16(DCM_HighBit, 5);
                      }),
              Refused(ErrorCode::kBadInput, "too small for what the pixels hold"));
}

TEST(DicomDataset, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(changed("rgb.dcm",
                      [](DcmDataset& dataset) {
                        dataset.putAndInsertString(DCM_PhotometricInterpretation, "CMYK");
                      }),
              Refused(ErrorCode::kUnsupported, "PhotometricInterpretation"));
  EXPECT_THAT(changed("us8.dcm",
                      [](DcmDataset& dataset) {
                        dataset.putAndInsertUint16(DCM_BitsAllocated, 1);
                        dataset.putAndInsertUint16(DCM_BitsStored, 1);
                        dataset.putAndInsertUint16(DCM_HighBit, 0);
                      }),
              Refused(ErrorCode::kUnsupported, "BitsAllocated"));
  EXPECT_THAT(changed("us8.dcm",
                      [](DcmDataset& dataset) {
                        dataset.putAndInsertString(DCM_PresentationLUTShape, "INVERSE");
                      }),
              Refused(ErrorCode::kBadInput, "PresentationLUTShape"));
}

TEST(DicomDataset, RefusesNumbersThatAreNone) {
  const auto with = [](const DcmTagKey& key, const char* text) {
    return changed("ct.dcm",
                   [&](DcmDataset& dataset) { dataset.putAndInsertString(key, text); });
  };
  EXPECT_THAT(with(DCM_RescaleSlope, "steep"), Refused(ErrorCode::kBadInput, "is no number"));
  EXPECT_THAT(with(DCM_RescaleSlope, "nan"), Refused(ErrorCode::kBadInput, "is no number"));
  EXPECT_THAT(with(DCM_RescaleSlope, "0"), Refused(ErrorCode::kBadInput, "is 0"));
  EXPECT_THAT(with(DCM_RescaleSlope, "1\\2"), Refused(ErrorCode::kBadInput, "several"));
  EXPECT_THAT(with(DCM_WindowWidth, "0\\1"), Refused(ErrorCode::kBadInput, "too small"));
  EXPECT_THAT(with(DCM_VOILUTFunction, "ODD"), Refused(ErrorCode::kBadInput, "is unknown"));
  EXPECT_THAT(with(DCM_ImageOrientationPatient, "1\\0"),
              Refused(ErrorCode::kBadInput, "not as many values"));
}

}  // namespace
}  // namespace medisc
