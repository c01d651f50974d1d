#include "ring/cipher.hpp"

#include <algorithm>
#include <memory>

#include <openssl/evp.h>

#include "error/error.hpp"

namespace medisc {
namespace {

/// OpenSSL counts bytes in int.
constexpr std::size_t kMostBytes = std::size_t{1} << 30;
/// Where a stream's zeros come from; they stay in the processor's cache.
constexpr std::size_t kZeros = std::size_t{1} << 14;

void demand(bool worked) {
  if (worked) return;
  throw Failure(Error{ErrorCode::kInternal, "OpenSSL does not encrypt with ChaCha20",
                      "check the installed libcrypto"});
}

/// A cipher of OpenSSL's own providers, whatever the machine's openssl.cnf says. It lives as
/// long as the process.
const EVP_CIPHER* fetch(const char* name) {
  static OSSL_LIB_CTX* const library = OSSL_LIB_CTX_new();
  const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(library, name, nullptr);
  demand(cipher != nullptr);
  return cipher;
}

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// One use of a cipher; its key is wiped when it goes.
class Cipher {
 public:
  enum class Direction { kDecrypt = 0, kEncrypt = 1 };

  Cipher(const EVP_CIPHER* cipher, std::span<const std::uint8_t, Seed::kBytes> key,
         std::span<const std::uint8_t> nonce, Direction direction)
      : context_(EVP_CIPHER_CTX_new()) {
    demand(context_ != nullptr &&
           EVP_CipherInit_ex2(context_.get(), cipher, key.data(), nonce.data(),
                              static_cast<int>(direction), nullptr) == 1);
  }

  /// Begins anew with the same key.
  void restart(std::span<const std::uint8_t> nonce) {
    demand(EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), -1, nullptr) ==
           1);
  }

  void update(std::span<const std::uint8_t> from, std::uint8_t* to) {
    while (!from.empty()) {
      const auto now = from.first(std::min(from.size(), kMostBytes));
      int written = 0;
      demand(EVP_CipherUpdate(context_.get(), to, &written, now.data(),
                              static_cast<int>(now.size())) == 1 &&
             static_cast<std::size_t>(written) == now.size());
      from = from.subspan(now.size());
      to += now.size();
    }
  }

  /// False where a tag does not fit.
  bool finish() {
    std::array<std::uint8_t, 1> none;
    int written = 0;
    return EVP_CipherFinal_ex(context_.get(), none.data(), &written) == 1;
  }

  EVP_CIPHER_CTX* context() { return context_.get(); }

 private:
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

template <std::size_t kBytes>
std::array<std::uint8_t, kBytes> little_endian(std::uint32_t value) {
  std::array<std::uint8_t, kBytes> bytes{};
  for (std::size_t i = 0; i < sizeof(value); ++i) {
    bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  return bytes;
}

Cipher aead(const Seed& key, std::uint32_t index, Cipher::Direction direction) {
  static const EVP_CIPHER* const cipher = fetch("ChaCha20-Poly1305");
  return {cipher, key.bytes(), little_endian<12>(index), direction};
}

/// At a block. The counter of blocks, 32 bits, stands before the nonce.
Cipher chacha20(std::span<const std::uint8_t, Seed::kBytes> key, std::uint32_t block) {
  static const EVP_CIPHER* const cipher = fetch("ChaCha20");
  return {cipher, key, little_endian<16>(block), Cipher::Direction::kEncrypt};
}

void read_on(Cipher& cipher, std::span<std::uint8_t> out) {
  static constexpr std::array<std::uint8_t, kZeros> zeros{};
  while (!out.empty()) {
    const auto now = out.first(std::min(out.size(), kZeros));
    cipher.update(std::span(zeros).first(now.size()), now.data());
    out = out.subspan(now.size());
  }
}

}  // namespace

void chacha20_stream(std::span<const std::uint8_t, Seed::kBytes> key, std::uint32_t block,
                     std::span<std::uint8_t> out) {
  Cipher cipher = chacha20(key, block);
  read_on(cipher, out);
}

class Chacha20Stream::State {
 public:
  explicit State(std::span<const std::uint8_t, Seed::kBytes> key) : cipher(chacha20(key, 0)) {}

  Cipher cipher;
};

Chacha20Stream::Chacha20Stream(std::span<const std::uint8_t, Seed::kBytes> key)
    : state_(std::make_unique<State>(key)) {}

Chacha20Stream::~Chacha20Stream() = default;

void Chacha20Stream::read(std::uint32_t block, std::span<std::uint8_t> out) {
  state_->cipher.restart(little_endian<16>(block));
  read_on(state_->cipher, out);
}

Bytes seal(const Seed& key, std::uint32_t index, std::span<const std::uint8_t> text) {
  Bytes sealed(text.size() + kSealBytes);
  Cipher cipher = aead(key, index, Cipher::Direction::kEncrypt);
  cipher.update(text, sealed.data());
  demand(cipher.finish() && EVP_CIPHER_CTX_ctrl(cipher.context(), EVP_CTRL_AEAD_GET_TAG,
                                                kSealBytes, sealed.data() + text.size()) == 1);
  return sealed;
}

bool open_seal(const Seed& key, std::uint32_t index, std::span<const std::uint8_t> sealed,
               std::span<std::uint8_t> out) {
  if (sealed.size() < kSealBytes) return false;
  std::array<std::uint8_t, kSealBytes> tag;
  std::ranges::copy(sealed.last(kSealBytes), tag.begin());
  Cipher cipher = aead(key, index, Cipher::Direction::kDecrypt);
  cipher.update(sealed.first(sealed.size() - kSealBytes), out.data());
  demand(EVP_CIPHER_CTX_ctrl(cipher.context(), EVP_CTRL_AEAD_SET_TAG, kSealBytes, tag.data()) ==
         1);
  if (cipher.finish()) return true;
  std::ranges::fill(out, std::uint8_t{0});
  return false;
}

}  // namespace medisc
