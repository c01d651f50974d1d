/// Both parts of a ReLU's material: comparison and selection.
#include "correlation/relu_material.hpp"

#include <set>

#include <gtest/gtest.h>

#include "correlation/half.hpp"
#include "error/error.hpp"
#include "tests/correlation/sample_gate.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

using Word = std::uint32_t;

/// Calls visit(rows) for every array of lanes, visit(words, width) for every array of words.
template <class Rows, class Words>
void for_each_array(const ReluGate& gate, ReluMaterial<Word>& m, Rows&& rows, Words&& words) {
  const unsigned width = gate.step.output_width;
  rows(m.comparison.leaf_masks);
  rows(m.comparison.masks);
  rows(m.comparison.leaf_products);
  rows(m.comparison.mask_products);
  rows(m.selection.blind_bits);
  words(m.selection.factor_mask, width);
  transfer_corrections<Word>(gate, m.selection, words);
}

std::uint64_t lane_sum(const BitPlanes& rows, std::size_t from, std::size_t lanes) {
  std::uint64_t sum = 0;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    for (std::size_t j = from; j < from + lanes; ++j) sum += bit_of(rows.row(r), j);
  }
  return sum;
}

/// Everything as a flat list of lanes and words, for one bundle of the batch.
std::vector<std::uint64_t> flatten(const ReluGate& gate, ReluMaterial<Word> m,
                                   std::size_t bundle) {
  const std::size_t lanes = gate.step.size;
  std::vector<std::uint64_t> flat;
  for_each_array(
      gate, m,
      [&](const BitPlanes& planes) {
        for (std::size_t r = 0; r < planes.rows(); ++r) {
          for (std::size_t j = 0; j < lanes; ++j) {
            flat.push_back(bit_of(planes.row(r), bundle * lanes + j));
          }
        }
      },
      [&](const std::vector<Word>& values, unsigned) {
        if (values.empty()) return;
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(bundle * lanes);
        flat.insert(flat.end(), first, first + static_cast<std::ptrdiff_t>(lanes));
      });
  return flat;
}

TEST(ReluMaterial, AbsentTermsAreEmpty) {
  const ReluGate plain = relu_gate(5, 20, 0, 20, 32);
  const SelectionMaterial<Word> none(plain, 5);
  EXPECT_EQ(none.blind_bits.rows(), 1U);
  EXPECT_TRUE(none.carry_blind.empty() && none.blind_carry.empty());
  EXPECT_TRUE(none.wrap_blind.empty() && none.blind_wrap.empty());
  EXPECT_EQ(none.blind.size(), 5U);

  const ReluGate carry = relu_gate(5, 20, 4, 16, 32);
  const SelectionMaterial<Word> with_carry(carry, 5);
  EXPECT_EQ(with_carry.blind_bits.rows(), 2U);
  EXPECT_EQ(with_carry.carry_blind.size(), 5U);
  EXPECT_TRUE(with_carry.wrap_blind.empty());

  const ReluGate wrap = relu_gate(5, 20, 0, 24, 32);
  EXPECT_EQ(BlindRows(wrap).wrap, 1U);
  EXPECT_EQ(SelectionMaterial<Word>(wrap, 5).blind_wrap.size(), 5U);
  EXPECT_EQ(BlindRows(relu_gate(5, 20, 4, 24, 32)).wrap, 2U);
}

TEST(ReluMaterial, CorrectionsOfTheServiceStartZero) {
  const ReluGate gate = relu_gate(100, 20, 8, 24, 32);
  const Seed seed = numbered_seed(1);
  auto hospital = expand_relu<Word>(Party::kHospital, at_step(gate, 2), std::span(&seed, 1));
  auto service = expand_relu<Word>(Party::kService, at_step(gate, 2), std::span(&seed, 1));
  EXPECT_GT(lane_sum(hospital.comparison.leaf_products, 0, 100), 0U);
  EXPECT_GT(lane_sum(hospital.comparison.mask_products, 0, 100), 0U);
  EXPECT_EQ(lane_sum(service.comparison.leaf_products, 0, 100), 0U);
  EXPECT_EQ(lane_sum(service.comparison.mask_products, 0, 100), 0U);
  EXPECT_GT(lane_sum(service.comparison.leaf_masks, 0, 100), 0U);
  EXPECT_GT(lane_sum(service.comparison.masks, 0, 100), 0U);
  const auto bits_of = [](const std::vector<Word>& words) {
    Word seen = 0;
    for (const Word word : words) seen |= word;
    return seen;
  };
  transfer_corrections<Word>(gate, service.selection, [&](const auto& words, unsigned) {
    EXPECT_EQ(bits_of(words), 0U);
  });
  transfer_corrections<Word>(gate, hospital.selection, [&](const auto& words, unsigned width) {
    EXPECT_EQ(bits_of(words), width_mask<Word>(width));
  });
  EXPECT_EQ(bits_of(service.selection.factor_mask), width_mask<Word>(24));
}

