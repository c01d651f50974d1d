/// What those who call a gateway may do.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace medisc {

/// What a caller may do. None holds another.
enum class TokenScope : std::uint8_t {
  kDiagnose,  ///< have records diagnosed
  kRead,      ///< look at models, pools and statistics
  kAdmin,     ///< change what the hospital runs
};

/// "diagnose", "read", "admin".
const char* scope_name(TokenScope scope);
std::optional<TokenScope> scope_named(std::string_view name);

class Scopes {
 public:
  Scopes() = default;
  Scopes(std::initializer_list<TokenScope> scopes) {
    for (const TokenScope scope : scopes) add(scope);
  }
  void add(TokenScope scope) { bits_ |= 1U << static_cast<unsigned>(scope); }
  bool has(TokenScope scope) const { return (bits_ >> static_cast<unsigned>(scope) & 1U) != 0; }
  bool empty() const { return bits_ == 0; }
  bool operator==(const Scopes&) const = default;

 private:
  unsigned bits_ = 0;
};

/// "diagnose,read".
std::string to_string(const Scopes& scopes);
/// Nothing for an unknown scope, one that is there twice, or none.
std::optional<Scopes> parse_scopes(std::string_view text);

}  // namespace medisc
