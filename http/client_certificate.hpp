/// Certificates that clients show.
#pragma once

#include <string>

#include "error/error.hpp"

namespace medisc {

/// Whose certificate the client of a GnuTLS session (gnutls_session_t) has shown; "" where it
/// showed none. Errors: kRefused where no authority of the server's has signed it, or it is not
/// valid now.
Result<std::string> client_of(void* session);

}  // namespace medisc
