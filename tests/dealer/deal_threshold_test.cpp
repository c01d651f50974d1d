/// Corrections of a threshold gate, put together with the hospital's part through the service's
/// reader: every dealt value is what its header says.
#include "dealer/deal_threshold.hpp"

#include <random>

#include <gtest/gtest.h>

#include "correlation/gates.hpp"
#include "tests/correlation/sample_gate.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <RingWord Word>
struct Dealt {
  ThresholdMaterial<Word> p0;
  ThresholdMaterial<Word> p1;
  std::vector<Word> r;
};

template <RingWord Word>
Dealt<Word> deal(const ThresholdGate& gate) {
  const Seed hospital = numbered_seed(1);
  const Seed service = numbered_seed(2);
  BitWriter writer;
  deal_threshold<Word>(gate, hospital, service, writer);
  EXPECT_EQ(writer.bits(), correction_bits(gate));
  const Bytes corrections = writer.take();
  Dealt<Word> dealt;
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, dealt.p0), std::span(&hospital, 1),
                      gate.size());
  const Arrays<Word> arrays = arrays_of(gate, dealt.p1);
  expand_arrays<Word>(Party::kService, arrays, std::span(&service, 1), gate.size());
  BitReader reader(corrections);
  read_corrections<Word>(arrays, 0, gate.size(), reader);
  reader.expect_end();
  dealt.r = reveal_mask<Word>(hospital, gate.reveal.step, gate.size(), gate.reveal.width);
  for (std::size_t i = 0; i < dealt.r.size(); ++i) {
    dealt.r[i] = static_cast<Word>(dealt.r[i] + dealt.p1.reveal.mask[i]) &
                 width_mask<Word>(gate.reveal.width);
  }
  return dealt;
}

/// Calls visit(gate) for widths, shifts, output widths and functions of every kind.
template <RingWord Word, class Visit>
void for_many_gates(const BorrowChoice& choice, Visit&& visit) {
  constexpr unsigned kBits = kRingBits<Word>;
  const std::vector<Piecewise> functions{Piecewise::relu(),
                                         {1, 2, {{-1, 3, 0}, {0, 1, 1}, {1, -1, 2}}}};
  for (const unsigned width : {3U, 8U, 20U, 27U, 32U, 64U}) {
    if (width > kBits) continue;
    for (const unsigned shift : {0U, 1U, width / 2, width - 2}) {
      if (shift + 2 > width) continue;
      for (const unsigned output_width : {2U, width - shift, kBits}) {
        for (const Piecewise& function : functions) {
          visit(make_threshold_gate({67, width, shift, output_width, function}, choice, 3,
                                    false));
        }
      }
    }
  }
}

std::uint64_t sum_of(const BitPlanes& a, const BitPlanes& b, std::size_t row,
                     std::size_t lane) {
  return bit_of(a.row(row), lane) ^ bit_of(b.row(row), lane);
}

template <class Word>
class DealThreshold : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(DealThreshold, Rings);

TYPED_TEST(DealThreshold, MonomialsAndMaskProductsOfATree) {
  for_many_gates<TypeParam>(kTree, [](const ThresholdGate& gate) {
    const auto dealt = deal<TypeParam>(gate);
    const auto& p0 = std::get<TreeMaterial>(dealt.p0.borrow);
    const auto& p1 = std::get<TreeMaterial>(dealt.p1.borrow);
    const auto& circuit = std::get<TreeCircuit>(gate.borrow);
    for (std::size_t lane = 0; lane < gate.size(); ++lane) {
      for (std::size_t i = 0; i < circuit.monomials; ++i) {
        const std::uint64_t bits = circuit.monomial_bits[i];
        ASSERT_EQ(sum_of(p0.monomials, p1.monomials, i, lane),
                  (std::uint64_t{dealt.r[lane]} & bits) == bits)
            << "monomial " << i;
      }
      for (std::size_t i = 0; i < circuit.mask_products.size(); ++i) {
        std::uint64_t expected = 1;
        for (const auto mask : circuit.mask_products[i]) {
          expected &= sum_of(p0.masks, p1.masks, mask, lane);
        }
        ASSERT_EQ(sum_of(p0.mask_products, p1.mask_products, i, lane), expected)
            << "mask product " << i;
      }
    }
  });
}

