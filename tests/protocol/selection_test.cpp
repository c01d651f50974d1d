#include "protocol/selection.hpp"

#include <random>

#include <gtest/gtest.h>

#include "correlation/relu_material.hpp"
#include "dealer/deal_selection.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <class Word>
class Selection : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(Selection, Rings);

/// A party's material, and its share of the result on every target.
template <RingWord Word>
struct PartyShare {
  Party party;
  Seed seed;
  SelectionMaterial<Word> material{};
};

/// For chosen bits b, c_s, w and random t: z0 + z1 = b t + b c_s - 2^(k-s) b w mod 2^o.
template <RingWord Word>
void expect_selected(const ReluStep& step) {
  Plan plan;
  plan.ring_bits = kRingBits<Word>;
  plan.steps.push_back(Step{"relu", 0, step});
  const ReluGate gate = std::get<ReluGate>(make_gates(plan)[0]);
  const std::size_t lanes = step.size;

  PartyShare<Word> p0{Party::kHospital, numbered_seed(1)};
  PartyShare<Word> p1{Party::kService, numbered_seed(2)};
  BitWriter dealt;
  deal_selection<Word>(gate, 0, p0.seed, p1.seed, dealt);
  const Bytes corrections = dealt.take();
  for (PartyShare<Word>* p : {&p0, &p1}) {
    p->material = SelectionMaterial<Word>(gate, lanes);
    expand_selection<Word>(p->party, p->seed, 0, gate, p->material, 0, lanes);
  }
  BitReader reader(corrections);
  transfer_corrections<Word>(gate, p1.material, [&](std::vector<Word>& words, unsigned width) {
    reader.words<Word>(words, width);
  });

  std::mt19937_64 random(step.width);
  BitPlanes bits(gate.blinds(), lanes);
  for (std::uint64_t& word : bits.words()) word = random();
  BitPlanes opened = bits;
  for (std::size_t i = 0; i < opened.words().size(); ++i) {
    opened.words()[i] ^= p0.material.blind_bits.words()[i] ^ p1.material.blind_bits.words()[i];
  }
  std::vector<Word> t0(lanes);
  std::vector<Word> t1(lanes);
  std::vector<Word> d(lanes);
  for (std::size_t i = 0; i < lanes; ++i) {
    t0[i] = static_cast<Word>(random());
    t1[i] = static_cast<Word>(random());
    d[i] = static_cast<Word>(t0[i] + t1[i] - p0.material.factor_mask[i] -
                             p1.material.factor_mask[i]);
  }

  const BlindRows rows(gate);
  const Word mask = width_mask<Word>(step.output_width);
  for (const SimdTarget target : supported_targets()) {
    std::vector<Word> z0(lanes);
    std::vector<Word> z1(lanes);
    for (std::size_t first = 0; first < lanes; first += 128) {
      const Slice slice{first, std::min<std::size_t>(128, lanes - first)};
      select<Word>(gate, p0.party, p0.material, opened, t0, d, z0, slice, target);
      select<Word>(gate, p1.party, p1.material, opened, t1, d, z1, slice, target);
    }
    for (std::size_t i = 0; i < lanes; ++i) {
      std::uint64_t expected = std::uint64_t{t0[i]} + t1[i];
      if (gate.has_carry()) expected += bit_of(bits.row(rows.carry), i);
      if (gate.has_wrap()) {
        expected -= bit_of(bits.row(rows.wrap), i) << (step.width - step.shift);
      }
      expected *= bit_of(bits.row(rows.sign), i);
      ASSERT_EQ(static_cast<Word>(z0[i] + z1[i]) & mask, static_cast<Word>(expected) & mask)
          << name_of(target) << ", lane " << i;
      ASSERT_LE(z0[i], mask);
    }
  }
}

TYPED_TEST(Selection, IsExactWithAndWithoutCarryAndWrap) {
  constexpr unsigned kBits = kRingBits<TypeParam>;
  for (const std::uint32_t lanes : {1U, 63U, 64U, 200U}) {
    SCOPED_TRACE(lanes);
    expect_selected<TypeParam>({lanes, kBits, 0, kBits});          // neither
    expect_selected<TypeParam>({lanes, kBits, 3, kBits});          // both
    expect_selected<TypeParam>({lanes, kBits, 3, kBits - 3});      // a carry alone
    expect_selected<TypeParam>({lanes, kBits - 2, 0, kBits});      // a wrap alone
    expect_selected<TypeParam>({lanes, kBits - 1, 2, kBits - 2});  // a wrap of one bit
  }
}

}  // namespace
}  // namespace medisc::test
