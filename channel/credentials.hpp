/// What a role shows in a TLS handshake, and what it accepts of others.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "config/tls_config.hpp"
#include "error/error.hpp"

struct evp_pkey_st;
struct x509_st;

namespace medisc {

using SystemTime = std::chrono::system_clock::time_point;

struct Credentials {
  using Certificate = std::shared_ptr<x509_st>;

  std::shared_ptr<evp_pkey_st> key;
  Certificate certificate;
  std::vector<Certificate> chain;        ///< from the certificate's issuer upwards
  std::vector<Certificate> authorities;  ///< empty: peers' certificates are not looked at
};

/// The files that [tls] names, or, without them, a new self-signed certificate. Errors, kUsage
/// with the file and what to do: one that is missing, unreadable, or not PEM; a key open to
/// others than its owner, behind a passphrase, or of another certificate; a certificate that is
/// not valid at `now`.
Result<Credentials> load_credentials(const TlsConfig& config, SystemTime now);

/// When the certificate ends; the clock's last second where that is later.
SystemTime expiry(const Credentials& credentials);

/// A new ECDSA P-256 key and a certificate signed with it, valid from a day before `now`.
Credentials self_signed(const std::string& name, SystemTime now, std::chrono::days lifetime);

/// PEM.
std::string certificate_text(const Credentials& credentials);
/// PEM, PKCS #8. Wipe it.
std::string key_text(const Credentials& credentials);

}  // namespace medisc
