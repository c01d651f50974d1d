#include "protocol/comparison.hpp"

#include <random>

#include <gtest/gtest.h>

#include "correlation/relu_material.hpp"
#include "dealer/deal_comparison.hpp"
#include "protocol/memory_link.hpp"
#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

using Words = std::vector<std::uint64_t>;

/// One party's XOR shares, a row each.
struct Shares {
  Words sign;
  Words carry;
  Words wrap;
};

struct ComparisonRun {
  Shares hospital;
  Shares service;
  std::uint64_t flights = 0;
  std::vector<Crossing> crossings;
};

Words copy_of(std::span<const std::uint64_t> row) {
  return {row.begin(), row.end()};
}

/// `top`: the highest bits of this party's shares.
Shares shares_of(const Comparison& comparison, const AdderCircuit& circuit,
                 std::span<const std::uint64_t> top, const Slice& all) {
  Shares shares{copy_of(comparison.carry_out(all)), {}, {}};
  for (std::size_t w = 0; w < top.size(); ++w) shares.sign[w] ^= top[w];
  if (circuit.carry_in) shares.carry = copy_of(comparison.carry_in(all));
  if (circuit.wrap) shares.wrap = copy_of(comparison.wrap(all));
  return shares;
}

/// One comparison as a session runs it: dealt, opened ahead, then over a channel.
ComparisonRun compare(const AdderCircuit& circuit, const Words& y0, const Words& y1) {
  const std::size_t lanes = y0.size();
  const Slice all{0, lanes};
  ComparisonMaterial p0(circuit, lanes);
  ComparisonMaterial p1(circuit, lanes);
  expand_comparison(Party::kHospital, numbered_seed(1), 0, p0, 0, lanes);
  expand_comparison(Party::kService, numbered_seed(2), 0, p1, 0, lanes);
  BitWriter dealt;
  deal_comparison(circuit, 0, lanes, numbered_seed(1), numbered_seed(2), dealt);
  const Bytes corrections = dealt.take();
  BitReader reader(corrections);
  transfer_corrections(p1, [&](BitPlanes& rows) { read_rows(reader, rows, 0, lanes); });
  reader.expect_end();

  const BitPlanes bits0 = decompose<std::uint64_t>(y0, circuit.width);
  const BitPlanes bits1 = decompose<std::uint64_t>(y1, circuit.width);
  Comparison::Memory memory0;
  Comparison::Memory memory1;
  memory0.reshape(circuit, lanes);
  memory1.reshape(circuit, lanes);
  BitWriter opened;
  SliceWriter opened_slice(opened, lanes);
  put_leaf_openings(circuit, bits0, p0.leaf_masks, memory0.taken.row(0), all, opened_slice);
  EXPECT_EQ(opened.bits(), circuit.monomials.size() * lanes);
  const Bytes ahead = opened.take();
  BitPlanes openings(circuit.monomials.size(), lanes);
  BitReader ahead_reader(ahead);
  read_rows(ahead_reader, openings, 0, lanes);

  HospitalLeaves leaves0;
  leaves0.reshape(circuit, lanes);
  hospital_leaves(circuit, p0, bits0, leaves0, all);
  BitPlanes sums1(circuit.leaves.size(), lanes);
  service_leaf_sums(circuit, p1, openings, sums1, all);

  // A bit stands for what goes before and what the next gate opens: nothing is at a full byte.
  const Words nothing{0};
  Words behind(1);
  const auto up = [&](Link& link) -> Task<Shares> {
    Comparison comparison(Party::kHospital, circuit, p0, memory0);
    link.out().lanes(nothing, 1);
    for (std::size_t turn = 0; turn < comparison.turns(); ++turn) {
      co_await link.exchange();
      each_slice(all, link.in(), comparison.bits_in(turn), link.out(),
                 comparison.bits_out(turn), this_thread(),
                 [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                   if (turn == 0) comparison.take_leaves(leaves0, slice, in);
                   comparison.advance(turn, slice, in, out);
                 });
    }
    link.in().lanes(behind, 1);
    link.in().expect_end();
    co_return shares_of(comparison, circuit, leaves0.top.row(0), all);
  };
  Words first(1);
  const auto down = [&](Link& link) -> Task<Shares> {
    Comparison comparison(Party::kService, circuit, p1, memory1);
    co_await link.receive();
    link.in().lanes(first, 1);
    for (std::size_t turn = 0; turn < comparison.turns(); ++turn) {
      if (turn > 0) co_await link.exchange();
      each_slice(all, link.in(), comparison.bits_in(turn), link.out(),
                 comparison.bits_out(turn), this_thread(),
                 [&](const Slice& slice, SliceReader& in, SliceWriter& out) {
                   if (turn == 0) comparison.put_leaves(bits1, sums1, slice, out);
                   comparison.advance(turn, slice, in, out);
                 });
    }
    link.in().expect_end();
    link.out().lanes(nothing, 1);
    link.flush();
    co_return shares_of(comparison, circuit, bits1.row(circuit.width - 1), all);
  };
  MemoryChannel channel;
  auto hospital = up(channel.hospital());
  auto service = down(channel.service());
  channel.run(hospital, service);
  Shares own = service.result();
  return {hospital.result(), std::move(own), channel.flights(), channel.crossings()};
}

