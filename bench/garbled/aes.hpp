/// AES-128 by AES-NI, several blocks in flight. For functions compiled with MEDISC_AES only.
#pragma once

#include <immintrin.h>

#include "bench/garbled/block.hpp"

#define MEDISC_AES __attribute__((target("aes,sse4.1")))
#define MEDISC_AES_INLINE __attribute__((target("aes,sse4.1"), always_inline)) inline

namespace medisc::bench {

struct AesKey {
  __m128i rounds[11];
};

MEDISC_AES_INLINE __m128i load(const Block& block) {
  return _mm_load_si128(reinterpret_cast<const __m128i*>(&block));
}

MEDISC_AES_INLINE void store(Block& block, __m128i value) {
  _mm_store_si128(reinterpret_cast<__m128i*>(&block), value);
}

template <int kRoundConstant>
MEDISC_AES_INLINE __m128i next_round_key(__m128i key) {
  const __m128i assist = _mm_aeskeygenassist_si128(key, kRoundConstant);
  key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
  key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
  return _mm_xor_si128(key, _mm_shuffle_epi32(assist, 0xff));
}

MEDISC_AES_INLINE AesKey expand_key(const Block& key) {
  AesKey expanded;
  __m128i* const rounds = expanded.rounds;
  rounds[0] = load(key);
  rounds[1] = next_round_key<0x01>(rounds[0]);
  rounds[2] = next_round_key<0x02>(rounds[1]);
  rounds[3] = next_round_key<0x04>(rounds[2]);
  rounds[4] = next_round_key<0x08>(rounds[3]);
  rounds[5] = next_round_key<0x10>(rounds[4]);
  rounds[6] = next_round_key<0x20>(rounds[5]);
  rounds[7] = next_round_key<0x40>(rounds[6]);
  rounds[8] = next_round_key<0x80>(rounds[7]);
  rounds[9] = next_round_key<0x1b>(rounds[8]);
  rounds[10] = next_round_key<0x36>(rounds[9]);
  return expanded;
}

/// In place.
template <int kBlocks>
MEDISC_AES_INLINE void encrypt(const AesKey& key, __m128i (&blocks)[kBlocks]) {
  for (__m128i& block : blocks) block = _mm_xor_si128(block, key.rounds[0]);
  for (int round = 1; round < 10; ++round) {
    for (__m128i& block : blocks) block = _mm_aesenc_si128(block, key.rounds[round]);
  }
  for (__m128i& block : blocks) block = _mm_aesenclast_si128(block, key.rounds[10]);
}

}  // namespace medisc::bench
