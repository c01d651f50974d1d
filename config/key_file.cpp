#include "config/key_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "config/private_file.hpp"
#include "messages/identifiers.hpp"

namespace medisc {
namespace {

constexpr std::string_view kComment =
    "# MediSC secret key. Whoever reads it can act as this party: keep it, and tell nobody.\n";
constexpr std::size_t kLargestFile = 4096;

tl::unexpected<Error> bad_key_file(const std::filesystem::path& path, const std::string& what,
                                   const std::string& hint) {
  return fail(ErrorCode::kBadInput, "key file " + path.string() + " " + what, hint);
}

Result<Seed> seed_in(const std::filesystem::path& path, std::string_view content) {
  const std::string hint =
      "expected comments and one line of 64 hexadecimal characters, as"
      " medisc keygen writes it";
  std::string_view found;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (!found.empty()) return bad_key_file(path, "holds more than one key", hint);
    found = line;
  }
  if (found.empty()) return bad_key_file(path, "holds no key", hint);
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  const auto read = read_hex(found, bytes, "key");
  const Seed seed(bytes);
  wipe(bytes);
  // The error of read_hex could quote the key.
  if (!read) return bad_key_file(path, "holds no key of 64 hexadecimal characters", hint);
  return seed;
}

}  // namespace

Result<void> write_key_file(const std::filesystem::path& path, const Seed& seed) {
  std::string content = std::string(kComment) + to_hex(seed.bytes()) + "\n";
  auto written = write_new_file(path, "key file", content, kOwnerOnly);
  wipe_text(content);
  return written;
}

Result<Seed> read_key_file(const std::filesystem::path& path) {
  auto content = read_private_file(path, "key file", kLargestFile, "make one: medisc keygen");
  if (!content) return tl::unexpected<Error>(content.error());
  auto seed = seed_in(path, *content);
  wipe_text(*content);
  return seed;
}

}  // namespace medisc
