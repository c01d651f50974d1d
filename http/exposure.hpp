/// Who may be able to read what goes over a connection.
#pragma once

#include "error/error.hpp"
#include "http/settings.hpp"

namespace medisc {

/// For configurations that carry tokens or records. Errors: kUsage where plain HTTP would leave
/// this machine: an address that is not a loopback one, without TLS. `key` names the setting in
/// the error, e.g. "[gateway] listen".
Result<void> check_exposure(const HttpListen& listen, bool tls, const std::string& key);

}  // namespace medisc
