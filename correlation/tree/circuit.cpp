#include "correlation/tree/circuit.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace medisc {
namespace {

using Index = TreeCircuit::Index;

/// Neighbouring bits: wires of their generate and, unless they begin at bit 0, propagate.
struct Segment {
  Index generate = 0;
  std::optional<Index> propagate;
};

class Builder {
 public:
  explicit Builder(std::size_t thresholds) : thresholds_(thresholds) {}

  TreeCircuit build(const TreeLayout& layout) {
    const std::vector<Cut> low = cut(layout.low, 0);
    const std::vector<Cut> high = cut(layout.high, low.empty() ? 0 : low.back().end());
    const bool has_nodes =
        low.size() + high.size() > 1 || (low.empty() ? high : low).front().leaves.size() > 1;
    circuit_.levels.resize(has_nodes ? 2 : 0);

    const std::vector<Segment> shared = segments(low, 0);
    if (!low.empty()) circuit_.carry = borrow(shared);
    for (std::size_t t = 0; t < thresholds_; ++t) {
      std::vector<Segment> all = shared;
      for (const Segment& segment : segments(high, t)) all.push_back(segment);
      circuit_.borrows.push_back(high.empty() ? *circuit_.carry : borrow(all));
    }
    number_masks();
    return std::move(circuit_);
  }

 private:
  /// A group's leaves: where each begins, and its bits.
  struct Cut {
    std::vector<std::pair<unsigned, unsigned>> leaves;
    unsigned end() const { return leaves.back().first + leaves.back().second; }
  };

  static std::vector<Cut> cut(const std::vector<std::vector<unsigned>>& groups, unsigned from) {
    std::vector<Cut> cuts;
    for (const auto& group : groups) {
      Cut& one = cuts.emplace_back();
      for (const unsigned bits : group) {
        one.leaves.emplace_back(from, bits);
        from += bits;
      }
    }
    return cuts;
  }

  std::vector<Segment> segments(const std::vector<Cut>& groups, std::size_t threshold) {
    std::vector<Segment> made;
    for (const Cut& group : groups) {
      std::vector<Segment> parts;
      for (const auto& [low, bits] : group.leaves) parts.push_back(leaf(threshold, low, bits));
      made.push_back(parts.size() == 1 ? parts.front() : group_of(parts));
    }
    return made;
  }

  Segment leaf(std::size_t threshold, unsigned low, unsigned bits) {
    TreeCircuit::Leaf leaf{threshold, low, bits, monomials_at(low, bits), fresh_wire(), {}};
    if (low > 0) leaf.propagate = fresh_wire();
    circuit_.leaves.push_back(leaf);
    return {leaf.generate, leaf.propagate};
  }

  /// The thresholds' leaves over the same bits share r's monomials.
  std::size_t monomials_at(unsigned low, unsigned bits) {
    const auto [at, fresh] = monomials_.try_emplace(low, circuit_.monomial_bits.size());
    if (fresh) {
      for (std::uint64_t subset = 1; subset >> bits == 0; ++subset) {
        circuit_.monomial_bits.push_back(subset << low);
      }
      circuit_.monomials = circuit_.monomial_bits.size();
    }
    return at->second;
  }

  Segment group_of(const std::vector<Segment>& parts) {
    Segment whole{defined(0, parts.back().generate, carried(parts)), {}};
    if (parts.front().propagate) {
      std::vector<Index> all;
      for (const Segment& part : parts) all.push_back(*part.propagate);
      whole.propagate = defined(0, std::nullopt, {all});
    }
    return whole;
  }

  /// The borrow out of the root over `parts`, low to high.
  Index borrow(const std::vector<Segment>& parts) {
    if (parts.size() == 1) return parts.front().generate;
    return defined(1, parts.back().generate, carried(parts));
  }

  /// What comes up from below: for each part but the last its generate, times the propagates
  /// above it.
  static std::vector<std::vector<Index>> carried(const std::vector<Segment>& parts) {
    std::vector<std::vector<Index>> products;
    std::vector<Index> above;
    for (std::size_t i = parts.size() - 1; i-- > 0;) {
      above.push_back(*parts[i + 1].propagate);
      products.push_back(above);
      products.back().push_back(parts[i].generate);
    }
    return products;
  }

  Index defined(std::size_t level, std::optional<Index> base,
                const std::vector<std::vector<Index>>& products) {
    TreeCircuit::Definition definition{fresh_wire(), base, {}};
    for (const std::vector<Index>& wires : products) {
      for (const Index wire : wires) open(wire, level);
      definition.products.push_back({wires, {}});
    }
    circuit_.levels[level].definitions.push_back(std::move(definition));
    return circuit_.levels[level].definitions.back().wire;
  }

  /// A leaf that is a group by itself is opened for the root, with the others.
  void open(Index wire, std::size_t level) {
    if (!opened_.try_emplace(wire, 0).second) return;
    circuit_.levels[level].opens.push_back(wire);
  }

  Index fresh_wire() { return static_cast<Index>(circuit_.wires++); }

  /// Masks are numbered by level; then factors are named by them, and products dealt.
  void number_masks() {
    for (const TreeCircuit::Level& level : circuit_.levels) {
      for (const Index wire : level.opens)
        opened_[wire] = static_cast<Index>(circuit_.opened++);
    }
    for (TreeCircuit::Level& level : circuit_.levels) {
      for (TreeCircuit::Definition& definition : level.definitions) {
        for (TreeCircuit::Product& product : definition.products) {
          for (Index& factor : product.factors) factor = opened_[factor];
          deal_products(product);
        }
      }
    }
  }

  void deal_products(TreeCircuit::Product& product) {
    const std::size_t subsets = std::size_t{1} << product.factors.size();
    product.dealt.resize(subsets);
    for (std::size_t subset = 0; subset < subsets; ++subset) {
      std::vector<Index> masks;
      for (std::size_t i = 0; i < product.factors.size(); ++i) {
        if ((subset >> i) & 1) masks.push_back(product.factors[i]);
      }
      if (masks.size() < 2) continue;
      std::sort(masks.begin(), masks.end());
      const auto [at, fresh] =
          products_.try_emplace(masks, static_cast<Index>(circuit_.mask_products.size()));
      if (fresh) circuit_.mask_products.push_back(masks);
      product.dealt[subset] = at->second;
    }
  }

  std::size_t thresholds_;
  TreeCircuit circuit_;
  std::map<unsigned, std::size_t> monomials_;  ///< by a leaf's lowest bit
  std::map<Index, Index> opened_;              ///< a wire's mask
  std::map<std::vector<Index>, Index> products_;
};

}  // namespace

TreeCircuit make_tree_circuit(const TreeLayout& layout, std::size_t thresholds) {
  return Builder(thresholds).build(layout);
}

}  // namespace medisc
