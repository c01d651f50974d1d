/// Secret key files, for their owner alone: a comment, and one line that is the seed of 32
/// bytes in hexadecimal, or that seed in a box to which a passphrase is the key.
///
/// Source: Argon2id (RFC 9106) by libsodium's crypto_pwhash, then crypto_secretbox.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Where a key is, and where the passphrase that protects it is, if one does.
struct KeyFile {
  KeyFile() = default;
  KeyFile(std::filesystem::path key, std::optional<std::filesystem::path> protected_by = {})
      : path(std::move(key)), passphrase(std::move(protected_by)) {}

  std::filesystem::path path;
  std::optional<std::filesystem::path> passphrase;
};

/// Makes `path` with mode 0600; boxed where there is a passphrase. Errors: kUsage where it
/// exists, or can't be written, or the passphrase is empty; kInternal without 64 MB of memory.
Result<void> write_key_file(const std::filesystem::path& path, const Seed& seed,
                            std::optional<std::string_view> passphrase = std::nullopt);

/// Whom to ask for a passphrase that no file holds: somebody at a terminal.
using AskPassphrase = std::function<Result<std::string>(const std::filesystem::path& key)>;

/// Errors: kBadInput where a file is missing, open to others than its owner, or holds anything
/// but comments and one key; where the passphrase is wrong, or is needed and not there. What
/// they hold is never shown.
Result<Seed> read_key_file(const KeyFile& key, const AskPassphrase& ask = nullptr);

/// The first line of a file for its owner alone. Errors: kBadInput. Wipe it.
Result<std::string> read_passphrase_file(const std::filesystem::path& path);

}  // namespace medisc
