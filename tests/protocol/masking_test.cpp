/// What a party receives looks random: over many sets of seeds and one fixed record, every bit
/// and every byte is uniform, and no two bits go together.
///
/// Statistics over kRuns runs with seeds of a fixed series. A statistic of true randomness
/// passes kLimit standard deviations with probability below 1.3e-12 (two-sided); the test
/// counts its statistics and demands fewer than 7.5e5 a family, so that true randomness fails
/// it with probability below 1e-6. (Byte windows: chi-square of 255 degrees, brought to a
/// normal by Wilson and Hilferty.) A bit that is one in 60 % of the runs, or
/// an opened bit's mask used twice, is found all but surely.
#include <cmath>

#include <gtest/gtest.h>

#include "protocol/traffic.hpp"
#include "tests/protocol/bit_statistics.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

constexpr std::size_t kRuns = 4096;
constexpr std::size_t kMostStatistics = 750000;

/// What each party receives.
struct Views {
  std::vector<Channel> hospital;
  std::vector<Channel> service;
};

void add(std::vector<Channel>& view, std::size_t index, const char* name, std::size_t bits,
         const Bytes& sample) {
  if (view.size() <= index) view.push_back({name, bits, {}});
  view[index].samples.push_back(sample);
}

/// What both parties learn of every bit that they open together: a party adds what it sent to
/// what it got.
Bytes opened_together(const ThresholdGate& relu, const InferenceRun& run) {
  constexpr std::size_t kLanes = 3;
  const auto message = [&](std::size_t i) {
    return BitReader(run.crossings.at(i).payload);
  };
  const auto& circuit = std::get<TreeCircuit>(relu.borrow);
  BitWriter together;
  BitReader down = message(1);
  std::vector<std::uint32_t> revealed(kLanes);
  down.words<std::uint32_t>(revealed, relu.reveal.width);
  BitReader up = message(2);
  const auto add = [&](std::size_t rows) {
    std::vector<std::uint64_t> sent(1);
    std::vector<std::uint64_t> got(1);
    for (std::size_t r = 0; r < rows; ++r) {
      up.lanes(sent, kLanes);
      down.lanes(got, kLanes);
      sent[0] ^= got[0];
      together.lanes(sent, kLanes);
    }
  };
  add(circuit.levels.at(0).opens.size());
  down = message(3);
  add(circuit.levels.at(1).opens.size());
  up = message(4);
  add(relu.opened_bits());
  return together.take();
}

const Views& views() {
  static const Views collected = [] {
    Views all;
    for (std::uint64_t series = 0; series < kRuns; ++series) {
      InferencePool pool(small_plan(), small_weights(), series);
      const Gates& gates = pool.gates();
      const Bundles bundles = pool.deal(1);
      const InferenceRun run = pool.run(bundles, kSmallRecord);
      const Traffic declared = declared_traffic(gates, 1);
      const auto& relu = std::get<ThresholdGate>(gates[1]);
      std::size_t corrections = 0;
      for (const Gate& gate : gates) {
        corrections += std::visit([](const auto& kind) { return correction_bits(kind); }, gate);
      }
      add(all.hospital, 0, "masked weights", 9 * 26 + 6 * 13, pool.masked_weights());
      add(all.service, 0, "corrections", corrections, bundles.service[0].half.corrections);
      add(all.service, 1, "openings", 3 * relu.reveal.width, bundles.service[0].openings);
      const std::size_t opened =
          3 * (std::get<TreeCircuit>(relu.borrow).opened + relu.opened_bits());
      const Bytes together = opened_together(relu, run);
      add(all.hospital, 1, "opened together", opened, together);
      add(all.service, 2, "opened together", opened, together);
      for (std::size_t i = 0; i < run.crossings.size(); ++i) {
        const bool up = run.crossings[i].sender == Party::kHospital;
        add(up ? all.service : all.hospital, (up ? 3 : 2) + i / 2, up ? "up" : "down",
            declared.messages[i].bits, run.crossings[i].payload);
      }
    }
    return all;
  }();
  return collected;
}

