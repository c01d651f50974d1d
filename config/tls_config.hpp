/// [tls]: how a role's channels are encrypted.
#pragma once

#include <filesystem>
#include <optional>

#include "config/toml_reader.hpp"

namespace medisc {

enum class TlsMode {
  kAuto,    ///< wherever the address is not a loopback one
  kAlways,  ///< there, too
  kNever,   ///< nowhere; other addresses are refused
};

struct TlsConfig {
  TlsMode mode = TlsMode::kAuto;
  /// PEM, and its key's file; neither: a certificate of this process's own.
  std::optional<std::filesystem::path> certificate;
  std::optional<std::filesystem::path> key;
  /// PEM: what peers' certificates must be signed by, or be.
  std::optional<std::filesystem::path> authority;
};

/// Reads [tls], which may be missing. A certificate comes with its key. The files are not
/// opened.
TlsConfig read_tls(TomlReader& reader);

}  // namespace medisc
