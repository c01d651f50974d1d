#include "channel/tls_context.hpp"

#include <new>

#include "channel/openssl.hpp"

namespace medisc {
namespace {

constexpr const char* kCipherSuites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

bool use_credentials(SSL_CTX* context, const Credentials& credentials) {
  if (SSL_CTX_use_certificate(context, credentials.certificate.get()) != 1) return false;
  if (SSL_CTX_use_PrivateKey(context, credentials.key.get()) != 1) return false;
  for (const auto& link : credentials.chain) {
    if (SSL_CTX_add1_chain_cert(context, link.get()) != 1) return false;
  }
  return true;
}

bool trust(SSL_CTX* context, const Credentials& credentials) {
  if (credentials.authorities.empty()) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    return true;
  }
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const auto& authority : credentials.authorities) {
    if (X509_STORE_add_cert(store, authority.get()) != 1) return false;
  }
  // An authority may be the peer's own certificate, or an intermediate one.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return true;
}

openssl::Context make_context(const SSL_METHOD* method, const Credentials& credentials) {
  openssl::Context context(SSL_CTX_new(method));
  if (!context) return nullptr;
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                         SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  const bool made = SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) == 1 &&
                    SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION) == 1 &&
                    SSL_CTX_set_ciphersuites(context.get(), kCipherSuites) == 1 &&
                    SSL_CTX_set1_groups_list(context.get(), "X25519:P-256") == 1 &&
                    SSL_CTX_set_num_tickets(context.get(), 0) == 1 &&
                    use_credentials(context.get(), credentials) &&
                    trust(context.get(), credentials);
  return made ? std::move(context) : nullptr;
}

std::unique_ptr<TlsSession> new_session(SSL_CTX* context, TlsSession::Side side) {
  SSL* ssl = SSL_new(context);
  if (ssl == nullptr) throw std::bad_alloc();
  return std::make_unique<TlsSession>(ssl, side);
}

}  // namespace

Result<TlsContext> TlsContext::make(const Credentials& credentials) {
  TlsContext made;
  made.client_ = make_context(TLS_client_method(), credentials);
  if (made.client_) made.server_ = make_context(TLS_server_method(), credentials);
  if (made.server_) return made;
  return fail(ErrorCode::kUsage, "TLS can't use this certificate: " + openssl::last_reason(),
              "make another: medisc keygen --tls");
}

std::unique_ptr<TlsSession> TlsContext::client() const {
  return new_session(client_.get(), TlsSession::Side::kClient);
}

std::unique_ptr<TlsSession> TlsContext::server() const {
  return new_session(server_.get(), TlsSession::Side::kServer);
}

}  // namespace medisc
