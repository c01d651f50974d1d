#include "gateway/dicom/association.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>

#include "gateway/dicom/object_sink.hpp"
#include "gateway/dicom/presentation_contexts.hpp"
#include "gateway/dicom/store_status.hpp"

namespace medisc {
namespace {

constexpr int kIdle = 60;     ///< seconds between two messages
constexpr int kObject = 600;  ///< for one object
constexpr int kPause = 60;    ///< within an object
constexpr int kFarewell = 10;

/// Without the blanks that fill it up.
std::string trimmed(const char* text) {
  std::string trimmed(text);
  trimmed.erase(0, trimmed.find_first_not_of(' '));
  trimmed.erase(trimmed.find_last_not_of(' ') + 1);
  return trimmed;
}

T_ASC_RejectParameters rejection(T_ASC_RejectParametersReason reason) {
  return {ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER, reason};
}

bool is_caller(const DicomCaller& known, const std::string& title, const std::string& host) {
  return known.title == title && (known.host.empty() || known.host == host);
}

}  // namespace

Result<void> Association::check(T_ASC_RejectParametersReason& reason) {
  std::array<char, 65> context{};
  std::array<char, 17> calling{};
  std::array<char, 17> called{};
  T_ASC_Parameters* params = received_.get()->params;
  (void)ASC_getApplicationContextName(params, context.data(), context.size());
  (void)ASC_getAPTitles(params, calling.data(), calling.size(), called.data(), called.size(),
                        nullptr, 0);
  if (std::strcmp(context.data(), UID_StandardApplicationContext) != 0) {
    reason = ASC_REASON_SU_APPCONTEXTNAMENOTSUPPORTED;
    return fail(ErrorCode::kRefused, "it asks for no association of DICOM");
  }
  caller_ = trimmed(calling.data());
  const auto& callers = desk_.config.callers;
  const bool known = callers.empty() || std::ranges::any_of(callers, [&](const auto& one) {
                       return is_caller(one, caller_, host_);
                     });
  if (!known) {
    reason = ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED;
    return fail(ErrorCode::kRefused, "no [dicom] callers has this AE title at this address");
  }
  if (!desk_.config.any_title && trimmed(called.data()) != desk_.config.title) {
    reason = ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED;
    return fail(ErrorCode::kRefused, "it calls another AE title than [dicom] title");
  }
  if (accept_contexts(received_.get())) return {};
  reason = ASC_REASON_SU_NOREASON;
  return fail(ErrorCode::kRefused, "it proposes nothing but what is not taken here");
}

Result<void> Association::accept() {
  T_ASC_RejectParametersReason reason = ASC_REASON_SU_NOREASON;
  if (auto checked = check(reason); !checked) {
    const T_ASC_RejectParameters rejected = rejection(reason);
    (void)ASC_rejectAssociation(received_.get(), &rejected);
    return checked;
  }
  if (const auto sent = ASC_acknowledgeAssociation(received_.get()); sent.bad()) {
    return fail(ErrorCode::kProtocol, std::string("it does not listen: ") + sent.text());
  }
  return {};
}

void Association::serve(const std::function<bool()>& stopping) {
  while (!stopping()) {
    allow_(kIdle);
    if (!answer()) return;
  }
  (void)ASC_abortAssociation(received_.get());
}

bool Association::answer() {
  T_ASC_PresentationContextID context = 0;
  T_DIMSE_Message message{};
  const OFCondition came = DIMSE_receiveCommand(received_.get(), DIMSE_NONBLOCKING, kIdle,
                                                &context, &message, nullptr);
  if (came == DUL_PEERREQUESTEDRELEASE) {
    allow_(kFarewell);
    (void)ASC_acknowledgeRelease(received_.get());
    return false;
  }
  if (came == DUL_PEERABORTEDASSOCIATION) return false;
  bool goes_on = false;
  if (came.good() && message.CommandField == DIMSE_C_ECHO_RQ) goes_on = echo(message, context);
  if (came.good() && message.CommandField == DIMSE_C_STORE_RQ) {
    goes_on = store(message, context);
  }
  if (!goes_on) (void)ASC_abortAssociation(received_.get());
  return goes_on;
}

bool Association::echo(const T_DIMSE_Message& message, T_ASC_PresentationContextID context) {
  T_DIMSE_C_EchoRQ request = message.msg.CEchoRQ;
  return DIMSE_sendEchoResponse(received_.get(), context, &request, STATUS_Success, nullptr)
      .good();
}

bool Association::store(const T_DIMSE_Message& message, T_ASC_PresentationContextID context) {
  T_DIMSE_C_StoreRQ request = message.msg.CStoreRQ;
  T_ASC_PresentationContext accepted{};
  if (ASC_findAcceptedPresentationContext(received_.get()->params, context, &accepted).bad()) {
    return false;
  }
  Arrival arrival;
  arrival.asker = caller_;
  arrival.door = "dicom";
  arrival.sop_class_uid = trimmed(request.AffectedSOPClassUID);
  arrival.sop_instance_uid = trimmed(request.AffectedSOPInstanceUID);
  ObjectSink sink(file_head({arrival.sop_class_uid, arrival.sop_instance_uid,
                             accepted.acceptedTransferSyntax}),
                  desk_.config.object_mb << 20);
  allow_(kObject);
  const OFCondition came = DIMSE_receiveDataSetInFile(
      received_.get(), DIMSE_NONBLOCKING, kPause, &context, &sink, nullptr, nullptr);
  Result<Taken> taken =
      fail(ErrorCode::kBusy,
           "the object is larger than " + std::to_string(desk_.config.object_mb) + " MB");
  if (came.good()) {
    arrival.file = sink.take();
    taken = desk_.intake.take(arrival);
  } else if (came.code() != DIMSEC_OUTOFRESOURCES) {
    return false;
  }
  T_DIMSE_C_StoreRSP response{};
  response.DimseStatus = STATUS_Success;
  DcmDataset detail;
  if (!taken) {
    response.DimseStatus = store_status(taken.error());
    detail.putAndInsertString(DCM_ErrorComment, store_comment(taken.error()).c_str());
  }
  return DIMSE_sendStoreResponse(received_.get(), context, &request, &response,
                                 taken ? nullptr : &detail)
      .good();
}

}  // namespace medisc
