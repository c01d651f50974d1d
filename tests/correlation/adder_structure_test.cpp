/// Structure and cost of the adder circuit: what its evaluation relies on, and how much it
/// opens.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "correlation/adder_circuit.hpp"
#include "ring/word.hpp"

namespace medisc::test {
namespace {

using Index = AdderCircuit::Index;

/// Every width, shift and wrap; built once.
const std::vector<AdderCircuit>& every_circuit() {
  static const std::vector<AdderCircuit> circuits = [] {
    std::vector<AdderCircuit> all;
    for (unsigned width = 2; width <= 64; ++width) {
      for (unsigned shift = 0; shift + 2 <= width; ++shift) {
        for (const bool wrap : {false, true}) {
          all.push_back(make_adder_circuit(width, shift, wrap));
        }
      }
    }
    return all;
  }();
  return circuits;
}

template <class Visit>
void for_every_circuit(Visit&& visit) {
  for (const AdderCircuit& circuit : every_circuit()) {
    SCOPED_TRACE("width " + std::to_string(circuit.width) + " shift " +
                 std::to_string(circuit.shift));
    visit(circuit);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(AdderStructure, LevelsAreEvenAndAsFewAsDeclared) {
  for_every_circuit([](const AdderCircuit& circuit) {
    const std::size_t expected = circuit.width <= 4 && circuit.shift == 0 ? 0
                                 : circuit.width <= 27                    ? 2
                                                                          : 4;
    EXPECT_EQ(circuit.levels.size(), expected);
  });
}

TEST(AdderStructure, WiresAreDefinedOnceBeforeTheyAreUsed) {
  for_every_circuit([](const AdderCircuit& circuit) {
    std::set<Index> defined;
    for (std::size_t i = 0; i < circuit.leaves.size(); ++i)
      defined.insert(static_cast<Index>(i));
    std::set<Index> opened;
    std::size_t masks = 0;
    for (const AdderCircuit::Level& level : circuit.levels) {
      for (const Index wire : level.opens) {
        EXPECT_TRUE(defined.contains(wire)) << "wire " << wire << " is opened too early";
        EXPECT_TRUE(opened.insert(wire).second) << "wire " << wire << " is opened twice";
      }
      masks += level.opens.size();
      std::set<Index> fresh;
      for (const AdderCircuit::Definition& definition : level.definitions) {
        EXPECT_FALSE(defined.contains(definition.wire));
        EXPECT_TRUE(fresh.insert(definition.wire).second);
        EXPECT_TRUE(!definition.base || defined.contains(*definition.base));
        for (const Index product : definition.products) {
          for (const Index mask : circuit.products.at(product).opened) EXPECT_LT(mask, masks);
        }
      }
      defined.merge(fresh);
    }
    EXPECT_EQ(masks, circuit.opened);
    EXPECT_EQ(defined.size(), circuit.wires);
    EXPECT_TRUE(defined.contains(circuit.carry_out));
    EXPECT_TRUE(!circuit.carry_in || defined.contains(*circuit.carry_in));
    EXPECT_TRUE(!circuit.wrap || defined.contains(*circuit.wrap));
  });
}

TEST(AdderStructure, EveryProductHasItsMasks) {
  for_every_circuit([](const AdderCircuit& circuit) {
    using Set = std::vector<Index>;
    const auto dealt = [&](Index index) {
      return circuit.mask_products.at(index);
    };
    for (const AdderCircuit::Product& product : circuit.products) {
      const Set& of = product.opened;
      EXPECT_TRUE(std::is_sorted(of.begin(), of.end()));
      EXPECT_EQ(std::adjacent_find(of.begin(), of.end()), of.end());
      if (of.size() == 2) {
        ASSERT_EQ(product.masks.size(), 1U);
        EXPECT_EQ(dealt(product.masks[0]), of);
        continue;
      }
      ASSERT_EQ(of.size(), 3U);
      ASSERT_EQ(product.masks.size(), 4U);
      EXPECT_EQ(dealt(product.masks[0]), (Set{of[0], of[1]}));
      EXPECT_EQ(dealt(product.masks[1]), (Set{of[0], of[2]}));
      EXPECT_EQ(dealt(product.masks[2]), (Set{of[1], of[2]}));
      EXPECT_EQ(dealt(product.masks[3]), of);
    }
  });
}

/// Whatever is opened or dealt is used, and nothing twice under two names.
TEST(AdderStructure, NothingIsWasted) {
  for_every_circuit([](const AdderCircuit& circuit) {
    std::set<Index> products;
    std::set<Index> masks;
    std::set<Index> mask_products;
    std::set<Index> leaf_products;
    std::set<Index> monomials;
    for (const AdderCircuit::Level& level : circuit.levels) {
      for (const auto& definition : level.definitions) {
        products.insert(definition.products.begin(), definition.products.end());
      }
    }
    for (const auto& product : circuit.products) {
      masks.insert(product.opened.begin(), product.opened.end());
      mask_products.insert(product.masks.begin(), product.masks.end());
    }
    for (const auto& leaf : circuit.leaves) {
      leaf_products.insert(leaf.products.begin(), leaf.products.end());
    }
    for (const auto& product : circuit.leaf_products) {
      monomials.insert(product.hospital);
      monomials.insert(product.service);
    }
    EXPECT_EQ(products.size(), circuit.products.size());
    EXPECT_EQ(masks.size(), circuit.opened);
    EXPECT_EQ(mask_products.size(), circuit.mask_products.size());
    EXPECT_EQ(leaf_products.size(), circuit.leaf_products.size());
    EXPECT_EQ(monomials.size(), circuit.monomials.size());
    const std::set<std::uint64_t> distinct(circuit.monomials.begin(), circuit.monomials.end());
    EXPECT_EQ(distinct.size(), circuit.monomials.size());
    EXPECT_FALSE(distinct.contains(0));
    EXPECT_LE(*distinct.rbegin(), width_mask<std::uint64_t>(circuit.width));
  });
}

struct Cost {
  unsigned width;
  unsigned shift;
  std::size_t levels;
  std::size_t monomials;  ///< bits a value, one way
  std::size_t opened;     ///< bits a value, each way
  std::size_t leaf_products;
  std::size_t mask_products;
};

/// A change of any figure changes bundles and traffic: an agreement constant of the parties.
/// With the wrap bit where there is a shift.
TEST(AdderStructure, GoldenCosts) {
  for (const Cost& cost : {
           Cost{2, 0, 0, 1, 0, 1, 0},
           Cost{4, 0, 0, 7, 0, 7, 0},
           Cost{8, 0, 2, 13, 4, 17, 2},
           Cost{8, 4, 2, 14, 4, 22, 2},
           Cost{12, 8, 2, 20, 8, 32, 10},
           Cost{16, 8, 2, 26, 13, 42, 18},
           Cost{17, 8, 2, 30, 13, 46, 18},
           Cost{20, 0, 2, 31, 18, 47, 26},
           Cost{20, 8, 2, 32, 18, 52, 27},
           Cost{24, 8, 2, 48, 18, 80, 26},
           Cost{27, 8, 2, 60, 18, 104, 26},
           Cost{28, 8, 4, 41, 33, 65, 30},
           Cost{32, 0, 4, 46, 41, 74, 26},
           Cost{32, 8, 4, 47, 41, 75, 26},
           Cost{33, 8, 4, 49, 41, 79, 26},
           Cost{48, 8, 4, 71, 57, 115, 73},
           Cost{64, 0, 4, 94, 77, 154, 102},
           Cost{64, 8, 4, 95, 77, 155, 103},
       }) {
    const AdderCircuit circuit = make_adder_circuit(cost.width, cost.shift, cost.shift > 0);
    SCOPED_TRACE("width " + std::to_string(cost.width) + " shift " +
                 std::to_string(cost.shift));
    EXPECT_EQ(circuit.levels.size(), cost.levels);
    EXPECT_EQ(circuit.monomials.size(), cost.monomials);
    EXPECT_EQ(circuit.opened, cost.opened);
    EXPECT_EQ(circuit.leaf_products.size(), cost.leaf_products);
    EXPECT_EQ(circuit.mask_products.size(), cost.mask_products);
  }
}

}  // namespace
}  // namespace medisc::test
