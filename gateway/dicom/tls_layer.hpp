/// TLS for DICOM, as DCMTK takes it. Only sources that use DCMTK's network include it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmtls/tlslayer.h>

#include "error/error.hpp"

namespace medisc {

/// PEM files.
struct DicomTlsFiles {
  std::optional<std::filesystem::path> certificate;
  std::optional<std::filesystem::path> key;
  std::optional<std::filesystem::path> authority;  ///< that the peer's certificate is signed by
};

/// TLS 1.2 or later, by DICOM's profile that does not downgrade (PS3.15, B.9 "Non-Downgrading
/// BCP 195"). Of an acceptor without an authority nobody is asked for a certificate; a
/// requestor must have one. Names in certificates are not compared: DICOM's peers are told
/// apart by what signed them. Errors: kBadInput, naming the file that can't be used.
Result<std::unique_ptr<DcmTLSTransportLayer>> make_tls_layer(T_ASC_NetworkRole role,
                                                             const DicomTlsFiles& files);

}  // namespace medisc
