/// Masks that serve twice are found by the enumeration that finds nothing in gates.
#include <gtest/gtest.h>

#include "tests/protocol/masking/one_reveal.hpp"

namespace medisc::test {
namespace {

constexpr Party kHospital = Party::kHospital;

void copy_row(BitPlanes& planes, std::size_t to, const BitPlanes& from, std::size_t row) {
  std::copy(from.row(row).begin(), from.row(row).end(), planes.row(to).begin());
}

/// Two chains with one boundary mask, the second on yhat + added.
Protocol chains_of_one_boundary_mask(Word added) {
  const ThresholdGate gate = chain_gate({4, 1, 1}, {1, 2});
  Changes changes;
  changes.material = [](Material& first, Material& second) {
    copy_row(second.blinds, 1, first.blinds, 1);
  };
  changes.added = [added](Word) {
    return added;
  };
  return two_on_one_reveal(gate, gate, changes);
}

TEST(Misuse, OneBoundaryMaskOfTwoChainsIsFound) {
  EXPECT_FALSE(is_masked(chains_of_one_boundary_mask(1), kHospital, {{0}, all_values(4)}));
}

/// Numbers that are equal mod 2^s have one c_s: that is one masked bit, seen twice.
TEST(Misuse, OneBoundaryMaskOfOneBorrowIsNone) {
  EXPECT_TRUE(is_masked(chains_of_one_boundary_mask(2), kHospital, {{0}, all_values(4)}));
}

/// A tree of two thresholds; mask `to` is a copy of mask 0, unless it is 0.
Protocol tree_with_copied_mask(std::size_t to) {
  const ThresholdGate shape =
      tree_gate({4, 0, 1, {0, 0, {{0, 0, 1}, {1, 0, 1}}}}, {{}, {{1, 2}}});
  return [=](Pass& pass, Word y0, Word y1) {
    const ThresholdGate gate = of_size(shape, pass.lanes);
    const auto draw = [&](Party party, Randomness& randomness) {
      Material material = drawn_material(party, gate, randomness);
      BitPlanes& masks = std::get<TreeMaterial>(material.borrow).masks;
      if (to != 0) copy_row(masks, to, masks, 0);
      return material;
    };
    const Material hospital = draw(kHospital, pass.hospital);
    const Parties parties =
        deal_gate(pass, gate, hospital, draw(Party::kService, pass.service));
    run_gate(pass, gate, parties, pass.everywhere(y0), pass.everywhere(y1));
  };
}

TEST(Misuse, OneWireMaskOfTwoWiresIsFound) {
  const Secrets secrets{{0}, all_values(4)};
  EXPECT_TRUE(is_masked(tree_with_copied_mask(0), kHospital, secrets));
  EXPECT_FALSE(is_masked(tree_with_copied_mask(1), kHospital, secrets));  // of one threshold
  EXPECT_FALSE(is_masked(tree_with_copied_mask(2), kHospital, secrets));  // of two
}

/// One bundle's gate, run on y and on y + 1.
Protocol run_twice(const ThresholdGate& shape) {
  return [=](Pass& pass, Word y0, Word y1) {
    const ThresholdGate gate = of_size(shape, pass.lanes);
    const Parties parties = drawn_parties(pass, gate);
    run_gate(pass, gate, parties, pass.everywhere(y0), pass.everywhere(y1));
    run_gate(pass, gate, parties, pass.everywhere(y0), pass.everywhere(y1 + 1));
  };
}

TEST(Misuse, OneBundleAtTwoPublicNumbersIsFound) {
  const Secrets secrets{{0}, all_values(3)};
  EXPECT_FALSE(is_masked(run_twice(chain_gate({3, 0, 1}, {1, 1})), kHospital, secrets));
  EXPECT_FALSE(is_masked(run_twice(chain_gate({3, 0, 1}, {2})), kHospital, secrets));
  EXPECT_FALSE(is_masked(run_twice(tree_gate({3, 0, 1}, {{}, {{1, 1}}})), kHospital, secrets));
}

/// Two gates on y and y + d under one r, each with the rest of its own; d is the service's.
TEST(Misuse, OneRevealMaskOfTwoValuesIsFound) {
  const ThresholdGate gate = chain_gate({3, 0, 1}, {2});
  Changes changes;
  changes.added = [](Word service) {
    return service >> 3;
  };
  const Protocol protocol = two_on_one_reveal(gate, gate, changes);
  EXPECT_FALSE(is_masked(protocol, kHospital, {{0}, all_values(6)}));
  const auto difference = [](Word, Word service) {
    return service >> 3;
  };
  EXPECT_TRUE(is_masked(protocol, kHospital, {{0}, all_values(6), difference}));
}

}  // namespace
}  // namespace medisc::test
