/// Associations over connections that we have accepted ourselves. DCMTK would accept them one
/// after the other, and wait for the first one's request before it looks at the second: a
/// silent caller would shut out all others. Only this folder's sources include it.
#pragma once

#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmlayer.h>

#include "error/descriptor.hpp"
#include "error/error.hpp"
#include "gateway/dicom/network_handles.hpp"

namespace medisc {

/// An association that was asked for, and neither accepted nor rejected yet.
class ReceivedAssociation {
 public:
  /// Waits for the request over `socket`, behind a TLS handshake where there is a `tls`;
  /// whoever shuts the socket down ends that. Errors: kProtocol where none comes.
  static Result<ReceivedAssociation> await(Descriptor socket, DcmTransportLayer* tls);

  T_ASC_Association* get() const { return association_.get(); }

 private:
  ReceivedAssociation() = default;

  std::unique_ptr<DcmTransportLayer> layer_;
  NetworkHandle network_;
  AssociationHandle association_;
};

}  // namespace medisc
