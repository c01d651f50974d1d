#include "channel/tls_errors.hpp"

#include <algorithm>
#include <array>

#include "channel/openssl.hpp"

namespace medisc {
namespace {

/// What a peer says of our certificate (RFC 8446, 6.2).
constexpr std::array kAboutCertificates{
    SSL_AD_BAD_CERTIFICATE,      SSL_AD_UNSUPPORTED_CERTIFICATE,
    SSL_AD_CERTIFICATE_REVOKED,  SSL_AD_CERTIFICATE_EXPIRED,
    SSL_AD_CERTIFICATE_UNKNOWN,  SSL_AD_UNKNOWN_CA,
    SSL_AD_CERTIFICATE_REQUIRED, SSL_AD_ACCESS_DENIED};

Error alert_error(int alert) {
  const std::string words = SSL_alert_desc_string_long(alert);
  if (std::ranges::find(kAboutCertificates, alert) != kAboutCertificates.end()) {
    return {ErrorCode::kRefused, "the peer does not accept this side's certificate: " + words,
            "the peer's authority in [tls] must be this certificate's, or this certificate"};
  }
  if (alert == SSL_AD_PROTOCOL_VERSION) {
    return {ErrorCode::kProtocol, "the two sides speak no common version of TLS",
            "MediSC speaks TLS 1.3: check that it is at the other end"};
  }
  return {ErrorCode::kProtocol, "the peer breaks TLS off: " + words,
          "look at the peer's log for why"};
}

/// In OpenSSL's words. From 3.2 on the last error of a bad record says just that.
std::string cause([[maybe_unused]] unsigned long first) {
#ifdef SSL_R_RECORD_LAYER_FAILURE
  if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_RECORD_LAYER_FAILURE) {
    ERR_clear_error();
    const char* words = ERR_reason_error_string(first);
    return words == nullptr ? "unknown reason" : words;
  }
#endif
  return openssl::last_reason();
}

}  // namespace

Error tls_error(ssl_st* ssl) {
  const unsigned long first = ERR_peek_error();
  const int reason = ERR_GET_REASON(first);
  const std::string words = cause(first);
  if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    return {ErrorCode::kRefused,
            std::string("the peer's certificate is not accepted: ") +
                X509_verify_cert_error_string(SSL_get_verify_result(ssl)),
            "authority in [tls] must be the peer's, or the peer's certificate itself"};
  }
  if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
    return {ErrorCode::kRefused, "the peer shows no certificate", ""};
  }
  if (reason >= SSL_AD_REASON_OFFSET) return alert_error(reason - SSL_AD_REASON_OFFSET);
  return {ErrorCode::kProtocol, "TLS fails: " + words,
          "check that nobody alters what passes between the two machines"};
}

Error no_tls_error() {
  return {ErrorCode::kProtocol, "the peer does not speak TLS, and this side does",
          "set mode in [tls] alike on both sides, e.g. \"always\""};
}

Error unexpected_tls_error() {
  return {ErrorCode::kProtocol, "the peer speaks TLS, and this side does not",
          "set mode in [tls] alike on both sides, e.g. \"always\""};
}

}  // namespace medisc
