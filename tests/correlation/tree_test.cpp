/// The tree's layouts and circuits, evaluated in the open.
#include <map>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "correlation/tree/circuit.hpp"

namespace medisc::test {
namespace {

unsigned bits_of(const std::vector<std::vector<unsigned>>& groups) {
  unsigned bits = 0;
  for (const auto& group : groups) bits = std::accumulate(group.begin(), group.end(), bits);
  return bits;
}

TEST(TreeLayout, CoversAllBitsWithinItsLimits) {
  for (unsigned width = 2; width <= 64; ++width) {
    for (unsigned shift = 0; shift < width; ++shift) {
      const TreeLayout layout = best_tree_layout(width, shift, 1);
      ASSERT_EQ(bits_of(layout.low), shift);
      ASSERT_EQ(bits_of(layout.high), width - 1 - shift);
      ASSERT_LE(layout.low.size() + layout.high.size(), kMostGroups);
      for (const auto& groups : {layout.low, layout.high}) {
        for (const auto& group : groups) {
          ASSERT_LE(group.size(), kMostLeavesAGroup);
          for (const unsigned leaf : group) ASSERT_LE(leaf, kMostLeafBits);
        }
      }
    }
  }
}

TEST(TreeLayout, CostsWhatItsCircuitHas) {
  std::mt19937 random(3);
  const auto below = [&](unsigned end) {
    return static_cast<unsigned>(random() % end);
  };
  for (int i = 0; i < 300; ++i) {
    const unsigned width = 2 + below(63);
    const unsigned shift = below(width);
    const std::size_t thresholds = 1 + below(4);
    const TreeLayout layout = best_tree_layout(width, shift, thresholds);
    const TreeCircuit circuit = make_tree_circuit(layout, thresholds);
    const TreeCost cost = cost_of(layout, thresholds);
    ASSERT_EQ(cost.opened, circuit.opened) << width << ' ' << shift << ' ' << thresholds;
    ASSERT_EQ(cost.dealt, circuit.monomials + circuit.mask_products.size())
        << width << ' ' << shift << ' ' << thresholds;
  }
}

/// Where one leaf holds all bits there is no node: two flights, whatever it deals.
TEST(TreeLayout, IsASingleLeafWhereThatIsEnough) {
  for (unsigned width = 2; width <= 7; ++width) {
    EXPECT_TRUE(make_tree_circuit(best_tree_layout(width, 0, 1), 1).levels.empty()) << width;
  }
  EXPECT_FALSE(make_tree_circuit(best_tree_layout(8, 0, 1), 1).levels.empty());
}

/// A regression guard: wires opened, bits dealt, of usual widths.
TEST(TreeLayout, Golden) {
  struct Golden {
    unsigned width, shift;
    TreeCost cost;
  };
  for (const Golden& golden : {Golden{20, 10, {6, 114}}, Golden{24, 12, {10, 102}},
                               Golden{26, 13, {10, 126}}, Golden{32, 16, {12, 183}}}) {
    const TreeCost cost = cost_of(best_tree_layout(golden.width, golden.shift, 1), 1);
    EXPECT_EQ(cost.opened, golden.cost.opened) << golden.width;
    EXPECT_EQ(cost.dealt, golden.cost.dealt) << golden.width;
  }
}

/// All wires of a circuit, from the numbers compared and r.
class Evaluation {
 public:
  Evaluation(const TreeCircuit& circuit, const std::vector<std::uint64_t>& compared,
             std::uint64_t r)
      : circuit_(circuit), wires_(circuit.wires), opened_(circuit.opened) {
    for (const TreeCircuit::Leaf& leaf : circuit.leaves) {
      const std::uint64_t mask = (std::uint64_t{1} << leaf.bits) - 1;
      const std::uint64_t v = (compared[leaf.threshold] >> leaf.low) & mask;
      const std::uint64_t digit = (r >> leaf.low) & mask;
      wires_[leaf.generate] = v < digit;
      if (leaf.propagate) wires_[*leaf.propagate] = v == digit;
    }
    std::size_t mask = 0;
    for (const TreeCircuit::Level& level : circuit.levels) {
      for (const TreeCircuit::Index wire : level.opens) opened_[mask++] = wires_[wire];
      for (const TreeCircuit::Definition& definition : level.definitions) {
        bool value = definition.base && wires_[*definition.base];
        for (const TreeCircuit::Product& product : definition.products) {
          bool all = true;
          for (const TreeCircuit::Index factor : product.factors) all = all && opened_[factor];
          value = value != all;
        }
        wires_[definition.wire] = value;
      }
    }
  }
  bool borrow(std::size_t threshold) const { return wires_[circuit_.borrows[threshold]]; }
  bool carry() const { return wires_[*circuit_.carry]; }

