#include "dealer/deal_select.hpp"

#include <algorithm>
#include <array>

namespace medisc {
namespace {

constexpr std::size_t kBlock = 64;

/// Bits of a row as words 0 or 1.
template <RingWord Word>
void spread(std::span<const std::uint64_t> row, std::vector<Word>& bits) {
  for (std::size_t first = 0; first < bits.size(); first += kBlock) {
    const std::uint64_t word = row[first / kBlock];
    const std::size_t count = std::min(kBlock, bits.size() - first);
    for (std::size_t j = 0; j < count; ++j) {
      bits[first + j] = static_cast<Word>((word >> j) & 1);
    }
  }
}

/// correction = value(i) - the hospital's share.
template <RingWord Word, class Value>
void correct(std::vector<Word>& correction, const std::vector<Word>& share,
             const Value& value) {
  for (std::size_t i = 0; i < correction.size(); ++i) {
    correction[i] = static_cast<Word>(value(i) - share[i]);
  }
}

}  // namespace

template <RingWord Word>
void deal_select(const SelectShape& shape, std::span<const Word> mask, const BitPlanes& blinds,
                 const SelectMaterial<Word>& hospital, SelectMaterial<Word>& service) {
  const unsigned shift = shape.shift;
  const unsigned top = shape.width - 1;
  const auto high = [&](std::size_t i) {
    return static_cast<Word>(mask[i] >> shift);
  };
  const auto top_bit = [&](std::size_t i) {
    return static_cast<Word>(mask[i] >> top);
  };
  std::vector<Word> carry(shape.has_carry() ? mask.size() : 0);
  if (shape.has_carry()) spread<Word>(blinds.row(shape.thresholds), carry);

  correct<Word>(service.mask, hospital.mask, high);
  correct<Word>(service.carry, hospital.carry, [&](std::size_t i) { return carry[i]; });
  correct<Word>(service.top, hospital.top, top_bit);
  const auto read_blinds = [&](std::size_t l, std::vector<Word>& rho) {
    spread<Word>(blinds.row(l), rho);
    for (std::size_t i = 0; i < rho.size(); ++i) rho[i] ^= top_bit(i);
  };
  std::vector<Word> rho_of_zero(shape.zero ? mask.size() : 0);
  if (shape.zero) read_blinds(*shape.zero, rho_of_zero);
  const auto zero = [&](std::size_t i) {
    return rho_of_zero[i];
  };
  const auto zero_top = [&](std::size_t i) {
    return static_cast<Word>(rho_of_zero[i] & top_bit(i));
  };
  std::vector<Word> rho(mask.size());
  for (std::size_t l = 0; l < shape.thresholds; ++l) {
    read_blinds(l, rho);
    auto& own = service.thresholds[l];
    const auto& theirs = hospital.thresholds[l];
    const auto times_rho = [&](const auto& value) {
      return [&](std::size_t i) {
        return static_cast<Word>(rho[i] * value(i));
      };
    };
    correct<Word>(own.blind, theirs.blind, [&](std::size_t i) { return rho[i]; });
    correct<Word>(own.product, theirs.product, times_rho(high));
    correct<Word>(own.blind_carry, theirs.blind_carry,
                  times_rho([&](std::size_t i) { return carry[i]; }));
    correct<Word>(own.blind_top, theirs.blind_top, times_rho(top_bit));
    correct<Word>(own.pair, theirs.pair, times_rho(zero));
    correct<Word>(own.pair_top, theirs.pair_top, times_rho(zero_top));
  }
}

template void deal_select<std::uint32_t>(const SelectShape&, std::span<const std::uint32_t>,
                                         const BitPlanes&, const SelectMaterial<std::uint32_t>&,
                                         SelectMaterial<std::uint32_t>&);
template void deal_select<std::uint64_t>(const SelectShape&, std::span<const std::uint64_t>,
                                         const BitPlanes&, const SelectMaterial<std::uint64_t>&,
                                         SelectMaterial<std::uint64_t>&);

}  // namespace medisc
