#include "ring/bit_stream.hpp"

#include <bit>
#include <cstring>
#include <utility>

#include "error/error.hpp"

namespace medisc {

static_assert(std::endian::native == std::endian::little, "streams are little-endian");

template <class Next>
void BitWriter::append(std::size_t count, unsigned bits, Next next) {
  const std::size_t end = bytes_.size();
  bytes_.resize(end + (pending_bits_ + count * bits) / 64 * 8);
  std::uint8_t* to = bytes_.data() + end;
  std::uint64_t pending = pending_;
  unsigned filled = pending_bits_;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t value = next(i);
    pending |= value << filled;
    filled += bits;
    if (filled < 64) continue;
    std::memcpy(to, &pending, 8);
    to += 8;
    filled -= 64;
    pending = filled == 0 ? 0 : value >> (bits - filled);
  }
  pending_ = pending;
  pending_bits_ = filled;
}

void BitWriter::lanes(std::span<const std::uint64_t> row, std::size_t count) {
  const std::size_t whole = count / 64;
  const auto rest = static_cast<unsigned>(count % 64);
  if (pending_bits_ == 0) {
    const auto* const from = reinterpret_cast<const std::uint8_t*>(row.data());
    bytes_.insert(bytes_.end(), from, from + whole * 8);
  } else {
    append(whole, 64, [&](std::size_t i) { return row[i]; });
  }
  if (rest == 0) return;
  append(1, rest, [&](std::size_t) { return row[whole] & width_mask<std::uint64_t>(rest); });
}

template <RingWord Word>
void BitWriter::words(std::span<const Word> values, unsigned width) {
  const Word mask = width_mask<Word>(width);
  const auto masked = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<Word>(values[i] & mask));
  };
  if (width == 0 || width > 32) {
    append(values.size(), width, masked);
    return;
  }
  // Two at a time: half as many steps that each depend on the one before.
  append(values.size() / 2, 2 * width,
         [&](std::size_t i) { return masked(2 * i) | masked(2 * i + 1) << width; });
  if (values.size() % 2 == 1) {
    append(1, width, [&](std::size_t) { return masked(values.size() - 1); });
  }
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

void BitReader::require(std::size_t bits) const {
  if (bits <= bytes_.size() * 8 - position_) return;
  throw Failure(Error{ErrorCode::kProtocol,
                      "a message of " + std::to_string(bytes_.size()) +
                          " bytes is shorter than the plan asks for",
                      ""});
}

std::uint64_t BitReader::get(unsigned bits) {
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

template <class Take>
void BitReader::each(std::size_t count, unsigned bits, Take take) {
  require(count * bits);
  const std::uint64_t mask = width_mask<std::uint64_t>(bits);
  const std::uint8_t* const from = bytes_.data();
  std::size_t position = position_;
  std::size_t i = 0;
  // A value and its first byte's other bits fit a word of 64 bits, or need a ninth byte.
  const std::size_t reach = bits <= 57 ? 8 : 9;
  const std::size_t last = bytes_.size() < reach ? 0 : (bytes_.size() - reach) * 8 + 1;
  if (bits <= 57) {
    for (; i < count && position < last; ++i, position += bits) {
      std::uint64_t low;
      std::memcpy(&low, from + position / 8, 8);
      take(i, (low >> (position % 8)) & mask);
    }
  } else {
    for (; i < count && position < last; ++i, position += bits) {
      std::uint64_t low;
      std::memcpy(&low, from + position / 8, 8);
      const unsigned shift = position % 8;
      const std::uint64_t high = std::uint64_t{from[position / 8 + 8]} << 1 << (63 - shift);
      take(i, ((low >> shift) | high) & mask);
    }
  }
  position_ = position;
  for (; i < count; ++i) take(i, get(bits));
}

void BitReader::lanes(std::span<std::uint64_t> row, std::size_t count) {
  const std::size_t whole = count / 64;
  const auto rest = static_cast<unsigned>(count % 64);
  require(count);
  if (position_ % 8 == 0 && whole > 0) {
    std::memcpy(row.data(), bytes_.data() + position_ / 8, whole * 8);
    position_ += whole * 64;
  } else {
    each(whole, 64, [&](std::size_t i, std::uint64_t value) { row[i] = value; });
  }
  if (rest > 0) row[whole] = get(rest);
}

template <RingWord Word>
void BitReader::words(std::span<Word> values, unsigned width) {
  each(values.size(), width,
       [&](std::size_t i, std::uint64_t value) { values[i] = static_cast<Word>(value); });
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

#define MEDISC_INSTANTIATE(Word)                                         \
  template void BitWriter::words<Word>(std::span<const Word>, unsigned); \
  template void BitReader::words<Word>(std::span<Word>, unsigned);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