std::uint64_t sum_of(const Words& a, const Words& b, std::size_t lane) {
  return bit_of(a, lane) ^ bit_of(b, lane);
}

void expect_right(const AdderCircuit& circuit, const Words& y0, const Words& y1) {
  const ComparisonRun found = compare(circuit, y0, y1);
  const unsigned top = circuit.width - 1;
  const std::uint64_t below = width_mask<std::uint64_t>(circuit.shift);
  for (std::size_t i = 0; i < y0.size(); ++i) {
    SCOPED_TRACE(std::to_string(y0[i]) + " + " + std::to_string(y1[i]));
    ASSERT_EQ(sum_of(found.hospital.sign, found.service.sign, i), ((y0[i] + y1[i]) >> top) & 1);
    if (circuit.shift > 0) {
      ASSERT_EQ(sum_of(found.hospital.carry, found.service.carry, i),
                ((y0[i] & below) + (y1[i] & below)) >> circuit.shift);
    }
    if (circuit.wrap) {
      ASSERT_EQ(sum_of(found.hospital.wrap, found.service.wrap, i),
                ((y0[i] | y1[i]) >> top) & 1);
    }
  }
  EXPECT_EQ(found.hospital.carry.empty(), circuit.shift == 0);
  EXPECT_EQ(found.service.wrap.empty(), !circuit.wrap);
  EXPECT_EQ(found.flights, 2 + circuit.levels.size());
}

/// Every pair of shares mod 2^width, up to Z_2^8.
TEST(Comparison, EveryPairOfShares) {
  for (unsigned width = 2; width <= 8; ++width) {
    Words y0;
    Words y1;
    for (std::uint64_t a = 0; a < 1u << width; ++a) {
      for (std::uint64_t b = 0; b < 1u << width; ++b) {
        y0.push_back(a);
        y1.push_back(b);
      }
    }
    for (unsigned shift = 0; shift + 2 <= width; ++shift) {
      SCOPED_TRACE("width " + std::to_string(width) + " shift " + std::to_string(shift));
      expect_right(make_adder_circuit(width, shift, true), y0, y1);
    }
    expect_right(make_adder_circuit(width, 0, false), y0, y1);
  }
}

TEST(Comparison, EveryWidth) {
  std::mt19937_64 random(5);
  for (unsigned width = 9; width <= 64; ++width) {
    const std::uint64_t ones = width_mask<std::uint64_t>(width);
    Words y0;
    Words y1;
    for (const std::uint64_t y :
         {std::uint64_t{0}, std::uint64_t{1}, ones, ones >> 1, (ones >> 1) + 1}) {
      for (const std::uint64_t share :
           {std::uint64_t{0}, std::uint64_t{1}, ones, ones >> 1, random() & ones}) {
        y0.push_back(share);
        y1.push_back((y - share) & ones);
      }
    }
    for (const unsigned shift : {0U, 1U, width / 3, width / 2, width - 2}) {
      SCOPED_TRACE("width " + std::to_string(width) + " shift " + std::to_string(shift));
      expect_right(make_adder_circuit(width, shift, shift % 2 == 0), y0, y1);
    }
  }
}

TEST(Comparison, SendsTheDeclaredBits) {
  for (const unsigned width : {4U, 20U, 32U}) {
    const AdderCircuit circuit = make_adder_circuit(width, 0, false);
    constexpr std::size_t kLanes = 24;  // whole bytes
    const ComparisonRun found = compare(circuit, Words(kLanes), Words(kLanes));
    std::size_t up = 0;
    std::size_t down = 0;
    for (const Crossing& crossing : found.crossings) {
      (crossing.sender == Party::kHospital ? up : down) += crossing.payload.size() * 8;
    }
    // And a bit each way that is not the comparison's.
    EXPECT_EQ(up, 8 + kLanes * circuit.opened);
    EXPECT_EQ(down, 8 + kLanes * (circuit.monomials.size() + circuit.opened));
  }
}

}  // namespace
}  // namespace medisc::test
