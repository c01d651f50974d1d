/// Small DICOM files.
#pragma once

#include <memory>
#include <string>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "gateway/report/object_modules.hpp"

namespace medisc::test {

inline const std::string kCtImage = "1.2.840.10008.5.1.4.1.1.2";

/// A CT image; `pixels` bytes stand for its own.
inline DicomObject dicom_file(const std::string& instance, const std::string& study = "1.2.3",
                              std::size_t pixels = 0) {
  auto dataset = std::make_shared<DcmDataset>();
  dataset->putAndInsertString(DCM_SOPClassUID, kCtImage.c_str());
  dataset->putAndInsertString(DCM_SOPInstanceUID, instance.c_str());
  dataset->putAndInsertString(DCM_StudyInstanceUID, study.c_str());
  dataset->putAndInsertString(DCM_SeriesInstanceUID, (study + ".4").c_str());
  dataset->putAndInsertString(DCM_PatientName, "Doe^Jane");
  if (pixels > 0) {
    const std::string bytes(pixels, '\r');
    dataset->putAndInsertUint8Array(DCM_PixelData, reinterpret_cast<const Uint8*>(bytes.data()),
                                    pixels);
  }
  return finished(std::move(dataset)).value();
}

}  // namespace medisc::test
