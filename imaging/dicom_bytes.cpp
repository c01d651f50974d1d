#include "imaging/dicom_bytes.hpp"

#include <utility>

#include "imaging/deflated_file.hpp"
#include "imaging/dicom.hpp"
#include "imaging/dicom_library.hpp"
#include "imaging/memory_stream.hpp"

namespace medisc {
namespace {

constexpr std::uint64_t kMostDeflated = std::uint64_t{1} << 30;

/// Bytes of an element that is read along with the others.
constexpr Uint32 kAtOnce = 1u << 16;

}  // namespace

Result<DicomBytes> dicom_of_bytes(std::string_view bytes, const std::string& name) {
  if (auto started = start_dicom_library(); !started) return tl::unexpected(started.error());
  if (!is_dicom(bytes)) {
    return fail(ErrorCode::kBadInput,
                name + " is no DICOM file: it lacks the preamble and the mark DICM",
                "export the image as a DICOM file (Part 10)");
  }
  auto inflated = inflated_file(bytes, kMostDeflated, name);
  if (!inflated) return tl::unexpected(inflated.error());
  DicomBytes dicom;
  if (*inflated) {
    dicom.inflated = std::make_unique<std::string>(std::move(**inflated));
    bytes = *dicom.inflated;
  }
  MemoryStream stream(bytes);
  dicom.file = std::make_unique<DcmFileFormat>();
  dicom.file->transferInit();
  const OFCondition read = dicom.file->read(stream, EXS_Unknown, EGL_noChange, kAtOnce);
  const bool complete = dicom.file->transferState() == ERW_ready;
  dicom.file->transferEnd();
  if (read.bad() || !complete) {
    return fail(ErrorCode::kBadInput, name + ": the DICOM file is damaged or truncated",
                "fetch the file again");
  }
  return dicom;
}

}  // namespace medisc
