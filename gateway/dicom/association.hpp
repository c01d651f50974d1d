/// One association with a caller: who it is, and what it asks for (PS3.8, PS3.7). Only this
/// folder's sources include it.
#pragma once

#include <functional>
#include <string>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include "actors/conversation/event_log.hpp"
#include "config/intake_config.hpp"
#include "gateway/dicom/accepted_network.hpp"
#include "gateway/intake/intake.hpp"

namespace medisc {

/// What all associations share.
struct DicomDesk {
  const DicomListener& config;
  Intake& intake;
  EventLog& event_log;
};

class Association {
 public:
  /// `host`: the caller's numeric address. `allow(seconds)`: how long the next step may take.
  Association(ReceivedAssociation received, std::string host, const DicomDesk& desk,
              std::function<void(int)> allow)
      : received_(std::move(received)),
        host_(std::move(host)),
        desk_(desk),
        allow_(std::move(allow)) {}

  /// Accepts the caller, or rejects it. Errors: kRefused, saying why.
  Result<void> accept();

  /// Answers what it asks for until it releases or aborts the association, is silent for a
  /// minute, or `stopping` says so, between two messages.
  void serve(const std::function<bool()>& stopping);

  /// The caller's AE title, once it is accepted.
  const std::string& caller() const { return caller_; }

 private:
  Result<void> check(T_ASC_RejectParametersReason& reason);
  bool answer();
  bool echo(const T_DIMSE_Message& message, T_ASC_PresentationContextID context);
  bool store(const T_DIMSE_Message& message, T_ASC_PresentationContextID context);

  ReceivedAssociation received_;
  std::string host_;
  const DicomDesk& desk_;
  std::function<void(int)> allow_;
  std::string caller_;
};

}  // namespace medisc
