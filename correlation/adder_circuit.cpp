#include "correlation/adder_circuit.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "correlation/leaf_polynomial.hpp"

namespace medisc {
namespace {

using Index = AdderCircuit::Index;

/// Adjacent bits [lo, hi) with the wires of their generate and propagate. Segments that start
/// at bit 0 have no carry to propagate.
struct Segment {
  unsigned lo = 0;
  unsigned hi = 0;
  Index generate = 0;
  std::optional<Index> propagate;
  std::size_t level = 0;  ///< the level that defines the wires; 0: leaves
};

/// A node of the prefix tree: the leaves it covers and its children, low to high.
struct Node {
  Segment segment;
  std::vector<Node> children;
};

/// How leaves are laid out and joined.
struct Shape {
  std::vector<unsigned> leaf_sizes;      ///< bits a leaf, low to high
  std::vector<std::size_t> root_splits;  ///< leaves under each child of the root; empty: even
};

/// Leaves that a tree of `levels` levels of nodes with up to three children can hold.
std::size_t capacity(std::size_t levels) {
  std::size_t leaves = 1;
  while (levels-- > 0) leaves *= 3;
  return leaves;
}

std::vector<std::size_t> even_parts(std::size_t whole, std::size_t parts) {
  std::vector<std::size_t> sizes(parts, whole / parts);
  for (std::size_t i = 0; i < whole % parts; ++i) ++sizes[i];
  return sizes;
}

class Builder {
 public:
  Builder(unsigned width, unsigned shift) {
    circuit_.width = width;
    circuit_.shift = shift;
  }

  AdderCircuit build(const Shape& shape, std::size_t levels, bool wrap) {
    std::vector<Segment> leaves;
    unsigned lo = 0;
    for (const unsigned size : shape.leaf_sizes) {
      leaves.push_back(leaf(lo, lo + size));
      lo += size;
    }
    level_definitions_.resize(levels + 1);
    const Node root = tree(leaves, levels, shape.root_splits);
    circuit_.carry_out = root.segment.generate;
    if (circuit_.shift > 0) circuit_.carry_in = prefix(root, circuit_.shift).generate;
    if (wrap) circuit_.wrap = wrap_leaf(circuit_.width - 1);
    return finish(levels);
  }

 private:
  /// Wires are numbered as they come; leaves are moved to the front in finish().
  struct Wire {
    std::optional<AdderCircuit::Leaf> leaf;
  };

  Index monomial(std::uint64_t bits) {
    const auto [at, fresh] =
        monomials_.try_emplace(bits, static_cast<Index>(circuit_.monomials.size()));
    if (fresh) circuit_.monomials.push_back(bits);
    return at->second;
  }

  Index leaf_wire(const std::vector<LeafTerm>& terms) {
    AdderCircuit::Leaf leaf;
    for (const LeafTerm& term : terms) {
      if (term.service == 0) {
        leaf.hospital.push_back(term.hospital);
      } else if (term.hospital == 0) {
        leaf.service.push_back(term.service);
      } else {
        const auto [at, fresh] =
            leaf_products_.try_emplace(term, static_cast<Index>(circuit_.leaf_products.size()));
        if (fresh) {
          circuit_.leaf_products.push_back({monomial(term.hospital), monomial(term.service)});
        }
        leaf.products.push_back(at->second);
      }
    }
    wires_.push_back({leaf});
    return static_cast<Index>(wires_.size() - 1);
  }

  Segment leaf(unsigned lo, unsigned hi) {
    Segment segment{lo, hi, leaf_wire(generate_terms(lo, hi)), std::nullopt, 0};
    if (lo > 0) segment.propagate = leaf_wire(propagate_terms(lo, hi));
    return segment;
  }

  Index wrap_leaf(unsigned bit) {
    const std::uint64_t top = std::uint64_t{1} << bit;
    return leaf_wire({{top, top}, {top, 0}, {0, top}});
  }

  void open(Index wire, std::size_t level) {
    const auto [at, fresh] = opened_at_.try_emplace(wire, level);
    if (!fresh) at->second = std::min(at->second, level);
  }

  /// A product of wires, each opened at `level` at the latest.
  std::vector<Index> product(std::vector<Index> factors, std::size_t level) {
    for (const Index wire : factors) open(wire, level);
    std::sort(factors.begin(), factors.end());
    return factors;
  }

  Index define(Index base, bool with_base, std::vector<std::vector<Index>> products,
               std::size_t level) {
    wires_.push_back({});
    const auto wire = static_cast<Index>(wires_.size() - 1);
    level_definitions_[level].push_back({wire, base, with_base, std::move(products)});
    return wire;
  }

