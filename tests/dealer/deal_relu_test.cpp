/// Corrections of a ReLU, comparison and product, reconstructed through the service's reader.
#include <gtest/gtest.h>

#include "correlation/half.hpp"
#include "correlation/relu_material.hpp"
#include "dealer/deal_comparison.hpp"
#include "dealer/deal_selection.hpp"
#include "tests/correlation/sample_gate.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <RingWord Word>
struct Dealt {
  ReluMaterial<Word> p0;
  ReluMaterial<Word> p1;
};

constexpr std::uint32_t kStep = 3;

template <RingWord Word>
Dealt<Word> deal(const ReluGate& gate) {
  const Seed hospital = numbered_seed(1);
  const Seed service = numbered_seed(2);
  BitWriter writer;
  deal_comparison(gate.circuit, kStep, gate.step.size, hospital, service, writer);
  deal_selection<Word>(gate, kStep, hospital, service, writer);
  EXPECT_EQ(writer.bits(), correction_bits(gate));
  const Bytes corrections = writer.take();
  const auto placed = at_step(gate, kStep);
  Dealt<Word> dealt{expand_relu<Word>(Party::kHospital, placed, std::span(&hospital, 1)),
                    expand_relu<Word>(Party::kService, placed, std::span(&service, 1))};
  BitReader reader(corrections);
  read_corrections<Word>(gate, 0, reader, dealt.p1);
  reader.expect_end();
  return dealt;
}

/// Calls visit(gate) for widths, shifts and output widths of every kind.
template <RingWord Word, class Visit>
void for_many_gates(Visit&& visit) {
  constexpr unsigned kBits = kRingBits<Word>;
  for (const unsigned width : {2U, 3U, 5U, 8U, 12U, 16U, 20U, 27U, 28U, 32U, 48U, 64U}) {
    if (width > kBits) continue;
    for (const unsigned shift : {0U, 1U, width / 2, width - 2}) {
      if (shift + 2 > width) continue;
      for (const unsigned output_width : {2U, width - shift, width, kBits}) {
        for (const std::uint32_t size : {1U, 67U}) {
          visit(relu_gate(size, width, shift, output_width, kBits));
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
class DealRelu : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(DealRelu, Rings);

TYPED_TEST(DealRelu, LeafAndMaskProductsMeetTheirDefinition) {
  for_many_gates<TypeParam>([](const ReluGate& gate) {
    const auto dealt = deal<TypeParam>(gate);
    const ComparisonMaterial& p0 = dealt.p0.comparison;
    const ComparisonMaterial& p1 = dealt.p1.comparison;
    const AdderCircuit& circuit = gate.circuit;
    for (std::size_t lane = 0; lane < gate.step.size; ++lane) {
      for (std::size_t i = 0; i < circuit.leaf_products.size(); ++i) {
        const auto& product = circuit.leaf_products[i];
        ASSERT_EQ(sum_of(p0.leaf_products, p1.leaf_products, i, lane),
                  bit_of(p0.leaf_masks.row(product.hospital), lane) &
                      bit_of(p1.leaf_masks.row(product.service), lane))
            << "leaf product " << i;
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

TYPED_TEST(DealRelu, BlindsAndTheirProductsMeetTheirDefinition) {
  using Word = TypeParam;
  for_many_gates<Word>([](const ReluGate& gate) {
    const auto dealt = deal<Word>(gate);
    const SelectionMaterial<Word>& p0 = dealt.p0.selection;
    const SelectionMaterial<Word>& p1 = dealt.p1.selection;
    const BlindRows rows(gate);
    for (std::size_t i = 0; i < gate.step.size; ++i) {
      const auto rebuilt = [&](const std::vector<Word>& a, const std::vector<Word>& b,
                               unsigned width) {
        return static_cast<Word>(a[i] + b[i]) & width_mask<Word>(width);
      };
      const auto bit = [&](std::size_t row) {
        return sum_of(p0.blind_bits, p1.blind_bits, row, i);
      };
      const unsigned width = gate.step.output_width;
      const std::uint64_t rho = bit(rows.sign);
      const std::uint64_t m = rebuilt(p0.factor_mask, p1.factor_mask, width);
      ASSERT_EQ(rebuilt(p0.blind, p1.blind, width), rho);
      ASSERT_EQ(rebuilt(p0.blind_factor, p1.blind_factor, width), rho * m);
      if (gate.has_carry()) {
        ASSERT_EQ(rebuilt(p0.carry_blind, p1.carry_blind, width), bit(rows.carry));
        ASSERT_EQ(rebuilt(p0.blind_carry, p1.blind_carry, width), rho & bit(rows.carry));
      }
      if (gate.has_wrap()) {
        ASSERT_EQ(rebuilt(p0.wrap_blind, p1.wrap_blind, gate.wrap_width), bit(rows.wrap));
        ASSERT_EQ(rebuilt(p0.blind_wrap, p1.blind_wrap, gate.wrap_width), rho & bit(rows.wrap));
      }
    }
  });
}

/// Blinds of 67 lanes take both values, so that the relations above say something.
TYPED_TEST(DealRelu, BlindsVary) {
  const ReluGate gate = relu_gate(67, 8, 4, 8, kRingBits<TypeParam>);
  const auto dealt = deal<TypeParam>(gate);
  for (std::size_t row = 0; row < gate.blinds(); ++row) {
    std::uint64_t ones = 0;
    for (std::size_t i = 0; i < 67; ++i) {
      ones += sum_of(dealt.p0.selection.blind_bits, dealt.p1.selection.blind_bits, row, i);
    }
    EXPECT_GT(ones, 10U);
    EXPECT_LT(ones, 57U);
  }
}

}  // namespace
}  // namespace medisc::test
