#include "channel/credentials.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include <openssl/pem.h>

#include "channel/openssl.hpp"
#include "config/private_file.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = 1u << 20;
/// Of a certificate that lives in memory as long as its process.
constexpr std::chrono::days kEphemeral{3650};
constexpr const char* kMakeOne = "make both files: medisc keygen --tls";

tl::unexpected<Error> bad(const std::string& what, const fs::path& path, const std::string& why,
                          const std::string& hint) {
  return fail(ErrorCode::kUsage, what + " " + path.string() + " " + why, hint);
}

Result<std::string> read_public(const std::string& what, const fs::path& path) {
  std::error_code ignored;
  std::ifstream file(path);
  const int why = errno;
  if (!file)
    return bad(what, path, std::string("can't be read: ") + std::strerror(why), kMakeOne);
  if (!fs::is_regular_file(path, ignored) || fs::file_size(path, ignored) > kLargestFile) {
    return bad(what, path, "is no certificate file", kMakeOne);
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Every certificate of a PEM file, at least one.
Result<std::vector<Credentials::Certificate>> read_certificates(const std::string& what,
                                                                const fs::path& path) {
  const auto text = read_public(what, path);
  if (!text) return tl::unexpected<Error>(text.error());
  const openssl::Bio bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  std::vector<Credentials::Certificate> certificates;
  while (openssl::Certificate next{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    certificates.push_back(std::move(next));
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = openssl::last_reason();
  if (certificates.empty() || !at_end) {
    return bad(what, path, "holds no PEM certificate: " + reason,
               "expected -----BEGIN CERTIFICATE-----, once or several times");
  }
  return certificates;
}

/// OpenSSL would ask at the terminal for a passphrase.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

Result<std::shared_ptr<evp_pkey_st>> read_key(const fs::path& path) {
  auto text = read_private_file(path, "TLS key", kLargestFile, kMakeOne);
  if (!text) return fail(ErrorCode::kUsage, text.error().context, text.error().hint);
  // The analyzer loses sight of which member of the result lives.
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.InnerPointer)
  const openssl::Bio bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  openssl::Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  const bool encrypted = text->find("ENCRYPTED") != std::string::npos;
  wipe_text(*text);
  if (key) return std::shared_ptr<evp_pkey_st>(std::move(key));
  const std::string reason = openssl::last_reason();
  if (encrypted) {
    return bad("TLS key", path, "is behind a passphrase", "a daemon can't type: remove it");
  }
  return bad("TLS key", path, "holds no PEM private key: " + reason,
             "expected -----BEGIN PRIVATE KEY-----");
}

std::string day_of(const ASN1_TIME* time) {
  std::tm parts{};
  char day[sizeof "2000-01-01"] = "";
  if (ASN1_TIME_to_tm(time, &parts) == 1) std::strftime(day, sizeof day, "%F", &parts);
  return day;
}

Result<void> expect_valid(const X509* certificate, const fs::path& path, SystemTime now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const ASN1_TIME* first = X509_get0_notBefore(certificate);
  const ASN1_TIME* last = X509_get0_notAfter(certificate);
  if (ASN1_TIME_cmp_time_t(first, seconds) > 0) {
    return bad("certificate", path, "is not valid before " + day_of(first),
               "check this machine's clock, or name another certificate");
  }
  if (ASN1_TIME_cmp_time_t(last, seconds) < 0) {
    return bad("certificate", path, "has expired on " + day_of(last),
               "make a new one, or leave [tls] without one");
  }
  return {};
}

}  // namespace

Result<Credentials> load_credentials(const TlsConfig& config, SystemTime now) {
  Credentials loaded;
  if (!config.certificate) {
    loaded = self_signed("MediSC", now, kEphemeral);
  } else {
    auto certificates = read_certificates("certificate", *config.certificate);
    if (!certificates) return tl::unexpected<Error>(certificates.error());
    auto key = read_key(*config.key);
    if (!key) return tl::unexpected<Error>(key.error());
    loaded.key = std::move(*key);
    loaded.certificate = certificates->front();
    loaded.chain.assign(certificates->begin() + 1, certificates->end());
    if (X509_check_private_key(loaded.certificate.get(), loaded.key.get()) != 1) {
      ERR_clear_error();
      return bad("TLS key", *config.key, "is not that of " + config.certificate->string(),
                 "name the two files that were made together");
    }
    if (auto valid = expect_valid(loaded.certificate.get(), *config.certificate, now); !valid) {
      return tl::unexpected<Error>(valid.error());
    }
  }
  if (config.authority) {
    auto authorities = read_certificates("authority", *config.authority);
    if (!authorities) return tl::unexpected<Error>(authorities.error());
    loaded.authorities = std::move(*authorities);
  }
  return loaded;
}

SystemTime expiry(const Credentials& credentials) {
  std::tm parts{};
  ASN1_TIME_to_tm(X509_get0_notAfter(credentials.certificate.get()), &parts);
  // "Never", which is the year 9999, is beyond what the clock's nanoseconds can tell.
  constexpr auto kLast = std::chrono::floor<std::chrono::seconds>(SystemTime::max());
  const std::chrono::sys_seconds end{std::chrono::seconds(timegm(&parts))};
  return std::min(end, kLast);
}

}  // namespace medisc
