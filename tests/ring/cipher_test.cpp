/// ChaCha20 and its AEAD, held against libsodium's, which shares no code with OpenSSL's.
#include "ring/cipher.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>

#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

using Text = std::vector<std::uint8_t>;

Text text_of(std::size_t size) {
  Text text(size);
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<std::uint8_t>(i * 31 + size);
  return text;
}

/// Around blocks, and around the pieces that a stream is made in.
const std::vector<std::size_t> kSizes = {0,    1,     63,    64,    65,     255,   256,
                                         1000, 16383, 16384, 16385, 100000, 262144};

TEST(Cipher, StreamsAsLibsodiumDoes) {
  const Seed key = numbered_seed(5);
  const std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> nonce{};
  for (const std::size_t size : kSizes) {
    if (size == 0) continue;  // libsodium takes no empty span
    for (const std::uint32_t block : {0U, 1U, 77U, 0xfffffffU}) {
      Text expected(size);
      crypto_stream_chacha20_xor_ic(expected.data(), expected.data(), size, nonce.data(), block,
                                    key.bytes().data());
      Text stream = text_of(size);  // what was there does not matter
      chacha20_stream(key.bytes(), block, stream);
      EXPECT_EQ(stream, expected) << size << " bytes from block " << block;
    }
  }
}

TEST(Cipher, AStreamIsReadInManyPlaces) {
  const Seed key = numbered_seed(4);
  Text whole(64 * 1000);
  chacha20_stream(key.bytes(), 0, whole);
  Chacha20Stream stream(key.bytes());
  for (const std::size_t block : {900U, 0U, 7U, 7U, 400U}) {  // back and forth
    for (const std::size_t size : {1U, 64U, 1000U, 6000U}) {
      Text part(size);
      stream.read(static_cast<std::uint32_t>(block), part);
      EXPECT_TRUE(std::equal(part.begin(), part.end(),
                             whole.begin() + static_cast<std::ptrdiff_t>(64 * block)));
    }
  }
}

Text sealed_by_libsodium(const Seed& key, std::uint32_t index, const Text& text) {
  std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES> nonce{};
  for (std::size_t i = 0; i < 4; ++i) nonce[i] = static_cast<std::uint8_t>(index >> (8 * i));
  Text sealed(text.size() + crypto_aead_chacha20poly1305_ietf_ABYTES);
  crypto_aead_chacha20poly1305_ietf_encrypt(sealed.data(), nullptr, text.data(), text.size(),
                                            nullptr, 0, nullptr, nonce.data(),
                                            key.bytes().data());
  return sealed;
}

TEST(Cipher, SealsAsLibsodiumDoes) {
  const Seed key = numbered_seed(6);
  for (const std::size_t size : kSizes) {
    for (const std::uint32_t index : {0U, 1U, 0x01020304U}) {
      const Text text = text_of(size);
      const Text sealed = seal(key, index, text);
      EXPECT_EQ(sealed, sealed_by_libsodium(key, index, text));
      Text opened(size);
      EXPECT_TRUE(open_seal(key, index, sealed, opened));
      EXPECT_EQ(opened, text);
    }
  }
}

TEST(Cipher, OpensInPlace) {
  const Seed key = numbered_seed(7);
  const Text text = text_of(70000);
  Text sealed = seal(key, 9, text);
  EXPECT_TRUE(open_seal(key, 9, sealed, std::span(sealed).first(text.size())));
  sealed.resize(text.size());
  EXPECT_EQ(sealed, text);
}

TEST(Cipher, RefusesWhatItDidNotSeal) {
  const Seed key = numbered_seed(8);
  const Text text = text_of(100);
  const Text sealed = seal(key, 3, text);
  Text opened(100, 0xff);
  for (std::size_t place = 0; place < sealed.size(); ++place) {
    Text altered = sealed;
    altered[place] ^= 1;
    ASSERT_FALSE(open_seal(key, 3, altered, opened)) << "byte " << place;
    ASSERT_EQ(opened, Text(100));  // nothing of it is shown
  }
  EXPECT_FALSE(open_seal(key, 4, sealed, opened));
  EXPECT_FALSE(open_seal(numbered_seed(9), 3, sealed, opened));
  EXPECT_FALSE(open_seal(key, 3, std::span(sealed).first(15), {}));
}

}  // namespace
}  // namespace medisc::test