/// Walks a chain's tables, unmasked, at `digits` of one lane.
class OpenWalk {
 public:
  OpenWalk(const BorrowChain& chain, const ChainMaterial& hospital,
           const ChainMaterial& service, std::size_t index, std::size_t lane)
      : chain_(chain), hospital_(hospital), service_(service), index_(index), lane_(lane) {}

  /// The masked borrow out of the last digit, and the masked state at the shift.
  std::pair<bool, bool> run(std::uint64_t compared) const {
    std::vector<bool> key(chain_.layout.digits.size() + 1);
    bool state = false;
    bool carry = false;
    for (std::size_t j = 0; j < chain_.layout.digits.size(); ++j) {
      const ChainDigit& digit = chain_.layout.digits[j];
      if (chain_.layout.carry_digit == j) carry = state;
      const std::uint64_t v = (compared >> digit.low) & (digit.values() - 1);
      std::vector<bool> next;
      for (std::size_t b = 0; b < digit.length; ++b) {
        next.push_back(entry(digit, j, v, j > 0 && state, b) != (j > 0 && key[b]));
      }
      state = next[0];
      key.assign(next.begin() + 1, next.end());
    }
    return {state, carry};
  }

 private:
  bool entry(const ChainDigit& digit, std::size_t j, std::uint64_t v, bool state,
             std::size_t b) const {
    const ChainLayout& layout = chain_.layout;
    const std::size_t at = (v * digit.states + (state ? 1 : 0)) * digit.length + b;
    const bool mask =
        bit_of(hospital_.table_masks.row(index_ * layout.table_rows + digit.table + at), lane_);
    if (j > 0 && v == 0) {
      return mask !=
             (bit_of(service_.first_rows.row(index_ * layout.first_rows + digit.first_row + at),
                     lane_) != 0);
    }
    const std::size_t row = digit.corrected + at - (j > 0 ? digit.states * digit.length : 0);
    return mask !=
           (bit_of(service_.tables.row(index_ * layout.corrected_rows + row), lane_) != 0);
  }

  const BorrowChain& chain_;
  const ChainMaterial& hospital_;
  const ChainMaterial& service_;
  std::size_t index_;
  std::size_t lane_;
};

/// For any public number the walk ends in the borrow, masked, and passes c_s, masked.
TYPED_TEST(DealThreshold, TablesOfAChainWalkToTheMaskedBorrow) {
  std::mt19937_64 random(9);
  for_many_gates<TypeParam>(kChain, [&](const ThresholdGate& gate) {
    const auto dealt = deal<TypeParam>(gate);
    const auto& chain = std::get<BorrowChain>(gate.borrow);
    const std::uint64_t below = width_mask<std::uint64_t>(gate.reveal.width - 1);
    const std::uint64_t low = width_mask<std::uint64_t>(gate.select.shift);
    for (std::size_t lane = 0; lane < gate.size(); ++lane) {
      const std::uint64_t r = dealt.r[lane];
      for (std::size_t l = 0; l < chain.thresholds; ++l) {
        const OpenWalk walk(chain, std::get<ChainMaterial>(dealt.p0.borrow),
                            std::get<ChainMaterial>(dealt.p1.borrow), l, lane);
        const std::uint64_t compared = lane % 4 == 0 ? r ^ (random() & 3) : random();
        const auto [borrow, carry] = walk.run(compared & below);
        ASSERT_EQ(borrow, ((compared & below) < (r & below)) !=
                              (sum_of(dealt.p0.blinds, dealt.p1.blinds, l, lane) != 0));
        if (l > 0 || gate.select.shift == 0) continue;
        ASSERT_EQ(carry,
                  ((compared & low) < (r & low)) !=
                      (sum_of(dealt.p0.blinds, dealt.p1.blinds, chain.thresholds, lane) != 0));
      }
    }
  });
}

