#include "config/key_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "config/key_box.hpp"
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

constexpr const char* kExpected =
    "expected comments and one line of 64 hexadecimal characters, as medisc keygen writes it";

/// The line that is the key.
Result<std::string_view> line_in(const std::filesystem::path& path, std::string_view content) {
  std::string_view found;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (!found.empty()) return bad_key_file(path, "holds more than one key", kExpected);
    found = line;
  }
  if (found.empty()) return bad_key_file(path, "holds no key", kExpected);
  return found;
}

Result<Seed> open_seed(const std::filesystem::path& path, std::string_view line) {
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  const auto read = read_hex(line, bytes, "key");
  const Seed seed(bytes);
  wipe(bytes);
  // The error of read_hex could quote the key.
  if (!read) return bad_key_file(path, "holds no key of 64 hexadecimal characters", kExpected);
  return seed;
}

Result<std::string> passphrase_of(const KeyFile& key, const AskPassphrase& ask) {
  if (key.passphrase) return read_passphrase_file(*key.passphrase);
  if (ask) return ask(key.path);
  return bad_key_file(
      key.path, "is protected by a passphrase",
      "name the file that holds it: key_passphrase beside key in the configuration, or"
      " --passphrase-file");
}

Result<Seed> boxed_seed(const KeyFile& key, std::string_view line, const AskPassphrase& ask) {
  auto passphrase = passphrase_of(key, ask);
  if (!passphrase) return tl::unexpected<Error>(passphrase.error());
  auto seed = unbox_key(line, *passphrase);
  wipe_text(*passphrase);
  if (!seed)
    seed.error().context = "key file " + key.path.string() + " " + seed.error().context;
  return seed;
}

}  // namespace

Result<void> write_key_file(const std::filesystem::path& path, const Seed& seed,
                            std::optional<std::string_view> passphrase) {
  Result<std::string> line = to_hex(seed.bytes());
  if (passphrase && passphrase->empty()) {
    return fail(ErrorCode::kUsage, "the passphrase is empty", "choose one, or none at all");
  }
  if (passphrase) line = box_key(seed, *passphrase);
  if (!line) return tl::unexpected<Error>(line.error());
  std::string content = std::string(kComment) + *line + "\n";
  auto written = write_new_file(path, "key file", content, kOwnerOnly);
  wipe_text(content);
  wipe_text(*line);
  return written;
}

Result<Seed> read_key_file(const KeyFile& key, const AskPassphrase& ask) {
  auto content =
      read_private_file(key.path, "key file", kLargestFile, "make one: medisc keygen");
  if (!content) return tl::unexpected<Error>(content.error());
  const auto line = line_in(key.path, *content);
  Result<Seed> seed = !line               ? tl::unexpected<Error>(line.error())
                      : is_key_box(*line) ? boxed_seed(key, *line, ask)
                                          : open_seed(key.path, *line);
  wipe_text(*content);
  return seed;
}

Result<std::string> read_passphrase_file(const std::filesystem::path& path) {
  auto content = read_private_file(path, "passphrase file", kLargestFile,
                                   "write the passphrase to it, as its first line");
  if (!content) return content;
  const std::size_t end = content->find_first_of("\r\n");
  if (end != std::string::npos) {
    wipe(std::span(reinterpret_cast<std::uint8_t*>(content->data()) + end,
                   content->size() - end));
    content->resize(end);
  }
  if (!content->empty()) return content;
  return fail(ErrorCode::kBadInput,
              "passphrase file " + path.string() + " has an empty first line",
              "write the passphrase to it");
}

}  // namespace medisc
