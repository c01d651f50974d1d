#include "http/client_certificate.hpp"

#include <array>
#include <memory>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

namespace medisc {
namespace {

using Certificate = std::unique_ptr<gnutls_x509_crt_int, decltype(&gnutls_x509_crt_deinit)>;

std::string subject_of(const gnutls_datum_t& encoded) {
  gnutls_x509_crt_t made = nullptr;
  if (gnutls_x509_crt_init(&made) != 0) return "";
  const Certificate certificate(made, gnutls_x509_crt_deinit);
  if (gnutls_x509_crt_import(made, &encoded, GNUTLS_X509_FMT_DER) != 0) return "";
  std::array<char, 1024> name{};
  std::size_t size = name.size();
  if (gnutls_x509_crt_get_dn(made, name.data(), &size) != 0) return "";
  return {name.data(), size};
}

}  // namespace

Result<std::string> client_of(void* session) {
  auto* const tls = static_cast<gnutls_session_t>(session);
  unsigned count = 0;
  const gnutls_datum_t* const shown = gnutls_certificate_get_peers(tls, &count);
  if (shown == nullptr || count == 0) return std::string();
  unsigned status = 0;
  if (gnutls_certificate_verify_peers2(tls, &status) != 0 || status != 0) {
    return fail(ErrorCode::kRefused, "the client's certificate is not valid here");
  }
  std::string subject = subject_of(shown[0]);
  if (subject.empty()) return fail(ErrorCode::kRefused, "the client's certificate has no name");
  return subject;
}

}  // namespace medisc
