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

/// Of a purpose in a step.
Seed key_of(const Seed& seed, Purpose purpose, std::uint32_t step) {
  static_assert(crypto_kdf_KEYBYTES == Seed::kBytes);
  std::array<std::uint8_t, Seed::kBytes> bytes;
  const std::uint64_t id = (std::uint64_t{step} << 8) | static_cast<std::uint8_t>(purpose);
  crypto_kdf_derive_from_key(bytes.data(), bytes.size(), id, kContext, seed.bytes().data());
  const Seed key{bytes};
  wipe(bytes);
  return key;
}

/// out.size() bytes of the stream of (seed, purpose, step), from a block on.
void expand(const Seed& seed, Purpose purpose, std::uint32_t step, std::span<std::uint8_t> out,
            std::uint32_t block = 0) {
  if (out.empty()) return;
  chacha20_stream(key_of(seed, purpose, step).bytes(), block, out);
}

/// The stream's bytes from one on, behind those of its block that come before.
std::vector<std::uint8_t> stream_from(const Seed& seed, Purpose purpose, std::uint32_t step,
                                      std::size_t first, std::size_t count) {
  std::vector<std::uint8_t> stream(first % kBlock + count);
  expand(seed, purpose, step, stream, static_cast<std::uint32_t>(first / kBlock));
  return stream;
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
  const std::size_t begin = first * sizeof(Word);
  const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(out.data()),
                                      out.size_bytes());
  if (begin % kBlock == 0) {
    expand(seed, purpose, step, bytes, static_cast<std::uint32_t>(begin / kBlock));
  } else {
    std::vector<std::uint8_t> stream = stream_from(seed, purpose, step, begin, bytes.size());
    std::copy(stream.end() - static_cast<std::ptrdiff_t>(bytes.size()), stream.end(),
              bytes.begin());
    wipe(stream);
  }
  const Word mask = width_mask<Word>(width);
  for (Word& word : out) word &= mask;
}

void expand_rows(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t first,
                 std::size_t count, BitPlanes& out, std::size_t offset, std::size_t lanes) {
  const std::size_t row_bytes = (lanes + 7) / 8;
  const std::size_t begin = first * row_bytes;
  if (lanes % 64 == 0 && lanes == out.lanes() && begin % kBlock == 0) {
    // The stream is the rows as they are.
    std::uint64_t* const words = out.words().data() + first * out.words_per_row();
    expand(seed, purpose, step, {reinterpret_cast<std::uint8_t*>(words), count * row_bytes},
           static_cast<std::uint32_t>(begin / kBlock));
    return;
  }
  std::vector<std::uint8_t> stream = stream_from(seed, purpose, step, begin, count * row_bytes);
  const std::uint8_t* from = stream.data() + begin % kBlock;
  std::vector<std::uint64_t> row(BitPlanes::words_for(lanes));
  for (std::size_t r = first; r < first + count; ++r, from += row_bytes) {
    std::memcpy(row.data(), from, row_bytes);
    place_lanes(out.row(r), offset, row, lanes);
  }
  wipe(stream);
}

void expand_lanes_from(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t size,
                       std::size_t first, BitPlanes& out) {
  Chacha20Stream stream(key_of(seed, purpose, step).bytes());
  const std::size_t row_bytes = (size + 7) / 8;
  const std::size_t bytes = (out.lanes() + 7) / 8;
  std::vector<std::uint8_t> blocks(kBlock + bytes);
  for (std::size_t r = 0; r < out.rows(); ++r) {
    const std::size_t begin = r * row_bytes + first / 8;
    const auto block = static_cast<std::uint32_t>(begin / kBlock);
    const auto row = reinterpret_cast<std::uint8_t*>(out.row(r).data());
    if (begin % kBlock == 0) {
      stream.read(block, {row, bytes});
      continue;
    }
    stream.read(block, std::span(blocks).first(begin % kBlock + bytes));
    std::memcpy(row, blocks.data() + begin % kBlock, bytes);
  }
  wipe(blocks);
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
