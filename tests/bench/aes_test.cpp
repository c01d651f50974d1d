#include "bench/garbled/aes.hpp"

#include <gtest/gtest.h>

#include "bench/garbled/half_gates.hpp"

namespace medisc::test {
namespace {

using bench::Block;

MEDISC_AES Block encrypted(const Block& key, const Block& plain) {
  __m128i blocks[3] = {bench::load(plain), _mm_setzero_si128(), bench::load(plain)};
  bench::encrypt(bench::expand_key(key), blocks);
  Block first;
  Block last;
  bench::store(first, blocks[0]);
  bench::store(last, blocks[2]);
  EXPECT_EQ(first, last);
  return first;
}

/// FIPS 197, appendix C.1: key 000102..0f, plain text 00112233..ff.
TEST(Aes, EncryptsTheStandardsExample) {
  if (!bench::has_aes_instructions()) GTEST_SKIP() << "this machine has no AES-NI";
  const Block key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  const Block plain{0x7766554433221100, 0xffeeddccbbaa9988};
  // 69c4e0d86a7b0430d8cdb78070b4c55a
  EXPECT_EQ(encrypted(key, plain), (Block{0x30047b6ad8e0c469, 0x5ac5b47080b7cdd8}));
}

}  // namespace
}  // namespace medisc::test
