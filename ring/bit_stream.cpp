#include "ring/bit_stream.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "error/error.hpp"
#include "ring/bit_unpack.hpp"

namespace medisc {

static_assert(std::endian::native == std::endian::little, "streams are little-endian");

namespace {

/// Writes next(0), ..., next(count - 1), of `bits` bits each, behind `filled` pending bits;
/// whole words go to `to`, whose end it returns.
template <class Next>
std::uint8_t* pack(std::size_t count, unsigned bits, Next next, std::uint8_t* to,
                   std::uint64_t& pending_bits, unsigned& filled_bits) {
  std::uint64_t pending = pending_bits;
  unsigned filled = filled_bits;
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
  pending_bits = pending;
  filled_bits = filled;
  return to;
}

/// append(count, bits, next) for the words mod 2^width: two at a time where they are short,
/// which is half as many steps that each depend on the one before.
template <RingWord Word, class Append>
void append_words(std::span<const Word> values, unsigned width, Append append) {
  const Word mask = width_mask<Word>(width);
  const auto masked = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<Word>(values[i] & mask));
  };
  if (width == 0 || width > 32) {
    append(values.size(), width, masked);
    return;
  }
  append(values.size() / 2, 2 * width,
         [&](std::size_t i) { return masked(2 * i) | masked(2 * i + 1) << width; });
  if (values.size() % 2 == 1) {
    append(1, width, [&](std::size_t) { return masked(values.size() - 1); });
  }
}

}  // namespace

std::uint8_t* BitWriter::room(std::size_t bytes) {
  if (bytes_.size() - end_ < bytes) bytes_.resize(end_ + bytes);
  return bytes_.data() + end_;
}

void BitWriter::settle(std::size_t bytes) {
  if (bytes == 0) return;
  std::memcpy(room(bytes), &pending_, bytes);
  end_ += bytes;
  const auto bits = static_cast<unsigned>(8 * bytes);
  pending_ = bits < 64 ? pending_ >> bits : 0;
  pending_bits_ = pending_bits_ > bits ? pending_bits_ - bits : 0;
}

template <class Next>
void BitWriter::append(std::size_t count, unsigned bits, Next next) {
  const std::size_t whole = (pending_bits_ + count * bits) / 64 * 8;
  pack(count, bits, next, room(whole), pending_, pending_bits_);
  end_ += whole;
}

void BitWriter::lanes(std::span<const std::uint64_t> row, std::size_t count) {
  const std::size_t whole = count / 64;
  const auto rest = static_cast<unsigned>(count % 64);
  if (pending_bits_ == 0 && whole > 0) {
    std::memcpy(room(whole * 8), row.data(), whole * 8);
    end_ += whole * 8;
  } else {
    append(whole, 64, [&](std::size_t i) { return row[i]; });
  }
  if (rest == 0) return;
  append(1, rest, [&](std::size_t) { return row[whole] & width_mask<std::uint64_t>(rest); });
}

void BitWriter::zeros(std::size_t count) {
  settle(pending_bits_ / 8);
  const std::size_t bits = pending_bits_ + count;
  const std::size_t whole = bits / 8;
  if (whole > 0) {
    std::uint8_t* const to = room(whole);
    std::memset(to, 0, whole);
    to[0] = static_cast<std::uint8_t>(pending_);
    pending_ = 0;
    end_ += whole;
  }
  pending_bits_ = static_cast<unsigned>(bits - 8 * whole);
}

void BitWriter::set_word(std::size_t position, std::uint64_t word) {
  const std::size_t byte = position / 8;
  const unsigned shift = position % 8;
  const std::uint64_t low = word << shift;
  const std::uint64_t high = shift == 0 ? 0 : word >> (64 - shift);
  if (byte + 9 <= end_) {
    std::uint64_t there;
    std::memcpy(&there, bytes_.data() + byte, 8);
    there |= low;
    std::memcpy(bytes_.data() + byte, &there, 8);
    bytes_[byte + 8] |= static_cast<std::uint8_t>(high);
    return;
  }
  for (std::size_t i = 0; i < 9; ++i) {
    const std::uint64_t bits = i < 8 ? low >> (8 * i) & 0xff : high;
    if (byte + i < end_) {
      bytes_[byte + i] |= static_cast<std::uint8_t>(bits);
    } else if (byte + i < end_ + 8) {
      pending_ |= bits << (8 * (byte + i - end_));
    }
  }
}