 private:
  const TreeCircuit& circuit_;
  std::vector<bool> wires_;
  std::vector<bool> opened_;
};

void expect_right(unsigned width, unsigned shift, const std::vector<std::uint64_t>& thresholds,
                  std::uint64_t yhat, std::uint64_t r) {
  const TreeCircuit circuit =
      make_tree_circuit(best_tree_layout(width, shift, thresholds.size()), thresholds.size());
  const auto low = [](std::uint64_t x, unsigned bits) {
    return bits == 0 ? 0 : x << (64 - bits) >> (64 - bits);
  };
  std::vector<std::uint64_t> compared;
  for (const std::uint64_t t : thresholds) compared.push_back(low(yhat - t, width));
  const Evaluation evaluation(circuit, compared, r);
  for (std::size_t l = 0; l < thresholds.size(); ++l) {
    ASSERT_EQ(evaluation.borrow(l), low(compared[l], width - 1) < low(r, width - 1))
        << width << ' ' << shift << ' ' << yhat << ' ' << r;
  }
  ASSERT_EQ(circuit.carry.has_value(), shift > 0);
  if (shift > 0) {
    ASSERT_EQ(evaluation.carry(), low(yhat, shift) < low(r, shift));
  }
}

TEST(TreeCircuit, EveryPairOfNumbers) {
  for (unsigned width = 2; width <= 7; ++width) {
    for (unsigned shift = 0; shift < width; ++shift) {
      for (std::uint64_t yhat = 0; yhat < 1U << width; ++yhat) {
        for (std::uint64_t r = 0; r < 1U << width; ++r) {
          expect_right(width, shift, {0, std::uint64_t{1} << shift}, yhat, r);
        }
      }
    }
  }
}

TEST(TreeCircuit, EveryWidth) {
  std::mt19937_64 random(5);
  for (unsigned width = 8; width <= 64; ++width) {
    for (const unsigned shift : {0U, 1U, width / 2, width - 2, width - 1}) {
      for (int i = 0; i < 40; ++i) {
        const std::uint64_t mask = ~std::uint64_t{0} >> (64 - width);
        const std::uint64_t yhat = random() & mask;
        const std::uint64_t r =
            i % 3 == 0 ? yhat ^ (random() & random() & random() & mask) : random() & mask;
        const std::uint64_t t = (random() >> shift << shift) & mask;
        expect_right(width, shift, {0, t}, yhat, r);
      }
    }
  }
}

/// What an opening's mask covers is one wire, and each wire is opened once.
TEST(TreeCircuit, AWireIsOpenedOnce) {
  const TreeCircuit circuit = make_tree_circuit(best_tree_layout(32, 10, 3), 3);
  std::map<TreeCircuit::Index, int> times;
  for (const TreeCircuit::Level& level : circuit.levels) {
    for (const TreeCircuit::Index wire : level.opens) ++times[wire];
  }
  EXPECT_EQ(times.size(), circuit.opened);
}

}  // namespace
}  // namespace medisc::test
