#include "bench/garbled/circuit.hpp"

#include <gtest/gtest.h>

#include "tests/bench/plain_circuit.hpp"

namespace medisc::test {
namespace {

using bench::Circuit;
using bench::CircuitBuilder;
using bench::WireWord;

constexpr unsigned kWidth = 4;
constexpr std::uint64_t kValues = 1u << kWidth;

/// Calls check(a, b, output) for all pairs of 4-bit inputs.
template <class Check>
void for_every_pair(const Circuit& circuit, Check check) {
  for (std::uint64_t a = 0; a < kValues; ++a) {
    for (std::uint64_t b = 0; b < kValues; ++b) {
      check(a, b, plain_outputs(circuit, a | b << kWidth));
    }
  }
}

TEST(Circuit, AddsEveryPair) {
  CircuitBuilder build;
  const WireWord a = build.input(kWidth);
  const WireWord b = build.input(kWidth);
  const Circuit circuit = build.finish(build.sum(a, b));
  EXPECT_EQ(circuit.ands, kWidth - 1);
  for_every_pair(circuit, [](std::uint64_t x, std::uint64_t y, std::uint64_t z) {
    EXPECT_EQ(z, (x + y) % kValues);
  });
}

TEST(Circuit, AddsAShorterWord) {
  for (unsigned shorter = 1; shorter < kWidth; ++shorter) {
    CircuitBuilder build;
    const WireWord a = build.input(kWidth);
    const WireWord b = build.input(shorter);
    const Circuit circuit = build.finish(build.sum(a, b));
    EXPECT_EQ(circuit.ands, kWidth - 1);
    for (std::uint64_t x = 0; x < kValues; ++x) {
      for (std::uint64_t y = 0; y < 1u << shorter; ++y) {
        EXPECT_EQ(plain_outputs(circuit, x | y << kWidth), (x + y) % kValues);
      }
    }
  }
}

TEST(Circuit, SubtractsEveryPair) {
  CircuitBuilder build;
  const WireWord a = build.input(kWidth);
  const WireWord b = build.input(kWidth);
  const Circuit circuit = build.finish(build.difference(a, b));
  EXPECT_EQ(circuit.ands, kWidth - 1);
  for_every_pair(circuit, [](std::uint64_t x, std::uint64_t y, std::uint64_t z) {
    EXPECT_EQ(z, (x - y) % kValues);
  });
}

TEST(Circuit, SelectsEitherWord) {
  CircuitBuilder build;
  const WireWord a = build.input(kWidth);
  const WireWord b = build.input(kWidth);
  const WireWord choice = build.input(1);
  const Circuit circuit = build.finish(build.select(choice[0], a, b));
  EXPECT_EQ(circuit.ands, kWidth);
  for (const std::uint64_t chosen : {0, 1}) {
    for (std::uint64_t x = 0; x < kValues; ++x) {
      for (std::uint64_t y = 0; y < kValues; ++y) {
        const std::uint64_t bits = x | y << kWidth | chosen << 2 * kWidth;
        EXPECT_EQ(plain_outputs(circuit, bits), chosen ? x : y);
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
