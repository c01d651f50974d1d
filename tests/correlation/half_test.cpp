#include "correlation/half.hpp"

#include <gtest/gtest.h>

#include "correlation/chunks.hpp"
#include "tests/correlation/sample_gate.hpp"

namespace medisc::test {
namespace {

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

TEST(Chunks, AreOneMebibyteEachAndTheRest) {
  EXPECT_EQ(chunks_of(0), 1U);
  EXPECT_EQ(chunks_of(1), 1U);
  EXPECT_EQ(chunks_of(kChunkBytes), 1U);
  EXPECT_EQ(chunks_of(kChunkBytes + 1), 2U);
  Bytes bytes(2 * kChunkBytes + 3);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i / 1000);
  const Chunks chunks = in_chunks(bytes);
  EXPECT_EQ(chunks.in_all, 3U);
  EXPECT_EQ(chunks.first, 0U);
  EXPECT_EQ(chunks.end(), 3U);
  Bytes joined;
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(chunks.parts[i].size(), chunk_bytes(bytes.size(), i));
    joined.insert(joined.end(), chunks.parts[i].begin(), chunks.parts[i].end());
  }
  EXPECT_EQ(joined, bytes);
  EXPECT_EQ(in_chunks({}).parts, std::vector<Bytes>(1));
}

}  // namespace
}  // namespace medisc::test
