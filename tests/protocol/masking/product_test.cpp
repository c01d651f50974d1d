/// Whatever a party receives of a product gate, every pair of factors of the other explains it,
/// bit for bit.
#include <gtest/gtest.h>

#include "dealer/deal_product.hpp"
#include "protocol/gates/product_run.hpp"
#include "protocol/memory_link.hpp"
#include "tests/protocol/masking/randomness.hpp"

namespace medisc::test {
namespace {

using Word = std::uint64_t;
using Words = std::vector<Word>;
using Material = ProductMaterial<Word>;

Words drawn(std::size_t size, unsigned width, std::uint64_t& number) {
  Words words(size);
  for (Word& word : words) word = mixed(++number) & width_mask<Word>(width);
  return words;
}

Material drawn_material(const ProductGate& gate, std::uint64_t& number) {
  const unsigned width = gate.step.width;
  Material material;
  for (std::size_t i = 0; i < 2; ++i) {
    material.factors[i].mask = drawn(gate.factors[i].size, width, number);
  }
  material.mask_product = drawn(gate.size(), width, number);
  return material;
}

using Values = std::array<Words, 2>;

Values drawn_values(const ProductGate& gate, std::uint64_t& number) {
  return {drawn(gate.factors[0].size, gate.step.width, number),
          drawn(gate.factors[1].size, gate.step.width, number)};
}

struct Transcript {
  Bytes up;
  Bytes down;
  Words z0;
  Words z1;
};

Transcript run_gate(const ProductGate& gate, const Material& hospital, const Material& service,
                    const Values& shares0, const Values& shares1) {
  ProductMemory<Word> memory0;
  ProductMemory<Word> memory1;
  for (std::size_t i = 0; i < 2; ++i) {
    memory0[i].resize(gate.factors[i].size);
    memory1[i].resize(gate.factors[i].size);
  }
  const auto upper = [&](Link& link) -> Task<Words> {
    Words z(gate.size());
    const Factors<Word> shares{shares0[0], shares0[1]};
    co_await product_as_hospital<Word>(link, gate, hospital, shares, memory0, z);
    link.out().words<Word>(z, 64);  // what comes next
    link.flush();
    co_return z;
  };
  const auto lower = [&](Link& link) -> Task<Words> {
    Words z(gate.size());
    co_await link.receive();
    const Factors<Word> shares{shares1[0], shares1[1]};
    co_await product_as_service<Word>(link, gate, service, shares, memory1, z);
    Words next(gate.size());
    link.in().words<Word>(next, 64);
    link.in().expect_end();
    co_return z;
  };
  MemoryChannel channel;
  auto up = upper(channel.hospital());
  auto down = lower(channel.service());
  channel.run(up, down);
  return {channel.crossings().at(0).payload, channel.crossings().at(1).payload, up.result(),
          down.result()};
}

Material dealt(const ProductGate& gate, const Material& hospital, Material service) {
  deal_material<Word>(gate, hospital, service);
  for (Word& word : service.mask_product) word &= width_mask<Word>(gate.step.width);
  return service;
}

/// a + b - c, lane by lane.
Words moved(const Words& a, const Words& b, const Words& c, unsigned width) {
  Words sum(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum[i] = (a[i] + b[i] - c[i]) & width_mask<Word>(width);
  }
  return sum;
}

template <class Visit>
void for_gates(const Visit& visit) {
  for (const unsigned width : {2U, 9U, 26U, 64U}) {
    for (const std::uint32_t runs : {1U, 5U, 65U}) {
      visit(make_product_gate(ProductStep{65, runs, width}, 3, {true, true}), width);
    }
  }
}

TEST(ProductMasking, TheHospitalsViewByAnyFactors) {
  std::uint64_t number = 1;
  for_gates([&](const ProductGate& gate, unsigned width) {
    const Material hospital = drawn_material(gate, number);
    const Material service = drawn_material(gate, number);
    const Values shares0 = drawn_values(gate, number);
    const Values shares1 = drawn_values(gate, number);
    const Transcript seen =
        run_gate(gate, hospital, dealt(gate, hospital, service), shares0, shares1);

    const Values other = drawn_values(gate, number);
    Material explaining = service;
    for (std::size_t i = 0; i < 2; ++i) {
      explaining.factors[i].mask = moved(service.factors[i].mask, shares1[i], other[i], width);
    }
    const Transcript explained =
        run_gate(gate, hospital, dealt(gate, hospital, explaining), shares0, other);
    ASSERT_EQ(explained.down, seen.down) << width;
    ASSERT_EQ(explained.z0, seen.z0) << width;
  });
}

TEST(ProductMasking, TheServicesViewByAnyFactors) {
  std::uint64_t number = 2;
  for_gates([&](const ProductGate& gate, unsigned width) {
    const Material hospital = drawn_material(gate, number);
    const Values shares0 = drawn_values(gate, number);
    const Values shares1 = drawn_values(gate, number);
    const Material service = dealt(gate, hospital, drawn_material(gate, number));
    const Transcript seen = run_gate(gate, hospital, service, shares0, shares1);

    const Values other = drawn_values(gate, number);
    Material explaining = hospital;
    for (std::size_t i = 0; i < 2; ++i) {
      explaining.factors[i].mask = moved(hospital.factors[i].mask, shares0[i], other[i], width);
    }
    const Material again = dealt(gate, explaining, service);
    explaining.mask_product =
        moved(explaining.mask_product, again.mask_product, service.mask_product, width);
    ASSERT_EQ(dealt(gate, explaining, service).mask_product, service.mask_product) << width;
    const Transcript explained = run_gate(gate, explaining, service, other, shares1);
    const std::size_t sent = (gate.factors[0].size + gate.factors[1].size) * width / 8;
    ASSERT_TRUE(std::equal(seen.up.begin(), seen.up.begin() + static_cast<long>(sent),
                           explained.up.begin()))
        << width;
    ASSERT_EQ(explained.z1, seen.z1) << width;
  });
}

}  // namespace
}  // namespace medisc::test
