#include "correlation/half.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/correlation/sample_gate.hpp"
#include "tests/plan/sample_plan.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

bool equal(const Seed& a, const Seed& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin());
}

TEST(CorrectionBits, ADenseLayerHasAResidueAnOutput) {
  EXPECT_EQ(correction_bits(DenseStep{1000, 7, 21}), 7U * 21U);
}

TEST(CorrectionBits, OfATreeAreItsCircuitsAndTheRingShares) {
  const ThresholdGate gate = relu_gate(3, 20, 8, 24);  // wrap_width = 24 - 12
  const auto& circuit = std::get<TreeCircuit>(gate.borrow);
  const std::size_t dealt = circuit.monomials + circuit.mask_products.size();
  EXPECT_EQ(correction_bits(gate), 3 * (dealt + 5 * 24 + 2 * 12));
  const ThresholdGate plain = relu_gate(3, 20, 0, 20);
  const auto& smaller = std::get<TreeCircuit>(plain.borrow);
  EXPECT_EQ(correction_bits(plain),
            3 * (smaller.monomials + smaller.mask_products.size() + 2 * 20));
}

TEST(CorrectionBits, OfAChainAreItsTablesAndTheRingShares) {
  const ThresholdGate gate = relu_gate(3, 20, 8, 24, kChain);
  const ChainLayout& layout = std::get<BorrowChain>(gate.borrow).layout;
  EXPECT_EQ(correction_bits(gate), 3 * (layout.corrected_rows + 5 * 24 + 2 * 12));
}

TEST(CorrectionBytes, ArePaddedOnce) {
  EXPECT_EQ(correction_bytes({DenseStep{1, 1, 3}, DenseStep{1, 1, 5}}), 1U);
  EXPECT_EQ(correction_bytes({DenseStep{1, 1, 3}, DenseStep{1, 1, 6}}), 2U);
  EXPECT_EQ(correction_bytes({}), 0U);
}

TEST(ServiceHalf, ComesBack) {
  const Gates gates = make_gates(sample_plan());
  const ServiceHalf half{counting_seed(), Bytes(correction_bytes(gates), 0xab)};
  const Bytes packed = pack_half(half);
  EXPECT_EQ(packed.size(), 32 + half.corrections.size());
  const auto unpacked = unpack_service_half(packed, gates);
  ASSERT_TRUE(unpacked.has_value());
  EXPECT_TRUE(equal(unpacked->seed, half.seed));
  EXPECT_EQ(unpacked->corrections, half.corrections);
}

TEST(ServiceHalf, OfAnotherLengthIsRefused) {
  const Gates gates = make_gates(sample_plan());
  const std::size_t right = 32 + correction_bytes(gates);
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{31}, std::size_t{32}, right - 1, right + 1, 2 * right}) {
    const auto unpacked = unpack_service_half(Bytes(length), gates);
    ASSERT_FALSE(unpacked.has_value()) << length;
    EXPECT_EQ(unpacked.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(unpacked.error().context,
                testing::HasSubstr(std::to_string(length) + " bytes"));
    EXPECT_THAT(unpacked.error().context, testing::EndsWith(std::to_string(right)));
  }
}

TEST(HospitalHalf, ComesBackAndHas32Bytes) {
  const auto unpacked = unpack_hospital_half(pack_half(counting_seed()));
  ASSERT_TRUE(unpacked.has_value());
  EXPECT_TRUE(equal(*unpacked, counting_seed()));
  for (const std::size_t length : {0U, 31U, 33U}) {
    const auto refused = unpack_hospital_half(Bytes(length));
    ASSERT_FALSE(refused.has_value()) << length;
    EXPECT_EQ(refused.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(refused.error().context, testing::HasSubstr(std::to_string(length) + " bytes"));
  }
}

}  // namespace
}  // namespace medisc::test
