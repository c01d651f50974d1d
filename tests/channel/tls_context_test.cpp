// Who accepts whom, and what the two sides agree on.
#include "channel/tls_context.hpp"

#include <openssl/ssl.h>

#include "tests/channel/session_pair.hpp"

namespace medisc::test {
namespace {

Credentials trusting(Credentials own, const Credentials& other) {
  own.authorities = {other.certificate};
  return own;
}

TEST(TlsContext, WithoutAuthoritiesAnyCertificateWillDo) {
  const auto old = self_signed("old", std::chrono::system_clock::now() - std::chrono::days(100),
                               std::chrono::days(1));
  SessionPair pair(old, old);
  pair.settle();
  EXPECT_TRUE(pair.client.session->is_open() && pair.server.session->is_open());
}

TEST(TlsContext, AnAuthorityMayBeThePeersOwnCertificate) {
  const auto client = fresh_credentials("client");
  const auto server = fresh_credentials("server");
  SessionPair pair(trusting(client, server), trusting(server, client));
  pair.settle();
  EXPECT_TRUE(pair.client.session->is_open() && pair.server.session->is_open());
}

TEST(TlsContext, TheClientRefusesAServerOfAnotherAuthority) {
  const auto stranger = fresh_credentials("stranger");
  SessionPair pair(trusting(fresh_credentials(), stranger), fresh_credentials());
  pair.settle();
  EXPECT_TRUE(ended_with(pair.client, ErrorCode::kRefused,
                         "the peer's certificate is not accepted: self-signed certificate"));
  EXPECT_TRUE(ended_with(pair.server, ErrorCode::kRefused,
                         "does not accept this side's certificate: unknown CA"));
}

TEST(TlsContext, TheServerRefusesAClientOfAnotherAuthority) {
  const auto stranger = fresh_credentials("stranger");
  SessionPair pair(fresh_credentials(), trusting(fresh_credentials(), stranger));
  pair.settle();
  EXPECT_TRUE(ended_with(pair.server, ErrorCode::kRefused, "is not accepted: self-signed"));
  EXPECT_TRUE(ended_with(pair.client, ErrorCode::kRefused, "unknown CA"));
}

TEST(TlsContext, AnExpiredCertificateIsRefusedWhereItIsLookedAt) {
  const auto old = self_signed("old", std::chrono::system_clock::now() - std::chrono::days(100),
                               std::chrono::days(1));
  SessionPair pair(trusting(fresh_credentials(), old), old);
  pair.settle();
  EXPECT_TRUE(ended_with(pair.client, ErrorCode::kRefused, "certificate has expired"));
  EXPECT_TRUE(ended_with(pair.server, ErrorCode::kRefused, "certificate expired"));
}

/// A client of OpenSSL's own making; whether the server answers it with an open session.
bool accepts(int version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_max_proto_version(context, version);
  SSL_CTX_set_security_level(context, 0);
  SSL* client = SSL_new(context);
  SSL_set_bio(client, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(client);
  End server(TlsContext::make(fresh_credentials()).value().server());
  bool refused = false;
  for (int i = 0; i < 4 && !refused; ++i) {
    SSL_do_handshake(client);
    char buffer[8192];
    const int size = BIO_read(SSL_get_wbio(client), buffer, sizeof buffer);
    if (size > 0) {
      refused = !server.receive(
          {reinterpret_cast<const std::uint8_t*>(buffer), static_cast<std::size_t>(size)});
    }
    BIO_write(SSL_get_rbio(client), server.sent.data(), static_cast<int>(server.sent.size()));
    server.sent.clear();
  }
  SSL_free(client);
  SSL_CTX_free(context);
  return server.session->is_open();
}

TEST(TlsContext, OlderVersionsAreRefused) {
  EXPECT_TRUE(accepts(TLS1_3_VERSION));
  EXPECT_FALSE(accepts(TLS1_2_VERSION));
}

}  // namespace
}  // namespace medisc::test
