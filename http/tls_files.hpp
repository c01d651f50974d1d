/// Certificates as the HTTP library wants them.
#pragma once

#include <chrono>
#include <string>

#include "error/error.hpp"
#include "http/settings.hpp"

namespace medisc {

/// PEM.
struct TlsTexts {
  std::string certificate;  ///< and its chain
  std::string key;          ///< wipe it
  std::string authority;    ///< empty where clients' certificates are not asked for
};

/// Errors: as load_credentials (channel/credentials.hpp) has them, and kUsage where clients'
/// certificates are required and no authority is named.
Result<TlsTexts> load_tls_texts(const HttpTls& tls, std::chrono::system_clock::time_point now);

}  // namespace medisc
