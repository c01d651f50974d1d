/// A DICOM file's bytes as a data set. Only this folder's sources include it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "imaging/dicom_attributes.hpp"

namespace medisc {

/// A file that is read as far as it is asked for: the bytes that it was made of must outlive
/// it.
struct DicomBytes {
  std::unique_ptr<std::string> inflated;  ///< of a deflated file what it comes to
  std::unique_ptr<DcmFileFormat> file;

  DcmDataset& dataset() const { return *file->getDataset(); }
};

/// Reads a Part 10 file. Errors: kBadInput, naming the file: one without preamble and mark,
/// truncated or damaged; a deflated one that comes to more than 1 GiB.
Result<DicomBytes> dicom_of_bytes(std::string_view bytes, const std::string& name);

}  // namespace medisc
