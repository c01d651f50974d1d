#include "ring/bit_stream.hpp"

#include <bit>
#include <cstring>
#include <utility>

#include "error/error.hpp"

namespace medisc {

static_assert(std::endian::native == std::endian::little, "streams are little-endian");

void BitWriter::put(std::uint64_t value, unsigned bits) {
  pending_ |= value << pending_bits_;
  const unsigned filled = pending_bits_ + bits;
  if (filled < 64) {
    pending_bits_ = filled;
    return;
  }
  const std::size_t end = bytes_.size();
  bytes_.resize(end + 8);
  std::memcpy(bytes_.data() + end, &pending_, 8);
  const unsigned used = 64 - pending_bits_;
  pending_ = used == 64 ? 0 : value >> used;
  pending_bits_ = filled - 64;
}

void BitWriter::lanes(std::span<const std::uint64_t> row, std::size_t count) {
  for (std::size_t w = 0; count > 0; ++w) {
    const unsigned here = count < 64 ? static_cast<unsigned>(count) : 64;
    put(row[w] & width_mask<std::uint64_t>(here), here);
    count -= here;
  }
}

template <RingWord Word>
void BitWriter::words(std::span<const Word> values, unsigned width) {
  bytes_.reserve(bytes_.size() + values.size() * width / 8 + 16);
  const Word mask = width_mask<Word>(width);
  for (const Word value : values) put(value & mask, width);
}

Bytes BitWriter::take() {
  const std::size_t end = bytes_.size();
  const std::size_t rest = (pending_bits_ + 7) / 8;
  bytes_.resize(end + rest);
  if (rest > 0) std::memcpy(bytes_.data() + end, &pending_, rest);
  pending_ = 0;
  pending_bits_ = 0;
  return std::exchange(bytes_, {});
}

std::uint64_t BitReader::get(unsigned bits) {
  if (position_ + bits > bytes_.size() * 8) {
    throw Failure(Error{ErrorCode::kProtocol,
                        "a message of " + std::to_string(bytes_.size()) +
                            " bytes is shorter than the plan asks for",
                        ""});
  }
  const std::size_t first = position_ / 8;
  const unsigned shift = position_ % 8;
  const std::size_t available = bytes_.size() - first;
  std::uint64_t low = 0;
  std::memcpy(&low, bytes_.data() + first, available < 8 ? available : 8);
  std::uint64_t value = low >> shift;
  if (shift + bits > 64) value |= std::uint64_t{bytes_[first + 8]} << (64 - shift);
  position_ += bits;
  return value & width_mask<std::uint64_t>(bits);
}

void BitReader::lanes(std::span<std::uint64_t> row, std::size_t count) {
  for (std::size_t w = 0; count > 0; ++w) {
    const unsigned here = count < 64 ? static_cast<unsigned>(count) : 64;
    row[w] = get(here);
    count -= here;
  }
}

template <RingWord Word>
void BitReader::words(std::span<Word> values, unsigned width) {
  for (Word& value : values) value = static_cast<Word>(get(width));
}

void BitReader::expect_end() const {
  const std::size_t left = bytes_.size() * 8 - position_;
  const bool padded = left < 8 && (left == 0 || bytes_.back() >> (8 - left) == 0);
  if (!padded) {
    throw Failure(Error{ErrorCode::kProtocol,
                        "a message of " + std::to_string(bytes_.size()) +
                            " bytes is longer than the plan allows",
                        ""});
  }
}

#define MEDISC_INSTANTIATE(Word)                                        \
  template void BitWriter::words<Word>(std::span<const Word>, unsigned); \
  template void BitReader::words<Word>(std::span<Word>, unsigned);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
