#include "correlation/adder_circuit.hpp"

#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/correlation/plaintext_adder.hpp"

namespace medisc::test {
namespace {

using Words = std::vector<std::uint64_t>;

std::uint64_t low(std::uint64_t word, unsigned bits) {
  return word & width_mask<std::uint64_t>(bits);
}

/// The carry out of the low `bits` bits of e + f, bits <= 63.
std::uint64_t carry_of(std::uint64_t e, std::uint64_t f, unsigned bits) {
  return (low(e, bits) + low(f, bits)) >> bits;
}

/// The first pair on which the circuit and integers disagree, or "".
std::string disagreement(const AdderCircuit& circuit, const Words& e, const Words& f) {
  const PlainBits bits = PlaintextAdder(circuit, e, f).run();
  const unsigned top = circuit.width - 1;
  for (std::size_t i = 0; i < e.size(); ++i) {
    const std::string pair = std::to_string(e[i]) + " + " + std::to_string(f[i]);
    if (bit_of(bits.carry_out, i) != carry_of(e[i], f[i], top)) return "carry out of " + pair;
    const std::uint64_t sign = bit_of(bits.carry_out, i) ^ (e[i] >> top) ^ (f[i] >> top);
    if ((sign & 1) != ((e[i] + f[i]) >> top & 1)) return "sign of " + pair;
    if (circuit.carry_in && bit_of(bits.carry_in, i) != carry_of(e[i], f[i], circuit.shift)) {
      return "carry into the shift of " + pair;
    }
    if (circuit.wrap && bit_of(bits.wrap, i) != (((e[i] | f[i]) >> top) & 1)) {
      return "wrap of " + pair;
    }
  }
  return {};
}

TEST(AdderCircuit, EveryPairAtSmallWidths) {
  for (unsigned width = 2; width <= 8; ++width) {
    Words e;
    Words f;
    for (std::uint64_t a = 0; a < 1u << width; ++a) {
      for (std::uint64_t b = 0; b < 1u << width; ++b) {
        e.push_back(a);
        f.push_back(b);
      }
    }
    for (unsigned shift = 0; shift + 2 <= width; ++shift) {
      for (const bool wrap : {false, true}) {
        const AdderCircuit circuit = make_adder_circuit(width, shift, wrap);
        EXPECT_EQ(circuit.carry_in.has_value(), shift > 0);
        EXPECT_EQ(circuit.wrap.has_value(), wrap);
        ASSERT_EQ(disagreement(circuit, e, f), "") << "width " << width << " shift " << shift;
      }
    }
  }
}

/// Words whose sums make long carries: all ones, single bits, complements, and random ones.
void push_telling_pairs(unsigned width, std::mt19937_64& random, Words& e, Words& f) {
  const std::uint64_t ones = width_mask<std::uint64_t>(width);
  const auto push = [&](std::uint64_t a, std::uint64_t b) {
    e.push_back(a & ones);
    f.push_back(b & ones);
  };
  for (const std::uint64_t a : {std::uint64_t{0}, std::uint64_t{1}, ones, ones >> 1}) {
    for (const std::uint64_t b : {std::uint64_t{0}, std::uint64_t{1}, ones, ones >> 1})
      push(a, b);
  }
  for (unsigned bit = 0; bit < width; ++bit) {
    const std::uint64_t one = std::uint64_t{1} << bit;
    push(one, ones);
    push(~(one - 1), one);
    const std::uint64_t word = random();
    push(word, ~word);        // every bit propagates
    push(word, ~word + 1);    // a carry all the way
    push(word, ~word ^ one);  // one bit does not
    push(random(), random());
  }
}

TEST(AdderCircuit, EveryShiftAtEveryWidth) {
  std::mt19937_64 random(11);
  for (unsigned width = 2; width <= 64; ++width) {
    Words e;
    Words f;
    push_telling_pairs(width, random, e, f);
    for (unsigned shift = 0; shift + 2 <= width; ++shift) {
      const AdderCircuit circuit = make_adder_circuit(width, shift, shift % 2 == 0);
      ASSERT_EQ(disagreement(circuit, e, f), "") << "width " << width << " shift " << shift;
    }
  }
}

RC_GTEST_PROP(AdderCircuit, AddsAnyPairs, ()) {
  const auto width = *rc::gen::inRange(9U, 65U);
  const auto shift = *rc::gen::inRange(0U, width - 1);
  std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
  Words e(256);
  Words f(256);
  for (std::size_t i = 0; i < e.size(); ++i) {
    e[i] = low(random(), width);
    f[i] = low(random(), width);
  }
  RC_ASSERT(disagreement(make_adder_circuit(width, shift, true), e, f) == "");
}

/// The identity behind exact truncation, for y = e + f >= 0 of `width` bits.
TEST(AdderCircuit, ItsBitsTruncateExactly) {
  constexpr unsigned kWidth = 8;
  for (std::uint64_t e = 0; e < 256; ++e) {
    for (std::uint64_t f = 0; f < 256; ++f) {
      const std::uint64_t y = low(e + f, kWidth);
      if (y >= 128) continue;
      for (unsigned shift = 0; shift + 2 <= kWidth; ++shift) {
        const std::uint64_t wrap = (e | f) >> (kWidth - 1);
        const std::uint64_t carry = shift == 0 ? 0 : carry_of(e, f, shift);
        ASSERT_EQ(y >> shift, (e >> shift) + (f >> shift) + carry - (wrap << (kWidth - shift)));
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
