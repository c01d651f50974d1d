/// Bearer tokens: what applications show a gateway, and the file that knows them.
///
/// A token is "medisc_" and 32 random bytes in base64url. The file keeps a BLAKE2b-256 hash of
/// it: of 256 random bits nobody finds another way back than to try them all, so that a slow
/// hash, as passwords need, would add nothing. One line a token, its fields apart by blanks:
///
///   name scopes created expires hash
///   ward-3 diagnose,read 2026-11-30T22:00:00Z - 5fe6...
///
/// Empty lines and those that begin with # mean nothing.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"
#include "gateway/scopes.hpp"
#include "gateway/token_time.hpp"

namespace medisc {

struct TokenEntry {
  std::string name;  ///< 1 to 64 of a-z, A-Z, 0-9, ".", "_" and "-"
  Scopes scopes;
  TokenTime created;
  std::optional<TokenTime> expires;  ///< from then on it is worth nothing
  std::array<std::uint8_t, 32> hash{};
  bool operator==(const TokenEntry&) const = default;
};

/// Who shows a token.
struct TokenHolder {
  std::string name;
  Scopes scopes;
};

struct NewToken {
  std::string bearer;  ///< shown once; wipe it
  TokenEntry entry;
};

/// Errors: kUsage for a name that is none, no scope, or an end before `now`.
Result<NewToken> make_token(std::string name, Scopes scopes, TokenTime now,
                            std::optional<TokenTime> expires = std::nullopt);

/// The file's entries, in their order.
class Tokens {
 public:
  /// Errors: kBadInput with `name` and the line's number; nothing is skipped.
  static Result<Tokens> parse(std::string_view text, const std::string& name);
  /// Errors: the same, and kBadInput where the file is missing, open to others than its owner,
  /// or over 1 MiB.
  static Result<Tokens> load(const std::filesystem::path& file);

  const std::vector<TokenEntry>& entries() const { return entries_; }
  /// What parse reads.
  std::string text() const;

  /// Errors: kUsage where the name is taken.
  Result<void> add(TokenEntry entry);
  /// Errors: kUsage where it is not there.
  Result<void> remove(std::string_view name);

  /// Whose token this is; nothing where it is nobody's, or has ended. Takes as long whoever's
  /// it is: every entry is compared, in constant time.
  std::optional<TokenHolder> check(std::string_view bearer, TokenTime now) const;

 private:
  std::vector<TokenEntry> entries_;
};

/// The token in an Authorization header's value, "Bearer medisc_..."; empty where there is
/// none.
std::string_view bearer_in(std::string_view authorization);

/// Adds to the file, or makes it, for its owner alone. Whoever reads it meanwhile finds the old
/// or the new one, whole; who adds or removes at the same time waits. Errors: kUsage where the
/// name is taken or the file can't be written; those of load.
Result<void> add_token(const std::filesystem::path& file, const TokenEntry& entry);
/// Errors: the same, and kUsage where the name is not there.
Result<void> remove_token(const std::filesystem::path& file, std::string_view name);

}  // namespace medisc
