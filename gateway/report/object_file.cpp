#include <array>
#include <utility>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include "gateway/report/object_modules.hpp"

namespace medisc {
namespace {

constexpr E_TransferSyntax kSyntax = EXS_LittleEndianExplicit;

std::string text_of(DcmDataset& dataset, const DcmTagKey& key) {
  OFString text;
  dataset.findAndGetOFString(key, text);
  return {text.c_str(), text.size()};
}

Result<std::string> file_of(DcmDataset& dataset) {
  DcmFileFormat format(&dataset);
  std::array<char, 1 << 16> buffer{};
  DcmOutputBufferStream stream(buffer.data(), buffer.size());
  std::string file;
  format.transferInit();
  OFCondition written = EC_StreamNotifyClient;
  while (written == EC_StreamNotifyClient) {
    written = format.write(stream, kSyntax, EET_ExplicitLength, nullptr, EGL_recalcGL,
                           EPD_withoutPadding);
    void* bytes = nullptr;
    offile_off_t size = 0;
    stream.flushBuffer(bytes, size);
    file.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  format.transferEnd();
  if (written.good()) return file;
  return fail(ErrorCode::kInternal,
              std::string("the DICOM object can't be written: ") + written.text());
}

}  // namespace

Result<DicomObject> finished(std::shared_ptr<DcmDataset> dataset) {
  auto file = file_of(*dataset);
  if (!file) return tl::unexpected(file.error());
  DicomObject object;
  object.sop_class_uid = text_of(*dataset, DCM_SOPClassUID);
  object.sop_instance_uid = text_of(*dataset, DCM_SOPInstanceUID);
  object.series_uid = text_of(*dataset, DCM_SeriesInstanceUID);
  object.dataset = std::move(dataset);
  object.file = std::move(*file);
  return object;
}

}  // namespace medisc