class ReceivedBytes : public testing::TestWithParam<Party> {
 protected:
  const std::vector<Channel>& view() const {
    return GetParam() == Party::kHospital ? views().hospital : views().service;
  }
};

TEST_P(ReceivedBytes, EveryBitIsBalanced) {
  for (const Channel& channel : view()) {
    const std::vector<Column> columns = columns_of({channel});
    ASSERT_GT(columns.size(), 0U);
    ASSERT_EQ(channel.samples[0].size(), (channel.bits + 7) / 8);
    for (std::size_t bit = 0; bit < columns.size(); ++bit) {
      EXPECT_LT(deviation(columns[bit]), kLimit) << channel.name << ", bit " << bit;
    }
  }
}

TEST_P(ReceivedBytes, EveryByteIsUniform) {
  constexpr double kDegrees = 255;
  constexpr double kSpread = 2 / (9 * kDegrees);
  for (const Channel& channel : view()) {
    for (std::size_t byte = 0; byte < channel.bits / 8; ++byte) {
      std::array<std::size_t, 256> counts{};
      for (const Bytes& sample : channel.samples) ++counts[sample[byte]];
      constexpr double kExpected = kRuns / 256.0;
      double chi_square = 0;
      for (const std::size_t count : counts) {
        const double off = static_cast<double>(count) - kExpected;
        chi_square += off * off / kExpected;
      }
      const double normal =
          (std::cbrt(chi_square / kDegrees) - (1 - kSpread)) / std::sqrt(kSpread);
      EXPECT_LT(normal, kLimit) << channel.name << ", byte " << byte;
    }
  }
}

/// One mask on two values, in one message or in two, shows as two bits that go together.
TEST_P(ReceivedBytes, NoTwoBitsGoTogether) {
  const std::vector<Column> columns = columns_of(view());
  ASSERT_LT(columns.size() * (columns.size() - 1) / 2, kMostStatistics);
  for (std::size_t a = 0; a < columns.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      ASSERT_LT(deviation(columns[a], &columns[b]), kLimit) << "bits " << b << " and " << a;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(By, ReceivedBytes, testing::Values(Party::kHospital, Party::kService),
                         [](const auto& row) {
                           return row.param == Party::kHospital ? "hospital" : "service";
                         });

/// With the same seeds, a record changes the first message by exactly its own difference, and
/// what goes ahead of it not at all.
TEST(SameSeeds, TheFirstMessageDiffersByTheRecords) {
  const std::vector<std::int64_t> other{-1, 5, 63};
  InferencePool pool(small_plan(), small_weights(), 1);
  InferencePool twin(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  const Bundles twin_bundles = twin.deal(1);
  const InferenceRun one = pool.run(bundles, kSmallRecord);
  const InferenceRun two = twin.run(twin_bundles, other);

  EXPECT_EQ(pool.masked_weights(), twin.masked_weights());
  EXPECT_EQ(bundles.service[0].openings, twin_bundles.service[0].openings);
  EXPECT_EQ(bundles.service[0].half.corrections, twin_bundles.service[0].half.corrections);
  EXPECT_EQ(bundles.hospital[0].shares, twin_bundles.hospital[0].shares);

  std::vector<std::uint32_t> masked(3);
  std::vector<std::uint32_t> other_masked(3);
  BitReader(one.crossings[0].payload).words<std::uint32_t>(masked, 26);
  BitReader(two.crossings[0].payload).words<std::uint32_t>(other_masked, 26);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(to_signed(masked[i] - other_masked[i], 26), kSmallRecord[i] - other[i]);
  }
  EXPECT_NE(one.crossings[1].payload, two.crossings[1].payload);
}

}  // namespace
}  // namespace medisc::test
