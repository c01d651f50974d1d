/// Whatever a party receives of a gate, every secret of the other explains it: with other
/// randomness it gives the same view, bit for bit. So the view tells nothing of the secret.
#include <gtest/gtest.h>

#include "tests/protocol/masking/explain.hpp"
#include "tests/protocol/masking/gates.hpp"

namespace medisc::test {
namespace {

constexpr std::size_t kLanes = 131;

/// Edge values, small ones and random ones, in an order of its own.
Words sample_values(unsigned width, std::uint64_t number) {
  const Word top = Word{1} << (width - 1);
  const Words edges{0, 1, top - 1, top, top + 1, Word{0} - 1};
  Words values;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const Word random = mixed(mixed(number) + i);
    const Word chosen = random % 3 == 0   ? edges[(random >> 8) % edges.size()]
                        : random % 3 == 1 ? mixed(random) % 64
                                          : mixed(random);
    values.push_back(chosen & width_mask<Word>(width));
  }
  return values;
}

Words operator-(Words a, const Words& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}
Words operator%(Words a, unsigned width) {
  for (Word& word : a) word &= width_mask<Word>(width);
  return a;
}

std::vector<Piecewise> functions(unsigned width, unsigned shift) {
  const std::int64_t half = ((std::int64_t{1} << (width - 2 - shift)) + 1) / 2;
  return {Piecewise::relu(),
          {0, 0, {{0, 1, 0}, {half, -1, half}}},
          {2, 5, {{-half, -3, 1}, {0, 4, -7}, {half, -5, 2}}}};
}

/// Calls visit(gate, number) for widths, shifts and thresholds of one borrow.
template <class Visit>
void for_gates(BorrowKind kind, const Visit& visit) {
  std::uint64_t number = 100;
  for (const unsigned width : {3U, 8U, 22U, 26U, 32U, 64U}) {
    for (const unsigned shift : {0U, 1U, width / 2, width - 2}) {
      if (shift + 2 > width) continue;
      for (const Piecewise& function : functions(width, shift)) {
        for (const unsigned weight : {1U, 16U}) {
          if (kind == BorrowKind::kTree && weight > 1) continue;
          const GateSizes sizes{width, shift, width, function};
          visit(of_size(live_gate(sizes, {kind, weight}), kLanes), number += 10);
        }
      }
    }
  }
}

struct Parties {
  Material hospital;
  Material service;  ///< with corrections
};

Parties drawn_parties(const ThresholdGate& gate, std::uint64_t number) {
  Randomness of_hospital = Randomness::drawn(number);
  Randomness of_service = Randomness::drawn(number + 1);
  const Material hospital = drawn_material(Party::kHospital, gate, of_hospital);
  return {hospital, dealt(gate, hospital, drawn_material(Party::kService, gate, of_service))};
}

class Explain : public testing::TestWithParam<BorrowKind> {};

TEST_P(Explain, TheHospitalsViewByAnyValue) {
  for_gates(GetParam(), [](const ThresholdGate& gate, std::uint64_t number) {
    const unsigned width = gate.reveal.width;
    const Words y0 = sample_values(width, number + 2);
    const Parties parties = drawn_parties(gate, number);
    const Transcript seen =
        run_gate(gate, parties.hospital, parties.service, y0, sample_values(width, number + 3));

    const Words other = sample_values(width, number + 4);
    Randomness fresh = Randomness::drawn(number + 5);
    Material service = drawn_material(Party::kService, gate, fresh);
    service.reveal.mask = (seen.revealed - other - y0 - parties.hospital.reveal.mask) % width;
    const auto run = [&] {
      return run_gate(gate, parties.hospital, dealt(gate, parties.hospital, service), y0,
                      other);
    };
    move_to(seen.down, service_moves(gate), service, [&] { return run().down; });

    const Transcript explained = run();
    ASSERT_EQ(explained.revealed, seen.revealed) << "width " << width;
    ASSERT_TRUE(equal_lanes(explained.down, seen.down)) << "width " << width;
    ASSERT_TRUE(equal_lanes(explained.up, seen.up)) << "width " << width;
    ASSERT_EQ(explained.z0, seen.z0) << "width " << width;
  });
}

TEST_P(Explain, TheServicesViewByAnyValue) {
  for_gates(GetParam(), [](const ThresholdGate& gate, std::uint64_t number) {
    const unsigned width = gate.reveal.width;
    const Words y1 = sample_values(width, number + 2);
    const Parties parties = drawn_parties(gate, number);
    const Transcript seen =
        run_gate(gate, parties.hospital, parties.service, sample_values(width, number + 3), y1);

    const Words other = sample_values(width, number + 4);
    Randomness fresh = Randomness::drawn(number + 5);
    Material hospital = drawn_material(Party::kHospital, gate, fresh);
    hospital.reveal.mask = (seen.masked - other) % width;
    const auto run = [&] {
      mask_to_corrections(gate, parties.service, hospital);
      return run_gate(gate, hospital, dealt(gate, hospital, parties.service), other, y1);
    };
    move_to(seen.up, hospital_moves(gate), hospital, [&] { return run().up; });

    const Transcript explained = run();
    ASSERT_TRUE(
        equal_corrections(gate, dealt(gate, hospital, parties.service), parties.service))
        << "width " << width;
    ASSERT_EQ(explained.masked, seen.masked) << "width " << width;
    ASSERT_TRUE(equal_lanes(explained.up, seen.up)) << "width " << width;
    ASSERT_EQ(explained.z1, seen.z1) << "width " << width;
  });
}

INSTANTIATE_TEST_SUITE_P(By, Explain, testing::Values(BorrowKind::kChain, BorrowKind::kTree),
                         [](const auto& row) {
                           return row.param == BorrowKind::kChain ? "chain" : "tree";
                         });

}  // namespace
}  // namespace medisc::test