TYPED_TEST(DealThreshold, RingSharesOfTheSelect) {
  using Word = TypeParam;
  for_many_gates<Word>(kTree, [](const ThresholdGate& gate) {
    const auto dealt = deal<Word>(gate);
    const SelectShape& shape = gate.select;
    const SelectMaterial<Word>& p0 = dealt.p0.select;
    const SelectMaterial<Word>& p1 = dealt.p1.select;
    for (std::size_t i = 0; i < gate.size(); ++i) {
      const auto expect_shares = [&](const std::vector<Word>& a, const std::vector<Word>& b,
                                     unsigned width, Word value) {
        ASSERT_EQ(static_cast<Word>(a[i] + b[i]) & width_mask<Word>(width),
                  value & width_mask<Word>(width));
      };
      const Word high = dealt.r[i] >> shape.shift;
      const Word top = dealt.r[i] >> (shape.width - 1);
      const auto blind = [&](std::size_t row) {
        return static_cast<Word>(sum_of(dealt.p0.blinds, dealt.p1.blinds, row, i));
      };
      const Word carry = shape.has_carry() ? blind(shape.thresholds) : 0;
      const unsigned o = shape.output_width;
      if (!shape.reuses_mask()) expect_shares(p0.mask, p1.mask, o, high);
      if (shape.has_carry()) expect_shares(p0.carry, p1.carry, o, carry);
      if (shape.has_wrap()) expect_shares(p0.top, p1.top, shape.wrap_width(), top);
      for (std::size_t l = 0; l < shape.thresholds; ++l) {
        const Word rho = blind(l) ^ top;
        const auto& a = p0.thresholds[l];
        const auto& b = p1.thresholds[l];
        expect_shares(a.blind, b.blind, o, rho);
        expect_shares(a.product, b.product, o, static_cast<Word>(rho * high));
        if (shape.has_carry()) expect_shares(a.blind_carry, b.blind_carry, o, rho & carry);
        if (shape.has_wrap()) {
          expect_shares(a.blind_top, b.blind_top, shape.wrap_width(), rho & top);
        }
        if (!shape.has_wrap() || !shape.is_paired(l)) continue;
        const Word zero = blind(*shape.zero) ^ top;
        expect_shares(a.pair, b.pair, shape.wrap_width(), rho & zero);
        expect_shares(a.pair_top, b.pair_top, shape.wrap_width(), rho & zero & top);
      }
    }
  });
}

/// Blinds of 67 lanes take both values, so that the relations above say something.
TYPED_TEST(DealThreshold, BlindsVary) {
  const ThresholdGate gate = relu_gate(67, 8, 4, 8);
  const auto dealt = deal<TypeParam>(gate);
  for (std::size_t row = 0; row < gate.opened_bits(); ++row) {
    std::uint64_t ones = 0;
    for (std::size_t i = 0; i < 67; ++i) {
      ones += sum_of(dealt.p0.blinds, dealt.p1.blinds, row, i);
    }
    EXPECT_GT(ones, 10U);
    EXPECT_LT(ones, 57U);
  }
}

/// All values of a gate at once.
template <RingWord Word>
void deal_whole(const ThresholdGate& gate, const Seed& hospital, const Seed& service,
                BitWriter& corrections) {
  ThresholdMaterial<Word> p0;
  ThresholdMaterial<Word> p1;
  const Arrays<Word> arrays = arrays_of(gate, p1);
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, p0), {&hospital, 1}, gate.size());
  expand_arrays<Word>(Party::kService, arrays, {&service, 1}, gate.size());
  std::vector<Word> r =
      reveal_mask<Word>(hospital, gate.reveal.step, gate.size(), gate.reveal.width);
  for (std::size_t i = 0; i < r.size(); ++i) {
    r[i] = static_cast<Word>(r[i] + p1.reveal.mask[i]) & width_mask<Word>(gate.reveal.width);
  }
  deal_material<Word>(gate, r, p0, p1);
  write_corrections<Word>(arrays, gate.size(), corrections);
}

TYPED_TEST(DealThreshold, InSlicesAreThoseOfTheWhole) {
  const Piecewise bends{1, 2, {{-1, 3, 0}, {0, 1, 1}, {1, -1, 2}}};
  for (const std::size_t lanes : {kDealtLanes + 77, 2 * kDealtLanes, 2 * kDealtLanes + 512}) {
    const auto size = static_cast<std::uint32_t>(lanes);
    for (const BorrowChoice& choice : {BorrowChoice{}, BorrowChoice{BorrowKind::kChain}}) {
      const ThresholdGate gate =
          make_threshold_gate({size, 20, 7, 20, bends}, choice, 3, false);
      BitWriter sliced;
      BitWriter whole;
      const std::uint64_t before = 0b10110;  // a gate may begin within a byte
      sliced.lanes({&before, 1}, 5);
      whole.lanes({&before, 1}, 5);
      deal_threshold<TypeParam>(gate, numbered_seed(1), numbered_seed(2), sliced);
      deal_whole<TypeParam>(gate, numbered_seed(1), numbered_seed(2), whole);
      ASSERT_EQ(sliced.take(), whole.take()) << size;
    }
  }
}

}  // namespace
}  // namespace medisc::test