  /// Joins two or three neighbours, low to high.
  Segment join(const std::vector<Segment>& parts) {
    std::size_t level = 0;
    for (const Segment& part : parts) level = std::max(level, part.level);
    ++level;

    const Segment& high = parts.back();
    std::vector<std::vector<Index>> carried;
    std::vector<Index> above;  // the propagates over every part above the one at hand
    for (std::size_t i = parts.size() - 1; i-- > 0;) {
      above.push_back(*parts[i + 1].propagate);
      std::vector<Index> factors = above;
      factors.push_back(parts[i].generate);
      carried.push_back(product(std::move(factors), level));
    }
    Segment whole{parts.front().lo, high.hi, define(high.generate, true, carried, level),
                  std::nullopt, level};
    if (parts.front().propagate) {
      above.push_back(*parts.front().propagate);
      whole.propagate = define(0, false, {product(std::move(above), level)}, level);
    }
    return whole;
  }

  Node tree(const std::vector<Segment>& leaves, std::size_t levels,
            std::vector<std::size_t> splits = {}) {
    if (leaves.size() == 1) return {leaves.front(), {}};
    if (splits.empty()) {
      const std::size_t below = capacity(levels - 1);
      const std::size_t children = leaves.size() <= 2 * below && leaves.size() != 3 ? 2 : 3;
      splits = even_parts(leaves.size(), children);
    }
    Node node;
    std::vector<Segment> parts;
    auto first = leaves.begin();
    for (const std::size_t size : splits) {
      const auto last = first + static_cast<std::ptrdiff_t>(size);
      node.children.push_back(tree({first, last}, levels - 1));
      parts.push_back(node.children.back().segment);
      first = last;
    }
    node.segment = join(parts);
    return node;
  }

  /// The segment from the start of `node` up to bit `end`. Where it ends inside a leaf, a leaf of
  /// its own reuses the monomials opened there.
  Segment prefix(const Node& node, unsigned end) {
    if (node.segment.hi == end) return node.segment;
    if (node.children.empty()) return leaf(node.segment.lo, end);
    std::vector<Segment> parts;
    for (const Node& child : node.children) {
      if (child.segment.hi <= end) {
        parts.push_back(child.segment);
      } else if (child.segment.lo < end) {
        parts.push_back(prefix(child, end));
      }
    }
    return parts.size() == 1 ? parts.front() : join(parts);
  }

  struct PendingDefinition {
    Index wire;
    Index base;
    bool with_base;
    std::vector<std::vector<Index>> products;
  };

  AdderCircuit finish(std::size_t levels) {
    // Leaves first, then defined wires.
    std::vector<Index> renumbered(wires_.size());
    for (std::size_t i = 0; i < wires_.size(); ++i) {
      if (!wires_[i].leaf) continue;
      renumbered[i] = static_cast<Index>(circuit_.leaves.size());
      circuit_.leaves.push_back(*wires_[i].leaf);
    }
    auto next = static_cast<Index>(circuit_.leaves.size());
    for (std::size_t i = 0; i < wires_.size(); ++i) {
      if (!wires_[i].leaf) renumbered[i] = next++;
    }
    circuit_.wires = wires_.size();

    std::map<Index, Index> mask_of;  // wire as built -> its mask
    circuit_.levels.resize(levels);
    for (std::size_t level = 1; level <= levels; ++level) {
      for (const auto& [wire, at] : opened_at_) {
        if (at != level) continue;
        mask_of[wire] = static_cast<Index>(circuit_.opened++);
        circuit_.levels[level - 1].opens.push_back(renumbered[wire]);
      }
    }
    for (std::size_t level = 1; level <= levels; ++level) {
      for (const PendingDefinition& pending : level_definitions_[level]) {
        AdderCircuit::Definition definition{renumbered[pending.wire], std::nullopt, {}};
        if (pending.with_base) definition.base = renumbered[pending.base];
        for (const std::vector<Index>& factors : pending.products) {
          definition.products.push_back(masked_product(factors, mask_of));
        }
        circuit_.levels[level - 1].definitions.push_back(std::move(definition));
      }
    }
    circuit_.carry_out = renumbered[circuit_.carry_out];
    if (circuit_.carry_in) circuit_.carry_in = renumbered[*circuit_.carry_in];
    if (circuit_.wrap) circuit_.wrap = renumbered[*circuit_.wrap];
    return std::move(circuit_);
  }

