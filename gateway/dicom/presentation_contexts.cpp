#include "gateway/dicom/presentation_contexts.hpp"

#include <dcmtk/dcmdata/dcuid.h>

namespace medisc {

bool accept_contexts(T_ASC_Association* association) {
  // By preference.
  const char* images[] = {UID_LittleEndianExplicitTransferSyntax,
                          UID_LittleEndianImplicitTransferSyntax,
                          UID_DeflatedExplicitVRLittleEndianTransferSyntax,
                          UID_JPEGProcess14SV1TransferSyntax,
                          UID_JPEGProcess14TransferSyntax,
                          UID_JPEGLSLosslessTransferSyntax,
                          UID_JPEG2000LosslessOnlyTransferSyntax,
                          UID_RLELosslessTransferSyntax,
                          UID_JPEG2000TransferSyntax,
                          UID_JPEGLSLossyTransferSyntax,
                          UID_JPEGProcess2_4TransferSyntax,
                          UID_JPEGProcess1TransferSyntax,
                          UID_BigEndianExplicitTransferSyntax};
  const char* plain[] = {UID_LittleEndianExplicitTransferSyntax,
                         UID_LittleEndianImplicitTransferSyntax};
  const char* echo[] = {UID_VerificationSOPClass};
  const auto count = [](const auto& list) {
    return static_cast<int>(std::size(list));
  };
  T_ASC_Parameters* params = association->params;
  (void)ASC_acceptContextsWithPreferredTransferSyntaxes(params, echo, 1, plain, count(plain));
  (void)ASC_acceptContextsWithPreferredTransferSyntaxes(params, dcmAllStorageSOPClassUIDs,
                                                        numberOfDcmAllStorageSOPClassUIDs,
                                                        images, count(images));
  return ASC_countAcceptedPresentationContexts(params) > 0;
}

}  // namespace medisc
