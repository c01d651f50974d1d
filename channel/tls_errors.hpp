/// What went wrong in a TLS session, for people.
#pragma once

#include "error/error.hpp"

struct ssl_st;

namespace medisc {

/// From what OpenSSL has noted on this thread, which is emptied.
Error tls_error(ssl_st* ssl);

/// The peer's first bytes are no TLS.
Error no_tls_error();

/// The peer's first bytes are TLS, where none is expected.
Error unexpected_tls_error();

}  // namespace medisc
