#include "gateway/scopes.hpp"

namespace medisc {
namespace {

constexpr TokenScope kScopes[] = {TokenScope::kDiagnose, TokenScope::kRead, TokenScope::kAdmin};

}  // namespace

const char* scope_name(TokenScope scope) {
  switch (scope) {
    case TokenScope::kDiagnose:
      return "diagnose";
    case TokenScope::kRead:
      return "read";
    case TokenScope::kAdmin:
      return "admin";
  }
  return "";
}

std::optional<TokenScope> scope_named(std::string_view name) {
  for (const TokenScope scope : kScopes) {
    if (name == scope_name(scope)) return scope;
  }
  return std::nullopt;
}

std::string to_string(const Scopes& scopes) {
  std::string text;
  for (const TokenScope scope : kScopes) {
    if (scopes.has(scope)) text += (text.empty() ? "" : ",") + std::string(scope_name(scope));
  }
  return text;
}

std::optional<Scopes> parse_scopes(std::string_view text) {
  Scopes scopes;
  for (;;) {
    const auto end = text.find(',');
    const auto scope = scope_named(text.substr(0, end));
    if (!scope || scopes.has(*scope)) return std::nullopt;
    scopes.add(*scope);
    if (end == std::string_view::npos) return scopes;
    text.remove_prefix(end + 1);
  }
}

}  // namespace medisc
