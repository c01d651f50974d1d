#include "gateway/tokens.hpp"

#include <algorithm>

#include <sodium.h>

#include "config/private_file.hpp"

namespace medisc {
namespace {

constexpr std::string_view kPrefix = "medisc_";
constexpr std::size_t kRandomBytes = 32;
constexpr std::size_t kLongestBearer = 128;
constexpr std::size_t kMostBytes = 1u << 20;

using TokenHash = std::array<std::uint8_t, 32>;

TokenHash hash_of(std::string_view bearer) {
  TokenHash hash{};
  crypto_generichash_blake2b(hash.data(), hash.size(),
                             reinterpret_cast<const unsigned char*>(bearer.data()),
                             bearer.size(), nullptr, 0);
  return hash;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '_' || c == '-';
  });
}

std::string to_hex(const TokenHash& hash) {
  std::string hex(2 * hash.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  hex.pop_back();
  return hex;
}

std::optional<TokenHash> parse_hash(std::string_view hex) {
  TokenHash hash{};
  std::size_t size = 0;
  if (hex.size() != 2 * hash.size() ||
      sodium_hex2bin(hash.data(), hash.size(), hex.data(), hex.size(), nullptr, &size,
                     nullptr) != 0 ||
      size != hash.size()) {
    return std::nullopt;
  }
  return hash;
}

/// What stands between blanks.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    const auto end = line.find(' ');
    if (end != 0) fields.push_back(line.substr(0, end));
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
  }
  return fields;
}

/// The entry, or what is wrong with the line.
tl::expected<TokenEntry, std::string> parse_line(std::string_view line) {
  const auto fields = fields_of(line);
  if (fields.size() != 5) return tl::unexpected<std::string>("not five fields");
  if (!is_name(fields[0])) return tl::unexpected<std::string>("no name");
  const auto scopes = parse_scopes(fields[1]);
  if (!scopes) return tl::unexpected<std::string>("no scopes: diagnose, read, admin");
  const auto created = parse_token_time(fields[2]);
  const auto expires = fields[3] == "-" ? std::nullopt : parse_token_time(fields[3]);
  if (!created || (!expires && fields[3] != "-")) {
    return tl::unexpected<std::string>("no time, as in 2026-11-30T22:00:00Z");
  }
  const auto hash = parse_hash(fields[4]);
  if (!hash) return tl::unexpected<std::string>("no hash of 64 hexadecimal digits");
  return TokenEntry{std::string(fields[0]), *scopes, *created, expires, *hash};
}

}  // namespace

Result<NewToken> make_token(std::string name, Scopes scopes, TokenTime now,
                            std::optional<TokenTime> expires) {
  if (!is_name(name)) {
    return fail(ErrorCode::kUsage, "a token's name is 1 to 64 letters, digits, '.', '_', '-'");
  }
  if (scopes.empty()) {
    return fail(ErrorCode::kUsage, "a token without a scope", "diagnose, read, admin");
  }
  if (expires && *expires <= now) {
    return fail(ErrorCode::kUsage, "the token would have ended at " + to_string(*expires));
  }
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "libsodium can't start");
  std::array<unsigned char, kRandomBytes> random{};
  randombytes_buf(random.data(), random.size());
  constexpr int kAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(random.size(), kAlphabet), '\0');
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), kAlphabet);
  sodium_memzero(random.data(), random.size());
  text.pop_back();
  NewToken token;
  token.bearer = std::string(kPrefix) + text;
  wipe_text(text);
  token.entry = {std::move(name), scopes, now, expires, hash_of(token.bearer)};
  return token;
}

Result<Tokens> Tokens::parse(std::string_view text, const std::string& name) {
  Tokens tokens;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const auto bad = [&](const std::string& why) {
      return fail(ErrorCode::kBadInput, name + ":" + std::to_string(number) + ": " + why,
                  "correct the line or take it out; the token can be made anew");
    };
    auto entry = parse_line(line);
    if (!entry) return bad(entry.error());
    if (auto added = tokens.add(*std::move(entry)); !added) return bad(added.error().context);
  }
  return tokens;
}

Result<Tokens> Tokens::load(const std::filesystem::path& file) {
  const auto text = read_private_file(file, "token file", kMostBytes, "make a token first");
  if (!text) return tl::unexpected<Error>(text.error());
  return parse(*text, file.string());
}

std::string Tokens::text() const {
  std::string text = "# name scopes created expires hash\n";
  for (const TokenEntry& entry : entries_) {
    text += entry.name + " " + to_string(entry.scopes) + " " + to_string(entry.created) + " " +
            (entry.expires ? to_string(*entry.expires) : "-") + " " + to_hex(entry.hash) + "\n";
  }
  return text;
}

Result<void> Tokens::add(TokenEntry entry) {
  for (const TokenEntry& other : entries_) {
    if (other.name == entry.name) {
      return fail(ErrorCode::kUsage, "there is a token named " + entry.name + " already");
    }
  }
  entries_.push_back(std::move(entry));
  return {};
}

Result<void> Tokens::remove(std::string_view name) {
  const auto removed =
      std::erase_if(entries_, [&](const TokenEntry& entry) { return entry.name == name; });
  if (removed == 0) {
    return fail(ErrorCode::kUsage, "there is no token named " + std::string(name));
  }
  return {};
}

std::optional<TokenHolder> Tokens::check(std::string_view bearer, TokenTime now) const {
  if (bearer.size() > kLongestBearer) return std::nullopt;
  const TokenHash shown = hash_of(bearer);
  const TokenEntry* found = nullptr;
  for (const TokenEntry& entry : entries_) {
    if (sodium_memcmp(shown.data(), entry.hash.data(), shown.size()) == 0) found = &entry;
  }
  if (found == nullptr || (found->expires && *found->expires <= now)) return std::nullopt;
  return TokenHolder{found->name, found->scopes};
}

std::string_view bearer_in(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  const bool is_bearer =
      authorization.size() > kScheme.size() &&
      std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, {}, [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
  if (!is_bearer) return {};
  authorization.remove_prefix(kScheme.size());
  authorization.remove_prefix(
      std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

}  // namespace medisc
