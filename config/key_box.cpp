#include "config/key_box.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include <sodium.h>

#include "messages/identifiers.hpp"
#include "messages/identity.hpp"

namespace medisc {
namespace {

constexpr std::string_view kKind = "argon2id13";
constexpr unsigned long long kOperations = 4;
constexpr std::size_t kMemory = 64 << 20;
constexpr unsigned long long kMostOperations = 64;
constexpr std::size_t kMostMemory = 1 << 30;

struct Box {
  unsigned long long operations = kOperations;
  std::size_t memory = kMemory;
  std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
  std::array<std::uint8_t, crypto_secretbox_NONCEBYTES> nonce{};
  std::array<std::uint8_t, crypto_secretbox_MACBYTES + Seed::kBytes> sealed{};
};

Result<Seed> derive(const Box& box, std::string_view passphrase) {
  std::array<std::uint8_t, crypto_secretbox_KEYBYTES> key{};
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(),
                    box.salt.data(), box.operations, box.memory,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kInternal,
                "a passphrase needs " + std::to_string(box.memory >> 20) + " MB of memory",
                "free some");
  }
  const Seed derived(key);
  wipe(key);
  return derived;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

template <class Number>
bool read_number(std::string_view word, Number& number, Number least, Number most) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() && number >= least &&
         number <= most;
}

std::optional<Box> parse(std::string_view line) {
  const auto words = words_of(line);
  Box box;
  if (words.size() != 6 || words[0] != kKind ||
      !read_number(words[1], box.operations, crypto_pwhash_argon2id_OPSLIMIT_MIN + 0ull,
                   kMostOperations) ||
      !read_number(words[2], box.memory, crypto_pwhash_argon2id_MEMLIMIT_MIN + 0ul,
                   kMostMemory) ||
      !read_hex(words[3], box.salt, "salt") || !read_hex(words[4], box.nonce, "nonce") ||
      !read_hex(words[5], box.sealed, "box")) {
    return std::nullopt;
  }
  return box;
}

}  // namespace

bool is_key_box(std::string_view line) {
  return line.starts_with(kKind);
}

Result<std::string> box_key(const Seed& seed, std::string_view passphrase) {
  if (auto ready = initialise_crypto(); !ready) return tl::unexpected<Error>(ready.error());
  Box box;
  randombytes_buf(box.salt.data(), box.salt.size());
  randombytes_buf(box.nonce.data(), box.nonce.size());
  const auto key = derive(box, passphrase);
  if (!key) return tl::unexpected<Error>(key.error());
  crypto_secretbox_easy(box.sealed.data(), seed.bytes().data(), seed.bytes().size(),
                        box.nonce.data(), key->bytes().data());
  return std::string(kKind) + " " + std::to_string(box.operations) + " " +
         std::to_string(box.memory) + " " + to_hex(box.salt) + " " + to_hex(box.nonce) + " " +
         to_hex(box.sealed);
}

Result<Seed> unbox_key(std::string_view line, std::string_view passphrase) {
  if (auto ready = initialise_crypto(); !ready) return tl::unexpected<Error>(ready.error());
  const auto box = parse(line);
  if (!box) {
    return fail(ErrorCode::kBadInput, "holds no protected key that this MediSC can read",
                "restore it from a backup, or make another: medisc keygen");
  }
  const auto key = derive(*box, passphrase);
  if (!key) return tl::unexpected<Error>(key.error());
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  if (crypto_secretbox_open_easy(bytes.data(), box->sealed.data(), box->sealed.size(),
                                 box->nonce.data(), key->bytes().data()) != 0) {
    return fail(ErrorCode::kBadInput, "is protected by another passphrase",
                "check the passphrase");
  }
  const Seed seed(bytes);
  wipe(bytes);
  return seed;
}

}  // namespace medisc
