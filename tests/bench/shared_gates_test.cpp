#include "bench/garbled/shared_gates.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "bench/garbled/dealt_run.hpp"
#include "bench/garbled/garbled_run.hpp"
#include "ring/word.hpp"

namespace medisc::test {
namespace {

using bench::GarbledRun;
using bench::SharedGate;
using Values = std::vector<std::uint64_t>;

class SharedGates : public testing::Test {
 protected:
  void SetUp() override {
    if (!bench::has_aes_instructions()) GTEST_SKIP() << "this machine has no AES-NI";
  }

  std::mt19937_64 random_{5};
  bench::GarbledMemory memory_;

  Values masks(std::size_t count, unsigned width) {
    Values result(count);
    for (std::uint64_t& mask : result) mask = random_() & width_mask<std::uint64_t>(width);
    return result;
  }

  /// Shares of signed values, mod 2^width.
  void share(const std::vector<std::int64_t>& values, unsigned width, Values& y0, Values& y1) {
    y0 = masks(values.size(), width);
    for (std::size_t i = 0; i < values.size(); ++i) {
      y1.push_back((static_cast<std::uint64_t>(values[i]) - y0[i]) &
                   width_mask<std::uint64_t>(width));
    }
  }

  std::vector<std::int64_t> bounded(std::size_t count, unsigned width) {
    const auto bound = std::int64_t{1} << (width - 2);
    std::uniform_int_distribution<std::int64_t> value(1 - bound, bound - 1);
    std::vector<std::int64_t> result{0, bound - 1, 1 - bound, -1, 1};
    while (result.size() < count) result.push_back(value(random_));
    return result;
  }
};

std::uint64_t relu(std::int64_t y, unsigned shift) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(y, 0)) >> shift;
}

TEST_F(SharedGates, ReluIsExactForEveryPairOfShares) {
  constexpr unsigned kWidth = 5;
  Values y0;
  Values y1;
  for (std::uint64_t a = 0; a < 32; ++a) {
    for (std::uint64_t b = 0; b < 32; ++b) {
      y0.push_back(a);
      y1.push_back(b);
    }
  }
  for (unsigned shift = 0; shift + 2 <= kWidth; ++shift) {
    for (unsigned out = 1; out <= 7; ++out) {
      const SharedGate gate = bench::garbled_relu(kWidth, shift, out);
      const GarbledRun run =
          run_garbled(gate, y0, y1, masks(y0.size(), out), {3, shift}, memory_);
      for (std::size_t i = 0; i < y0.size(); ++i) {
        const std::int64_t y = to_signed<std::uint64_t>(y0[i] + y1[i], kWidth);
        ASSERT_EQ((run.z0[i] + run.z1[i] - relu(y, shift)) & width_mask<std::uint64_t>(out), 0u)
            << y << " shift " << shift << " to " << out;
      }
    }
  }
}

/// The garbled ReLU, MediSC's, and the plain one.
TEST_F(SharedGates, ReluEqualsMediscsOwn) {
  for (const auto& [width, shift] : {std::pair{32u, 0u}, {26u, 11u}, {17u, 3u}}) {
    const std::vector<std::int64_t> values = bounded(71, width);
    Values y0;
    Values y1;
    share(values, width, y0, y1);
    const SharedGate gate = bench::garbled_relu(width, shift, width);
    EXPECT_EQ(gate.circuit.ands, 3 * (width - 1) - shift);
    const GarbledRun garbled =
        run_garbled(gate, y0, y1, masks(values.size(), width), {7, 7}, memory_);
    const auto ours = bench::run_dealt(bench::dealt_relu(71, width, shift, width),
                                       {y0.begin(), y0.end()}, {y1.begin(), y1.end()});
    const auto modulus = width_mask<std::uint64_t>(width);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ((garbled.z0[i] + garbled.z1[i]) & modulus, relu(values[i], shift));
      EXPECT_EQ((ours.z0[i] + std::uint64_t{ours.z1[i]}) & modulus, relu(values[i], shift));
    }
  }
}

TEST_F(SharedGates, MaxPoolEqualsMediscsOwn) {
  constexpr std::size_t kWindows = 65;
  for (const unsigned width : {8u, 26u, 32u}) {
    const std::vector<std::int64_t> values = bounded(4 * kWindows, width);
    Values y0;
    Values y1;
    share(values, width, y0, y1);
    const SharedGate gate = bench::garbled_max_pool(width);
    EXPECT_EQ(gate.circuit.ands, 11 * width - 8);
    const GarbledRun garbled =
        run_garbled(gate, y0, y1, masks(kWindows, width), {7, 8}, memory_);
    const auto ours = bench::run_dealt(bench::dealt_max_pool(kWindows, width),
                                       {y0.begin(), y0.end()}, {y1.begin(), y1.end()});
    const auto modulus = width_mask<std::uint64_t>(width);
    for (std::size_t i = 0; i < kWindows; ++i) {
      const auto window = values.begin() + static_cast<std::ptrdiff_t>(4 * i);
      const auto expected =
          static_cast<std::uint64_t>(*std::max_element(window, window + 4)) & modulus;
      EXPECT_EQ((garbled.z0[i] + garbled.z1[i]) & modulus, expected);
      EXPECT_EQ((ours.z0[i] + std::uint64_t{ours.z1[i]}) & modulus, expected);
    }
  }
}

/// Bytes by the formulas of the paper and of garbled_run.hpp.
TEST_F(SharedGates, CountTheirBytes) {
  const Values shares(6, 1);
  const SharedGate gate = bench::garbled_relu(32, 0, 32);
  const GarbledRun run = run_garbled(gate, shares, shares, Values(6, 9), {1, 1}, memory_);
  EXPECT_EQ(run.tables, 6 * 93 * 32u);
  EXPECT_EQ(run.mask_labels, 6 * 32 * 16u);
  EXPECT_EQ(run.transfer, 6 * 32 * 16u);
  EXPECT_EQ(run.share_labels, 6 * 32 * 16u);
  EXPECT_EQ(run.decoding, 6 * 4u);
  EXPECT_EQ(run.ahead(), 6 * (93 * 32 + 1024 + 4u));
}

}  // namespace
}  // namespace medisc::test
