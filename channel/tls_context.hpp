/// TLS as every channel of a process speaks it.
///
/// TLS 1.3 alone (RFC 8446): no renegotiation, no compression. No tickets, no resumption and no
/// early data: each connection has keys of its own, and a binding of its own. AES-GCM first.
/// With authorities both sides must show a certificate that leads to one of them; without,
/// certificates are not looked at, and the handshake of messages/hello.hpp alone tells who the
/// peer is.
#pragma once

#include <memory>

#include "channel/credentials.hpp"
#include "channel/tls_session.hpp"

struct ssl_ctx_st;

namespace medisc {

class TlsContext {
 public:
  /// Errors: kUsage where OpenSSL refuses the certificate (a weak key, say).
  static Result<TlsContext> make(const Credentials& credentials);

  /// Of the side that connects, and of the side that listens. Any thread.
  std::unique_ptr<TlsSession> client() const;
  std::unique_ptr<TlsSession> server() const;

 private:
  std::shared_ptr<ssl_ctx_st> client_;
  std::shared_ptr<ssl_ctx_st> server_;
};

}  // namespace medisc
