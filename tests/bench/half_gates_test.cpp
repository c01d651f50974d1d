#include "bench/garbled/half_gates.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/bench/plain_circuit.hpp"

namespace medisc::test {
namespace {

using bench::Block;
using bench::Circuit;
using bench::CircuitBuilder;
using bench::Garbling;
using bench::WireWord;

constexpr Block kSeed{1, 2};

Garbling garbled(const Circuit& circuit, std::size_t instances, Block seed) {
  Garbling garbling;
  garble(circuit, instances, seed, garbling);
  return garbling;
}

/// Every kind of gate, some wires used twice.
Circuit sample_circuit() {
  CircuitBuilder build;
  const WireWord a = build.input(4);
  const WireWord b = build.input(4);
  WireWord z = build.difference(build.sum(a, b), build.select(a[3], b, a));
  z.push_back(build.both(a[0], a[0]));
  z.push_back(build.inverse(b[2]));
  return build.finish(z);
}

std::vector<std::uint64_t> numbers(std::size_t count) {
  std::vector<std::uint64_t> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = i % 256;
  return values;
}

class HalfGates : public testing::Test {
 protected:
  void SetUp() override {
    if (!bench::has_aes_instructions()) GTEST_SKIP() << "this machine has no AES-NI";
  }
};

/// 256 instances are every input; other counts leave the groups of instances unfilled.
TEST_F(HalfGates, EqualsThePlainCircuit) {
  const Circuit circuit = sample_circuit();
  for (const std::size_t instances : {1, 2, 3, 4, 5, 256, 259}) {
    const Garbling garbling = garbled(circuit, instances, kSeed);
    const auto values = numbers(instances);
    std::vector<Block> labels(instances * circuit.inputs);
    encode(garbling, 0, 8, values, 1, labels);
    const auto outputs =
        evaluate(circuit, instances, garbling.tables, labels, garbling.colours);
    ASSERT_EQ(outputs.size(), instances);
    for (std::size_t i = 0; i < instances; ++i) {
      EXPECT_EQ(outputs[i], plain_outputs(circuit, values[i])) << i << " of " << instances;
    }
  }
}

TEST_F(HalfGates, SpendTwoCiphertextsAnAnd) {
  const Circuit circuit = sample_circuit();
  EXPECT_EQ(garbled(circuit, 5, kSeed).tables.size(), 5 * 2 * circuit.ands);
}

/// Equal ciphertexts or labels would mean that a tweak or a counter is used twice.
TEST_F(HalfGates, RepeatNoCiphertextAndNoLabel) {
  const Circuit circuit = sample_circuit();
  const Garbling garbling = garbled(circuit, 37, kSeed);
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen{
      {garbling.offset.low, garbling.offset.high}};
  for (const auto* blocks : {&garbling.tables, &garbling.zero_labels}) {
    for (const Block& block : *blocks) {
      EXPECT_TRUE(seen.insert({block.low, block.high}).second);
    }
  }
}

TEST_F(HalfGates, PermuteByColour) {
  const Circuit circuit = sample_circuit();
  const Garbling garbling = garbled(circuit, 1, kSeed);
  EXPECT_TRUE(garbling.offset.colour());
  std::vector<Block> zeros(circuit.inputs);
  std::vector<Block> ones(circuit.inputs);
  const std::uint64_t all[] = {0, 255};
  encode(garbling, 0, 8, std::span(all, 1), 1, zeros);
  encode(garbling, 0, 8, std::span(all + 1, 1), 1, ones);
  for (std::size_t i = 0; i < circuit.inputs; ++i) {
    EXPECT_NE(zeros[i].colour(), ones[i].colour());
    EXPECT_EQ(zeros[i] ^ ones[i], garbling.offset);
  }
}

TEST_F(HalfGates, AnotherSeedGivesOtherTables) {
  const Circuit circuit = sample_circuit();
  const Garbling one = garbled(circuit, 2, kSeed);
  EXPECT_EQ(one.tables, garbled(circuit, 2, kSeed).tables);
  EXPECT_NE(one.tables, garbled(circuit, 2, {1, 3}).tables);
}

TEST_F(HalfGates, AWrongCiphertextSpoilsTheResult) {
  CircuitBuilder build;
  const WireWord a = build.input(2);
  const Circuit circuit = build.finish({build.both(a[0], a[1])});
  std::size_t spoilt = 0;
  for (std::uint64_t value = 0; value < 4; ++value) {
    Garbling garbling = garbled(circuit, 1, kSeed);
    for (Block& ciphertext : garbling.tables) ciphertext.low ^= 1;
    std::vector<Block> labels(2);
    encode(garbling, 0, 2, std::span(&value, 1), 1, labels);
    const auto outputs = evaluate(circuit, 1, garbling.tables, labels, garbling.colours);
    spoilt += outputs[0] != plain_outputs(circuit, value);
  }
  // The rows whose colours choose exactly one of the two ciphertexts.
  EXPECT_EQ(spoilt, 2u);
}

}  // namespace
}  // namespace medisc::test
