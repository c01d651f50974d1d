#include "imaging/dicom_library.hpp"

#include <mutex>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>

namespace medisc {

Result<void> start_dicom_library() {
  static std::once_flag started;
  std::call_once(started, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_never);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never);
    DcmRLEDecoderRegistration::registerCodecs();
  });
  if (dcmDataDict.isDictionaryLoaded()) return {};
  return fail(ErrorCode::kInternal, "DCMTK finds no dictionary of DICOM's attributes",
              "install Debian's libdcmtk package whole, or set DCMDICTPATH to its dicom.dic");
}

}  // namespace medisc