/// A mask on two values would give away their sum.
TEST(ReluMaterial, NoTwoMasksAreAlike) {
  const ReluGate gate = relu_gate(130, 30, 8, 30, 32);
  const Seed seed = numbered_seed(1);
  for (const Party party : {Party::kHospital, Party::kService}) {
    auto material = expand_relu<Word>(party, at_step(gate, 2), std::span(&seed, 1));
    std::set<std::vector<std::uint64_t>> seen;
    std::size_t masks = 0;
    const auto look = [&](const BitPlanes& planes) {
      for (std::size_t r = 0; r < planes.rows(); ++r, ++masks) {
        seen.emplace(planes.row(r).begin(), planes.row(r).end());
      }
    };
    look(material.comparison.leaf_masks);
    look(material.comparison.masks);
    look(material.selection.blind_bits);
    look(decompose<Word>(material.selection.factor_mask, 30));
    if (party == Party::kHospital) {  // the service's come from the dealer, masked by these
      look(material.comparison.leaf_products);
      look(material.comparison.mask_products);
      transfer_corrections<Word>(gate, material.selection,
                                 [&](const std::vector<Word>& words, unsigned width) {
                                   look(decompose<Word>(words, width));
                                 });
    }
    EXPECT_EQ(seen.size(), masks);
    EXPECT_FALSE(seen.contains(std::vector<std::uint64_t>(BitPlanes::words_for(130))));
  }
}

TEST(ReluMaterial, ABatchIsItsBundlesSideBySide) {
  for (const std::uint32_t size : {1U, 13U, 64U, 70U}) {
    const ReluGate gate = relu_gate(size, 20, 8, 24, 32);
    const std::vector<Seed> seeds{numbered_seed(1), numbered_seed(2), numbered_seed(3)};
    for (const Party party : {Party::kHospital, Party::kService}) {
      const auto batch = expand_relu<Word>(party, at_step(gate, 5), seeds);
      for (std::size_t b = 0; b < seeds.size(); ++b) {
        const auto alone = expand_relu<Word>(party, at_step(gate, 5), std::span(&seeds[b], 1));
        ASSERT_EQ(flatten(gate, batch, b), flatten(gate, alone, 0)) << size << ", bundle " << b;
      }
      EXPECT_NE(flatten(gate, batch, 0), flatten(gate, batch, 1));
    }
  }
}

TEST(ReadCorrections, TakesExactlyTheBitsOfTheGate) {
  const ReluGate gate = relu_gate(13, 20, 8, 24, 32);
  const std::size_t bits = correction_bits(gate);
  const std::vector<Seed> seeds{numbered_seed(1), numbered_seed(2)};
  auto material = expand_relu<Word>(Party::kService, gate, seeds);
  const Bytes ones((bits + 7) / 8, 0xff);
  BitReader reader(ones);
  read_corrections<Word>(gate, 1, reader, material);
  EXPECT_EQ(reader.position(), bits);
  EXPECT_EQ(lane_sum(material.comparison.leaf_products, 0, 13), 0U) << "bundle 0 is untouched";
  EXPECT_EQ(lane_sum(material.comparison.leaf_products, 13, 13),
            13 * gate.circuit.leaf_products.size());
  EXPECT_EQ(material.selection.blind[12], 0U);
  EXPECT_EQ(material.selection.blind[13], width_mask<Word>(24));
  EXPECT_EQ(material.selection.blind_wrap[25], width_mask<Word>(gate.wrap_width));

  const Bytes cut(ones.begin(), ones.end() - 1);
  BitReader short_reader(cut);
  auto other = expand_relu<Word>(Party::kService, gate, seeds);
  EXPECT_THROW(read_corrections<Word>(gate, 0, short_reader, other), Failure);
}

TEST(ReadRows, PlacesLanesAtAnOffset) {
  const std::vector<std::uint64_t> row{0x2b};
  BitWriter writer;
  for (int r = 0; r < 2; ++r) writer.lanes(row, 6);
  const Bytes bytes = writer.take();
  BitPlanes rows(2, 70);
  BitReader reader(bytes);
  read_rows(reader, rows, 62, 6);
  for (std::size_t r = 0; r < 2; ++r) {
    EXPECT_EQ(rows.row(r)[0], std::uint64_t{0x3} << 62);
    EXPECT_EQ(rows.row(r)[1], 0x2bU >> 2);
  }
}

}  // namespace
}  // namespace medisc::test