void BitWriter::set_lanes(std::size_t position, std::span<const std::uint64_t> row,
                          std::size_t count) {
  const std::size_t whole = count / 64;
  const auto rest = static_cast<unsigned>(count % 64);
  for (std::size_t i = 0; i < whole; ++i) set_word(position + 64 * i, row[i]);
  if (rest == 0) return;
  set_word(position + 64 * whole, row[whole] & width_mask<std::uint64_t>(rest));
}

template <RingWord Word>
void BitWriter::set_words(std::size_t position, std::span<const Word> values, unsigned width) {
  BitWriter packed;
  packed.words<Word>(values, width);
  const std::span<const std::uint8_t> bytes = packed.finish();
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
    set_word(position + 8 * i, word);
  }
}

template <RingWord Word>
void BitWriter::words(std::span<const Word> values, unsigned width) {
  append_words(values, width, [this](std::size_t count, unsigned bits, auto next) {
    this->append(count, bits, next);
  });
}

std::span<std::uint8_t> BitWriter::place(std::size_t count) {
  settle(pending_bits_ / 8);
  const std::span<std::uint8_t> placed(room(count), count);
  end_ += count;
  return placed;
}

std::span<const std::uint8_t> BitWriter::finish() {
  settle((pending_bits_ + 7) / 8);
  return std::span(bytes_).first(end_);
}

std::span<const std::uint8_t> BitWriter::whole() {
  settle(pending_bits_ / 8);
  return std::span(bytes_).first(end_);
}

void BitWriter::drop_whole(std::size_t count) {
  std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(count),
            bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
  end_ -= count;
}

void BitWriter::clear() {
  end_ = 0;
  pending_ = 0;
  pending_bits_ = 0;
}

Bytes BitWriter::take() {
  bytes_.resize(finish().size());
  clear();
  return std::exchange(bytes_, {});
}

template <RingWord Word>
void pack_words(std::span<const Word> values, unsigned width, std::span<std::uint8_t> to) {
  std::uint64_t pending = 0;
  unsigned filled = 0;
  std::uint8_t* end = to.data();
  append_words(values, width, [&](std::size_t count, unsigned bits, auto next) {
    end = pack(count, bits, next, end, pending, filled);
  });
  if (filled >= 8) std::memcpy(end, &pending, filled / 8);
}

void BitReader::seek(std::size_t position) {
  position_ = 0;
  require(position);
  position_ = position;
}

void BitReader::require(std::size_t bits) const {
  if (bits <= left()) return;
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
  const auto mask = width_mask<std::uint64_t>(bits);
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
  if constexpr (sizeof(Word) == 4) {
    require(values.size() * width);
    const std::size_t done = width == 0 ? 0 : unpack(bytes_, position_, width, values);
    position_ += done * width;
    values = values.subspan(done);
  }
  each(values.size(), width,
       [&](std::size_t i, std::uint64_t value) { values[i] = static_cast<Word>(value); });
}

void BitReader::expect_end() const {
  const bool padded = left() < 8 && (left() == 0 || bytes_.back() >> (8 - left()) == 0);
  if (!padded) {
    throw Failure(Error{ErrorCode::kProtocol,
                        "a message of " + std::to_string(bytes_.size()) +
                            " bytes is longer than the plan allows",
                        ""});
  }
}

#define MEDISC_INSTANTIATE(Word)                                                            \
  template void BitWriter::words<Word>(std::span<const Word>, unsigned);                    \
  template void BitWriter::set_words<Word>(std::size_t, std::span<const Word>, unsigned);   \
  template void pack_words<Word>(std::span<const Word>, unsigned, std::span<std::uint8_t>); \
  template void BitReader::words<Word>(std::span<Word>, unsigned);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
