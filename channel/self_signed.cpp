#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "channel/credentials.hpp"
#include "channel/openssl.hpp"

namespace medisc {
namespace {

/// Nothing here depends on what comes from outside: a failure is a broken machine.
void must(bool succeeded) {
  if (!succeeded) throw std::runtime_error("no certificate: " + openssl::last_reason());
}

/// 64 random bits, as authorities give them.
void set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1);
}

void set_name(X509* certificate, const std::string& name) {
  constexpr std::size_t kLongest = 64;  // RFC 5280, ub-common-name
  X509_NAME* subject = X509_get_subject_name(certificate);
  must(X509_NAME_add_entry_by_txt(
           subject, "CN", MBSTRING_UTF8,
           reinterpret_cast<const unsigned char*>(name.substr(0, kLongest).c_str()), -1, -1,
           0) == 1);
  must(X509_set_issuer_name(certificate, subject) == 1);
}

void add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, openssl::Release<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Credentials self_signed(const std::string& name, SystemTime now, std::chrono::days lifetime) {
  Credentials made;
  made.key = openssl::Key(EVP_EC_gen("P-256"));
  must(made.key != nullptr);
  made.certificate = openssl::Certificate(X509_new());
  X509* certificate = made.certificate.get();
  must(certificate != nullptr && X509_set_version(certificate, X509_VERSION_3) == 1);
  set_serial(certificate);
  set_name(certificate, name);
  // A day earlier, for clocks that are behind.
  const auto first = std::chrono::system_clock::to_time_t(now - std::chrono::days(1));
  const auto last = std::chrono::system_clock::to_time_t(now + lifetime);
  must(ASN1_TIME_set(X509_getm_notBefore(certificate), first) != nullptr);
  must(ASN1_TIME_set(X509_getm_notAfter(certificate), last) != nullptr);
  must(X509_set_pubkey(certificate, made.key.get()) == 1);
  add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate, NID_ext_key_usage, "serverAuth,clientAuth");
  must(X509_sign(certificate, made.key.get(), EVP_sha256()) > 0);
  return made;
}

std::string certificate_text(const Credentials& credentials) {
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  must(bio && PEM_write_bio_X509(bio.get(), credentials.certificate.get()) == 1);
  return text_of(bio.get());
}

std::string key_text(const Credentials& credentials) {
  const openssl::Bio bio(BIO_new(BIO_s_secmem()));
  must(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), credentials.key.get(), nullptr, nullptr,
                                            0, nullptr, nullptr) == 1);
  return text_of(bio.get());
}

}  // namespace medisc
