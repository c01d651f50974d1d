#include "ring/derivation.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <sodium.h>

#include "ring/cipher.hpp"

namespace medisc {
namespace {

constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "MediSC01";

constexpr std::size_t kBlock = 64;  // bytes of ChaCha20's

/// out.size() bytes of the stream of (seed, purpose, step), from a block on.
void expand(const Seed& seed, Purpose purpose, std::uint32_t step, std::span<std::uint8_t> out,
            std::uint32_t block = 0) {
  if (out.empty()) return;
  static_assert(crypto_kdf_KEYBYTES == Seed::kBytes);
  std::array<std::uint8_t, Seed::kBytes> key;
  const std::uint64_t id = (std::uint64_t{step} << 8) | static_cast<std::uint8_t>(purpose);
  crypto_kdf_derive_from_key(key.data(), key.size(), id, kContext, seed.bytes().data());
  chacha20_stream(key, block, out);
  wipe(key);
}

}  // namespace

template <RingWord Word>
void expand_words(const Seed& seed, Purpose purpose, std::uint32_t step, std::span<Word> out,
                  unsigned width) {
  expand(seed, purpose, step,
         {reinterpret_cast<std::uint8_t*>(out.data()), out.size() * sizeof(Word)});
  const Word mask = width_mask<Word>(width);
  for (Word& word : out) word &= mask;
}

template <RingWord Word>
void expand_words_from(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t first,
                       std::span<Word> out, unsigned width) {
  constexpr std::size_t kWords = kBlock / sizeof(Word);
  const std::size_t before = first % kWords;  // words of the first block that are not wanted
  std::vector<Word> words(before + out.size());
  expand(seed, purpose, step,
         {reinterpret_cast<std::uint8_t*>(words.data()), words.size() * sizeof(Word)},
         static_cast<std::uint32_t>(first / kWords));
  const Word mask = width_mask<Word>(width);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = words[before + i] & mask;
  wipe(std::span(reinterpret_cast<std::uint8_t*>(words.data()), words.size() * sizeof(Word)));
}

void expand_lanes(const Seed& seed, Purpose purpose, std::uint32_t step, BitPlanes& out,
                  std::size_t offset, std::size_t lanes) {
  if (lanes % 64 == 0 && lanes == out.lanes()) {  // the stream is the rows as they are
    expand(seed, purpose, step,
           {reinterpret_cast<std::uint8_t*>(out.words().data()), out.rows() * lanes / 8});
    return;
  }
  const std::size_t row_bytes = (lanes + 7) / 8;
  std::vector<std::uint8_t> stream(out.rows() * row_bytes);
  expand(seed, purpose, step, stream);
  std::vector<std::uint64_t> row(BitPlanes::words_for(lanes));
  for (std::size_t r = 0; r < out.rows(); ++r) {
    const std::uint8_t* const from = stream.data() + r * row_bytes;
    if (lanes % 64 == 0 && offset % 64 == 0) {
      std::memcpy(out.row(r).data() + offset / 64, from, row_bytes);
      continue;
    }
    std::memcpy(row.data(), from, row_bytes);
    place_lanes(out.row(r), offset, row, lanes);
  }
  wipe(stream);
}

Seed derived_seed(const Seed& seed, Purpose purpose) {
  std::array<std::uint8_t, Seed::kBytes> bytes;
  expand(seed, purpose, 0, bytes);
  const Seed derived{bytes};
  wipe(bytes);
  return derived;
}

template void expand_words<std::uint32_t>(const Seed&, Purpose, std::uint32_t,
                                          std::span<std::uint32_t>, unsigned);
template void expand_words<std::uint64_t>(const Seed&, Purpose, std::uint32_t,
                                          std::span<std::uint64_t>, unsigned);
template void expand_words_from<std::uint32_t>(const Seed&, Purpose, std::uint32_t, std::size_t,
                                               std::span<std::uint32_t>, unsigned);
template void expand_words_from<std::uint64_t>(const Seed&, Purpose, std::uint32_t, std::size_t,
                                               std::span<std::uint64_t>, unsigned);

}  // namespace medisc