  Index masked_product(const std::vector<Index>& factors, const std::map<Index, Index>& mask_of) {
    std::vector<Index> opened;
    for (const Index wire : factors) opened.push_back(mask_of.at(wire));
    std::sort(opened.begin(), opened.end());
    const auto [at, fresh] =
        products_.try_emplace(opened, static_cast<Index>(circuit_.products.size()));
    if (fresh) {
      AdderCircuit::Product product{opened, {}};
      if (opened.size() == 2) {
        product.masks = {mask_product(opened)};
      } else {
        product.masks = {mask_product({opened[0], opened[1]}), mask_product({opened[0], opened[2]}),
                         mask_product({opened[1], opened[2]}), mask_product(opened)};
      }
      circuit_.products.push_back(std::move(product));
    }
    return at->second;
  }

  Index mask_product(const std::vector<Index>& masks) {
    const auto [at, fresh] =
        mask_products_.try_emplace(masks, static_cast<Index>(circuit_.mask_products.size()));
    if (fresh) circuit_.mask_products.push_back(masks);
    return at->second;
  }

  AdderCircuit circuit_;
  std::vector<Wire> wires_;
  std::map<std::uint64_t, Index> monomials_;
  std::map<LeafTerm, Index> leaf_products_;
  std::map<Index, std::size_t> opened_at_;
  std::vector<std::vector<PendingDefinition>> level_definitions_;
  std::map<std::vector<Index>, Index> products_;
  std::map<std::vector<Index>, Index> mask_products_;
};

/// Up to this many bits below the top one, leaves of up to three bits fit a tree of two levels;
/// beyond it, leaves would have to grow and with them the service's corrections, past 32 bytes
/// a ReLU, so the tree gets four levels instead.
constexpr unsigned kMostBitsInTwoLevels = 26;

/// `parts` leaves over `bits` bits, the larger ones low or high.
std::vector<unsigned> leaf_sizes(unsigned bits, std::size_t parts, bool larger_low) {
  const std::vector<std::size_t> sizes = even_parts(bits, parts);
  std::vector<unsigned> result(sizes.begin(), sizes.end());
  if (!larger_low) std::reverse(result.begin(), result.end());
  return result;
}

/// Layouts worth trying where two levels are enough.
std::vector<Shape> two_level_shapes(unsigned bits, unsigned shift) {
  std::vector<Shape> shapes;
  const auto add_with_splits = [&](const std::vector<unsigned>& sizes) {
    const std::size_t leaves = sizes.size();
    for (std::size_t low = 1; low <= 3; ++low) {
      for (std::size_t middle = 1; middle <= 3; ++middle) {
        if (low + middle == leaves) shapes.push_back({sizes, {low, middle}});
        if (low + middle < leaves && leaves - low - middle <= 3) {
          shapes.push_back({sizes, {low, middle, leaves - low - middle}});
        }
      }
    }
  };
  for (std::size_t leaves = std::max<std::size_t>((bits + 2) / 3, 2);
       leaves <= std::min<std::size_t>(9, bits); ++leaves) {
    for (const bool larger_low : {false, true}) {
      add_with_splits(leaf_sizes(bits, leaves, larger_low));
    }
    if (shift == 0 || shift >= bits) continue;
    for (std::size_t low = (shift + 2) / 3; low < leaves && low <= shift; ++low) {
      const std::size_t high = leaves - low;
      if (high > bits - shift || (bits - shift + high - 1) / high > 3) continue;
      std::vector<unsigned> sizes = leaf_sizes(shift, low, true);
      const std::vector<unsigned> rest = leaf_sizes(bits - shift, high, true);
      sizes.insert(sizes.end(), rest.begin(), rest.end());
      add_with_splits(sizes);
    }
  }
  return shapes;
}

/// Online bits first (an opened wire travels both ways, a leaf monomial one way), then dealt bits.
std::pair<std::size_t, std::size_t> cost(const AdderCircuit& circuit) {
  return {2 * circuit.opened + circuit.monomials.size(),
          circuit.leaf_products.size() + circuit.mask_products.size()};
}

}  // namespace

AdderCircuit make_adder_circuit(unsigned width, unsigned shift, bool wrap) {
  const unsigned bits = width - 1;
  if (bits <= 3 && shift == 0) {
    return Builder(width, shift).build({{bits}, {}}, 0, wrap);
  }
  if (bits > kMostBitsInTwoLevels) {
    return Builder(width, shift).build({leaf_sizes(bits, (bits + 1) / 2, true), {}}, 4, wrap);
  }
  std::optional<AdderCircuit> best;
  for (const Shape& shape : two_level_shapes(bits, shift)) {
    AdderCircuit circuit = Builder(width, shift).build(shape, 2, wrap);
    if (!best || cost(circuit) < cost(*best)) best = std::move(circuit);
  }
  return *best;
}

}  // namespace medisc
